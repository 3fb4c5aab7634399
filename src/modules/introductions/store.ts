import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'
import type { Commission } from './forms.ts'

export interface IntroductionRow {
  id: string
  public_id: string
  dossier_id: string
  broker_org_id: string
  broker_person_id: string
  seller_org_id: string
  buyer_org_id: string
  achievement_id: string | null
  achievement_name: string | null
  demand_id: string | null
  demand_name: string | null
  reason: string
  commission: Commission | null
  state: string
  protected_on: string | null
  protected_until: string | null
  made_at: string
  sample: boolean
}

export interface AnswerRow {
  id: string
  introduction_id: string
  kind: 'confirm' | 'object' | 'silence'
  org_id: string | null
  person_id: string | null
  known_since: string | null
  proof: string | null
  at: string
  journal_id: string
}

export interface IntroducedDeal {
  deal_id: string
  introduction_id: string
  introduction_counts: boolean
  achievement_name: string
  state: string
  opened_at: string
  accepted_at: string | null
}

interface Tables {
  'introductions.introduction': Omit<IntroductionRow, 'commission'> & { commission: unknown }
  'introductions.answer': AnswerRow
  'introductions.answer_file': { answer_id: string; file_id: string }
  'deals.pub_introduced': IntroducedDeal
}

const introductions = (tx: Tx) => tx.as<Tables>('introductions')
const rowOf = (row: Tables['introductions.introduction']): IntroductionRow => ({
  ...row,
  commission: row.commission as Commission | null,
})

/** Introductions between one pair that are looked at; more than a few would be a dispute already. */
const PAIR_MAX = 100
const DEALS_MAX = 100

export async function insertIntroduction(tx: Tx, row: IntroductionRow): Promise<void> {
  const commission = row.commission === null ? null : JSON.stringify(row.commission)
  await introductions(tx)
    .insertInto('introductions.introduction')
    .values({ ...row, commission })
    .execute()
}

export async function findIntroduction(
  tx: Tx,
  by: { readonly id: string } | { readonly publicId: string } | { readonly dossierId: string },
): Promise<IntroductionRow | undefined> {
  const all = introductions(tx).selectFrom('introductions.introduction').selectAll()
  const one =
    'id' in by
      ? all.where('id', '=', by.id)
      : 'publicId' in by
        ? all.where('public_id', '=', by.publicId)
        : all.where('dossier_id', '=', by.dossierId)
  const row = await one.executeTakeFirst()
  return row && rowOf(row)
}

export async function updateIntroduction(
  tx: Tx,
  id: string,
  to: Partial<Pick<IntroductionRow, 'state' | 'protected_on' | 'protected_until'>>,
): Promise<void> {
  await introductions(tx).updateTable('introductions.introduction').set(to).where('id', '=', id).execute()
}

/** An introduction of the same broker, pair and achievement that is still open or protected. */
export async function sameOpen(
  tx: Tx,
  row: Pick<
    IntroductionRow,
    'broker_org_id' | 'seller_org_id' | 'buyer_org_id' | 'achievement_id' | 'demand_id'
  >,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from introductions.introduction
    where broker_org_id = ${row.broker_org_id} and seller_org_id = ${row.seller_org_id}
      and buyer_org_id = ${row.buyer_org_id} and achievement_id is not distinct from ${row.achievement_id}::uuid
      and demand_id is not distinct from ${row.demand_id}::uuid
      and state in ('proposed', 'confirmedByOne', 'awaitingBoth', 'protected', 'objected') limit 1`.execute(
    tx.as('introductions'),
  )
  return rows.length > 0
}

/** Introductions between a pair that ever were protected, earliest first. */
export async function protectedBetween(
  tx: Tx,
  pair: { readonly sellerOrgId: string; readonly buyerOrgId: string },
): Promise<(IntroductionRow & { protected_on: string; protected_until: string })[]> {
  const rows = await introductions(tx)
    .selectFrom('introductions.introduction')
    .selectAll()
    .where('seller_org_id', '=', pair.sellerOrgId)
    .where('buyer_org_id', '=', pair.buyerOrgId)
    .where('protected_on', 'is not', null)
    .orderBy('protected_on')
    .orderBy('id')
    .limit(PAIR_MAX)
    .execute()
  return rows.map(rowOf).map((row) => ({
    ...row,
    protected_on: row.protected_on ?? '',
    protected_until: row.protected_until ?? '',
  }))
}

/** Introductions the organisation made or is part of (null: all), newest first. */
export async function introductionsOf(
  tx: Tx,
  orgId: string | null,
  state: string | undefined,
  limit: number,
): Promise<IntroductionRow[]> {
  let query = introductions(tx).selectFrom('introductions.introduction').selectAll()
  if (orgId !== null)
    query = query.where((where) =>
      where.or([
        where('broker_org_id', '=', orgId),
        where('seller_org_id', '=', orgId),
        where('buyer_org_id', '=', orgId),
      ]),
    )
  if (state !== undefined) query = query.where('state', '=', state)
  const rows = await query.orderBy('made_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  return rows.map(rowOf)
}

export async function insertAnswer(tx: Tx, row: AnswerRow, fileIds: readonly string[] = []): Promise<void> {
  await introductions(tx).insertInto('introductions.answer').values(row).execute()
  if (fileIds.length === 0) return
  const files = fileIds.map((id) => ({ answer_id: row.id, file_id: id }))
  await introductions(tx).insertInto('introductions.answer_file').values(files).execute()
}

export async function answersOf(tx: Tx, introductionId: string): Promise<AnswerRow[]> {
  return introductions(tx)
    .selectFrom('introductions.answer')
    .selectAll()
    .where('introduction_id', '=', introductionId)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

export async function filesOfAnswers(
  tx: Tx,
  answerIds: readonly string[],
): Promise<readonly { readonly answer_id: string; readonly file_id: string }[]> {
  if (answerIds.length === 0) return []
  return introductions(tx)
    .selectFrom('introductions.answer_file')
    .selectAll()
    .where('answer_id', 'in', [...answerIds])
    .execute()
}

/** Deals between the introduced, as far as a broker may know them. */
export async function dealsOfIntroductions(tx: Tx, ids: readonly string[]): Promise<IntroducedDeal[]> {
  if (ids.length === 0) return []
  return introductions(tx)
    .selectFrom('deals.pub_introduced')
    .selectAll()
    .where('introduction_id', 'in', [...ids])
    .orderBy('opened_at')
    .limit(DEALS_MAX)
    .execute()
}

/** Since when the platform knows the two to talk, before an instant; null when it does not. */
export async function knownSince(
  tx: Tx,
  pair: { readonly sellerOrgId: string; readonly buyerOrgId: string; readonly before: string },
): Promise<string | null> {
  const { rows } = await sql<{ at: string | null }>`
    select min(opened_at) as at from deals.pub_pair
    where seller_org_id = ${pair.sellerOrgId} and buyer_org_id = ${pair.buyerOrgId} and opened_at < ${pair.before}`.execute(
    tx.as('introductions'),
  )
  return rows[0]?.at ?? null
}

interface BrokerRecord {
  readonly introduced: number
  readonly established: number
  readonly met: number
  readonly signed: number
}

/**
 * The record of a broker or of its organisation as counts: introductions made, established (both confirmed, or one is
 * silent), pairs that came to talk, contracts signed.
 */
export async function recordOf(
  tx: Tx,
  by: { readonly orgId: string } | { readonly personId: string },
): Promise<BrokerRecord> {
  const whose = 'orgId' in by ? sql`i.broker_org_id = ${by.orgId}` : sql`i.broker_person_id = ${by.personId}`
  const { rows } = await sql<BrokerRecord>`
    select count(distinct i.id)::int as introduced,
      count(distinct i.id) filter (where i.protected_on is not null)::int as established,
      count(distinct d.deal_id) filter (where d.introduction_counts and d.accepted_at is not null)::int as met,
      count(distinct d.deal_id) filter (where d.introduction_counts and d.state = 'signed')::int as signed
    from introductions.introduction i left join deals.pub_introduced d on d.introduction_id = i.id
    where ${whose}`.execute(tx.as('introductions'))
  return rows[0] ?? { introduced: 0, established: 0, met: 0, signed: 0 }
}

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('introductions'))).rows

export const invariants: readonly Invariant[] = [
  {
    name: 'an introduction has the state of its dossier',
    rows: rowsOf(`select i.id from introductions.introduction i join platform.dossier d on d.id = i.dossier_id
      where d.state <> i.state limit 20`),
  },
  {
    name: 'a protected introduction was confirmed by one side at least, and by the other or by its silence',
    rows: rowsOf(`select i.id from introductions.introduction i where i.protected_on is not null and (
      select count(distinct a.org_id) + 2 * count(*) filter (where a.kind = 'silence')
      from introductions.answer a where a.introduction_id = i.id and (a.kind = 'silence'
        or (a.kind = 'confirm' and a.org_id in (i.seller_org_id, i.buyer_org_id)))) < 2 limit 20`),
  },
  {
    name: 'a deal is bound only to an introduction of its own two, protected when it was opened',
    rows: rowsOf(`select d.deal_id from deals.pub_introduced d
      left join introductions.introduction i on i.id = d.introduction_id
      where i.id is null or i.protected_on is null limit 20`),
  },
]
