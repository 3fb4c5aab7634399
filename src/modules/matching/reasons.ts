import { INDUSTRY_TITLES } from '#platform/forms/classes.ts'
import type { RefusalParams } from '#platform/refusal.ts'
import { amount } from '#platform/text/format.ts'
import { translateData, type Lang, type Template } from '#platform/text/text.ts'

/** Sentences of reasons anybody may read, by what they say; the portal has them in English by the catalogue. */
const OPEN = {
  phrase: '双方都写到“{phrase}”',
  singles: '个别用字相同：{characters}',
  other: '零散用字、数字和单位相同',
  related: '用语与最相近的几项成果相同',
  'meaning.near': '意思相近（语义模型）',
  'meaning.far': '意思比其他候选远（语义模型）',
  'field.same': '技术领域相同：{field}',
  'field.other': '技术领域不同：需求是{wanted}，成果是{has}',
  'ipc.field': '专利分类 {ipc} 属于需求的技术领域：{field}',
  'ipc.industry': '专利分类 {ipc} 用于需求所在的行业大类 {division}',
  'industry.division': '行业大类相同：{section} {division}',
  'industry.section': '行业门类相同：{section}',
  'trl.met': '成熟度够用：需求要 {needed} 级，成果 {has} 级',
  'trl.gap': '成熟度差 {missing} 级：需求要 {needed} 级，成果 {has} 级',
  'price.within': '报价 {asked}，在预算 {most}以内',
  'price.over': '报价 {asked}，高于预算上限 {most}，多 {over}',
  'price.open': '{side}面议，金额可以谈',
  'mode.met': '合作方式相合：{modes}',
  'mode.none': '合作方式没有交集：需求希望{wanted}，成果提供{offered}',
  'region.county': '双方在同一县（市、区）或功能区',
  'region.city': '双方在同一城市',
  unclear: '介绍还不够清楚，补充修改后不再扣分',
} as const satisfies Readonly<Record<string, Template>>

/** Sentences only the demander reads. */
const OWN = {
  'lowered.early': '您曾以“太早期”谢绝 {trl} 级成果，{trl} 级及以下的排后',
  'lowered.price': '您曾以“价格”谢绝报价 {price}的成果，不低于这个价的排后',
  'lowered.region': '您曾以“地域”谢绝同一地区的成果',
} as const

const SENTENCES = { ...OPEN, ...OWN }
export type Says = keyof typeof SENTENCES

/** One part of a score: what it says, and how many points (with one decimal) it adds or takes. */
export interface Reason {
  readonly says: Says
  readonly points: number
  readonly params: RefusalParams
}

/** A reason as people read it. A gap is a fact that does not fit, whoever could change it. */
export interface ShownReason {
  readonly says: Says
  readonly points: number
  readonly text: string
  readonly gap: boolean
  /** What the sentence was made with. */
  readonly params: RefusalParams
}

const GAPS: ReadonlySet<Says> = new Set(['field.other', 'trl.gap', 'price.over', 'mode.none', 'unclear'])

export function shown({ says, points, params }: Reason, lang: Lang = 'zh'): ShownReason {
  return { says, points, text: sentence(says, params, lang), gap: GAPS.has(says), params }
}

/** The sentence of a reason in another language. */
export function sentenceOf({ says, params }: Pick<Reason, 'says' | 'params'>, lang: Lang): string {
  return sentence(says, params, lang)
}

function sentence(says: Says, params: RefusalParams, lang: Lang): string {
  return translateData(lang, SENTENCES[says], readable(params, lang)).text
}

/** Parameters as a sentence takes them: `askedFen` becomes `asked` as an amount, a section its title; words by language. */
export function readable(params: RefusalParams, lang: Lang): RefusalParams {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (typeof value === 'number')
        return name.endsWith('Fen') ? [name.slice(0, -'Fen'.length), money(value, lang)] : [name, value]
      return [name, name === 'section' ? (INDUSTRY_TITLES[value] ?? value) : words(value, lang)]
    }),
  )
}

/** Lists are joined by 、; in English each of their words is looked up. */
function words(text: string, lang: Lang): string {
  if (lang === 'zh') return text
  return text
    .split('、')
    .map((one) => translateData(lang, one).text)
    .join(', ')
}

/** 80 万元 rather than 80.00 万元, as people say it. */
function money(fen: number, lang: Lang): string {
  return amount(fen, lang).replace('.00 ', ' ')
}

/** To one decimal, the unit points are counted in. */
export function tenth(points: number): number {
  return Math.round(points * 10) / 10
}

/** The score is the sum of what is shown, to one decimal. */
export function sumOf(reasons: readonly Pick<Reason, 'points'>[]): number {
  return tenth(reasons.reduce((sum, { points }) => sum + points, 0))
}
