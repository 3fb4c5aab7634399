import type { DealMarket } from './deal-market.ts'
import { BUREAU, UNIVERSITY, people, AGENCY } from './market.ts'
import type { Actor } from '#platform/access/access.ts'
import { newCustodianKey, type CustodianKey } from '../src/web/workbench/helpers/sealing.ts'

const { office, leader, leaderAndOffice, officer, broker } = people
const HOUR = 3_600_000
const DAY = 24 * HOUR

export interface Lot {
  readonly id: string
  readonly dossierId: string
}

export interface Keeper {
  readonly actor: Actor
  readonly orgId: string
}

/** Five people of three units who keep keys; for tests. */
export const KEEPERS: readonly Keeper[] = [
  { actor: leader, orgId: UNIVERSITY },
  { actor: leaderAndOffice, orgId: UNIVERSITY },
  { actor: officer, orgId: BUREAU },
  { actor: { ...officer, personId: '01920000-0000-7000-8000-000000000040', name: '丙九' }, orgId: BUREAU },
  { actor: broker, orgId: AGENCY },
]

/** Wall time in Shanghai, as the form takes it. */
const wall = (ms: number) => new Date(ms + 8 * HOUR).toISOString().slice(0, 16)

/** The clock of a small market and what lots make of it. */
function clockOf(market: DealMarket) {
  const nowMs = async () => {
    const [row] = await market.query<{ now: string }>(
      `select to_char((clock_timestamp() + clock_offset_ms * interval '1 ms') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now from platform.state`,
    )
    return Date.parse(row?.now ?? '')
  }
  /** Days pass until bidding is on, or over. */
  const goTo = async (lot: Lot, column: 'starts_at' | 'closes_at', plusMs: number) => {
    const [row] = await market.query<{ ms: number }>(
      `select (extract(epoch from ${column}) * 1000)::float8 as ms from auctions.lot where id = $1`,
      [lot.id],
    )
    const by = Math.round((row?.ms ?? 0) + plusMs - (await nowMs()))
    await market.query('update platform.state set clock_offset_ms = clock_offset_ms + $1', [by])
    await market.query(
      `update auctions.uptime set until_at = clock_timestamp() + s.clock_offset_ms * interval '1 ms' from platform.state s`,
    )
    await market.sweep()
  }
  const stateOf = async (lot: Lot) =>
    (await market.query<{ state: string }>('select state from auctions.lot where id = $1', [lot.id]))[0]
      ?.state
  return { nowMs, goTo, stateOf }
}

/** Lots of the university in a small market, moved through their times; for tests and proofs. */
export function openLots(market: DealMarket) {
  let n = 0
  const clock = clockOf(market)
  const form = async (more: object = {}) => {
    const achievementId = await market.achievement(`示例竞价成果第 ${String((n += 1))} 号`)
    const start = (await clock.nowMs()) + 30 * DAY
    return {
      achievementId,
      mode: '普通许可',
      routeReason: '有多家企业提出过意向。',
      priceBasis: '参照同类许可的价格。',
      floorFen: 10_000_000,
      stepFen: 1_000_000,
      depositFen: 2_000_000,
      depositAccount: '示例大学 示例银行 0000',
      startsAt: wall(start),
      endsAt: wall(start + DAY),
      deliverables: '交付技术资料一套。',
      termMonths: 36,
      acceptance: '按双方确认的大纲验收。',
      payment: '签约后 10 日内付清。',
      liability: '按民法典的规定承担。',
      ...more,
    }
  }
  const announce = async (lot: Lot) => {
    await market.act(office, lot.dossierId, 'propose', {}, 'lot')
    await market.act(leader, lot.dossierId, 'approve', { decidedBy: '领导班子集体决定', free: true }, 'lot')
    return lot
  }
  const announced = async (more: object = {}) =>
    announce(await market.write<Lot>(office, 'lot.draft', await form(more)))
  const applied = async (lot: Lot, actor: Actor, more: object = {}) =>
    market.write<{ id: string; alias: string }>(actor, 'lot.apply', {
      id: lot.id,
      offerFen: 11_000_000,
      depositFileId: await market.file(actor),
      depositAccount: '示例账户',
      related: '没有关联关系',
      knows: true,
      ...more,
    })
  const admitted = async (lot: Lot, actor: Actor, more: object = {}) => {
    const { priority = false, ...application } = more as { priority?: boolean }
    const { id, alias } = await applied(lot, actor, application)
    await market.write(office, 'lot.admit', { id: lot.id, bidderId: id, admitted: true, priority })
    return alias
  }
  return { ...clock, wall, form, announce, announced, applied, admitted }
}

type Lots = ReturnType<typeof openLots>

/** A lot with sealed bids whose five custodians have made their keys, announced; for tests and proofs. */
export async function sealedLot(market: DealMarket, lots: Lots, more: object = {}) {
  const input = await lots.form({ manner: '密封报价', stepFen: undefined, ...more })
  const lot = await market.write<Lot>(office, 'lot.draft', input)
  const keys: CustodianKey[] = []
  for (const [i, { actor, orgId }] of KEEPERS.entries()) {
    await market.write(office, 'lot.appoint', { id: lot.id, seat: i + 1, orgId })
    const key = await newCustodianKey()
    await market.write(actor, 'lot.custody', { id: lot.id, seat: i + 1, recipient: key.recipient })
    keys.push(key)
  }
  return { lot: await lots.announce(lot), keys }
}
