import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { Refusal } from '#platform/refusal.ts'
import type { endForm, refundForm } from './forms.ts'
import { faulty, sellersSettlement, signedIn, tellOther } from './hands.ts'
import { givenBackOf } from './door.ts'
import { held, type NewReceipt } from './money.ts'
import { keyOf, refundFault } from './rules.ts'
import * as ends from './store-ending.ts'
import * as store from './store.ts'

/** Money was given back: waits for a second person, and is no longer free meanwhile. */
export async function recordRefund(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof refundForm> & { readonly id: string; readonly line?: string | undefined },
  now: Instant,
) {
  const settlement = await sellersSettlement(tx, actor, input.id)
  const money = await store.moneyOf(tx, settlement.id)
  const [first] = money.filter(({ counts }) => counts)
  if (!first) throw new Refusal('conflict', '还没有入账的收款，没有可以退的；登记错的请冲正。')
  if (input.onDay < first.on_day) throw faulty('onDay', `第一笔收款在 ${first.on_day}，退款不能更早。`)
  const dues = await store.duesOf(tx, [settlement.id])
  const hasEnded = (await ends.lastEnding(tx, settlement.id)) !== undefined
  const clearing = await ends.clearingOf(tx, settlement.id)
  const fault = refundFault(input, { dues, money, hasEnded, clearing })
  if (fault) throw faulty(fault.field, fault.message)
  const due = dues.find((one) => keyOf(one) === input.line)
  const named = {
    royalty_id: due?.royalty_id ?? null,
    line:
      due?.royalty_id === null && settlement.agreed_version !== null
        ? { version: settlement.agreed_version, n: due.n }
        : undefined,
  }
  const came = await receiptOf(tx, settlement, money, named)
  const receipt = {
    kind: '退款' as const,
    fen: input.fen,
    on_day: input.onDay,
    number: input.number,
    payer: input.payee ?? came.payer,
    payer_account: input.payeeAccount ?? (input.payee === undefined ? came.payer_account : null),
    own_account: input.ownAccount ?? came.own_account,
    line_id: null,
    reverses: null,
    reason: input.reason,
    cause: input.cause,
    ...named,
  }
  return held(tx, actor, settlement, receipt, now)
}

/** The receipt that is given back first: to whom and from which account, where the form names none (practice.md P25). */
async function receiptOf(
  tx: CommandTx,
  settlement: store.SettlementRow,
  money: readonly store.MoneyRow[],
  { royalty_id, line }: Pick<NewReceipt, 'royalty_id' | 'line'>,
): Promise<store.MoneyRow> {
  const standing = money.filter(({ counts }) => counts)
  const refund = {
    id: '',
    kind: '退款' as const,
    fen: 1,
    on_day: tx.today,
    royalty_id,
    line_version: line?.version ?? null,
    line_n: line?.n ?? null,
    confirmed_at: '',
  }
  const [part] = (await givenBackOf(tx, settlement.id, [...standing, refund])).get(refund.id) ?? []
  const found = standing.find(({ id }) => id === part?.receiptId)
  if (!found) throw new Refusal('conflict', '收到的款已经全部退回，没有可以退的。')
  return found
}

/** The contract ended, as who is paid says: its schedule has no arrears from then on, and no royalty is reported. */
export async function recordEnding(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof endForm> & { readonly id: string },
  now: Instant,
) {
  const settlement = await sellersSettlement(tx, actor, input.id)
  if (await ends.endingOf(tx, settlement)) throw new Refusal('conflict', '已经登记过终止，请刷新后查看。')
  if (input.endedOn > tx.today) throw faulty('endedOn', '终止日期还没有到，请核对。')
  if (input.endedOn < settlement.signed_on)
    throw faulty('endedOn', `合同在 ${settlement.signed_on} 签订，终止不能更早。`)
  await ends.insertEnding(tx, {
    settlement_id: settlement.id,
    version: settlement.agreed_version ?? 0,
    how: input.how,
    ended_on: input.endedOn,
    reason: input.reason,
    person_id: signedIn(actor).personId,
    at: now,
    journal_id: tx.journalId,
  })
  tx.about('settlement', settlement.id, { title: settlement.title, how: input.how })
  await tellOther(
    tx,
    settlement,
    actor,
    '收款方登记《{name}》已于 {on} {how}，付款计划不再执行；有异议的请与对方协商，还要付款的请双方确认新的付款计划，只写还要付的。',
    { on: input.endedOn, how: input.how },
  )
  return {}
}
