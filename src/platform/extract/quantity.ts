import { foldWidth } from '../forms/text.ts'
import { numbersOf, type NumberFound } from './numerals.ts'
import { LONGEST_READ, type Span } from './span.ts'
import { perBefore, unitAt } from './units.ts'

export type Comparator = '≥' | '≤' | '>' | '<' | '≈' | '±'

/** A number with its unit, and how it is compared, as a place in the text. */
export interface Quantity extends Span {
  /** What the words say of it; null when they say nothing (盐雾 1000 h). */
  readonly comparator: Comparator | null
  /** The comparison stands in the text as a sign or a word of its own (不低于), not in a verb (降到). */
  readonly isExplicit: boolean
  /** Decimal text, or two of a range. */
  readonly digits: string
  readonly upper: string | null
  /** 万, 亿 stand here: 万粒. Empty for a bare number. */
  readonly unit: string
  /** The denominator before the number, as it stands in the text (每天), which `unit` ends with. */
  readonly per: Span | null
  /** Where the comparing words, or else the number, begin: what stands before names the quantity. */
  readonly nameEnds: number
}

/** Words before a number. What verbs imply (降到, 达到) is marked apart from what is said. */
const BEFORE: readonly (readonly [pattern: RegExp, comparator: Comparator, explicit: boolean])[] = [
  [
    /(?:>=|≥|≧|≮|大于等于|大于或等于|高于或等于|不低于|不少于|不小于|不短于|不差于|不得低于|不得少于|至少|最少|最低|起码)\s*$/u,
    '≥',
    true,
  ],
  [
    /(?:<=|≤|≦|≯|小于等于|小于或等于|低于或等于|不高于|不超过|不大于|不多于|不长于|不得超过|不得高于|不能超过|不要超过|别超过|至多|最多|最高|最长)\s*$/u,
    '≤',
    true,
  ],
  [/(?:>|大于|高于|超过|多于|长于|超出|优于)\s*$/u, '>', true],
  [/(?:<|小于|低于|少于|短于|不足|不到)\s*$/u, '<', true],
  [/(?:±)\s*$/u, '±', true],
  [/(?:约为?|大约|大概|接近|≈)\s*$/u, '≈', true],
  [/(?:降低?[到至]|减少?[到至]|压[缩低]?[到至]|缩短?[到至]|控制[在到]|限制在|控)\s*$/u, '≤', false],
  [/(?:达到|达|提高[到至]|提升[到至]|升[高到至]|增加?[到至]|做到|延长[到至]|保证|确保)\s*$/u, '≥', false],
]
const AFTER: readonly (readonly [pattern: RegExp, comparator: Comparator])[] = [
  [/^\s*(?:或|及|和)?以上/u, '≥'],
  [/^\s*(?:(?:或|及|和)?以下|以内|之内|内(?![部容外部件])|之下)/u, '≤'],
  [/^\s*(?:左右|上下)/u, '≈'],
]
const RANGE = /\s*(?:~|～|-{1,3}|–|—{1,2}|至|到|∼)\s*(-?\d+(?:\.\d+)?)\s*(万亿|[万亿])?/uy
const TOLERANCE = /\s*±\s*(\d+(?:\.\d+)?)/uy
/** Comparing words are short: 大于或等于 and a space. */
const BEFORE_CHARS = 10
/** 或以上 and a space. */
const AFTER_CHARS = 5

/**
 * Numbers with unit or comparison in a text, in order and without overlap. Years, dates, parts of names (IP67, 第60天,
 * 42CrMo) and numbers with neither are left out. Never throws; positions count in the text as given.
 */
export function quantitiesOf(given: string): Quantity[] {
  const text = foldWidth(given.slice(0, LONGEST_READ))
  const found: Quantity[] = []
  let end = 0
  for (const number of numbersOf(text)) {
    if (number.from < end || isName(text, number)) continue
    const quantity = read(text, number, end)
    if (quantity === undefined) continue
    found.push(quantity)
    end = quantity.to
  }
  return found
}

/** 第60天, 2018年, 12月5日, 5号. */
function isName(text: string, { from, to, digits }: NumberFound): boolean {
  if (/[第.]\s*$/u.test(text.slice(Math.max(0, from - 2), from))) return true
  const after = text.slice(to, to + 3)
  return (/^(?:19|20)\d\d$/.test(digits) && /^\s*年/u.test(after)) || /^\s*(?:号|月份|#)/u.test(after)
}

function read(text: string, number: NumberFound, notBefore: number): Quantity | undefined {
  const range = upperOf(text, number)
  const own = number.unit === '' ? unitAt(text, range.to) : { unit: number.unit, to: range.to }
  const half = own && range.upper === null ? halfMore(text, own.to) : undefined
  const to = half ?? own?.to ?? range.to
  const said = saidBefore(text, number.from, notBefore)
  const after = AFTER.find(([pattern]) => pattern.test(text.slice(to, to + AFTER_CHARS)))
  if (own === undefined && !(said.isExplicit && standsAlone(text, to))) return undefined
  const unit = `${range.times}${own?.unit ?? ''}`
  return {
    from: said.from,
    to: to + (after?.[0].exec(text.slice(to, to + AFTER_CHARS))?.[0].length ?? 0),
    comparator: range.isTolerance ? '±' : (after?.[1] ?? said.comparator),
    isExplicit: after !== undefined || said.isExplicit || range.isTolerance,
    digits: half === undefined ? number.digits : String(Number(number.digits) + 0.5),
    upper: range.upper,
    unit: said.per === undefined ? unit : `${unit}/${said.per.word}`,
    per: said.per ?? null,
    nameEnds: said.from,
  }
}

/** 一年半, 两个月半: half a unit more. */
function halfMore(text: string, to: number): number | undefined {
  return /^半(?![成导径自数封])/u.test(text.slice(to, to + 2)) ? to + 1 : undefined
}

/** Comparing words and a denominator before a number, in either order: 每斤不超过, 达到每分钟. */
function saidBefore(text: string, numberAt: number, notBefore: number) {
  let from = numberAt
  let per: (Span & { readonly word: string }) | undefined
  let said: (typeof BEFORE)[number] | undefined
  for (let step = 0; step < 2; step += 1) {
    const before = text.slice(Math.max(notBefore, from - BEFORE_CHARS), from)
    const denominator = per === undefined ? perBefore(before) : undefined
    const comparing = said === undefined ? BEFORE.find(([pattern]) => pattern.test(before)) : undefined
    if (denominator !== undefined) {
      const start = from - before.length + denominator.from
      per = { word: denominator.per, from: start, to: from }
      from = start
    } else if (comparing !== undefined) {
      said = comparing
      from -= comparing[0].exec(before)?.[0].length ?? 0
    } else break
  }
  return { from, per, comparator: said?.[1] ?? null, isExplicit: said?.[2] ?? false }
}

interface Upper {
  readonly upper: string | null
  readonly to: number
  readonly times: string
  readonly isTolerance: boolean
}

/** The second number of a range or tolerance; 万 may stand at either (30万~50万, 30-50万). */
function upperOf(text: string, number: NumberFound): Upper {
  const { to, digits, times } = number
  TOLERANCE.lastIndex = to
  const tolerance = TOLERANCE.exec(text)
  if (tolerance) return { upper: tolerance[1] ?? null, to: TOLERANCE.lastIndex, times, isTolerance: true }
  // 80%~90%: the unit may stand at both numbers.
  for (const at of new Set([to, unitAt(text, to)?.to ?? to])) {
    RANGE.lastIndex = at
    const range = RANGE.exec(text)
    const upper = range?.[1]
    if (upper !== undefined && Number(upper) > Number(digits))
      return {
        upper,
        to: RANGE.lastIndex,
        times: times === '' ? (range?.[2] ?? '') : times,
        isTolerance: false,
      }
  }
  return { upper: null, to, times, isTolerance: false }
}

/** A number without unit counts only where nothing that could be one follows. */
function standsAlone(text: string, to: number): boolean {
  return /^(?:\s|[，。；、,;)）]|$)/u.test(text.slice(to, to + 1))
}

/** The value as a metric holds it: ≥80, 400–600, ±0.5, ≈3. */
export function valueText({ comparator, digits, upper }: Quantity): string {
  if (comparator === '±') return upper === null ? `±${digits}` : `${digits}±${upper}`
  if (upper !== null) return `${digits}–${upper}`
  if (comparator === '≈') return `约 ${digits}`
  return comparator === null ? digits : `${comparator}${digits}`
}
