import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { accountsIn, hold, openAccount, openBook, post, settle } from '#platform/ledger/ledger.ts'
import type { Applicant, BidderRow, LotRow } from './store.ts'

const MS_PER_HOUR = 3_600_000

/**
 * Deposits in the ledger (practice.md P25): pending with the proof the bidder brings, posted once the seller has seen
 * the money, then given back or kept. The money itself is on the seller's account outside.
 */

/** A bidder says that its deposit was paid: pending until the seller has seen it. */
export async function depositBrought(
  tx: CommandTx,
  actor: Actor,
  lot: LotRow,
  bidder: BidderRow,
  now: Instant,
): Promise<void> {
  const { depositFen, depositAccount } = lot.form
  if (depositFen === 0) return
  const accounts = await accountsIn(tx, lot.id)
  const from = v7()
  if (accounts.length === 0)
    await openBook(tx, { id: lot.id, kind: 'deposits', unit: 'fen', subjectId: lot.id }, now)
  const open = (id: string, kind: string, holderId: string, outside: string, floor: number | null) =>
    openAccount(tx, { id, bookId: lot.id, kind, holderId, outside, floor }, now)
  await open(from, 'bidder', bidder.org_id, bidder.deposit_account, null)
  const known = accounts.find(({ kind }) => kind === 'deposits')?.id
  const deposits = known ?? v7()
  // No more can be given back than came.
  if (known === undefined) await open(deposits, 'deposits', lot.org_id, depositAccount, 0)
  const transfer = moved(lot, bidder, '保证金', from, deposits, now)
  await hold(tx, actor, { ...transfer, id: bidder.id }, now)
}

/** The seller has seen the money: it counts. */
export async function depositSeen(
  tx: CommandTx,
  actor: Actor,
  lot: LotRow,
  bidder: Pick<BidderRow, 'id'>,
  now: Instant,
): Promise<void> {
  // Deposits of 0, and lots from before there was a ledger.
  if ((await accountsIn(tx, lot.id)).length === 0) return
  await settle(tx, actor, { id: v7(), pendingId: bidder.id }, now)
}

/** The deposit leaves: back to the bidder, or kept by the seller. */
export async function depositLeaves(
  tx: CommandTx,
  actor: Actor,
  lot: LotRow,
  bidder: BidderRow,
  by: { readonly kept: boolean; readonly receipt: string; readonly isSeen: boolean },
  now: Instant,
): Promise<void> {
  const accounts = await accountsIn(tx, lot.id)
  const deposits = accounts.find(({ kind }) => kind === 'deposits')?.id
  const payer = accounts.find(({ kind, holder_id: id }) => kind === 'bidder' && id === bidder.org_id)?.id
  if (deposits === undefined || payer === undefined) return
  if (!by.isSeen) await depositSeen(tx, actor, lot, bidder, now)
  if (!by.kept) {
    await post(
      tx,
      actor,
      { ...moved(lot, bidder, '退还保证金', deposits, payer, now), receipt: by.receipt },
      now,
    )
    return
  }
  const kept = v7()
  const outside = lot.form.depositAccount
  await openAccount(
    tx,
    { id: kept, bookId: lot.id, kind: 'kept', holderId: lot.org_id, outside, floor: 0 },
    now,
  )
  await post(tx, actor, moved(lot, bidder, '不退保证金', deposits, kept, now), now)
}

/** When a deposit must be back at the latest; undefined while it is held, or where it may be kept. */
export function returnBy(
  lot: LotRow,
  bidder: Applicant,
  { hours, endedAt }: { readonly hours: number; readonly endedAt: Instant | null },
): Instant | undefined {
  if (lot.form.depositFen === 0) return undefined
  const isWinner = bidder.id === lot.award_bidder
  // A winner whom the seller cannot sign with has done nothing for which it could be kept.
  if (isWinner && lot.state !== 'unsigned') return undefined
  const over = isWinner ? endedAt : lot.closed_at
  const from = bidder.word?.admitted === false ? bidder.word.at : over
  return from === null ? undefined : new Date(Date.parse(from) + hours * MS_PER_HOUR).toISOString()
}

function moved(lot: LotRow, bidder: BidderRow, kind: string, from: string, to: string, now: Instant) {
  const amount = lot.form.depositFen
  return {
    id: v7(),
    bookId: lot.id,
    kind,
    entries: [
      { accountId: from, amount: -amount },
      { accountId: to, amount },
    ],
    onDay: dayOf(now),
    receipt: `凭证 ${bidder.deposit_file_id}`,
  }
}
