import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { from as copyFrom } from 'pg-copy-streams'
import type { Database, Tx } from '../db/database.ts'
import type { RowValues, StagedValues } from './kind.ts'

export interface BatchRow {
  id: string
  kind: string
  owner_org_id: string
  publish: boolean
  sample: boolean
  rejected: number
  state: 'staging' | 'applying' | 'flipped' | 'discarded'
  applied_to: number
  person_id: string | null
  created_at: string
  closed_at: string | null
}

export interface BulkTables {
  'platform.bulk_batch': BatchRow
  'platform.bulk_row': { batch_id: string; row: number; body: unknown }
}

const tables = (tx: Tx, module: string) => tx.as<BulkTables>(module)

/** Thrown inside the copy to take everything back; never leaves this file. */
class Withdrawn extends Error {}

/**
 * Stages rows by COPY in one transaction, as they come. When `keeps` answers false after the last one, nothing of
 * them stays.
 */
export async function stageRows(
  db: Database,
  module: string,
  batchId: string,
  rows: AsyncIterable<StagedValues>,
  keeps: () => boolean,
): Promise<void> {
  await db.copyAs(module, async (client) => {
    await client.query('begin')
    try {
      const copy = client.query(copyFrom('copy platform.bulk_row (batch_id, row, body) from stdin'))
      await pipeline(Readable.from(linesOf(batchId, rows)), copy)
      if (!keeps()) throw new Withdrawn()
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      if (!(error instanceof Withdrawn)) throw error
    }
  })
}

async function* linesOf(batchId: string, rows: AsyncIterable<StagedValues>): AsyncGenerator<string> {
  for await (const { row, values } of rows) {
    // JSON holds no raw tab or line feed; only its backslashes need a second one for COPY.
    yield `${batchId}\t${row}\t${JSON.stringify(values).replaceAll('\\', '\\\\')}\n`
  }
}

export async function insertBatch(tx: Tx, module: string, row: BatchRow): Promise<void> {
  await tables(tx, module).insertInto('platform.bulk_batch').values(row).execute()
}

export async function findBatch(tx: Tx, module: string, id: string): Promise<BatchRow | undefined> {
  return tables(tx, module)
    .selectFrom('platform.bulk_batch')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Batches of these kinds that were neither flipped nor discarded. */
export async function openBatches(tx: Tx, kind: string): Promise<BatchRow[]> {
  return tables(tx, 'platform')
    .selectFrom('platform.bulk_batch')
    .selectAll()
    .where('kind', '=', kind)
    .where('closed_at', 'is', null)
    .orderBy('created_at')
    .limit(100)
    .execute()
}

/** Organisations whose example records of a kind were listed. */
export async function seededOwners(tx: Tx, kind: string): Promise<ReadonlySet<string>> {
  const rows = await tables(tx, 'platform')
    .selectFrom('platform.bulk_batch')
    .select('owner_org_id')
    .where('kind', '=', kind)
    .where('sample', '=', true)
    .where('state', '=', 'flipped')
    .execute()
  return new Set(rows.map((row) => row.owner_org_id))
}

export async function changeBatch(
  tx: Tx,
  module: string,
  id: string,
  patch: Partial<Pick<BatchRow, 'state' | 'applied_to' | 'closed_at'>>,
): Promise<void> {
  await tables(tx, module).updateTable('platform.bulk_batch').set(patch).where('id', '=', id).execute()
}

export async function stagedAfter(tx: Tx, module: string, batchId: string, after: number, limit: number) {
  const rows = await tables(tx, module)
    .selectFrom('platform.bulk_row')
    .select(['row', 'body'])
    .where('batch_id', '=', batchId)
    .where('row', '>', after)
    .orderBy('row')
    .limit(limit)
    .execute()
  return rows.map(({ row, body }): StagedValues => ({ row, values: body as RowValues }))
}

export async function emptyBatch(tx: Tx, module: string, batchId: string): Promise<void> {
  await tables(tx, module).deleteFrom('platform.bulk_row').where('batch_id', '=', batchId).execute()
}

/** Removes rows staged by an import that ended before its batch began. */
export async function sweepOrphans(tx: Tx, module: string): Promise<void> {
  await sql`delete from platform.bulk_row r where not exists (
    select 1 from platform.bulk_batch b where b.id = r.batch_id and b.closed_at is null)`.execute(
    tx.as(module),
  )
}
