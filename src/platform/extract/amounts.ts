import { foldWidth } from '../forms/text.ts'
import { FEN_MAX } from '../forms/money.ts'
import { numbersOf, type NumberFound } from './numerals.ts'
import { clausesOf, type Span } from './span.ts'

/** What a text says it may cost, in whole fen. */
export interface BudgetSaid extends Span {
  readonly minFen: number | null
  readonly maxFen: number | null
  /** The amount was said to be about right (左右, 约): the ends are as far off as the caller allows. */
  readonly isAbout: boolean
}

export type BudgetRead =
  | { readonly kind: 'amount'; readonly said: BudgetSaid }
  | { readonly kind: 'negotiable'; readonly said: Span }
  /** A number without 元 or 万: nobody can tell which is meant. */
  | { readonly kind: 'unitMissing'; readonly said: Span }

const FEN: Readonly<Record<string, bigint>> = {
  '': 100n,
  万: 1_000_000n,
  亿: 10_000_000_000n,
  万亿: 100_000_000_000_000n,
}
/** What one is ready to pay; 投资 400 万元的设备 and 销售收入 are no budgets. */
const CUE =
  /预算|经费|(?:计划|拟|预计|准备|打算|可以?|愿意?|能)(?:投入?|投资|出资?|花|拿出)|出价|(?:总|研发|改造|技术|委托|合作|转让|许可)(?:价|费用?|投入|金额)|资金(?:规模|安排)|悬赏|揭榜金额/u
const NOT_BUDGET =
  /收入|产值|利润|利税|成本|注册|已投|累计|市场|单价|每年|年投|每[公吨斤台套件张个只票亩立千]/u
const AGREED = /(?:预算|价格|费用|经费|资金)?(?:可以?|都?)?(?:面议|面谈|可谈|再议|详谈|协商(?:确定|议定))/u
const BEFORE: readonly (readonly [RegExp, 'upTo' | 'atLeast' | 'about'])[] = [
  [/(?:不超过|不高于|不大于|不多于|最多|至多|最高|控制在|上限为?|以内|<=|≤|<|低于|小于)\s*$/u, 'upTo'],
  [/(?:不低于|不少于|至少|最少|最低|下限为?|>=|≥|>|超过|高于)\s*$/u, 'atLeast'],
  [/(?:约为?|大约|大概|差不多|接近|≈)\s*$/u, 'about'],
]
const AFTER: readonly (readonly [RegExp, 'upTo' | 'atLeast' | 'about'])[] = [
  [/^\s*(?:以内|之内|以下|内|封顶)/u, 'upTo'],
  [/^\s*(?:以上|起步?|打底)/u, 'atLeast'],
  [/^\s*(?:左右|上下|出头|多)/u, 'about'],
]
const RANGE = /^\s*(?:~|-|–|—|至|到)\s*(\d+(?:\.\d+)?)\s*(万亿|[万亿])?/u
const UNIT = /^\s*(?:人民币)?(?:元|块钱?|圆)(?:整|人民币)?/u
/** 每吨 350 元, 3 元/kg: a unit price. */
const PER_AFTER = /^\s*(?:[/／]|每|一[台套吨斤件])/u
const NEAR = 24

/** What a text says of the budget: the first amount beside a word for one, else 面议. Never throws. */
export function budgetOf(given: string): BudgetRead | undefined {
  const text = foldWidth(given)
  let missing: Span | undefined
  for (const clause of clausesOf(text)) {
    const words = text.slice(clause.from, clause.to)
    const cue = CUE.exec(words)
    if (cue === null) continue
    for (const number of numbersOf(words)) {
      const isNear = number.from - cue.index < NEAR && cue.index - number.to < NEAR
      if (!isNear || NOT_BUDGET.test(words)) continue
      const amount = amountAt(words, number)
      const said = amount && { ...amount, from: clause.from + amount.from, to: clause.from + amount.to }
      if (said === undefined) continue
      if (said.hasUnit) return { kind: 'amount', said: withCue(said, clause.from + cue.index) }
      missing ??= { from: Math.min(clause.from + cue.index, said.from), to: said.to }
    }
  }
  const agreed = AGREED.exec(text)
  if (agreed) return { kind: 'negotiable', said: { from: agreed.index, to: agreed.index + agreed[0].length } }
  return missing && { kind: 'unitMissing', said: missing }
}

function withCue(said: BudgetSaid, cueAt: number): BudgetSaid {
  const { minFen, maxFen, isAbout } = said
  return { minFen, maxFen, isAbout, from: Math.min(cueAt, said.from), to: said.to }
}

function amountAt(
  text: string,
  number: NumberFound,
): (BudgetSaid & { readonly hasUnit: boolean }) | undefined {
  const range = RANGE.exec(text.slice(number.to))
  const times = range?.[2] ?? number.times
  const numberEnds = number.to + (range?.[0].length ?? 0)
  const unit = UNIT.exec(text.slice(numberEnds))
  const to = numberEnds + (unit?.[0].length ?? 0)
  if (PER_AFTER.test(text.slice(to)) || number.unit !== '' || number.digits.startsWith('-')) return undefined
  const hasUnit = times !== '' || unit !== null
  // 预算 3 个月, 预算表 2 份: another thing is counted.
  if (!hasUnit && !/^\s*(?:[，。；、,;)）左上以]|$)/u.test(text.slice(to))) return undefined
  const before = text.slice(0, number.from)
  const after = text.slice(to)
  const said =
    AFTER.find(([pattern]) => pattern.test(after)) ?? BEFORE.find(([pattern]) => pattern.test(before))
  const low = fenOf(number.digits, number.times === '' ? times : number.times)
  const high = range ? fenOf(range[1] ?? '', times) : low
  if (low === undefined || high === undefined || high < low) return undefined
  const isAbout = said?.[1] === 'about'
  return {
    from: number.from - (said === undefined ? 0 : (said[0].exec(before)?.[0].length ?? 0)),
    to: to + (said?.[0].exec(after)?.[0].length ?? 0),
    minFen: said?.[1] === 'upTo' && !range ? null : low,
    maxFen: said?.[1] === 'atLeast' && !range ? null : high,
    isAbout: isAbout && !range,
    hasUnit,
  }
}

/** Exact, without binary fractions; undefined beyond what a form takes. */
function fenOf(digits: string, times: string): number | undefined {
  const [whole = '', fraction = ''] = digits.split('.')
  const factor = FEN[times]
  if (factor === undefined || fraction.length > 6) return undefined
  const fen = (BigInt(whole + fraction) * factor) / 10n ** BigInt(fraction.length)
  return fen >= 1n && fen <= BigInt(FEN_MAX) ? Number(fen) : undefined
}
