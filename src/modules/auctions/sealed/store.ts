import type { Tx } from '#platform/db/database.ts'

interface CustodianRow {
  id: string
  lot_id: string
  seat: number
  org_id: string
  reason: string
  person_id: string
  at: string
  journal_id: string
}

interface KeyRow {
  custodian_id: string
  recipient: string
  person_id: string
  at: string
  journal_id: string
}

export interface SealedBidRow {
  id: string
  lot_id: string
  bidder_id: string
  n: number
  envelope: string
  digest: string
  at: string
  journal_id: string
}

export interface ShareRow {
  bid_id: string
  custodian_id: string
  share: string | null
  at: string
  journal_id: string
}

interface OpenedRow {
  bid_id: string
  amount_fen: number | null
  fault: string | null
  journal_id: string
}

interface Tables {
  'auctions.custodian': CustodianRow
  'auctions.custodian_key': KeyRow
  'auctions.sealed_bid': SealedBidRow
  'auctions.share': ShareRow
  'auctions.opened_bid': OpenedRow
}

const auctions = (tx: Tx) => tx.as<Tables>('auctions')

export async function insertCustodian(tx: Tx, row: CustodianRow): Promise<void> {
  await auctions(tx).insertInto('auctions.custodian').values(row).execute()
}

export async function insertKey(tx: Tx, row: KeyRow): Promise<void> {
  await auctions(tx).insertInto('auctions.custodian_key').values(row).execute()
}

export type Custodian = CustodianRow & {
  readonly key: KeyRow | undefined
  /** The last one named for its seat. */
  readonly appointed: boolean
  /** Keeps its seat: the last one with a key, so that a seat is never without one while a successor is waited for. */
  readonly current: boolean
}

/** Everybody who ever kept a seat of a lot, by seat, the newest first. */
export async function custodiansOf(tx: Tx, lotId: string): Promise<Custodian[]> {
  const rows = await auctions(tx)
    .selectFrom('auctions.custodian')
    .selectAll()
    .where('lot_id', '=', lotId)
    .orderBy('seat')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  const keys = await auctions(tx)
    .selectFrom('auctions.custodian_key')
    .selectAll()
    .where('custodian_id', 'in', (q) =>
      q.selectFrom('auctions.custodian').select('id').where('lot_id', '=', lotId),
    )
    .execute()
  const keyOf = new Map(keys.map((key) => [key.custodian_id, key]))
  const newestOf = (seat: number, hasKey: boolean) =>
    rows.find((row) => row.seat === seat && (!hasKey || keyOf.has(row.id)))
  return rows.map((row) => {
    const appointed = newestOf(row.seat, false) === row
    return {
      ...row,
      key: keyOf.get(row.id),
      appointed,
      current: (newestOf(row.seat, true) ?? newestOf(row.seat, false)) === row,
    }
  })
}

export async function insertSealed(tx: Tx, row: SealedBidRow): Promise<void> {
  await auctions(tx).insertInto('auctions.sealed_bid').values(row).execute()
}

/** Envelopes of a lot in the order of receipt. */
export async function sealedOf(tx: Tx, lotId: string): Promise<SealedBidRow[]> {
  return auctions(tx)
    .selectFrom('auctions.sealed_bid')
    .selectAll()
    .where('lot_id', '=', lotId)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** Envelopes that count: the last one of each bidder. */
export function counting(rows: readonly SealedBidRow[]): SealedBidRow[] {
  const last = new Map<string, SealedBidRow>()
  for (const row of rows) if ((last.get(row.bidder_id)?.n ?? 0) < row.n) last.set(row.bidder_id, row)
  return rows.filter((row) => last.get(row.bidder_id) === row)
}

export async function insertShares(tx: Tx, rows: readonly ShareRow[]): Promise<void> {
  if (rows.length > 0)
    await auctions(tx)
      .insertInto('auctions.share')
      .values([...rows])
      .execute()
}

export async function sharesOf(tx: Tx, lotId: string): Promise<ShareRow[]> {
  return auctions(tx)
    .selectFrom('auctions.share')
    .selectAll()
    .where('bid_id', 'in', (q) =>
      q.selectFrom('auctions.sealed_bid').select('id').where('lot_id', '=', lotId),
    )
    .orderBy('at')
    .orderBy('custodian_id')
    .execute()
}

export async function insertOpened(tx: Tx, rows: readonly OpenedRow[]): Promise<void> {
  if (rows.length > 0)
    await auctions(tx)
      .insertInto('auctions.opened_bid')
      .values([...rows])
      .execute()
}

export async function openedOf(tx: Tx, lotId: string): Promise<ReadonlyMap<string, OpenedRow>> {
  const rows = await auctions(tx)
    .selectFrom('auctions.opened_bid')
    .selectAll()
    .where('bid_id', 'in', (q) =>
      q.selectFrom('auctions.sealed_bid').select('id').where('lot_id', '=', lotId),
    )
    .execute()
  return new Map(rows.map((row) => [row.bid_id, row]))
}
