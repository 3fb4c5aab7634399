import type { Day } from '../calendar/calendar.ts'

/** States of a law or policy; nobody's word for one that was not looked up is 状态待核实 (practice.md P3). */
export const BASIS_STATES = ['现行', '已废止', '已失效', '拟出台', '状态待核实'] as const
export type BasisState = (typeof BASIS_STATES)[number]

export interface Basis {
  readonly basis: string
  readonly title: string
  readonly number: string
  readonly state: BasisState
  /** First and last day in force, both included; null where not known. */
  readonly from: Day | null
  readonly until: Day | null
}

/** The state on a day: one whose last day has passed has lapsed, one whose first day is ahead is only planned. */
export function stateOn({ state, from, until }: Basis, day: Day): BasisState {
  if (state !== '现行' && state !== '状态待核实') return state
  if (until !== null && until < day) return '已失效'
  return from !== null && from > day ? '拟出台' : state
}

/** Whether a procedure may rest on it: what awaits confirmation shows its badge and blocks nothing. */
export function isDead(basis: Basis, day: Day): boolean {
  const state = stateOn(basis, day)
  return state !== '现行' && state !== '状态待核实'
}
