import { ITEMS, type DigestSource } from '#platform/message/digest.ts'
import type { Listed } from './percolation.ts'
import { forgetTold, freshSearches, hitsOf, markTold } from './store.ts'

/** What was told longer ago is not kept: 90 days, a quarter in which somebody may still ask what a digest meant. */
const KEPT_MS = 90 * 86_400_000

/** News of the searches a person reads once a day. */
export function digestSource(lists: ReadonlyMap<string, Listed>): DigestSource {
  return {
    collect: async (tx, { personId }) => {
      const searches = await freshSearches(tx, [personId])
      const ids = searches.map(({ id }) => id)
      const hits = await hitsOf(tx, ids, { untold: true, each: ITEMS })
      const totals = new Map(hits.map((hit) => [hit.search_id, hit.total]))
      return {
        source: 'saved-search',
        title: '订阅的新信息',
        count: [...totals.values()].reduce((sum, n) => sum + n, 0),
        link: '/app/subscriptions',
        items: hits.slice(0, ITEMS).map((hit) => ({
          text: `${hit.name}（${hit.owner_name}）`,
          link: `${lists.get(hit.kind)?.path ?? ''}/${hit.public_id}`,
        })),
      }
    },
    told: async (tx, personId, now) => {
      const searches = await freshSearches(tx, [personId])
      await markTold(
        tx,
        searches.map(({ id }) => id),
        now,
      )
      await forgetTold(tx, new Date(Date.parse(now) - KEPT_MS).toISOString())
    },
  }
}
