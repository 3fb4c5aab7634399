/** How well a match fits, in words. */
export type Fit = '高' | '中' | '低'

/**
 * Share of what the demand asks for that the achievement meets, from which a match is called 高 and 中. Chosen on the
 * sample records: pairs about the same thing lie above 0.4; below 0.2 only common words of the trade are shared.
 */
const HIGH = 0.4
const MIDDLE = 0.2

export function fitOf(coverage: number): Fit {
  if (coverage >= HIGH) return '高'
  return coverage >= MIDDLE ? '中' : '低'
}

/** Matches shown even when all of them fit badly. */
const SHOWN_AT_LEAST = 5

/** The matches worth reading first, and the rest, in the given order. */
export function byFit<T extends { readonly coverage?: number }>(
  matches: readonly T[],
): { readonly first: readonly T[]; readonly rest: readonly T[] } {
  const lastGood = matches.reduce(
    (last, match, index) => (fitOf(match.coverage ?? 0) === '低' ? last : index),
    -1,
  )
  const cut = Math.max(SHOWN_AT_LEAST, lastGood + 1)
  return { first: matches.slice(0, cut), rest: matches.slice(cut) }
}

/** Points with one decimal and a sign where they are a difference. */
export function pointsText(points: number): string {
  return points.toFixed(1).replace('-', '−')
}

export function signedPoints(points: number): string {
  return points > 0 ? `+${pointsText(points)}` : pointsText(points)
}

/** One stretch of the bar of a score. */
export interface Stretch {
  readonly kind: 'text' | 'gain' | 'loss'
  readonly title: string
  readonly points: number
  /** Where it begins, and how wide it is, in parts of a hundred of the bar. */
  readonly from: number
  readonly width: number
}

/** Points at the right end of the bar; hardly a match has more. */
const BAR_POINTS = 60

/**
 * The bar of a score: text first, then what facts add; what gaps and earlier answers take is drawn back from the end,
 * so that the plain part that is left over is the score. Nothing is wider than the bar.
 */
export function barOf(parts: {
  readonly text: number
  readonly gains: number
  readonly losses: number
}): Stretch[] {
  const share = (points: number): number => Math.max(0, Math.min(100, (100 * points) / BAR_POINTS))
  const text = share(parts.text)
  const whole = share(parts.text + parts.gains)
  const left = share(Math.max(0, parts.text + parts.gains + parts.losses))
  const stretches: Stretch[] = [
    { kind: 'text', title: '用语', points: parts.text, from: 0, width: text },
    { kind: 'gain', title: '相合的条件', points: parts.gains, from: text, width: whole - text },
    { kind: 'loss', title: '差距', points: parts.losses, from: left, width: whole - left },
  ]
  return stretches.filter(({ points, width }) => points !== 0 && width > 0)
}
