import { CONTRACT_SUBTYPES } from '#platform/forms/contracts.ts'
import { unitDoubt, yuanText } from '#platform/forms/money.ts'
import type { FieldFault } from '#platform/refusal.ts'
import type { PastContract } from './past-forms.ts'

/** Contradictions: 技术交易额 is a part of 合同成交额, a subtype belongs to its class, nothing is signed in the future. */
export function pastFaults(form: PastContract, today: string): FieldFault[] {
  const faults: FieldFault[] = []
  const { type, subtype, totalFen, technologyFen, signedOn, seller, buyer } = form
  if (type !== undefined && subtype !== undefined && !CONTRACT_SUBTYPES[type].includes(subtype))
    faults.push({
      field: 'subtype',
      message: `“${subtype}”不是${type}的细分类型；应为：${CONTRACT_SUBTYPES[type].join('、')}。`,
    })
  if (totalFen !== undefined && technologyFen !== undefined && technologyFen > totalFen)
    faults.push({
      field: 'technologyFen',
      message: `技术交易额 ${yuanText(technologyFen)} 大于合同成交额 ${yuanText(totalFen)}，请核对。`,
    })
  if (signedOn !== undefined && signedOn > today.slice(0, signedOn.length))
    faults.push({ field: 'signedOn', message: `签订日期 ${signedOn} 还没有到。` })
  if (seller !== undefined && seller === buyer)
    faults.push({ field: 'buyer', message: '买方和卖方是同一个单位，请核对。' })
  if (form.amountsConfirmed !== true)
    for (const field of ['totalFen', 'technologyFen'] as const) {
      const doubt = form[field] === undefined ? undefined : unitDoubt(form[field])
      if (doubt !== undefined)
        faults.push({ field, message: doubt.replace('已核对价格单位', '已核对金额单位') })
    }
  return faults
}
