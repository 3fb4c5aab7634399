import { sql } from 'kysely'
import { visitor, type Actor, type Role } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { Database, Tx } from '../db/database.ts'
import type { InstanceKind } from '../instance/instance.ts'
import { strongRoles, type OrgKind } from './kinds.ts'
import { isOverdue } from './password.ts'
import type { LoginSettings, PasswordPolicy } from './settings.ts'
import { tokenHash } from './token.ts'

/** Below the one second in which a revocation or a change of roles must show (T36). */
const CACHE_MS = 800
/** More sessions than one process serves in a second; the oldest go first. */
const CACHE_MAX = 5_000
/** `last_seen_at` is written at most this often: a write for every page would cost more than it tells. */
const SEEN_MS = 60_000

/** What the present session is, for the page that shows it; null for a visitor. */
export interface SessionView {
  readonly id: string
  readonly personId: string
  readonly membershipId: string | null
  readonly delegationId: string | null
  /** needed: a factor is enrolled and not given yet; enrol: the roles ask for one and none is enrolled. */
  readonly secondFactor: 'none' | 'needed' | 'enrol' | 'done'
  readonly secondFactorAt: string | null
  /** The policy asks for a new password (GB/T 22239 三级): nothing but changing it is open. */
  readonly passwordOverdue: boolean
  readonly orgKind: OrgKind | null
  readonly expiresAt: string
}

export interface Resolved {
  /** For everything the city offers; a visitor as long as a second factor or a new password is owed. */
  readonly actor: Actor
  /** Who signed in, for the handlers that take the second factor; null for a visitor. */
  readonly person: Actor | null
  readonly session: SessionView | null
}

export interface Resolver {
  /** The actor of a session token; a visitor for none, an unknown, an expired or a revoked one. */
  resolve(token: string | undefined): Promise<Resolved>
  /** The same without the memory, and forgetting it: for writes. */
  resolveFresh(token: string | undefined): Promise<Resolved>
  /** Forgets what this process remembers of a token, after it changed the session. */
  forget(token: string): void
}

/** Of the rules of signing in, what an open session is held to. */
interface Rules {
  readonly login: Pick<LoginSettings, 'idleMinutes'>
  readonly password: PasswordPolicy
}

const nobody: Resolved = { actor: visitor, person: null, session: null }

/**
 * Resolves tokens to actors, remembering answers for less than a second. `clock` is the machine's, as ISO text;
 * `counterSeat` the permissions of the seat of a paper application.
 */
export function openResolver(
  db: Database,
  rules: () => Promise<Rules>,
  clock: () => string,
  counterSeat: readonly string[],
): Resolver {
  const remembered = new Map<string, { at: number; answer: Promise<Resolved> }>()
  return {
    resolve: async (token) => {
      if (token === undefined || token === '') return nobody
      const hash = tokenHash(token)
      const now = Date.parse(clock())
      const known = remembered.get(hash)
      if (known && now - known.at < CACHE_MS && now >= known.at) return known.answer
      const answer = resolveSession(db, hash, { ...(await rules()), counterSeat }, clock())
      remembered.delete(hash)
      remembered.set(hash, { at: now, answer })
      if (remembered.size > CACHE_MAX) remembered.delete(remembered.keys().next().value ?? '')
      answer.catch(() => remembered.delete(hash))
      return answer
    },
    resolveFresh: async (token) => {
      if (token === undefined || token === '') return nobody
      const hash = tokenHash(token)
      remembered.delete(hash)
      return resolveSession(db, hash, { ...(await rules()), counterSeat }, clock())
    },
    forget: (token) => {
      remembered.delete(tokenHash(token))
    },
  }
}

interface Found {
  id: string
  person_id: string
  name: string
  membership_id: string | null
  delegation_id: string | null
  second_factor_at: string | null
  one_click: boolean
  last_seen_at: string
  expires_at: string
  kind: InstanceKind
  clock_offset_ms: number
  has_factor: boolean
  password_set_at: string | null
}

async function resolveSession(
  db: Database,
  hash: string,
  rules: Rules & { readonly counterSeat: readonly string[] },
  now: string,
): Promise<Resolved> {
  const idleSince = new Date(Date.parse(now) - rules.login.idleMinutes * 60_000).toISOString()
  const answer = await db.read('platform', async (tx) => {
    const found = await findSession(tx, hash, now, idleSince)
    if (!found) return { resolved: nobody }
    const today = dayOf(new Date(Date.parse(now) + found.clock_offset_ms).toISOString())
    const seat = await findSeat(tx, found, today)
    const overdue = !found.one_click && isOverdue(rules.password, found.password_set_at, now)
    return { found, resolved: resolvedOf(found, seat, { overdue, counterSeat: rules.counterSeat }) }
  })
  const { found, resolved } = answer
  if (found && Date.parse(now) - Date.parse(found.last_seen_at) > SEEN_MS) await touch(db, found.id, now)
  return resolved
}

async function findSession(tx: Tx, hash: string, now: string, idleSince: string): Promise<Found | undefined> {
  const { rows } = await sql<Found>`
    select s.id, s.person_id, p.name, s.membership_id, s.delegation_id, s.second_factor_at, s.one_click, s.last_seen_at,
      s.expires_at, a.password_set_at, i.kind, t.clock_offset_ms,
      exists (select from platform.second_factor f
        where f.person_id = s.person_id and f.confirmed_at is not null and f.removed_at is null) as has_factor
    from platform.session s
    join platform.person p on p.id = s.person_id
    join platform.account a on a.person_id = s.person_id
    cross join platform.instance i cross join platform.state t
    where s.token_hash = ${hash} and s.revoked_at is null and s.expires_at > ${now} and s.last_seen_at > ${idleSince}
      and a.disabled_at is null and p.erased_at is null`.execute(tx.as('platform'))
  return rows[0]
}

/** The place a session acts from: one membership, or a delegation that lends another one's roles. */
interface Seat {
  membership_id: string | null
  delegation_id: string | null
  org_id: string | null
  org_name: string | null
  org_kind: OrgKind | null
  org_verified: boolean
  roles: Role[]
  agent_for: string | null
  agent_name: string | null
  at_counter: boolean
}

async function findSeat(tx: Tx, session: Found, today: string): Promise<Seat | undefined> {
  // A lent role works only while its owner holds it (P6); the chosen seat comes first, else the oldest own one.
  const { rows } = await sql<Seat>`
    select x.*, o.name as org_name, o.kind as org_kind, o.verified_at is not null as org_verified, p.name as agent_name
    from (
      select 0 as place, m.created_at, m.id as membership_id, null::uuid as delegation_id, m.org_id, m.roles,
        null::uuid as agent_for, false as at_counter
      from platform.membership m
      where m.person_id = ${session.person_id} and m.from_day <= ${today} and (m.until_day is null or m.until_day >= ${today})
      union all
      select 1, d.created_at, null, d.id, d.org_id,
        case d.kind when 'counter' then d.roles else array(select r from unnest(d.roles) as r where r = any (m.roles)) end, d.from_person,
        d.kind = 'counter'
      from platform.delegation d
      left join platform.membership m on m.person_id = d.from_person and m.org_id = d.org_id
        and m.from_day <= ${today} and (m.until_day is null or m.until_day >= ${today})
      where d.to_person = ${session.person_id} and d.ended_at is null and d.from_day <= ${today} and d.until_day >= ${today}
        and d.id = ${session.delegation_id} and (d.kind = 'counter' or m.id is not null)
    ) x
    left join platform.organisation o on o.id = x.org_id
    left join platform.person p on p.id = x.agent_for
    order by (x.delegation_id is not null and x.delegation_id = ${session.delegation_id}) desc,
      coalesce(x.membership_id = ${session.membership_id}, false) desc, x.place, x.created_at
    limit 1`.execute(tx.as('platform'))
  return rows[0]
}

function resolvedOf(
  found: Found,
  seat: Seat | undefined,
  held: { readonly overdue: boolean; readonly counterSeat: readonly string[] },
): Resolved {
  const passwordOverdue = held.overdue
  const secondFactor = factorState(found, seat)
  const roles = (seat?.roles ?? []).filter((role) => secondFactor !== 'enrol' || !strongRoles.includes(role))
  const isAgent = seat !== undefined && seat.agent_name !== null
  const person: Actor = {
    kind: 'person',
    personId: found.person_id,
    name: isAgent ? `${found.name}（代${seat.agent_name}）` : found.name,
    orgId: seat?.org_id ?? null,
    orgName: seat?.org_name ?? null,
    roles,
    agentFor: seat?.agent_for ?? null,
    orgVerified: seat?.org_verified ?? false,
    scopes: [],
    ...(seat?.at_counter && { only: held.counterSeat }),
  }
  return {
    actor: secondFactor === 'needed' || passwordOverdue ? visitor : person,
    person,
    session: {
      id: found.id,
      personId: found.person_id,
      membershipId: seat?.membership_id ?? null,
      delegationId: seat?.delegation_id ?? null,
      secondFactor,
      secondFactorAt: found.second_factor_at,
      passwordOverdue,
      orgKind: seat?.org_kind ?? null,
      expiresAt: found.expires_at,
    },
  }
}

function factorState(found: Found, seat: Seat | undefined): SessionView['secondFactor'] {
  if (found.second_factor_at !== null) return 'done'
  if (found.one_click) return 'none'
  if (found.has_factor) return 'needed'
  const isStrong = (seat?.roles ?? []).some((role) => strongRoles.includes(role))
  return found.kind === 'production' && isStrong ? 'enrol' : 'none'
}

async function touch(db: Database, id: string, now: string): Promise<void> {
  await db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    await sql`update platform.session set last_seen_at = ${now} where id = ${id} and last_seen_at < ${now}`.execute(
      tx.as('platform'),
    )
  })
}
