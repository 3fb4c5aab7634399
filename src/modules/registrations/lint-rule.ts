import type { Day } from '#platform/calendar/calendar.ts'
import type { TextFinding } from '#modules/contracts/index.ts'
import type { Draft, Reason } from './forms.ts'

/** What an application is judged by beside its own words. */
export interface Around {
  readonly today: Day
  readonly applicant: string
  readonly inCity: (region: string | undefined) => boolean
  /** Names of registered or open applications with the same parties, subject and amount. */
  readonly duplicates: readonly string[]
  /** The text of the contract is there: signed on the platform, or attached. */
  readonly hasText: boolean
  /** What was found in the text of a contract signed on the platform. */
  readonly inText: readonly TextFinding[]
}

/** One thing that is looked for. */
export interface Rule {
  readonly id: string
  readonly basis: string
  /** Reason of refusal; null: a remark. */
  readonly ground: Reason | null
  /** Field and sentence of each finding. */
  readonly find: (form: Draft, around: Around) => readonly (readonly [field: string, says: string])[]
}

/** Read only as drafts: each finding that rests on them says so. */
export const DRAFT_RULES = '技术合同认定登记管理办法、认定登记规则（征求意见稿，待核对印发稿）'
