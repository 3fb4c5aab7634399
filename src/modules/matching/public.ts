import type { Tx } from '#platform/db/database.ts'
import type { StoredMatch } from './store-matches.ts'
import { howComputed, publicRow, withRecords } from './reads.ts'
import { listOf, storedMatches } from './store-matches.ts'

export type PublicMatch = ReturnType<typeof publicRow>

export interface PublicMatches extends ReturnType<typeof howComputed> {
  readonly items: readonly PublicMatch[]
  readonly total: number
}

/** The best matches of a public record as anybody may read them, with their reasons. */
export async function publicMatches(
  tx: Tx,
  of: { readonly kind: 'achievement' | 'demand'; readonly id: string },
  limit: number,
): Promise<PublicMatches> {
  const isDemand = of.kind === 'demand'
  const stored: readonly StoredMatch[] = await storedMatches(
    tx,
    isDemand ? { demandId: of.id } : { achievementId: of.id },
    limit,
  )
  const rows = await withRecords(tx, stored, isDemand ? 'achievement' : 'demand')
  const items = rows.map(({ match, record }) => publicRow(match, record))
  return { items, total: items.length, ...howComputed(isDemand ? await listOf(tx, of.id) : undefined) }
}
