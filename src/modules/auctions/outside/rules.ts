import { yuanText } from '#platform/forms/money.ts'
import type { FieldFault } from '#platform/refusal.ts'
import type { Result } from './forms.ts'

/** What a result is held against. */
interface ResultFacts {
  readonly floorFen: number
  readonly approvedOn: string
  readonly ownerCode: string | null
  readonly today: string
}

/** Why a result of an exchange outside cannot be taken as it is, a sentence a field; empty when it can (practice.md P24). */
export function resultFaults(result: Result, facts: ResultFacts): FieldFault[] {
  const { doneOn } = result
  const faults = result.outcome === '成交' ? awardFaults(result, facts) : []
  if (doneOn > facts.today) faults.push({ field: 'doneOn', message: '成交日期还没有到，请核对。' })
  if (doneOn < facts.approvedOn)
    faults.push({
      field: 'doneOn',
      message: `成交日期早于本单位同意场外交易的日期（${facts.approvedOn}），请核对。`,
    })
  return faults
}

function awardFaults(result: Result, { floorFen, ownerCode }: ResultFacts): FieldFault[] {
  const faults: FieldFault[] = []
  const { priceFen = 0, winnerCode, bidders } = result
  if (priceFen < floorFen)
    faults.push({
      field: 'priceFen',
      message: `成交价低于本单位批准的底价 ${yuanText(floorFen)}；确需降价的，请撤回后按新的底价重新报批。`,
    })
  if (bidders === 0) faults.push({ field: 'bidders', message: '成交的，参加家数至少是 1。' })
  if (winnerCode === ownerCode)
    faults.push({ field: 'winnerCode', message: '受让方是转让方自己，请核对统一社会信用代码。' })
  return faults
}
