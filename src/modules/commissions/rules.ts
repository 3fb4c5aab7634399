import { addDays, type Day } from '#platform/calendar/calendar.ts'
import { unitDoubt, yuanText } from '#platform/forms/money.ts'
import type { FieldFault } from '#platform/refusal.ts'
import { SIDES, type Agreement, type OUTCOMES, type Side } from './forms.ts'

const WHOLE_BP = 10_000

/** What was agreed: a part of what is received, up to a limit where there is one, or one sum. */
export interface Reward {
  readonly bp: number | null
  readonly capFen: number | null
  readonly fen: number | null
}

/** Money that stands on the contract; negative where it was given back. */
export interface Received {
  readonly id: string
  readonly receivedOn: Day
  readonly fen: number
}

/** The percentage of what was received, rounded down: the payer never pays more than was agreed. */
function partOf(fen: number, bp: number): number {
  return Number((BigInt(fen) * BigInt(bp)) / BigInt(WHOLE_BP))
}

/**
 * What is due of a commission once `receivedFen` have come altogether. Counted from everything received so far, so that
 * instalments come to the same fen as one payment; `grantedBp` is what a decision left of it.
 */
export function dueOf({ bp, capFen, fen }: Reward, receivedFen: number, grantedBp = WHOLE_BP): number {
  if (receivedFen <= 0) return 0
  const agreed = fen ?? Math.min(partOf(receivedFen, bp ?? 0), capFen ?? Number.MAX_SAFE_INTEGER)
  return partOf(agreed, grantedBp)
}

export interface DueStep {
  readonly receiptId: string | null
  readonly onDay: Day
  readonly receivedFen: number
  readonly fen: number
  readonly grantedBp: number
}

/**
 * What is to be written so that the dues stand for the receipts as they are now: a step for each receipt that is new or
 * changed, a refund or a receipt taken back with what is no longer due; last one without a receipt where a decision
 * changed the part.
 */
export function stepsOf(
  reward: Reward,
  grantedBp: number,
  receipts: readonly Received[],
  written: readonly DueStep[],
  today: Day,
): DueStep[] {
  const before = new Map<string, number>()
  for (const { receiptId, receivedFen } of written)
    if (receiptId !== null) before.set(receiptId, (before.get(receiptId) ?? 0) + receivedFen)
  const taken = [...before.keys()].filter((id) => !receipts.some((one) => one.id === id))
  const changes = [
    ...receipts.map(({ id, receivedOn, fen }) => ({
      id,
      onDay: receivedOn,
      fen: fen - (before.get(id) ?? 0),
    })),
    ...taken.map((id) => ({ id, onDay: today, fen: -(before.get(id) ?? 0) })),
  ].filter(({ fen }) => fen !== 0)
  let received = written.reduce((sum, { receivedFen }) => sum + receivedFen, 0)
  let due = written.reduce((sum, { fen }) => sum + fen, 0)
  const steps = changes.map(({ id, onDay, fen }) => {
    received += fen
    const next = dueOf(reward, received, grantedBp)
    const step = { receiptId: id, onDay, receivedFen: fen, fen: next - due, grantedBp }
    due = next
    return step
  })
  const left = dueOf(reward, received, grantedBp) - due
  return left === 0
    ? steps
    : [...steps, { receiptId: null, onDay: today, receivedFen: 0, fen: left, grantedBp }]
}

/** What is due, paid and open; `paidFen` above what is due is to be given back or set against what comes. */
export function standingOf(dueFen: number, paidFen: number, pendingFen: number) {
  return {
    dueFen,
    paidFen,
    openFen: Math.max(0, dueFen - paidFen - pendingFen),
    overFen: Math.max(0, paidFen - dueFen),
  }
}

/** The day from which the oldest commission due is not covered by what was paid; undefined when all of it is. */
export function unpaidSince(
  dues: readonly { readonly dueOn: Day; readonly fen: number }[],
  coveredFen: number,
): Day | undefined {
  // What is no longer due leaves the oldest first, as what was paid does.
  let left = coveredFen + dues.reduce((sum, { fen }) => sum + Math.max(0, -fen), 0)
  return dues.find(({ fen }) => {
    if (fen <= 0) return false
    left -= fen
    return left < 0
  })?.dueOn
}

/** Everything wrong with an agreement as filled in, by field. */
export function agreementFaults(form: Agreement): FieldFault[] {
  const { kind, bp, fen, capFen, confirmed } = form
  const faults: FieldFault[] = []
  if (kind === 'rate' && bp === undefined) faults.push({ field: 'bp', message: '请填佣金的比例。' })
  if (kind === 'fixed' && fen === undefined) faults.push({ field: 'fen', message: '请填佣金的总额。' })
  if (kind === 'rate' && fen !== undefined)
    faults.push({ field: 'fen', message: '按比例计算的不填定额；要封顶的请填“总额最高不超过”。' })
  if (kind === 'fixed' && (bp ?? capFen) !== undefined)
    faults.push({ field: 'bp', message: '定额的佣金不填比例和最高额。' })
  for (const [field, value] of [
    ['fen', fen],
    ['capFen', capFen],
  ] as const) {
    const doubt = value === undefined || confirmed === true ? undefined : unitDoubt(value)
    if (doubt !== undefined) faults.push({ field, message: doubt })
  }
  return faults
}

/** The agreement in words: what the payer says yes to, and what the papers print. */
export function rewardInWords({ bp, capFen, fen }: Reward, side: Side): string {
  if (fen !== null) return `${SIDES[side]}支付定额 ${yuanText(fen)}，合同的第一笔款到账时应付`
  const cap = capFen === null ? '' : `，总额最高 ${yuanText(capFen)}`
  return `${SIDES[side]}按合同实际到账金额的 ${String((bp ?? 0) / 100)}% 支付${cap}，每笔到账时应付，不足一分的舍去`
}

/** When an agreement comes too late: after the contract it is to be paid for. */
export function lateFault(contractOn: Day | undefined): string | undefined {
  return contractOn === undefined
    ? undefined
    : `双方的合同在 ${contractOn} 已经签订，佣金要在签订以前约定；已经口头约定的，请双方另行处理。`
}

/** Why a payment on a day is not taken. */
export function dayFault(
  onDay: Day,
  { contractOn, today }: { readonly contractOn: Day; readonly today: Day },
) {
  if (onDay > today) return '日期还没有到，请核对。'
  return onDay < contractOn ? `合同在 ${contractOn} 签订，佣金不会更早支付，请核对。` : undefined
}

/** What the platform holds of the two before they were introduced, the earliest, in words; undefined when nothing. */
export function knownBefore(
  introducedOn: Day,
  signs: readonly { readonly on: Day; readonly what: string }[],
): string | undefined {
  const first = signs
    .filter(({ on }) => on <= addDays(introducedOn, -1))
    .toSorted((a, b) => (a.on < b.on ? -1 : 1))[0]
  return first && `平台记录：${first.on} ${first.what}，早于 ${introducedOn} 的引荐。`
}

/** An introduction of the pair, as one that may have led to the contract. */
export interface Cause {
  readonly id: string
  readonly stoodOn: Day
  /** The deal the contract came of belongs to it. */
  readonly isBound: boolean
}

/** How the rule names the introduction that counts where several brokers introduced the same two. */
export const BOUND_FIRST = '导致合同的最早引荐'

/** The introduction that counts by the rule: the one the deal belongs to before others, then the earliest. */
export function causeOf<C extends Cause>(causes: readonly C[], rule: string): C | undefined {
  return causes.toSorted((a, b) => {
    if (rule === BOUND_FIRST && a.isBound !== b.isBound) return a.isBound ? -1 : 1
    return `${a.stoodOn} ${a.id}` < `${b.stoodOn} ${b.id}` ? -1 : 1
  })[0]
}

/** What the findings of a record rest on. */
export interface RecordFacts {
  readonly ownId: string
  readonly introducedOn: Day
  readonly signs: readonly { readonly on: Day; readonly what: string }[]
  /** Introductions about the same that stood, by whichever broker. */
  readonly introductions: readonly (Cause & { readonly brokerOrgId: string; readonly broker: string })[]
  readonly contractOn: Day | null
  readonly arose: 'event' | 'raised' | null
  readonly rule: string
}

/** What the record says to the usual grounds, each a sentence; the officer weighs it. */
export function findingsOf(facts: RecordFacts): string[] {
  return [
    knownBefore(facts.introducedOn, facts.signs) ?? '平台上没有双方在引荐之前接洽的记录。',
    brokersFinding(facts),
    contractFinding(facts),
  ]
}

function brokersFinding({ ownId, introductions, contractOn, rule }: RecordFacts): string {
  // What stood only after the contract did not lead to it.
  const before = introductions.filter(({ stoodOn }) => contractOn === null || stoodOn <= contractOn)
  const first = causeOf(before, rule)
  if (!first) return contractOn === null ? '平台上没有成立的引荐。' : '平台上没有在合同签订以前成立的引荐。'
  const count = String(before.length)
  const own = introductions.find(({ id }) => id === ownId)
  if (before.every(({ brokerOrgId }) => brokerOrgId === own?.brokerOrgId))
    return `平台上就同一事项只有这一家经纪机构引荐过双方${before.length > 1 ? `，共 ${count} 次` : ''}。`
  return `有 ${count} 次引荐成立；按规则“${rule}”，以${first.broker}在 ${first.stoodOn} 成立的引荐为准，由办理人决定。`
}

function contractFinding({ ownId, introductions, contractOn, arose }: RecordFacts): string {
  if (contractOn === null) return '这份佣金还没有对应的合同。'
  if (introductions.some(({ id, isBound }) => id === ownId && isBound)) return '合同所在的洽谈属于这次引荐。'
  if (arose === 'event') return '合同签订时所在的洽谈属于这次引荐，佣金自动成立；现在已不计入这次引荐。'
  return introductions.some(({ isBound }) => isBound)
    ? '合同所在的洽谈属于另一次引荐，佣金由经纪人主张。'
    : '合同所在的洽谈不属于平台上的引荐，佣金由经纪人主张。'
}

/** That the two began to talk; of an introduction of the two as such every talk is about it. */
export function talkText(achievementId: string, introducedFor: string | null): string {
  if (introducedFor === null) return '在平台上开始洽谈'
  return `在平台上开始洽谈（${achievementId === introducedFor ? '引荐的同一项成果' : '其他事项'}）`
}

/** What a receipt or a decision changed; of a sum agreed as one the amount of each receipt is nobody's concern but the parties'. */
export function dueText(
  due: {
    readonly receiptId: string | null
    readonly receivedFen: number
    readonly fen: number
    readonly onDay: Day
  },
  isPart: boolean,
): string {
  const { receiptId, receivedFen, fen, onDay } = due
  const amount = isPart ? ` ${yuanText(Math.abs(receivedFen))}` : ''
  const why =
    receiptId === null
      ? '按处理意见重新计算'
      : receivedFen > 0
        ? `合同 ${onDay} 到账${amount}`
        : `合同到账减少${amount}`
  return `${why}，应付佣金${fen === 0 ? '不变' : `${fen < 0 ? '减少' : '增加'} ${yuanText(Math.abs(fen))}`}`
}

/** What a decision left of the agreed commission, in words. */
export function grantedText(bp: number): string {
  if (bp === 0) return '佣金请求不成立'
  return bp === WHOLE_BP ? '佣金请求成立' : `支付约定佣金的 ${String(bp / 100)}%`
}

/** What a decision leaves of a commission, of ten thousand. */
export function grantedBp(outcome: keyof typeof OUTCOMES, partBp: number | undefined): number {
  return { whole: WHOLE_BP, part: partBp ?? 0, none: 0 }[outcome]
}
