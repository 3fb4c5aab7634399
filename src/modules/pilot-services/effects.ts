import type { z } from 'zod'
import { listedAchievement } from '#modules/achievements/index.ts'
import { baseOf } from '#modules/pilot-bases/index.ts'
import { cancelBooking } from '#platform/booking/booking.ts'
import type { rateForm } from '#platform/booking/forms.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Tx } from '#platform/db/database.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import type { Binding, Effect } from '#platform/procedure/perform.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { performAfter } from '#platform/procedure/terms.ts'
import type {
  acceptForm,
  Approval,
  cancelForm,
  contractForm,
  feasibleForm,
  quoteForm,
  Report,
  safetyForm,
} from './forms.ts'
import { rowOf, shared, tell, tellOther } from './telling.ts'
import { agreeMove, askMove, dropMove, reschedule } from './moving.ts'
import { pilotBooking, type PilotFacts } from './procedure.ts'
import { proposeRaise } from './raise.ts'
import { contractFault, isLate, reportFault, safetyFault } from './rules.ts'
import { changeBooking } from './store-booking.ts'
import { services } from './store.ts'

/** States in which a booking no longer holds its slot. */
const FREED: readonly string[] = ['declined', 'cancelled', 'lapsed', 'missed', 'failed']
/** States in which it is planned and waits for its day. */
const WAITS: readonly string[] = ['scheduled', 'checked']
/** States from which a cancellation may be late: the base keeps the place free for somebody who signed. */
const PLANNED: readonly string[] = ['scheduled', 'moving', 'checked']

async function facts(tx: Tx, dossier: DossierRow): Promise<PilotFacts> {
  const row = await rowOf(tx, dossier)
  const now = await databaseNow(tx)
  const today = dayOf(now)
  const client = await findOrganisation(tx, row.client_org_id)
  const line = await services.find(tx, row.service_id)
  const known: readonly Approval[] = line?.data.approvals ?? []
  const achievement =
    row.achievement_id === null ? undefined : await listedAchievement(tx, row.achievement_id)
  const maturity = { known: achievement?.form.trl, most: line?.data.trlTo }
  return {
    clientVerified: client?.verified ?? false,
    baseInForce: (await baseOf(tx, row.base_org_id, today)) !== undefined,
    hasStarted: row.from_at <= now,
    broughtBy: row.contract_by,
    movedBy: row.move_by,
    moveHasStarted: row.move_from !== null && row.move_from <= now,
    unsafe: (more) => safetyFault(row.hazard, [...known, ...more], dayOf(row.until_at)),
    reportFault: (report) => reportFault(report, maturity),
    silenceAccepts: row.contract?.silenceAccepts === true,
    contractFault: (signedOn) => contractFault(signedOn, today),
  }
}

const agreeing = {
  reply: async (tx, dossier, input: z.infer<typeof feasibleForm>) => {
    await changeBooking(tx, dossier.subject_id, input)
    await tell(tx, dossier, 'client', '基地答复：《{name}》（{when}）可以承接，请等候报价。')
  },
  decline: async (tx, dossier, input: { reason: string }) =>
    tell(tx, dossier, 'client', '《{name}》（{when}）未被承接：{reason}', input),
  quote: async (tx, dossier, input: z.infer<typeof quoteForm>) => {
    const { feeFen, covers, leadDays } = input
    await changeBooking(tx, dossier.subject_id, { fee_fen: feeFen, covers, lead_days: leadDays })
    await tell(tx, dossier, 'client', '《{name}》（{when}）的报价已送达，请在期限内确认。')
  },
  refuseQuote: async (tx, dossier, input: { reason: string }) =>
    tell(tx, dossier, 'base', '客户没有接受《{name}》（{when}）的报价：{reason}', input),
  acceptQuote: async (tx, dossier) =>
    tell(tx, dossier, 'base', '客户已接受《{name}》（{when}）的报价，请打印服务合同签订。'),
  bringContract: async (tx, dossier, input: z.infer<typeof contractForm>, actor, now) => {
    await shared(tx, actor, await rowOf(tx, dossier), input.fileId, now)
    await changeBooking(tx, dossier.subject_id, { contract: input, contract_by: actor.orgId })
    await tellOther(tx, dossier, actor, '对方已交来《{name}》的服务合同，请核对。')
  },
  checkContract: async (tx, dossier, _input, actor) =>
    tellOther(tx, dossier, actor, '《{name}》（{when}）的合同已核对，排期生效。'),
  sendBackContract: async (tx, dossier, input: { reason: string }, actor) => {
    await changeBooking(tx, dossier.subject_id, { contract: null, contract_by: null })
    await tellOther(tx, dossier, actor, '《{name}》的合同被退回：{reason}', input)
  },
  reschedule,
  askMove,
  agreeMove,
  refuseMove: async (tx, dossier, input: { reason: string }, actor, now) => {
    await dropMove(tx, await rowOf(tx, dossier), now)
    await tellOther(tx, dossier, actor, '《{name}》不同意改期，时间仍是 {when}：{reason}', input)
  },
  stay: async (tx, dossier, _input, _actor, now) => {
    await dropMove(tx, await rowOf(tx, dossier), now)
    for (const side of ['client', 'base'] as const)
      await tell(tx, dossier, side, '《{name}》的改期逾期未答复，时间仍是 {when}。')
  },
} satisfies Readonly<Record<string, Effect>>

const running = {
  passSafety: async (tx, dossier, input: z.infer<typeof safetyForm>) => {
    const { checks, approvals } = input
    await changeBooking(tx, dossier.subject_id, { safety: { checks, approvals: approvals ?? [] } })
    await tell(tx, dossier, 'client', '《{name}》（{when}）已通过安全检查。')
  },
  report: async (tx, dossier, input: Report, actor, now) => {
    await shared(tx, actor, await rowOf(tx, dossier), input.fileId, now)
    await changeBooking(tx, dossier.subject_id, { report: input, reported_at: now })
    await tell(tx, dossier, 'client', '《{name}》（{when}）的中试报告已提交，请验收。')
  },
  sendBack: async (tx, dossier, input: { reason: string }) =>
    tell(tx, dossier, 'base', '《{name}》（{when}）的中试报告被退回：{reason}', input),
  accept: async (tx, dossier, input: z.infer<typeof acceptForm>, _actor, now) => {
    await changeBooking(tx, dossier.subject_id, { accepted_at: now, accept_note: input.note ?? null })
    await tell(tx, dossier, 'base', '《{name}》（{when}）已验收。')
    await proposeRaise(tx, await rowOf(tx, dossier), now)
  },
  acceptBySilence: async (tx, dossier, _input, _actor, now) => {
    await changeBooking(tx, dossier.subject_id, {
      accepted_at: now,
      accept_note: '逾期未答复，按合同约定视为验收。',
    })
    for (const side of ['client', 'base'] as const)
      await tell(tx, dossier, side, '《{name}》（{when}）的报告逾期未答复，按合同约定视为验收。')
    await proposeRaise(tx, await rowOf(tx, dossier), now)
  },
  fail: async (tx, dossier, input: { reason: string }) =>
    tell(tx, dossier, 'client', '《{name}》（{when}）的中试未能完成，已结束：{reason}', input),
  rate: async (tx, dossier, input: z.infer<typeof rateForm>) =>
    changeBooking(tx, dossier.subject_id, { stars: input.stars, comment: input.comment ?? null }),
  cancel: async (tx, dossier, input: z.infer<typeof cancelForm>, _actor, now) => {
    const row = await rowOf(tx, dossier)
    const days = tx.rules.number('pilotservice.cancel.workingDays', tx.today)
    const late = PLANNED.includes(row.state) && isLate(dayOf(now), dayOf(row.from_at), days, tx.calendar)
    await changeBooking(tx, row.id, { late_cancel: late })
    const template = late
      ? '《{name}》（{when}）被客户取消，晚于免责期限，已记为临近取消。{reason}'
      : '《{name}》（{when}）已被客户取消。{reason}'
    await tell(tx, dossier, 'base', template, { reason: input.reason ?? '' })
  },
  retract: async (tx, dossier, input: { reason: string }) =>
    tell(tx, dossier, 'client', '《{name}》（{when}）被基地取消：{reason}', input),
  lapse: async (tx, dossier) => {
    for (const side of ['client', 'base'] as const)
      await tell(tx, dossier, side, '《{name}》（{when}）逾期未办，预约已失效，时段已释放。')
  },
  miss: async (tx, dossier) => {
    for (const side of ['client', 'base'] as const)
      await tell(tx, dossier, side, '《{name}》（{when}）的时段已过，没有开始中试，已结束。')
  },
} satisfies Readonly<Record<string, Effect>>

export const bookingBinding: Binding = {
  procedure: pilotBooking,
  facts,
  effects: { ...agreeing, ...running },
  entered: async (tx, dossier, now, by) => {
    // The row is written after its dossier was opened.
    if (by.action === 'open') return
    await changeBooking(tx, dossier.subject_id, { state: dossier.state, updated_at: now })
    const row = await rowOf(tx, dossier)
    if (WAITS.includes(dossier.state))
      await performAfter(tx, pilotBooking, dossier, { on: dayOf(row.until_at), performs: 'miss' })
    if (!FREED.includes(dossier.state)) return
    await cancelBooking(tx, row.slot_id, now)
    if (row.move_slot_id !== null) await cancelBooking(tx, row.move_slot_id, now)
  },
}
