import { z } from 'zod'
import { reachedByQuery, scopesOf, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { openingOf } from '#platform/evidence/leaves.ts'
import { pageOf, paged, readAfter } from '#platform/http/paging.ts'
import { orgNames } from '#platform/identity/names.ts'
import { findDossier } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { listedAchievement } from '#modules/achievements/index.ts'
import { tableOf } from './bidding.ts'
import { chainOf } from './chain.ts'
import { returnBy } from './deposits.ts'
import { leastOf } from './course.ts'
import { MANNERS, MODES, type LotForm } from './forms.ts'
import { permissions } from './permissions.ts'
import { lotProcedure } from './procedure.ts'
import { asksRelation } from './related.ts'
import { readableLot } from './readable.ts'
import { sealedView } from './sealed/view.ts'
import * as store from './store.ts'
import { publishedOutages } from './store-uptime.ts'

const states: Readonly<Record<string, { readonly title: string }>> = lotProcedure.states

export const listQuery = z.object({
  q: z.string().max(200).default(''),
  state: z.enum(Object.keys(lotProcedure.states) as [string, ...string[]]).optional(),
  mode: z.enum(MODES).optional(),
  manner: z.enum(MANNERS).optional(),
  achievement: z.uuid().optional(),
  ...paged,
})

export const ownQuery = listQuery.extend({ side: z.enum(['owner', 'bidder', 'custodian']).default('owner') })

const NO_ORG = '00000000-0000-0000-0000-000000000000'

type Query = z.infer<typeof listQuery>

/** Lots from their announcement on, for anybody. */
export async function publicLots(tx: Tx, query: Query) {
  return pageShown(tx, query, { shownOnly: true })
}

/** Lots the actor's organisation offers, or bids on. */
export async function ownLots(tx: Tx, actor: Actor, { side, ...query }: z.infer<typeof ownQuery>) {
  reachedByQuery(actor)
  const orgId = actor.orgId ?? NO_ORG
  // A seat is to be taken before the lot is announced.
  const whose = {
    owner: { orgId },
    bidder: { bidderOrgId: orgId, shownOnly: true },
    custodian: { custodianOrgId: orgId },
  }
  return pageShown(tx, query, whose[side])
}

async function pageShown(tx: Tx, query: Query, whose: Partial<store.LotQuery>) {
  const { achievement: achievementId, limit, cursor, ...asked } = query
  const wanted = { ...asked, achievementId, ...whose }
  const rows = await store.lotsOf(tx, { ...wanted, limit: limit + 1, after: readAfter(cursor) })
  const { page, next } = pageOf(rows, limit, (row) => [row.made_at, row.id])
  return {
    items: await summaries(tx, page),
    total: await store.countLots(tx, wanted),
    next,
  }
}

async function summaries(tx: Tx, lots: readonly store.LotRow[]) {
  const names = await orgNames(
    tx,
    lots.map((lot) => lot.org_id),
  )
  return lots.map((lot) => ({
    id: lot.id,
    publicId: lot.public_id,
    name: lot.achievement_name,
    owner: names.get(lot.org_id) ?? '',
    mode: lot.form.mode,
    manner: lot.form.manner,
    state: lot.state,
    stateTitle: states[lot.state]?.title ?? lot.state,
    floorFen: lot.floor_fen,
    startsAt: lot.starts_at,
    closesAt: lot.closes_at,
    closedAt: lot.closed_at,
    awardFen: lot.award_fen,
    sample: lot.sample,
  }))
}

/** One lot: announcement, rules, applications as far as the viewer may read them, and what the viewer may do. */
export async function showLot(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const lot = await readableLot(tx, actor, id)
  const [summary] = await summaries(tx, [lot])
  if (!summary) throw new Error(`lot ${lot.id} cannot be shown`)
  const table = await tableOf(tx, lot)
  const isOwner = lot.org_id === actor.orgId
  const own = table.applicants.find((one) => one.org_id === actor.orgId)
  const returned = new Map((await store.returnsOf(tx, lot.id)).map((one) => [one.bidder_id, one]))
  const names = await orgNames(
    tx,
    table.applicants.map((one) => one.org_id),
  )
  const winner = table.applicants.find((one) => one.id === lot.award_bidder)
  const { depositAccount, ...form } = lot.form
  const achievement = await listedAchievement(tx, lot.achievement_id)
  const returns = await returnTerms(tx, lot, now)
  return {
    ...summary,
    // Members of the owner who keep a key or the books read the lot, and nothing of its handling.
    dossierId: isOwner && scopesOf(permissions, 'lot.post', actor).length > 0 ? lot.dossier_id : null,
    achievementPublicId: achievement?.publicId ?? null,
    isOwner,
    form: { ...form, ...((isOwner || own) && { depositAccount }) },
    rules: lot.rules,
    announcedAt: lot.announced_at,
    withdrawnReason: lot.withdrawn_reason,
    // How many are in it is told before nobody's bid (参照招标投标法 22).
    admitted: isOwner || now >= toldFrom(lot) ? table.bidders.size : null,
    winner: winner ? (names.get(winner.org_id) ?? '') : null,
    contractId: winner?.org_id === actor.orgId || isOwner ? lot.contract_id : null,
    chain: await chainOf(tx, lot, isOwner),
    // Who applied is the seller's alone; others read aliases, and the winner's name at the end.
    applicants: table.applicants
      .filter((one) => isOwner || one === own)
      .map((one) => ({
        id: one.id,
        org: names.get(one.org_id) ?? '',
        alias: one.alias,
        at: one.at,
        depositFileId: one.deposit_file_id,
        depositAccount: one.deposit_account,
        priorityBasis: one.priority_basis,
        priorityFileId: one.priority_file_id,
        related: one.related,
        relatedNote: one.related_note,
        word: one.word
          ? { admitted: one.word.admitted, priority: one.word.priority, reason: one.word.reason }
          : null,
        deposit: depositOf(returned.get(one.id)),
        returnBy: returned.has(one.id) ? null : (returnBy(lot, one, returns) ?? null),
        mine: one === own,
      })),
    sealed: await sealedView(tx, actor, lot, own, now),
    next: nextOf(lot, own, actor, now),
    // What the winner has to say before the contract; the form is shown then.
    asksRelation: await asksOf(tx, lot, own, now),
  }
}

async function returnTerms(tx: Tx, lot: store.LotRow, now: Instant) {
  return {
    hours: (await loadRuleset(tx)).number('auction.deposit.return.hours', dayOf(now)),
    endedAt: (await findDossier(tx, 'auctions', lot.dossier_id))?.closed_at ?? null,
  }
}

/** Later than any instant: an outage may still move the close. */
const NOT_YET = '9999'

/** When the number of bidders is public: with the first possible bid, of sealed bids once they are in. */
function toldFrom(lot: store.LotRow): string {
  return lot.form.manner === '密封报价' ? (lot.closed_at ?? NOT_YET) : lot.starts_at
}

async function asksOf(tx: Tx, lot: store.LotRow, own: store.Applicant | undefined, now: Instant) {
  if (lot.state !== 'awarded' || lot.deal_id !== null || own === undefined || own.id !== lot.award_bidder)
    return null
  return asksRelation(tx, lot, own, dayOf(now))
}

function depositOf(row: { kept: boolean; receipt: string; at: string } | undefined) {
  return row ? { kept: row.kept, receipt: row.receipt, at: row.at } : null
}

interface Next {
  readonly name: 'rehearse' | 'outside' | 'apply' | 'bid' | 'accept'
  readonly title: string
  readonly allowed: boolean
  readonly reason?: string
}

function nextOf(lot: store.LotRow, own: store.Applicant | undefined, actor: Actor, now: Instant): Next[] {
  if (actor.orgId === null) return []
  const holds = (name: 'lot.post' | 'outside-sale.post' | 'lot.apply' | 'lot.bid') =>
    scopesOf(permissions, name, actor).length > 0
  const step = (name: Next['name'], title: string, reason: string | undefined): Next => ({
    name,
    title,
    allowed: reason === undefined,
    ...(reason !== undefined && { reason }),
  })
  if (lot.org_id === actor.orgId) {
    if (canRehearse(lot) && holds('lot.post')) return [step('rehearse', '演练', undefined)]
    const isOver = ['unsold', 'defaulted', 'unsigned', 'withdrawn'].includes(lot.state)
    return isOver && holds('outside-sale.post') ? [step('outside', '改为场外交易', undefined)] : []
  }
  const goesOn = lot.state === 'announcing' || lot.state === 'bidding'
  if (goesOn && !own && holds('lot.apply'))
    return [
      step(
        'apply',
        '申请受让',
        now >= lot.starts_at
          ? '受让申请在竞价开始以前提交，现在已经截止。'
          : actor.orgVerified
            ? undefined
            : '贵单位尚未通过核验，请先在“单位”页提交核验。',
      ),
    ]
  if (lot.state === 'awarded' && lot.deal_id === null && own?.id === lot.award_bidder && holds('lot.apply'))
    return [step('accept', '进入签约', undefined)]
  if (lot.form.manner === '密封报价') return []
  if (lot.state === 'bidding' && own?.word?.admitted === true && holds('lot.bid'))
    return [
      step(
        'bid',
        '出价',
        now < lot.starts_at ? '竞价还没有开始。' : now >= lot.closes_at ? '竞价已经截止。' : undefined,
      ),
    ]
  return []
}

function canRehearse({ state }: store.LotRow): boolean {
  return state === 'draft' || state === 'proposed'
}

/** A bidding anybody may look at while it goes; lots from before the choice are. */
function isWatched({ form }: store.LotRow): boolean {
  return form.manner === '网络竞价' && (form as Partial<LotForm>).watched !== false
}

/**
 * What a live page asks every second: the database's time, the close, the leading bid and the bids after the last one it
 * has. A page that was away asks from where it was, so it never shows a stale price.
 */
export async function liveLot(
  tx: Tx,
  actor: Actor,
  input: { readonly id: string; readonly after: number },
  now: Instant,
) {
  const lot = await readableLot(tx, actor, input.id)
  const table = await tableOf(tx, lot)
  const own = table.applicants.find((one) => one.org_id === actor.orgId)
  const me = own && table.bidders.get(own.alias)
  const isNear = me !== undefined || lot.org_id === actor.orgId
  const isShown = isNear || lot.closed_at !== null || isWatched(lot)
  const bids = isShown ? await store.bidsOf(tx, lot.id, input.after) : []
  const last = isShown ? table.last : undefined
  const course = {
    bids: last
      ? [
          {
            alias: table.aliasOf.get(last.bidder_id) ?? '',
            amountFen: last.amount_fen,
            at: 0,
            auto: last.auto,
          },
        ]
      : [],
    closesAt: Date.parse(lot.closes_at),
    limits: new Map(),
  }
  return {
    now,
    state: lot.state,
    stateTitle: states[lot.state]?.title ?? lot.state,
    startsAt: lot.starts_at,
    closesAt: lot.closes_at,
    closedAt: lot.closed_at,
    /** Price and bids are for this viewer; where the announcement keeps them in, not before the end. */
    isShown,
    priceFen: last?.amount_fen ?? null,
    count: last?.n ?? 0,
    bids: bids.map((bid) => ({
      n: bid.n,
      alias: table.aliasOf.get(bid.bidder_id) ?? '',
      amountFen: bid.amount_fen,
      at: bid.at,
      auto: bid.auto,
    })),
    me: me
      ? {
          alias: me.alias,
          leads: last !== undefined && last.bidder_id === own?.id,
          leastFen: leastOf(table.rules, course, me, table.bidders),
        }
      : null,
  }
}

/** The public record of a finished bidding, in the shape `src/verify/auction.ts` checks. */
export async function recordOfLot(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const lot = await readableLot(tx, actor, id)
  if (lot.closed_at === null) throw new Refusal('conflict', '竞价结束以后才有完整记录。')
  if (lot.form.manner === '密封报价') throw new Refusal('conflict', '密封报价的记录见开标记录。')
  const table = await tableOf(tx, lot)
  const orders = await store.ordersOf(tx, lot.id)
  const opened = await store.openedOf(tx, lot.id)
  const alias = (bidderId: string) => table.aliasOf.get(bidderId) ?? ''
  const bids = await store.bidsOf(tx, lot.id)
  const winner = table.applicants.find(({ id: bidderId }) => bidderId === lot.award_bidder)
  return {
    id: lot.public_id,
    rules: {
      startsAt: lot.starts_at,
      endsAt: lot.ends_at,
      floorFen: lot.floor_fen,
      stepFen: table.rules.stepFen,
      ...lot.rules,
    },
    bidders: [...table.bidders.values()],
    bids: bids.map((bid) => ({
      alias: alias(bid.bidder_id),
      amountFen: bid.amount_fen,
      at: bid.at,
      auto: bid.auto,
    })),
    limits: orders.map((order) => ({
      alias: alias(order.bidder_id),
      maxFen: opened.get(order.id) ?? 0,
      at: order.at,
    })),
    outages: await publishedOutages(tx, lot.id),
    closedAt: lot.closed_at,
    award:
      lot.award_bidder === null || lot.award_fen === null
        ? null
        : { alias: alias(lot.award_bidder), amountFen: lot.award_fen },
    // The only offer ever opened; others stay sealed, whoever made them.
    offer: winner && table.bidders.size === 1 ? await openingOf(tx, winner.journal_id, 'offerFen') : null,
  }
}
