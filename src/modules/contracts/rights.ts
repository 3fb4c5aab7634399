/**
 * Whose word a deal needs besides the two parties': priority rights (民法典 847, 859, 860; practice.md P22), consent of
 * co-owners (专利法 14), approvals for foreign parties (科技进步法 34, 民法典 877; P21). Pure.
 */

export interface DealInLaw {
  readonly mode: string
  readonly jobRelated: boolean
  readonly fundingSource: string | undefined
  readonly exportControl: string | undefined
  readonly ip: readonly { readonly type: string; readonly status?: string | undefined }[]
  readonly coOwners: readonly { readonly name: string; readonly orgId?: string | null | undefined }[]
  readonly sellerOrgId: string
  readonly sellerName: string
  /** Country or region of a party, null on the mainland. */
  readonly sellerAbroad: string | null
  readonly buyerAbroad: string | null
}

export interface RightToAsk {
  /** Stable name, by which answers are recorded. */
  readonly key: string
  readonly kind: 'priority' | 'consent' | 'note'
  readonly holder: string
  readonly basis: string
  readonly says: string
  /** Signing waits for the answer. */
  readonly required: boolean
}

const PATENTS: readonly string[] = ['发明专利', '实用新型', '外观设计']
const FISCAL: readonly string[] = ['国家财政', '省财政', '市财政', '县财政']

/** Rights to be offered or asked before a deal of this mode is signed; on equal terms, so anew when terms change. */
export function rightsToAsk(deal: DealInLaw): RightToAsk[] {
  const patents = deal.ip.filter((right) => PATENTS.includes(right.type) && right.status !== '失效')
  const others = deal.coOwners.filter(
    (owner) => owner.name !== deal.sellerName && (owner.orgId ?? '') !== deal.sellerOrgId,
  )
  return [
    ...completers(deal),
    ...coOwners(deal, patents.length > 0, others),
    ...ofApplications(
      deal,
      patents.some((right) => right.status === '申请中'),
      others,
    ),
  ]
}

function completers({ mode, jobRelated, sellerName }: DealInLaw): RightToAsk[] {
  if (mode !== '转让' || !jobRelated) return []
  return [
    {
      key: 'completers',
      kind: 'priority',
      holder: `${sellerName}的成果完成人`,
      basis: '民法典 第八百四十七条',
      says: '转让职务技术成果，完成人享有以同等条件优先受让的权利：应当把转让的条件告知全体完成人并记录答复。',
      required: true,
    },
  ]
}

/** Without agreement a co-owner gives an ordinary licence alone and shares the fee; anything else needs all (专利法 14). */
function coOwners(
  { mode }: DealInLaw,
  hasPatent: boolean,
  others: readonly { readonly name: string }[],
): RightToAsk[] {
  if (!hasPatent || others.length === 0) return []
  const basis = '专利法 第十四条'
  if (mode === '普通许可')
    return [
      {
        key: 'sharing',
        kind: 'note',
        holder: others.map((owner) => owner.name).join('、'),
        basis,
        says: '共有人没有约定的，可以单独以普通许可方式许可他人实施；收取的使用费应当在共有人之间分配。',
        required: false,
      },
    ]
  if (mode !== '转让' && mode !== '独占许可' && mode !== '排他许可') return []
  return others.map((owner) => ({
    key: `consent:${owner.name}`,
    kind: 'consent' as const,
    holder: owner.name,
    basis,
    says: '转让、独占许可和排他许可共有的专利，应当取得全体共有人的同意；发布时的同意不能代替。',
    required: true,
  }))
}

/** A patent application that is transferred: co-developers (860) and the commissioner (859) come first. */
function ofApplications(
  { mode, fundingSource }: DealInLaw,
  hasApplication: boolean,
  others: readonly { readonly name: string }[],
): RightToAsk[] {
  if (mode !== '转让' || !hasApplication) return []
  const developers = others.map((owner) => ({
    key: `developer:${owner.name}`,
    kind: 'priority' as const,
    holder: owner.name,
    basis: '民法典 第八百六十条',
    says: '转让合作开发所得、共有的专利申请权，其他各方享有以同等条件优先受让的权利；不是合作开发所得的，记为“不享有”并说明。',
    required: true,
  }))
  if (fundingSource !== '企业') return developers
  return [
    ...developers,
    {
      key: 'commissioner',
      kind: 'priority',
      holder: '出资的委托人',
      basis: '民法典 第八百五十九条',
      says: '委托开发所得的发明创造，研究开发人转让专利申请权的，委托人享有以同等条件优先受让的权利；不是委托开发所得的，记为“不享有”并说明。',
      required: true,
    },
  ]
}

export interface RightAnswer {
  readonly rightKey: string
  readonly termsVersion: number
  readonly offeredOn: string
  readonly answer: '放弃' | '行使' | '同意' | '不同意' | '逾期未答' | '不享有'
  readonly hasFile: boolean
}

/** The latest answer settles a right; an answer to other terms does not count. */
export function rightState(
  right: RightToAsk,
  answers: readonly RightAnswer[],
  termsVersion: number,
): { readonly settled: boolean; readonly why: string } {
  const latest = answers.findLast(
    (answer) => answer.rightKey === right.key && answer.termsVersion === termsVersion,
  )
  if (!latest) {
    const earlier = answers.some((answer) => answer.rightKey === right.key)
    return { settled: false, why: earlier ? '条款改变后还没有重新征询' : '还没有征询的记录' }
  }
  if (latest.answer === '行使') return { settled: false, why: '权利人主张优先受让，应当先转让给权利人' }
  if (latest.answer === '不同意') return { settled: false, why: '共有人不同意' }
  return { settled: true, why: `已记录：${latest.answer}` }
}

/** Answers that fit the kind of right. */
export const ANSWERS = {
  priority: ['放弃', '行使', '逾期未答', '不享有'],
  consent: ['同意', '不同意', '不享有'],
  note: [],
} as const satisfies Readonly<Record<RightToAsk['kind'], readonly RightAnswer['answer'][]>>

/** A waiver and a consent are shown by a document; a right somebody has not got is explained. */
export function needsFile(answer: RightAnswer['answer']): boolean {
  return answer === '放弃' || answer === '同意' || answer === '逾期未答'
}

export interface ApprovalNeed {
  readonly kind: 'fiscal' | 'export'
  readonly title: string
  readonly basis: string
  readonly says: string
}

/** What must be at hand before a deal with a party abroad is signed, on whatever route. */
export function approvalsNeeded(deal: DealInLaw): ApprovalNeed[] {
  if (deal.buyerAbroad === null) return []
  const needs: ApprovalNeed[] = []
  if (FISCAL.includes(deal.fundingSource ?? '') && (deal.mode === '转让' || deal.mode === '独占许可'))
    needs.push({
      kind: 'fiscal',
      title: '项目管理机构的批准文件',
      basis: '科学技术进步法 第三十四条',
      says: '利用财政性资金形成的知识产权向境外转让，或者许可境外独占实施，应当经项目管理机构批准。',
    })
  if (deal.exportControl === '限制出口')
    needs.push({
      kind: 'export',
      title: '技术出口许可证',
      basis: '民法典 第八百七十七条；技术进出口管理条例',
      says: '属于限制出口的技术，出口前应当取得许可，合同自许可证颁发之日起生效。',
    })
  return needs
}

/** Why a deal with a party abroad may not be made at all. */
export function exportBan(deal: DealInLaw): string | undefined {
  return deal.buyerAbroad !== null && deal.exportControl === '禁止出口'
    ? '该成果属于禁止出口的技术，不得以任何方式向境外转让、许可或者提供（民法典第八百七十七条）。'
    : undefined
}
