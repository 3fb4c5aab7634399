import { addDays } from '../calendar/calendar.ts'

/** Formats that a file names only by number: dates (with the ones Chinese Excel adds), per cent. */
const BUILT_IN: Readonly<Record<number, string>> = {
  9: '0%',
  10: '0.00%',
  14: 'yyyy/m/d',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy/m/d h:mm',
  27: 'yyyy"年"m"月"',
  28: 'm"月"d"日"',
  29: 'm"月"d"日"',
  30: 'm-d-yy',
  31: 'yyyy"年"m"月"d"日"',
  32: 'h"时"mm"分"',
  33: 'h"时"mm"分"ss"秒"',
  34: 'h:mm',
  35: 'h:mm:ss',
  36: 'yyyy"年"m"月"',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  50: 'yyyy"年"m"月"',
  51: 'm"月"d"日"',
  52: 'yyyy"年"m"月"',
  53: 'm"月"d"日"',
  54: 'm"月"d"日"',
  55: 'h:mm',
  56: 'h:mm:ss',
  57: 'yyyy"年"m"月"',
  58: 'm"月"d"日"',
}
/** Day zero of a spreadsheet's day numbers, and of those of old Macintosh files. */
const EPOCH_1900 = '1899-12-30'
const EPOCH_1904 = '1904-01-01'
/** 9999-12-31, the last day a spreadsheet knows. */
const LAST_DAY = 2_958_465
const MINUTES_A_DAY = 1_440
/** A number of this size or more has lost digits: spreadsheets keep fifteen. */
const DIGITS_LOST_FROM = 1e15

export function builtInFormat(id: number): string | undefined {
  return BUILT_IN[id]
}

/** A number as the person sees it, so far as that changes what is meant; and whether it has lost digits. */
export interface Shown {
  readonly text: string
  readonly isDamaged: boolean
}

/**
 * A number as text by its format: days as 2024-05-01, months as 2024年5月, per cent as 60.5%, `0.00"万元"` with its unit,
 * `0000` with its zeros; anything else as the plain number, all fifteen digits of it.
 */
export function shownNumber(value: number, format: string, is1904: boolean): Shown {
  const isDamaged = Math.abs(value) >= DIGITS_LOST_FROM
  const code = format.split(';')[0] ?? ''
  const pattern = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '')
  if (isDate(pattern, code)) return { text: shownDate(value, pattern, is1904), isDamaged }
  if (pattern.includes('%')) return { text: `${plain(value * 100)}%`, isDamaged }
  const zeros = /^0{2,}$/.exec(pattern.trim())
  if (zeros && Number.isSafeInteger(value) && value >= 0)
    return { text: String(value).padStart(zeros[0].length, '0'), isDamaged }
  return { text: unitAround(plain(value), code, pattern), isDamaged }
}

/** Letters of days and hours in the format outside of quotes; General has none of them. */
function isDate(pattern: string, code: string): boolean {
  if (/general|常规|@/i.test(pattern)) return false
  return /[ymdhs]/i.test(pattern) || /\[[hms]+\]/i.test(code)
}

function shownDate(value: number, pattern: string, is1904: boolean): string {
  const days = Math.floor(value)
  if (value < 0 || days > LAST_DAY) return plain(value)
  const minutes = Math.round((value - days) * MINUTES_A_DAY)
  const two = (n: number) => String(n).padStart(2, '0')
  const time = minutes === 0 ? '' : `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`
  const hasDay = /d/i.test(pattern)
  const hasYear = /y/i.test(pattern)
  if (!hasDay && !hasYear && /[hs]/i.test(pattern)) return time === '' ? '00:00' : time
  const day = addDays(is1904 ? EPOCH_1904 : EPOCH_1900, days)
  if (hasYear && !hasDay)
    return /m/i.test(pattern) ? `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月` : day.slice(0, 4)
  return time === '' ? day : `${day} ${time}`
}

/** The number without binary noise and without exponent. */
function plain(value: number): string {
  const short = Number(value.toPrecision(15))
  const text = String(short)
  if (!text.includes('e')) return text
  return Math.abs(short) >= 1 ? BigInt(Math.round(short)).toString() : short.toFixed(20).replace(/0+$/, '')
}

/** Money whose unit stands in the format only. A format that shows thousands or ten thousands scaled keeps the number. */
function unitAround(number: string, code: string, pattern: string): string {
  if (/[0#],+(?:\.|\s*$|[^0#,])|!\./.test(pattern) || code.includes('!.')) return number
  const foreign = /US\$|\$(?!￥|¥)(?=[#0])|\[\$(?:\$|€|£|USD|EUR|HKD)[^\]]*\]|[€£]/.test(code)
  if (foreign) return `$${number}`
  const written = code.replace(/_.|\*.|["\\]/g, '')
  const unit = /[0#?]\s*(万元|亿元|千元|元|万|亿)/.exec(written)?.[1]
  if (unit !== undefined) return `${number}${unit}`
  return /[¥￥]/.test(code) ? `${number}元` : number
}
