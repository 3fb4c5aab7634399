import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Kind, LicenceMode, OfferTerms, OpenTerms, TrialOfferTerms } from '../forms.ts'
import type { After } from '#platform/http/paging.ts'
import type { PriceRoute } from '../rules.ts'

export interface OfferRow {
  id: string
  public_id: string
  dossier_id: string
  org_id: string
  achievement_id: string
  achievement_public_id: string
  achievement_name: string
  kind: Kind
  mode: LicenceMode
  terms: OfferTerms | OpenTerms | TrialOfferTerms
  patent_number: string | null
  evaluation_file_id: string | null
  places: number | null
  valid_until: string
  price_route: PriceRoute
  price_reason: string
  state: string
  made_by: string
  made_at: string
  posted_at: string | null
  sample: boolean
}

interface WithdrawalRow {
  offer_id: string
  reason: string
  number: string | null
  announced_on: string | null
  org_id: string
  person_id: string
  at: string
}

export interface TakeRow {
  id: string
  offer_id: string
  deal_id: string
  contract_id: string
  org_id: string
  person_id: string
  at: string
  journal_id: string
}

interface Tables {
  'licences.offer': Omit<OfferRow, 'terms'> & { terms: unknown }
  'licences.withdrawal': WithdrawalRow
  'licences.take': TakeRow
}

const licences = (tx: Tx) => tx.as<Tables>('licences')
const rowOf = (row: Tables['licences.offer']) => row as OfferRow

/** Offers the public may read: announced, open, and full ones that may open again. */
export const SHOWN = ['announcing', 'posted', 'full'] as const
/** Takes one page shows, the newest first. */
const TAKES_MAX = 200

export async function insertOffer(tx: Tx, row: OfferRow): Promise<void> {
  await licences(tx)
    .insertInto('licences.offer')
    .values({ ...row, terms: JSON.stringify(row.terms) })
    .execute()
}

export async function findOffer(
  tx: Tx,
  by: { readonly id: string } | { readonly publicId: string } | { readonly dossierId: string },
): Promise<OfferRow | undefined> {
  const all = licences(tx).selectFrom('licences.offer').selectAll()
  const one =
    'id' in by
      ? all.where('id', '=', by.id)
      : 'publicId' in by
        ? all.where('public_id', '=', by.publicId)
        : all.where('dossier_id', '=', by.dossierId)
  const row = await one.executeTakeFirst()
  return row && rowOf(row)
}

export async function updateOffer(
  tx: Tx,
  id: string,
  to: Partial<Pick<OfferRow, 'state' | 'posted_at'>>,
): Promise<void> {
  await licences(tx).updateTable('licences.offer').set(to).where('id', '=', id).execute()
}

export interface OfferQuery {
  readonly orgId?: string
  readonly achievementId?: string
  readonly kind?: Kind | undefined
  readonly state?: string | undefined
  readonly shownOnly?: boolean
  readonly after?: After | undefined
  readonly limit: number
}

/** Offers, newest first. */
export async function offersOf(tx: Tx, query: OfferQuery): Promise<OfferRow[]> {
  const { rows } = await sql<Tables['licences.offer']>`
    select o.* from licences.offer o ${whereOf(query)}
      and (${query.after?.[0] ?? null}::timestamptz is null
        or (o.made_at, o.id) < (${query.after?.[0] ?? null}::timestamptz, ${query.after?.[1] ?? null}::uuid))
    order by o.made_at desc, o.id desc limit ${query.limit}`.execute(tx.as('licences'))
  return rows.map(rowOf)
}

export async function countOffers(tx: Tx, query: Omit<OfferQuery, 'limit' | 'after'>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from licences.offer o ${whereOf(query)}`.execute(tx.as('licences'))
  return rows[0]?.n ?? 0
}

function whereOf(query: Omit<OfferQuery, 'limit' | 'after'>) {
  const { orgId = null, achievementId = null, kind = null, state = null } = query
  // What is off the shelf is not offered either.
  const isShown = query.shownOnly
    ? sql`o.state = any (${[...SHOWN]}::text[])
      and o.achievement_id in (select achievement_id from achievements.pub_published)`
    : sql`true`
  return sql`
    where (${orgId}::uuid is null or o.org_id = ${orgId}::uuid)
      and (${achievementId}::uuid is null or o.achievement_id = ${achievementId}::uuid)
      and (${kind}::text is null or o.kind = ${kind}) and (${state}::text is null or o.state = ${state})
      and (${isShown})`
}

/** Offers of an achievement, or of another record of the same patent, that are not over. */
export async function standingOffers(
  tx: Tx,
  achievementId: string,
  patentNumber: string | null,
): Promise<OfferRow[]> {
  const found = await licences(tx)
    .selectFrom('licences.offer')
    .selectAll()
    .where('state', 'in', SHOWN)
    .where((where) =>
      where.or([where('achievement_id', '=', achievementId), where('patent_number', '=', patentNumber)]),
    )
    .orderBy('made_at')
    .limit(TAKES_MAX)
    .execute()
  return found.map(rowOf)
}

export async function insertWithdrawal(tx: Tx, row: WithdrawalRow): Promise<void> {
  await licences(tx).insertInto('licences.withdrawal').values(row).execute()
}

export async function withdrawalOf(tx: Tx, offerId: string): Promise<WithdrawalRow | undefined> {
  return licences(tx)
    .selectFrom('licences.withdrawal')
    .selectAll()
    .where('offer_id', '=', offerId)
    .executeTakeFirst()
}

export async function insertTake(tx: Tx, row: TakeRow): Promise<void> {
  await licences(tx).insertInto('licences.take').values(row).execute()
}

export interface Standing {
  readonly offer_id: string
  readonly deal_id: string
  readonly contract_id: string | null
  readonly org_id: string
  readonly at: string
  readonly state: string
}

/** Who took the offer, or tries it, and where their deals stand; newest first. An ended deal holds no place. */
export async function takesOf(tx: Tx, offerId: string, orgId?: string): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select t.offer_id, t.deal_id, t.contract_id, t.org_id, t.at, d.state
    from licences.take t join deals.pub_standing d on d.deal_id = t.deal_id
    where t.offer_id = ${offerId} and (${orgId ?? null}::uuid is null or t.org_id = ${orgId ?? null}::uuid)
    union all
    select r.offer_id, r.deal_id, null, r.buyer_org_id, r.applied_at, d.state
    from licences.trial r join deals.pub_standing d on d.deal_id = r.deal_id
    where r.offer_id = ${offerId} and (${orgId ?? null}::uuid is null or r.buyer_org_id = ${orgId ?? null}::uuid)
    order by at desc limit ${TAKES_MAX}`.execute(tx.as('licences'))
  return rows
}

/** Places held of each offer: deals that have not ended. */
export async function placesHeld(tx: Tx, offerIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ offer_id: string; n: number }>`
    select x.offer_id, count(*)::int as n from (
      select offer_id, deal_id from licences.take union all select offer_id, deal_id from licences.trial
    ) x join deals.pub_standing d on d.deal_id = x.deal_id
    where x.offer_id = any (${[...offerIds]}::uuid[]) and d.state <> 'ended' group by x.offer_id`.execute(
    tx.as('licences'),
  )
  return new Map(rows.map((row) => [row.offer_id, row.n]))
}

/** Organisations that hold or try a licence of the achievement on posted terms: their deals have not ended. */
export async function holdersOf(tx: Tx, achievementId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select o.achievement_id, t.deal_id from licences.take t join licences.offer o on o.id = t.offer_id
      union all select achievement_id, deal_id from licences.trial
    ) x join deals.pub_standing d on d.deal_id = x.deal_id
    where x.achievement_id = ${achievementId} and d.state <> 'ended'`.execute(tx.as('licences'))
  return rows[0]?.n ?? 0
}
