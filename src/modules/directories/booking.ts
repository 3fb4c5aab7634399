import { v7 } from 'uuid'
import type { z } from 'zod'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { blockTime, liftBlock } from '#platform/booking/block.ts'
import { book, cancelBooking } from '#platform/booking/booking.ts'
import type { blockForm } from '#platform/booking/forms.ts'
import { isLateCancel, spanFault, spanText, writtenSpan } from '#platform/booking/slots.ts'
import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { bookingRulesOf } from '#platform/forms/booking.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { openDossier, perform, type Binding } from '#platform/procedure/perform.ts'
import { insertDeadline, type DossierRow } from '#platform/procedure/store.ts'
import { dayReminder, dayTerm } from '#platform/procedure/terms.ts'
import { Refusal } from '#platform/refusal.ts'
import type { bookingForm, usageForm } from './forms.ts'
import { instrumentBooking, type BookingFacts } from './procedure.ts'
import { changeBooking, findBookingRow, insertBooking, type ShownBooking } from './store-booking.ts'
import { instruments } from './store.ts'

/** Kind of the resource in the ground's bookings. */
export const RESOURCE = 'instrument'
/** States in which a booking no longer holds its slot. */
const FREED: readonly string[] = ['declined', 'cancelled', 'lapsed']

async function rowOf(tx: Tx, dossier: DossierRow): Promise<ShownBooking> {
  const row = await findBookingRow(tx, dossier.subject_id)
  if (!row) throw new Error(`dossier ${dossier.id} is about no booking`)
  return row
}

async function facts(tx: Tx, dossier: DossierRow): Promise<BookingFacts> {
  const row = await findBookingRow(tx, dossier.subject_id)
  if (!row) return { userVerified: false, hasStarted: false }
  const user = await findOrganisation(tx, row.user_org_id)
  return { userVerified: user?.verified ?? false, hasStarted: row.from_at <= (await databaseNow(tx)) }
}

type Side = 'user' | 'keeper'

async function tell(
  tx: CommandTx,
  row: ShownBooking,
  side: Side,
  template: string,
  params: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  await tx.emit('message.org', {
    orgId: side === 'user' ? row.user_org_id : row.keeper_org_id,
    template,
    params: { name: row.instrument, when: spanText({ from: row.from_at, until: row.until_at }), ...params },
    link: `/app/bookings/${row.id}`,
  })
}

/** What a confirmed booking waits for: a word the day before, and the end of its day. */
async function expectUse(tx: CommandTx, dossier: DossierRow, row: ShownBooking): Promise<void> {
  const [first, last] = [dayOf(row.from_at), dayOf(row.until_at)]
  await insertDeadline(tx, 'directories', dayTerm(tx, dossier, 'conclude', last))
  const dayBefore = addDays(first, -1)
  if (dayBefore > tx.today)
    await insertDeadline(
      tx,
      'directories',
      dayReminder(tx, dossier, dayBefore, '提醒：明天有仪器预约《{title}》。'),
    )
}

const confirmed: Binding['effects'][string] = async (tx, dossier) => {
  const row = await rowOf(tx, dossier)
  await expectUse(tx, dossier, row)
  await tell(tx, row, 'user', '您预约的《{name}》（{when}）已确认，请按时前往。')
}

export const bookingBinding: Binding = {
  procedure: instrumentBooking,
  facts,
  effects: {
    confirm: confirmed,
    accept: confirmed,
    decline: async (tx, dossier, input: { reason: string }) =>
      tell(tx, await rowOf(tx, dossier), 'user', '您预约的《{name}》（{when}）未被接受：{reason}', input),
    lapse: async (tx, dossier) => {
      const row = await rowOf(tx, dossier)
      await tell(
        tx,
        row,
        'user',
        '您预约的《{name}》（{when}）逾期未获答复，已失效；请另选时间或联系管理单位。',
      )
      await tell(tx, row, 'keeper', '《{name}》（{when}）的预约逾期未答复，已失效，时段已释放。')
    },
    retract: async (tx, dossier, input: { reason: string }) =>
      tell(
        tx,
        await rowOf(tx, dossier),
        'user',
        '您预约的《{name}》（{when}）被管理单位取消：{reason}',
        input,
      ),
    cancel: async (tx, dossier, input: { reason?: string | null }, _actor, now) => {
      const row = await rowOf(tx, dossier)
      const instrument = await instruments.find(tx, row.instrument_id)
      const rules = instrument && bookingRulesOf(instrument.data)
      const late = rules !== undefined && isLateCancel(rules, row.from_at, now)
      await changeBooking(tx, row.id, { late_cancel: late })
      await tell(tx, row, 'keeper', '《{name}》（{when}）的预约已由预约单位取消。{reason}', {
        reason: input.reason ?? '',
      })
    },
    use: async (tx, dossier, input: z.infer<typeof usageForm>) => {
      const row = await rowOf(tx, dossier)
      await changeBooking(tx, row.id, {
        used_minutes: input.usedMinutes,
        used_samples: input.usedSamples ?? null,
        fee_fen: input.feeFen,
        use_note: input.note ?? null,
      })
      await tell(tx, row, 'user', '《{name}》（{when}）的使用已登记，请核对并评价；费用由双方在平台外结清。')
    },
    miss: async (tx, dossier, input: { note?: string | null }) => {
      const row = await rowOf(tx, dossier)
      await changeBooking(tx, row.id, { use_note: input.note ?? null })
      await tell(tx, row, 'user', '《{name}》（{when}）被登记为未到；如有出入，请与管理单位核对。')
    },
    rate: async (tx, dossier, input: { stars: number; comment?: string | null }) =>
      changeBooking(tx, dossier.subject_id, { stars: input.stars, comment: input.comment ?? null }),
  },
  entered: async (tx, dossier, now) => {
    await changeBooking(tx, dossier.subject_id, { state: dossier.state, updated_at: now })
    if (!FREED.includes(dossier.state)) return
    await cancelBooking(tx, (await rowOf(tx, dossier)).slot_id, now)
  },
}

type Request = z.infer<typeof bookingForm> & { readonly id: string }

/** Asks for a slot of a published instrument and holds it; the keeper answers, or has said that a free slot is enough. */
export async function requestBooking(tx: CommandTx, actor: Actor, input: Request, now: Instant) {
  const { orgId, personId } = actor
  mustReach(actor, { orgId })
  const instrument = await instruments.findPublic(tx, input.id)
  if (!instrument) throw new Refusal('absent', '没有找到这台仪器，或它已下架。')
  if (orgId === null || !actor.orgVerified)
    throw new Refusal('conflict', '本单位尚未通过核验，不能预约；请先在“本单位”页提交核验。')
  if (instrument.owner_org_id === orgId)
    throw new Refusal('conflict', '这是本单位的仪器；自用请在预约日历里登记“停用或自用”。')
  const rules = bookingRulesOf(instrument.data)
  if (!rules)
    throw new Refusal('conflict', '这台仪器不在平台上接受预约，请按页面上的联系方式与管理单位商量。')
  const span = writtenSpan(input)
  const horizonDays = tx.rules.number('booking.horizon.days', tx.today)
  const message = spanFault({ rules, calendar: tx.calendar, now, horizonDays }, span)
  if (message !== undefined)
    throw new Refusal('invalid', '{message}', { message }, [{ field: 'from', message }])
  const slot = await book(
    tx,
    { ...span, resourceKind: RESOURCE, resourceId: instrument.id, orgId, personId, purpose: '' },
    now,
  )
  const id = v7()
  const title = `${instrument.name} ${spanText(span)}`
  const keeper = instrument.owner_org_id
  const opening = { title, subject: { kind: 'booking', id }, orgId, partyOrgIds: [keeper] }
  const dossier = await openDossier(tx, bookingBinding, opening, actor, now)
  await insertBooking(tx, {
    id,
    public_id: publicId(),
    instrument_id: instrument.id,
    slot_id: slot.id,
    dossier_id: dossier.id,
    state: dossier.state,
    user_org_id: orgId,
    keeper_org_id: keeper,
    person_id: personId,
    from_at: span.from,
    until_at: span.until,
    purpose: input.purpose,
    samples: input.samples ?? null,
    late_cancel: false,
    used_minutes: null,
    used_samples: null,
    fee_fen: null,
    use_note: null,
    stars: null,
    comment: null,
    asked_at: now,
    updated_at: now,
  })
  const act = { dossierId: dossier.id, action: 'accept', visit: undefined, input: {}, event: true } as const
  const state = rules.autoConfirm
    ? (await perform(tx, bookingBinding, act, actor, now)).state
    : await awaitAnswer(tx, dossier, id)
  tx.about('booking', id, { title })
  return { id, dossierId: dossier.id, state, location: `/app/bookings/${id}` }
}

/** Unanswered, the request ends before its slot begins; a slot of today may be answered today. */
async function awaitAnswer(tx: CommandTx, dossier: DossierRow, id: string): Promise<string> {
  const row = await findBookingRow(tx, id)
  if (!row) throw new Error(`booking ${id} was just written`)
  const dayBefore = addDays(dayOf(row.from_at), -1)
  const last = dayBefore < tx.today ? tx.today : dayBefore
  await insertDeadline(tx, 'directories', dayTerm(tx, dossier, 'lapse', last))
  await tell(tx, row, 'keeper', '有单位预约《{name}》（{when}），请确认或说明原因不接受。')
  return dossier.state
}

/** The keeper keeps time back for maintenance or own use. */
export async function blockInstrument(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof blockForm> & { readonly id: string },
  now: Instant,
) {
  const instrument = await keptInstrument(tx, actor, input.id)
  const { id, span } = await blockTime(tx, actor, { kind: RESOURCE, id: instrument.id }, input, now)
  tx.about('instrument', instrument.id, { title: instrument.name, when: spanText(span) })
  return { id }
}

/** Ends a block, so that the time can be booked again. */
export async function unblockInstrument(
  tx: CommandTx,
  actor: Actor,
  { id, blockId }: { readonly id: string; readonly blockId: string },
  now: Instant,
) {
  const instrument = await keptInstrument(tx, actor, id)
  const span = await liftBlock(tx, instrument.id, blockId, now)
  tx.about('instrument', id, { title: instrument.name, when: spanText(span) })
  return { id: blockId }
}

/** The instrument of the actor's own organisation. */
async function keptInstrument(tx: CommandTx, actor: Actor, id: string) {
  const instrument = await instruments.find(tx, id)
  mustReach(actor, { orgId: instrument?.visible ? instrument.owner_org_id : null })
  if (!instrument) throw new Error('mustReach lets no absent record pass')
  return instrument
}
