import type { Actor } from '#platform/access/access.ts'
import type { DealMarket } from '#test/deal-market.ts'
import { people } from '#test/market.ts'
import { ledgerInvariants } from '#platform/ledger/invariants.ts'
import { invariants } from './store-invariants.ts'

/** A second broker's house, and what the page of a commission says; for tests. */
export const uuid = (n: number) => `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`
export const rival: Actor = {
  ...people.broker,
  personId: uuid(950),
  name: '辛一',
  orgId: uuid(951),
  orgName: '示例第二机构',
}

export interface Made {
  readonly id: string
  readonly dossierId: string
}
export interface Shown {
  readonly state: string
  readonly terms: string
  readonly dossierId: string | null
  readonly otherPaysToo: boolean
  readonly standing: { dueFen: number; paidFen: number; openFen: number; overFen: number }
  readonly dues: { fen: number; receivedFen: number }[]
  readonly money: {
    id: string
    kind: string
    number: string
    accounts: { from: string; to: string } | null
    state: string
    next: { name: string }[]
  }[]
  readonly disputes: { dossierId: string; outcome: string | null; words: { by: string; text: string }[] }[]
  readonly record: {
    entries: { at: string; what: string; who: string; leaf: string | null }[]
    findings: string[]
  }
  readonly next: { name: string }[]
}

/** A payment of commission as the payer types it, each from another account. */
export const payment = (fen: number, onDay: string, number: string) => ({
  fen,
  onDay,
  number,
  ownAccount: `示例公司账户 ${number}`,
  brokerAccount: '示例服务机构基本户',
})

/** What a broker proposes: five in a hundred, by the buyer. */
export const RATE = { payer: 'buyer', kind: 'rate', bp: 500, unrelated: true }

/** The broker's record, as the directory asks for it, stands there with its certificate. */
export async function certify(market: DealMarket, who: Actor, record: object): Promise<void> {
  const { dossierId } = await market.write<Made>(who, 'broker.draft', record)
  await market.act(who, dossierId, 'submit', { consents: true }, 'broker-listing')
  await market.act(people.officer, dossierId, 'approve', {}, 'broker-listing')
}

/** Names of invariants that do not hold. */
export async function brokenIn(market: DealMarket): Promise<string[]> {
  const broken: string[] = []
  for (const { name, rows } of [...invariants, ...ledgerInvariants])
    if ((await market.test.db.read('commissions', rows)).length > 0) broken.push(name)
  return broken
}
