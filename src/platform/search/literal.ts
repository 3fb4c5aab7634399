import { byRank, type Scored } from './sets.ts'
import type { Sql } from './sql.ts'

/** Documents whose text is compared with a literal in one query, best first. */
const MOST_CHECKED = 10_000
const CHECKED_AT_ONCE = 1_000

/** Keeps the hits whose folded text contains every literal; looks at a bounded number, best first. */
export async function keepLiteral(
  sql: Sql,
  kind: string,
  scored: Scored,
  literals: readonly string[],
): Promise<{ hits: Scored; isWhole: boolean }> {
  if (literals.length === 0 || scored.docs.length === 0) return { hits: scored, isWhole: true }
  const ranked = Array.from(scored.docs, (doc, i) => ({ doc, score: scored.scores[i] ?? 0 })).sort(byRank)
  const checked = ranked.slice(0, MOST_CHECKED)
  const kept = new Map<number, number>()
  for (let from = 0; from < checked.length; from += CHECKED_AT_ONCE) {
    const part = new Map(checked.slice(from, from + CHECKED_AT_ONCE).map(({ doc, score }) => [doc, score]))
    const rows = await sql.query<{ doc: number }>(
      `select d.doc from platform.search_doc d where d.kind = $1 and d.doc = any($2::int[])
         and not exists (select from unnest($3::text[]) as l(literal) where position(l.literal in d.text) = 0)`,
      [kind, [...part.keys()], literals],
    )
    for (const { doc } of rows) kept.set(doc, part.get(doc) ?? 0)
  }
  const docs = Int32Array.from(kept.keys()).sort()
  const hits = { docs, scores: Float64Array.from(docs, (doc) => kept.get(doc) ?? 0) }
  return { hits, isWhole: checked.length === ranked.length }
}
