import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Filing, Price } from './price/forms.ts'
import type { Terms } from './terms/forms.ts'

/**
 * Price by listing on the market, by open bidding on a listing, at an exchange outside, by the patent office's
 * announcement, or posted by who is under no such duty.
 */
export type PriceRoute = '挂牌' | '网络竞价' | '密封报价' | '场外交易' | '开放许可公告' | '标价'

export interface DealRow {
  id: string
  public_id: string
  dossier_id: string
  achievement_id: string
  achievement_name: string
  demand_id: string | null
  seller_org_id: string
  buyer_org_id: string
  /** As it was when the deal was opened, and again when terms were agreed to: what the price route was chosen by. */
  seller_is_state_founded: boolean
  /** How the price was set besides agreement (转化法 18); null for an agreed price. */
  price_route: PriceRoute | null
  opened_by: string
  opened_at: string
  opened_as: 'intent' | 'offer' | 'posted' | 'trial'
  /** The seller must not recognise the demander. */
  buyer_hidden: boolean
  accepted_at: string | null
  waits_for_org_id: string | null
  introduction_id: string | null
  /** Whether the introduction covers this deal; null without one. */
  introduction_counts: boolean | null
  state: string
  terms_version: number
  agreed_terms_version: number | null
}

export interface TermsRow {
  deal_id: string
  version: number
  data: Terms
  proposed_by_org_id: string
  proposed_by: string
  at: string
}

export interface MessageRow {
  id: string
  deal_id: string
  person_id: string
  org_id: string
  body: string
  at: string
}

export interface PointRow {
  id: string
  deal_id: string
  field: string | null
  body: string
  org_id: string
  person_id: string
  at: string
}

interface PointAnswerRow {
  point_id: string
  body: string
  org_id: string
  person_id: string
  at: string
}

export interface AgreementRow {
  deal_id: string
  version: number
  org_id: string
  person_id: string
  at: string
  related: string | null
  related_note: string | null
}

/** What the seller proposed its price with, before approval and notice. */
export interface PriceRow {
  id: string
  deal_id: string
  terms_version: number
  kind: 'notice' | 'filing'
  data: Price | Filing
  proposed_by: string
  at: string
  journal_id: string
}

interface EndingRow {
  deal_id: string
  reason: string
  explanation: string
  by_org_id: string | null
  at: string
}

interface Tables {
  'deals.deal': DealRow
  'deals.message': MessageRow
  'deals.message_file': { message_id: string; file_id: string }
  'deals.terms': Omit<TermsRow, 'data'> & { data: unknown }
  'deals.agreement': AgreementRow
  'deals.ending': EndingRow
  'deals.price': Omit<PriceRow, 'data'> & { data: unknown }
  'deals.disclosure': { deal_id: string; org_id: string; person_id: string; at: string; journal_id: string }
  'deals.point': PointRow
  'deals.point_answer': PointAnswerRow
  'deals.broker_access': {
    id: string
    deal_id: string
    org_id: string
    allowed: boolean
    person_id: string
    at: string
  }
}

/** People named for one achievement; a price names at most thirty. */
const NAMED_MAX = 200
const deals = (tx: Tx) => tx.as<Tables>('deals')

/** A page of a talk; older messages are reached by the print of its course. */
const MESSAGES_MAX = 200
/** Versions of terms, points and files one deal shows; nobody has negotiated longer. */
const PARTS_MAX = 200

export async function insertDeal(tx: Tx, row: DealRow): Promise<void> {
  await deals(tx).insertInto('deals.deal').values(row).execute()
}

export async function findDeal(tx: Tx, id: string): Promise<DealRow | undefined> {
  return deals(tx).selectFrom('deals.deal').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function dealOfDossier(tx: Tx, dossierId: string): Promise<DealRow | undefined> {
  return deals(tx).selectFrom('deals.deal').selectAll().where('dossier_id', '=', dossierId).executeTakeFirst()
}

/** An open talk of the same buyer about the same achievement: a second one would only split it. */
export async function openDealOf(
  tx: Tx,
  buyerOrgId: string,
  achievementId: string,
): Promise<DealRow | undefined> {
  return deals(tx)
    .selectFrom('deals.deal')
    .selectAll()
    .where('buyer_org_id', '=', buyerOrgId)
    .where('achievement_id', '=', achievementId)
    .where('state', 'not in', ['signed', 'ended'])
    .executeTakeFirst()
}

/** An open talk of this achievement about this demand, whoever the demander is. */
export async function openDealAbout(
  tx: Tx,
  demandId: string,
  achievementId: string,
): Promise<DealRow | undefined> {
  return deals(tx)
    .selectFrom('deals.deal')
    .selectAll()
    .where('demand_id', '=', demandId)
    .where('achievement_id', '=', achievementId)
    .where('state', 'not in', ['signed', 'ended'])
    .executeTakeFirst()
}

export async function updateDeal(tx: Tx, id: string, to: Partial<DealRow>): Promise<void> {
  await deals(tx).updateTable('deals.deal').set(to).where('id', '=', id).execute()
}

export async function insertDisclosure(
  tx: Tx,
  row: { deal_id: string; org_id: string; person_id: string; at: string; journal_id: string },
): Promise<void> {
  await deals(tx).insertInto('deals.disclosure').values(row).execute()
}

export async function disclosureOf(tx: Tx, dealId: string) {
  return deals(tx).selectFrom('deals.disclosure').selectAll().where('deal_id', '=', dealId).executeTakeFirst()
}

export async function insertMessage(tx: Tx, row: MessageRow, fileIds: readonly string[] = []): Promise<void> {
  await deals(tx).insertInto('deals.message').values(row).execute()
  if (fileIds.length === 0) return
  const files = fileIds.map((id) => ({ message_id: row.id, file_id: id }))
  await deals(tx).insertInto('deals.message_file').values(files).execute()
}

export async function messagesOf(tx: Tx, dealId: string, limit = MESSAGES_MAX): Promise<MessageRow[]> {
  const rows = await deals(tx)
    .selectFrom('deals.message')
    .selectAll()
    .where('deal_id', '=', dealId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.toReversed()
}

/** Identifiers of the files of messages, by message. */
export async function filesOfMessages(
  tx: Tx,
  messageIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (messageIds.length === 0) return new Map()
  const rows = await deals(tx)
    .selectFrom('deals.message_file')
    .selectAll()
    .where('message_id', 'in', [...messageIds])
    .execute()
  const groups = Map.groupBy(rows, (row) => row.message_id)
  return new Map([...groups].map(([id, files]) => [id, files.map((file) => file.file_id)]))
}

/** Writes the next version of the terms; the primary key refuses a version written twice. */
export async function insertTerms(tx: Tx, row: TermsRow): Promise<void> {
  await deals(tx)
    .insertInto('deals.terms')
    .values({ ...row, data: JSON.stringify(row.data) })
    .execute()
  await updateDeal(tx, row.deal_id, { terms_version: row.version, agreed_terms_version: null })
}

/** What is agreed of an achievement in deals whose price or contract is under way. */
export async function agreedModes(tx: Tx, achievementId: string): Promise<string[]> {
  const { rows } = await sql<{ mode: string }>`
    select t.data ->> 'mode' as mode from deals.deal d
    join deals.terms t on t.deal_id = d.id and t.version = d.agreed_terms_version
    where d.achievement_id = ${achievementId} and d.state in ('pricing', 'priceProposed', 'noticing', 'contracting')
    limit 1000`.execute(tx.as('deals'))
  return rows.map(({ mode }) => mode)
}

/** Versions of the terms, the latest first. */
export async function termsOf(tx: Tx, dealId: string, limit = PARTS_MAX): Promise<TermsRow[]> {
  const rows = await deals(tx)
    .selectFrom('deals.terms')
    .selectAll()
    .where('deal_id', '=', dealId)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, data: row.data as Terms }))
}

export async function agreeTerms(tx: Tx, row: AgreementRow, sellerIsStateFounded: boolean): Promise<void> {
  await deals(tx).insertInto('deals.agreement').values(row).execute()
  await updateDeal(tx, row.deal_id, {
    agreed_terms_version: row.version,
    seller_is_state_founded: sellerIsStateFounded,
  })
}

export async function agreementsOf(tx: Tx, dealId: string): Promise<AgreementRow[]> {
  return deals(tx)
    .selectFrom('deals.agreement')
    .selectAll()
    .where('deal_id', '=', dealId)
    .orderBy('at')
    .limit(PARTS_MAX)
    .execute()
}

export async function insertEnding(tx: Tx, row: EndingRow): Promise<void> {
  await deals(tx).insertInto('deals.ending').values(row).execute()
}

export async function endingOf(tx: Tx, dealId: string): Promise<EndingRow | undefined> {
  return deals(tx).selectFrom('deals.ending').selectAll().where('deal_id', '=', dealId).executeTakeFirst()
}

export async function insertPrice(tx: Tx, row: PriceRow): Promise<void> {
  await deals(tx)
    .insertInto('deals.price')
    .values({ ...row, data: JSON.stringify(row.data) })
    .execute()
}

/** The latest price proposed for a version of the terms. */
export async function priceOf(tx: Tx, dealId: string, termsVersion: number): Promise<PriceRow | undefined> {
  const row = await deals(tx)
    .selectFrom('deals.price')
    .selectAll()
    .where('deal_id', '=', dealId)
    .where('terms_version', '=', termsVersion)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { ...row, data: row.data as Price | Filing }
}

/** Completers the seller has named for the achievement of a deal with any price it proposed, in whatever deal. */
export async function completersOf(
  tx: Tx,
  deal: Pick<DealRow, 'achievement_id' | 'seller_org_id'>,
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct jsonb_array_elements_text(p.data->'completers') as name
    from deals.price p join deals.deal d on d.id = p.deal_id
    where d.achievement_id = ${deal.achievement_id} and d.seller_org_id = ${deal.seller_org_id} and p.kind = 'notice'
    order by 1 limit ${NAMED_MAX}`.execute(deals(tx))
  return rows.map(({ name }) => name)
}

export async function insertPoint(tx: Tx, row: PointRow): Promise<void> {
  await deals(tx).insertInto('deals.point').values(row).execute()
}

export async function insertPointAnswer(tx: Tx, row: PointAnswerRow): Promise<void> {
  await deals(tx).insertInto('deals.point_answer').values(row).execute()
}

/** Points of a deal with their answers, oldest first. */
export async function pointsOf(
  tx: Tx,
  dealId: string,
): Promise<(PointRow & { readonly answer: PointAnswerRow | undefined })[]> {
  const points = await deals(tx)
    .selectFrom('deals.point')
    .selectAll()
    .where('deal_id', '=', dealId)
    .orderBy('at')
    .limit(PARTS_MAX)
    .execute()
  if (points.length === 0) return []
  const answers = await deals(tx)
    .selectFrom('deals.point_answer')
    .selectAll()
    .where(
      'point_id',
      'in',
      points.map((point) => point.id),
    )
    .execute()
  return points.map((point) => ({ ...point, answer: answers.find((one) => one.point_id === point.id) }))
}

export async function insertBrokerAccess(tx: Tx, row: Tables['deals.broker_access']): Promise<void> {
  await deals(tx).insertInto('deals.broker_access').values(row).execute()
}

/** The organisations that at present let the broker read the terms. */
export async function brokerAllowedBy(tx: Tx, dealId: string): Promise<string[]> {
  const { rows } = await sql<{ org_id: string; allowed: boolean }>`
    select distinct on (org_id) org_id, allowed from deals.broker_access
    where deal_id = ${dealId} order by org_id, at desc, id desc`.execute(tx.as('deals'))
  return rows.filter((row) => row.allowed).map((row) => row.org_id)
}
