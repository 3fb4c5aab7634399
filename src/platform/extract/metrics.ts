import { foldWidth } from '../forms/text.ts'
import { cut } from '../search/tokens.ts'
import { quantitiesOf, valueText, type Quantity } from './quantity.ts'
import { clausesOf, overlapping, sentencesOf, trimmed, type Span } from './span.ts'
import { COUNTED } from './units.ts'

/** A figure somebody asks for: its name, value and unit are words and numbers of the text. */
export interface NamedFigure {
  readonly name: string
  readonly value: string
  readonly unit: string
  /** Name and number, as they stand in the text. */
  readonly span: Span
  /** The text does not say whether it is the least, the most or exact. */
  readonly isOpen: boolean
}

/** Longest name; a longer one is a sentence and its end names the figure. */
const NAME_CHARS = 14

/** How things are, not how they should be. */
const STATE =
  /目前|现在|现有|现用|现为|原来|原先|原有|当前|如今|经常|常常|往往|已(?![经]?要)|只有|只能|仅|曾|去年|前年|今年|近[一两二三几0-9]+年|以前|传统|累计|年加工|产生|堆存|承接|拥有|占地|投资|投入|成立|试产|由|从|养到|第|通常|一般|局部|高达|我国|国内|世界|全国|证明|表明|若|如果|主要成分|产量|收入|产值|利税|每[减增]/u
/** Somebody asks for something. */
const WISH =
  /需要?|希望|想|要求|要|寻|急|目标|指标|期望|预期|必须|应|达|不[低高少大小超长短]|至少|至多|能|可|降|提高|提升|控制|保证|耐|抗|满足|减|省/u
/** A name that compares by itself: 不能超过泡沫球 two times. */
const COMPARING = /超过|低于|高于|大于|小于|不[能得]/u
/** A length of time that is a property of the thing, not a date. */
const LASTING = /耐|寿命|保[鲜质温]|贮|续航|货架|连续|循环|周期|间隔|时间|时长|稳定|预警|报警|提前|冻藏|期$/u

const LEADING =
  /^(?:并且?|而且|同时|以及|且|和|与|或者?|及|将|把|使得?|让|(?:客户|买方|市场)?要求|需要?|希望|最好|要|能够?|可以?|实现|保证|确保|满足|其中?|该|争取|力争|目标[是为]?|指标[是为:]?|预期|对|在|达到|做到|我们?公?司?厂?|公司|本|想要?找?|找|寻求|寻找|急需|解决|另外|还|也|又|就|必须|应当?|一种|这种|先做?|每年|其)+/u
const TRAILING =
  /(?:[的是为应须需要可在至到有\s:：、(（]|(?<![耗性功节电动热产效智])能|必须|应当|能够|可以|保持|维持|控制|平均|达到?|大于|提高|提升|降低|减少|缩短|不得|都|均|也|就|约)+$/u
/** 35 米运维船: the figure belongs to the thing named after it. */
const ATTRIBUTIVE =
  /^\s*(?!能|可|的|以|不|左|上|内|时|后|前|及|和|与|且|并|或|才|即|为|就|，|人)\p{Script=Han}/u
/** 浪高超过 1.5 米人员就不能登塔 tells what is wrong. */
const COMPLAINT = /^.{0,6}(?:就|便|则)(?:不|会|得|要)|^.{0,3}(?:人员|的情况)/u
/** 三个月内先试一个池: a step of the work, not what the thing does. */
const STEP = /^\s*(?:我们|就|想|要|可以|能)?(?:先|试[一两几用点行])/u
/** A name ends before these: what stands before belongs to another thought. */
const INSIDE = /.*(?:时|后|和|并|且|使|让|把|将|使得|下|为|对于)(?=\S{2})/u
const OWNER = /.*[的、](?=\S{2})/u
/** 合同生效后, 作业时: an occasion, not a property. */
const OCCASION = /[后前时内]$|生效|期间$/u

/** Named figures a text asks for, in order; nothing that lies in `taken` (budgets, days). Never throws. */
export function figuresOf(text: string, taken: readonly Span[]): NamedFigure[] {
  const folded = foldWidth(text)
  const clauses = clausesOf(folded)
  const sentences = sentencesOf(folded)
  const quantities = quantitiesOf(text)
  return quantities.flatMap((quantity, i) => {
    if (taken.some((span) => overlapping(span, quantity))) return []
    const clause = around(clauses, quantity)
    const begin = Math.max(clause.from, quantities[i - 1]?.to ?? 0)
    const own = folded.slice(begin, quantity.to)
    const sentence = around(sentences, quantity)
    const rest = folded.slice(quantity.to, clause.to)
    if (!isAsked(quantity, own, rest, folded.slice(sentence.from, sentence.to))) return []
    const name =
      nameIn(folded, { from: begin, to: quantity.nameEnds }) ??
      nameAfter(folded, quantity, clause) ??
      nameBefore(folded, clauses, sentence, clause) ??
      rateName(folded, quantity)
    if (name === undefined || COMPARING.test(folded.slice(name.from, name.to))) return []
    if (!quantity.isExplicit && isDuration(quantity.unit) && !LASTING.test(folded.slice(name.from, name.to)))
      return []
    return [
      {
        name: text.slice(name.from, name.to),
        value: valueText(quantity),
        // 每天 5 吨: where the denominator is all there is to name it, it is not said twice.
        unit: name.from === quantity.per?.from ? quantity.unit.replace(/\/[^/]*$/u, '') : quantity.unit,
        span: { from: Math.min(name.from, quantity.from), to: Math.max(name.to, quantity.to) },
        isOpen: quantity.comparator === null && quantity.upper === null,
      },
    ]
  })
}

function around(parts: readonly Span[], { from, to }: Span): Span {
  return parts.find((part) => part.from <= from && from < part.to) ?? { from, to }
}

function isAsked(
  { isExplicit, comparator, unit }: Quantity,
  own: string,
  rest: string,
  sentence: string,
): boolean {
  if (STATE.test(own) || COMPLAINT.test(rest)) return false
  if (isDuration(unit) && STEP.test(rest)) return false
  if (isExplicit && comparator !== '≈' && !/不[足到]\s*\d/u.test(own)) return true
  const isCount = COUNTED.has(unit)
  // A text of one figure asks for it.
  const isAll = own.length === sentence.length
  return (
    !isCount &&
    !ATTRIBUTIVE.test(rest) &&
    !own.endsWith('各') &&
    (isAll || WISH.test(sentence)) &&
    !/元|块|亩|平方|㎡|m2$/u.test(unit)
  )
}

function isDuration(unit: string): boolean {
  return /^(?:年|个?月|周|星期|天|日|个?小时|h|d|min|分钟|s|秒)$/u.test(unit)
}

/** The words directly before a number that name it; undefined when nothing is left of them. */
function nameIn(text: string, place: Span): Span | undefined {
  let { from, to } = trimmed(text, place)
  to -= TRAILING.exec(text.slice(from, to))?.[0].length ?? 0
  from += LEADING.exec(text.slice(from, to))?.[0].length ?? 0
  from += OWNER.exec(text.slice(from, to))?.[0].length ?? 0
  if (to - from > NAME_CHARS / 2) from += INSIDE.exec(text.slice(from, to))?.[0].length ?? 0
  from += LEADING.exec(text.slice(from, to))?.[0].length ?? 0
  if (to - from > NAME_CHARS) from = tailFrom(text, { from, to })
  const span = trimmed(text, { from, to })
  const name = text.slice(span.from, span.to)
  return /[\p{Script=Han}\p{L}]{2}/u.test(name) && !OCCASION.test(name) ? span : undefined
}

/** Whole words at the end of a place, as many as a name may have. */
function tailFrom(text: string, { from, to }: Span): number {
  let start = to
  for (const word of cut(text.slice(from, to)).toReversed()) {
    if (to - (start - word.length) > NAME_CHARS) break
    start -= word.length
  }
  return start
}

/** `半小时内出结果`: what is to be done within the time names it. */
function nameAfter(text: string, { to, comparator, unit }: Quantity, clause: Span): Span | undefined {
  if (comparator !== '≤' || !isDuration(unit)) return undefined
  const words = /^[就即可能够以要须]*(?<name>[\p{Script=Han}]{2,8})$/u.exec(text.slice(to, clause.to))
  const name = words?.groups?.['name']
  return name === undefined ? undefined : { from: clause.to - name.length, to: clause.to }
}

/** `每天 5 吨`. */
function rateName(text: string, { per }: Quantity): Span | undefined {
  return per === null ? undefined : trimmed(text, { from: per.from, to: per.to })
}

/** `降低耗能，由原来的 600 度电降至 450 度以下`: the clause before names the figure. */
function nameBefore(text: string, clauses: readonly Span[], sentence: Span, clause: Span): Span | undefined {
  const before = clauses.filter((one) => one.from >= sentence.from && one.to <= clause.from).at(-1)
  if (before === undefined || /\d/.test(text.slice(before.from, before.to))) return undefined
  return nameIn(text, before)
}
