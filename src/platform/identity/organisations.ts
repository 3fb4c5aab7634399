import { v7 } from 'uuid'
import { sql } from 'kysely'
import type { Role } from '../access/access.ts'
import type { CommandTx, Day } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { MAINLAND } from './countries.ts'
import { isStateFounded, UNSETTLED, type OrgKind } from './kinds.ts'
import { identity, type OrganisationRow } from './tables.ts'
import { newPublicId } from './token.ts'

/** What other parts may know of an organisation. */
export interface Organisation {
  readonly id: string
  readonly publicId: string
  readonly name: string
  readonly shortName: string
  /** Unit of the city pack; null for all others. */
  readonly slug: string | null
  /** 待核定: nobody has settled yet what it is, and `stateFounded` says nothing. */
  readonly kind: OrgKind
  readonly stateFounded: boolean
  readonly region: string | null
  /** ISO 3166 code of registration or nationality; CN is the mainland. */
  readonly country: string
  readonly creditCode: string | null
  readonly address: string
  readonly verified: boolean
  readonly sample: boolean
}

export function organisationOf(row: OrganisationRow): Organisation {
  return {
    id: row.id,
    publicId: row.public_id,
    name: row.name,
    shortName: row.short_name,
    slug: row.slug,
    kind: row.kind,
    stateFounded: row.state_founded,
    region: row.region,
    country: row.country,
    creditCode: row.credit_code,
    address: row.address,
    verified: row.verified_at !== null,
    sample: row.sample,
  }
}

export async function findOrganisation(tx: Tx, id: string): Promise<Organisation | undefined> {
  const row = await identity(tx)
    .selectFrom('platform.organisation')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row && organisationOf(row)
}

/** The organisation of a unit of the city pack. */
export async function findUnit(tx: Tx, slug: string): Promise<Organisation | undefined> {
  const row = await identity(tx)
    .selectFrom('platform.organisation')
    .selectAll()
    .where('slug', '=', slug)
    .executeTakeFirst()
  return row && organisationOf(row)
}

/** Organisations by their exact name, verified ones first. */
export async function organisationsNamed(tx: Tx, name: string): Promise<Organisation[]> {
  const rows = await identity(tx)
    .selectFrom('platform.organisation')
    .selectAll()
    .where('name', '=', cleanName(name))
    .orderBy(sql`verified_at is null`)
    .orderBy('created_at')
    .limit(10)
    .execute()
  return rows.map(organisationOf)
}

/**
 * For imports with `--owner NAME`: the organisation of that name, or a new, unverified one whose kind is 待核定. The
 * verification settles it; until then the owner agrees to no price, since it may be under the notice duty (转化法 18).
 */
export async function findOrCreateOrganisation(
  tx: CommandTx,
  name: string,
  now: string,
  kind: OrgKind = UNSETTLED,
): Promise<Organisation> {
  const [found] = await organisationsNamed(tx, name)
  if (found) return found
  const row = newOrganisation({ name: cleanName(name), kind }, now)
  await identity(tx).insertInto('platform.organisation').values(row).execute()
  return organisationOf(row)
}

/** A row with everything that is not given empty. */
export function newOrganisation(
  given: Partial<OrganisationRow> & Pick<OrganisationRow, 'name' | 'kind'>,
  now: string,
): OrganisationRow {
  return {
    id: v7(),
    public_id: newPublicId(),
    short_name: given.name,
    slug: null,
    credit_code: null,
    region: null,
    country: MAINLAND,
    registration_no: null,
    address: '',
    business: '',
    state_founded: isStateFounded(given.kind),
    evidence_file_id: null,
    verified_at: null,
    verified_by: null,
    sample: false,
    created_at: now,
    created_by: null,
    ...given,
  }
}

function cleanName(name: string): string {
  return name.normalize('NFKC').replace(/\s+/gu, ' ').trim()
}

/** Organisations by credit code, or by exact name where no code is given; each at most once. */
export async function orgsByCodeOrName(
  tx: Tx,
  named: readonly { readonly code: string | null; readonly name: string }[],
): Promise<Organisation[]> {
  if (named.length === 0) return []
  const codes = named.flatMap(({ code }) => code ?? [])
  const names = named.flatMap(({ code, name }) => (code === null ? [cleanName(name)] : []))
  const rows = await identity(tx)
    .selectFrom('platform.organisation')
    .selectAll()
    .where((where) =>
      where.or([
        where('credit_code', 'in', codes.length === 0 ? [''] : codes),
        where('name', 'in', names.length === 0 ? [''] : names),
      ]),
    )
    .orderBy('created_at')
    .limit(1000)
    .execute()
  return rows.map(organisationOf)
}

/** How many people are members of both organisations on a day: a sign of related parties (trust.md A7). */
export async function sharedMembers(tx: Tx, orgId: string, otherId: string, day: Day): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(distinct a.person_id)::int as n
    from platform.membership a join platform.membership b on b.person_id = a.person_id
    where a.org_id = ${orgId} and b.org_id = ${otherId}
      and a.from_day <= ${day} and (a.until_day is null or a.until_day >= ${day})
      and b.from_day <= ${day} and (b.until_day is null or b.until_day >= ${day})`.execute(tx.as('platform'))
  return rows[0]?.n ?? 0
}

/** Organisations these people are members of, or were until a day not before `since`, by person. */
export async function organisationsOf(
  tx: Tx,
  personIds: readonly string[],
  since: Day,
): Promise<ReadonlyMap<string, readonly { readonly id: string; readonly name: string }[]>> {
  const { rows } = await sql<{ person_id: string; id: string; name: string }>`
    select distinct m.person_id, o.id, o.name
    from platform.membership m join platform.organisation o on o.id = m.org_id
    where m.person_id = any (${[...personIds]}::uuid[]) and (m.until_day is null or m.until_day >= ${since})`.execute(
    tx.as('platform'),
  )
  return Map.groupBy(rows, ({ person_id }) => person_id)
}

export interface Member {
  readonly personId: string
  readonly name: string
  readonly orgId: string | null
  readonly roles: readonly Role[]
}

/** Who holds one of these roles on a day, in this organisation (null: in any). Erased and disabled people are left out. */
export async function peopleWithRole(
  tx: Tx,
  roles: readonly Role[],
  orgId: string | null,
  day: Day,
): Promise<Member[]> {
  const { rows } = await sql<{ person_id: string; name: string; org_id: string | null; roles: Role[] }>`
    select m.person_id, p.name, m.org_id, m.roles
    from platform.membership m
    join platform.person p on p.id = m.person_id and p.erased_at is null
    join platform.account a on a.person_id = m.person_id and a.disabled_at is null
    where m.roles && ${[...roles]}::text[] and (${orgId}::uuid is null or m.org_id = ${orgId}::uuid)
      and m.from_day <= ${day} and (m.until_day is null or m.until_day >= ${day})
    order by m.created_at, m.id
    limit 1000`.execute(tx.as('platform'))
  return rows.map((row) => ({ personId: row.person_id, name: row.name, orgId: row.org_id, roles: row.roles }))
}
