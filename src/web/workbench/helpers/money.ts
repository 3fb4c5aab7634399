/** Units in which a person may type an amount; stored is always integer fen. */
export type MoneyUnit = '元' | '万元'

const FEN_PER: Readonly<Record<MoneyUnit, number>> = { 元: 100, 万元: 1_000_000 }
const DECIMALS: Readonly<Record<MoneyUnit, number>> = { 元: 2, 万元: 6 }
/** From this many fen (one 亿元) readings for people switch to 亿元 (design.md 10). */
const FEN_PER_YI = 10_000_000_000

export type Parsed = { readonly fen: number } | { readonly fault: string }

/** Full-width digits, points and separators to ASCII, spaces and thousands separators removed. */
export function plainDigits(text: string): string {
  return text
    .replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[．。]/g, '.')
    .replace(/[\s,，]/g, '')
}

/**
 * Reads what was typed as an amount of the unit. A suffix 元, 万, 万元 or 亿元 in the text wins over the unit.
 * Exact: no floating point touches the digits; parts of a fen are a fault.
 */
export function parseMoney(text: string, unit: MoneyUnit): Parsed {
  const plain = plainDigits(text)
  if (/^[-−－]\d/.test(plain)) return { fault: '金额不能是负数。' }
  const match = /^(\d+)(?:\.(\d*))?(元|万元?|亿元?)?$/.exec(plain)
  if (!match) return { fault: '请填数字，例如 12.5。' }
  const suffix = match[3]?.charAt(0)
  const decimals = suffix === '亿' ? 10 : suffix === '万' ? 6 : suffix === '元' ? 2 : DECIMALS[unit]
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > decimals) return { fault: '金额最小到分。' }
  const fen = Number((match[1] ?? '') + fraction.padEnd(decimals, '0'))
  if (!Number.isSafeInteger(fen)) return { fault: '金额过大，请核对单位。' }
  return { fen }
}

/** The exact amount in the unit without separators, as typed into a field: 123456700 fen → `123.4567` 万元. */
export function moneyText(fen: number, unit: MoneyUnit): string {
  const digits = String(Math.abs(fen)).padStart(DECIMALS[unit] + 1, '0')
  const whole = digits.slice(0, -DECIMALS[unit])
  const fraction = digits.slice(-DECIMALS[unit]).replace(/0+$/, '')
  return (fen < 0 ? '-' : '') + whole + (fraction ? `.${fraction}` : '')
}

/** `1,234,567.00 元` */
export function yuanReading(fen: number): string {
  return `${grouped(fen / FEN_PER['元'], 2)} 元`
}

/** `1,234.56 万元`, from 10,000 万元 `1.23 亿元` (design.md 10). */
export function shortReading(fen: number): string {
  if (Math.abs(fen) >= FEN_PER_YI) return `${grouped(fen / FEN_PER_YI, 2)} 亿元`
  return `${grouped(fen / FEN_PER['万元'], 2)} 万元`
}

/** A fee: below 1 万元 in yuan, `300.00 元`. */
export function feeReading(fen: number): string {
  return Math.abs(fen) < FEN_PER['万元'] ? yuanReading(fen) : shortReading(fen)
}

/** Both readings, so that 万元 typed as yuan is seen at once: `1,234,567.00 元，即 123.46 万元`. */
export function bothReadings(fen: number): string {
  return `${yuanReading(fen)}，即 ${shortReading(fen)}`
}

function grouped(value: number, decimals: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/** A typed number (full-width digits and separators accepted) within its bounds, or why not. */
export function parseNumber(
  text: string,
  { minimum = -Infinity, maximum = Infinity }: { readonly minimum?: number; readonly maximum?: number },
): { readonly number: number } | { readonly fault: string } {
  const plain = plainDigits(text).replace(/^[−－]/, '-')
  if (!/^-?\d{1,15}(\.\d{1,9})?$/.test(plain)) return { fault: '请填数字，例如 500。' }
  const number = Number(plain)
  if (number < minimum) return { fault: `不能小于 ${String(minimum)}。` }
  if (number > maximum) return { fault: `不能大于 ${String(maximum)}。` }
  return { number }
}

/** Basis points to the text of a percentage without sign: 3333 → `33.33`. */
export function percentText(basisPoints: number): string {
  return moneyText(basisPoints, '元')
}

/** A typed percentage to basis points (`33.33`, `33.33%`, full-width accepted), or why not. */
export function parsePercent(text: string): { readonly basisPoints: number } | { readonly fault: string } {
  const match = /^(\d{1,6})(?:\.(\d*))?[%％]?$/.exec(plainDigits(text))
  if (!match) return { fault: '请填百分数，例如 33.33。' }
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > 2) return { fault: '百分数最多两位小数。' }
  return { basisPoints: Number((match[1] ?? '') + fraction.padEnd(2, '0')) }
}
