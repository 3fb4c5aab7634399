import { industryFault } from '#platform/forms/classes.ts'
import { unitDoubt } from '#platform/forms/money.ts'
import { overlaps } from '#platform/forms/overlap.ts'
import type { FieldFault } from '#platform/refusal.ts'
import { demandForm, type Demand } from './forms.ts'

/** Contradictions: what can never be listed, whoever submits or imports it. */
export function demandFaults(form: Demand, today: string): FieldFault[] {
  const faults: FieldFault[] = []
  const { budgetMinFen: min, budgetMaxFen: max } = form
  if (min !== undefined && max !== undefined && min > max)
    faults.push({ field: 'budgetMinFen', message: '预算下限大于上限，请更正。' })
  if (form.negotiable && (min ?? max) !== undefined)
    faults.push({ field: 'negotiable', message: '已选“预算面议”，就不填预算金额；请保留其一。' })
  for (const [field, fen] of [
    ['budgetMinFen', min],
    ['budgetMaxFen', max],
  ] as const) {
    const doubt = fen === undefined || form.priceConfirmed ? undefined : unitDoubt(fen)
    if (doubt !== undefined) faults.push({ field, message: doubt })
  }
  if (form.deadline !== undefined && form.deadline < today)
    faults.push({ field: 'deadline', message: `截止日期 ${form.deadline} 已过，请改为以后的日期或留空。` })
  const industry = industryFault(form.industrySection, form.industryDivision)
  if (industry !== undefined) faults.push({ field: 'industryDivision', message: industry })
  return faults
}

/** What is still to be added (待补充) before the demand may be listed. */
export function demandGaps(form: Demand): FieldFault[] {
  const parsed = demandForm.safeParse(form)
  const gaps: FieldFault[] = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  if (form.budgetMinFen === undefined && form.budgetMaxFen === undefined && !form.negotiable)
    gaps.push({ field: 'budgetMaxFen', message: '请填写预算，或选择“预算面议”。' })
  return gaps
}

const OPEN_TEXTS = [
  ['name', '名称'],
  ['problem', '要解决的问题'],
  ['keywords', '关键词'],
] as const

/** Things to look at before submitting; none of them refuses. */
export function demandWarnings(form: Demand): FieldFault[] {
  return OPEN_TEXTS.flatMap(([field, title]) => {
    const value = form[field]
    const text = Array.isArray(value) ? value.join('') : (value ?? '')
    return overlaps(form.confidentialParts ?? '', text).map((run) => ({
      field,
      message: `“${title}”里写有不公开的内容：“${run}”，提交后将公开，请修改其一。`,
    }))
  })
}

const CLOSED = new Set(
  Object.entries(demandForm.shape)
    .filter(([, field]) => (field.meta()?.publicity ?? '主动公开') !== '主动公开')
    .map(([name]) => name),
)

/** What the public may read of a demand (practice.md P12). */
export function publicDemandView(form: Demand): Record<string, unknown> {
  return Object.fromEntries(Object.entries(form).filter(([name]) => !CLOSED.has(name)))
}

/** Whether the demander's name stays hidden until it consents: nothing a stranger reads may then name it. */
export function isBlind(form: object): boolean {
  return 'blind' in form && form.blind === true
}
