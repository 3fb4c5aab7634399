import { Refusal } from '../refusal.ts'
import type { Role } from './roles.ts'

export { roleTitles, type Role } from './roles.ts'

/** `visitor` is nobody signed in, `person` anybody signed in, `clock` and `console` are the machine's own. */
export type Holder = Role | 'visitor' | 'person' | 'clock' | 'console'
/**
 * How far a permission reaches: every object, those of the own organisation, those the organisation is a party
 * of, those the own unit is competent for, those of the person.
 */
export type Scope = 'any' | 'org' | 'party' | 'unit' | 'own'
/** Permission to the roles that hold it: the access matrix, one row a permission. */
export type Permissions = Readonly<Record<string, Readonly<Partial<Record<Holder, Scope>>>>>

/** A row of the matrix: each of these roles reaches the objects of its own organisation. */
export function ofOrg(roles: readonly Role[]): Readonly<Partial<Record<Holder, Scope>>> {
  return Object.fromEntries(roles.map((role) => [role, 'org']))
}

export interface Actor {
  readonly kind: 'person' | 'visitor' | 'clock' | 'console'
  readonly personId: string | null
  readonly name: string
  readonly orgId: string | null
  readonly orgName: string | null
  readonly roles: readonly Role[]
  /** The person a secretary or clerk drafts for (P6); null when acting for oneself. */
  readonly agentFor: string | null
  /** The organisation was verified by the competent unit; guards of deals and publishing look at it. */
  readonly orgVerified: boolean
  /** Scopes of the permission of the running command; empty outside one. */
  readonly scopes: readonly Scope[]
  /** Permissions of a seat lent for one matter (窗口代录): nothing else is open from it; left out where all are. */
  readonly only?: readonly string[]
}

/** Whom an object belongs to; every field that applies is named. */
export interface Belonging {
  readonly orgId?: string | null
  readonly partyOrgIds?: readonly string[]
  readonly unitId?: string | null
  readonly personId?: string | null
  /** Who made it: a seat lent for one matter reaches of the organisation's objects only those made from it. */
  readonly madeBy?: string | null
}

export const visitor: Actor = {
  kind: 'visitor',
  personId: null,
  name: '访客',
  orgId: null,
  orgName: null,
  roles: [],
  agentFor: null,
  orgVerified: false,
  scopes: [],
}

export const clockActor: Actor = { ...visitor, kind: 'clock', name: '系统时钟' }
/** The operator at the console: imports and first-start work; journalled as such. */
export const consoleActor: Actor = { ...visitor, kind: 'console', name: '控制台' }

/** Somebody who did something, and for whom (AB角, 代录). */
export type Doer = Pick<Actor, 'personId' | 'agentFor'>

/** Whether two acts count as one person's: a deputy and the one represented are one (domain/README convention 5). */
export function isSamePerson(one: Doer, other: Doer): boolean {
  const people = [one.personId, one.agentFor].filter((id) => id !== null)
  return people.some((id) => id === other.personId || id === other.agentFor)
}

const checked = new WeakSet<Actor>()

export function holdersOf(actor: Actor): readonly Holder[] {
  if (actor.kind === 'person') return ['visitor', 'person', ...actor.roles]
  return [actor.kind]
}

/** The scopes this actor has under the permission; none means refused. An unknown permission is a bug. */
export function scopesOf(matrix: Permissions, permission: string, actor: Actor): readonly Scope[] {
  const row = matrix[permission]
  if (!row) throw new Error(`unknown permission ${permission}`)
  if (actor.only !== undefined && !actor.only.includes(permission)) return []
  const scopes = holdersOf(actor).flatMap((holder) => row[holder] ?? [])
  return [...new Set(scopes)]
}

/** The actor under a permission, or the refusal that says what to do. */
export function admit(matrix: Permissions, permission: string, actor: Actor): Actor {
  const scopes = scopesOf(matrix, permission, actor)
  if (scopes.length > 0) return { ...actor, scopes }
  if (actor.only !== undefined)
    throw new Refusal(
      'forbidden',
      '窗口代录的身份只能填写、上传和提交这件纸质申请；其他事项请申请单位自行办理，或先切换回您本人的身份。',
    )
  if (actor.kind === 'visitor') throw new Refusal('unsigned', '请先登录，再办理此事。')
  throw new Refusal('forbidden', '您的身份不能办理此事；如确有需要，请联系本单位管理员调整权限。')
}

/** Whether the actor's scopes reach an object of this belonging. */
export function reaches(actor: Actor, object: Belonging): boolean {
  checked.add(actor)
  if (actor.only !== undefined && object.madeBy !== undefined && object.madeBy !== actor.personId)
    return false
  return actor.scopes.some((scope) => {
    if (scope === 'any') return true
    if (scope === 'org') return object.orgId != null && object.orgId === actor.orgId
    if (scope === 'unit') return object.unitId != null && object.unitId === actor.orgId
    if (scope === 'own') return object.personId != null && object.personId === actor.personId
    return actor.orgId !== null && (object.partyOrgIds ?? []).includes(actor.orgId)
  })
}

/** Refuses as absent, so that what one may not see cannot be told from what does not exist. */
export function mustReach(actor: Actor, object: Belonging): void {
  if (!reaches(actor, object)) throw new Refusal('absent', '没有找到这条记录，或您无权查看。')
}

/** Marks a command as scoped by its own query (for example lists filtered by organisation). */
export function reachedByQuery(actor: Actor): void {
  checked.add(actor)
}

/** A verb whose permission is narrower than `any` must have asked `reaches`; forgetting it is a bug. */
export function assertReached(actor: Actor, what: string): void {
  if (actor.scopes.includes('any') || checked.has(actor)) return
  throw new Error(`${what} did not check whom the object belongs to`)
}

/** Joins the matrices of all modules; a permission declared twice is a bug. */
export function joinPermissions(parts: readonly Permissions[]): Permissions {
  const joined: Record<string, Permissions[string]> = {}
  for (const part of parts) {
    for (const [name, row] of Object.entries(part)) {
      if (joined[name]) throw new Error(`permission ${name} is declared twice`)
      joined[name] = row
    }
  }
  return joined
}
