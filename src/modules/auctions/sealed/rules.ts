/** A bid as it counts in an opening. */
export interface OpenedBid {
  readonly alias: string
  readonly priority: boolean
  /** Null when it could not be opened. */
  readonly amountFen: number | null
  /** Milliseconds of the database's clock at receipt. */
  readonly at: number
}

/**
 * Who is awarded: the highest price at or above the floor; at the same price a right of priority, then the earlier
 * receipt (trust.md T17; 民法典 847, 859, 860).
 */
export function bestOf<B extends OpenedBid>(bids: readonly B[], floorFen: number): B | undefined {
  return bids
    .filter((bid) => bid.amountFen !== null && bid.amountFen >= floorFen)
    .sort(
      (a, b) =>
        (b.amountFen ?? 0) - (a.amountFen ?? 0) || Number(b.priority) - Number(a.priority) || a.at - b.at,
    )[0]
}

/** Why an organisation cannot keep a seat; undefined when it can. */
export function seatFault(input: {
  readonly seat: number
  readonly seats: number
  readonly orgId: string
  /** Organisations of the other seats. */
  readonly others: readonly string[]
  readonly orgMost: number
  readonly bidders: readonly string[]
}): string | undefined {
  const { seat, seats, orgId, others, orgMost, bidders } = input
  if (seat > seats) return `席位只有 ${String(seats)} 个。`
  if (bidders.includes(orgId)) return '参加竞买的单位不能保管密钥，请换一个单位。'
  if (others.filter((one) => one === orgId).length >= orgMost)
    return `同一单位最多担任 ${String(orgMost)} 席，任何一个单位都不能单独开标。`
  return undefined
}
