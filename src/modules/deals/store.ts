import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'
import type { Terms } from './forms.ts'

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
  opened_by: string
  opened_at: string
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

interface Tables {
  'deals.deal': DealRow
  'deals.message': MessageRow
  'deals.terms': Omit<TermsRow, 'data'> & { data: unknown }
  'deals.agreement': { deal_id: string; version: number; org_id: string; person_id: string; at: string }
  'deals.ending': { deal_id: string; reason: string; explanation: string; by_org_id: string; at: string }
}

const deals = (tx: Tx) => tx.as<Tables>('deals')

/** A page of a talk; older messages are reached by `before`. */
const MESSAGES_MAX = 200

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

/** Deals where the organisation is seller or buyer, newest first; all of them for null. */
export async function dealsOf(
  tx: Tx,
  orgId: string | null,
  limit: number,
  state?: string,
): Promise<DealRow[]> {
  let query = deals(tx).selectFrom('deals.deal').selectAll()
  if (orgId !== null) {
    query = query.where((eb) => eb.or([eb('seller_org_id', '=', orgId), eb('buyer_org_id', '=', orgId)]))
  }
  if (state !== undefined) query = query.where('state', '=', state)
  return query.orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

export async function setState(tx: Tx, id: string, state: string): Promise<void> {
  await deals(tx).updateTable('deals.deal').set({ state }).where('id', '=', id).execute()
}

export async function insertMessage(tx: Tx, row: MessageRow): Promise<void> {
  await deals(tx).insertInto('deals.message').values(row).execute()
}

export async function messagesOf(tx: Tx, dealId: string): Promise<MessageRow[]> {
  const rows = await deals(tx)
    .selectFrom('deals.message')
    .selectAll()
    .where('deal_id', '=', dealId)
    .orderBy('at', 'desc')
    .limit(MESSAGES_MAX)
    .execute()
  return rows.toReversed()
}

/** Writes the next version of the terms; the primary key refuses a version written twice. */
export async function insertTerms(tx: Tx, row: TermsRow): Promise<void> {
  await deals(tx)
    .insertInto('deals.terms')
    .values({ ...row, data: JSON.stringify(row.data) })
    .execute()
  await deals(tx)
    .updateTable('deals.deal')
    .set({ terms_version: row.version, agreed_terms_version: null })
    .where('id', '=', row.deal_id)
    .execute()
}

export async function termsOf(tx: Tx, dealId: string): Promise<TermsRow[]> {
  const rows = await deals(tx)
    .selectFrom('deals.terms')
    .selectAll()
    .where('deal_id', '=', dealId)
    .orderBy('version', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({ ...row, data: row.data as Terms }))
}

export async function agreeTerms(
  tx: Tx,
  row: { deal_id: string; version: number; org_id: string; person_id: string; at: string },
  sellerIsStateFounded: boolean,
): Promise<void> {
  await deals(tx).insertInto('deals.agreement').values(row).execute()
  await deals(tx)
    .updateTable('deals.deal')
    .set({ agreed_terms_version: row.version, seller_is_state_founded: sellerIsStateFounded })
    .where('id', '=', row.deal_id)
    .execute()
}

export async function reopenTerms(tx: Tx, dealId: string): Promise<void> {
  await deals(tx)
    .updateTable('deals.deal')
    .set({ agreed_terms_version: null })
    .where('id', '=', dealId)
    .execute()
}

export async function insertEnding(
  tx: Tx,
  row: { deal_id: string; reason: string; explanation: string; by_org_id: string; at: string },
): Promise<void> {
  await deals(tx).insertInto('deals.ending').values(row).execute()
}

export async function endingOf(tx: Tx, dealId: string) {
  return deals(tx).selectFrom('deals.ending').selectAll().where('deal_id', '=', dealId).executeTakeFirst()
}

/** What must never be, asked by tests and by `keqiao invariants`. */
export const invariants: readonly Invariant[] = [
  {
    name: 'a deal has the state of its dossier',
    rows: async (tx) =>
      (
        await sql`select d.id from deals.deal d join platform.dossier o on o.id = d.dossier_id where o.state <> d.state limit 20`.execute(
          tx.as('deals'),
        )
      ).rows,
  },
  {
    name: 'nobody agrees to own terms',
    rows: async (tx) =>
      (
        await sql`select a.deal_id from deals.agreement a join deals.terms t on t.deal_id = a.deal_id and t.version = a.version
            where a.org_id = t.proposed_by_org_id limit 20`.execute(tx.as('deals'))
      ).rows,
  },
  {
    name: 'a state-founded seller has not signed an agreed price without notice',
    rows: async (tx) =>
      (
        await sql`select id from deals.deal where seller_is_state_founded and state in ('contracting', 'signed') limit 20`.execute(
          tx.as('deals'),
        )
      ).rows,
  },
]
