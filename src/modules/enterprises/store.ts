import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Told } from './forms.ts'

export interface EnterpriseRow {
  readonly id: string
  readonly data: Told
  readonly credit_code: string | null
  readonly name: string
  readonly sample: boolean
  readonly source: string
  readonly merged_into: string | null
  readonly created_at: string
  readonly updated_at: string
  /** The verified organisation of the same credit code. */
  readonly org_id: string | null
}

export interface FigureRow {
  readonly id: string
  readonly enterprise_id: string
  readonly key: string
  readonly year: number
  readonly value: number
  readonly unit: string
  readonly source: string
  readonly said_on: string
  /** What the firm has said of it. */
  readonly word: 'confirmed' | 'corrected' | null
}

export interface ContactRow {
  readonly enterprise_id: string
  readonly name: string
  readonly phone: string
}

const role = (tx: Tx) => tx.as('enterprises')
const record = sql`e.*, o.org_id from enterprises.enterprise e
  left join platform.pub_organisation_code o on o.credit_code = e.credit_code and o.verified`

export async function find(tx: Tx, id: string): Promise<EnterpriseRow | undefined> {
  const { rows } = await sql<EnterpriseRow>`select ${record} where e.id = ${id}`.execute(role(tx))
  return rows[0]
}

/** The record of an organisation, by the credit code both bear. */
export async function findOfOrg(tx: Tx, orgId: string): Promise<EnterpriseRow | undefined> {
  const { rows } = await sql<EnterpriseRow>`
    select ${record} where o.org_id = ${orgId} and e.merged_into is null`.execute(role(tx))
  return rows[0]
}

/** Records with one of these codes or exact names, merged ones left out. */
export async function findAny(
  tx: Tx,
  codes: readonly string[],
  names: readonly string[],
): Promise<EnterpriseRow[]> {
  const { rows } = await sql<EnterpriseRow>`select ${record}
    where e.merged_into is null
      and (e.credit_code = any (${[...codes]}::text[]) or e.name = any (${[...names]}::text[]))
    order by e.id`.execute(role(tx))
  return rows
}

export interface EnterpriseFilter {
  readonly q?: string | undefined
  readonly region?: string | undefined
  readonly scale?: string | undefined
  readonly industrySection?: string | undefined
  readonly techField?: string | undefined
  readonly highTech?: boolean | undefined
  readonly sme?: boolean | undefined
  readonly registered?: boolean | undefined
}

function filtered(filter: EnterpriseFilter) {
  const { q, region, scale, industrySection: section, techField, highTech, sme, registered } = filter
  const is = (field: string, value: string | undefined) =>
    value === undefined ? sql`` : sql`and e.data->>${field} = ${value}`
  const has = (field: string, wanted: boolean | undefined) =>
    wanted === undefined ? sql`` : sql`and (e.data ? ${field}) = ${wanted}`
  return sql`e.merged_into is null
    ${
      q === undefined
        ? sql``
        : sql`and strpos(lower(e.name || ' ' || coalesce(e.credit_code, '') || ' ' || coalesce(e.data->>'products', '')),
            lower(${q})) > 0`
    }
    ${is('region', region)} ${is('scale', scale)} ${is('industrySection', section)}
    ${techField === undefined ? sql`` : sql`and e.data->'techFields' @> ${JSON.stringify([techField])}::jsonb`}
    ${has('highTechYear', highTech)} ${has('smeYear', sme)}
    ${registered === undefined ? sql`` : sql`and (o.org_id is not null) = ${registered}`}`
}

export async function list(
  tx: Tx,
  filter: EnterpriseFilter,
  after: string | null,
  limit: number,
): Promise<EnterpriseRow[]> {
  const { rows } = await sql<EnterpriseRow>`select ${record} where ${filtered(filter)}
    and (${after}::uuid is null or e.id < ${after}::uuid) order by e.id desc limit ${limit}`.execute(role(tx))
  return rows
}

export async function count(tx: Tx, filter: EnterpriseFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (select ${record}
    where ${filtered(filter)}) x`.execute(role(tx))
  return rows[0]?.n ?? 0
}

export interface NewEnterprise {
  readonly id: string
  readonly data: Told
  readonly name_key: string
  readonly sample: boolean
  readonly source: string
}

export async function insert(tx: Tx, row: NewEnterprise, at: string): Promise<void> {
  await sql`insert into enterprises.enterprise (id, data, credit_code, name, name_key, sample, source, created_at, updated_at)
    values (${row.id}, ${JSON.stringify(row.data)}::jsonb, ${row.data.creditCode ?? null}, ${row.data.name ?? ''},
      ${row.name_key}, ${row.sample}, ${row.source}, ${at}, ${at})`.execute(role(tx))
}

export async function change(tx: Tx, id: string, data: Told, nameKey: string, at: string): Promise<void> {
  await sql`update enterprises.enterprise set data = ${JSON.stringify(data)}::jsonb,
      credit_code = ${data.creditCode ?? null}, name = ${data.name ?? ''}, name_key = ${nameKey}, updated_at = ${at}
    where id = ${id}`.execute(role(tx))
}

/** The latest figure of each key and year, newest year first. */
export async function figuresOf(tx: Tx, ids: readonly string[]): Promise<FigureRow[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<FigureRow>`
    select distinct on (f.enterprise_id, f.year, f.key) f.id, f.enterprise_id, f.key, f.year, f.value, f.unit, f.source,
      f.said_on, w.word
    from enterprises.figure f left join enterprises.figure_word w on w.figure_id = f.id
    where f.enterprise_id = any (${[...ids]}::uuid[])
    order by f.enterprise_id, f.year desc, f.key, f.at desc, f.id desc`.execute(role(tx))
  return rows
}

export interface NewFigure {
  readonly id: string
  readonly enterprise_id: string
  readonly key: string
  readonly year: number
  readonly value: number
  readonly unit: string
  readonly source: string
}

export async function insertFigures(
  tx: Tx,
  rows: readonly NewFigure[],
  said: { readonly on: string; readonly at: string; readonly journalId: string },
): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into enterprises.figure (id, enterprise_id, key, year, value, unit, source, said_on, at, journal_id)
    select id, enterprise_id, key, year, value, unit, source, ${said.on}::date, ${said.at}::timestamptz, ${said.journalId}::uuid
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, enterprise_id uuid, key text, year int,
      value bigint, unit text, source text)`.execute(role(tx))
}

export async function insertWord(
  tx: Tx,
  figureId: string,
  word: 'confirmed' | 'corrected',
  personId: string | null,
  at: string,
): Promise<void> {
  await sql`insert into enterprises.figure_word (figure_id, word, person_id, at)
    values (${figureId}, ${word}, ${personId}, ${at}) on conflict (figure_id) do nothing`.execute(role(tx))
}

export async function contactsOf(tx: Tx, ids: readonly string[]): Promise<ContactRow[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<ContactRow>`select enterprise_id, name, phone from enterprises.contact
    where enterprise_id = any (${[...ids]}::uuid[])`.execute(role(tx))
  return rows
}

export async function putContact(tx: Tx, row: ContactRow): Promise<void> {
  await sql`insert into enterprises.contact (enterprise_id, name, phone)
    values (${row.enterprise_id}, ${row.name}, ${row.phone})
    on conflict (enterprise_id) do update set name = excluded.name, phone = excluded.phone`.execute(role(tx))
}

/** Takes a person out of the contacts: by number wherever it stands, by name alone only in the person's own firms. */
export async function forgetContact(
  tx: Tx,
  person: { readonly name: string; readonly phone: string | null; readonly orgIds: readonly string[] },
): Promise<number> {
  const { rows } = await sql<{ id: string }>`delete from enterprises.contact c
    where (${person.phone}::text is not null and regexp_replace(c.phone, '[^0-9]', '', 'g') = ${person.phone}::text)
      or (c.name = ${person.name} and exists (select from enterprises.enterprise e
        join platform.pub_organisation_code o on o.credit_code = e.credit_code
        where e.id = c.enterprise_id and o.org_id = any (${[...person.orgIds]}::uuid[])))
    returning enterprise_id as id`.execute(role(tx))
  return rows.length
}

export interface TwinRow {
  readonly one: string
  readonly other: string
}

/** Pairs whose names are likely the same and about which nobody has said anything yet. */
export async function twins(tx: Tx, limit: number): Promise<TwinRow[]> {
  const { rows } = await sql<TwinRow>`
    select a.id as one, b.id as other from enterprises.enterprise a
    join enterprises.enterprise b on b.name_key = a.name_key and a.id < b.id and b.merged_into is null
    where a.merged_into is null
      and not exists (select from enterprises.not_same n where n.one = a.id and n.other = b.id)
    order by a.id, b.id limit ${limit}`.execute(role(tx))
  return rows
}

export async function insertNotSame(
  tx: Tx,
  pair: readonly [string, string],
  personId: string | null,
  at: string,
): Promise<void> {
  const [one, other] = pair[0] < pair[1] ? pair : [pair[1], pair[0]]
  await sql`insert into enterprises.not_same (one, other, person_id, at) values (${one}, ${other}, ${personId}, ${at})
    on conflict do nothing`.execute(role(tx))
}

/** The dropped record gives up its code and is hidden; what it is stays readable. */
export async function markMerged(tx: Tx, dropId: string, keepId: string, at: string): Promise<void> {
  await sql`update enterprises.enterprise set merged_into = ${keepId}, credit_code = null, updated_at = ${at}
    where id = ${dropId}`.execute(role(tx))
}

/** Numbers of enterprises by one field; a list counts under each of its values. */
export async function countsBy(tx: Tx, field: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ value: string; n: number }>`
    select v.value, count(*)::int as n from enterprises.enterprise e
    cross join lateral (
      select jsonb_array_elements_text(case when jsonb_typeof(e.data->${field}::text) = 'array'
        then e.data->${field}::text else jsonb_build_array(e.data->${field}::text) end) as value
    ) v
    where e.merged_into is null and e.data ? ${field}
    group by v.value`.execute(role(tx))
  return new Map(rows.map(({ value, n }) => [value, n]))
}

/** What an organisation does on the platform, by procedure: its own dossiers and those it is a party of. */
export async function dossierCounts(
  tx: Tx,
  orgId: string,
): Promise<{ readonly procedure: string; readonly open: number; readonly all: number }[]> {
  const { rows } = await sql<{ procedure: string; open: number; all: number }>`
    select procedure, (count(*) filter (where closed_at is null))::int as open, count(*)::int as "all"
    from platform.dossier where org_id = ${orgId} or ${orgId}::uuid = any (party_org_ids)
    group by procedure order by procedure`.execute(role(tx))
  return rows
}
