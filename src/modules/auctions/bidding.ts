import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { yuanText } from '#platform/forms/money.ts'
import { Refusal } from '#platform/refusal.ts'
import {
  isFault,
  leaderOf,
  moved,
  type Bidder,
  type Course,
  type Fault,
  type LotRules,
  type Move,
} from './course.ts'
import type { standingForm } from './forms.ts'
import * as store from './store.ts'
import { insertOutage, outagesOf, uptimesSince } from './store-uptime.ts'
import type { z } from 'zod'

/** What bidding on a lot goes by, as the pure model takes it. */
export function rulesOf(lot: store.LotRow): LotRules {
  const { rules } = lot
  return {
    startsAt: Date.parse(lot.starts_at),
    endsAt: Date.parse(lot.ends_at),
    floorFen: lot.floor_fen,
    // Sealed bids know no steps.
    stepFen: lot.form.stepFen ?? 0,
    windowMs: rules.windowSeconds * 1000,
    extendMs: rules.extendSeconds * 1000,
    outageMs: rules.outageSeconds * 1000,
    outageLookbackMs: rules.outageLookbackSeconds * 1000,
  }
}

/** Admitted bidders by alias. */
export function biddersBy(applicants: readonly store.Applicant[]): ReadonlyMap<string, Bidder> {
  return new Map(
    applicants.flatMap(({ alias, word }) =>
      word?.admitted === true ? [[alias, { alias, priority: word.priority }] as const] : [],
    ),
  )
}

export interface Table {
  readonly lot: store.LotRow
  readonly rules: LotRules
  readonly applicants: readonly store.Applicant[]
  readonly bidders: ReadonlyMap<string, Bidder>
  readonly last: store.BidRow | undefined
  readonly aliasOf: ReadonlyMap<string, string>
}

export async function tableOf(tx: Tx, lot: store.LotRow): Promise<Table> {
  const applicants = await store.biddersOf(tx, lot.id)
  return {
    lot,
    rules: rulesOf(lot),
    applicants,
    bidders: biddersBy(applicants),
    last: await store.lastBidOf(tx, lot.id),
    aliasOf: new Map(applicants.map(({ id, alias }) => [id, alias])),
  }
}

/** The course as it stands: only the leading bid matters for what comes, and the standing orders, opened here alone. */
export async function courseOf(tx: CommandTx, { lot, last, aliasOf }: Table): Promise<Course> {
  const limits = new Map<string, { maxFen: number; place: number }>()
  for (const [place, order] of (await store.ordersOf(tx, lot.id)).entries()) {
    const maxFen = Number(await tx.openSecret(order.max_secret))
    // A raised order keeps its place among equals no longer: the last word of a bidder counts.
    limits.set(aliasOf.get(order.bidder_id) ?? '', { maxFen, place })
  }
  const bids = last
    ? [
        {
          alias: aliasOf.get(last.bidder_id) ?? '',
          amountFen: last.amount_fen,
          at: Date.parse(last.at),
          auto: last.auto,
        },
      ]
    : []
  return { bids, closesAt: Date.parse(lot.closes_at), limits }
}

/**
 * Holds the close against the times the service was away (practice.md P24), writes those that moved it, and answers the
 * course with the close as it now is.
 */
export async function withOutages(
  tx: CommandTx,
  table: Table,
  course: Course,
  now: Instant,
): Promise<Course> {
  const { lot, rules } = table
  const since = Math.max(rules.startsAt, course.closesAt - rules.outageLookbackMs)
  const known = await outagesOf(tx, lot.id)
  // The look back moves with the close: a gap that was counted shows again with another beginning.
  const isKnown = (gap: { readonly from: number; readonly until: number }) =>
    known.some((one) => gap.from < Date.parse(one.until_at) && gap.until > Date.parse(one.from_at))
  let held = course
  for (const gap of gapsIn(await uptimesSince(tx, iso(since)), since, Date.parse(now))) {
    if (isKnown(gap)) continue
    const next = moved(rules, held, { kind: 'outage', ...gap }, table.bidders)
    if (isFault(next) || next.closesAt === held.closesAt) continue
    held = next
    await insertOutage(tx, {
      lot_id: lot.id,
      from_at: iso(gap.from),
      until_at: iso(gap.until),
      journal_id: tx.journalId,
    })
  }
  if (held.closesAt !== course.closesAt) await store.updateLot(tx, lot.id, { closes_at: iso(held.closesAt) })
  return held
}

/** Times between runs of the service from `since` to `now`; none where no run was ever kept. */
export function gapsIn(
  runs: readonly { readonly from_at: string; readonly until_at: string }[],
  since: number,
  now: number,
): { readonly from: number; readonly until: number }[] {
  if (runs.length === 0) return []
  const gaps: { from: number; until: number }[] = []
  let from = since
  for (const run of runs) {
    const start = Date.parse(run.from_at)
    if (start > from) gaps.push({ from, until: Math.min(start, now) })
    from = Math.max(from, Date.parse(run.until_at))
  }
  if (now > from) gaps.push({ from, until: now })
  return gaps
}

/** A verb gets a secret field as the reference of its sealed text (platform/command/secret.ts). */
export const secretOf = (field: number): string => String(field)

export const iso = (ms: number): string => new Date(ms).toISOString()

/** A bid by hand; the database's clock decides, at the time the request arrived (practice.md P2). */
export async function placeBid(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly amountFen: number },
  now: Instant,
) {
  return play(tx, actor, input.id, now, async (bidder, at) => ({
    kind: 'bid',
    bidder,
    amountFen: input.amountFen,
    at,
  }))
}

/** A standing order; its most stays sealed until the close. */
export async function setOrder(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof standingForm> & { readonly id: string },
  now: Instant,
) {
  const reference = secretOf(input.maxFen)
  const maxFen = Number(await tx.openSecret(reference))
  return play(
    tx,
    actor,
    input.id,
    now,
    async (bidder, at) => ({ kind: 'limit', bidder, maxFen, at }),
    async ({ lot }, bidder, at) =>
      store.insertOrder(tx, {
        id: v7(),
        lot_id: lot.id,
        bidder_id: bidder.id,
        max_secret: reference,
        at: iso(at),
        journal_id: tx.journalId,
      }),
  )
}

async function play(
  tx: CommandTx,
  actor: Actor,
  lotId: string,
  now: Instant,
  moveOf: (bidder: Bidder, at: number) => Promise<Move>,
  keepOrder?: (table: Table, bidder: store.Applicant, at: number) => Promise<void>,
) {
  const lot = await store.findLot(tx, { id: lotId })
  mustReach(actor, { partyOrgIds: actor.orgId === null ? [] : [actor.orgId] })
  if (!lot) throw new Refusal('absent', '没有找到这次竞价。')
  if (lot.state !== 'bidding' || lot.closed_at !== null)
    throw new Refusal('conflict', '竞价还没有开始，或者已经结束。')
  const table = await tableOf(tx, lot)
  const own = table.applicants.find((one) => one.org_id === actor.orgId)
  const bidder = own && table.bidders.get(own.alias)
  if (!own || !bidder)
    throw new Refusal('forbidden', '贵单位没有取得竞买资格，不能出价；请在竞价开始以前提交受让申请。')
  if (lot.form.manner === '密封报价') throw new Refusal('conflict', '这次是密封报价，请提交密封的报价。')
  // Whether others were admitted is told to nobody before the bidding begins.
  if (now < lot.starts_at) throw new Refusal('conflict', SAYS.early)
  if (table.bidders.size < 2) throw new Refusal('conflict', '只有一家合格，不进入竞价，按申请时的报价成交。')
  const course = await withOutages(tx, table, await courseOf(tx, table), now)
  const arrived = Date.parse(tx.arrivedAt)
  const at = Math.max(arrived, table.last ? Date.parse(table.last.at) : 0)
  const next = moved(table.rules, course, await moveOf(bidder, at), table.bidders)
  if (isFault(next)) throw refusalOf(next)
  await keepOrder?.(table, own, at)
  const fresh = await keepBids(tx, table, course, next)
  if (next.closesAt !== course.closesAt) await store.updateLot(tx, lot.id, { closes_at: iso(next.closesAt) })
  // A bid by hand is public at once; who holds a standing order is told to nobody before the close.
  const [kind, subject] = keepOrder ? (['lot-bidder', own.id] as const) : (['lot', lot.id] as const)
  tx.about(kind, subject, { title: lot.achievement_name, alias: own.alias })
  const leader = leaderOf(next)
  return {
    alias: own.alias,
    leads: leader?.alias === own.alias,
    priceFen: leader?.amountFen ?? null,
    bids: fresh,
    closesAt: iso(next.closesAt),
    at: iso(at),
  }
}

/** Writes what the move added; answers how many bids. */
async function keepBids(tx: CommandTx, table: Table, before: Course, after: Course): Promise<number> {
  const idOf = new Map(table.applicants.map(({ id, alias }) => [alias, id]))
  const fresh = after.bids.slice(before.bids.length)
  const first = (table.last?.n ?? 0) + 1
  await store.insertBids(
    tx,
    fresh.map((bid, i) => ({
      lot_id: table.lot.id,
      n: first + i,
      bidder_id: idOf.get(bid.alias) ?? '',
      amount_fen: bid.amountFen,
      at: iso(bid.at),
      auto: bid.auto,
      journal_id: tx.journalId,
    })),
  )
  return fresh.length
}

const SAYS = {
  early: '竞价还没有开始，请在公告的时间出价。',
  closed: '竞价已经截止，这次出价没有进入。',
  leads: '您的出价已经领先，不必再加；怕被超过的，可以设定自动出价。',
} as const

function refusalOf(fault: Fault): Refusal {
  return 'leastFen' in fault
    ? atLeast(fault.why === 'low' ? 'amountFen' : 'maxFen', fault.leastFen)
    : new Refusal('conflict', SAYS[fault.why])
}

function atLeast(field: string, fen: number): Refusal {
  const message = `现在最低 ${yuanText(fen)}，请提高后再提交。`
  return new Refusal('conflict', message, {}, [{ field, message }])
}
