import type { Day } from '#platform/calendar/day.ts'
import { budgetOf, type BudgetRead } from '#platform/extract/amounts.ts'
import { deadlineOf } from '#platform/extract/days.ts'
import { figuresOf, type NamedFigure } from '#platform/extract/metrics.ts'
import type { Span } from '#platform/extract/span.ts'
import { unitDoubt } from '#platform/forms/money.ts'
import { foldWidth } from '#platform/forms/text.ts'
import { amount } from '#platform/text/format.ts'
import type { Demand } from '../forms.ts'
import { industryOf, modesOf, typeOf } from './cues.ts'
import { guessField, type FieldGuess, type Vote } from './fields.ts'
import { bestKeywords, keywordCandidates } from './keywords.ts'
import { questionsOf, type Question } from './questions.ts'
import { titleOf } from './title.ts'

/** Figures proposed at most; a text with more is a specification and goes into the form by hand. */
const FIGURES_MAX = 8
/** Below this share two fields are as likely as each other: both are shown, neither is filled in. */
const FIELD_SURE = 0.35

/** One value read from a text: what it fills in, and the words it was read from. */
export interface Proposed {
  /** `techField`, `targetMetrics.0`, `budget`: what a click takes away as one. */
  readonly key: string
  readonly title: string
  /** Fields of the demand form with their values; a list holds one entry. */
  readonly fill: Readonly<Partial<Demand>>
  /** The value as people read it. */
  readonly shown: string
  /** Words of the text it was read from, in order; empty when it only follows from something else. */
  readonly words: readonly string[]
  /** Why, where the words alone do not say it. */
  readonly why?: string
  /** To be looked at before it is sent: an unlikely amount. */
  readonly doubt?: string
}

export interface Proposal {
  readonly items: readonly Proposed[]
  /** At most three, each with what an answer improves. */
  readonly questions: readonly Question[]
}

export interface Known {
  readonly today: Day
  /** How far 左右 may be off, in basis points (ruleset). */
  readonly aroundBp: number
  /** Records of the market near the text, with their field. */
  readonly votes: readonly Vote[]
  /** How much a word tells, by the market. */
  readonly rarity: (word: string) => number
}

/** What a demand's text says, field by field; nothing that is not in it or follows from it. Never throws. */
export function proposalFor(text: string, known: Known): Proposal {
  const folded = foldWidth(text)
  const [field] = guessField(folded.toLowerCase(), known.votes)
  const sure = field && field.share >= FIELD_SURE ? field : undefined
  const budget = budgetOf(text)
  const deadline = deadlineOf(text, known.today)
  const taken = [budget?.said, deadline].filter((span) => span !== undefined)
  const figures = figuresOf(text, taken).slice(0, FIGURES_MAX)
  const kind = typeOf(folded)
  return {
    items: [
      ...titleItem(text),
      ...(sure ? [fieldItem(text, sure)] : []),
      ...kindItems(text, folded, kind),
      ...figures.map((figure, i) => figureItem(text, figure, i)),
      ...keywordItem(text, known),
      ...modeItems(text, folded, kind.value),
      ...(budget ? budgetItem(text, budget, known.aroundBp) : []),
      ...(deadline
        ? [item(text, 'deadline', '截止日期', { deadline: deadline.day }, deadline.day, [deadline])]
        : []),
    ],
    questions: questionsOf({ folded, figures, budget, deadline, hasField: sure !== undefined }),
  }
}

function item(
  text: string,
  key: string,
  title: string,
  fill: Partial<Demand>,
  shown: string,
  spans: readonly Span[],
): Proposed {
  return { key, title, fill, shown, words: [...new Set(spans.map(({ from, to }) => text.slice(from, to)))] }
}

function titleItem(text: string): Proposed[] {
  const span = titleOf(text)
  if (span === undefined) return []
  const name = text.slice(span.from, span.to)
  return [item(text, 'name', '名称', { name }, name, [span])]
}

/** The kind of demand and the industry. */
function kindItems(text: string, folded: string, kind: ReturnType<typeof typeOf>): Proposed[] {
  const type = item(text, 'type', '需求类型', { type: kind.value }, kind.value, kind.spans)
  const industry = industryOf(folded)
  return [
    kind.spans.length === 0 ? { ...type, why: USUAL_TYPE } : type,
    ...(industry
      ? [
          item(
            text,
            'industrySection',
            '行业门类',
            { industrySection: industry.value },
            industry.value,
            industry.spans,
          ),
        ]
      : []),
  ]
}

function figureItem(text: string, { name, value, unit, span }: NamedFigure, i: number): Proposed {
  const metric = unit === '' ? { name, value } : { name, value, unit }
  const shown = `${name} ${value} ${unit}`.trim()
  return item(text, `targetMetrics.${i}`, '目标指标', { targetMetrics: [metric] }, shown, [span])
}

function keywordItem(text: string, { rarity }: Known): Proposed[] {
  const found = bestKeywords(keywordCandidates(text), rarity)
  const keywords = found.map((word) => word.text)
  return keywords.length === 0
    ? []
    : [item(text, 'keywords', '关键词', { keywords }, keywords.join('、'), found)]
}

function modeItems(text: string, folded: string, type: NonNullable<Demand['type']>): Proposed[] {
  return modesOf(folded, type).map(({ value, spans }, i) => {
    const one = item(text, `cooperationModes.${i}`, '合作方式', { cooperationModes: [value] }, value, spans)
    return spans.length === 0 ? { ...one, why: `“${type}”通常这样合作` } : one
  })
}

const USUAL_TYPE = '没有提到引进、检测、咨询、人才等，先按最常见的一类'

function fieldItem(text: string, { field, hits, votes }: FieldGuess): Proposed {
  const near = votes.slice(0, 2).map(({ name }) => `《${name}》`)
  return {
    key: 'techField',
    title: '技术领域',
    fill: { techField: field },
    shown: field,
    words: [...new Set(hits.map(({ at, word }) => text.slice(at, at + word.length)))].slice(0, 4),
    ...(near.length > 0 && { why: `平台上相近的成果${near.join('')}属于这一领域` }),
  }
}

function budgetItem(text: string, read: BudgetRead, aroundBp: number): Proposed[] {
  const words = [text.slice(read.said.from, read.said.to)]
  const base = { key: 'budget', title: '预算', words }
  if (read.kind === 'negotiable') return [{ ...base, fill: { negotiable: true }, shown: '面议' }]
  if (read.kind === 'unitMissing') return []
  const { minFen, maxFen, isAbout } = read.said
  const off = (fen: number | null, sign: 1 | -1) =>
    fen === null || !isAbout ? fen : fen + sign * Math.floor((fen * aroundBp) / 10_000)
  const min = off(minFen, -1)
  const max = off(maxFen, 1)
  const doubt = [min, max].flatMap((fen) => (fen === null ? [] : (unitDoubt(fen) ?? [])))[0]
  return [
    {
      ...base,
      fill: { ...(min !== null && { budgetMinFen: min }), ...(max !== null && { budgetMaxFen: max }) },
      shown: rangeText(min, max),
      ...(isAbout && { why: `“左右”按上下 ${aroundBp / 100}% 计` }),
      ...(doubt !== undefined && { doubt }),
    },
  ]
}

function rangeText(min: number | null, max: number | null): string {
  if (min === null) return `不超过 ${amount(max ?? 0)}`
  if (max === null) return `不低于 ${amount(min)}`
  return min === max ? amount(min) : `${amount(min)} 至 ${amount(max)}`
}
