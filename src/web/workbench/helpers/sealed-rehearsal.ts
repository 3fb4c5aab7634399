import { newCustodianKey, openBox, sealBid } from './sealing.ts'

/** 演练 in place of the number in every envelope, so that none is taken for a real one; each fits in as many bytes as signs. */
const REHEARSED = 'yanlian'
/** Offers lie up to half above the floor, in hundredths of it. */
const PARTS = 100
const ABOVE_PARTS = 50

export interface PlayedOpening {
  readonly envelopes: readonly string[]
  readonly shares: readonly {
    readonly envelope: number
    readonly custodian: string
    readonly share: string | null
  }[]
}

/**
 * Sealed bids of bidders that do not exist, closed in this browser for custodians that do not exist either, and the
 * shares of as many of them as open; the keys are thrown away with the answer. The first bidder offers less than the
 * floor, to show what becomes of that.
 */
export async function playSealed(lot: {
  readonly floorFen: number
  readonly bidders: number
  readonly seats: number
  readonly threshold: number
}): Promise<PlayedOpening> {
  const keys = await Promise.all(Array.from({ length: lot.seats }, async () => newCustodianKey()))
  // Made up, and to be seen as such.
  const seats = keys.map(({ recipient }, i) => ({
    custodian: `00000000-0000-4000-8000-${String(i + 1).padStart(12, '0')}`,
    recipient,
  }))
  const envelopes = await Promise.all(
    Array.from({ length: lot.bidders }, async (_, i) =>
      sealBid({
        lot: REHEARSED,
        bidder: `YANLIAN-${String(i + 1).padStart(2, '0')}`,
        n: 1,
        amountFen: i === 0 ? Math.max(1, lot.floorFen - 1) : offerAbove(lot.floorFen),
        seats,
        threshold: lot.threshold,
      }),
    ),
  )
  const shares = await Promise.all(
    envelopes.flatMap((text, envelope) =>
      boxesIn(text)
        .slice(0, lot.threshold)
        .map(async (box, i) => ({
          envelope,
          custodian: seats[i]?.custodian ?? '',
          share: await openBox(keys[i]?.identity ?? '', box),
        })),
    ),
  )
  return { envelopes, shares }
}

function boxesIn(envelope: string): readonly string[] {
  return (JSON.parse(envelope) as { boxes: readonly string[] }).boxes
}

function offerAbove(floorFen: number): number {
  return floorFen + Math.floor(floorFen / PARTS) * Math.floor(Math.random() * (ABOVE_PARTS + 1))
}
