import { outsideShelf, type OutsideRow, type Twin } from '#platform/records/outside.ts'
import type { Tx } from '#platform/db/database.ts'
import { achievementBulk } from './bulk.ts'
import type { Achievement } from './forms.ts'
import { achievementKind } from './kind.ts'
import { achievementListing } from './procedure.ts'
import { publicView } from './publicity.ts'
import { ipNumbers } from './rules.ts'
import { ownersOfRights } from './store.ts'

/** Achievements as outside platforms exchange them. */
export const achievementShelf = outsideShelf<Achievement>({
  bulk: achievementBulk,
  kind: achievementKind,
  listing: achievementListing,
  shelf: 'offShelf',
  publicView,
  alike: sameRights,
})

/** Live records of other owners that name one of the rights of a row. */
async function sameRights(tx: Tx, exceptOrgId: string, rows: readonly OutsideRow[]): Promise<Twin[]> {
  const named = rows.flatMap(({ row, values }) =>
    ipNumbers(values as Achievement).map((number) => ({ row, number })),
  )
  const found = await ownersOfRights(tx, exceptOrgId, named, achievementKind.liveStates)
  return found.map(({ number, ...twin }) => ({ ...twin, why: `知识产权号码 ${number} 相同` }))
}
