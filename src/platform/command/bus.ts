import { v7 } from 'uuid'
import { admit, assertReached, type Actor, type Permissions } from '../access/access.ts'
import { dayOf, type Calendar } from '../calendar/calendar.ts'
import { isLockTimeout, isSerializationFailure, type Database, type Tx } from '../db/database.ts'
import { canonical, commandLeaf, receiptText, type Leaf } from '../evidence/leaf.ts'
import { countAsked } from '../facts/facts.ts'
import type { FileStore } from '../files/store.ts'
import { titledFault } from '../forms/form.ts'
import { gateSnapshot, type GatePort } from '../gate/gate.ts'
import type { Keys } from '../keys/keys.ts'
import { Refusal, type RefusalParams } from '../refusal.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import type { CommandTx, GateSnapshot, Instant, Reply, WriteRoute } from './command.ts'
import { Queue } from './queue.ts'
import { boundTo, sealInput, type SealedInput } from './secret.ts'
import {
  claimKey,
  findReply,
  findSecret,
  keepReply,
  writeOutbox,
  writeRecord,
  writeSecrets,
  type KeyClaim,
} from './store.ts'

/** Eight attempts pass every load measured; more only lengthens the queue behind a hot row. */
const ATTEMPTS_MAX = 8
/** A concurrent request with the same key waits this long for the first one's reply, then gets 409. */
const SAME_KEY_WAIT_MS = 5_000
/** Clients send a UUID; the table takes no longer text. */
const KEY_LENGTH_MAX = 200
/** No command may hold its transaction longer. */
const STATEMENT_LIMIT_MS = 30_000

export interface BusParts {
  readonly db: Database
  readonly keys: Keys
  readonly permissions: Permissions
  readonly gate: GatePort
  readonly files: FileStore
  /** Rules and calendar as of these versions; the caller caches by version. */
  readonly law: (
    tx: Tx,
    rulesetVersion: string,
    calendarVersion: string,
  ) => Promise<{ rules: Ruleset; calendar: Calendar }>
  /** Called after a commit that wrote outbox rows, to spare them the wait for the next poll. */
  readonly wake?: () => void
}

export interface Call {
  readonly route: WriteRoute
  readonly actor: Actor
  readonly input: unknown
  readonly key: string | undefined
}

export type Bus = <R>(call: Call) => Promise<Reply<R>>

/** The one path of every change (design.md 5). */
export function openBus(parts: BusParts): Bus {
  const queue = new Queue(parts.db)
  return async <R>(call: Call): Promise<Reply<R>> => {
    const { route } = call
    const actor = admit(parts.permissions, route.permission, call.actor)
    if (!call.key) throw new Refusal('badRequest', '请求缺少幂等键（Idempotency-Key），请重新提交。')
    if (call.key.length > KEY_LENGTH_MAX)
      throw new Refusal('badRequest', '幂等键（Idempotency-Key）超过 {max} 个字符，请重新提交。', {
        max: KEY_LENGTH_MAX,
      })
    const input = parseInput(route, call.input)
    const claim: KeyClaim = {
      actor: actor.personId ?? actor.kind,
      key: call.key,
      command: route.journal,
      payloadHash: parts.keys.mac(canonical({ path: route.path, input: input ?? null })),
    }
    const arrival: { at?: Instant } = {}
    return queue.run(route.queue?.(input as never), () =>
      attempt(() => once<R>(parts, route, actor, input, claim, arrival)),
    )
  }
}

function parseInput(route: WriteRoute, raw: unknown): unknown {
  const parsed = route.input.safeParse(raw)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  const [issue] = parsed.error.issues
  const first = issue ? titledFault(route.input, issue.path, issue.message) : ''
  throw new Refusal(
    'invalid',
    '提交的内容有 {count} 处需要更正：{first}',
    { count: fields.length, first },
    fields,
  )
}

async function attempt<T>(body: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n += 1) {
    try {
      return await body()
    } catch (error) {
      if (isLockTimeout(error)) throw new Refusal('conflict', '相同的请求正在处理，请稍候刷新查看结果。')
      if (!isSerializationFailure(error)) throw error
      if (n >= ATTEMPTS_MAX) throw new Refusal('busy', '办理的人较多，请稍后再试；您的内容没有丢失。')
      // Full jitter: two that collided must not collide again in step.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** Math.min(n, 5)))
    }
  }
}

async function once<R>(
  parts: BusParts,
  route: WriteRoute,
  actor: Actor,
  input: unknown,
  claim: KeyClaim,
  arrival: { at?: Instant },
): Promise<Reply<R>> {
  let emitted = false
  const options = {
    isolation: 'serializable',
    module: route.module,
    lockTimeoutMs: SAME_KEY_WAIT_MS,
    statementTimeoutMs: STATEMENT_LIMIT_MS,
  } as const
  const reply = await parts.db.transaction(options, async (tx) => {
    const claimed = await claimKey(tx, route.module, claim)
    if (!claimed) return earlierReply<R>(tx, route.module, claim)
    arrival.at ??= claimed.now
    const law = await parts.law(tx, claimed.rulesetVersion, claimed.calendarVersion)
    const gate = await gateSnapshot(parts.gate, route.gate, tx, actor, input as never, claimed.now)
    if (gate.verdict === 'BLOCK')
      throw new Refusal('conflict', '科研诚信核验未通过：{reason}', { reason: gate.reason })
    const run: Run = {
      parts,
      route,
      actor,
      gate,
      now: claimed.now,
      arrivedAt: arrival.at,
      law,
      journalId: v7(),
    }
    const sealed = sealInput(route.input, input, parts.keys)
    const note: Note = { params: {}, attested: [], bound: new Map(), emitted: false }
    const commandTx = widen(tx, run, note)
    await writeSecrets(tx, route.module, run.journalId, sealed.sealed)
    const result = await route.verb(commandTx, actor, sealed.forVerb as never, claimed.now)
    const { orgId } = actor
    await countAsked(commandTx, { form: route.journal, schema: route.input, orgId, input }, claimed.now)
    assertReached(actor, route.journal)
    emitted = note.emitted
    const bound = boundTo(sealed, input, note.bound)
    return finish<R>(tx, run, note, bound, claimed.rulesetVersion, claim, result as R)
  })
  if (emitted) parts.wake?.()
  return reply
}

interface Run {
  readonly parts: BusParts
  readonly route: WriteRoute
  readonly actor: Actor
  readonly gate: GateSnapshot
  readonly now: Instant
  readonly arrivedAt: Instant
  readonly law: { rules: Ruleset; calendar: Calendar }
  readonly journalId: string
}

interface Note {
  subject?: { kind: string; id: string | null }
  params: RefusalParams
  /** Texts the leaf speaks of, by name, with their SHA-256. */
  readonly attested: { readonly name: string; readonly hash: string }[]
  /** What secret fields belong to. */
  readonly bound: Map<string, Readonly<Record<string, string>>>
  emitted: boolean
}

function widen(tx: Tx, run: Run, note: Note): CommandTx {
  const { route, parts } = run
  return {
    as: (module) => tx.as(module),
    readOnly: tx.readOnly,
    journalId: run.journalId,
    arrivedAt: run.arrivedAt,
    today: dayOf(run.now),
    rules: run.law.rules,
    calendar: run.law.calendar,
    gate: run.gate,
    files: parts.files,
    about: (kind, id, params = {}) => {
      note.subject = { kind, id }
      note.params = { ...note.params, ...params }
    },
    attest: (name, hash) => {
      note.attested.push({ name, hash })
    },
    bind: (field, to) => {
      note.bound.set(field, to)
    },
    emit: async (topic, payload) => {
      note.emitted = true
      await writeOutbox(tx, route.module, { id: v7(), topic, payload, at: run.now })
    },
    mark: (kind, text) => parts.keys.mac(`${kind}:${text}`),
    openSecret: async (reference) => {
      const id = reference.replace(/^secret:/, '')
      const row = await findSecret(tx, route.module, id)
      if (!row) throw new Error(`no secret ${id}`)
      return JSON.parse(parts.keys.open(id, row.key_id, row.sealed)) as string
    },
  }
}

async function earlierReply<R>(tx: Tx, module: string, claim: KeyClaim): Promise<Reply<R>> {
  const row = await findReply(tx, module, claim)
  if (!row) throw new Error('installation has no state row: migrate and found the instance first')
  if (row.payload_hash !== claim.payloadHash || row.command !== claim.command) {
    throw new Refusal('invalid', '这个幂等键已用于另一次不同的提交，请刷新页面后重新提交。')
  }
  return { ...(row.reply as Reply<R>), repeated: true }
}

/** Journal, leaf, receipt and the stored reply: the end of every command. */
async function finish<R>(
  tx: Tx,
  run: Run,
  note: Note,
  sealed: SealedInput,
  rulesetVersion: string,
  claim: KeyClaim,
  result: R,
): Promise<Reply<R>> {
  const { route, actor, now } = run
  const leaf = leafOf(run, note, sealed, rulesetVersion)
  const entry = {
    id: run.journalId,
    at: now,
    command: route.journal,
    sentence: route.says,
    // Whose act it was stands in person_id; a name kept here would outlive the person's erasure (P18).
    params: note.params,
    actorKind: actor.kind,
    personId: actor.personId,
    orgId: actor.orgId,
    agentFor: actor.agentFor,
    subjectKind: note.subject?.kind ?? null,
    subjectId: note.subject?.id ?? null,
    input: sealed.forJournal ?? null,
    rulesetVersion,
    gate: run.gate,
  }
  await writeRecord(tx, route.module, entry, leaf)
  const { keyId } = run.parts.keys.publicPem('receipt')
  const { signature } = run.parts.keys.sign('receipt', receiptText(leaf.hash, now, keyId))
  const receipt = { leaf: leaf.hash, at: now, keyId, signature }
  const reply = { result, journalId: run.journalId, receipt, repeated: false }
  await keepReply(tx, route.module, claim, reply)
  return reply
}

function leafOf({ route, actor, now, ...run }: Run, note: Note, sealed: SealedInput, ruleset: string): Leaf {
  return commandLeaf({
    journal: run.journalId,
    at: now,
    ruleset,
    command: route.journal,
    subject: note.subject ?? null,
    actor: { kind: actor.kind, personId: actor.personId, orgId: actor.orgId },
    input: sealed.forJournal ?? null,
    gate: run.gate,
    secrets: sealed.commitments,
    attested: note.attested,
  })
}
