import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { Refusal } from '#platform/refusal.ts'
import { tellOrgs } from '#platform/message/tell.ts'
import { achievementForDeal } from '#modules/achievements/index.ts'
import { openDeal, offerDeal } from '#modules/deals/index.ts'
import { demandForDeal } from '#modules/exchange/index.ts'
import type { answerForm, pairForm, scheduleForm } from './forms.ts'
import { seat } from './rules.ts'
import { findEvent, type EventRow } from './store.ts'
import * as store from './store-pairs.ts'
import type { z } from 'zod'

type OfEvent<I> = I & { readonly id: string }
type OfPair<I> = OfEvent<I> & { readonly pairId: string }

/** The organiser plans a 1:1 meeting, or notes one that took place on the spot. */
export async function addPair(
  tx: CommandTx,
  actor: Actor,
  input: OfEvent<z.infer<typeof pairForm>>,
  now: Instant,
) {
  const event = await organised(tx, actor, input.id)
  const sides = await sidesOf(tx, input)
  const id = v7()
  await store.insertPair(tx, {
    id,
    event_id: event.id,
    ...sides,
    starts_at: null,
    ends_at: null,
    table_no: null,
    met_at: null,
    deal_id: null,
    made_at: now,
  })
  if (input.met) await met(tx, actor, event, id, now)
  tx.about('event', event.id, { title: event.title })
  return { id }
}

async function sidesOf(tx: Tx, input: z.infer<typeof pairForm>) {
  const achievement =
    input.achievementId === undefined ? undefined : await achievementForDeal(tx, input.achievementId)
  if (input.achievementId !== undefined && achievement?.state !== 'published')
    throw new Refusal('absent', '没有找到这项成果，或它已下架。')
  const demand = input.demandId === undefined ? undefined : await demandForDeal(tx, input.demandId)
  if (input.demandId !== undefined && !demand) throw new Refusal('absent', '没有找到这项需求，或它已结束。')
  if (demand?.blind === true)
    throw new Refusal('conflict', '这项需求的单位没有公开身份，不能排一对一洽谈；请用“我能解决”联系。')
  const sellerOrgId = achievement?.ownerOrgId ?? input.sellerOrgId
  const buyerOrgId = demand?.ownerOrgId ?? input.buyerOrgId
  for (const [id, side] of [
    [sellerOrgId, '成果方'],
    [buyerOrgId, '需求方'],
  ] as const)
    if (id === undefined || !(await findOrganisation(tx, id)))
      throw new Refusal('invalid', '请选择{side}：选一项记录，或选一家单位。', { side })
  if (sellerOrgId === buyerOrgId) throw new Refusal('invalid', '双方是同一家单位，请更正。')
  return {
    seller_org_id: sellerOrgId ?? '',
    buyer_org_id: buyerOrgId ?? '',
    achievement_id: achievement?.id ?? null,
    achievement_name: achievement?.name ?? null,
    demand_id: demand?.id ?? null,
    demand_name: demand?.name ?? null,
  }
}

/** Times and tables for planned meetings; what found no place stays without one. */
export async function schedulePairs(
  tx: CommandTx,
  actor: Actor,
  input: OfEvent<z.infer<typeof scheduleForm>>,
) {
  const event = await organised(tx, actor, input.id)
  if (input.from < event.starts_at || input.from >= event.ends_at)
    throw new Refusal('invalid', '开始排的时间应在活动时间之内。')
  const pairs = await store.pairsOf(tx, event.id)
  const wanted = input.pairIds.map((id) => pairs.find((pair) => pair.id === id && pair.met_at === null))
  if (wanted.includes(undefined)) throw new Refusal('absent', '所选的对接里有不属于这场活动或已经见过面的。')
  const chosen = new Set(input.pairIds)
  const booked = pairs.flatMap((pair) =>
    chosen.has(pair.id) || pair.starts_at === null || pair.ends_at === null
      ? []
      : [
          {
            sellerOrgId: pair.seller_org_id,
            buyerOrgId: pair.buyer_org_id,
            tableNo: pair.table_no ?? 0,
            startsAt: Date.parse(pair.starts_at),
            endsAt: Date.parse(pair.ends_at),
          },
        ],
  )
  const slots = seat(
    wanted.flatMap((pair) =>
      pair ? [{ id: pair.id, sellerOrgId: pair.seller_org_id, buyerOrgId: pair.buyer_org_id }] : [],
    ),
    booked,
    {
      from: Date.parse(input.from),
      until: Date.parse(event.ends_at),
      tables: input.tables,
      minutes: input.minutes,
    },
  )
  for (const id of chosen) {
    const slot = slots.find((one) => one.id === id)
    await store.updatePair(tx, id, {
      starts_at: slot ? new Date(slot.startsAt).toISOString() : null,
      ends_at: slot ? new Date(slot.endsAt).toISOString() : null,
      table_no: slot?.tableNo ?? null,
    })
  }
  tx.about('event', event.id, { title: event.title })
  return { seated: slots.length, left: chosen.size - slots.length }
}

/** The two met: the organiser's word is enough, else each side says so. */
export async function sayMet(tx: CommandTx, actor: Actor, input: OfPair<object>, now: Instant) {
  const { event, pair } = await reachedPair(tx, actor, input)
  if (pair.met_at !== null) throw new Refusal('conflict', '已经记为见过面。')
  if (event.starts_at > now) throw new Refusal('conflict', '活动还没有开始，不能记录见面。')
  const isMet = await met(tx, actor, event, pair.id, now)
  tx.about('event', event.id, { title: event.title })
  return { met: isMet }
}

async function met(
  tx: CommandTx,
  actor: Actor,
  event: EventRow,
  pairId: string,
  now: Instant,
): Promise<boolean> {
  if (event.state !== 'published' && event.state !== 'finished')
    throw new Refusal('conflict', '活动发布后才能记录见面。')
  const words = await store.wordsOf(tx, [pairId])
  const said = new Set(words.filter((word) => word.kind === 'met').map((word) => word.org_id))
  if (said.has(actor.orgId ?? '')) throw new Refusal('conflict', '贵方已经确认见过面，等待对方确认。')
  await store.insertWord(
    tx,
    word(actor, pairId, now, { kind: 'met', answer: null, reason: null, note: null }),
  )
  if (actor.orgId !== event.org_id && said.size === 0) return false
  await store.updatePair(tx, pairId, { met_at: now })
  return true
}

/** After the event: what each side makes of the meeting. */
export async function answerPair(
  tx: CommandTx,
  actor: Actor,
  input: OfPair<z.infer<typeof answerForm>>,
  now: Instant,
) {
  const { event, pair } = await reachedPair(tx, actor, input)
  if (![pair.seller_org_id, pair.buyer_org_id].includes(actor.orgId ?? ''))
    throw new Refusal('forbidden', '只有见面的双方可以答复。')
  if (pair.met_at === null) throw new Refusal('conflict', '还没有记录见面，不用答复。')
  if (input.answer === 'no' && input.reason === undefined) {
    const message = '请选择不合适的原因。'
    throw new Refusal('invalid', message, {}, [{ field: 'reason', message }])
  }
  const said = {
    answer: input.answer,
    reason: input.answer === 'no' ? (input.reason ?? null) : null,
    note: input.note ?? null,
  }
  await store.insertWord(tx, word(actor, pair.id, now, { kind: 'answer', ...said }))
  const other = actor.orgId === pair.seller_org_id ? pair.buyer_org_id : pair.seller_org_id
  const says = {
    continue: '{org}愿意在“{title}”见面后继续洽谈。',
    later: '{org}表示“{title}”见面后以后再说。',
    no: '{org}认为“{title}”上谈的事项不合适，原因：{reason}。',
  }[input.answer]
  await tx.emit('message.org', {
    orgId: other,
    template: says,
    params: { org: actor.orgName ?? '', title: event.title, reason: said.reason ?? '' },
    link: `/app/events/${event.id}`,
  })
  tx.about('event', event.id, { title: event.title })
  return { answer: input.answer }
}

/** From a met pair to a deal, in one click: the demander's intent, or the owner's offer to the demand. */
export async function dealOfPair(tx: CommandTx, actor: Actor, input: OfPair<object>, now: Instant) {
  const { event, pair } = await reachedPair(tx, actor, input)
  if (pair.met_at === null) throw new Refusal('conflict', '先记录双方见过面，再开始洽谈。')
  if (pair.deal_id !== null) throw new Refusal('conflict', '这一对已经开始洽谈，请在“洽谈”中继续。')
  const { achievement_id: achievementId, demand_id: demandId } = pair
  if (achievementId === null)
    throw new Refusal('conflict', '这次见面没有写明是哪项成果，请到成果页面提出合作意向。')
  const message = `在“${event.title}”上见过面，希望继续洽谈。`
  const isBuyer = actor.orgId === pair.buyer_org_id
  if (!isBuyer && demandId === null)
    throw new Refusal('conflict', '这次见面没有写明是哪项需求，请等对方提出合作意向。')
  const deal = isBuyer
    ? await openDeal(tx, actor, { achievementId, ...(demandId !== null && { demandId }), message }, now)
    : await offerDeal(tx, actor, { achievementId, demandId: demandId ?? '', message }, now)
  await store.updatePair(tx, pair.id, { deal_id: deal.id })
  return deal
}

/** After the event both sides of each pair that met are asked what they make of it. */
export async function askBothSides(tx: CommandTx, event: EventRow): Promise<void> {
  for (const pair of await store.pairsOf(tx, event.id)) {
    if (pair.met_at === null) continue
    await tellOrgs(tx, [pair.seller_org_id, pair.buyer_org_id], {
      template: '“{title}”已结束，请答复与对方见面后的意见：继续洽谈、以后再说或不合适。',
      params: { title: event.title },
      link: `/app/events/${event.id}`,
    })
  }
}

function word(
  actor: Actor,
  pairId: string,
  now: Instant,
  what: Pick<store.WordRow, 'kind' | 'answer' | 'reason' | 'note'>,
): store.WordRow {
  return {
    id: v7(),
    pair_id: pairId,
    ...what,
    org_id: actor.orgId ?? '',
    person_id: actor.personId ?? '',
    at: now,
  }
}

/** A pair of the event, for its organiser and the two sides. */
async function reachedPair(tx: Tx, actor: Actor, { id, pairId }: OfPair<object>) {
  const event = await findEvent(tx, { id })
  const pair = await store.findPair(tx, pairId)
  const isOf = event !== undefined && pair?.event_id === event.id
  mustReach(actor, isOf ? { partyOrgIds: [event.org_id, pair.seller_org_id, pair.buyer_org_id] } : {})
  if (!isOf) throw new Refusal('absent', '没有找到这次对接。')
  return { event, pair }
}

async function organised(tx: Tx, actor: Actor, id: string): Promise<EventRow> {
  const event = await findEvent(tx, { id })
  mustReach(actor, { orgId: event?.org_id ?? null })
  if (!event) throw new Refusal('absent', '没有找到这场活动。')
  if (event.state === 'cancelled' || event.state === 'archived')
    throw new Refusal('conflict', '活动已取消或归档，不能再安排对接。')
  return event
}
