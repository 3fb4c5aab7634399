import { confirmedContracts, pastContracts } from '#modules/contracts/index.ts'
import { countAnsweredPairs } from '#modules/matching/index.ts'
import { directoryKinds, type DirectoryKind } from '#modules/portal/deps.ts'
import type { Database } from '#platform/db/database.ts'
import { indexedCount } from '#platform/search/index.ts'

/** The figures of the home page, each from the facts themselves; contracts of the past stand apart as history. */
export async function marketCounts(db: Database) {
  return {
    achievements: await indexedCount(db.reader, 'achievement'),
    demands: await indexedCount(db.reader, 'demand'),
    matches: await db.read('matching', countAnsweredPairs),
    contracts: await db.read('contracts', confirmedContracts),
    pastContracts: await db.read('contracts', pastContracts),
  }
}

/** Public records of each directory. */
export async function directoryCounts(db: Database): Promise<Readonly<Record<DirectoryKind, number>>> {
  const counts = await Promise.all(
    directoryKinds.map(async (kind) => [kind, await indexedCount(db.reader, kind)] as const),
  )
  return Object.fromEntries(counts) as Record<DirectoryKind, number>
}
