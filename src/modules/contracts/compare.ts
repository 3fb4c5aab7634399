import type { PlacedClause } from './texts/article.ts'

export interface ClauseChange {
  readonly id: string
  readonly heading: string
  /** Number in the newer text, else in the older. */
  readonly number: string
  readonly before: string | null
  readonly after: string | null
}

/** Clauses that differ between two versions, in the order of the newer one; clauses that fell come where they were. */
export function changesBetween(
  older: readonly PlacedClause[],
  newer: readonly PlacedClause[],
): ClauseChange[] {
  const before = new Map(older.map((clause) => [clause.id, clause]))
  const after = new Map(newer.map((clause) => [clause.id, clause]))
  const changed = newer.flatMap((clause) => {
    const was = before.get(clause.id)
    if (was?.text === clause.text) return []
    return [change(clause, was?.text ?? null, clause.text)]
  })
  const fallen = older
    .filter((clause) => !after.has(clause.id))
    .map((clause) => change(clause, clause.text, null))
  return [...changed, ...fallen]
}

function change(
  { id, heading, number }: PlacedClause,
  before: string | null,
  after: string | null,
): ClauseChange {
  return { id, heading, number, before, after }
}
