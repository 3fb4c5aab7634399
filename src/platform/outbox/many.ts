import { sql } from 'kysely'
import { v7 } from 'uuid'
import type { Tx } from '../db/database.ts'

/** Rows a statement carries; a parameter stays small. */
const PART = 5_000

/** Writes one outbox row a payload, a statement for thousands: for commands that change whole batches. */
export async function emitMany(
  tx: Tx,
  module: string,
  topic: string,
  payloads: readonly Readonly<Record<string, unknown>>[],
  at: string,
): Promise<void> {
  for (let from = 0; from < payloads.length; from += PART) {
    const rows = payloads.slice(from, from + PART).map((payload) => ({ id: v7(), payload }))
    await sql`insert into platform.outbox (id, topic, payload, created_at, attempts, next_at)
      select id, ${topic}, payload, ${at}::timestamptz, 0, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, payload jsonb)`.execute(
      tx.as(module),
    )
  }
}
