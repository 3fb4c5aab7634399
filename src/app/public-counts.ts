import { answeredMatches } from '#modules/exchange/index.ts'
import { confirmedContracts } from '#modules/contracts/index.ts'
import { directoryKinds, type DirectoryKind } from '#modules/portal/deps.ts'
import type { Database } from '#platform/db/database.ts'
import { indexedCount } from '#platform/search/index.ts'

/** The four figures of the home page, each from the facts themselves. */
export async function marketCounts(db: Database) {
  return {
    achievements: await indexedCount(db.reader, 'achievement'),
    demands: await indexedCount(db.reader, 'demand'),
    matches: await db.read('exchange', answeredMatches),
    contracts: await db.read('contracts', confirmedContracts),
  }
}

/** Public records of each directory. */
export async function directoryCounts(db: Database): Promise<Readonly<Record<DirectoryKind, number>>> {
  const counts = await Promise.all(
    directoryKinds.map(async (kind) => [kind, await indexedCount(db.reader, kind)] as const),
  )
  return Object.fromEntries(counts) as Record<DirectoryKind, number>
}
