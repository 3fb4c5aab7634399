import type { Span } from './span.ts'

/** A number as somebody wrote it. */
export interface NumberFound extends Span {
  /** Decimal text without separators: `1000`, `0.4`, `80`. */
  readonly digits: string
  /** 万 or 亿 that follows and stays with the unit: 5000 万粒. */
  readonly times: '' | '万' | '亿' | '万亿'
  /** Written as 百分之… or …成: the unit is already known. */
  readonly unit: '' | '%'
}

const ARABIC = String.raw`(?<![A-Za-z\d.])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?`
const CHINESE = '[〇零一二三四五六七八九十百千万亿两半]+(?:点[〇零一二三四五六七八九]+)?'
const PERCENT = `百分之(?<percent>${CHINESE}|\\d+(?:\\.\\d+)?)`
const NUMBER = new RegExp(`${PERCENT}|(?<arabic>${ARABIC})|(?<chinese>${CHINESE})`, 'gu')

/** Longer runs of digits are codes, not quantities. */
const DIGITS_MAX = 12
const DIGITS = '〇一二三四五六七八九'
const PLACES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }

/** All numbers of a text (width folded), in order: Arabic, Chinese, 百分之. What is not readable is left out. */
export function numbersOf(text: string): NumberFound[] {
  const found: NumberFound[] = []
  for (const match of text.matchAll(NUMBER)) {
    const read = readNumber(text, match)
    if (read !== undefined) found.push(read)
  }
  return found
}

function readNumber(text: string, match: RegExpExecArray): NumberFound | undefined {
  const { percent, arabic, chinese } = match.groups ?? {}
  const from = match.index
  const to = from + match[0].length
  if (percent !== undefined) {
    const digits = /^\d/.test(percent) ? percent : chineseDigits(percent)?.digits
    return digits === undefined ? undefined : { from, to, digits, times: '', unit: '%' }
  }
  if (arabic !== undefined) return arabicNumber(text, from, to, arabic)
  const read = chineseDigits(chinese ?? '')
  if (read === undefined) return undefined
  return tenths(text, { from, to, ...read, unit: '' })
}

function arabicNumber(text: string, from: number, to: number, written: string): NumberFound | undefined {
  const digits = written.replaceAll(',', '')
  if (digits.length > DIGITS_MAX) return undefined
  // 3千米 and 5千瓦 are units with a prefix; 3千 tons are three thousand.
  const small = /^\s*([百千])(?![米克瓦伏帕焦卡赫分])/.exec(text.slice(to, to + 3))
  if (small) {
    const times = (PLACES[small[1] ?? ''] ?? 1) * Number(digits)
    return { from, to: to + small[0].length, digits: plain(times), times: '', unit: '' }
  }
  const large = /^\s*(万亿|[万亿])/.exec(text.slice(to, to + 4))
  const times = (large?.[1] ?? '') as NumberFound['times']
  return tenths(text, { from, to: to + (large?.[0].length ?? 0), digits, times, unit: '' })
}

/** 八成, 9成: tenths are read as per cent. 成本, 成果, 成活 are words. */
function tenths(text: string, found: NumberFound): NumberFound {
  const value = Number(found.digits)
  if (found.times !== '' || value < 1 || value > 10) return found
  if (!/^成(?![本果活分品熟套功立交形人])/.test(text.slice(found.to, found.to + 2))) return found
  return { ...found, to: found.to + 1, digits: plain(value * 10), unit: '%' }
}

/** 三百五十, 一千, 两万, 十五, 一点五, 半; undefined for what is no number (百千, 亿万). */
export function chineseDigits(written: string): Pick<NumberFound, 'digits' | 'times'> | undefined {
  if (written === '半') return { digits: '0.5', times: '' }
  const [whole = '', fraction] = written.split('点')
  const large = /^(.+?)(万亿|[万亿])$/.exec(whole)
  const value = belowWan(large?.[1] ?? whole)
  if (value === undefined) return undefined
  const tail = fraction === undefined ? '' : `.${digitsIn(fraction)}`
  return { digits: `${plain(value)}${tail}`, times: (large?.[2] ?? '') as NumberFound['times'] }
}

function belowWan(written: string): number | undefined {
  const [high, low, ...more] = written.split('万')
  if (more.length > 0) return undefined
  if (low !== undefined && low !== '') {
    const both = [belowWan(high ?? ''), belowWan(low)]
    return both[0] === undefined || both[1] === undefined ? undefined : both[0] * 10_000 + both[1]
  }
  if (/^[〇零一二三四五六七八九两]+$/.test(written)) return Number(digitsIn(written))
  let total = 0
  let digit: number | undefined
  let last = Infinity
  for (const c of written) {
    const place = PLACES[c]
    if (place === undefined) {
      if (digit !== undefined && digit !== 0) return undefined
      digit = digitOf(c)
      if (digit === undefined) return undefined
    } else {
      if (place >= last) return undefined
      total += (digit ?? (place === 10 && last === Infinity ? 1 : NaN)) * place
      last = place
      digit = undefined
    }
  }
  const value = total + (digit ?? 0)
  return Number.isFinite(value) && written !== '' ? value : undefined
}

/** 二〇二七 as 2027. */
function digitsIn(written: string): string {
  return Array.from(written, (c) => String(digitOf(c))).join('')
}

function digitOf(c: string): number | undefined {
  if (c === '零') return 0
  if (c === '两') return 2
  const at = DIGITS.indexOf(c)
  return at < 0 ? undefined : at
}

/** A number as plain decimal text, never with an exponent. */
function plain(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
