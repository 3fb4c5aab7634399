import type { Actor } from '#platform/access/access.ts'
import { mustReach } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { Refusal } from '#platform/refusal.ts'
import type { acceptForm } from './forms.ts'
import { courseOf, iso, tableOf, withOutages } from './bidding.ts'
import { signedIn, tellOrg } from './commands.ts'
import { end } from './ending.ts'
import { reserve } from './for-sale.ts'
import { lotProcedure } from './procedure.ts'
import { beginOpening } from './sealed/opening.ts'
import { asksRelation } from './related.ts'
import { signUp } from './signing.ts'
import * as store from './store.ts'
import type { z } from 'zod'

/**
 * The clock closes a bidding whose time is over, or that has nobody to bid against: one bidder takes it at its offer
 * (domain/achievements.md, numeric rule 4). A close that an outage has moved is left for later. Ends each lot once.
 */
export async function closeLot(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string },
  now: Instant,
): Promise<{ readonly closed: boolean }> {
  const lot = await store.findLot(tx, { id: input.id })
  mustReach(actor, { orgId: null })
  if (!lot) throw new Refusal('absent', '没有找到这次竞价。')
  tx.about('lot', lot.id, { title: lot.achievement_name })
  if (lot.state !== 'bidding' || lot.closed_at !== null || now < lot.starts_at) return { closed: false }
  if (lot.form.manner === '密封报价') return closeSealed(tx, lot, actor, now)
  const table = await tableOf(tx, lot)
  const single = table.applicants.filter((one) => one.word?.admitted === true)
  if (single.length < 2) {
    const [only] = single
    await end(
      tx,
      table,
      only && { bidderId: only.id, fen: Number(await tx.openSecret(only.offer_secret ?? '')) },
      actor,
      now,
    )
    return { closed: true }
  }
  const course = await withOutages(tx, table, await courseOf(tx, table), now)
  if (Date.parse(now) < course.closesAt) return { closed: false }
  const { last } = table
  await end(tx, table, last && { bidderId: last.bidder_id, fen: last.amount_fen }, actor, now)
  return { closed: true }
}

/** Sealed bids close at their time whoever is admitted; envelopes wait for the custodians. */
async function closeSealed(tx: CommandTx, lot: store.LotRow, actor: Actor, now: Instant) {
  const table = await tableOf(tx, lot)
  const course = await withOutages(
    tx,
    table,
    { bids: [], closesAt: Date.parse(lot.closes_at), limits: new Map() },
    now,
  )
  if (Date.parse(now) < course.closesAt) return { closed: false }
  if (!(await beginOpening(tx, actor, lot, now))) await end(tx, table, undefined, actor, now)
  return { closed: true }
}

/**
 * The winner goes on to the contract: deal and text stand ready to be signed, at the price of the award. Signs that it is
 * related to the seller wait for its word first.
 */
export async function acceptAward(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof acceptForm> & { readonly id: string },
  now: Instant,
) {
  const { orgId } = signedIn(actor)
  mustReach(actor, { partyOrgIds: [orgId] })
  const lot = await store.findLot(tx, { id: input.id })
  const winner = lot && (await store.biddersOf(tx, lot.id)).find((one) => one.id === lot.award_bidder)
  if (!lot || winner?.org_id !== orgId || lot.award_fen === null)
    throw new Refusal('absent', '没有找到贵单位竞得的这次挂牌。')
  if (lot.state !== 'awarded' || lot.deal_id !== null)
    throw new Refusal('conflict', '这次成交已经进入签约，或者已登记未成交。')
  const said = {
    related: input.related ?? winner.related ?? undefined,
    relatedNote: input.relatedNote ?? winner.related_note ?? undefined,
  }
  const asks = await asksRelation(tx, lot, winner, tx.today)
  if (asks !== null && input.relatedNote === undefined)
    throw new Refusal('invalid', '{message}', { message: asks }, [{ field: 'relatedNote', message: asks }])
  const number = lot.public_id.toUpperCase()
  const { form } = lot
  const bids = await store.lastBidOf(tx, lot.id)
  const sold = {
    achievementId: lot.achievement_id,
    form,
    priceFen: lot.award_fen,
    priceRoute: form.manner === '密封报价' ? '密封报价' : bids ? '网络竞价' : '挂牌',
    background: `挂牌公告（编号 ${number}）和竞价结果（${iso(Date.parse(lot.closed_at ?? now)).slice(0, 10)}）。`,
    message: `本单位竞得挂牌 ${number}，按公告的条款签订合同。`,
    proposedBy: lot.made_by,
  } as const
  const signed = await signUp(tx, actor, sold, said, now)
  await store.updateLot(tx, lot.id, { deal_id: signed.dealId, contract_id: signed.contractId })
  await reserve(tx, lotProcedure, { ...lot, deal_id: signed.dealId }, now)
  await tellOrg(tx, lot, lot.org_id, '《{name}》的受让方已进入签约，合同文本已生成，请核对签订。')
  tx.about('lot', lot.id, { title: lot.achievement_name })
  return signed
}
