import { v7 } from 'uuid'
import { Encrypter } from 'age-encryption'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { Refusal } from '#platform/refusal.ts'
import { iso, tableOf, withOutages } from '../bidding.ts'
import { signedIn, tellBidders, tellOrg } from '../commands.ts'
import * as lots from '../store.ts'
import { readEnvelope, sha256 } from './envelope.ts'
import type { appointForm, handInForm, seatForm } from './forms.ts'
import { seatFault } from './rules.ts'
import * as store from './store.ts'
import type { z } from 'zod'

/** A lot with sealed bids that the actor may act on. */
async function sealedLot(tx: CommandTx, id: string): Promise<lots.LotRow> {
  const lot = await lots.findLot(tx, { id })
  if (!lot) throw new Refusal('absent', '没有找到这次挂牌。')
  if (lot.form.manner !== '密封报价') throw new Refusal('conflict', '这次挂牌不是密封报价。')
  return lot
}

/** The owner names who keeps a seat, or replaces who does; a key is made only by who accepts it. */
export async function appointCustodian(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof appointForm> & { readonly id: string },
  now: Instant,
) {
  const { personId } = signedIn(actor)
  const lot = await sealedLot(tx, input.id)
  mustReach(actor, { orgId: lot.org_id })
  const isPublic = lot.state === 'announcing' || lot.state === 'bidding'
  if (!(isPublic || lot.state === 'draft' || lot.state === 'proposed'))
    throw new Refusal('conflict', '报价已经截止，不能再更换保管人。')
  if (isPublic && input.reason === '')
    throw new Refusal('invalid', '公告以后更换保管人的，请写明理由。', {}, [
      { field: 'reason', message: '请写明理由。' },
    ])
  const organisation = await findOrganisation(tx, input.orgId)
  if (!organisation?.verified)
    throw new Refusal('invalid', '没有找到这个单位，或它尚未通过核验。', {}, [
      { field: 'orgId', message: '请选择已核验的单位。' },
    ])
  const current = (await store.custodiansOf(tx, lot.id)).filter((one) => one.appointed)
  const fault = seatFault({
    seat: input.seat,
    seats: lot.rules.sealed.custodians,
    orgId: input.orgId,
    others: current.filter(({ seat }) => seat !== input.seat).map((one) => one.org_id),
    orgMost: lot.rules.sealed.orgSeatsMax,
    bidders: (await lots.biddersOf(tx, lot.id)).map((one) => one.org_id),
  })
  if (fault !== undefined) throw new Refusal('invalid', fault, {}, [{ field: 'orgId', message: fault }])
  const id = v7()
  await store.insertCustodian(tx, {
    id,
    lot_id: lot.id,
    seat: input.seat,
    org_id: input.orgId,
    reason: input.reason,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  })
  await tellOrg(tx, lot, input.orgId, '请一人接受《{name}》密封报价第 {seat} 席的密钥保管。', {
    seat: String(input.seat),
  })
  if (isPublic)
    await tellBidders(tx, lot, '《{name}》第 {seat} 席的密钥保管人更换，请在截止以前重新提交密封报价。', {
      seat: String(input.seat),
    })
  tx.about('lot', lot.id, { title: lot.achievement_name, seat: String(input.seat) })
  return { id }
}

/** A person of the named organisation takes the seat with the public half of a key made in the own browser. */
export async function acceptSeat(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof seatForm> & { readonly id: string },
  now: Instant,
) {
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { partyOrgIds: [orgId] })
  const lot = await sealedLot(tx, input.id)
  const all = await store.custodiansOf(tx, lot.id)
  const seat = all.find((one) => one.appointed && one.seat === input.seat && one.org_id === orgId)
  if (!seat) throw new Refusal('absent', '没有找到交给贵单位的这个席位，可能已经更换。')
  if (seat.key) throw new Refusal('conflict', '这个席位已经接受。')
  if (lot.closed_at !== null || lot.state === 'withdrawn')
    throw new Refusal('conflict', '报价已经截止，不再需要保管密钥。')
  if (all.some((one) => one.key?.person_id === personId))
    throw new Refusal('conflict', '您已经保管这次报价的另一把密钥，请由本单位另一人接受。')
  if (!isRecipient(input.recipient) || all.some((one) => one.key?.recipient === input.recipient))
    throw new Refusal('invalid', '公钥不对，或已经用过，请在本页重新生成。')
  await store.insertKey(tx, {
    custodian_id: seat.id,
    recipient: input.recipient,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  })
  await tellOrg(tx, lot, lot.org_id, '《{name}》第 {seat} 席的保管人已接受。', { seat: String(input.seat) })
  tx.about('lot', lot.id, { title: lot.achievement_name, seat: String(input.seat) })
  return { seat: input.seat }
}

function isRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text)
    return true
  } catch {
    return false
  }
}

/** A sealed bid: kept as it is, with a receipt over its hash; a later one of the same bidder replaces it. */
export async function handIn(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof handInForm> & { readonly id: string },
  now: Instant,
) {
  const { orgId } = signedIn(actor)
  mustReach(actor, { partyOrgIds: [orgId] })
  const lot = await sealedLot(tx, input.id)
  if (lot.state !== 'bidding' || lot.closed_at !== null)
    throw new Refusal('conflict', '报价还没有开始，或者已经截止。')
  const table = await tableOf(tx, lot)
  const own = table.applicants.find((one) => one.org_id === orgId)
  if (!own || !table.bidders.has(own.alias))
    throw new Refusal('forbidden', '贵单位没有取得竞买资格，不能报价；请在报价开始以前提交受让申请。')
  const before = await store.sealedOf(tx, lot.id)
  const closes = await withOutages(
    tx,
    table,
    { bids: [], closesAt: Date.parse(lot.closes_at), limits: new Map() },
    now,
  )
  const at = Math.max(Date.parse(tx.arrivedAt), Date.parse(before[before.length - 1]?.at ?? tx.arrivedAt))
  if (at < table.rules.startsAt) throw new Refusal('conflict', '报价还没有开始，请在公告的时间提交。')
  if (at >= closes.closesAt) throw new Refusal('conflict', '报价已经截止，这次报价没有进入。')
  const n = before.filter((one) => one.bidder_id === own.id).length + 1
  const fault = envelopeFault(input.envelope, {
    lot: lot.public_id,
    bidder: own.alias,
    n,
    custodians: (await store.custodiansOf(tx, lot.id)).filter((one) => one.current && one.key),
  })
  if (fault !== undefined) throw new Refusal('invalid', fault)
  const digest = sha256(input.envelope)
  await store.insertSealed(tx, {
    id: v7(),
    lot_id: lot.id,
    bidder_id: own.id,
    n,
    envelope: input.envelope,
    digest,
    at: iso(at),
    journal_id: tx.journalId,
  })
  // Not of the lot: its seller reads the journal of the lot's dossier, and must not learn who hands in (P24).
  tx.about('lot-bidder', own.id, { title: lot.achievement_name, alias: own.alias })
  return { alias: own.alias, n, digest, at: iso(at) }
}

/** An envelope belongs to one lot, one bidder and one place: a copied or replayed one is refused at once (trust.md A4). */
function envelopeFault(
  text: string,
  expected: {
    readonly lot: string
    readonly bidder: string
    readonly n: number
    readonly custodians: readonly store.Custodian[]
  },
): string | undefined {
  const envelope = readEnvelope(text)
  if (!envelope) return '密封的报价不完整，请在本页重新密封后提交。'
  const { lot, bidder, n, seats } = envelope.head
  if (lot !== expected.lot || bidder !== expected.bidder) return '这份密封报价不是贵单位对这次挂牌的。'
  if (n !== expected.n) return '这份密封报价已经提交过，或不是最新的，请重新密封后提交。'
  const ids = expected.custodians.map((one) => one.id)
  if (ids.length !== seats.length || seats.some((seat, i) => seat.custodian !== ids[i]))
    return '密钥保管人已经更换，请刷新本页后重新密封。'
  return undefined
}
