import type { FieldFault } from '#platform/refusal.ts'
import {
  DIVISION_ERRORS,
  faultsOfDivision,
  splitByWeight,
  type DivisionError,
  type Member,
  type UnitClass,
} from '../rules.ts'
import type { Mode, Plan, PlanMember } from './forms.ts'

const WHOLE_BP = 10_000

/** Who owns how much of an achievement on a day, in basis points. */
export interface Owner {
  readonly orgId?: string | null | undefined
  readonly name: string
  readonly shareBp: number
}

/** What of an achievement is the unit's, and what its completers own themselves (practice.md P28). */
export interface Ownership {
  readonly unitBp: number
  readonly teamBp: number
}

/** Figures of the ruleset a plan is held against. */
export interface PlanRules {
  readonly mode: Mode
  readonly unitClass: UnitClass
  readonly floorBp: number
  readonly mainMinBp: number
  readonly years: readonly [number, number]
  /** The floor looks at both, what completers own and what they are rewarded with. */
  readonly floorAddsOwnership: boolean
  readonly ownership: Ownership
}

/** Name of a member in words, shares and payments: the account, or the name where there is none. */
export function keyOf({ personId, name }: Pick<PlanMember, 'personId' | 'name'>): string {
  return personId ?? name
}

export function membersOf(plan: Pick<Plan, 'members'>): Member[] {
  return plan.members.map((member) => ({
    id: keyOf(member),
    weightBp: member.weightBp,
    main: member.main,
    chiefLeader: member.post === '正职领导',
  }))
}

/** Without co-owners everything is the unit's. */
export function ownershipOf(
  owners: readonly Owner[],
  unit: { readonly id: string; readonly name: string },
  members: readonly Pick<PlanMember, 'name'>[],
): Ownership {
  if (owners.length === 0) return { unitBp: WHOLE_BP, teamBp: 0 }
  const names = new Set(members.map(({ name }) => name))
  const sum = (of: (owner: Owner) => boolean) =>
    owners.filter(of).reduce((total, { shareBp }) => total + shareBp, 0)
  return {
    unitBp: sum((owner) => isUnit(owner, unit)),
    teamBp: sum((owner) => !isUnit(owner, unit) && names.has(owner.name)),
  }
}

/** Owners without one of them, their shares of what is left; all of it was its own: none. */
export function withoutOwner(
  owners: readonly Owner[],
  payer: Parameters<typeof isUnit>[1],
): readonly Owner[] {
  const rest = owners.filter((owner) => !isUnit(owner, payer))
  if (rest.length === owners.length) return owners
  const total = rest.reduce((sum, { shareBp }) => sum + shareBp, 0)
  const shares = rest.map(({ shareBp }) => Math.floor((shareBp * WHOLE_BP) / total))
  const left = WHOLE_BP - shares.reduce((sum, bp) => sum + bp, 0)
  return rest.map((owner, i) => ({ ...owner, shareBp: (shares[i] ?? 0) + (i < left ? 1 : 0) }))
}

function isUnit(owner: Owner, unit: { readonly id: string; readonly name: string }): boolean {
  return owner.orgId === unit.id || owner.name === unit.name
}

/** The unit's part of a receipt by ownership on its day; the parts of all owners come to the receipt, to the fen. */
export function partOf(
  grossFen: number,
  owners: readonly Owner[],
  unit: { readonly id: string; readonly name: string },
): number {
  if (owners.length === 0) return grossFen
  // What was paid back is divided as it was divided when it came.
  if (grossFen < 0) return -partOf(-grossFen, owners, unit)
  const parts = splitByWeight(
    grossFen,
    owners.map(({ shareBp }, i) => ({ id: String(i), weightBp: shareBp })),
  )
  return parts.reduce((sum, { fen }, i) => sum + (owners[i] && isUnit(owners[i], unit) ? fen : 0), 0)
}

/**
 * The least rate on the unit's part that keeps the floor of both parts together, rounded up; the statute's own where
 * ownership does not count (practice.md P28).
 */
export function floorOfPart({ floorBp, floorAddsOwnership, ownership }: PlanRules): number {
  const { unitBp, teamBp } = ownership
  if (!floorAddsOwnership || teamBp === 0 || unitBp === 0) return floorBp
  const owed = floorBp * (unitBp + teamBp) - WHOLE_BP * teamBp
  return Math.max(0, Math.ceil(owed / unitBp))
}

const FIELD_OF: Readonly<Record<DivisionError, string>> = {
  RATE_OUT_OF_RANGE: 'teamRateBp',
  RATE_BELOW_FLOOR: 'teamRateBp',
  NO_MEMBERS: 'members',
  MEMBER_TWICE: 'members',
  WEIGHTS_NOT_100: 'members',
  MAIN_CONTRIBUTORS_BELOW_50: 'members',
  CHIEF_LEADER_EQUITY: 'members',
  YEARS_NOT_3_TO_5: 'years',
  NEGATIVE_AMOUNT: 'teamRateBp',
}

/** Why a plan cannot be asked about or approved, each with its field; empty when it can. */
export function planFaults(plan: Plan, rules: PlanRules): FieldFault[] {
  const { mode, unitClass } = rules
  const common = {
    unitType: unitClass,
    ruleSource: plan.ruleSource,
    teamRateBp: plan.teamRateBp,
    members: membersOf(plan),
  }
  const division =
    mode === 'EQUITY'
      ? { ...common, mode, valuationFen: 0 }
      : mode === 'SELF_IMPLEMENT'
        ? { ...common, mode, yearlyProfitFen: Array.from({ length: plan.years ?? 0 }, () => 0) }
        : { ...common, mode, receipts: [] }
  const figures = {
    floorBp: floorOfPart(rules),
    years: rules.years,
    // 国发〔2016〕16号 speaks of what the state founded.
    ...(unitClass === 'STATE_RI_OR_HEI' && { mainMinBp: rules.mainMinBp }),
  }
  const faults = faultsOfDivision(division, figures).map((error) => ({
    field: FIELD_OF[error],
    message: DIVISION_ERRORS[error],
  }))
  return [...faults, ...otherFaults(plan, rules)]
}

function otherFaults(plan: Plan, { mode, ownership }: PlanRules): FieldFault[] {
  const faults: FieldFault[] = []
  const own = mode === 'SELF_IMPLEMENT'
  if (own && plan.firstYear === undefined)
    faults.push({ field: 'firstYear', message: '请填写投产后第一个年度。' })
  if (!own && (plan.firstYear !== undefined || plan.years !== undefined))
    faults.push({ field: 'years', message: '只有自行或合作实施的按年度提取，请清空年度和年数。' })
  const names = plan.members.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    faults.push({ field: 'members', message: `“${twice}”填写了两次，请合并；同名的请在姓名后注明部门。` })
  if (ownership.unitBp === 0)
    faults.push({ field: 'members', message: '本单位不是这项成果的权利人，没有可以分配的收入。' })
  return faults
}

/** The clause a division rests on, for pages, notices and statements. */
export function clauseOf(mode: Mode, plan: Pick<Plan, 'ruleSource' | 'ruleName'>): string {
  const items = {
    TRANSFER: '（一）',
    LICENSE: '（一）',
    EQUITY: '（二）',
    SELF_IMPLEMENT: '（三）',
  } as const
  const law = `促进科技成果转化法第四十五条第一款第${items[mode]}项`
  return plan.ruleName === undefined ? law : `促进科技成果转化法第四十四条、${law}；${plan.ruleName}`
}

/** Rows of the ruleset whose figures decide a plan of this mode. */
export const FLOOR_RULES = {
  TRANSFER: 'reward.floorBp.transfer',
  LICENSE: 'reward.floorBp.licence',
  EQUITY: 'reward.floorBp.equity',
  SELF_IMPLEMENT: 'reward.floorBp.selfImplement',
} as const satisfies Readonly<Record<Mode, string>>
