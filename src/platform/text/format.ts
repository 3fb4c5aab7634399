import type { Lang } from './text.ts'

const FEN_PER_YUAN = 100
const YUAN_PER_WAN = 10_000
const YUAN_PER_YI = 100_000_000
const SHANGHAI_OFFSET_MS = 8 * 3_600_000

/**
 * An amount of fen as people read it: `1,234.56 万元`, from 10,000 万元 on `1.23 亿元` (rounded half up), and in
 * 元 when two decimals of 万元 would not be exact. English: `CNY 12,345,600`. Throws on what is no safe integer.
 */
export function amount(fen: number, lang: Lang = 'zh'): string {
  if (!Number.isSafeInteger(fen)) throw new Error(`not an amount of fen: ${String(fen)}`)
  const sign = fen < 0 ? '-' : ''
  const size = Math.abs(fen)
  if (lang === 'en') return `CNY ${sign}${hundredths(size, true)}`
  const yuan = size / FEN_PER_YUAN
  if (yuan >= YUAN_PER_YI) return `${sign}${hundredths(Math.round(yuan / (YUAN_PER_YI / 100)))} 亿元`
  if (size % (YUAN_PER_WAN * FEN_PER_YUAN) === 0 || Number.isInteger(yuan / (YUAN_PER_WAN / 100))) {
    return `${sign}${hundredths(yuan / (YUAN_PER_WAN / 100))} 万元`
  }
  return `${sign}${hundredths(size)} 元`
}

/** A price or fee: below 1 万元 in 元. */
export function fee(fen: number, lang: Lang = 'zh'): string {
  return lang === 'zh' && Math.abs(fen) < YUAN_PER_WAN * FEN_PER_YUAN
    ? `${hundredths(fen)} 元`
    : amount(fen, lang)
}

/** 123456 → `1,234.56`; with `short`, a fraction of zero is left out. */
function hundredths(value: number, short = false): string {
  const fraction = String(value % 100).padStart(2, '0')
  const whole = count(Math.trunc(value / 100))
  return short && fraction === '00' ? whole : `${whole}.${fraction}`
}

/** A whole number with thousands separators. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** An instant as Shanghai wall time, `2026-11-23 09:12`. */
export function dateTime(instant: string): string {
  const shanghai = new Date(Date.parse(instant) + SHANGHAI_OFFSET_MS).toISOString()
  return `${shanghai.slice(0, 10)} ${shanghai.slice(11, 16)}`
}

/** The same with seconds, `2026-11-23 09:12:05`, where bids are told apart. */
export function instantText(instant: string): string {
  return new Date(Date.parse(instant) + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/** The day in Shanghai of an instant. */
export function dayOf(instant: string): string {
  return dateTime(instant).slice(0, 10)
}

/** Basis points as a percentage, `62.5%`. */
export function percent(basisPoints: number): string {
  return `${String(basisPoints / 100)}%`
}
