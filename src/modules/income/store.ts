import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Cost } from './payout/forms.ts'
import type { Mode, Plan } from './plan/forms.ts'
import type { UnitClass } from './rules.ts'

export interface PlanRow {
  id: string
  public_id: string
  dossier_id: string
  org_id: string
  unit_class: UnitClass
  contract_id: string | null
  deal_id: string | null
  achievement_id: string
  achievement_name: string
  mode: Mode
  version: number
  state: string
  made_by: string
  made_at: string
  sample: boolean
}

export interface VersionRow {
  plan_id: string
  version: number
  form: Plan
  made_by: string
  at: string
  journal_id: string
}

export interface WordRow {
  id: string
  plan_id: string
  version: number
  member: string
  kind: 'agree' | 'dispute' | 'settle'
  reason: string
  file_id: string | null
  person_id: string
  at: string
  journal_id: string
}

export interface PayoutRow {
  id: string
  dossier_id: string
  plan_id: string
  version: number
  source: 'receipt' | 'profit' | 'equity'
  source_key: string
  received_on: string
  gross_fen: number
  unit_bp: number
  part_fen: number
  costs: readonly Cost[]
  net_fen: number | null
  pool_fen: number | null
  clause: string
  state: string
  made_at: string
}

export interface ShareRow {
  payout_id: string
  member: string
  fen: number
}

export interface PaymentRow {
  payout_id: string
  member: string
  fen: number
  paid_on: string
  account: string
  voucher: string
  file_id: string | null
  /** Null for shares formed, and for what was recorded before the ledger held it. */
  transfer_id: string | null
  person_id: string
  at: string
  journal_id: string
}

interface UndividedRow {
  plan_id: string
  source_key: string
  received_on: string
  at: string
  journal_id: string
}

/** The unit's share of a day as it said itself, with the reason. */
export interface OwnedDayRow {
  plan_id: string
  on_day: string
  unit_bp: number
  reason: string
  person_id: string
  at: string
  journal_id: string
}

interface Tables {
  'income.owned_day': OwnedDayRow
  'income.undivided': UndividedRow
  'income.plan': PlanRow
  'income.plan_version': Omit<VersionRow, 'form'> & { form: unknown }
  'income.word': WordRow
  'income.payout': Omit<PayoutRow, 'costs'> & { costs: unknown }
  'income.share': ShareRow
  'income.payment': PaymentRow
}

const income = (tx: Tx) => tx.as<Tables>('income')
/** Payouts of one plan; a licence paid monthly for twenty years has fewer. */
const PAYOUTS_MAX = 500

export async function insertPlan(tx: Tx, row: PlanRow): Promise<void> {
  await income(tx).insertInto('income.plan').values(row).execute()
}

export async function updatePlan(
  tx: Tx,
  id: string,
  to: Partial<Pick<PlanRow, 'state' | 'version'>>,
): Promise<void> {
  await income(tx).updateTable('income.plan').set(to).where('id', '=', id).execute()
}

export async function findPlan(
  tx: Tx,
  by: { readonly id: string } | { readonly dossierId: string },
): Promise<PlanRow | undefined> {
  const all = income(tx).selectFrom('income.plan').selectAll()
  return 'id' in by
    ? all.where('id', '=', by.id).executeTakeFirst()
    : all.where('dossier_id', '=', by.dossierId).executeTakeFirst()
}

/** Plans of a unit, newest first; of one contract or achievement where that is asked. */
export async function plansOf(
  tx: Tx,
  query: {
    readonly orgId?: string
    readonly contractId?: string
    readonly achievementId?: string
    readonly states?: readonly string[]
    readonly limit: number
  },
): Promise<PlanRow[]> {
  let all = income(tx).selectFrom('income.plan').selectAll()
  if (query.orgId !== undefined) all = all.where('org_id', '=', query.orgId)
  if (query.contractId !== undefined) all = all.where('contract_id', '=', query.contractId)
  if (query.achievementId !== undefined) all = all.where('achievement_id', '=', query.achievementId)
  if (query.states !== undefined) all = all.where('state', 'in', [...query.states])
  return all.orderBy('made_at', 'desc').orderBy('id', 'desc').limit(query.limit).execute()
}

/** Plans a person shares in by the newest version, newest first; drafts are the office's own. */
export async function plansOfMember(tx: Tx, personId: string, limit: number): Promise<PlanRow[]> {
  const { rows } = await sql<PlanRow>`
    select p.* from income.plan p join income.plan_version v on v.plan_id = p.id and v.version = p.version
    where v.form -> 'members' @> ${JSON.stringify([{ personId }])}::jsonb and p.state not in ('draft', 'withdrawn')
    order by p.made_at desc, p.id desc limit ${limit}`.execute(tx.as('income'))
  return rows
}

export async function insertVersion(tx: Tx, row: VersionRow): Promise<void> {
  await income(tx)
    .insertInto('income.plan_version')
    .values({ ...row, form: JSON.stringify(row.form) })
    .execute()
}

export async function versionOf(tx: Tx, plan: Pick<PlanRow, 'id' | 'version'>): Promise<VersionRow> {
  const row = await income(tx)
    .selectFrom('income.plan_version')
    .selectAll()
    .where('plan_id', '=', plan.id)
    .where('version', '=', plan.version)
    .executeTakeFirstOrThrow()
  return { ...row, form: row.form as Plan }
}

export async function insertWord(tx: Tx, row: WordRow): Promise<void> {
  await income(tx).insertInto('income.word').values(row).execute()
}

/** Words to a version, oldest first. */
export async function wordsOf(tx: Tx, plan: Pick<PlanRow, 'id' | 'version'>): Promise<WordRow[]> {
  return income(tx)
    .selectFrom('income.word')
    .selectAll()
    .where('plan_id', '=', plan.id)
    .where('version', '=', plan.version)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

export async function insertPayout(tx: Tx, row: PayoutRow): Promise<void> {
  await income(tx)
    .insertInto('income.payout')
    .values({ ...row, costs: JSON.stringify(row.costs) })
    .execute()
}

export async function updatePayout(
  tx: Tx,
  id: string,
  to: Partial<Pick<PayoutRow, 'state' | 'net_fen' | 'pool_fen' | 'costs' | 'unit_bp' | 'part_fen'>>,
): Promise<void> {
  const { costs, ...rest } = to
  const set = costs === undefined ? rest : { ...rest, costs: JSON.stringify(costs) }
  await income(tx).updateTable('income.payout').set(set).where('id', '=', id).execute()
}

export async function findPayout(
  tx: Tx,
  by: { readonly id: string } | { readonly dossierId: string },
): Promise<PayoutRow | undefined> {
  const all = income(tx).selectFrom('income.payout').selectAll()
  const row =
    'id' in by
      ? await all.where('id', '=', by.id).executeTakeFirst()
      : await all.where('dossier_id', '=', by.dossierId).executeTakeFirst()
  return row && { ...row, costs: row.costs as PayoutRow['costs'] }
}

/** Payouts of a plan, oldest first. */
export async function payoutsOf(tx: Tx, planId: string): Promise<PayoutRow[]> {
  const rows = await income(tx)
    .selectFrom('income.payout')
    .selectAll()
    .where('plan_id', '=', planId)
    .orderBy('made_at')
    .orderBy('id')
    .limit(PAYOUTS_MAX)
    .execute()
  return rows.map((row) => ({ ...row, costs: row.costs as PayoutRow['costs'] }))
}

type DividedReceipt = Pick<PayoutRow, 'source_key' | 'received_on' | 'gross_fen' | 'part_fen' | 'unit_bp'>

/** What a unit has divided of each receipt of a contract, or is about to, over all its plans. */
export async function dividedReceipts(
  tx: Tx,
  of: { readonly orgId: string; readonly contractId: string },
): Promise<DividedReceipt[]> {
  const { rows } = await sql<DividedReceipt>`
    select o.source_key, min(o.received_on) as received_on, sum(o.gross_fen)::bigint as gross_fen,
      sum(o.part_fen)::bigint as part_fen, max(o.unit_bp) as unit_bp
    from income.payout o join income.plan p on p.id = o.plan_id
    where p.org_id = ${of.orgId} and p.contract_id = ${of.contractId} and o.source = 'receipt' and o.state <> 'cancelled'
    group by o.source_key`.execute(tx.as('income'))
  return rows
}

/** False when the plan has noted this receipt before. */
export async function insertUndivided(tx: Tx, row: UndividedRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await income(tx)
    .insertInto('income.undivided')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows !== 0n
}

/** Receipts a plan has noted as others' to divide. */
export async function undividedOf(tx: Tx, planId: string): Promise<string[]> {
  const rows = await income(tx)
    .selectFrom('income.undivided')
    .select('source_key')
    .where('plan_id', '=', planId)
    .execute()
  return rows.map(({ source_key: key }) => key)
}

export async function insertOwnedDay(tx: Tx, row: OwnedDayRow): Promise<void> {
  await income(tx).insertInto('income.owned_day').values(row).execute()
}

export async function ownedDaysOf(tx: Tx, planId: string): Promise<OwnedDayRow[]> {
  return income(tx)
    .selectFrom('income.owned_day')
    .selectAll()
    .where('plan_id', '=', planId)
    .orderBy('on_day')
    .execute()
}

export async function insertShares(tx: Tx, rows: readonly ShareRow[]): Promise<void> {
  if (rows.length > 0)
    await income(tx)
      .insertInto('income.share')
      .values([...rows])
      .execute()
}

export async function sharesOf(tx: Tx, payoutIds: readonly string[]): Promise<ShareRow[]> {
  if (payoutIds.length === 0) return []
  return income(tx)
    .selectFrom('income.share')
    .selectAll()
    .where('payout_id', 'in', [...payoutIds])
    .execute()
}

export async function insertPayment(tx: Tx, row: PaymentRow): Promise<void> {
  await income(tx).insertInto('income.payment').values(row).execute()
}

export async function paymentsOf(tx: Tx, payoutIds: readonly string[]): Promise<PaymentRow[]> {
  if (payoutIds.length === 0) return []
  return income(tx)
    .selectFrom('income.payment')
    .selectAll()
    .where('payout_id', 'in', [...payoutIds])
    .execute()
}
