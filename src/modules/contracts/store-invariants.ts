import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('contracts'))).rows

/** Queries that must return no row. */
export const invariants: readonly Invariant[] = [
  {
    name: 'a contract has the state of its dossier',
    rows: rowsOf(`select c.id from contracts.contract c join platform.dossier d on d.id = c.dossier_id
      where d.state <> c.state limit 20`),
  },
  {
    name: 'a concluded text was signed by everybody who was to sign the version that counts, on its very hash',
    rows: rowsOf(`select c.id from contracts.contract c
      join contracts.document t on t.contract_id = c.id and t.version = c.version
      where (c.state = 'confirmed') and (
        c.concluded_at is null
        or not exists (select from platform.signing_signatory s where s.document_id = t.signing_id and s.org_id = c.seller_org_id)
        or not exists (select from platform.signing_signatory s where s.document_id = t.signing_id and s.org_id = c.buyer_org_id)
        or exists (select from platform.signing_signatory s where s.document_id = t.signing_id and not exists (
          select from platform.signing_record r where r.document_id = t.signing_id and r.signatory_id = s.id
            and r.document_sha256 = t.sha256))) limit 20`),
  },
  {
    name: 'nobody signed electronically before all organisations that are to sign had agreed to it',
    rows: rowsOf(`select r.id from platform.signing_record r
      join contracts.document t on t.signing_id = r.document_id
      join platform.signing_signatory s on s.document_id = r.document_id and s.org_id is not null
      left join platform.signing_consent n on n.document_id = r.document_id and n.signatory_id = s.id
      where r.way in ('b', 'c') and (n.at is null or n.at > r.at) limit 20`),
  },
  {
    name: 'no paper was found right by who brought it',
    rows: rowsOf(`select r.id from platform.signing_record r
      join contracts.document t on t.signing_id = r.document_id
      where r.way = 'a' and r.evidence->>'checkedBy' = (
        select p.brought_by::text from platform.signing_paper p where p.id::text = r.evidence->>'paperId') limit 20`),
  },
  {
    name: 'the hash of a contract text is that of its file',
    rows: rowsOf(`select t.contract_id from contracts.document t join platform.file f on f.id = t.file_id
      where f.sha256 <> t.sha256 limit 20`),
  },
]
