import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { Refusal } from '#platform/refusal.ts'
import { tableOf } from '../bidding.ts'
import { end } from '../ending.ts'
import { moveLot, signedIn, tellBidders, tellOrg } from '../commands.ts'
import * as lots from '../store.ts'
import { isShareOf, openedBid, readEnvelope, type Envelope } from './envelope.ts'
import type { sharesForm } from './forms.ts'
import { bestOf } from './rules.ts'
import * as store from './store.ts'
import type { z } from 'zod'

/** The clock closes sealed bidding: without an envelope it failed, else the custodians are called. */
export async function beginOpening(
  tx: CommandTx,
  actor: Actor,
  lot: lots.LotRow,
  now: Instant,
): Promise<boolean> {
  if ((await store.sealedOf(tx, lot.id)).length === 0) return false
  await lots.updateLot(tx, lot.id, { closed_at: now })
  await moveLot(tx, lot, 'beginOpening', actor, now)
  for (const one of await store.custodiansOf(tx, lot.id))
    if (one.current && one.key)
      await tellOrg(tx, lot, one.org_id, '《{name}》的密封报价已截止，请第 {seat} 席的保管人来开标。', {
        seat: String(one.seat),
      })
  await tellBidders(tx, lot, '《{name}》的密封报价已截止，等待保管人开标。')
  return true
}

/** A custodian brings the shares of the own key; with enough of them every envelope opens, in the same transaction. */
export async function bringShares(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof sharesForm> & { readonly id: string },
  now: Instant,
) {
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { partyOrgIds: [orgId] })
  const lot = await lots.findLot(tx, { id: input.id })
  if (!lot) throw new Refusal('absent', '没有找到这次挂牌。')
  if (lot.state !== 'opening')
    throw new Refusal(
      'conflict',
      lot.closed_at === null ? '报价还没有截止，不能开标。' : '这次报价已经开标。',
    )
  const mine = (await store.custodiansOf(tx, lot.id)).filter((one) => one.key?.person_id === personId)
  if (mine.length === 0) throw new Refusal('forbidden', '您不是这次报价的密钥保管人。')
  const bids = store.counting(await store.sealedOf(tx, lot.id))
  const before = await store.sharesOf(tx, lot.id)
  const rows = bids.flatMap((bid) => rowOf(bid, mine, input.shares, before))
  if (rows.length === 0) throw new Refusal('conflict', '您的份额已经全部提交，或没有用您的公钥密封的报价。')
  await store.insertShares(
    tx,
    rows.map((row) => ({ ...row, at: now, journal_id: tx.journalId })),
  )
  tx.about('lot', lot.id, { title: lot.achievement_name, seat: String(mine[0]?.seat ?? '') })
  const opened = await openIfReady(tx, actor, lot, bids, now)
  return { brought: rows.length, opened }
}

function rowOf(
  bid: store.SealedBidRow,
  mine: readonly store.Custodian[],
  brought: z.infer<typeof sharesForm>['shares'],
  before: readonly store.ShareRow[],
): Pick<store.ShareRow, 'bid_id' | 'custodian_id' | 'share'>[] {
  const envelope = mustRead(bid)
  const custodian = mine.find(({ id }) => envelope.head.seats.some((seat) => seat.custodian === id))
  if (!custodian) return []
  if (before.some((one) => one.bid_id === bid.id && one.custodian_id === custodian.id)) return []
  const share = brought.find((one) => one.bid === bid.id)?.share
  if (share === undefined) throw new Refusal('invalid', '有的密封报价没有份额，请在本页重新打开密钥文件。')
  if (share !== null && !isShareOf(envelope, custodian.id, Buffer.from(share, 'hex')))
    throw new Refusal('invalid', '份额与报价封面上登记的不符，请核对密钥文件。')
  return [{ bid_id: bid.id, custodian_id: custodian.id, share }]
}

function mustRead(bid: store.SealedBidRow): Envelope {
  const envelope = readEnvelope(bid.envelope)
  if (!envelope) throw new Error(`sealed bid ${bid.id} is no envelope`)
  return envelope
}

/** Opens every counting envelope once each has enough shares, or can never have them. */
async function openIfReady(
  tx: CommandTx,
  actor: Actor,
  lot: lots.LotRow,
  bids: readonly store.SealedBidRow[],
  now: Instant,
): Promise<boolean> {
  const { threshold } = lot.rules.sealed
  const brought = await store.sharesOf(tx, lot.id)
  const of = (bid: store.SealedBidRow) => brought.filter((one) => one.bid_id === bid.id)
  const readable = (bid: store.SealedBidRow) =>
    of(bid).flatMap(({ share }) => (share === null ? [] : [Uint8Array.from(Buffer.from(share, 'hex'))]))
  const canNever = (bid: store.SealedBidRow) =>
    mustRead(bid).boxes.length - (of(bid).length - readable(bid).length) < threshold
  if (!bids.every((bid) => readable(bid).length >= threshold || canNever(bid))) return false
  const table = await tableOf(tx, lot)
  const results = []
  for (const bid of bids) {
    const { amountFen, fault } = await openedBid(mustRead(bid), readable(bid), {
      threshold,
      floorFen: lot.floor_fen,
    })
    const alias = table.aliasOf.get(bid.bidder_id) ?? ''
    const priority = table.bidders.get(alias)?.priority === true
    results.push({ bid, alias, priority, amountFen, fault, at: Date.parse(bid.at) })
  }
  await store.insertOpened(
    tx,
    results.map(({ bid, amountFen, fault }) => ({
      bid_id: bid.id,
      amount_fen: amountFen,
      fault,
      journal_id: tx.journalId,
    })),
  )
  const best = bestOf(results, lot.floor_fen)
  await end(tx, table, best && { bidderId: best.bid.bidder_id, fen: best.amountFen ?? 0 }, actor, now)
  return true
}
