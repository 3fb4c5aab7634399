import { yuanText } from '#platform/forms/money.ts'
import type { Terms } from './forms.ts'

/** What the two sides are called in a text: 甲方 and 乙方, whichever way the kind of contract has them. */
export interface SideNames {
  readonly seller: string
  readonly buyer: string
}

/** The structured terms as the sentences of a contract; what was not agreed is left out. */
export interface TermsInWords {
  readonly payment: string
  readonly deliverables: string
  readonly royalty?: string
  readonly plan?: string
  readonly contributions?: string
  readonly cooperation?: string
  readonly risk?: string
  readonly results?: string
  readonly fieldOfUse?: string
  readonly sublicence?: string
  readonly earlierLicences?: string
  readonly costs?: string
  readonly documents?: string
  readonly terms?: string
}

export function termsInWords(terms: Terms, names: SideNames): TermsInWords {
  return {
    payment: paymentOf(terms),
    deliverables: joined([
      terms.rights?.length ? `标的为${terms.rights.join('、')}。` : undefined,
      terms.question,
      terms.serviceGoal,
      terms.training,
      terms.mediation,
      terms.deliverables,
    ]),
    ...present({
      royalty: royaltyOf(terms),
      plan: planOf(terms),
      contributions: contributionsOf(terms, names),
      cooperation: terms.conditions,
      risk: riskOf(terms, names),
      results: resultsOf(terms, names),
      fieldOfUse: terms.fieldOfUse,
      sublicence: sublicenceOf(terms, names),
      earlierLicences: terms.earlierLicences,
      costs: terms.expenses,
      documents: said(terms.background),
      terms: said(terms.glossary),
    }),
  }
}

function paymentOf({ paymentKind, instalments, feeStandard, payment }: Terms): string {
  const parts = (instalments ?? []).map(
    (one, i) => `第${String(i + 1)}期，${one.condition}，${yuanText(one.amountFen)}`,
  )
  return joined([
    `${paymentKind}。`,
    parts.length > 0 ? `${parts.join('；')}。` : undefined,
    feeStandard === undefined ? undefined : `报酬标准：${feeStandard}`,
    payment,
  ])
}

/** 民法典 846 II, III: base, rate and its change over the years, how long, inspection of books. */
function royaltyOf(terms: Terms): string | undefined {
  const { royaltyBase, royaltyRate, royaltySteps, royaltyMonths, audit } = terms
  if (royaltyBase === undefined || royaltySteps === undefined) return undefined
  const steps = royaltySteps.map((step) => `第${String(step.year)}年起 ${percent(step.rateBp)}`)
  return joined([
    `按${royaltyBase}提成，${royaltyRate ?? ''}：${steps.join('，')}。`,
    royaltyMonths === undefined ? undefined : `提成年限 ${String(royaltyMonths)} 个月。`,
    audit === undefined ? undefined : `查阅有关会计账目的办法：${audit}`,
  ])
}

function planOf({ rdPlan, milestones }: Terms): string | undefined {
  const stages = (milestones ?? []).map((one) => `${one.dueOn} 前完成${one.title}，提交${one.result}`)
  const text = joined([rdPlan, stages.length > 0 ? `阶段：${stages.join('；')}。` : undefined])
  return text === '' ? undefined : text
}

function contributionsOf({ investments, workSplit }: Terms, names: SideNames): string | undefined {
  const parts = (investments ?? []).map((one) =>
    [
      `${names[one.side]}以${one.kind}投资`,
      one.valueFen === undefined ? '' : `，折价 ${yuanText(one.valueFen)}`,
      one.note === undefined ? '' : `（${one.note}）`,
    ].join(''),
  )
  const text = joined([
    parts.length > 0 ? `${parts.join('；')}。` : undefined,
    workSplit === undefined ? undefined : `分工：${workSplit}`,
  ])
  return text === '' ? undefined : text
}

function riskOf({ rdRisk, rdRiskNote }: Terms, names: SideNames): string | undefined {
  if (rdRisk === '按说明分担') return rdRiskNote
  if (rdRisk === '需求方承担') return `由${names.buyer}承担。`
  if (rdRisk === '成果方承担') return `由${names.seller}承担。`
  return rdRisk === undefined ? undefined : '由双方合理分担。'
}

/** Whose the results are (859, 860, 861, 885), with the shares where both own them. */
function resultsOf(terms: Terms, names: SideNames): string | undefined {
  const { ownership, ownershipShares, ownershipNote, secretUse, newResults } = terms
  const shares = (ownershipShares ?? []).map((one) => `${names[one.side]} ${percent(one.shareBp)}`)
  const whose = {
    归研究开发人: `申请专利的权利归研究开发人${names.seller}。`,
    归委托人: `申请专利的权利归委托人${names.buyer}。`,
    双方共有: `申请专利的权利由双方共有，份额为${shares.join('、')}。`,
    按说明: ownershipNote,
  }
  const text = joined([
    ownership === undefined ? undefined : whose[ownership],
    secretUse === undefined ? undefined : `技术秘密成果的使用、转让和收益：${secretUse}`,
    newResults,
  ])
  return text === '' ? undefined : text
}

function sublicenceOf({ sublicensable }: Terms, names: SideNames): string | undefined {
  if (sublicensable === undefined) return undefined
  return sublicensable ? `${names.buyer}可以再许可第三人实施。` : `${names.buyer}不得再许可第三人实施。`
}

/** 500 bp is 5%, 333 bp is 3.33%: exact, without floating point. */
function percent(bp: number): string {
  const rest = String(bp % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  return `${String(Math.trunc(bp / 100))}${rest === '' ? '' : `.${rest}`}%`
}

function said(text: string): string | undefined {
  const trimmed = text.trim()
  return trimmed === '' ? undefined : trimmed
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('')
}

function present(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
