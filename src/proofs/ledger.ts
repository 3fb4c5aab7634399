import { v7 } from 'uuid'
import type { Tx } from '#platform/db/database.ts'
import { ledgerInvariants } from '#platform/ledger/invariants.ts'
import * as ledger from '#platform/ledger/ledger.ts'
import type { Entry } from '#platform/ledger/rules.ts'
import { Refusal } from '#platform/refusal.ts'
import { openChance, type Chance } from './chance.ts'
import { prover, type ProofCity } from './city.ts'

const COMMANDS_MAX = 60
const NOW = '2026-11-27T02:00:00.000Z'
const DAY = '2026-11-27'
/** Small amounts meet floors often, large ones show what does not add up. */
const AMOUNTS = [3, 100, 1_000_000_000_000] as const
const ACTS = ['deposit', 'hold', 'release', 'settle', 'refund', 'split', 'reverse', 'again'] as const
type Act = (typeof ACTS)[number]

/** What the ledger should say, reckoned without it. */
interface Model {
  readonly bookId: string
  readonly accounts: ReadonlyMap<string, { readonly floor: number | null; posted: number }>
  readonly transfers: Map<string, ModelTransfer>
}

interface ModelTransfer {
  readonly state: 'pending' | 'posted' | 'voided'
  readonly entries: readonly Entry[]
  readonly reverses: string | undefined
  isResolved: boolean
  isReversed: boolean
}

interface Step {
  readonly act: Act
  readonly isAllowed: boolean
  readonly run: () => Promise<void>
  /** What the model holds once it was done. */
  readonly after: () => void
}

/** Accounts of one book: what is paid from outside, the main account, what is held for others, three parts. */
const KINDS = ['payer', 'main', 'held', 'a', 'b', 'c'] as const
type Ids = Readonly<Record<(typeof KINDS)[number], string>>

/**
 * `n` books, each with up to `most` random commands; every answer and every balance is compared with a model that
 * shares no code, and the ledger check must return no row.
 */
export async function proveLedger({ db }: ProofCity, n: number, most = COMMANDS_MAX) {
  const chance = openChance()
  const faults: string[] = []
  const done = { accepted: 0, refused: 0 }
  let failures = 0
  for (let i = 0; i < n; i += 1) {
    const found = await db.transaction({ isolation: 'serializable', module: 'platform' }, (tx) =>
      runBook(tx, chance, most, done),
    )
    failures += found.length
    faults.push(...found.slice(0, 5 - faults.length))
  }
  const broken = await db.read('platform', async (tx) => {
    const rows = await Promise.all(ledgerInvariants.map(async (one) => (await one.rows(tx)).length))
    return rows.reduce((sum, count) => sum + count, 0)
  })
  return { proof: 'ledger', n, failures: failures + broken, seed: chance.seed, ...done, broken, faults }
}

async function runBook(
  plain: Tx,
  chance: Chance,
  most: number,
  done: { accepted: number; refused: number },
): Promise<string[]> {
  const tx = { as: plain.as.bind(plain), readOnly: false, journalId: v7() }
  const ids = Object.fromEntries(KINDS.map((kind) => [kind, v7()])) as Ids
  const bookId = v7()
  await ledger.openBook(tx, { id: bookId, kind: 'proof', unit: 'fen', subjectId: bookId }, NOW)
  const floorOf = (kind: string) => (kind === 'payer' ? null : 0)
  for (const kind of KINDS)
    await ledger.openAccount(
      tx,
      { id: ids[kind], bookId, kind, holderId: bookId, outside: `${kind} 账户`, floor: floorOf(kind) },
      NOW,
    )
  const accounts = new Map(KINDS.map((kind) => [ids[kind], { floor: floorOf(kind), posted: 0 }]))
  const model: Model = { bookId, accounts, transfers: new Map() }
  const faults: string[] = []
  const count = 1 + chance.below(most)
  for (let i = 0; i < count; i += 1) {
    const step = nextStep(tx, chance, model, ids)
    const wasAllowed = await wentThrough(step.run)
    if (wasAllowed !== step.isAllowed) faults.push(`${step.act} was ${wasAllowed ? 'taken' : 'refused'}`)
    if (wasAllowed) step.after()
    done[wasAllowed ? 'accepted' : 'refused'] += 1
  }
  for (const { id, standing } of await ledger.bookOn(tx, bookId, null))
    if (standing.posted !== accounts.get(id)?.posted || standing.outgoing !== heldFrom(model, id))
      faults.push(`balance of ${id}`)
  return faults
}

async function wentThrough(run: () => Promise<void>): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

function nextStep(tx: ledger.LedgerTx, chance: Chance, model: Model, ids: Ids): Step {
  const act = ACTS[chance.below(ACTS.length)] ?? 'deposit'
  const amount = 1 + chance.below(AMOUNTS[chance.below(AMOUNTS.length)] ?? 1)
  const move = (from: string, to: string) => [
    { accountId: from, amount: -amount },
    { accountId: to, amount },
  ]
  if (act === 'hold') return added(tx, model, act, move(ids.main, ids.held), 'pending')
  if (act === 'refund') return added(tx, model, act, move(ids.main, ids.payer), 'posted')
  if (act === 'split') return added(tx, model, act, splitOf(amount, ids), 'posted')
  const known = [...model.transfers.keys()]
  const picked = known[chance.below(known.length + 1)] ?? v7()
  if (act === 'settle' || act === 'release') return resolved(tx, model, act, picked)
  if (act === 'reverse') return reversed(tx, model, picked, chance.below(2) === 0)
  const entries = move(ids.payer, ids.main)
  if (act === 'again' && model.transfers.has(picked))
    return { ...added(tx, model, act, entries, 'posted', picked), isAllowed: false }
  return added(tx, model, 'deposit', entries, 'posted')
}

/** The main account over three parts, none of them nothing. */
function splitOf(amount: number, ids: Ids): Entry[] {
  const third = Math.max(1, Math.floor(amount / 3))
  const last = Math.max(1, amount - 2 * third)
  return [
    { accountId: ids.main, amount: -(2 * third + last) },
    { accountId: ids.a, amount: third },
    { accountId: ids.b, amount: third },
    { accountId: ids.c, amount: last },
  ]
}

function added(
  tx: ledger.LedgerTx,
  model: Model,
  act: Act,
  entries: readonly Entry[],
  state: 'pending' | 'posted',
  id = v7(),
): Step {
  const transfer = { id, bookId: model.bookId, kind: act, entries, onDay: DAY, receipt: `流水 ${id}` }
  return {
    act,
    isAllowed: keepsFloors(model, entries),
    run: () => (state === 'posted' ? ledger.post : ledger.hold)(tx, prover, transfer, NOW),
    after: () => keep(model, id, { state, entries, reverses: undefined }),
  }
}

function resolved(tx: ledger.LedgerTx, model: Model, act: 'settle' | 'release', pendingId: string): Step {
  const found = model.transfers.get(pendingId)
  const isOpen = found?.state === 'pending' && !found.isResolved
  const target = found?.reverses === undefined ? undefined : model.transfers.get(found.reverses)
  const id = v7()
  return {
    act,
    isAllowed: isOpen && (act === 'release' || target?.isReversed !== true),
    run: () =>
      act === 'settle'
        ? ledger.settle(tx, prover, { id, pendingId }, NOW)
        : ledger.release(tx, prover, { id, pendingId, reason: '作废' }, NOW),
    after: () => {
      if (!found) return
      found.isResolved = true
      if (act === 'release') keep(model, id, { state: 'voided', entries: [], reverses: found.reverses })
      else keep(model, id, { state: 'posted', entries: found.entries, reverses: found.reverses })
    },
  }
}

function reversed(tx: ledger.LedgerTx, model: Model, transferId: string, atOnce: boolean): Step {
  const found = model.transfers.get(transferId)
  const entries = (found?.entries ?? []).map((one) => ({ ...one, amount: -one.amount }))
  const isFit = found?.state === 'posted' && found.reverses === undefined && !found.isReversed
  const id = v7()
  return {
    act: 'reverse',
    isAllowed: isFit && keepsFloors(model, entries),
    run: async () => {
      const by = { id, transferId, receipt: `冲正 ${id}`, reason: '登记有误', onDay: DAY }
      const transfer = await ledger.reversalOf(tx, by)
      await (atOnce ? ledger.post : ledger.hold)(tx, prover, transfer, NOW)
    },
    after: () => keep(model, id, { state: atOnce ? 'posted' : 'pending', entries, reverses: transferId }),
  }
}

function keep(
  { accounts, transfers }: Model,
  id: string,
  { state, entries, reverses }: Pick<ModelTransfer, 'state' | 'entries' | 'reverses'>,
): void {
  transfers.set(id, { state, entries, reverses, isResolved: false, isReversed: false })
  if (state !== 'posted') return
  for (const { accountId, amount } of entries) {
    const account = accounts.get(accountId)
    if (account) account.posted += amount
  }
  const target = reverses === undefined ? undefined : transfers.get(reverses)
  if (target) target.isReversed = true
}

function keepsFloors(model: Model, entries: readonly Entry[]): boolean {
  return entries.every(({ accountId, amount }) => {
    const account = model.accounts.get(accountId)
    if (!account || account.floor === null || amount > 0) return true
    return account.posted - heldFrom(model, accountId) + amount >= account.floor
  })
}

function heldFrom({ transfers }: Model, accountId: string): number {
  let held = 0
  for (const { state, isResolved, entries } of transfers.values())
    if (state === 'pending' && !isResolved)
      for (const one of entries) if (one.accountId === accountId && one.amount < 0) held -= one.amount
  return held
}
