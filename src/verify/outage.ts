/** What the announcement says of times the service was away. */
export interface OutageRules {
  readonly startsAt: string
  readonly extendSeconds: number
  readonly outageSeconds: number
  readonly outageLookbackSeconds: number
}

export interface PublishedOutage {
  readonly from: string
  readonly until: string
}

/** Milliseconds of the close after an outage: what was left is given back, and never less than a late bid gives. */
export function closeAfterOutage(rules: OutageRules, close: number, outage: PublishedOutage): number {
  const from = Date.parse(outage.from)
  const until = Date.parse(outage.until)
  const earliest = close - rules.outageLookbackSeconds * 1000
  const isLong = until - from > rules.outageSeconds * 1000
  if (!isLong || from >= close || until <= earliest || until <= Date.parse(rules.startsAt)) return close
  const left = Math.max(rules.extendSeconds * 1000, close - Math.max(from, earliest))
  return Math.max(close, until + left)
}
