import type { DealMarket } from '#test/deal-market.ts'

/** Verified firms that bid; their identifiers. */
export async function addFirms(market: DealMarket, count: number): Promise<string[]> {
  const rows = await market.query<{ id: string }>(
    `insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample, created_at, verified_at)
     select gen_random_uuid(), md5('firm' || n), '民企', '示例竞买公司' || n, '示例竞买公司' || n, '', '', false, true, '2026-01-05', '2026-01-05'
     from generate_series(1, $1) n returning id`,
    [count],
  )
  return rows.map(({ id }) => id)
}

/** Takes some connections of the database away in the midst of whatever they do. */
export async function cutConnections(market: DealMarket, count: number): Promise<void> {
  await market.query(
    `select pg_terminate_backend(pid) from (select pid from pg_stat_activity where datname = current_database()
       and pid <> pg_backend_pid() and state <> 'idle' order by random() limit $1) one`,
    [count],
  )
}

/** Bids that are written, and how often the lot was ended. */
export async function writtenOf(market: DealMarket, lotId: string): Promise<{ bids: number; ends: number }> {
  const [row] = await market.query<{ bids: number; ends: number }>(
    `select (select count(*)::int from auctions.bid where lot_id = l.id) as bids,
       (select count(*)::int from platform.dossier_entry e where e.dossier_id = l.dossier_id and e.action in ('award', 'fail')) as ends
     from auctions.lot l where l.id = $1`,
    [lotId],
  )
  return row ?? { bids: 0, ends: 0 }
}
