import { sql } from 'kysely'
import type { Database, Tx } from '../db/database.ts'

export interface OutboxRow {
  readonly id: string
  readonly topic: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly created_at: string
}

/** Handles rows of one topic, many at a time. At least once: it must bear being given a row again. */
export interface Consumer {
  readonly name: string
  readonly topic: string
  /** Work that may go on for long after what it follows is visible: readiness does not wait for it. */
  readonly isBackground?: boolean
  readonly handle: (rows: readonly OutboxRow[]) => Promise<void | readonly Unsettled[]>
}

/** A row a consumer gives back: it failed by itself, or is to come again later without having failed. */
export type Unsettled =
  | { readonly id: string; readonly error: string }
  | { readonly id: string; readonly until: string }

/** Rows taken by one turn of the loop: a mass import is indexed in large pieces, a single change at once either way. */
const BATCH = 2_000
/** After so many failures a row waits for a person: `/healthz` counts it under `dead`, `keqiao retry-outbox` tries it again. */
const ATTEMPTS_MAX = 12

/**
 * One turn over the outbox, or over some topics of it; answers how many rows were taken. Safe in many processes (`for
 * update skip locked`).
 */
export async function sweepOutbox(
  db: Database,
  consumers: readonly Consumer[],
  topics: readonly string[] | null = null,
): Promise<number> {
  return db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    const { rows } = await sql<OutboxRow>`
      select id, topic, payload, created_at from platform.outbox
      where done_at is null and next_at <= (select clock_timestamp() + clock_offset_ms * interval '1 millisecond' from platform.state)
        and attempts < ${ATTEMPTS_MAX} and (${topics}::text[] is null or topic = any (${topics}::text[]))
      order by next_at, id limit ${BATCH} for update skip locked`.execute(tx.as('platform'))
    for (const topic of new Set(rows.map((row) => row.topic))) {
      const ofTopic = rows.filter((row) => row.topic === topic)
      const { failure, back } = await handleAll(consumers, topic, ofTopic)
      if (failure !== undefined) await failed(tx, ofTopic, failure)
      else await settle(tx, ofTopic, back)
    }
    return rows.length
  })
}

/** Handles rows one by one: one that fails comes again by itself and keeps no other from being handled. */
export async function oneByOne(
  rows: readonly OutboxRow[],
  handle: (row: OutboxRow) => Promise<unknown>,
): Promise<readonly Unsettled[]> {
  const failures: Unsettled[] = []
  for (const row of rows) {
    try {
      await handle(row)
    } catch (error) {
      failures.push({ id: row.id, error: error instanceof Error ? error.message : String(error) })
    }
  }
  return failures
}

interface Handled {
  /** Why the whole batch must come again; undefined when it was handled. */
  readonly failure?: string
  readonly back: readonly Unsettled[]
}

async function handleAll(
  consumers: readonly Consumer[],
  topic: string,
  rows: readonly OutboxRow[],
): Promise<Handled> {
  const back: Unsettled[] = []
  for (const consumer of consumers) {
    if (consumer.topic !== topic) continue
    try {
      back.push(...((await consumer.handle(rows)) ?? []))
    } catch (error) {
      return {
        failure: `${consumer.name}: ${error instanceof Error ? error.message : String(error)}`,
        back: [],
      }
    }
  }
  return { back }
}

/** What was handled is done; what a consumer gave back comes again, by itself. */
async function settle(tx: Tx, rows: readonly OutboxRow[], back: readonly Unsettled[]): Promise<void> {
  const open = new Set(back.map(({ id }) => id))
  const ids = rows.filter((row) => !open.has(row.id)).map((row) => row.id)
  await sql`update platform.outbox set done_at = clock_timestamp(), error = null where id = any (${ids}::uuid[])`.execute(
    tx.as('platform'),
  )
  // A row that failed at two consumers failed once.
  for (const one of new Map(back.map((given) => [given.id, given])).values()) {
    if ('error' in one) {
      await failed(
        tx,
        rows.filter(({ id }) => id === one.id),
        one.error,
      )
    } else {
      await sql`update platform.outbox set next_at = ${one.until}::timestamptz where id = ${one.id}`.execute(
        tx.as('platform'),
      )
    }
  }
}

async function failed(tx: Tx, rows: readonly OutboxRow[], failure: string): Promise<void> {
  const ids = rows.map((row) => row.id)
  // Doubling wait, at most about an hour: a consumer that is down must not be hammered.
  await sql`update platform.outbox set attempts = attempts + 1, error = ${failure.slice(0, 500)},
      next_at = next_at + least(power(2, attempts), 3600) * interval '1 second'
    where id = any (${ids}::uuid[])`.execute(tx.as('platform'))
}

/**
 * Rows still to be handled, but for those of some topics and those put off to a later hour; `drain` waits for none, the
 * health page shows the number.
 */
export async function openOutboxRows(tx: Tx, except: readonly string[] = []): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from platform.outbox
    where done_at is null and attempts < ${ATTEMPTS_MAX} and topic <> all (${[...except]}) and (attempts > 0
      or next_at <= (select clock_timestamp() + clock_offset_ms * interval '1 millisecond' from platform.state))`.execute(
    tx.as('platform'),
  )
  return rows[0]?.n ?? 0
}

/** Rows given up after `ATTEMPTS_MAX` failures: nobody tries them before a person does. */
export async function deadOutboxRows(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from platform.outbox where done_at is null and attempts >= ${ATTEMPTS_MAX}`.execute(
    tx.as('platform'),
  )
  return rows[0]?.n ?? 0
}

/** Lets the rows given up be tried again, from now on as often as new ones; answers how many. */
export async function retryOutbox(db: Database): Promise<number> {
  return db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    const { rows } = await sql`update platform.outbox set attempts = 0,
        next_at = (select clock_timestamp() + clock_offset_ms * interval '1 millisecond' from platform.state)
      where done_at is null and attempts >= ${ATTEMPTS_MAX} returning id`.execute(tx.as('platform'))
    return rows.length
  })
}
