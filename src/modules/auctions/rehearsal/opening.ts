import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { Tx } from '#platform/db/database.ts'
import { Refusal } from '#platform/refusal.ts'
import { iso } from '../bidding.ts'
import { isShareOf, openedBid, readEnvelope, sha256, type Envelope } from '../sealed/envelope.ts'
import { bestOf } from '../sealed/rules.ts'
import type * as store from '../store.ts'
import type { openingRehearsalForm } from './forms.ts'
import { lettersOf, rehearsable } from './view.ts'

/** 演练: what the owner's browser puts into envelopes of a rehearsal for the number of a lot, of which none is like it. */
const REHEARSED = 'yanlian'

type Input = z.infer<typeof openingRehearsalForm>
type Played = Awaited<ReturnType<typeof openOne>>

/**
 * 演练 of sealed bids before the announcement, for the owner: envelopes the owner's browser made for bidders and
 * custodians that do not exist are opened and awarded as real ones are. Writes nothing, and opens no envelope of a lot.
 */
export async function rehearseOpening(
  tx: Tx,
  actor: Actor,
  { id, envelopes, shares }: Input & { readonly id: string },
) {
  const lot = await rehearsable(tx, actor, id)
  if (lot.form.manner !== '密封报价') throw new Refusal('conflict', '这次不是密封报价，没有开标可以演练。')
  const bids: Played[] = []
  for (const [i, text] of envelopes.entries())
    bids.push(
      await openOne(lot, text, {
        at: receivedAt(lot, i, envelopes.length),
        shares: shares.filter((one) => one.envelope === i),
      }),
    )
  const best = bestOf(bids, lot.floor_fen)
  const award = best ? { alias: best.alias, amountFen: best.amountFen } : null
  return {
    name: lot.achievement_name,
    bids: bids.map(({ alias, at, digest, amountFen, fault }) => ({
      alias,
      at: iso(at),
      digest,
      amountFen,
      fault,
    })),
    winner: award?.alias ?? null,
    priceFen: award?.amountFen ?? null,
    letters: lettersOf(lot, award),
    record: recordOf(lot, bids, award),
  }
}

/** Envelopes come in one after another over the announced time. */
function receivedAt(lot: store.LotRow, i: number, of: number): number {
  const [from, until] = [Date.parse(lot.starts_at), Date.parse(lot.ends_at)]
  return from + Math.floor(((until - from) * (i + 1)) / (of + 1))
}

async function openOne(
  lot: store.LotRow,
  text: string,
  { at, shares }: { readonly at: number; readonly shares: Input['shares'] },
) {
  const envelope = readEnvelope(text)
  if (envelope?.head.lot !== REHEARSED)
    throw new Refusal('invalid', '这里只打开演练的密封报价，请在本页重新演练。')
  const brought = shares.filter((one) => isGood(envelope, one))
  const readable = brought.map(({ share }) => Uint8Array.from(Buffer.from(share ?? '', 'hex')))
  const rule = { threshold: lot.rules.sealed.threshold, floorFen: lot.floor_fen }
  const opened = await openedBid(envelope, readable, rule)
  return { alias: envelope.head.bidder, priority: false, at, text, digest: sha256(text), brought, ...opened }
}

function isGood(envelope: Envelope, { custodian, share }: Input['shares'][number]): boolean {
  return share !== null && isShareOf(envelope, custodian, Buffer.from(share, 'hex'))
}

/** What the public record of the opening would hold, in the shape `src/verify/sealed.ts` checks; its number says that it is none. */
function recordOf(
  lot: store.LotRow,
  bids: readonly Played[],
  award: { readonly alias: string; readonly amountFen: number | null } | null,
) {
  const { sealed, windowSeconds: _window, ...rules } = lot.rules
  return {
    id: REHEARSED,
    rules: {
      ...rules,
      startsAt: lot.starts_at,
      endsAt: lot.ends_at,
      closesAt: lot.ends_at,
      floorFen: lot.floor_fen,
      threshold: sealed.threshold,
    },
    outages: [],
    bidders: bids.map(({ alias }) => ({ alias, priority: false })),
    envelopes: bids.map(({ alias, at, digest, text }) => ({ alias, n: 1, at: iso(at), digest, text })),
    shares: bids.flatMap(({ digest, brought }) =>
      brought.map(({ custodian, share }) => ({ envelope: digest, custodian, share })),
    ),
    opened: bids.map(({ digest, amountFen, fault }) => ({ envelope: digest, amountFen, fault })),
    award,
  }
}
