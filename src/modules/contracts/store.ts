import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'
import type { ContractType } from './paper.ts'

export interface ContractRow {
  id: string
  public_id: string
  deal_id: string
  dossier_id: string
  type: ContractType
  title: string
  seller_org_id: string
  buyer_org_id: string
  sample: boolean
  state: string
  version: number
  drafted_by: string
  drafted_at: string
}

export interface DocumentRow {
  contract_id: string
  version: number
  terms_version: number
  file_id: string
  sha256: string
  made_by: string
  at: string
}

export interface ConsentRow {
  contract_id: string
  version: number
  org_id: string
  person_id: string
  clause: string
  at: string
  journal_id: string
}

export interface ConfirmationRow {
  id: string
  contract_id: string
  version: number
  org_id: string
  org_name: string
  person_id: string
  person_name: string
  capacity: string
  way: 'a' | 'b' | 'c'
  factor: 'totp' | 'sms'
  factor_at: string
  document_sha256: string
  at: string
  journal_id: string
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

interface Tables {
  'contracts.contract': ContractRow
  'contracts.document': DocumentRow
  'contracts.consent': ConsentRow
  'contracts.confirmation': ConfirmationRow
  'contracts.rejection': RejectionRow
}

const contracts = (tx: Tx) => tx.as<Tables>('contracts')

export async function insertContract(tx: Tx, row: ContractRow): Promise<void> {
  await contracts(tx).insertInto('contracts.contract').values(row).execute()
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

/** The contract of a deal that waits for its confirmations. */
export async function draftedOfDeal(tx: Tx, dealId: string): Promise<ContractRow | undefined> {
  return contracts(tx)
    .selectFrom('contracts.contract')
    .selectAll()
    .where('deal_id', '=', dealId)
    .where('state', '=', 'drafted')
    .executeTakeFirst()
}

/** Contracts of an organisation (null: of all), newest first. */
export async function contractsOf(
  tx: Tx,
  query: { readonly orgId: string | null; readonly dealId?: string | undefined; readonly limit: number },
): Promise<ContractRow[]> {
  const { orgId, dealId, limit } = query
  let all = contracts(tx).selectFrom('contracts.contract').selectAll()
  if (dealId !== undefined) all = all.where('deal_id', '=', dealId)
  if (orgId !== null)
    all = all.where((where) =>
      where.or([where('seller_org_id', '=', orgId), where('buyer_org_id', '=', orgId)]),
    )
  return all.orderBy('drafted_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

export async function updateContract(
  tx: Tx,
  id: string,
  to: { readonly state: string } | { readonly version: number },
): Promise<void> {
  await contracts(tx).updateTable('contracts.contract').set(to).where('id', '=', id).execute()
}

export async function insertDocument(tx: Tx, row: DocumentRow): Promise<void> {
  await contracts(tx).insertInto('contracts.document').values(row).execute()
}

export async function documentsOf(tx: Tx, contractId: string): Promise<DocumentRow[]> {
  return contracts(tx)
    .selectFrom('contracts.document')
    .selectAll()
    .where('contract_id', '=', contractId)
    .orderBy('version', 'desc')
    .execute()
}

export async function insertConsent(tx: Tx, row: ConsentRow): Promise<void> {
  await contracts(tx).insertInto('contracts.consent').values(row).execute()
}

export async function consentsOf(tx: Tx, contractId: string, version: number): Promise<ConsentRow[]> {
  return contracts(tx)
    .selectFrom('contracts.consent')
    .selectAll()
    .where('contract_id', '=', contractId)
    .where('version', '=', version)
    .orderBy('at')
    .execute()
}

export async function insertConfirmation(tx: Tx, row: ConfirmationRow): Promise<void> {
  await contracts(tx).insertInto('contracts.confirmation').values(row).execute()
}

export async function confirmationsOf(
  tx: Tx,
  contractId: string,
  version: number,
): Promise<ConfirmationRow[]> {
  return contracts(tx)
    .selectFrom('contracts.confirmation')
    .selectAll()
    .where('contract_id', '=', contractId)
    .where('version', '=', version)
    .orderBy('at')
    .execute()
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

/** Leaf hashes of journal entries, for receipts on the confirmation sheet. */
export async function leavesOf(tx: Tx, journalIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; hash: string }>`
    select j.id, l.hash from platform.journal j join platform.evidence_leaf l on l.id = j.leaf_id
    where j.id = any (${[...journalIds]}::uuid[])`.execute(tx.as('contracts'))
  return new Map(rows.map((row) => [row.id, row.hash]))
}

/** How many contracts both sides have confirmed: a figure of the home page. */
export async function confirmedContracts(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from contracts.contract where state = 'confirmed'`.execute(tx.as('contracts'))
  return rows[0]?.n ?? 0
}

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('contracts'))).rows

export const invariants: readonly Invariant[] = [
  {
    name: 'a contract has the state of its dossier',
    rows: rowsOf(`select c.id from contracts.contract c join platform.dossier d on d.id = c.dossier_id
      where d.state <> c.state limit 20`),
  },
  {
    name: 'a confirmed contract was confirmed by both parties on the text that counts, each after both consented',
    rows: rowsOf(`select c.id from contracts.contract c
      join contracts.document t on t.contract_id = c.id and t.version = c.version
      where c.state = 'confirmed' and (
        select count(distinct f.org_id) from contracts.confirmation f
        where f.contract_id = c.id and f.version = c.version and f.document_sha256 = t.sha256
          and f.org_id in (c.seller_org_id, c.buyer_org_id)
          and f.at >= all (select n.at from contracts.consent n where n.contract_id = c.id and n.version = c.version)
          and 2 = (select count(*) from contracts.consent n where n.contract_id = c.id and n.version = c.version)
      ) <> 2 limit 20`),
  },
  {
    name: 'the hash of a contract text is that of its file',
    rows: rowsOf(`select t.contract_id from contracts.document t join platform.file f on f.id = t.file_id
      where f.sha256 <> t.sha256 limit 20`),
  },
]
