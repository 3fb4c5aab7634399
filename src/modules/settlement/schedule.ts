import { v7 } from 'uuid'
import type { z } from 'zod'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { Refusal } from '#platform/refusal.ts'
import { concludedText } from '#modules/contracts/index.ts'
import { dealForText } from '#modules/deals/index.ts'
import type { enterForm, Schedule } from './forms.ts'
import { reachedSettlement, signedIn, tellOrg, tellOther } from './hands.ts'
import { scheduleFaults, scheduleOf } from './rules.ts'
import { lastEnding } from './store-ending.ts'
import * as store from './store.ts'

/** A contract was concluded: its settlement opens with the schedule its terms already contain. */
export async function openConcluded(
  tx: CommandTx,
  _actor: Actor,
  { dealId, purpose }: { readonly dealId: string; readonly purpose: string },
  now: Instant,
) {
  if (purpose !== 'contract') return {}
  const contract = await concludedText(tx, dealId, 'contract')
  if (!contract || (await store.findSettlement(tx, { contractId: contract.contractId }))) return {}
  const { agreed: terms, seller } = await dealForText(tx, dealId)
  if (!terms) return {}
  const settlement = {
    id: v7(),
    public_id: publicId(),
    contract_id: contract.contractId,
    deal_id: dealId,
    code: contract.publicId,
    title: contract.title,
    seller_org_id: contract.sellerOrgId,
    buyer_org_id: contract.buyerOrgId,
    signed_on: contract.signedOn,
    version: 1,
    agreed_version: null,
    sample: seller.sample,
    opened_at: now,
  }
  await store.insertSettlement(tx, settlement)
  const dueDays = tx.rules.number('settlement.royalty.dueDays', tx.today)
  await keep(tx, settlement.id, 1, scheduleOf(terms, contract.signedOn, dueDays), null, now)
  tx.about('settlement', settlement.id, { title: settlement.title })
  for (const orgId of [settlement.seller_org_id, settlement.buyer_org_id])
    await tellOrg(
      tx,
      settlement,
      orgId,
      '《{name}》成立，付款计划已按合同条款列出，请双方核对到期日后确认；付款时请在用途里写合同编号 {code}。',
      { code: settlement.code.toUpperCase() },
    )
  return { id: settlement.id }
}

/** A contract made elsewhere, typed in by the side that is paid; its schedule is proposed next. */
export async function enterContract(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof enterForm>,
  now: Instant,
) {
  const { orgId } = signedIn(actor)
  mustReach(actor, { orgId })
  const buyer = await findOrganisation(tx, input.buyerOrgId)
  if (!buyer) throw new Refusal('invalid', '没有找到这个付款方，请重新选择。')
  if (buyer.id === orgId) throw new Refusal('invalid', '付款方不能是本单位，请重新选择。')
  const seller = await findOrganisation(tx, orgId)
  if (input.signedOn > tx.today) throw new Refusal('invalid', '签订日期还没有到，请核对。')
  const settlement = {
    id: v7(),
    public_id: publicId(),
    contract_id: null,
    deal_id: null,
    code: input.code,
    title: input.title,
    seller_org_id: orgId,
    buyer_org_id: buyer.id,
    signed_on: input.signedOn,
    version: 0,
    agreed_version: null,
    sample: seller?.sample ?? false,
    opened_at: now,
  }
  await store.insertSettlement(tx, settlement)
  tx.about('settlement', settlement.id, { title: settlement.title })
  await tellOrg(tx, settlement, buyer.id, '收款方登记了《{name}》的结算，请留意付款计划。')
  return { id: settlement.id, location: `/app/settlements/${settlement.id}` }
}

/** A new version of the schedule: its proposer has confirmed it thereby, the other side has not. */
export async function proposeSchedule(
  tx: CommandTx,
  actor: Actor,
  { id, ...schedule }: Schedule & { readonly id: string },
  now: Instant,
) {
  const { orgId } = signedIn(actor)
  const settlement = await reachedSettlement(tx, actor, id)
  await mustAgree(tx, settlement, schedule)
  const version = settlement.version + 1
  await keep(tx, id, version, schedule, actor, now)
  await store.updateSettlement(tx, id, { version })
  await say(tx, id, version, orgId, actor, now)
  await tellOther(tx, settlement, actor, '对方提出了《{name}》第 {version} 版付款计划，请核对后确认。', {
    version,
  })
  tx.about('settlement', id, { title: settlement.title, version })
  return { version }
}

/** The word of a side on the newest version; with both it is agreed. */
export async function confirmSchedule(
  tx: CommandTx,
  actor: Actor,
  { id, version }: { readonly id: string; readonly version: number },
  now: Instant,
) {
  const { orgId } = signedIn(actor)
  const settlement = await reachedSettlement(tx, actor, id)
  if (version !== settlement.version)
    throw new Refusal('conflict', '付款计划已有新的一版，请刷新后核对新版。')
  const words = await store.wordsOf(tx, id, version)
  if (words.some((word) => word.org_id === orgId))
    throw new Refusal('conflict', '本单位已经确认过这一版，等待对方确认。')
  const isAgreed = words.length > 0
  // What went back meanwhile counts too; the first schedule is that of the contract.
  if (isAgreed && settlement.agreed_version !== null)
    await mustAgree(tx, settlement, (await store.schedulesOf(tx, id))[0]?.data ?? { items: [] })
  await say(tx, id, version, orgId, actor, now)
  if (isAgreed) await store.updateSettlement(tx, id, { agreed_version: version })
  const says = isAgreed
    ? '双方确认了《{name}》的付款计划。'
    : '对方确认了《{name}》的付款计划，请贵单位核对后确认。'
  await tellOther(tx, settlement, actor, says)
  tx.about('settlement', id, { title: settlement.title, version })
  return { agreed: isAgreed }
}

/** Refuses a schedule that contradicts itself or the contract. */
async function mustAgree(tx: CommandTx, settlement: store.SettlementRow, schedule: Schedule): Promise<void> {
  const money = (await store.moneyOf(tx, settlement.id)).filter(
    ({ cause, royalty_id: royaltyId }) => cause === '减价' && royaltyId === null,
  )
  if (money.some(({ state }) => state === 'pending'))
    throw new Refusal('conflict', '有一笔减价退款还在等第二人确认，确认或者作废以后再改付款计划。')
  const reducedFen = money.reduce((sum, { counts, fen }) => sum + (counts ? fen : 0), 0)
  const priceFen = await priceOf(tx, settlement)
  const faults = scheduleFaults(schedule, settlement.signed_on, priceFen, reducedFen)
  const [first] = faults
  if (first) throw new Refusal('invalid', '付款计划需要更正：{first}', { first: first.message }, faults)
}

/**
 * What the items must come to; a supplement may have changed it, in words the parties know. After an end they say what
 * is still to be paid, which the parties alone know.
 */
async function priceOf(
  tx: CommandTx,
  { id, deal_id: dealId }: store.SettlementRow,
): Promise<number | undefined> {
  if (dealId === null || (await concludedText(tx, dealId, 'supplement'))) return undefined
  if (await lastEnding(tx, id)) return undefined
  return (await dealForText(tx, dealId)).agreed?.priceFen
}

async function keep(
  tx: CommandTx,
  settlementId: string,
  version: number,
  data: Schedule,
  actor: Actor | null,
  now: Instant,
): Promise<void> {
  await store.insertSchedule(tx, {
    settlement_id: settlementId,
    version,
    data,
    org_id: actor?.orgId ?? null,
    person_id: actor?.personId ?? null,
    at: now,
    journal_id: tx.journalId,
  })
}

async function say(
  tx: CommandTx,
  settlementId: string,
  version: number,
  orgId: string,
  actor: Actor,
  now: Instant,
): Promise<void> {
  await store.insertWord(tx, {
    settlement_id: settlementId,
    version,
    org_id: orgId,
    person_id: signedIn(actor).personId,
    at: now,
    journal_id: tx.journalId,
  })
}
