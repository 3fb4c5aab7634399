import { yuanText } from '#platform/forms/money.ts'
import type { Terms } from '../terms/forms.ts'
import type { Filing, Price } from './forms.ts'

/** A whole in basis points. */
const WHOLE_BP = 10_000n

/** What a proposed price is held against. */
export interface PriceInRule {
  /** Price named in the agreed terms, in fen; null for a royalty without a fixed part. */
  readonly priceFen: number | null
  readonly royalty: boolean
  /** Some people belong to both sides, or a party said so when it agreed to the terms. */
  readonly relationKnown: boolean
  /** Completers the unit has named for this achievement with a price before: none of them falls out of the check. */
  readonly namedBefore: readonly string[]
  /** Signs that the sides are related, with the completers this price names. */
  readonly signs: (completers: readonly string[]) => {
    /** In words; empty where there is none. */
    readonly certain: string
    readonly all: string
  }
  /** Least share of a valuation, in basis points, that needs no word of explanation. */
  readonly leastShareBp: number
  readonly today: string
}

/**
 * Why a proposed price cannot go to approval (转化法 18; domain/achievements.md, numeric rules 2 and 3): a sentence, or
 * undefined. A related party needs a valuation; a price well below one needs a reason.
 */
export function priceFault(price: Price, facts: PriceInRule): string | undefined {
  if (facts.priceFen === null && !facts.royalty)
    return '条款没有约定价款，面议的不能公示；请退回洽谈，写明价款。'
  if (facts.relationKnown && price.related === '没有关联关系')
    return '有一方申报过关联关系，请选“有关联关系”并说明。'
  const held = leftOutFault(price, facts) ?? signFault(price, facts)
  if (held !== undefined) return held
  if (price.related === '有关联关系' && price.valuation !== '已经评估')
    return '与关联方交易的，应当委托评估，以评估值作为定价依据。'
  if (price.bases.includes('资产评估') && price.valuation !== '已经评估')
    return '定价依据写了资产评估，请填写评估机构、评估值和评估基准日。'
  if (price.valuedOn !== undefined && price.valuedOn > facts.today) return '评估基准日不能晚于今天，请更正。'
  return lowFault(price, facts)
}

/** Who was named before and is not now; a name is compared without its blanks. */
function leftOut({ completers }: Price, { namedBefore }: PriceInRule): string[] {
  const plain = (name: string) => name.replaceAll(/\s/gu, '')
  const now = new Set(completers.map(plain))
  return namedBefore.filter((name) => !now.has(plain(name)))
}

/** A completer a sign pointed at is not dropped in silence: the price says why, and its approver reads it (trust.md A7). */
function leftOutFault(price: Price, facts: PriceInRule): string | undefined {
  const names = leftOut(price, facts)
  if (names.length === 0 || price.completersNote !== undefined) return undefined
  return `以前拟定价格时还列过完成人 ${names.join('、')}。仍是完成人的请补上；确实不是的，在“完成人变化的说明”里写明原因。`
}

/**
 * What a sign of a relation asks of who proposes: a certain one cannot be denied, one by a name alone wants a word. It
 * holds the price back until something is said, and refuses none (trust.md A7).
 */
function signFault(price: Price, facts: PriceInRule): string | undefined {
  const { related, completers, signWord } = price
  if (related === '有关联关系') return undefined
  const { certain, all } = facts.signs([...completers, ...leftOut(price, facts)])
  if (certain !== '') return `${certain}。请选“有关联关系”并说明。`
  if (all === '' || signWord !== undefined) return undefined
  return `${all}。请核对：有关联的，选“有关联关系”并说明；没有的，在“对提示的关联线索的说明”里写明为什么不是。`
}

function lowFault({ valuationFen, lowReason }: Price, facts: PriceInRule): string | undefined {
  if (valuationFen === undefined || facts.priceFen === null || lowReason !== undefined) return undefined
  const isLow = BigInt(facts.priceFen) * WHOLE_BP < BigInt(valuationFen) * BigInt(facts.leastShareBp)
  return isLow
    ? `拟交易价格 ${yuanText(facts.priceFen)} 低于评估值 ${yuanText(valuationFen)} 的 ${String(facts.leastShareBp / 100)}%，请填写说明。`
    : undefined
}

/** Why a state-owned enterprise's filing does not carry an agreed transfer (practice.md P29). */
export function filingFault(
  { way, opinionOn, valuationFen }: Filing,
  { priceFen, leastShareBp, today }: PriceInRule,
): string | undefined {
  if (way === '进场交易')
    return '国资监管单位核定进场交易的，不能协议转让；请结束洽谈，到“成果交易”的“场外交易”办理：由产权交易机构公开转让，结果录入平台后签约。'
  if (opinionOn > today) return '意见日期不能晚于今天，请更正。'
  if (priceFen === null) return '条款没有约定价款，不能与评估值比较；请退回洽谈，写明价款。'
  return BigInt(priceFen) * WHOLE_BP < BigInt(valuationFen) * BigInt(leastShareBp)
    ? `价款 ${yuanText(priceFen)} 低于备案评估值 ${yuanText(valuationFen)} 的 ${String(leastShareBp / 100)}%，应当先取得同意；请退回洽谈，重新商定价款。`
    : undefined
}

/** The price in words, never 面议. */
export function priceText(
  terms: Pick<Terms, 'priceFen' | 'paymentKind' | 'royaltyBase' | 'royaltySteps'>,
): string {
  const fixed = terms.priceFen === undefined ? undefined : yuanText(terms.priceFen)
  const steps = (terms.royaltySteps ?? []).map(
    (one) => `第 ${String(one.year)} 年起 ${String(one.rateBp / 100)}%`,
  )
  const royalty = steps.length === 0 ? undefined : `按${terms.royaltyBase ?? ''}提成：${steps.join('，')}`
  const said = [fixed, royalty].filter((one) => one !== undefined)
  return `${said.join('；')}（${terms.paymentKind}）`
}

interface Line {
  readonly label: string
  readonly value: string
  /** A change of it begins the notice anew. */
  readonly material?: boolean
}

export interface NoticeOfPrice {
  readonly achievement: string
  readonly ip: readonly { readonly type: string; readonly number?: string | null | undefined }[]
  readonly owner: string
  readonly counterparty: string
  readonly terms: Pick<Terms, 'mode' | 'priceFen' | 'paymentKind' | 'royaltyBase' | 'royaltySteps'>
  readonly price: Price
}

/**
 * What the notice of an agreed price says (转化法 18; domain/achievements.md, numeric rule 2). Name, rights, counterparty,
 * mode and price are material: a change of one begins the notice anew.
 */
export function noticeFields({ achievement, ip, owner, counterparty, terms, price }: NoticeOfPrice): Line[] {
  const rights = ip.map((one) => [one.type, one.number].filter(Boolean).join(' '))
  return [
    { label: '成果名称', value: achievement, material: true },
    { label: '知识产权', value: rights.length === 0 ? '无' : rights.join('；'), material: true },
    { label: '成果完成单位', value: owner, material: true },
    { label: '受让方', value: counterparty, material: true },
    { label: '转化方式', value: terms.mode, material: true },
    { label: '拟交易价格', value: priceText(terms), material: true },
    { label: '采用协议定价的理由', value: price.routeReason },
    { label: '定价依据', value: `${price.bases.join('、')}。${price.basisNote}` },
    { label: '资产评估', value: valuationText(price) },
    { label: '关联关系', value: price.relatedNote ?? price.related, material: true },
  ]
}

function valuationText({ valuation, valuer, valuationFen, valuedOn, lowReason }: Price): string {
  if (valuation !== '已经评估' || valuationFen === undefined) return '没有评估'
  const low = lowReason === undefined ? '' : `低于评估值的说明：${lowReason}`
  return `${valuer ?? ''}，基准日 ${valuedOn ?? ''}，评估值 ${yuanText(valuationFen)}。${low}`
}
