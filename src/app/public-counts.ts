import { answeredMatches } from '#modules/exchange/index.ts'
import { confirmedContracts } from '#modules/contracts/index.ts'
import type { Database } from '#platform/db/database.ts'
import { search } from '#platform/search/index.ts'

/** The four figures of the home page, each from the facts themselves. */
export async function marketCounts(db: Database) {
  const listed = async (kind: string) => (await search(db.reader, { kind, limit: 1 })).total
  return {
    achievements: await listed('achievement'),
    demands: await listed('demand'),
    matches: await db.read('exchange', answeredMatches),
    contracts: await db.read('contracts', confirmedContracts),
  }
}
