import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { LotForm } from './forms.ts'

/** Rules of the day a lot was posted that bidding goes by, in seconds and basis points. */
/** Who opens sealed bids. */
export interface SealedRules {
  readonly custodians: number
  readonly threshold: number
  readonly orgSeatsMax: number
}

export interface KeptRules {
  readonly windowSeconds: number
  readonly extendSeconds: number
  readonly outageSeconds: number
  readonly outageLookbackSeconds: number
  readonly sealed: SealedRules
}

export interface LotRow {
  id: string
  public_id: string
  dossier_id: string
  org_id: string
  achievement_id: string
  achievement_name: string
  form: LotForm
  rules: KeptRules
  floor_fen: number
  starts_at: string
  ends_at: string
  closes_at: string
  closed_at: string | null
  award_bidder: string | null
  award_fen: number | null
  deal_id: string | null
  contract_id: string | null
  state: string
  /** Null until it was approved. */
  announced_at: string | null
  withdrawn_reason: string | null
  made_by: string
  made_at: string
  sample: boolean
}

export interface BidderRow {
  id: string
  lot_id: string
  org_id: string
  person_id: string
  alias: string
  /** Null where bids are sealed. */
  offer_secret: string | null
  priority_basis: string | null
  priority_file_id: string | null
  deposit_file_id: string
  deposit_account: string
  related: string | null
  related_note: string | null
  at: string
  journal_id: string
}

export interface AdmissionRow {
  bidder_id: string
  admitted: boolean
  priority: boolean
  reason: string
  person_id: string
  at: string
  journal_id: string
}

export interface OrderRow {
  id: string
  lot_id: string
  bidder_id: string
  max_secret: string
  at: string
  journal_id: string
}

export interface BidRow {
  lot_id: string
  n: number
  bidder_id: string
  amount_fen: number
  at: string
  auto: boolean
  journal_id: string
}

interface ReturnRow {
  bidder_id: string
  kept: boolean
  reason: string
  receipt: string
  person_id: string
  at: string
  journal_id: string
}

interface Tables {
  'auctions.lot': Omit<LotRow, 'form' | 'rules'> & { form: unknown; rules: unknown }
  'auctions.bidder': BidderRow
  'auctions.admission': AdmissionRow
  'auctions.standing_order': OrderRow
  'auctions.opened_order': { order_id: string; max_fen: number }
  'auctions.bid': BidRow
  'auctions.deposit_return': ReturnRow
}

const auctions = (tx: Tx) => tx.as<Tables>('auctions')
const lotOf = (row: Tables['auctions.lot']) => row as LotRow

/** States in which the public reads a lot: from its announcement on. */
const SHOWN = ['announcing', 'bidding', 'opening', 'awarded', 'concluded', 'unsold', 'defaulted', 'unsigned']

/** Whether the public reads it; what was announced stays readable after it was taken back. */
export function isShown({ state, announced_at: announcedAt }: LotRow): boolean {
  return SHOWN.includes(state) || (state === 'withdrawn' && announcedAt !== null)
}

const shownRow = sql`(state = any (${SHOWN}::text[]) or state = 'withdrawn' and announced_at is not null)`

export async function insertLot(tx: Tx, row: LotRow): Promise<void> {
  await auctions(tx)
    .insertInto('auctions.lot')
    .values({ ...row, form: JSON.stringify(row.form), rules: JSON.stringify(row.rules) })
    .execute()
}

export async function findLot(
  tx: Tx,
  by:
    | { readonly id: string }
    | { readonly publicId: string }
    | { readonly dossierId: string }
    | { readonly dealId: string },
): Promise<LotRow | undefined> {
  const all = auctions(tx).selectFrom('auctions.lot').selectAll()
  const one =
    'id' in by
      ? all.where('id', '=', by.id)
      : 'publicId' in by
        ? all.where('public_id', '=', by.publicId)
        : 'dossierId' in by
          ? all.where('dossier_id', '=', by.dossierId)
          : all.where('deal_id', '=', by.dealId)
  const row = await one.executeTakeFirst()
  return row && lotOf(row)
}

export async function updateLot(
  tx: Tx,
  id: string,
  to: Partial<Omit<LotRow, 'form' | 'rules'>> & { readonly form?: LotForm },
): Promise<void> {
  const { form, ...rest } = to
  await auctions(tx)
    .updateTable('auctions.lot')
    .set({ ...rest, ...(form && { form: JSON.stringify(form) }) })
    .where('id', '=', id)
    .execute()
}

export interface LotQuery {
  readonly orgId?: string
  readonly bidderOrgId?: string
  readonly custodianOrgId?: string
  readonly achievementId?: string | undefined
  readonly state?: string | undefined
  readonly mode?: string | undefined
  readonly manner?: string | undefined
  readonly q?: string | undefined
  readonly shownOnly?: boolean
  readonly after?: readonly [at: string, id: string] | undefined
  readonly limit: number
}

/** Lots, newest first. */
export async function lotsOf(tx: Tx, query: LotQuery): Promise<LotRow[]> {
  const { rows } = await sql<Tables['auctions.lot']>`
    select l.* from auctions.lot l ${whereOf(query)}
      and (${query.after?.[0] ?? null}::timestamptz is null
        or (l.made_at, l.id) < (${query.after?.[0] ?? null}::timestamptz, ${query.after?.[1] ?? null}::uuid))
    order by l.made_at desc, l.id desc limit ${query.limit}`.execute(tx.as('auctions'))
  return rows.map(lotOf)
}

export async function countLots(tx: Tx, query: Omit<LotQuery, 'limit' | 'after'>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from auctions.lot l ${whereOf(query)}`.execute(tx.as('auctions'))
  return rows[0]?.n ?? 0
}

/** How many public lots there are of each state, mode and manner. */
export async function countsOf(
  tx: Tx,
): Promise<{ state: string; mode: string; manner: string; n: number }[]> {
  const { rows } = await sql<{ state: string; mode: string; manner: string; n: number }>`
    select state, form ->> 'mode' as mode, form ->> 'manner' as manner, count(*)::int as n
    from auctions.lot where ${shownRow} group by 1, 2, 3`.execute(tx.as('auctions'))
  return rows
}

function whereOf(query: Omit<LotQuery, 'limit' | 'after'>) {
  const {
    orgId = null,
    bidderOrgId = null,
    custodianOrgId = null,
    achievementId = null,
    state = null,
    mode = null,
    manner = null,
    q,
  } = query
  const like = q === undefined || q === '' ? null : `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`
  return sql`
    where (${orgId}::uuid is null or l.org_id = ${orgId}::uuid)
      and (${bidderOrgId}::uuid is null or exists (
        select 1 from auctions.bidder b where b.lot_id = l.id and b.org_id = ${bidderOrgId}::uuid))
      and (${custodianOrgId}::uuid is null or exists (
        select 1 from auctions.custodian c where c.lot_id = l.id and c.org_id = ${custodianOrgId}::uuid))
      and (${achievementId}::uuid is null or l.achievement_id = ${achievementId}::uuid)
      and (${state}::text is null or l.state = ${state})
      and (${mode}::text is null or l.form ->> 'mode' = ${mode})
      and (${manner}::text is null or l.form ->> 'manner' = ${manner})
      and (${like}::text is null or l.achievement_name ilike ${like})
      and (${query.shownOnly === true ? shownRow : sql`true`})`
}

/** A lot of the achievement that is not over: a second one would sell the same thing twice. */
export async function openLotOf(tx: Tx, achievementId: string): Promise<LotRow | undefined> {
  const row = await auctions(tx)
    .selectFrom('auctions.lot')
    .selectAll()
    .where('achievement_id', '=', achievementId)
    .where('state', 'in', ['draft', 'proposed', 'announcing', 'bidding', 'opening', 'awarded'])
    .limit(1)
    .executeTakeFirst()
  return row && lotOf(row)
}

export async function insertBidder(tx: Tx, row: BidderRow): Promise<void> {
  await auctions(tx).insertInto('auctions.bidder').values(row).execute()
}

export type Applicant = BidderRow & { readonly word: AdmissionRow | undefined }

/** Who applied for a lot, with the seller's word, in the order of applying. */
export async function biddersOf(tx: Tx, lotId: string): Promise<Applicant[]> {
  const rows = await auctions(tx)
    .selectFrom('auctions.bidder')
    .selectAll()
    .where('lot_id', '=', lotId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  // By their keys: a list read through would conflict with every answer to another lot's application.
  const ids = rows.map(({ id }) => id)
  const words = await auctions(tx)
    .selectFrom('auctions.admission')
    .selectAll()
    .where(sql<boolean>`bidder_id = any (${ids}::uuid[])`)
    .execute()
  const byBidder = new Map(words.map((word) => [word.bidder_id, word]))
  return rows.map((row) => ({ ...row, word: byBidder.get(row.id) }))
}

export async function insertAdmission(tx: Tx, row: AdmissionRow): Promise<void> {
  await auctions(tx).insertInto('auctions.admission').values(row).execute()
}

export async function insertOrder(tx: Tx, row: OrderRow): Promise<void> {
  await auctions(tx).insertInto('auctions.standing_order').values(row).execute()
}

export async function ordersOf(tx: Tx, lotId: string): Promise<OrderRow[]> {
  return auctions(tx)
    .selectFrom('auctions.standing_order')
    .selectAll()
    .where('lot_id', '=', lotId)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

export async function insertOpened(
  tx: Tx,
  rows: readonly { readonly order_id: string; readonly max_fen: number }[],
): Promise<void> {
  if (rows.length > 0)
    await auctions(tx)
      .insertInto('auctions.opened_order')
      .values([...rows])
      .execute()
}

/** Standing orders as opened at the close. */
export async function openedOf(tx: Tx, lotId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await auctions(tx)
    .selectFrom('auctions.opened_order')
    .innerJoin('auctions.standing_order', 'auctions.standing_order.id', 'auctions.opened_order.order_id')
    .select(['order_id', 'max_fen'])
    .where('lot_id', '=', lotId)
    .execute()
  return new Map(rows.map((row) => [row.order_id, row.max_fen]))
}

export async function insertBids(tx: Tx, rows: readonly BidRow[]): Promise<void> {
  if (rows.length > 0)
    await auctions(tx)
      .insertInto('auctions.bid')
      .values([...rows])
      .execute()
}

/** Bids in their order, from the one after `after` on. */
export async function bidsOf(tx: Tx, lotId: string, after = 0): Promise<BidRow[]> {
  return auctions(tx)
    .selectFrom('auctions.bid')
    .selectAll()
    .where('lot_id', '=', lotId)
    .where('n', '>', after)
    .orderBy('n')
    .execute()
}

export async function lastBidOf(tx: Tx, lotId: string): Promise<BidRow | undefined> {
  return auctions(tx)
    .selectFrom('auctions.bid')
    .selectAll()
    .where('lot_id', '=', lotId)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Lots whose bidding has begun and not closed, or begins within a minute. */
export async function lotsInBidding(tx: Tx, now: string): Promise<LotRow[]> {
  const soon = new Date(Date.parse(now) + 60_000).toISOString()
  const rows = await auctions(tx)
    .selectFrom('auctions.lot')
    .selectAll()
    .where('state', '=', 'bidding')
    .where('closed_at', 'is', null)
    .where('starts_at', '<=', soon)
    .execute()
  return rows.map(lotOf)
}

/** Lots whose bidding is to be closed: past the close, or begun with nobody to bid against. */
export async function lotsToClose(tx: Tx, now: string): Promise<{ id: string; closesAt: string }[]> {
  const { rows } = await sql<{ id: string; closes_at: string }>`
    select l.id, l.closes_at from auctions.lot l where l.state = 'bidding' and l.closed_at is null and l.starts_at <= ${now}
      and (l.closes_at <= ${now} or l.form ->> 'manner' <> '密封报价' and (select count(*) from auctions.bidder b join auctions.admission a on a.bidder_id = b.id
        where b.lot_id = l.id and a.admitted) < 2)
    order by l.closes_at limit 100`.execute(tx.as('auctions'))
  return rows.map(({ id, closes_at: closesAt }) => ({ id, closesAt }))
}

export async function insertReturn(tx: Tx, row: ReturnRow): Promise<void> {
  await auctions(tx).insertInto('auctions.deposit_return').values(row).execute()
}

export async function returnsOf(tx: Tx, lotId: string): Promise<ReturnRow[]> {
  return auctions(tx)
    .selectFrom('auctions.deposit_return')
    .selectAll()
    .where('bidder_id', 'in', (q) => q.selectFrom('auctions.bidder').select('id').where('lot_id', '=', lotId))
    .execute()
}
