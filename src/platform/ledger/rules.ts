import { FEN_MAX } from '../forms/money.ts'

export type Unit = 'fen' | 'bp'

/** Basis points of the whole: all shares of one thing together. */
const WHOLE_BP = 10_000

/** One side of a transfer: more into the account is positive. */
export interface Entry {
  readonly accountId: string
  readonly amount: number
}

export interface KnownAccount {
  readonly id: string
  readonly bookId: string
}

/** Sides of one transfer: a waterfall over a large team and its unit stays below. */
const ENTRIES_MAX = 200
const LARGEST: Readonly<Record<Unit, number>> = { fen: FEN_MAX, bp: WHOLE_BP }

/**
 * Why these entries are no transfer of the book: each is a bug of the caller, never of a person. `accounts` are those of
 * the entries that exist.
 */
export function entriesFault(
  book: { readonly id: string; readonly unit: Unit },
  entries: readonly Entry[],
  accounts: readonly KnownAccount[],
): string | undefined {
  if (entries.length < 2) return 'a transfer has two sides'
  if (entries.length > ENTRIES_MAX) return `a transfer has at most ${ENTRIES_MAX} sides`
  if (new Set(entries.map(({ accountId }) => accountId)).size !== entries.length)
    return 'an account stands twice in a transfer'
  for (const { amount } of entries) {
    if (!Number.isSafeInteger(amount)) return 'an amount is no whole number'
    if (amount === 0) return 'an amount is nothing'
    if (Math.abs(amount) > LARGEST[book.unit]) return 'an amount is larger than any may be'
  }
  const byId = new Map(accounts.map((account) => [account.id, account.bookId]))
  if (entries.some(({ accountId }) => byId.get(accountId) !== book.id)) return 'an account is not of the book'
  const sum = entries.reduce((total, { amount }) => total + BigInt(amount), 0n)
  return sum === 0n ? undefined : 'the sides of a transfer do not come to nothing'
}

/** The same the other way round. */
export function negated(entries: readonly Entry[]): Entry[] {
  return entries.map(({ accountId, amount }) => ({ accountId, amount: -amount }))
}

/** What stands on an account; pending parts apart. */
export interface Standing {
  readonly posted: number
  /** Pending into it: not there yet. */
  readonly incoming: number
  /** Pending out of it, as a positive number: no longer free. */
  readonly outgoing: number
}
