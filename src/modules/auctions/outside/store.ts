import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { OutsideForm, Result } from './forms.ts'

export interface SaleRow {
  id: string
  public_id: string
  dossier_id: string
  org_id: string
  achievement_id: string
  achievement_name: string
  form: OutsideForm
  floor_fen: number
  /** Null until it was approved. */
  approved_on: string | null
  result_id: string | null
  deal_id: string | null
  contract_id: string | null
  state: string
  made_by: string
  made_at: string
  sample: boolean
}

export interface ResultRow {
  id: string
  sale_id: string
  outcome: Result['outcome']
  winner_org_id: string | null
  winner_name: string | null
  price_fen: number | null
  bidders: number
  receipt: string | null
  done_on: string
  certificate_file_id: string
  source_file_id: string | null
  person_id: string
  at: string
  journal_id: string
}

interface Tables {
  'auctions.outside_sale': Omit<SaleRow, 'form'> & { form: unknown }
  'auctions.outside_result': ResultRow
}

const auctions = (tx: Tx) => tx.as<Tables>('auctions')
const saleOf = (row: Tables['auctions.outside_sale']) => row as SaleRow

/** States in which whoever took it reads a sale: from its confirmed award on, also where nothing came of it. */
export const SOLD = ['awarded', 'concluded', 'defaulted', 'unsold'] as const
const OPEN = ['draft', 'proposed', 'outside', 'resulted', 'awarded'] as const

export async function insertSale(tx: Tx, row: SaleRow): Promise<void> {
  await auctions(tx)
    .insertInto('auctions.outside_sale')
    .values({ ...row, form: JSON.stringify(row.form) })
    .execute()
}

export async function findSale(
  tx: Tx,
  by: { readonly id: string } | { readonly dossierId: string } | { readonly dealId: string },
): Promise<SaleRow | undefined> {
  const all = auctions(tx).selectFrom('auctions.outside_sale').selectAll()
  const one =
    'id' in by
      ? all.where('id', '=', by.id)
      : 'dossierId' in by
        ? all.where('dossier_id', '=', by.dossierId)
        : all.where('deal_id', '=', by.dealId)
  const row = await one.executeTakeFirst()
  return row && saleOf(row)
}

export async function updateSale(
  tx: Tx,
  id: string,
  { form, ...rest }: Partial<Omit<SaleRow, 'form'>> & { readonly form?: OutsideForm },
): Promise<void> {
  await auctions(tx)
    .updateTable('auctions.outside_sale')
    .set({ ...rest, ...(form && { form: JSON.stringify(form) }) })
    .where('id', '=', id)
    .execute()
}

export async function insertResult(tx: Tx, row: ResultRow): Promise<void> {
  await auctions(tx).insertInto('auctions.outside_result').values(row).execute()
}

/** The result that stands. */
export async function resultOf(tx: Tx, { result_id: id }: SaleRow): Promise<ResultRow | undefined> {
  if (id === null) return undefined
  return auctions(tx)
    .selectFrom('auctions.outside_result')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

/** A sale outside of the achievement that is not over. */
export async function openSaleOf(tx: Tx, achievementId: string): Promise<{ id: string } | undefined> {
  return auctions(tx)
    .selectFrom('auctions.outside_sale')
    .select('id')
    .where('achievement_id', '=', achievementId)
    .where('state', 'in', [...OPEN])
    .limit(1)
    .executeTakeFirst()
}

interface SaleQuery {
  /** Whose: sold by it, or taken by it. */
  readonly orgId: string | null
  readonly state?: string | undefined
  readonly q?: string | undefined
  readonly after?: readonly [at: string, id: string] | undefined
  readonly limit: number
}

type ListedSale = SaleRow & { readonly price_fen: number | null }

/** Sales outside of an organisation, newest first. */
export async function salesOf(tx: Tx, query: SaleQuery): Promise<ListedSale[]> {
  const { rows } = await sql<ListedSale>`
    select s.*, r.price_fen from auctions.outside_sale s
    left join auctions.outside_result r on r.id = s.result_id ${whereOf(query)}
      and (${query.after?.[0] ?? null}::timestamptz is null
        or (s.made_at, s.id) < (${query.after?.[0] ?? null}::timestamptz, ${query.after?.[1] ?? null}::uuid))
    order by s.made_at desc, s.id desc limit ${query.limit}`.execute(tx.as('auctions'))
  return rows
}

export async function countSales(tx: Tx, query: Omit<SaleQuery, 'limit' | 'after'>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from auctions.outside_sale s
    left join auctions.outside_result r on r.id = s.result_id ${whereOf(query)}`.execute(tx.as('auctions'))
  return rows[0]?.n ?? 0
}

function whereOf({ orgId, q, ...query }: Omit<SaleQuery, 'limit' | 'after'>) {
  const state = query.state ?? null
  const like = q === undefined || q === '' ? null : `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`
  return sql`
    where (s.org_id = ${orgId}::uuid or r.winner_org_id = ${orgId}::uuid and s.state = any (${[...SOLD]}::text[]))
      and (${state}::text is null or s.state = ${state})
      and (${like}::text is null or s.achievement_name ilike ${like})`
}
