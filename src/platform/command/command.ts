import type { z } from 'zod'
import type { Actor } from '../access/access.ts'
import type { Calendar } from '../calendar/calendar.ts'
import type { Tx } from '../db/database.ts'
import type { FileStore } from '../files/store.ts'
import type { RefusalParams } from '../refusal.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'

/** An instant as ISO 8601 UTC text with milliseconds, for example `2026-11-23T01:12:00.123Z`. */
export type Instant = string
/** A day in Asia/Shanghai as `YYYY-MM-DD`. */
export type Day = string

export interface Subject {
  readonly kind: 'org' | 'person'
  readonly id: string
}

/** What the integrity gate looked at and answered; stored with every command (practice.md P27). */
export interface GateSnapshot {
  readonly verdict: '未核验' | '不适用' | 'PASS' | 'WARN' | 'BLOCK'
  readonly reason: string
  readonly subjects: readonly Subject[]
  readonly at: Instant
}

/** Whom the gate checks: the acting organisation and person, subjects the verb's module names, or none with the reason. */
export type GateNeed<I> =
  | { readonly subjects: 'actor' }
  | { readonly subjects: (tx: Tx, actor: Actor, input: I) => Promise<readonly Subject[]> }
  | { readonly none: string }

/** What a verb gets besides the SQL builders: everything that must land in the same transaction. */
export interface CommandTx extends Tx {
  /** Identifier of the journal entry this command will write. */
  readonly journalId: string
  /** The database's clock when the first attempt began: receipt time of anything contested (P2). */
  readonly arrivedAt: Instant
  readonly today: Day
  readonly rules: Ruleset
  readonly calendar: Calendar
  readonly gate: GateSnapshot
  /** Bytes by hash; writing them is harmless when the command is refused. */
  readonly files: FileStore
  /** Names what the command was about: subject of the journal entry and parameters of its sentence. */
  about(kind: string, id: string | null, params?: RefusalParams): void
  /** Has the evidence leaf of this command say that a named text had this SHA-256 (a notice, a letter). */
  attest(name: string, hash: string): void
  /** Has the commitment of a secret field of this command say also what it belongs to. */
  bind(field: string, to: Readonly<Record<string, string>>): void
  /** Writes an outbox row in this transaction. */
  emit(topic: string, payload: Readonly<Record<string, unknown>>): Promise<void>
  /** The clear text of a secret field of this or an earlier command. */
  openSecret(reference: string): Promise<string>
  /** A keyed hash: equal texts of a kind give equal marks, and nobody reads a text back from its mark. */
  mark(kind: string, text: string): string
}

export type Verb<I, R> = (tx: CommandTx, actor: Actor, input: I, now: Instant) => Promise<R>
export type Reader<I, R> = (tx: Tx, actor: Actor, input: I, now: Instant) => Promise<R>

/**
 * A state-changing route: one line names path, permission, journal name, schema and verb.
 * Path parameters are merged into the input under their names.
 */
export interface WriteRoute<I = never, R = unknown> {
  readonly kind: 'write'
  readonly module: string
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly permission: string
  /** noun.verb; also the idempotency scope and the name in the journal. */
  readonly journal: string
  /** Chinese sentence template of the journal entry; parameters from `tx.about`, plus {actor}. */
  readonly says: string
  readonly input: z.ZodType<I>
  /** Most acts a minute from one person, or from one address when nobody is signed in; not counted when unset. */
  readonly perMinute?: number
  readonly gate: GateNeed<I>
  /** The hot object this command changes, for example `lot:ID` (design.md 5); undefined runs at once. */
  readonly queue?: (input: I) => string | undefined
  /** Performed by the clock once a day, with an empty input: the rule that names the time of day. */
  readonly everyDay?: string
  /** Fields never written to journal, leaf or reply in any form (passwords): the verb still gets them. */
  readonly verb: Verb<I, R>
}

export interface ReadRoute<I = never, R = unknown> {
  readonly kind: 'read'
  readonly module: string
  /** POST asks with its text in the body, which is too long for an address and no matter for logs of addresses. */
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly permission: string
  readonly journal: string
  readonly title: string
  readonly input: z.ZodType<I>
  /** Most questions a minute from one person, or from one address when nobody is signed in; not counted when unset. */
  readonly perMinute?: number
  readonly verb: Reader<I, R>
}

export type Route = WriteRoute | ReadRoute

type Unbound<T extends { kind: string; module: string }> = Omit<T, 'kind' | 'module'>

/** Builders bound to a module, so that a route line carries only what differs. */
export function routesOf(module: string) {
  return {
    write: <I, R>(route: Unbound<WriteRoute<I, R>>) =>
      ({ kind: 'write', module, ...route }) as unknown as WriteRoute,
    read: <I, R>(route: Unbound<ReadRoute<I, R>>) =>
      ({ kind: 'read', module, ...route }) as unknown as ReadRoute,
  }
}

/** What every command answers. */
export interface Reply<R> {
  readonly result: R
  readonly journalId: string
  readonly receipt: Receipt
  /** True when this reply was given before for the same key. */
  readonly repeated: boolean
}

/** A promise, signed, that the leaf will be in the log within 60 s (design.md 5). */
export interface Receipt {
  readonly leaf: string
  readonly at: Instant
  readonly keyId: string
  readonly signature: string
}
