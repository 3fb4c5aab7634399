import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Invariant } from '../module.ts'

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('platform'))).rows

/** What must never be among public notices. */
export const noticeInvariants: readonly Invariant[] = [
  {
    name: 'an open notice is that of its dossier’s visit',
    rows: rowsOf(`select n.id from platform.notice n join platform.dossier d on d.id = n.dossier_id
      where n.state = 'open' and n.visit <> d.visit limit 20`),
  },
  {
    name: 'no notice that is over has an open objection',
    rows: rowsOf(`select o.id from platform.objection o join platform.notice n on n.id = o.notice_id
      where o.kind = 'objection' and o.state = 'open' and n.state <> 'open' limit 20`),
  },
  {
    name: 'no notice that ran its term was closed before the term was over',
    rows: rowsOf(`select n.id from platform.notice n join platform.deadline d on d.id = n.deadline_id
      where n.state = 'closed' and (d.due_on is null or (n.closed_at at time zone 'Asia/Shanghai')::date <= d.due_on)
      limit 20`),
  },
  {
    name: 'every version of a notice says its digest in its leaf',
    rows: rowsOf(`select v.notice_id from platform.notice_version v
      join platform.journal j on j.id = v.journal_id join platform.evidence_leaf l on l.id = j.leaf_id
      where position(v.digest in l.body) = 0 limit 20`),
  },
]
