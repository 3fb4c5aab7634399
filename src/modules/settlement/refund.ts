import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { Refusal } from '#platform/refusal.ts'
import type { endForm, refundForm } from './forms.ts'
import { faulty, sellersSettlement, signedIn, tellOther } from './hands.ts'
import { held } from './money.ts'
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
  const hasEnded = (await ends.endingOf(tx, settlement)) !== undefined
  const fault = refundFault(input, dues, money, hasEnded)
  if (fault) throw faulty(fault.field, fault.message)
  const due = dues.find((one) => keyOf(one) === input.line)
  const receipt = {
    kind: '退款' as const,
    fen: input.fen,
    on_day: input.onDay,
    number: input.number,
    payer: first.payer,
    payer_account: first.payer_account,
    own_account: null,
    royalty_id: due?.royalty_id ?? null,
    line_id: null,
    reverses: null,
    reason: input.reason,
    cause: input.cause,
    line:
      due?.royalty_id === null && settlement.agreed_version !== null
        ? { version: settlement.agreed_version, n: due.n }
        : undefined,
  }
  return held(tx, actor, settlement, receipt, now)
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
    '收款方登记《{name}》已于 {on} {how}，付款计划不再执行；有异议的请与对方协商，还要清算的请双方确认新的付款计划。',
    { on: input.endedOn, how: input.how },
  )
  return {}
}
