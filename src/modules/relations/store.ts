import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { TieKind } from './forms.ts'
import type { Naming } from './rules.ts'

export interface TieRow {
  id: string
  org_id: string
  kind: TieKind
  name: string
  name_key: string
  is_org: boolean
  tail: string | null
  code: string | null
  share_bp: number | null
  of_name: string | null
  from_on: string
  until_on: string | null
  source: '本单位申报' | '主管单位登记'
  made_by: string
  at: string
  journal_id: string
}

interface Tables {
  'relations.tie': TieRow
}

const relations = (tx: Tx) => tx.as<Tables>('relations')

export async function insertTie(tx: Tx, row: TieRow): Promise<void> {
  await relations(tx).insertInto('relations.tie').values(row).execute()
}

export async function findTie(tx: Tx, id: string): Promise<TieRow | undefined> {
  return relations(tx).selectFrom('relations.tie').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function endTie(tx: Tx, id: string, untilOn: string): Promise<void> {
  await relations(tx).updateTable('relations.tie').set({ until_on: untilOn }).where('id', '=', id).execute()
}

/** Ties of organisations that stand on a day, or (null) all that ever did. */
export async function tiesOf(tx: Tx, orgIds: readonly string[], day: string | null): Promise<TieRow[]> {
  if (orgIds.length === 0) return []
  const { rows } = await sql<TieRow>`
    select * from relations.tie where org_id = any (${[...orgIds]}::uuid[])
      and (${day}::date is null or from_on <= ${day}::date and (until_on is null or until_on >= ${day}::date))
    order by at, id limit 5000`.execute(tx.as('relations'))
  return rows
}

interface TieQuery {
  readonly orgId: string | null
  /** Whose reader asks: kin of others is not found by its name either. */
  readonly ownOrgId: string | null
  readonly q: string
  readonly after?: readonly [at: string, id: string] | undefined
  readonly limit: number
}

const whereOf = ({ orgId, ownOrgId, q }: Omit<TieQuery, 'after' | 'limit'>) => sql`
  where (${orgId}::uuid is null or org_id = ${orgId}::uuid)
    and (${q} = '' or (strpos(name, ${q}) > 0 and (kind <> '近亲属' or org_id = ${ownOrgId}::uuid)))`

/** Ties as they are listed, newest first. */
export async function listTies(tx: Tx, query: TieQuery): Promise<TieRow[]> {
  const { rows } = await sql<TieRow>`
    select * from relations.tie ${whereOf(query)}
      and (${query.after?.[0] ?? null}::timestamptz is null
        or (at, id) < (${query.after?.[0] ?? null}::timestamptz, ${query.after?.[1] ?? null}::uuid))
    order by at desc, id desc limit ${query.limit}`.execute(tx.as('relations'))
  return rows
}

export async function countTies(tx: Tx, query: Omit<TieQuery, 'after' | 'limit'>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from relations.tie ${whereOf(query)}`.execute(tx.as('relations'))
  return rows[0]?.n ?? 0
}

/** How many organisations name somebody or an organisation on a day, by key and tail. */
export async function namedBy(
  tx: Tx,
  keys: readonly string[],
  day: string,
): Promise<ReadonlyMap<string, readonly Naming[]>> {
  if (keys.length === 0) return new Map()
  const { rows } = await sql<Naming & { key: string }>`
    select name_key as key, tail, count(distinct org_id)::int as orgs from relations.tie
    where name_key = any (${[...keys]}::text[]) and from_on <= ${day}::date
      and (until_on is null or until_on >= ${day}::date)
    group by name_key, tail`.execute(tx.as('relations'))
  return Map.groupBy(rows, ({ key }) => key)
}

/** How many ties an organisation said of itself since an instant. */
export async function countDeclared(tx: Tx, orgId: string, since: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from relations.tie
    where org_id = ${orgId} and source = '本单位申报' and at > ${since}`.execute(tx.as('relations'))
  return rows[0]?.n ?? 0
}

/** Takes a person out of the ties of the own organisations (practice.md P18); answers how many named the person. */
export async function forgetTies(tx: Tx, name: string, orgIds: readonly string[]): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    delete from relations.tie where org_id = any (${[...orgIds]}::uuid[])
      and not is_org and (name = ${name} or of_name = ${name}) returning id`.execute(tx.as('relations'))
  return rows.length
}
