import { publicLots } from '#modules/auctions/index.ts'
import type { LotDeps } from '#modules/portal/lot-deps.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { replayAuction } from '../verify/auction.ts'
import { replayOpening } from '../verify/sealed.ts'
import { absentAsNull } from './absent.ts'
import type { Runtime } from './runtime.ts'

/** Lots on the portal; a record that has ended is read again by the outsider's check, as it was published. */
export function lotDeps({ db }: Runtime): LotDeps {
  return {
    lots: (query) => db.read('auctions', (tx) => publicLots.list(tx, query)),
    lot: (id) =>
      absentAsNull(() => db.read('auctions', async (tx) => publicLots.one(tx, id, await databaseNow(tx)))),
    lotReplay: (id) =>
      absentAsNull(async () => {
        const { record, ...about } = await db.read('auctions', (tx) => publicLots.record(tx, id))
        if (record === null) return { ...about, kind: 'none' }
        return record.kind === 'open'
          ? { ...about, kind: 'open', replay: replayAuction(record.published) }
          : { ...about, kind: 'sealed', replay: replayOpening(record.published) }
      }),
  }
}
