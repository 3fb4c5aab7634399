import { v7 } from 'uuid'
import type { z } from 'zod'
import { listedAchievement } from '#modules/achievements/index.ts'
import { baseOf } from '#modules/pilot-bases/index.ts'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { writtenSpan } from '#platform/booking/slots.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { bookingRulesOf } from '#platform/forms/booking.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { openDossier } from '#platform/procedure/perform.ts'
import { Refusal } from '#platform/refusal.ts'
import { bookingBinding } from './effects.ts'
import type { requestForm } from './forms.ts'
import { requestFault } from './rules.ts'
import { insertBooking, type BookingRow } from './store-booking.ts'
import { holdSlot } from './slot.ts'
import { services } from './store.ts'
import { tell } from './telling.ts'

type Request = z.infer<typeof requestForm> & { readonly id: string }

/** Asks for a slot of a published line and holds it while the base answers. */
export async function requestRun(tx: CommandTx, actor: Actor, input: Request, now: Instant) {
  const { orgId, personId } = actor
  mustReach(actor, { orgId })
  const { service, rules } = await lineFor(tx, actor, input.id)
  if (orgId === null) throw new Error('lineFor lets nobody without organisation pass')
  const confidential = input.confidential === '是'
  const fault = requestFault(service.data, { ...input, confidential })
  if (fault) throw new Refusal('invalid', '{message}', { message: fault.message }, [fault])
  const span = writtenSpan(input)
  const slot = await holdSlot(tx, { service, rules, span, orgId, personId }, now)
  const achievementId = await linkedAchievement(tx, input.achievement ?? undefined)
  const id = v7()
  // Nothing of what is to be done: titles stand in lists, messages and the journal. Nor the time, which may move.
  const title = `${service.name} 中试预约（${actor.orgName ?? ''}）`
  const opening = {
    title,
    subject: { kind: 'pilot-booking', id },
    orgId,
    partyOrgIds: [service.owner_org_id],
  }
  const dossier = await openDossier(tx, bookingBinding, opening, actor, now)
  await insertBooking(tx, {
    ...untouched,
    id,
    public_id: publicId(),
    service_id: service.id,
    slot_id: slot.id,
    dossier_id: dossier.id,
    state: dossier.state,
    client_org_id: orgId,
    base_org_id: service.owner_org_id,
    person_id: personId,
    from_at: span.from,
    until_at: span.until,
    achievement_id: achievementId,
    process: input.process,
    material: input.material,
    batch: input.batch,
    batch_unit: service.data.batchUnit ?? '',
    hazard: input.hazard,
    confidential,
    note: input.note ?? null,
    sample: service.sample,
    asked_at: now,
    updated_at: now,
  })
  await tell(tx, dossier, 'base', '有单位预约中试《{name}》（{when}），请在期限内答复能否承接。')
  tx.about('pilot-booking', id, { title })
  return { id, dossierId: dossier.id, state: dossier.state, location: `/app/pilot-bookings/${id}` }
}

/** A booking nobody has answered yet. */
const untouched = {
  affiliated: null,
  opinion: null,
  fee_fen: null,
  covers: null,
  lead_days: null,
  contract: null,
  contract_by: null,
  move_slot_id: null,
  move_from: null,
  move_until: null,
  move_reason: null,
  move_by: null,
  safety: null,
  report: null,
  reported_at: null,
  accepted_at: null,
  accept_note: null,
  late_cancel: false,
  stars: null,
  comment: null,
} satisfies Partial<BookingRow>

/** A published line of a base in force that is booked here, for a verified organisation that is not its own. */
async function lineFor(tx: CommandTx, actor: Actor, id: string) {
  const service = await services.findPublic(tx, id)
  if (!service) throw new Refusal('absent', '没有找到这项中试服务，或它已下架。')
  if (actor.orgId === null || !actor.orgVerified)
    throw new Refusal('conflict', '本单位尚未通过核验，不能预约；请先在“本单位”页提交核验。')
  if (service.owner_org_id === actor.orgId)
    throw new Refusal('conflict', '这是本单位的产线；自用请在预约日历里登记“停用或自用”。')
  if (!(await baseOf(tx, service.owner_org_id, tx.today)))
    throw new Refusal('conflict', '这家基地的认定已经到期或被撤销，不再接受预约，请另选中试服务。')
  const rules = bookingRulesOf(service.data)
  if (!rules) throw new Refusal('conflict', '这条产线不在平台上接受预约，请按页面上的联系方式与基地商量。')
  return { service, rules }
}

async function linkedAchievement(tx: CommandTx, key: string | undefined): Promise<string | null> {
  if (key === undefined) return null
  const found = await listedAchievement(tx, key)
  if (!found || found.state === 'draft')
    throw new Refusal('invalid', '没有找到关联的成果，请填成果页面地址的最后一段，或留空。', {}, [
      { field: 'achievement', message: '没有找到这项成果，或它没有公开。' },
    ])
  return found.id
}
