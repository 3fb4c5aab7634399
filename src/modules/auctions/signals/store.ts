import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { MarkKind, Strength } from './rules.ts'

interface ExaminationRow {
  id: string
  lot_id: string
  dossier_id: string | null
  state: string | null
  at: string
  journal_id: string
}

export interface SignalRow {
  id: string
  examination_id: string
  group_no: number
  family: string
  strength: Strength
  one: string
  other: string
  sentence: string
  evidence: string[]
  group_weight_bp: number
}

interface TraceRow {
  bidder_id: string
  kind: MarkKind
  mark: string
}

interface Tables {
  'auctions.examination': ExaminationRow
  'auctions.signal': SignalRow
  'auctions.trace': TraceRow
}

const auctions = (tx: Tx) => tx.as<Tables>('auctions')

/** Lots that are over, had several applicants and were not looked through. */
export async function lotsToExamine(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select l.id from auctions.lot l
    where l.closed_at is not null and l.state in ('awarded', 'concluded', 'unsold', 'defaulted', 'unsigned')
      and not exists (select from auctions.examination e where e.lot_id = l.id)
      and (select count(*) from auctions.bidder b where b.lot_id = l.id) > 1
    order by l.closed_at limit 100`.execute(tx.as('auctions'))
  return rows.map(({ id }) => id)
}

export async function isExamined(tx: Tx, lotId: string): Promise<boolean> {
  const found = auctions(tx).selectFrom('auctions.examination').select('id').where('lot_id', '=', lotId)
  return (await found.executeTakeFirst()) !== undefined
}

export async function insertExamination(tx: Tx, row: ExaminationRow): Promise<void> {
  await auctions(tx).insertInto('auctions.examination').values(row).execute()
}

export async function insertSignals(tx: Tx, rows: readonly SignalRow[]): Promise<void> {
  if (rows.length > 0)
    await auctions(tx)
      .insertInto('auctions.signal')
      .values([...rows])
      .execute()
}

export async function insertTraces(tx: Tx, rows: readonly TraceRow[]): Promise<void> {
  if (rows.length > 0)
    await auctions(tx)
      .insertInto('auctions.trace')
      .values([...rows])
      .execute()
}

/** Of a bidding that a person still looks into. */
const isLookedInto = sql`exists (
  select from auctions.examination e where e.lot_id = b.lot_id and e.state in ('found', 'confirming'))`

/** Marks of biddings that closed before a day and are not looked into. */
export async function tracesBefore(tx: Tx, day: string, limit: number): Promise<TraceRow[]> {
  const { rows } = await sql<TraceRow>`
    select t.* from auctions.trace t join auctions.bidder b on b.id = t.bidder_id
    join auctions.lot l on l.id = b.lot_id
    where l.closed_at < ${day} and not ${isLookedInto} limit ${limit}`.execute(tx.as('auctions'))
  return rows
}

/** These marks among bidders of organisations, where nobody looks into the bidding. */
export async function tracesOf(
  tx: Tx,
  orgIds: readonly string[],
  marks: readonly string[],
): Promise<TraceRow[]> {
  const { rows } = await sql<TraceRow>`
    select t.* from auctions.trace t join auctions.bidder b on b.id = t.bidder_id
    where b.org_id = any (${[...orgIds]}::uuid[]) and t.mark = any (${[...marks]}::text[])
      and not ${isLookedInto}`.execute(tx.as('auctions'))
  return rows
}

/** Answers how many. */
export async function eraseTraces(tx: Tx, rows: readonly TraceRow[]): Promise<number> {
  await sql`delete from auctions.trace t
    using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(bidder_id uuid, kind text, mark text)
    where (t.bidder_id, t.kind, t.mark) = (x.bidder_id, x.kind, x.mark)`.execute(tx.as('auctions'))
  return rows.length
}

/** How many bidding organisations share a mark, by mark. */
export async function biddersWith(tx: Tx, marks: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ mark: string; n: number }>`
    select t.mark, count(distinct b.org_id)::int as n
    from auctions.trace t join auctions.bidder b on b.id = t.bidder_id
    where t.mark = any (${[...marks]}::text[]) group by t.mark`.execute(tx.as('auctions'))
  return new Map(rows.map(({ mark, n }) => [mark, n]))
}

export interface EncounterRow {
  readonly lot: string
  readonly sealed: boolean
  readonly winner: string | null
  readonly award_fen: number | null
  readonly state: string
  readonly orgs: readonly string[]
  readonly bidding: readonly string[]
  readonly next_winner: string | null
  readonly next_fen: number | null
}

/** Finished lots, of the newest thousand, in which at least two of the organisations met before a day. */
export async function encountersOf(
  tx: Tx,
  orgIds: readonly string[],
  before: string,
): Promise<EncounterRow[]> {
  const { rows } = await sql<EncounterRow>`
    select l.id as lot, l.form ->> 'manner' = '密封报价' as sealed, w.org_id as winner, l.award_fen, l.state,
      array(select b.org_id::text from auctions.bidder b join auctions.admission a on a.bidder_id = b.id
        where b.lot_id = l.id and a.admitted) as orgs,
      array(select b.org_id::text from auctions.bidder b join auctions.bid d on d.bidder_id = b.id
        where b.lot_id = l.id group by b.org_id having count(*) > 1) as bidding,
      n.winner as next_winner, n.fen as next_fen
    from auctions.lot l
    left join auctions.bidder w on w.id = l.award_bidder
    left join lateral (
      select winner, fen from (
        select b.org_id as winner, x.award_fen as fen, x.made_at from auctions.lot x join auctions.bidder b on b.id = x.award_bidder
        where x.achievement_id = l.achievement_id and x.org_id = l.org_id
        union all select r.winner_org_id, r.price_fen, s.made_at from auctions.outside_sale s
        join auctions.outside_result r on r.id = s.result_id
        where s.state in ('awarded', 'concluded', 'defaulted') and s.achievement_id = l.achievement_id and s.org_id = l.org_id) later
      where made_at > l.made_at order by made_at limit 1) n on l.state = 'defaulted'
    where l.closed_at < ${before}
      and (select count(*) from auctions.bidder b where b.lot_id = l.id and b.org_id = any (${[...orgIds]}::uuid[])) > 1
    order by l.closed_at desc limit 1000`.execute(tx.as('auctions'))
  return rows
}

/** Bidders' own journal entries by which they bid or set an order, by bidder. */
export async function entriesOfBidders(
  tx: Tx,
  lotId: string,
): Promise<readonly { readonly bidder_id: string; readonly journal_id: string }[]> {
  const { rows } = await sql<{ bidder_id: string; journal_id: string }>`
    select distinct bidder_id, journal_id from auctions.bid where lot_id = ${lotId} and not auto
    union select bidder_id, journal_id from auctions.standing_order where lot_id = ${lotId}
    union select bidder_id, journal_id from auctions.sealed_bid where lot_id = ${lotId}
    limit 20000`.execute(tx.as('auctions'))
  return rows
}

export interface ReviewRow {
  readonly id: string
  readonly lot_id: string
  readonly lot_name: string
  readonly dossier_id: string
  readonly state: string
  readonly at: string
  readonly unit_id: string | null
  readonly weight: number
  readonly bidders: number
}

interface ReviewQuery {
  readonly unitId: string | null
  readonly state?: string | undefined
  readonly id?: string | undefined
  readonly dossierId?: string | undefined
  readonly after?: readonly [at: string, id: string] | undefined
  readonly limit: number
}

function whereOf({ unitId, ...query }: Omit<ReviewQuery, 'limit' | 'after'>) {
  const [state, id, dossierId] = [query.state ?? null, query.id ?? null, query.dossierId ?? null]
  return sql`
    where (${unitId}::uuid is null or d.unit_id = ${unitId}::uuid) and (${state}::text is null or e.state = ${state})
      and (${id}::uuid is null or e.id = ${id}::uuid) and (${dossierId}::uuid is null or d.id = ${dossierId}::uuid)`
}

/** Reviews of a unit (null: of all), newest first. */
export async function reviewsOf(tx: Tx, query: ReviewQuery): Promise<ReviewRow[]> {
  const { rows } = await sql<ReviewRow>`
    select e.id, e.lot_id, l.achievement_name as lot_name, e.dossier_id, e.state, e.at, d.unit_id,
      (select max(s.group_weight_bp) from auctions.signal s where s.examination_id = e.id)::int as weight,
      (select count(distinct b) from auctions.signal s cross join lateral unnest(array[s.one, s.other]) b
        where s.examination_id = e.id)::int as bidders
    from auctions.examination e join platform.dossier d on d.id = e.dossier_id join auctions.lot l on l.id = e.lot_id
    ${whereOf(query)}
      and (${query.after?.[0] ?? null}::timestamptz is null
        or (e.at, e.id) < (${query.after?.[0] ?? null}::timestamptz, ${query.after?.[1] ?? null}::uuid))
    order by e.at desc, e.id desc limit ${query.limit}`.execute(tx.as('auctions'))
  return rows
}

export async function countReviews(tx: Tx, query: Omit<ReviewQuery, 'limit' | 'after'>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from auctions.examination e join platform.dossier d on d.id = e.dossier_id
    ${whereOf(query)}`.execute(tx.as('auctions'))
  return rows[0]?.n ?? 0
}

export async function signalsIn(tx: Tx, examinationId: string): Promise<SignalRow[]> {
  return auctions(tx)
    .selectFrom('auctions.signal')
    .selectAll()
    .where('examination_id', '=', examinationId)
    .orderBy('group_no')
    .orderBy('id')
    .execute()
}

export async function moveReview(tx: Tx, dossierId: string, state: string): Promise<void> {
  await auctions(tx)
    .updateTable('auctions.examination')
    .set({ state })
    .where('dossier_id', '=', dossierId)
    .execute()
}
