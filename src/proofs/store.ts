import { sql } from 'kysely'
import type pg from 'pg'
import type { Database, Tx } from '#platform/db/database.ts'
import type { Step } from './history.ts'

/** Schema and role of the tables that only a scratch city has. */
export const PROOF = 'proof'

// No unique constraint on the key of an effect: a second effect must be able to show.
// A list is read by its index even in a small table: else every reader conflicts with every writer.
const TABLES = `
  SELECT platform.own('${PROOF}');
  CREATE TABLE proof.list (key text PRIMARY KEY, items int[] NOT NULL DEFAULT '{}') WITH (fillfactor = 20);
  CREATE TABLE proof.effect (id uuid PRIMARY KEY, key text NOT NULL);
  CREATE INDEX effect_key ON proof.effect (key);
  CREATE TABLE proof.account (writer int PRIMARY KEY, n int NOT NULL);
  DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET enable_seqscan = off', current_database()); END $$;
  INSERT INTO platform.state VALUES (true, 0, 'proof', 'proof')`

/** Makes the proofs' own tables and the state row without which no command runs. */
export async function makeTables(db: Database): Promise<void> {
  await db.owner((client) => client.query(TABLES))
}

/** Adds empty lists under these names. */
export async function makeLists(db: Database, keys: readonly string[]): Promise<void> {
  await db.owner((client) => client.query('INSERT INTO proof.list (key) SELECT unnest($1::text[])', [keys]))
}

/** Adds an account of 0 for each writer. */
export async function makeAccounts(db: Database, writers: number): Promise<void> {
  await db.owner((client) =>
    client.query('INSERT INTO proof.account SELECT w, 0 FROM generate_series(0, $1 - 1) w', [writers]),
  )
}

async function readList(tx: Tx, key: string): Promise<number[]> {
  const { rows } = await sql<{ items: number[] }>`SELECT items FROM proof.list WHERE key = ${key}`.execute(
    tx.as(PROOF),
  )
  if (!rows[0]) throw new Error(`no list ${key}`)
  return rows[0].items
}

/** One step of a transaction as planned; `copy` writes back what was read, as most code does. */
export type Op =
  | { readonly do: 'read'; readonly key: string }
  | { readonly do: 'append'; readonly key: string; readonly item: number; readonly copy: boolean }

/** Runs the steps in order and answers what was seen. */
export async function runOps(tx: Tx, ops: readonly Op[]): Promise<Step[]> {
  const steps: Step[] = []
  for (const op of ops) {
    if (op.do === 'read' || op.copy) {
      const items = await readList(tx, op.key)
      steps.push({ kind: 'read', key: op.key, items })
      if (op.do === 'append')
        await sql`UPDATE proof.list SET items = ${[...items, op.item]} WHERE key = ${op.key}`.execute(
          tx.as(PROOF),
        )
    } else {
      await sql`UPDATE proof.list SET items = items || ${op.item}::int WHERE key = ${op.key}`.execute(
        tx.as(PROOF),
      )
    }
    if (op.do === 'append') steps.push({ kind: 'append', key: op.key, item: op.item })
  }
  return steps
}

/** The lists whose names begin so, as they stand. */
export async function finalLists(db: Database, prefix: string): Promise<Map<string, number[]>> {
  const { rows } = await db.owner((client) =>
    client.query<{ key: string; items: number[] }>(
      'SELECT key, items FROM proof.list WHERE starts_with(key, $1)',
      [prefix],
    ),
  )
  return new Map(rows.map(({ key, items }) => [key, items]))
}

/** The effect of a proof's command: a row under its key and one more on the writer's account. */
export async function writeEffect(
  tx: Tx,
  effect: { id: string; key: string; writer: number },
): Promise<void> {
  await sql`INSERT INTO proof.effect (id, key) VALUES (${effect.id}, ${effect.key})`.execute(tx.as(PROOF))
  await sql`UPDATE proof.account SET n = n + 1 WHERE writer = ${effect.writer}`.execute(tx.as(PROOF))
}

/** How many rows of each kind stand after the same commands; equal when nothing is half. */
export interface Counts {
  readonly effects: number
  /** Distinct keys among the effects: fewer than effects when one had two. */
  readonly keys: number
  readonly accounts: number
  readonly journal: number
  readonly leaves: number
  readonly outbox: number
  /** Idempotency keys with a stored reply. */
  readonly replies: number
  /** Idempotency keys without one. */
  readonly unanswered: number
}

/** Counts in one statement, so of one moment, also while others write. */
export async function countAll(client: pg.ClientBase): Promise<Counts> {
  const { rows } = await client.query<Counts>(
    `SELECT (SELECT count(*)::int FROM proof.effect) AS effects,
      (SELECT count(DISTINCT key)::int FROM proof.effect) AS keys,
      (SELECT coalesce(sum(n), 0)::int FROM proof.account) AS accounts,
      (SELECT count(*)::int FROM platform.journal) AS journal,
      (SELECT count(*)::int FROM platform.journal j JOIN platform.evidence_leaf l ON l.id = j.leaf_id) AS leaves,
      (SELECT count(*)::int FROM platform.outbox) AS outbox,
      (SELECT count(*)::int FROM platform.idempotency WHERE reply IS NOT NULL) AS replies,
      (SELECT count(*)::int FROM platform.idempotency WHERE reply IS NULL) AS unanswered`,
  )
  if (!rows[0]) throw new Error('a count without a row')
  return rows[0]
}

/** What stands in the database of one command. */
export interface Stored {
  readonly key: string
  readonly effects: number
  /** Hash and body of its leaf, reached through the journal entry the reply named. */
  readonly hash: string | null
  readonly body: string | null
}

/** What stands of each of these commands, asked by key and by the journal id of its reply. */
export async function findStored(
  client: pg.ClientBase,
  replies: readonly { key: string; journalId: string }[],
): Promise<Stored[]> {
  const { rows } = await client.query<Stored>(
    `SELECT a.key, l.hash, l.body, (SELECT count(*)::int FROM proof.effect e WHERE e.key = a.key) AS effects
    FROM jsonb_to_recordset($1::jsonb) AS a(key text, "journalId" uuid)
    LEFT JOIN platform.journal j ON j.id = a."journalId"
    LEFT JOIN platform.evidence_leaf l ON l.id = j.leaf_id`,
    [JSON.stringify(replies)],
  )
  return rows
}

/** What opens the commitments of a command's leaf: the journal entry and the salts by field. */
export interface Opening {
  readonly key: string
  readonly input: unknown
  readonly gate: unknown
  readonly salts: Readonly<Record<string, string>>
}

/** The openings of all commands that `proof.effect` holds, by key. */
export async function findOpenings(client: pg.ClientBase): Promise<Map<string, Opening>> {
  const { rows } = await client.query<Opening>(
    `SELECT j.input->>'key' AS key, j.input, j.gate, jsonb_object_agg(s.field, s.salt) AS salts
    FROM platform.journal j JOIN platform.evidence_salt s ON s.leaf_id = j.leaf_id GROUP BY j.id`,
  )
  return new Map(rows.map((row) => [row.key, row]))
}
