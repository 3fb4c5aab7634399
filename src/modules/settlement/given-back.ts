/** What a refund gives back of a receipt: what was left of it before and after, in fen. */
export interface GivenBack {
  readonly receiptId: string
  readonly receivedOn: string
  readonly fromFen: number
  readonly toFen: number
}

/** A posted receipt or refund. */
export interface Stood {
  readonly id: string
  readonly kind: '收款' | '退款' | '冲正'
  readonly fen: number
  readonly on_day: string
  readonly royalty_id: string | null
  readonly line_version: number | null
  readonly line_n: number | null
  readonly confirmed_at: string
}

interface Lot {
  readonly id: string
  readonly on: string
  readonly royaltyId: string | null
  readonly at: string
  left: number
}

/** Items of a schedule in the order in which receipts pay them, and since when those do; null: all do. */
export interface PaidItems {
  readonly items: readonly { readonly n: number; readonly fen: number }[]
  readonly since: string | null
}

const NO_ITEMS: PaidItems = { items: [], since: null }

/**
 * Which receipts each refund gives back, by its id; `money` in the order it came, only what stands. First what came for
 * the line it names, then of the same kind, then any, the newest first: so it is divided as it was divided when it came
 * (practice.md P28).
 */
export function givenBack(
  money: readonly Stood[],
  itemsOf: (version: number) => PaidItems,
): ReadonlyMap<string, readonly GivenBack[]> {
  const lots: Lot[] = []
  const found = new Map<string, readonly GivenBack[]>()
  for (const one of money) {
    if (one.kind === '收款')
      lots.push({
        id: one.id,
        on: one.on_day,
        royaltyId: one.royalty_id,
        at: one.confirmed_at,
        left: one.fen,
      })
    else
      found.set(one.id, takenBy(one, lots, one.line_version === null ? NO_ITEMS : itemsOf(one.line_version)))
  }
  return found
}

function takenBy(refund: Stood, lots: readonly Lot[], paid: PaidItems): GivenBack[] {
  const own = lots.filter(({ royaltyId }) => royaltyId === refund.royalty_id)
  const whole = (of: readonly Lot[]) => of.map((lot) => ({ lot, most: lot.left }))
  const order = [piecesOf(own, paid, refund.line_n), whole(own), whole(lots)]
  const parts: GivenBack[] = []
  let rest = refund.fen
  for (const { lot, most } of order.flatMap((pieces) => pieces.toReversed())) {
    const fen = Math.min(rest, most, lot.left)
    if (fen === 0) continue
    parts.push({ receiptId: lot.id, receivedOn: lot.on, fromFen: lot.left, toFen: lot.left - fen })
    lot.left -= fen
    rest -= fen
  }
  // The ledger lets nobody give back more than came; should it ever, it counts as of its own day.
  if (rest > 0) parts.push({ receiptId: refund.id, receivedOn: refund.on_day, fromFen: rest, toFen: 0 })
  return parts
}

/** What of each receipt paid one item, when receipts pay the items in their order. */
function piecesOf(all: readonly Lot[], { items, since }: PaidItems, n: number | null) {
  const place = items.findIndex((item) => item.n === n)
  if (place < 0) return []
  const start = items.slice(0, place).reduce((sum, { fen }) => sum + fen, 0)
  const end = start + (items[place]?.fen ?? 0)
  const lots = all.filter((lot) => since === null || lot.at > since)
  let at = 0
  return lots.flatMap((lot) => {
    const most = Math.min(at + lot.left, end) - Math.max(at, start)
    at += lot.left
    return most > 0 ? [{ lot, most }] : []
  })
}
