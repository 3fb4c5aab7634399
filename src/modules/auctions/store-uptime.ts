import type { Tx } from '#platform/db/database.ts'

interface OutageRow {
  lot_id: string
  from_at: string
  until_at: string
  journal_id: string
}

interface Tables {
  'auctions.outage': OutageRow
  'auctions.uptime': { id: string; from_at: string; until_at: string }
}

const auctions = (tx: Tx) => tx.as<Tables>('auctions')

export async function insertOutage(tx: Tx, row: OutageRow): Promise<void> {
  await auctions(tx).insertInto('auctions.outage').values(row).execute()
}

export async function outagesOf(tx: Tx, lotId: string): Promise<OutageRow[]> {
  return auctions(tx)
    .selectFrom('auctions.outage')
    .selectAll()
    .where('lot_id', '=', lotId)
    .orderBy('from_at')
    .execute()
}

/** Outages that moved the close, as a record publishes them. */
export async function publishedOutages(tx: Tx, lotId: string): Promise<{ from: string; until: string }[]> {
  return (await outagesOf(tx, lotId)).map((one) => ({ from: one.from_at, until: one.until_at }))
}

/**
 * Runs of the service that touch the time from `since` on, and the last one before it, oldest first: a service that has
 * only just come back has written no new run yet, and was away all the same.
 */
export async function uptimesSince(tx: Tx, since: string): Promise<{ from_at: string; until_at: string }[]> {
  return auctions(tx)
    .selectFrom('auctions.uptime')
    .select(['from_at', 'until_at'])
    .where('until_at', '>=', (q) =>
      q.fn.coalesce(
        q
          .selectFrom('auctions.uptime')
          .select(({ fn }) => fn.max('until_at').as('last'))
          .where('until_at', '<', since),
        q.val(since),
      ),
    )
    .orderBy('from_at')
    .execute()
}

/** Lets the run of the service reach `now`; a new run begins where the last one ended longer than `gapSeconds` ago. */
export async function keepUptime(tx: Tx, id: string, now: string, gapSeconds: number): Promise<void> {
  const since = new Date(Date.parse(now) - gapSeconds * 1000).toISOString()
  const { numUpdatedRows } = await auctions(tx)
    .updateTable('auctions.uptime')
    .set({ until_at: now })
    .where('id', '=', (q) =>
      q
        .selectFrom('auctions.uptime')
        .select('id')
        .where('until_at', '>=', since)
        .orderBy('until_at', 'desc')
        .limit(1),
    )
    .where('until_at', '<', now)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return
  const last = (await uptimesSince(tx, since)).at(-1)
  if (last === undefined || last.until_at < since)
    await auctions(tx).insertInto('auctions.uptime').values({ id, from_at: now, until_at: now }).execute()
}
