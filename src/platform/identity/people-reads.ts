import { sql } from 'kysely'
import { z } from 'zod'
import { mustReach, reachedByQuery, type Actor, type Role } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import { routesOf } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import { countryName } from './countries.ts'
import { HOLDING_KINDS, holdings, type HeldSeat } from './holdings.ts'
import { allKinds, grantableRoles } from './kinds.ts'
import { personalView, type PersonalView } from './mask.ts'
import { identity, type OrganisationRow } from './tables.ts'

const { read } = routesOf('platform')

/** A person in a list; http-people.ts writes down who looked at whom before the list is sent (P18). */
export interface ListedPerson extends Omit<PersonalView, 'id'> {
  readonly personId: string
  readonly login: string | null
  readonly disabled: boolean
  readonly memberships: readonly {
    id: string
    orgId: string | null
    orgName: string | null
    title: string
    roles: Role[]
    fromDay: string
    until: string | null
  }[]
}

interface PersonQuery {
  readonly orgId: string | null
  readonly q: string
  readonly limit: number
  /** The last person of the page before. */
  readonly cursor?: string | undefined
  readonly day: string
}

const limit = z.coerce.number().int().min(1).max(100).default(50)

export const listUsers = read({
  path: '/users',
  permission: 'user.read',
  journal: 'user.list',
  title: '用户列表',
  input: z.object({ q: z.string().trim().max(60).default(''), limit, cursor: z.uuid().optional() }),
  verb: async (tx, actor, query, now) => {
    reachedByQuery(actor)
    const orgId = actor.scopes.includes('any')
      ? null
      : (actor.orgId ?? '00000000-0000-0000-0000-000000000000')
    return listPeople(tx, actor, { ...query, orgId, day: dayOf(now) })
  },
})

export const listMembers = read({
  path: '/organisations/{id}/members',
  permission: 'member.read',
  journal: 'member.list',
  title: '单位成员',
  input: z.object({ id: z.uuid(), q: z.string().trim().max(60).default(''), limit }),
  verb: async (tx, actor, query, now) => {
    mustReach(actor, { orgId: query.id })
    const org = await findRow(tx, query.id)
    const people = await listPeople(tx, actor, { ...query, orgId: query.id, day: dayOf(now) })
    const items = people.items.flatMap(({ memberships, ...person }) =>
      memberships.map(({ id: membershipId, title, roles, fromDay, until }) => ({
        membershipId,
        ...person,
        title,
        roles,
        fromDay,
        until,
      })),
    )
    return { items, total: people.total, grantable: grantableRoles(org.kind, actor.scopes.includes('any')) }
  },
})

async function listPeople(
  tx: Tx,
  actor: Actor,
  query: PersonQuery,
): Promise<{ items: ListedPerson[]; total: number; next: string | null }> {
  const like = `%${query.q.replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<
    PersonalView & {
      login: string | null
      disabled: boolean
      memberships: ListedPerson['memberships']
      total: number
    }
  >`
    with listed as (
    select p.id, p.name, p.phone, p.email, a.login, a.disabled_at is not null as disabled, m.memberships,
      p.created_at, count(*) over ()::int as total
    from platform.person p
    left join platform.account a on a.person_id = p.id
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'orgId', m.org_id, 'orgName', o.name, 'title', m.title,
        'roles', m.roles, 'fromDay', m.from_day, 'until', m.until_day) order by m.created_at), '[]') as memberships
      from platform.membership m left join platform.organisation o on o.id = m.org_id
      where m.person_id = p.id and (m.until_day is null or m.until_day >= ${query.day})
        and (${query.orgId}::uuid is null or m.org_id = ${query.orgId}::uuid)
    ) m
    where p.erased_at is null and (${query.orgId}::uuid is null or m.memberships <> '[]')
      and (${query.q} = '' or p.name like ${like} or a.login like ${like})
    )
    select id, name, phone, email, login, disabled, memberships, total from listed
    where ${query.cursor ?? null}::uuid is null or (created_at, id) >
      (select c.created_at, c.id from platform.person c where c.id = ${query.cursor ?? null}::uuid)
    order by created_at, id limit ${query.limit + 1}`.execute(tx.as('platform'))
  const items = rows
    .slice(0, query.limit)
    .map(({ login, disabled, memberships, total: _total, ...person }) => {
      const orgIds = memberships.flatMap((m) => m.orgId ?? [])
      const view = personalView(actor, person, orgIds)
      const isClear = view === person
      const { id, ...shown } = view
      return { personId: id, ...shown, login: isClear ? login : null, disabled, memberships }
    })
  const next = rows.length > query.limit ? (items.at(-1)?.personId ?? null) : null
  return { items, total: rows[0]?.total ?? 0, next }
}

export const listHoldings = read({
  path: '/memberships/{membershipId}/holdings',
  permission: 'member.manage',
  journal: 'member.holdings',
  title: '离岗成员名下的事项',
  input: z.object({ membershipId: z.uuid() }),
  verb: async (tx, actor, { membershipId }, now) => {
    const seat = await identity(tx)
      .selectFrom('platform.membership as m')
      .innerJoin('platform.person as p', 'p.id', 'm.person_id')
      .leftJoin('platform.organisation as o', 'o.id', 'm.org_id')
      .select([
        'm.person_id',
        'm.org_id',
        'm.title',
        'm.roles',
        'm.until_day',
        'p.name',
        'o.name as org_name',
      ])
      .where('m.id', '=', membershipId)
      .executeTakeFirst()
    mustReach(actor, { orgId: seat?.org_id ?? null })
    if (!seat) throw new Refusal('absent', '没有找到这位成员。')
    const today = dayOf(now)
    const held = await holdings(tx, seat, today)
    const items = held.map((one) => ({ ...one, kindTitle: HOLDING_KINDS[one.kind] }))
    const { name, title, roles, org_name: orgName } = seat
    const left = seat.until_day !== null && seat.until_day < today
    const open = held.filter(({ ends }) => ends !== 'alone').length
    const isLastAdmin =
      seat.org_id !== null && held.some(({ kind, id }) => kind === 'role' && id === 'orgAdmin')
    const reason =
      open > 0
        ? `还有 ${open} 项没有交接，暂不能离岗。`
        : isLastAdmin
          ? '单位至少要有一位单位管理员，请先指定接任者。'
          : null
    return {
      member: { name, title, roles, orgName, left },
      items,
      total: items.length,
      heirs: await heirsOf(tx, seat, today),
      next: left ? [] : [{ name: 'end', title: '办理离岗', allowed: reason === null, reason }],
    }
  },
})

/** An organisation's people fit a list to choose from. */
const HEIRS_MAX = 500

/** Colleagues who may take over. */
async function heirsOf(tx: Tx, seat: HeldSeat, today: string) {
  return identity(tx)
    .selectFrom('platform.membership as m')
    .innerJoin('platform.person as p', 'p.id', 'm.person_id')
    .select(['p.id as personId', 'p.name', 'm.title', 'm.roles'])
    .where('m.org_id', 'is not distinct from', seat.org_id)
    .where('m.person_id', '<>', seat.person_id)
    .where('m.from_day', '<=', today)
    .where((where) => where.or([where('m.until_day', 'is', null), where('m.until_day', '>=', today)]))
    .orderBy('p.name')
    .limit(HEIRS_MAX)
    .execute()
}

export const listOrganisations = read({
  path: '/organisations',
  permission: 'organisation.read',
  journal: 'organisation.list',
  title: '单位名录',
  input: z.object({
    q: z.string().trim().max(60).default(''),
    kind: z.enum(allKinds).optional(),
    verified: z.enum(['true', 'false']).optional(),
    limit,
    cursor: z.uuid().optional(),
  }),
  verb: async (tx, actor, query) => {
    // Unverified organisations are nobody's business but their own and the officers'.
    const isInside = actor.roles.some((role) => ['officer', 'decider', 'admin', 'auditor'].includes(role))
    let rows = identity(tx).selectFrom('platform.organisation').selectAll().orderBy('id')
    if (!isInside) {
      rows = rows.where((where) =>
        where.or([where('verified_at', 'is not', null), where('id', '=', actor.orgId)]),
      )
    }
    if (query.q !== '') {
      const like = `%${query.q.replace(/[\\%_]/g, '\\$&')}%`
      rows = rows.where((where) =>
        where.or([where('name', 'like', like), where('credit_code', '=', query.q.toUpperCase())]),
      )
    }
    if (query.kind !== undefined) rows = rows.where('kind', '=', query.kind)
    if (query.verified !== undefined)
      rows = rows.where('verified_at', query.verified === 'true' ? 'is not' : 'is', null)
    const { total } = await rows
      .clearSelect()
      .clearOrderBy()
      .select(sql<number>`count(*)::int`.as('total'))
      .executeTakeFirstOrThrow()
    if (query.cursor !== undefined) rows = rows.where('id', '>', query.cursor)
    const found = await rows.limit(query.limit + 1).execute()
    const items = found.slice(0, query.limit).map(publicOrganisation)
    const next = found.length > query.limit ? (items.at(-1)?.id ?? null) : null
    return { items, total, totalIsCapped: false, next }
  },
})

export const showOrganisation = read({
  path: '/organisations/{id}',
  permission: 'organisation.read',
  journal: 'organisation.show',
  title: '单位',
  input: z.object({ id: z.string().max(40) }),
  verb: async (tx, actor, { id }) => {
    const org = await findRow(tx, id)
    const isInside =
      org.id === actor.orgId ||
      actor.roles.some((role) => ['officer', 'decider', 'admin', 'auditor'].includes(role))
    if (org.verified_at === null && !isInside) throw new Refusal('absent', '没有找到这个单位。')
    const dossier = await tx
      .as<{
        'platform.dossier': {
          id: string
          subject_kind: string
          subject_id: string
          state: string
          opened_at: string
        }
      }>('platform')
      .selectFrom('platform.dossier')
      .select(['id', 'state'])
      .where('subject_kind', '=', 'organisation')
      .where('subject_id', '=', org.id)
      .orderBy('opened_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    return {
      ...publicOrganisation(org),
      address: org.address,
      business: org.business,
      ...(isInside && {
        evidenceFileId: org.evidence_file_id,
        dossierId: dossier?.id ?? null,
        verificationState: dossier?.state ?? null,
        createdAt: org.created_at,
      }),
    }
  },
})

async function findRow(tx: Tx, id: string): Promise<OrganisationRow> {
  const isUuid = /^[0-9a-f-]{36}$/.test(id)
  const row = await identity(tx)
    .selectFrom('platform.organisation')
    .selectAll()
    .where(isUuid ? 'id' : 'public_id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Refusal('absent', '没有找到这个单位。')
  return row
}

function publicOrganisation(row: OrganisationRow) {
  return {
    id: row.id,
    publicId: row.public_id,
    slug: row.slug,
    name: row.name,
    creditCode: row.credit_code,
    shortName: row.short_name,
    kind: row.kind,
    stateFounded: row.state_founded,
    region: row.region,
    country: row.country,
    countryName: countryName(row.country),
    registrationNo: row.registration_no,
    verified: row.verified_at !== null,
    sample: row.sample,
  }
}
