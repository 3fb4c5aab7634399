import { defineProcedure } from '#platform/procedure/procedure.ts'
import { confirmForm, consentForm, rejectForm } from './forms.ts'

/** What the guards of a contract look at. */
export interface ContractFacts {
  /** The version of the text that counts, and its SHA-256. */
  readonly version: number
  readonly sha256: string
  readonly partyOrgIds: readonly string[]
  /** Organisations that agreed to electronic confirmation of this version, and those that confirmed it. */
  readonly consented: readonly string[]
  readonly confirmed: readonly string[]
  /** The deal still stands at signing, with the terms this text was made from. */
  readonly dealStands: boolean
}

/** From text to contract by agreed electronic confirmation (practice.md P8 b). */
export const contractProcedure = defineProcedure<ContractFacts>()({
  id: 'contract-signing',
  module: 'contracts',
  version: 1,
  title: '技术合同签订',
  basis: ['民法典 第八百四十三条至第八百七十七条', '电子签名法 第三条、第十三条、第十四条'],
  planItems: ['task-2'],
  parts: {
    party: { title: '合同当事人', hold: ['tto', 'leader', 'firm', 'serviceBody'], within: 'party' },
  },
  guards: {
    orgIsVerified: (_facts, { orgVerified }) =>
      orgVerified ? undefined : '贵单位尚未通过核验，请先在“单位”页提交核验。',
    dealStands: ({ dealStands }) =>
      dealStands ? undefined : '洽谈已退回或结束，这份文本作废；重新商定条款后请再生成合同。',
    dealFell: ({ dealStands }) => (dealStands ? '洽谈仍在签约，不签的请选“不签，退回洽谈”。' : undefined),
    versionIsCurrent: ({ version }, { input }) => {
      const seen = (input as { version?: number } | undefined)?.version
      return seen === undefined || seen === version ? undefined : '合同文本刚刚重新生成，请看过新版本再办理。'
    },
    notYetConsented: ({ consented }, { orgId }) =>
      consented.includes(orgId ?? '') ? '贵方已同意电子确认条款。' : undefined,
    bothConsented: ({ consented, partyOrgIds }, { orgId }) => {
      if (!consented.includes(orgId ?? '')) return '请先同意电子确认条款；不同意的可以改用纸质签字盖章。'
      return partyOrgIds.every((id) => consented.includes(id))
        ? undefined
        : '对方还没有同意电子确认条款，请等待对方。'
    },
    notYetConfirmed: ({ confirmed }, { orgId }) =>
      confirmed.includes(orgId ?? '') ? '贵方已经确认，等待对方确认。' : undefined,
    hashIsCurrent: ({ sha256 }, { input }) => {
      const seen = (input as { documentHash?: string } | undefined)?.documentHash
      return seen === undefined || seen === sha256
        ? undefined
        : '摘要与现在的合同文本不符：文本可能已重新生成，请下载最新版本核对后再确认。'
    },
  },
  start: 'drafted',
  states: {
    drafted: { title: '待双方确认' },
    confirmed: { title: '已成立', end: 'granted' },
    rejected: { title: '已退回', end: 'refused' },
    voided: { title: '已作废', end: 'withdrawn' },
  },
  actions: {
    consentElectronic: {
      title: '同意电子确认条款',
      by: 'party',
      from: 'drafted',
      to: 'drafted',
      input: consentForm,
      offeredWhen: ['dealStands'],
      when: ['orgIsVerified', 'versionIsCurrent', 'notYetConsented'],
    },
    confirm: {
      title: '确认合同',
      by: 'party',
      from: 'drafted',
      to: 'drafted',
      input: confirmForm,
      offeredWhen: ['dealStands'],
      when: ['orgIsVerified', 'bothConsented', 'notYetConfirmed', 'hashIsCurrent'],
      confirm: '确认即代表贵方签订合同，双方都确认后合同成立，不能撤回。请先下载文本核对全部条款和摘要。',
    },
    regenerate: {
      title: '重新生成文本',
      by: 'party',
      from: 'drafted',
      to: 'drafted',
      offeredWhen: ['dealStands'],
      confirm: '按双方单位和成果的现有资料重新生成文本。原文本上的同意和确认一律作废，须重新办理。',
    },
    reject: {
      title: '不签，退回洽谈',
      by: 'party',
      from: 'drafted',
      to: 'rejected',
      input: rejectForm,
      offeredWhen: ['dealStands'],
      confirm: '退回后这份文本作废，双方重新商定条款。',
    },
    // Of a deal that was reopened or ended by other means, so that no list keeps asking for it.
    discard: {
      title: '作废文本',
      by: 'party',
      from: 'drafted',
      to: 'voided',
      offeredWhen: ['dealFell'],
    },
    conclude: { title: '合同成立', by: 'event', from: 'drafted', to: 'confirmed' },
    void: { title: '文本作废', by: 'event', from: 'drafted', to: 'voided' },
  },
})
