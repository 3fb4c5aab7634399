import type { Role } from '../access/access.ts'

/** Kinds an organisation can be declared and verified as: the owner classes of 成果完成单位 (domain/achievements.md), government and service bodies. */
export const orgKinds = [
  '国家设立研发机构',
  '国家设立高校',
  '事业单位',
  '国企',
  '民企',
  '个人',
  '政府',
  '服务机构',
] as const

/** Of an owner that only an import named: nobody has said what it is, so no duty of its kind is taken as absent. */
export const UNSETTLED = '待核定'

export type OrgKind = (typeof orgKinds)[number] | typeof UNSETTLED

export const allKinds = [...orgKinds, UNSETTLED] as const

/** Kinds that have a 统一社会信用代码 to be checked; a person acting alone has none, of an unsettled one nobody knows. */
export function hasCreditCode(kind: OrgKind): boolean {
  return kind !== '个人' && kind !== UNSETTLED
}

/** 国家设立的研究开发机构、高等院校 (促进科技成果转化法 18, 43): their agreed prices stand under a notice duty. */
export function isStateFounded(kind: OrgKind): boolean {
  return kind === '国家设立研发机构' || kind === '国家设立高校'
}

const UNIVERSITY: readonly Role[] = [
  'researcher',
  'tto',
  'researchOffice',
  'finance',
  'hr',
  'assets',
  'security',
  'legal',
  'secretary',
  'leader',
  'council',
  'orgAdmin',
]
const COMPANY: readonly Role[] = [
  'firm',
  'researcher',
  'finance',
  'hr',
  'legal',
  'security',
  'leader',
  'orgAdmin',
]

/** Roles an organisation's own administrator may give, by kind (P6). */
const SETS: Readonly<Record<OrgKind, readonly Role[]>> = {
  国家设立研发机构: UNIVERSITY,
  国家设立高校: UNIVERSITY,
  事业单位: UNIVERSITY,
  国企: COMPANY,
  民企: COMPANY,
  个人: ['researcher', 'firm', 'orgAdmin'],
  政府: ['officer', 'decider', 'clerk', 'unitMember', 'finance', 'legal', 'leader', 'orgAdmin'],
  服务机构: ['serviceBody', 'broker', 'finance', 'legal', 'leader', 'orgAdmin'],
  待核定: ['orgAdmin'],
}

/** Roles only the platform's administrator gives. */
const PLATFORM_ROLES: readonly Role[] = ['admin', 'auditor', 'expert', 'broker']

/** Roles that may be given to members of an organisation of this kind (null: of none), by its own administrator or the platform's. */
export function grantableRoles(kind: OrgKind | null, isPlatformAdmin: boolean): readonly Role[] {
  const own = kind === null ? [] : SETS[kind]
  return isPlatformAdmin ? [...new Set([...own, ...PLATFORM_ROLES])] : own
}

/** What the person who registers an organisation may do for it at once. */
export function firstRoles(kind: OrgKind): readonly Role[] {
  if (kind === '服务机构') return ['orgAdmin', 'serviceBody']
  if (kind === '国企' || kind === '民企' || kind === '个人') return ['orgAdmin', 'firm']
  if (kind === '政府' || kind === UNSETTLED) return ['orgAdmin']
  return ['orgAdmin', 'tto']
}

/** 三员分立 (GB/T 22239 三级): running the platform, giving out secrets and auditing both are never in one hand. */
const APART: readonly (readonly [Role, Role])[] = [
  ['admin', 'auditor'],
  ['admin', 'security'],
  ['security', 'auditor'],
  ['officer', 'auditor'],
  ['decider', 'auditor'],
]

/** The first pair of roles that one person may not hold together, over all memberships; undefined when there is none. */
export function conflictingRoles(roles: readonly Role[]): readonly [Role, Role] | undefined {
  return APART.find(([one, other]) => roles.includes(one) && roles.includes(other))
}

/** Roles that in production are held only by a session with a second factor (GB/T 22239 三级 8.1.4.1 d). */
export const strongRoles: readonly Role[] = ['admin', 'auditor', 'officer', 'decider']
