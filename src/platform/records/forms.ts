import { z } from 'zod'
import { FEN_MAX } from '../forms/money.ts'
import { prose } from '../forms/text.ts'

/** What may come of a listing that its owner takes off the shelf or is asked about after it lapsed. */
export const OUTCOMES = [
  '已在平台成交',
  '平台外成交',
  '自行实施',
  '自行解决',
  '暂不转化',
  '不再需要',
  '停止服务',
  '技术过时',
  '权利失效',
  '重复',
  '信息有误',
  '其他',
] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What the clock writes down when the owner of a lapsed listing did not answer in time; such a listing counts as stale. */
export const UNEXPLAINED = '未说明'
/** A person withdraws the consent to a public profile, which needs no reason (个人信息保护法 15). */
export const CONSENT_WITHDRAWN = '本人撤回'

/** The outside platform a record came from no longer lists it. */
export const DELISTED = '来源平台下架'

/** Ways off the shelf that ask nobody: what is written down of them, by action of the listing procedure. */
export const GIVEN_OUTCOMES: Readonly<Record<string, string>> = {
  convert: '已在平台成交',
  lapse: '权利失效',
  silence: UNEXPLAINED,
  withdraw: CONSENT_WITHDRAWN,
  forget: CONSENT_WITHDRAWN,
  release: '停止服务',
  delist: DELISTED,
}
/** Lapsed by the clock: the owner is asked afterwards. */
export const ASKED_AFTERWARDS = 'expire'

/** Outcomes with a price somebody may want to tell. */
const DEALS: readonly Outcome[] = ['已在平台成交', '平台外成交']

/** Asked when a record leaves the shelf: what came of it, or why nothing did (design.md 1: outcome always recorded). */
export function endingForm(outcomes: readonly [Outcome, ...Outcome[]]): z.ZodObject {
  const amountFen = z.int().min(1).max(FEN_MAX).nullish().meta({
    title: '成交金额',
    widget: 'money',
    unit: '元',
    help: '可以不填；单笔金额不公开，只用于汇总',
  })
  return z.object({
    outcome: z.enum(outcomes).meta({ title: '去向', widget: 'select' }),
    ...(outcomes.some((outcome) => DEALS.includes(outcome)) && { amountFen }),
    reason: prose(500).meta({ title: '说明', widget: 'textarea' }),
  })
}

/** The same of a listing that offers a service, where nothing is sold. */
export const outcomeForm = endingForm(['停止服务', '重复', '信息有误', '其他'])

/** What the input of an action says of the end; undefined where the action asks nothing. */
export function saidOutcome(input: unknown): { outcome: string; amountFen: number | null } | undefined {
  const said = z.object({ outcome: z.enum(OUTCOMES), amountFen: z.int().nullish() }).safeParse(input)
  return said.success ? { outcome: said.data.outcome, amountFen: said.data.amountFen ?? null } : undefined
}
