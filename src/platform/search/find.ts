import { Refusal } from '../refusal.ts'
import type { Sql } from './sql.ts'

/** Identifier of a public record by that identifier or its public one; refused as absent when nothing public has it. */
export async function indexedId(sql: Sql, kind: string, id: string): Promise<string> {
  const [row] = await sql.query<{ id: string }>(
    `select id from platform.search_doc where kind = $1 and id = $2
     union all select id from platform.search_doc where kind = $1 and public_id = $2 limit 1`,
    [kind, id],
  )
  if (!row) throw new Refusal('absent', '没有找到这条记录，或它已下架。')
  return row.id
}
