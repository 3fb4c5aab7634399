const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const PLACES = ['', '拾', '佰', '仟']
const WAN = 10_000
const YI = 100_000_000

/**
 * An amount in fen as Chinese capitals, for contracts and receipts: `人民币壹万贰仟元整` (支付结算办法, annex on filling
 * in bills: 整 after 元 or 角, never after 分; one 零 for any run of zeros inside). Negative, broken or unsafe numbers throw.
 */
export function capitalsOf(fen: number): string {
  if (!Number.isSafeInteger(fen) || fen < 0) throw new RangeError(`${fen} is not an amount in fen`)
  const yuan = Math.trunc(fen / 100)
  const jiao = Math.trunc(fen / 10) % 10
  const cent = fen % 10
  const whole = yuan > 0 ? `${wholeOf(yuan)}元` : ''
  if (jiao === 0 && cent === 0) return `人民币${whole || '零元'}整`
  // A zero stands between 元 and 分 where there is no 角.
  const gap = jiao === 0 && whole !== '' ? '零' : ''
  const tenths = jiao > 0 ? `${digit(jiao)}角` : ''
  const hundredths = cent > 0 ? `${digit(cent)}分` : '整'
  return `人民币${whole}${gap}${tenths}${hundredths}`
}

function wholeOf(n: number): string {
  if (n >= YI) return joined(wholeOf(Math.trunc(n / YI)), '亿', n % YI, YI / 10)
  if (n >= WAN) return joined(wholeOf(Math.trunc(n / WAN)), '万', n % WAN, WAN / 10)
  return belowWan(n)
}

/** Head, its unit, and the rest; a rest that does not fill its highest place is led by 零. */
function joined(head: string, unit: string, rest: number, highest: number): string {
  if (rest === 0) return head + unit
  return `${head}${unit}${rest < highest ? '零' : ''}${wholeOf(rest)}`
}

function belowWan(n: number): string {
  let text = ''
  let isGap = false
  for (let place = 3; place >= 0; place -= 1) {
    const d = Math.trunc(n / 10 ** place) % 10
    if (d === 0) {
      isGap = text !== ''
      continue
    }
    text += `${isGap ? '零' : ''}${digit(d)}${PLACES[place] ?? ''}`
    isGap = false
  }
  return text
}

function digit(d: number): string {
  return DIGITS.charAt(d)
}

/** Ways people write the digits: bank capitals, and the simple ones of handwriting. */
const VALUES: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  ...Object.fromEntries(Array.from(DIGITS).map((character, n) => [character, n])),
  ...Object.fromEntries(Array.from('一二三四五六七八九').map((character, n) => [character, n + 1])),
  两: 2,
  貳: 2,
  陸: 6,
}
const STEPS: Readonly<Record<string, number>> = { 拾: 10, 十: 10, 佰: 100, 百: 100, 仟: 1000, 千: 1000 }
const AMOUNT = /^(?:人民币|RMB|[:：])?([^元圆整正角分]*)(?:元|圆)?(?:(.)角)?零?(?:(.)分)?[整正]?$/

/** An amount in Chinese capitals as fen; undefined when it is none. Reads what `capitalsOf` writes and how people vary it. */
export function fenOfCapitals(text: string): number | undefined {
  const found = AMOUNT.exec(text.replace(/\s+/gu, ''))
  if (!found) return undefined
  const [, yuan = '', jiao, cent] = found
  if (yuan === '' && jiao === undefined && cent === undefined) return undefined
  const whole = wholeFrom(yuan)
  const parts = [jiao, cent].map((digit_) => (digit_ === undefined ? 0 : VALUES[digit_]))
  const [tenths, hundredths] = parts
  if (whole === undefined || tenths === undefined || hundredths === undefined) return undefined
  const fen = whole * 100 + tenths * 10 + hundredths
  return Number.isSafeInteger(fen) ? fen : undefined
}

function wholeFrom(text: string): number | undefined {
  if (text === '') return 0
  for (const [unit, size] of [
    ['亿', YI],
    ['万', WAN],
  ] as const) {
    const at = text.lastIndexOf(unit)
    if (at < 0) continue
    const [head, rest] = [wholeFrom(text.slice(0, at)), wholeFrom(text.slice(at + 1))]
    return head === undefined || rest === undefined ? undefined : head * size + rest
  }
  let total = 0
  let pending: number | undefined
  for (const character of text) {
    const step = STEPS[character]
    const value = VALUES[character]
    if (step !== undefined) {
      // 十五 without 一 before it is how people say fifteen.
      total += (pending ?? 1) * step
      pending = undefined
    } else if (value !== undefined) pending = value
    else return undefined
  }
  return total + (pending ?? 0)
}
