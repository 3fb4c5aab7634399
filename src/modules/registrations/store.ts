import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Draft } from './forms.ts'
import type { Flow } from './rules.ts'

/** What the statistics count by; taken from the form whenever it is kept. */
export interface Counted {
  readonly likeness: string | null
  readonly type: string | null
  readonly tech_field: string | null
  readonly right_kinds: readonly string[]
  readonly seller_kind: string | null
  readonly buyer_kind: string | null
  readonly flow: Flow | null
  readonly gov_funded: boolean | null
  readonly total_fen: number | null
  readonly tech_fen: number | null
}

export interface RegistrationRow extends Counted {
  readonly id: string
  readonly public_id: string
  readonly dossier_id: string
  readonly org_id: string
  readonly contract_id: string | null
  readonly title: string
  readonly form: Draft
  readonly state: string
  readonly standing: 'valid' | 'changed' | 'cancelled' | null
  readonly number: string | null
  readonly certificate_file_id: string | null
  readonly refusal_ground: string | null
  readonly made_by: string
  readonly made_at: string
  readonly submitted_at: string | null
  readonly accepted_on: string | null
  readonly decided_on: string | null
  readonly sample: boolean
}

export type FindingKind =
  | 'correction'
  | 'acceptance'
  | 'experts'
  | 'registered'
  | 'refusal'
  | 'changed'
  | 'cancelled'
  | 'objection'

export interface FindingRow {
  readonly id: string
  readonly registration_id: string
  readonly kind: FindingKind
  readonly content: Readonly<Record<string, unknown>>
  readonly org_id: string | null
  readonly person_id: string | null
  readonly at: string
  readonly journal_id: string
}

type Stored<Row, Json extends keyof Row> = Omit<Row, Json> & Record<Json, unknown>

interface Tables {
  'registrations.registration': Omit<Stored<RegistrationRow, 'form'>, 'right_kinds'> & {
    right_kinds: string[]
  }
  'registrations.finding': Stored<FindingRow, 'content'>
}

const tables = (tx: Tx) => tx.as<Tables>('registrations')
const rowOf = (row: Tables['registrations.registration']) => row as RegistrationRow

export async function insertRegistration(tx: Tx, row: RegistrationRow): Promise<void> {
  await tables(tx)
    .insertInto('registrations.registration')
    .values({ ...row, right_kinds: [...row.right_kinds], form: JSON.stringify(row.form) })
    .execute()
}

export async function updateRegistration(
  tx: Tx,
  id: string,
  to: Partial<Omit<RegistrationRow, 'id'>>,
): Promise<void> {
  const { form, right_kinds: kinds, ...rest } = to
  await tables(tx)
    .updateTable('registrations.registration')
    .set({ ...rest, ...(kinds && { right_kinds: [...kinds] }), ...(form && { form: JSON.stringify(form) }) })
    .where('id', '=', id)
    .execute()
}

export async function findRegistration(
  tx: Tx,
  by: { readonly id: string } | { readonly dossierId: string } | { readonly number: string },
): Promise<RegistrationRow | undefined> {
  const all = tables(tx).selectFrom('registrations.registration').selectAll()
  const one =
    'id' in by
      ? all.where('id', '=', by.id)
      : 'number' in by
        ? all.where('number', '=', by.number)
        : all.where('dossier_id', '=', by.dossierId)
  const row = await one.executeTakeFirst()
  return row && rowOf(row)
}

/** The registration of a contract of the platform that is open or made. */
export async function registrationOf(tx: Tx, contractId: string): Promise<RegistrationRow | undefined> {
  const row = await tables(tx)
    .selectFrom('registrations.registration')
    .selectAll()
    .where('contract_id', '=', contractId)
    .where('state', 'not in', ['refused', 'withdrawn', 'lapsed'])
    .executeTakeFirst()
  return row && rowOf(row)
}

/** Which of these contracts have a registration that is open or made. */
export async function registeredContracts(tx: Tx, contractIds: readonly string[]): Promise<Set<string>> {
  if (contractIds.length === 0) return new Set()
  const rows = await tables(tx)
    .selectFrom('registrations.registration')
    .select('contract_id')
    .where('contract_id', 'in', [...contractIds])
    .where('state', 'not in', ['refused', 'withdrawn', 'lapsed'])
    .execute()
  return new Set(rows.flatMap(({ contract_id: id }) => id ?? []))
}

/** Titles of other applications, handed in or registered, for the same contract. */
export async function duplicatesOf(tx: Tx, likeness: string | null, id: string | null): Promise<string[]> {
  if (likeness === null) return []
  const rows = await tables(tx)
    .selectFrom('registrations.registration')
    .select(['title', 'number'])
    .where('likeness', '=', likeness)
    .where('state', 'not in', ['draft', 'refused', 'withdrawn', 'lapsed'])
    .where(sql<boolean>`(standing is distinct from 'cancelled')`)
    .where(sql<boolean>`id is distinct from ${id}::uuid`)
    .limit(3)
    .execute()
  return rows.map(({ title, number }) => (number === null ? title : `${title}（${number}）`))
}

/** Totals are counted up to this; nobody reads further in a list, and a city's whole register is long. */
export const TOTAL_MAX = 1000

export interface RegistrationQuery {
  /** Whose own; null for nobody's. */
  readonly orgId: string | null
  /** To which unit handed in; null for none. */
  readonly unitId: string | null
  readonly all: boolean
  /** From a seat lent for one matter only what was made from it. */
  readonly madeBy: string | null
  readonly state?: string | undefined
  readonly type?: string | undefined
  readonly q?: string | undefined
  readonly after?: readonly [at: string, id: string] | undefined
  readonly limit: number
}

/** Applications of an organisation, or handed in to a unit; newest first. */
export async function registrationsBy(tx: Tx, query: RegistrationQuery): Promise<RegistrationRow[]> {
  const { rows } = await sql<Tables['registrations.registration']>`
    select r.* from registrations.registration r ${whereOf(query)}
      and (${query.after?.[0] ?? null}::timestamptz is null
        or (r.made_at, r.id) < (${query.after?.[0] ?? null}::timestamptz, ${query.after?.[1] ?? null}::uuid))
    order by r.made_at desc, r.id desc limit ${query.limit}`.execute(tx.as('registrations'))
  return rows.map(rowOf)
}

export async function countRegistrations(
  tx: Tx,
  query: Omit<RegistrationQuery, 'limit' | 'after'>,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select from registrations.registration r ${whereOf(query)} limit ${TOTAL_MAX + 1}) found`.execute(
    tx.as('registrations'),
  )
  return rows[0]?.n ?? 0
}

function whereOf(query: Omit<RegistrationQuery, 'limit' | 'after'>) {
  const { orgId, unitId, all, madeBy, state, type, q = '' } = query
  const like = `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`
  // Only the ways that apply are asked, so that each can use its index.
  const ways = [
    ...(all ? [sql`r.submitted_at is not null`] : []),
    ...(orgId === null ? [] : [sql`r.org_id = ${orgId}::uuid`]),
    ...(unitId === null
      ? []
      : [
          sql`(r.submitted_at is not null and exists (
            select from platform.dossier d where d.id = r.dossier_id and d.unit_id = ${unitId}::uuid))`,
        ]),
  ]
  const asked = [
    ...(ways.length === 0 ? [sql`false`] : [sql`(${sql.join(ways, sql` or `)})`]),
    ...(madeBy === null ? [] : [sql`r.made_by = ${madeBy}::uuid`]),
    ...(state === undefined ? [] : [sql`r.state = ${state}`]),
    ...(type === undefined ? [] : [sql`r.type = ${type}`]),
    ...(q === '' ? [] : [sql`(r.title ilike ${like} or r.number ilike ${like})`]),
  ]
  return sql`where ${sql.join(asked, sql` and `)}`
}

/** Everything registered between two days, both included, for the national sheet; oldest first. */
export async function registeredBetween(
  tx: Tx,
  span: { readonly from: string; readonly until: string },
  limit: number,
): Promise<RegistrationRow[]> {
  const rows = await tables(tx)
    .selectFrom('registrations.registration')
    .selectAll()
    .where('state', '=', 'registered')
    .where('decided_on', '>=', span.from)
    .where('decided_on', '<=', span.until)
    .orderBy('decided_on')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(rowOf)
}

export async function insertFinding(tx: Tx, row: FindingRow): Promise<void> {
  await tables(tx)
    .insertInto('registrations.finding')
    .values({ ...row, content: JSON.stringify(row.content) })
    .execute()
}

export async function findingsOf(tx: Tx, registrationId: string): Promise<FindingRow[]> {
  const rows = await tables(tx)
    .selectFrom('registrations.finding')
    .selectAll()
    .where('registration_id', '=', registrationId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows as FindingRow[]
}

export interface ContactRow {
  readonly id: string
  readonly org_id: string
  readonly contact: string
}

/** Contacts of applications in which one of the marks stands, however it was spaced. */
export async function contactsWith(tx: Tx, marks: readonly string[]): Promise<ContactRow[]> {
  const { rows } = await sql<ContactRow>`
    select r.id, r.org_id, r.form ->> 'contact' as contact from registrations.registration r
    where exists (select from unnest(${[...marks]}::text[]) m
      where strpos(regexp_replace(r.form ->> 'contact', '[[:space:]-]', '', 'g'), m) > 0)`.execute(tables(tx))
  return rows
}

export async function changeContacts(
  tx: Tx,
  rows: readonly Pick<ContactRow, 'id' | 'contact'>[],
): Promise<void> {
  await sql`
    update registrations.registration r set form = jsonb_set(r.form, '{contact}', to_jsonb(x.contact))
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, contact text)
    where r.id = x.id`.execute(tables(tx))
}
