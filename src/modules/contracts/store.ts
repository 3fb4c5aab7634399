import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Purpose } from './forms.ts'
import type { Finding } from './rules.ts'
import type { RightAnswer, RightToAsk } from './rights.ts'
import type { PlacedClause } from './texts/article.ts'

export interface ContractRow {
  id: string
  public_id: string
  purpose: Purpose
  deal_id: string
  achievement_id: string
  demand_id: string | null
  dossier_id: string
  /** Mode of cooperation of a contract; the title of any other text. */
  type: string
  title: string
  seller_org_id: string
  buyer_org_id: string
  sample: boolean
  state: string
  version: number
  matter: unknown
  drafted_by: string
  drafted_at: string
  concluded_at: string | null
}

export interface DocumentRow {
  contract_id: string
  version: number
  terms_version: number
  source: 'generated' | 'own'
  signing_id: string
  file_id: string
  sha256: string
  clauses: readonly PlacedClause[] | null
  points: Readonly<Record<string, string>> | null
  cover_file_id: string | null
  docx_file_id: string | null
  docx_sha256: string | null
  chinese_file_id: string | null
  findings: readonly Finding[]
  rights: readonly RightToAsk[]
  made_by: string
  at: string
}

type StoredDocument = Omit<DocumentRow, 'clauses' | 'points' | 'findings' | 'rights'> & {
  clauses: unknown
  points: unknown
  findings: unknown
  rights: unknown
}

export interface RejectionRow {
  id: string
  contract_id: string
  version: number
  org_id: string
  person_id: string
  reason: string
  at: string
}

export interface SignerRow {
  id: string
  contract_id: string
  name: string
  role: string
  added_by: string
  added_org: string
  at: string
  removed_at: string | null
}

export interface ApprovalRow {
  id: string
  deal_id: string
  kind: 'fiscal' | 'export'
  number: string
  approved_on: string
  issued_by: string
  evidence_id: string
  file_id: string
  by_person: string
  by_org: string
  at: string
  journal_id: string
}

export interface RightAnswerRow {
  id: string
  deal_id: string
  terms_version: number
  right_key: string
  holders: string
  offered_on: string
  answer: RightAnswer['answer']
  note: string
  file_id: string | null
  by_person: string
  by_org: string
  at: string
  journal_id: string
}

interface Tables {
  'contracts.contract': ContractRow
  'contracts.document': StoredDocument
  'contracts.rejection': RejectionRow
  'contracts.signer': SignerRow
  'contracts.approval': ApprovalRow
  'contracts.right_answer': RightAnswerRow
}

const contracts = (tx: Tx) => tx.as<Tables>('contracts')

export async function insertContract(tx: Tx, row: ContractRow): Promise<void> {
  const values = { ...row, matter: row.matter === null ? null : JSON.stringify(row.matter) }
  await contracts(tx).insertInto('contracts.contract').values(values).execute()
}

/** By id, or by public id. */
export async function findContract(
  tx: Tx,
  by: { readonly id: string } | { readonly publicId: string } | { readonly dossierId: string },
): Promise<ContractRow | undefined> {
  const all = contracts(tx).selectFrom('contracts.contract').selectAll()
  if ('id' in by) return all.where('id', '=', by.id).executeTakeFirst()
  if ('publicId' in by) return all.where('public_id', '=', by.publicId).executeTakeFirst()
  return all.where('dossier_id', '=', by.dossierId).executeTakeFirst()
}

/** The text of a deal for this purpose that waits to be signed. */
export async function draftedOfDeal(
  tx: Tx,
  dealId: string,
  purpose: Purpose,
): Promise<ContractRow | undefined> {
  return contracts(tx)
    .selectFrom('contracts.contract')
    .selectAll()
    .where('deal_id', '=', dealId)
    .where('purpose', '=', purpose)
    .where('state', '=', 'drafted')
    .executeTakeFirst()
}

/** The latest text of a deal for this purpose that all have signed. */
export async function concludedOfDeal(
  tx: Tx,
  dealId: string,
  purpose: Purpose,
): Promise<ContractRow | undefined> {
  return contracts(tx)
    .selectFrom('contracts.contract')
    .selectAll()
    .where('deal_id', '=', dealId)
    .where('purpose', '=', purpose)
    .where('state', '=', 'confirmed')
    .orderBy('concluded_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Contracts of a seller that everybody has signed, newest first. */
export async function concludedOfSeller(tx: Tx, orgId: string, limit: number): Promise<ContractRow[]> {
  return contracts(tx)
    .selectFrom('contracts.contract')
    .selectAll()
    .where('seller_org_id', '=', orgId)
    .where('purpose', '=', 'contract')
    .where('state', '=', 'confirmed')
    .orderBy('concluded_at', 'desc')
    .limit(limit)
    .execute()
}

/** Texts of an organisation (null: of all), newest first. */
export async function contractsOf(
  tx: Tx,
  query: {
    readonly orgId: string | null
    readonly dealId?: string | undefined
    readonly purpose?: Purpose | undefined
    readonly limit: number
  },
): Promise<ContractRow[]> {
  const { orgId, dealId, purpose, limit } = query
  let all = contracts(tx).selectFrom('contracts.contract').selectAll()
  if (dealId !== undefined) all = all.where('deal_id', '=', dealId)
  if (purpose !== undefined) all = all.where('purpose', '=', purpose)
  if (orgId !== null)
    all = all.where((where) =>
      where.or([where('seller_org_id', '=', orgId), where('buyer_org_id', '=', orgId)]),
    )
  return all.orderBy('drafted_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

export async function updateContract(
  tx: Tx,
  id: string,
  to: { readonly state: string } | { readonly version: number } | { readonly concluded_at: string },
): Promise<void> {
  await contracts(tx).updateTable('contracts.contract').set(to).where('id', '=', id).execute()
}

export async function insertDocument(tx: Tx, row: DocumentRow): Promise<void> {
  const values = {
    ...row,
    clauses: row.clauses === null ? null : JSON.stringify(row.clauses),
    points: row.points === null ? null : JSON.stringify(row.points),
    findings: JSON.stringify(row.findings),
    rights: JSON.stringify(row.rights),
  }
  await contracts(tx).insertInto('contracts.document').values(values).execute()
}

/** Versions of a text, newest first. */
export async function documentsOf(tx: Tx, contractId: string): Promise<DocumentRow[]> {
  const rows = await contracts(tx)
    .selectFrom('contracts.document')
    .selectAll()
    .where('contract_id', '=', contractId)
    .orderBy('version', 'desc')
    .execute()
  return rows.map((row) => ({
    ...row,
    clauses: row.clauses as DocumentRow['clauses'],
    points: row.points as DocumentRow['points'],
    findings: row.findings as DocumentRow['findings'],
    rights: row.rights as DocumentRow['rights'],
  }))
}

export async function insertRejection(tx: Tx, row: RejectionRow): Promise<void> {
  await contracts(tx).insertInto('contracts.rejection').values(row).execute()
}

export async function rejectionOf(tx: Tx, contractId: string): Promise<RejectionRow | undefined> {
  return contracts(tx)
    .selectFrom('contracts.rejection')
    .selectAll()
    .where('contract_id', '=', contractId)
    .executeTakeFirst()
}

export async function insertSigner(tx: Tx, row: SignerRow): Promise<void> {
  await contracts(tx).insertInto('contracts.signer').values(row).execute()
}

/** Who signs besides the parties, in the order they were added. */
export async function signersOf(tx: Tx, contractId: string): Promise<SignerRow[]> {
  return contracts(tx)
    .selectFrom('contracts.signer')
    .selectAll()
    .where('contract_id', '=', contractId)
    .where('removed_at', 'is', null)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** False when the signer was not there any more. */
export async function removeSigner(tx: Tx, contractId: string, id: string, at: string): Promise<boolean> {
  const { numUpdatedRows } = await contracts(tx)
    .updateTable('contracts.signer')
    .set({ removed_at: at })
    .where('contract_id', '=', contractId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function insertApproval(tx: Tx, row: ApprovalRow): Promise<void> {
  await contracts(tx).insertInto('contracts.approval').values(row).execute()
}

export async function approvalsOf(tx: Tx, dealId: string): Promise<ApprovalRow[]> {
  return contracts(tx)
    .selectFrom('contracts.approval')
    .selectAll()
    .where('deal_id', '=', dealId)
    .orderBy('at')
    .execute()
}

export async function insertRightAnswer(tx: Tx, row: RightAnswerRow): Promise<void> {
  await contracts(tx).insertInto('contracts.right_answer').values(row).execute()
}

/** Answers to all terms of a deal, oldest first. */
export async function rightAnswersOf(tx: Tx, dealId: string): Promise<RightAnswerRow[]> {
  return contracts(tx)
    .selectFrom('contracts.right_answer')
    .selectAll()
    .where('deal_id', '=', dealId)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** Leaf hashes of journal entries, for receipts on the confirmation sheet. */
export async function leavesOf(tx: Tx, journalIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; hash: string }>`
    select j.id, l.hash from platform.journal j join platform.evidence_leaf l on l.id = j.leaf_id
    where j.id = any (${[...journalIds]}::uuid[])`.execute(tx.as('contracts'))
  return new Map(rows.map((row) => [row.id, row.hash]))
}

/** How many contracts all sides have signed: a figure of the home page. */
export async function confirmedContracts(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from contracts.contract where state = 'confirmed' and purpose = 'contract'`.execute(
    tx.as('contracts'),
  )
  return rows[0]?.n ?? 0
}
