import { scopesOf, type Actor } from '#platform/access/access.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { orgNames } from '#platform/identity/names.ts'
import { Refusal } from '#platform/refusal.ts'
import { tableOf } from '../bidding.ts'
import { permissions } from '../permissions.ts'
import { publishedOutages } from '../store-uptime.ts'
import * as lots from '../store.ts'
import { readableLot } from '../readable.ts'
import { readEnvelope } from './envelope.ts'
import * as store from './store.ts'

const APPOINTING: readonly string[] = ['draft', 'proposed', 'announcing', 'bidding']

/** What a lot's page shows of sealed bids; null where bids are open. Prices are there after the opening only. */
export async function sealedView(
  tx: Tx,
  actor: Actor,
  lot: lots.LotRow,
  own: lots.Applicant | undefined,
  now: Instant,
) {
  if (lot.form.manner !== '密封报价') return null
  const { sealed } = lot.rules
  const all = await store.custodiansOf(tx, lot.id)
  const rows = await store.sealedOf(tx, lot.id)
  const counts = new Set(store.counting(rows).map(({ id }) => id))
  const shares = await store.sharesOf(tx, lot.id)
  const opened = await store.openedOf(tx, lot.id)
  const applicants = new Map((await lots.biddersOf(tx, lot.id)).map((one) => [one.id, one]))
  const names = await orgNames(
    tx,
    all.map((one) => one.org_id),
  )
  const mine = all.filter((one) => one.key !== undefined && one.key.person_id === actor.personId)
  const current = all.filter((one) => one.current)
  const holds = (name: 'lot.bid' | 'lot.custody' | 'lot.post') =>
    scopesOf(permissions, name, actor).length > 0
  const isTold = (row: store.SealedBidRow) => lot.closed_at !== null || row.bidder_id === own?.id
  const isOpen = lot.state === 'bidding' && now >= lot.starts_at && now < lot.closes_at
  return {
    seats: sealed.custodians,
    threshold: sealed.threshold,
    custodians: current.map((one) => ({
      ...waitingFor(all, one.seat, names, actor, holds('lot.custody') && lot.closed_at === null),
      id: one.id,
      seat: one.seat,
      org: names.get(one.org_id) ?? '',
      recipient: one.key?.recipient ?? null,
      replaced: all.filter(({ seat }) => seat === one.seat).length - 1,
      reason: one.reason,
      came: shares.some(({ custodian_id: id }) => id === one.id),
    })),
    // Who handed one in, and that anybody did, nobody else knows before the close (参照招标投标法 22).
    envelopes: rows.filter(isTold).map((row) => ({
      id: row.id,
      alias: applicants.get(row.bidder_id)?.alias ?? '',
      n: row.n,
      at: row.at,
      digest: row.digest,
      counts: counts.has(row.id),
      amountFen: opened.get(row.id)?.amount_fen ?? null,
      fault: opened.get(row.id)?.fault ?? null,
    })),
    canAppoint: lot.org_id === actor.orgId && holds('lot.post') && APPOINTING.includes(lot.state),
    // What the own browser needs to seal the next envelope.
    bid:
      own?.word?.admitted === true && holds('lot.bid')
        ? { alias: own.alias, n: rows.filter((row) => row.bidder_id === own.id).length + 1, isOpen }
        : null,
    boxes: lot.state === 'opening' ? boxesOf(rows, counts, mine, shares) : [],
  }
}

/** Boxes of counting envelopes for the keys of the actor, which only the actor's own file opens. */
function boxesOf(
  rows: readonly store.SealedBidRow[],
  counts: ReadonlySet<string>,
  mine: readonly store.Custodian[],
  shares: readonly store.ShareRow[],
) {
  return rows
    .filter((row) => counts.has(row.id))
    .flatMap((row) => {
      const envelope = readEnvelope(row.envelope)
      const at = envelope?.head.seats.findIndex((seat) => mine.some(({ id }) => id === seat.custodian)) ?? -1
      const custodian = mine.find(({ id }) => id === envelope?.head.seats[at]?.custodian)
      const isDone = shares.some((one) => one.bid_id === row.id && one.custodian_id === custodian?.id)
      const box = envelope?.boxes[at]
      if (box === undefined || custodian?.key === undefined || isDone) return []
      return [{ bid: row.id, box, recipient: custodian.key.recipient }]
    })
}

/** The public record of an opening, in the shape `src/verify/sealed.ts` checks. */
export async function sealedRecord(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const lot = await readableLot(tx, actor, id)
  const opened = await store.openedOf(tx, lot.id)
  if (lot.form.manner !== '密封报价' || opened.size === 0)
    throw new Refusal('conflict', '密封报价开标以后才有开标记录。')
  const table = await tableOf(tx, lot)
  const rows = await store.sealedOf(tx, lot.id)
  const shares = await store.sharesOf(tx, lot.id)
  const digestOf = new Map(rows.map((row) => [row.id, row.digest]))
  return {
    id: lot.public_id,
    rules: {
      startsAt: lot.starts_at,
      endsAt: lot.ends_at,
      closesAt: lot.closes_at,
      floorFen: lot.floor_fen,
      threshold: lot.rules.sealed.threshold,
      extendSeconds: lot.rules.extendSeconds,
      outageSeconds: lot.rules.outageSeconds,
      outageLookbackSeconds: lot.rules.outageLookbackSeconds,
    },
    outages: await publishedOutages(tx, lot.id),
    bidders: [...table.bidders.values()],
    envelopes: rows.map((row) => ({
      alias: table.aliasOf.get(row.bidder_id) ?? '',
      n: row.n,
      at: row.at,
      digest: row.digest,
      text: row.envelope,
    })),
    shares: shares.map((one) => ({
      envelope: digestOf.get(one.bid_id) ?? '',
      custodian: one.custodian_id,
      share: one.share,
    })),
    opened: rows.flatMap((row) => {
      const found = opened.get(row.id)
      return found ? [{ envelope: row.digest, amountFen: found.amount_fen, fault: found.fault }] : []
    }),
    award:
      lot.award_bidder === null
        ? null
        : { alias: table.aliasOf.get(lot.award_bidder) ?? '', amountFen: lot.award_fen },
  }
}

/** Who was appointed to a seat and has not made a key yet; until then the one before keeps it. */
function waitingFor(
  all: readonly store.Custodian[],
  seat: number,
  names: ReadonlyMap<string, string>,
  actor: Actor,
  mayAccept: boolean,
) {
  const waits = all.find((one) => one.appointed && one.seat === seat && !one.key)
  return {
    waitsFor: waits && !waits.current ? (names.get(waits.org_id) ?? '') : null,
    canAccept: mayAccept && waits?.org_id === actor.orgId,
  }
}
