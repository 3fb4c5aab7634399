import { ofOrg, type Permissions } from '#platform/access/access.ts'
import { APPROVERS, OFFICES } from './plan/procedure.ts'

/** Who keeps the unit's money; a firm's handler does it where nobody else is named. */
const CASHIERS = ['finance', 'firm'] as const

/** Who may print the statement of somebody else: who divides and who pays (practice.md P18). */
export const STATEMENTS = [...OFFICES, 'finance'] as const

export const permissions = {
  'income.draft': ofOrg(OFFICES),
  // Shares of people: the unit's own who divide, pay or decide; members read their own part only.
  'income.read': { ...ofOrg([...OFFICES, ...APPROVERS, 'finance']), auditor: 'any' },
  'income.settle': ofOrg(APPROVERS),
  'income.enter': ofOrg(CASHIERS),
  'income.pay': ofOrg(CASHIERS),
  'income.own': { person: 'own' },
  'income.statement': { person: 'own', ...ofOrg(STATEMENTS) },
  // A calculator: nothing is kept and nothing is read but the rules.
  'income.what-if': { person: 'any' },
  // Sums without names.
  'income.report': ofOrg([...OFFICES, ...APPROVERS, 'finance']),
  'income.clock': { clock: 'any' },
} satisfies Permissions
