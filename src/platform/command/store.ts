import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Leaf } from '../evidence/leaf.ts'
import type { SealedField, SecretCommitment } from './secret.ts'
import type { GateSnapshot, Instant } from './command.ts'

export interface CommandTables {
  'platform.idempotency': {
    actor: string
    key: string
    command: string
    payload_hash: string
    at: string
    reply: unknown
  }
  'platform.journal': {
    id: string
    at: string
    command: string
    sentence: string
    params: unknown
    actor_kind: string
    person_id: string | null
    org_id: string | null
    agent_for: string | null
    subject_kind: string | null
    subject_id: string | null
    input: unknown
    ruleset_version: string
    gate: unknown
    leaf_id: string
  }
  'platform.evidence_leaf': { id: string; at: string; body: string; hash: string }
  'platform.evidence_salt': { leaf_id: string; field: string; salt: string }
  'platform.secret': { id: string; journal_id: string; field: string; key_id: string; sealed: string }
  'platform.outbox': {
    id: string
    topic: string
    payload: unknown
    created_at: string
    attempts: number
    next_at: string
    done_at: string | null
    error: string | null
  }
  'platform.state': {
    one: boolean
    clock_offset_ms: number
    ruleset_version: string
    calendar_version: string
  }
}

export interface KeyClaim {
  readonly actor: string
  readonly key: string
  readonly command: string
  readonly payloadHash: string
}

/** What the first write of a command answers; undefined when the key was used before. */
export interface Claimed {
  readonly now: Instant
  readonly rulesetVersion: string
  readonly calendarVersion: string
}

/**
 * The first write of every command: the idempotency key, never a SELECT before it. The same round trip reads the
 * database's clock (plus the rehearsal offset) and the versions of rules and calendar.
 */
export async function claimKey(tx: Tx, module: string, claim: KeyClaim): Promise<Claimed | undefined> {
  const { rows } = await sql<{ at: string; ruleset: string; calendar: string }>`
    insert into platform.idempotency (actor, key, command, payload_hash, at)
    select ${claim.actor}, ${claim.key}, ${claim.command}, ${claim.payloadHash},
      date_trunc('milliseconds', clock_timestamp()) + s.clock_offset_ms * interval '1 millisecond'
    from platform.state s
    on conflict do nothing
    returning at, (select ruleset_version from platform.state) as ruleset,
      (select calendar_version from platform.state) as calendar`.execute(tx.as(module))
  const row = rows[0]
  return row && { now: row.at, rulesetVersion: row.ruleset, calendarVersion: row.calendar }
}

export async function findReply(tx: Tx, module: string, claim: Pick<KeyClaim, 'actor' | 'key'>) {
  return tx
    .as<CommandTables>(module)
    .selectFrom('platform.idempotency')
    .select(['command', 'payload_hash', 'reply'])
    .where('actor', '=', claim.actor)
    .where('key', '=', claim.key)
    .executeTakeFirst()
}

export async function keepReply(tx: Tx, module: string, claim: KeyClaim, reply: unknown): Promise<void> {
  await tx
    .as<CommandTables>(module)
    .updateTable('platform.idempotency')
    .set({ reply: JSON.stringify(reply) })
    .where('actor', '=', claim.actor)
    .where('key', '=', claim.key)
    .execute()
}

export interface JournalEntry {
  readonly id: string
  readonly at: Instant
  readonly command: string
  readonly sentence: string
  readonly params: Readonly<Record<string, string | number>>
  readonly actorKind: string
  readonly personId: string | null
  readonly orgId: string | null
  readonly agentFor: string | null
  readonly subjectKind: string | null
  readonly subjectId: string | null
  readonly input: unknown
  readonly rulesetVersion: string
  readonly gate: GateSnapshot
}

/** Journal entry, leaf that waits for its number, and salts, in one statement so that none can be without the others. */
export async function writeRecord(tx: Tx, module: string, entry: JournalEntry, leaf: Leaf): Promise<void> {
  const salts = JSON.stringify(leaf.salts)
  await sql`
    with leaf as (
      insert into platform.evidence_leaf (id, at, body, hash) values (${leaf.id}, ${entry.at}, ${leaf.body}, ${leaf.hash})
    ), due as (
      insert into platform.evidence_due (leaf_id) values (${leaf.id})
    ), entry as (
      insert into platform.journal (id, at, command, sentence, params, actor_kind, person_id, org_id, agent_for,
        subject_kind, subject_id, input, ruleset_version, gate, leaf_id)
      values (${entry.id}, ${entry.at}, ${entry.command}, ${entry.sentence}, ${JSON.stringify(entry.params)},
        ${entry.actorKind}, ${entry.personId}, ${entry.orgId}, ${entry.agentFor}, ${entry.subjectKind},
        ${entry.subjectId}, ${JSON.stringify(entry.input)}, ${entry.rulesetVersion}, ${JSON.stringify(entry.gate)},
        ${leaf.id})
    )
    insert into platform.evidence_salt (leaf_id, field, salt)
    select ${leaf.id}::uuid, s.field, s.salt from jsonb_to_recordset(${salts}::jsonb) as s(field text, salt text)`.execute(
    tx.as(module),
  )
}

export async function writeSecrets(
  tx: Tx,
  module: string,
  journalId: string,
  sealed: readonly SealedField[],
) {
  if (sealed.length === 0) return
  const rows = sealed.map((s) => ({
    id: s.id,
    journal_id: journalId,
    field: s.field,
    key_id: s.keyId,
    sealed: s.sealed,
  }))
  await tx.as<CommandTables>(module).insertInto('platform.secret').values(rows).execute()
}

export async function findSecret(tx: Tx, module: string, id: string) {
  return tx
    .as<CommandTables>(module)
    .selectFrom('platform.secret')
    .select(['key_id', 'sealed'])
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function writeOutbox(
  tx: Tx,
  module: string,
  row: { id: string; topic: string; payload: unknown; at: Instant },
): Promise<void> {
  await tx
    .as<CommandTables>(module)
    .insertInto('platform.outbox')
    .values({
      id: row.id,
      topic: row.topic,
      payload: JSON.stringify(row.payload),
      created_at: row.at,
      attempts: 0,
      next_at: row.at,
      done_at: null,
      error: null,
    })
    .execute()
}

export type { SecretCommitment }
