import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { accountsIn, openAccount, openBook, post } from '#platform/ledger/ledger.ts'
import { keyOf } from '../plan/rules.ts'
import * as store from '../store.ts'

interface Paid {
  readonly member: string
  readonly fen: number
  readonly paidOn: string
  /** The unit's own account outside, from which it was paid. */
  readonly account: string
  readonly voucher: string
}

/**
 * Posts a share that was paid, from the unit's account outside to the member's (practice.md P25); answers the transfer,
 * null for shares formed, which are no money. The payout is the book.
 */
export async function postShare(
  tx: CommandTx,
  actor: Actor,
  payout: store.PayoutRow,
  paid: Paid,
  now: Instant,
): Promise<string | null> {
  if (payout.source === 'equity') return null
  const { id: bookId } = payout
  const from = await unitAccount(tx, payout, paid.account, now)
  const to = v7()
  await openAccount(
    tx,
    {
      id: to,
      bookId,
      kind: 'member',
      holderId: await holderOf(tx, payout, paid.member),
      // Whose it is says the holder; the number is the unit's own affair (practice.md P18).
      outside: '成员本人账户',
      floor: 0,
    },
    now,
  )
  const transfer = {
    id: v7(),
    bookId,
    kind: '成果转化奖励',
    entries: [
      { accountId: from, amount: -paid.fen },
      { accountId: to, amount: paid.fen },
    ],
    onDay: paid.paidOn,
    receipt: paid.voucher,
  }
  await post(tx, actor, transfer, now)
  return transfer.id
}

/** The account the unit pays from; another account outside is another of the book. */
async function unitAccount(
  tx: CommandTx,
  payout: store.PayoutRow,
  outside: string,
  now: Instant,
): Promise<string> {
  const accounts = await accountsIn(tx, payout.id)
  const own = accounts.filter(({ kind }) => kind !== 'member')
  const found = own.find((one) => one.outside === outside)
  if (found) return found.id
  const plan = await store.findPlan(tx, { id: payout.plan_id })
  if (!plan) throw new Error(`payout ${payout.id} has no plan`)
  if (own.length === 0)
    await openBook(tx, { id: payout.id, kind: 'income', unit: 'fen', subjectId: plan.id }, now)
  const id = v7()
  const kind = own.length === 0 ? 'unit' : `unit ${String(own.length + 1)}`
  await openAccount(tx, { id, bookId: payout.id, kind, holderId: plan.org_id, outside, floor: null }, now)
  return id
}

/** The person; of a member without an account here only that it is one. */
async function holderOf(tx: CommandTx, payout: store.PayoutRow, member: string): Promise<string> {
  const { form } = await store.versionOf(tx, { id: payout.plan_id, version: payout.version })
  return form.members.find((one) => keyOf(one) === member)?.personId ?? v7()
}
