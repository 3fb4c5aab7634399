import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { yuanText } from '#platform/forms/money.ts'
import { Refusal } from '#platform/refusal.ts'
import type { invoiceForm, royaltyForm } from './forms.ts'
import { faulty, reachedSettlement, sellersSettlement, signedIn, tellOther } from './hands.ts'
import { royaltyFor, type Span } from './rules.ts'
import { endingOf, lastEnding } from './store-ending.ts'
import * as store from './store.ts'

/** Notes an invoice the seller has issued; the tax office's own system issues it. */
export async function recordInvoice(
  tx: CommandTx,
  actor: Actor,
  { id, ...input }: z.infer<typeof invoiceForm> & { readonly id: string },
  now: Instant,
) {
  const settlement = await sellersSettlement(tx, actor, id)
  if (input.issuedOn > tx.today) throw faulty('issuedOn', '开票日期还没有到，请核对。')
  const issued = (await store.invoicesOf(tx, id)).reduce(
    (sum, one) => sum + (one.red ? -one.fen : one.fen),
    0,
  )
  if (input.red && input.fen > issued)
    throw faulty('fen', `已开发票合计 ${yuanText(issued)}，红字发票不能超过它。`)
  const isNew = await store.insertInvoice(tx, {
    id: v7(),
    settlement_id: id,
    seller_org_id: settlement.seller_org_id,
    number: input.number,
    issued_on: input.issuedOn,
    fen: input.fen,
    red: input.red,
    person_id: signedIn(actor).personId,
    at: now,
    journal_id: tx.journalId,
  })
  if (!isNew) throw faulty('number', '本单位已登记过这个号码的发票。')
  tx.about('settlement', id, { title: settlement.title })
  await tellOther(tx, settlement, actor, '《{name}》开出发票 {number}，{amount}。', {
    number: input.number,
    amount: yuanText(input.fen),
  })
  return {}
}

/**
 * The buyer reports the base of a period; the amount is computed by the agreed rate. A report is corrected by another
 * that stands for it, as long as nothing was paid on it.
 */
export async function reportRoyalty(
  tx: CommandTx,
  actor: Actor,
  {
    id,
    corrects,
    ...input
  }: z.infer<typeof royaltyForm> & {
    readonly id: string
    readonly corrects?: string | undefined
  },
  now: Instant,
) {
  const { personId, orgId } = signedIn(actor)
  const settlement = await reachedSettlement(tx, actor, id)
  if (orgId !== settlement.buyer_org_id) throw new Refusal('forbidden', '提成由付款方报送。')
  const agreed = (await store.schedulesOf(tx, id)).find(
    ({ version }) => version === settlement.agreed_version,
  )
  if (!agreed) throw new Refusal('conflict', '双方还没有确认付款计划，确认后才能报送提成。')
  if (await endingOf(tx, settlement))
    throw new Refusal(
      'conflict',
      '合同已经终止，不再报送提成；终止前的各期还要付的，请双方确认新的付款计划，只写还要付的。',
    )
  const spans = await reportedBeside(tx, id, corrects)
  const answer = royaltyFor(agreed.data, input, spans, tx.today)
  if ('fault' in answer) throw faulty(answer.field, answer.fault)
  const reportId = v7()
  await store.insertRoyalty(tx, {
    id: reportId,
    settlement_id: id,
    from_on: input.fromOn,
    until_on: input.untilOn,
    base_fen: input.baseFen,
    rate_bp: answer.rateBp,
    fen: answer.fen,
    due_on: answer.dueOn,
    corrects: corrects ?? null,
    note: input.note ?? null,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  })
  tx.about('settlement', id, { title: settlement.title })
  await tellOther(
    tx,
    settlement,
    actor,
    '对方报送了《{name}》{from} 至 {until} 的提成 {amount}，应在 {due} 前付清。',
    {
      from: input.fromOn,
      until: input.untilOn,
      amount: yuanText(answer.fen),
      due: answer.dueOn,
    },
  )
  return { id: reportId, fen: answer.fen, dueOn: answer.dueOn }
}

/** Periods that stand reported, without the one this report corrects. */
async function reportedBeside(tx: CommandTx, id: string, corrects: string | undefined): Promise<Span[]> {
  const all = await store.royaltiesOf(tx, id)
  if (corrects !== undefined) await mustBeCorrectable(tx, all, corrects)
  const replaced = new Set([...all.map((one) => one.corrects), corrects])
  return all
    .filter((one) => !replaced.has(one.id))
    .map(({ from_on: fromOn, until_on: untilOn }) => ({ fromOn, untilOn }))
}

async function mustBeCorrectable(
  tx: CommandTx,
  all: readonly store.RoyaltyRow[],
  corrects: string,
): Promise<void> {
  const report = all.find((one) => one.id === corrects)
  if (!report) throw new Refusal('absent', '没有找到要更正的这一期。')
  if (all.some((one) => one.corrects === corrects))
    throw new Refusal('conflict', '这一期已经更正过，请更正新的那一份。')
  const paid = (await store.moneyOf(tx, report.settlement_id)).some(
    (one) => one.royalty_id === corrects && (one.counts || one.state === 'pending'),
  )
  const ending = await lastEnding(tx, report.settlement_id)
  if (ending && ending.at > report.at)
    throw new Refusal('conflict', '这一期是合同终止以前报送的，不再更正；还要付的请写进双方确认的付款计划。')
  if (paid) throw new Refusal('conflict', '这一期已有付款登记，不能直接更正；请先由收款方冲正那笔付款。')
}
