import type { Actor } from '#platform/access/access.ts'
import { people } from '#test/market.ts'

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
