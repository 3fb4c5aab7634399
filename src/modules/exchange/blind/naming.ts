import { chineseDigits } from '#platform/extract/numerals.ts'
import { readCreditCode } from '#platform/identity/creditCode.ts'
import { foldWithMap } from '#platform/search/fold.ts'
import { cut } from '#platform/search/tokens.ts'
import type { FieldFault } from '#platform/refusal.ts'
import { demandForm, type Demand } from '../forms.ts'
import type { Sign } from './signs.ts'

/** A place in a public field that tells who the owner is. */
export interface Telling extends FieldFault {
  /** An ordinary word as well: pointed out, not refused. */
  readonly isDoubt: boolean
}

/** Fields a blind demand shows, each text with its title. */
function openTexts(form: Demand): (readonly [field: string, title: string, text: string])[] {
  const title = (field: keyof typeof demandForm.shape) => demandForm.shape[field].meta()?.title ?? field
  const metrics = (form.targetMetrics ?? []).map(
    ({ name, value, unit }, i) =>
      [`targetMetrics.${i}`, title('targetMetrics'), [name, value, unit ?? ''].join(' ')] as const,
  )
  return [
    ['name', title('name'), form.name ?? ''],
    ['problem', title('problem'), form.problem ?? ''],
    ...(form.keywords ?? []).map((word, i) => [`keywords.${i}`, title('keywords'), word] as const),
    ...metrics,
  ]
}

/** Where a demand's public fields name their owner, or a way to reach it; each place once. Never throws. */
export function tellingPlaces(form: Demand, signs: readonly Sign[]): Telling[] {
  return openTexts(form).flatMap(([field, title, text]) =>
    tellingWords(text, signs).map(({ what, words, isDoubt }) => ({
      field,
      isDoubt,
      message: isDoubt
        ? `“${title}”里的“${words}”与本单位的${what}相同；如会让人认出单位，请换个说法。`
        : `“${title}”里写有${what}“${words}”，会让人认出单位；匿名发布时请删去或换个说法。`,
    })),
  )
}

/** Words that tell who wrote a text, or how to reach them. */
export interface TellingWords {
  readonly what: string
  readonly words: string
  readonly isDoubt: boolean
}

/** The words of one text that tell who wrote it. */
export function tellingWords(text: string, signs: readonly Sign[]): TellingWords[] {
  return [...signWords(text, signs), ...reachWords(text)]
}

/** Signs of the owner, however they are spaced or written; one inside another is said once. */
function signWords(text: string, signs: readonly Sign[]): TellingWords[] {
  const { chars, starts, original } = bareWithMap(text)
  const taken = new Uint8Array(chars.length)
  const found: TellingWords[] = []
  for (const { kind, text: wanted, isOrdinary, isWord } of signs) {
    const at = chars.indexOf(wanted)
    if (at < 0 || taken[at] === 1) continue
    if (isWord && !standsAsWord(chars, at, wanted.length)) continue
    taken.fill(1, at, at + wanted.length)
    const words = original.slice(starts[at] ?? 0, (starts[at + wanted.length - 1] ?? 0) + 1)
    found.push({ what: kind, words, isDoubt: isOrdinary })
  }
  return found
}

function standsAsWord(chars: string, at: number, length: number): boolean {
  const edges = new Set([0])
  let end = 0
  for (const word of cut(chars)) edges.add((end += word.length))
  return edges.has(at) && edges.has(at + length)
}

/** The text without spaces and punctuation, and where each character stands in the original. */
function bareWithMap(text: string) {
  const { folded, starts, original } = foldWithMap(text)
  let chars = ''
  const places: number[] = []
  for (let i = 0; i < folded.length; i += 1) {
    const char = folded.charAt(i)
    if (/[\s\p{P}\p{S}]/u.test(char)) continue
    chars += char
    places.push(starts[i] ?? 0)
  }
  return { chars, starts: places, original }
}

const REACH: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['电子邮箱', /[\w.+-]+\s*(?:@|\(at\)|＠)\s*[\w-]+(?:\s*[.。]\s*[a-z]{2,})+/giu],
  [
    '网址',
    /(?:https?:\/\/|www\s*\.)\s*[^\s，。；、）)]+|(?<![@.\w-])[a-z0-9-]{2,}(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|top|xyz|vip|shop|tech|info|cc)\b/giu,
  ],
  ['社交账号', /(?:微信|公众号|QQ|抖音|企鹅|wechat|vx)\s*(?:号|群)?\s*[:：是为]?\s*[A-Za-z0-9_-]{5,}/giu],
]
/** Mobile and fixed-line numbers, 400 numbers; spaces, dots and hyphens between the digits do not count. */
const PHONE = /(?<!\d)(?:(?:\+?86)?1[3-9]\d{9}|0\d{2,3}\d{7,8}|400\d{7})(?!\d)/u
const DIGIT_RUN =
  /[0-9〇零○幺一二三四五六七八九](?:[\s.\-－—–·()（）]{0,3}[0-9〇零○幺一二三四五六七八九]){9,14}/gu
const CODE_RUN = /[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy](?:[\s-]?[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]){17}/gu

/** Ways to reach somebody: no blind demand holds any, whoever's they are. */
function reachWords(text: string): TellingWords[] {
  const folded = text.normalize('NFKC')
  const found: TellingWords[] = []
  const add = (what: string, words: string) => found.push({ what, words: words.trim(), isDoubt: false })
  for (const [what, pattern] of REACH) for (const match of folded.matchAll(pattern)) add(what, match[0])
  for (const match of folded.matchAll(DIGIT_RUN))
    if (PHONE.test(digitsOf(match[0]))) add('电话号码', match[0])
  for (const match of folded.matchAll(CODE_RUN))
    if (readCreditCode(match[0]).code !== undefined) add('统一社会信用代码', match[0])
  return found
}

function digitsOf(run: string): string {
  return Array.from(run, (char) => {
    if (/\d/.test(char)) return char
    if (/[○〇零]/u.test(char)) return '0'
    return char === '幺' ? '1' : (chineseDigits(char)?.digits ?? '')
  }).join('')
}
