import { visitor, type Actor } from '#platform/access/access.ts'
import { UNIVERSITY } from '#test/market.ts'

/** People of the university who divide, pay and share, and a plan for three; for tests. */
export const id = (n: number) => `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`
const of = (n: number, name: string, roles: Actor['roles']): Actor => ({
  ...visitor,
  kind: 'person',
  personId: id(n),
  name,
  orgId: UNIVERSITY,
  orgName: '示例大学',
  roles,
  orgVerified: true,
})
export const finance = of(901, '财务', ['finance'])
export const professor = of(902, '甲教授', ['researcher'])
export const lecturer = of(903, '乙老师', ['researcher'])

export const plan = {
  ruleSource: 'UNIT_RULE',
  ruleName: '示例大学科技成果转化办法第十二条',
  teamRateBp: 7000,
  members: [
    { personId: professor.personId, name: '甲教授', weightBp: 5000, main: true, post: '无' },
    { personId: lecturer.personId, name: '乙老师', weightBp: 3000, main: false, post: '无' },
    { name: '丙学生', weightBp: 2000, main: false, post: '无' },
  ],
}
export const decision = { decidedBy: '领导班子集体决定', decidedOn: '2026-01-05', free: true }

export interface Shown {
  readonly state: string
  readonly members: readonly { readonly key: string; readonly word: { readonly kind: string } | null }[]
  readonly payouts: readonly {
    readonly id: string
    readonly dossierId: string
    readonly state: string
    readonly partFen: number
    readonly netFen: number
    readonly poolFen: number
    readonly relief: { readonly until: string } | null
    readonly shares: readonly {
      readonly key: string
      readonly name: string
      readonly fen: number
      readonly held: string | null
      readonly mayPay: boolean
    }[]
  }[]
}
