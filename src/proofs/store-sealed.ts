import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DealMarket } from '#test/deal-market.ts'

/** Rows of any table of the database whose text holds the given digits: what a dump would show. */
export async function rowsHolding(market: DealMarket, digits: string): Promise<string[]> {
  const tables = await market.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await market.query(`select 1 from ${name} t where t::text like '%${digits}%' limit 1`)
    if (rows.length > 0) found.push(name)
  }
  return found
}

/** How often any of the patterns stands in the write-ahead log and in the log files of the server. */
export async function hitsInFiles(market: DealMarket, patterns: readonly Buffer[]): Promise<number> {
  await market.query('select pg_switch_wal()')
  const [row] = await market.query<{ data_directory: string }>('show data_directory')
  const data = row?.data_directory ?? ''
  const files = readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (entry.parentPath.includes('pg_wal') || entry.name.endsWith('.log')))
    .map((entry) => join(entry.parentPath, entry.name))
  if (files.length === 0) throw new Error(`no write-ahead log under ${data}`)
  let hits = 0
  for (const file of files) {
    const bytes = bytesOf(file)
    hits += patterns.filter((pattern) => bytes.includes(pattern)).length
  }
  return hits
}

/** A segment of the log that a checkpoint has recycled since it was listed is under another name now, or gone. */
function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

export interface Envelope {
  readonly id: string
  readonly lot_id: string
  readonly envelope: string
  readonly alias: string
}

/** Envelopes that count: the last of each bidder. */
export async function envelopesOf(market: DealMarket, lotIds: readonly string[]): Promise<Envelope[]> {
  return market.query(
    `select distinct on (s.bidder_id) s.id, s.lot_id, s.envelope, b.alias from auctions.sealed_bid s
     join auctions.bidder b on b.id = s.bidder_id where s.lot_id = any ($1) order by s.bidder_id, s.n desc`,
    [lotIds],
  )
}

/** What was found and awarded, per lot. */
export async function awardsOf(market: DealMarket, lotIds: readonly string[]) {
  return market.query<{
    id: string
    state: string
    alias: string | null
    award_fen: number | null
    opened: number
  }>(
    `select l.id, l.state, b.alias, l.award_fen::float8 as award_fen,
       (select count(*)::int from auctions.opened_bid o join auctions.sealed_bid s on s.id = o.bid_id where s.lot_id = l.id) as opened
     from auctions.lot l left join auctions.bidder b on b.id = l.award_bidder where l.id = any ($1)`,
    [lotIds],
  )
}
