/**
 * One quadrillion fen: the largest amount any form takes. Ten thousand times the largest plausible price, so that a
 * price typed in the wrong unit is still asked about (`unitDoubt`); an exact number in JSON.
 */
export const FEN_MAX = 1_000_000_000_000_000

/** A price is mistyped far more often than it is outside these: 1,000 yuan and one billion yuan, in fen. */
const PLAUSIBLE_MIN_FEN = 100_000
const PLAUSIBLE_MAX_FEN = 100_000_000_000
/** 万 is ten thousand: the factor of the usual slip. */
const WAN = 10_000

/** Yuan with thousands separators and two decimals: `1,234.56 元`. */
export function yuanText(fen: number): string {
  const sign = fen < 0 ? '-' : ''
  const whole = String(Math.trunc(Math.abs(fen) / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${sign}${whole}.${String(Math.abs(fen) % 100).padStart(2, '0')} 元`
}

/** The sentence that shows both readings of a price that looks typed in the wrong unit; undefined when plausible. */
export function unitDoubt(fen: number): string | undefined {
  if (fen >= PLAUSIBLE_MIN_FEN && fen <= PLAUSIBLE_MAX_FEN) return undefined
  const isLow = fen < PLAUSIBLE_MIN_FEN
  const other = isLow ? fen * WAN : Math.round(fen / WAN)
  const slip = isLow ? '把万元填成了元' : '把元填成了万元'
  return `金额现在是 ${yuanText(fen)}，可能${slip}：如应为 ${yuanText(other)}，请更正；如确为 ${yuanText(fen)}，请勾选“已核对价格单位”。`
}
