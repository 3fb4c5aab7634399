import { addDays, addMonths } from '#platform/calendar/calendar.ts'
import { yuanText } from '#platform/forms/money.ts'
import { foldWidth } from '#platform/forms/text.ts'
import type { FieldFault } from '#platform/refusal.ts'
import { PERIODS, type RefundCause, type Schedule } from './forms.ts'

const WHOLE_BP = 10_000n

/** What terms of a deal say about payment, as far as a schedule is made of it. */
export interface PaymentTerms {
  readonly paymentKind: '一次总付' | '分期支付' | '提成支付' | '入门费加提成'
  readonly priceFen?: number | undefined
  readonly payment: string
  readonly instalments?: readonly { readonly condition: string; readonly amountFen: number }[] | undefined
  readonly milestones?: readonly { readonly title: string; readonly dueOn: string }[] | undefined
  readonly royaltyBase?: string | undefined
  readonly royaltySteps?: readonly { readonly year: number; readonly rateBp: number }[] | undefined
  readonly royaltyMonths?: number | undefined
}

/** Title of an item is cut here: the contract has the whole text. */
const TITLE_CHARS = 200

/**
 * The schedule the signed terms already contain, to be confirmed by both; an instalment that names a milestone has its
 * day. Days that terms leave to words stay open.
 */
export function scheduleOf(terms: PaymentTerms, signedOn: string, dueDays: number): Schedule {
  const { paymentKind, priceFen, royaltyBase, royaltySteps, royaltyMonths } = terms
  const one = (kind: '一次总付' | '入门费') =>
    priceFen === undefined ? [] : [{ kind, title: terms.payment.slice(0, TITLE_CHARS), fen: priceFen }]
  const items = {
    一次总付: () => one('一次总付'),
    入门费加提成: () => one('入门费'),
    提成支付: () => [],
    分期支付: () => instalmentsOf(terms),
  }[paymentKind]()
  if (royaltyBase === undefined || royaltySteps === undefined) return { items }
  return {
    items,
    royaltyBase,
    royaltySteps: [...royaltySteps],
    royaltyFromOn: signedOn,
    royaltyMonths: royaltyMonths ?? 12,
    royaltyEvery: '年',
    royaltyDueDays: dueDays,
  }
}

function instalmentsOf({ instalments = [], milestones = [] }: PaymentTerms): Schedule['items'] {
  return instalments.map(({ condition, amountFen }) => {
    const milestone = milestones.find(({ title }) => condition.includes(title))
    return milestone
      ? { kind: '阶段款', title: condition, dueOn: milestone.dueOn, fen: amountFen }
      : { kind: '分期款', title: condition, fen: amountFen }
  })
}

/** What contradicts itself in a schedule; `priceFen` is what the contract says, where it was signed here, and
 * `reducedFen` what of it went back because the sides agreed on less. */
export function scheduleFaults(
  schedule: Schedule,
  signedOn: string,
  priceFen: number | undefined,
  reducedFen = 0,
): FieldFault[] {
  const { items, royaltyBase, royaltySteps, royaltyFromOn, royaltyMonths, royaltyEvery, royaltyDueDays } =
    schedule
  const faults: FieldFault[] = []
  const parts = { royaltyBase, royaltySteps, royaltyFromOn, royaltyMonths, royaltyEvery, royaltyDueDays }
  const isMissing = (part: (typeof parts)[keyof typeof parts]) =>
    part === undefined || (Array.isArray(part) && part.length === 0)
  const hasRoyalty = !Object.values(parts).every(isMissing)
  if (items.length === 0 && !hasRoyalty)
    faults.push({ field: 'items', message: '请至少写一期款项，或者写明提成的办法。' })
  if (hasRoyalty)
    for (const [field, part] of Object.entries(parts))
      if (isMissing(part))
        faults.push({
          field,
          message: '约定了提成的，基数、比例、起算日、年限、报送周期和付款天数都要填写。',
        })
  const years = (royaltySteps ?? []).map(({ year }) => year)
  if (years.length > 0 && (years[0] !== 1 || years.some((year, i) => i > 0 && year <= (years[i - 1] ?? 0))))
    faults.push({ field: 'royaltySteps', message: '提成比例从第 1 年起，年份依次递增。' })
  for (const [i, { dueOn }] of items.entries())
    if (dueOn !== undefined && dueOn < signedOn)
      faults.push({
        field: `items.${String(i)}.dueOn`,
        message: `到期日早于合同签订日 ${signedOn}，请核对。`,
      })
  const sum = items.reduce((total, one) => total + one.fen, 0)
  if (priceFen !== undefined && sum !== priceFen - reducedFen)
    faults.push({
      field: 'items',
      message: `各期合计 ${yuanText(sum)}，合同价款是 ${yuanText(priceFen)}${reducedFen === 0 ? '' : `，减去已减价退还的 ${yuanText(reducedFen)} 是 ${yuanText(priceFen - reducedFen)}`}，应当相等；价款有变化的，先签补充协议。`,
    })
  return faults
}

/** Items in the order in which receipts pay them: by their days, without one last (as the view `settlement.due`). */
export function itemsInOrder({ items }: Pick<Schedule, 'items'>): { n: number; fen: number }[] {
  const dayOf = ({ dueOn }: Schedule['items'][number]) => dueOn ?? '9999-12-31'
  return items
    .map((item, i) => ({ n: i + 1, fen: item.fen, on: dayOf(item) }))
    .sort((one, other) => one.on.localeCompare(other.on) || one.n - other.n)
    .map(({ n, fen }) => ({ n, fen }))
}

export interface Span {
  readonly fromOn: string
  readonly untilOn: string
}

export type RoyaltyAnswer =
  | { readonly fault: string; readonly field: 'fromOn' | 'untilOn' }
  | { readonly rateBp: number; readonly fen: number; readonly dueOn: string }

/** A period of royalty, or what of it is not reported yet, with its name. */
export interface RoyaltyPeriod extends Span {
  readonly title: string
}

/**
 * The periods of royalty as the schedule says: so many months each, from the first day on; the last one is shorter where
 * the months do not come out even.
 */
function periodsOf({ royaltyFromOn, royaltyMonths, royaltyEvery }: Schedule): RoyaltyPeriod[] {
  if (royaltyFromOn === undefined || royaltyMonths === undefined || royaltyEvery === undefined) return []
  const step = PERIODS[royaltyEvery]
  return Array.from({ length: Math.ceil(royaltyMonths / step) }, (_, i) => {
    const end = Math.min(royaltyMonths, (i + 1) * step)
    const isShort = end < (i + 1) * step
    return {
      fromOn: addMonths(royaltyFromOn, i * step),
      untilOn: addDays(addMonths(royaltyFromOn, end), -1),
      title: `第 ${String(i + 1)} 期${isShort ? `（最后一期，不足一${PERIOD_WORDS[royaltyEvery]}）` : ''}`,
    }
  })
}

const PERIOD_WORDS = { 月: '个月', 季度: '个季度', 半年: '个半年', 年: '年' } as const satisfies Record<
  keyof typeof PERIODS,
  string
>

/** What of a period no report covers: the whole of it, or its parts where a report of other days was once taken. */
function openParts({ fromOn, untilOn, title }: RoyaltyPeriod, reported: readonly Span[]): RoyaltyPeriod[] {
  const parts: RoyaltyPeriod[] = []
  let next = fromOn
  const within = reported.filter((one) => one.fromOn <= untilOn && fromOn <= one.untilOn)
  const name = within.length === 0 ? title : `${title}未报送的部分`
  for (const one of within.toSorted((x, y) => (x.fromOn < y.fromOn ? -1 : 1))) {
    if (one.fromOn > next) parts.push({ fromOn: next, untilOn: addDays(one.fromOn, -1), title: name })
    if (one.untilOn >= next) next = addDays(one.untilOn, 1)
  }
  return next > untilOn ? parts : [...parts, { fromOn: next, untilOn, title: name }]
}

/** The name of a period that was reported; what was reported of other days has its days only. */
export function periodTitle(schedule: Schedule, span: Span): string | null {
  return periodsOf(schedule).find((one) => isSame(one, span))?.title ?? null
}

const isSame = (one: Span, other: Span) => one.fromOn === other.fromOn && one.untilOn === other.untilOn

/**
 * Royalty of a period: base × rate of the contract year it lies in, to the nearest fen. A period is one of the schedule,
 * whole, so it lies in one contract year; `earlier` are the periods already reported.
 */
export function royaltyFor(
  schedule: Schedule,
  report: Span & { readonly baseFen: number },
  earlier: readonly Span[],
  today: string,
): RoyaltyAnswer {
  const { royaltySteps, royaltyFromOn, royaltyMonths, royaltyDueDays, royaltyEvery } = schedule
  const { fromOn, untilOn, baseFen } = report
  if (!royaltySteps || royaltyFromOn === undefined || royaltyMonths === undefined)
    return { fault: '合同没有约定提成，不用报送。', field: 'fromOn' }
  if (untilOn < fromOn) return { fault: '期间的最后一天早于第一天，请核对。', field: 'untilOn' }
  if (untilOn >= today) return { fault: '这一期还没有结束，结束后再报送。', field: 'untilOn' }
  const lastOn = addDays(addMonths(royaltyFromOn, royaltyMonths), -1)
  if (fromOn < royaltyFromOn || untilOn > lastOn)
    return { fault: `提成期间是 ${royaltyFromOn} 至 ${lastOn}，请核对日期。`, field: 'fromOn' }
  const overlap = earlier.find((one) => one.fromOn <= untilOn && fromOn <= one.untilOn)
  if (overlap)
    return {
      fault: `与已报送的 ${overlap.fromOn} 至 ${overlap.untilOn} 重叠；报错了的，请更正那一期。`,
      field: 'fromOn',
    }
  const open = periodsOf(schedule).flatMap((period) => openParts(period, earlier))
  const period = open.find((one) => one.fromOn <= fromOn && fromOn <= one.untilOn)
  if (!period || !isSame(period, report))
    return {
      fault: `提成按${royaltyEvery ?? ''}报送，${fromOn} 所在的是${period?.title ?? ''}：${period?.fromOn ?? ''} 至 ${period?.untilOn ?? ''}，请整期报送。`,
      field: period?.fromOn === fromOn ? 'untilOn' : 'fromOn',
    }
  const rateBp = rateOn(royaltySteps, royaltyFromOn, fromOn)
  return { rateBp, fen: shareOf(baseFen, rateBp), dueOn: addDays(untilOn, royaltyDueDays ?? 0) }
}

function rateOn(steps: NonNullable<Schedule['royaltySteps']>, fromOn: string, day: string): number {
  let year = 1
  while (addMonths(fromOn, 12 * year) <= day) year += 1
  return steps.findLast((step) => step.year <= year)?.rateBp ?? 0
}

/** Rounded to the nearest fen, half a fen up. */
function shareOf(baseFen: number, rateBp: number): number {
  return Number((BigInt(baseFen) * BigInt(rateBp) + WHOLE_BP / 2n) / WHOLE_BP)
}

/** Periods of royalty that have ended and were not reported, whole or in part, oldest first. */
export function unreported(schedule: Schedule, reported: readonly Span[], today: string): RoyaltyPeriod[] {
  return periodsOf(schedule)
    .filter(({ untilOn }) => untilOn < today)
    .flatMap((period) => openParts(period, reported))
}

/** A line of what is due, as far as a refund is checked against it. */
interface DueLine {
  readonly royalty_id: string | null
  readonly n: number
  readonly title: string
  readonly paid_fen: number
}

interface Moved {
  readonly kind: '收款' | '退款' | '冲正'
  readonly fen: number
  readonly royalty_id: string | null
  readonly line_version: number | null
  readonly state: string
  readonly counts: boolean
  readonly confirmed_at: string
}

/** What a refund is checked against. */
export interface RefundGround {
  readonly dues: readonly DueLine[]
  readonly money: readonly Moved[]
  readonly hasEnded: boolean
  /** The schedule agreed after an end, and when: money of before stands on no item of it. */
  readonly clearing: { readonly version: number; readonly at: string } | undefined
}

/** How a line of what is due is named: by its royalty report, or by the number of the item. */
export function keyOf({ royalty_id, n }: Pick<DueLine, 'royalty_id' | 'n'>): string {
  return royalty_id ?? String(n)
}

/** Why a refund is not taken: it names no line, takes more than came for its line, or an end nobody told of. */
export function refundFault(
  refund: { readonly line?: string | undefined; readonly cause: RefundCause; readonly fen: number },
  ground: RefundGround,
): FieldFault | undefined {
  const { dues, hasEnded } = ground
  if (refund.cause === '终止' && !hasEnded)
    return { field: 'cause', message: '还没有登记合同终止；请先登记终止，再登记退款。' }
  const due = dues.find((one) => keyOf(one) === refund.line)
  const loose = looseFen(ground)
  if (!due && dues.length > 0 && (refund.line !== undefined || loose === 0))
    return { field: 'line', message: '请在“应付款项”里选退的是哪一期款项，从那一行登记退款。' }
  const free = due ? refundableFen(due, ground) : loose
  const of = due ? `“${due.title}”` : '不属于任何一期的收款'
  return refund.fen <= free
    ? undefined
    : {
        field: 'fen',
        message: `${of}可退的只有 ${yuanText(free)}，不够 ${yuanText(refund.fen)}${dues.length === 0 ? '' : '；别的款项请从它那一行登记退款'}。`,
      }
}

/**
 * What came for no line of what is due and has not gone back, nor waits to: an advance before any report, or money of
 * before the schedule that clears an end. What items were paid too much belongs to each of them.
 */
export function looseFen({ dues, money, clearing }: Omit<RefundGround, 'hasEnded'>): number {
  const hasItems = dues.some(({ royalty_id }) => royalty_id === null)
  return Math.max(
    0,
    freeOf(money.filter((one) => one.royalty_id === null && !(hasItems && paysItems(one, clearing)))),
  )
}

/** As the view `settlement.due` counts it. */
function paysItems(one: Moved, clearing: RefundGround['clearing']): boolean {
  if (clearing === undefined) return true
  return one.kind === '收款' ? one.confirmed_at > clearing.at : (one.line_version ?? 0) >= clearing.version
}

function freeOf(money: readonly Moved[]): number {
  const sum = (rows: readonly Moved[], kind: Moved['kind']) =>
    rows.reduce((total, one) => total + (one.kind === kind ? one.fen : 0), 0)
  const standing = money.filter(({ counts }) => counts)
  const waiting = money.filter(({ state }) => state === 'pending')
  return sum(standing, '收款') - sum(standing, '退款') - sum(waiting, '退款')
}

/** What came for a line and has not gone back, nor waits to; what items were paid too much belongs to each. */
function refundableFen(due: DueLine, { dues, money, clearing }: RefundGround): number {
  const isItem = due.royalty_id === null
  const own = money.filter(
    (one) => one.royalty_id === due.royalty_id && (!isItem || paysItems(one, clearing)),
  )
  const others = isItem ? dues.filter((one) => one.royalty_id === null && one !== due) : []
  return Math.max(
    0,
    others.reduce((left, { paid_fen }) => left - paid_fen, freeOf(own)),
  )
}

/** A line of a bank statement, as far as it is compared. */
export interface Line {
  readonly fen: number
  readonly payer: string
  readonly purpose: string
}

/** A contract money is expected on. */
export interface Expected {
  readonly settlementId: string
  readonly title: string
  readonly code: string
  readonly buyer: string
  readonly open: readonly {
    readonly title: string
    readonly openFen: number
    readonly royaltyId: string | null
  }[]
}

export interface Suggestion {
  readonly settlementId: string
  readonly title: string
  readonly royaltyId: string | null
  readonly score: number
  /** Why, in words: a person decides by these. */
  readonly reasons: readonly string[]
}

/** Weights found by what finance people look at first: the code is written for this, a name and a sum may be chance. */
const CODE_WEIGHT = 4
const NAME_WEIGHT = 2
const SUM_WEIGHT = 2
const TITLE_WEIGHT = 1
const SHOWN_MAX = 3

/** Contracts a line may pay, best first, each with its reasons; nothing is matched by itself. */
export function suggestionsFor(line: Line, expected: readonly Expected[]): Suggestion[] {
  return expected
    .map((one) => suggestionOf(line, one))
    .filter(({ score }) => score >= SUM_WEIGHT)
    .sort((a, b) => b.score - a.score || a.title.localeCompare(b.title, 'zh'))
    .slice(0, SHOWN_MAX)
}

function suggestionOf(line: Line, { settlementId, title, code, buyer, open }: Expected): Suggestion {
  const reasons: string[] = []
  let score = 0
  const because = (weight: number, reason: string) => {
    score += weight
    reasons.push(reason)
  }
  const purpose = plain(line.purpose)
  if (purpose.includes(plain(code))) because(CODE_WEIGHT, `用途里写着合同编号 ${code.toUpperCase()}`)
  else if (purpose.includes(plain(title))) because(TITLE_WEIGHT, '用途里写着合同名称')
  if (plain(line.payer) === plain(buyer)) because(NAME_WEIGHT, '付款人就是合同的付款方')
  const exact = open.find(({ openFen }) => openFen === line.fen)
  const all = open.reduce((sum, { openFen }) => sum + openFen, 0)
  if (exact) because(SUM_WEIGHT, `金额等于未付的“${exact.title}”`)
  else if (open.length > 1 && all === line.fen) because(SUM_WEIGHT, '金额等于全部未付款项')
  return { settlementId, title, royaltyId: exact?.royaltyId ?? null, score, reasons }
}

/** Width, case, spaces and brackets do not tell names apart. */
function plain(text: string): string {
  return foldWidth(text)
    .toLowerCase()
    .replace(/[\s()[\]【】《》“”"'·-]/gu, '')
}
