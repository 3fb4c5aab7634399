import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { TrialOfferTerms } from '../forms.ts'
import type { After } from '#platform/http/paging.ts'

export interface TrialRow {
  id: string
  public_id: string
  dossier_id: string
  offer_id: string
  deal_id: string
  seller_org_id: string
  buyer_org_id: string
  achievement_id: string
  achievement_name: string
  demand_id: string | null
  terms: TrialOfferTerms
  purpose: string
  state: string
  applied_by: string
  applied_at: string
  began_at: string | null
  /** Last day of the trial, and the last on which the user may say whether it goes on. */
  ends_on: string | null
  answer_by: string | null
  due_fen: number | null
  sample: boolean
}

export interface ReadingRow {
  id: string
  trial_id: string
  from_on: string
  to_on: string
  quantity_milli: number
  note: string
  file_id: string | null
  org_id: string
  person_id: string
  at: string
  journal_id: string
}

export interface ReadingWordRow {
  reading_id: string
  word: 'confirm' | 'dispute' | 'replace'
  note: string
  org_id: string
  person_id: string
  at: string
}

export interface PaymentRow {
  id: string
  trial_id: string
  amount_fen: number
  paid_on: string
  payer: string
  account: string
  file_id: string
  org_id: string
  person_id: string
  at: string
  journal_id: string
}

export interface PaymentWordRow {
  payment_id: string
  word: 'confirm' | 'refuse'
  reason: string
  org_id: string
  person_id: string
  at: string
  journal_id: string
}

interface EndingRow {
  trial_id: string
  by: 'seller' | 'buyer' | 'clock'
  reason: string
  note: string
  at: string
}

interface Tables {
  'licences.trial': Omit<TrialRow, 'terms'> & { terms: unknown }
  'licences.reading': ReadingRow
  'licences.reading_word': ReadingWordRow
  'licences.payment': PaymentRow
  'licences.payment_word': PaymentWordRow
  'licences.ending': EndingRow
}

const licences = (tx: Tx) => tx.as<Tables>('licences')
const rowOf = (row: Tables['licences.trial']) => row as TrialRow

/** Readings of one trial: one a day for two years. */
export const READINGS_MAX = 731
/** Proofs of payment of one trial. */
const PAYMENTS_MAX = 200

export async function insertTrial(tx: Tx, row: TrialRow): Promise<void> {
  await licences(tx)
    .insertInto('licences.trial')
    .values({ ...row, terms: JSON.stringify(row.terms) })
    .execute()
}

export async function findTrial(
  tx: Tx,
  by:
    | { readonly id: string }
    | { readonly publicId: string }
    | { readonly dossierId: string }
    | { readonly dealId: string },
): Promise<TrialRow | undefined> {
  const all = licences(tx).selectFrom('licences.trial').selectAll()
  const one =
    'id' in by
      ? all.where('id', '=', by.id)
      : 'publicId' in by
        ? all.where('public_id', '=', by.publicId)
        : 'dealId' in by
          ? all.where('deal_id', '=', by.dealId)
          : all.where('dossier_id', '=', by.dossierId)
  const row = await one.executeTakeFirst()
  return row && rowOf(row)
}

export async function updateTrial(
  tx: Tx,
  id: string,
  to: Partial<Pick<TrialRow, 'state' | 'began_at' | 'ends_on' | 'answer_by' | 'due_fen'>>,
): Promise<void> {
  await licences(tx).updateTable('licences.trial').set(to).where('id', '=', id).execute()
}

interface TrialQuery {
  /** Null: trials of all. */
  readonly orgId: string | null
  readonly side?: 'seller' | 'buyer' | undefined
  readonly state?: string | undefined
}

/** Trials the organisation gives or makes, newest first. */
export async function trialsOf(
  tx: Tx,
  query: TrialQuery & { readonly after: After | undefined; readonly limit: number },
): Promise<TrialRow[]> {
  const { rows } = await sql<Tables['licences.trial']>`
    select t.* from licences.trial t ${whereOf(query)}
      and (${query.after?.[0] ?? null}::timestamptz is null
        or (t.applied_at, t.id) < (${query.after?.[0] ?? null}::timestamptz, ${query.after?.[1] ?? null}::uuid))
    order by t.applied_at desc, t.id desc limit ${query.limit}`.execute(tx.as('licences'))
  return rows.map(rowOf)
}

export async function countTrials(tx: Tx, query: TrialQuery): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from licences.trial t ${whereOf(query)}`.execute(tx.as('licences'))
  return rows[0]?.n ?? 0
}

function whereOf({ orgId, side, state }: TrialQuery) {
  const isSeller = sql`t.seller_org_id = ${orgId}::uuid`
  const isBuyer = sql`t.buyer_org_id = ${orgId}::uuid`
  const isParty = { seller: isSeller, buyer: isBuyer, both: sql`${isSeller} or ${isBuyer}` }[side ?? 'both']
  return sql`
    where (${orgId}::uuid is null or ${isParty}) and (${state ?? null}::text is null or t.state = ${state ?? null})`
}

export async function insertReading(tx: Tx, row: ReadingRow): Promise<void> {
  await licences(tx).insertInto('licences.reading').values(row).execute()
}

export async function insertReadingWord(tx: Tx, row: ReadingWordRow): Promise<void> {
  await licences(tx).insertInto('licences.reading_word').values(row).execute()
}

export type ReadingWithWord = ReadingRow & { readonly word: ReadingWordRow | undefined }

/** Readings of a trial in the order of their days, each with what was said to it. */
export async function readingsOf(tx: Tx, trialId: string): Promise<ReadingWithWord[]> {
  const readings = await licences(tx)
    .selectFrom('licences.reading')
    .selectAll()
    .where('trial_id', '=', trialId)
    .orderBy('from_on')
    .orderBy('at')
    .limit(READINGS_MAX)
    .execute()
  if (readings.length === 0) return []
  const words = await licences(tx)
    .selectFrom('licences.reading_word')
    .selectAll()
    .where(
      'reading_id',
      'in',
      readings.map((one) => one.id),
    )
    .execute()
  return readings.map((one) => {
    const said = words.filter((word) => word.reading_id === one.id)
    // A reading its user replaced counts no more, whatever was said to it before.
    return { ...one, word: said.find(({ word }) => word === 'replace') ?? said[0] }
  })
}

export async function insertPayment(tx: Tx, row: PaymentRow): Promise<void> {
  await licences(tx).insertInto('licences.payment').values(row).execute()
}

export async function insertPaymentWord(tx: Tx, row: PaymentWordRow): Promise<void> {
  await licences(tx).insertInto('licences.payment_word').values(row).execute()
}

export type PaymentWithWord = PaymentRow & { readonly word: PaymentWordRow | undefined }

/** Proofs of payment of a trial, oldest first, each with the second side's word. */
export async function paymentsOf(tx: Tx, trialId: string): Promise<PaymentWithWord[]> {
  const payments = await licences(tx)
    .selectFrom('licences.payment')
    .selectAll()
    .where('trial_id', '=', trialId)
    .orderBy('at')
    .limit(PAYMENTS_MAX)
    .execute()
  if (payments.length === 0) return []
  const words = await licences(tx)
    .selectFrom('licences.payment_word')
    .selectAll()
    .where(
      'payment_id',
      'in',
      payments.map((one) => one.id),
    )
    .execute()
  return payments.map((one) => ({ ...one, word: words.find((word) => word.payment_id === one.id) }))
}

export async function insertEnding(tx: Tx, row: EndingRow): Promise<void> {
  await licences(tx).insertInto('licences.ending').values(row).execute()
}

export async function endingOf(tx: Tx, trialId: string): Promise<EndingRow | undefined> {
  return licences(tx)
    .selectFrom('licences.ending')
    .selectAll()
    .where('trial_id', '=', trialId)
    .executeTakeFirst()
}
