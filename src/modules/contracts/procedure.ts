import { defineProcedure } from '#platform/procedure/procedure.ts'
import {
  bringPaperForm,
  checkPaperForm,
  confirmForm,
  consentForm,
  linkForm,
  requestForm,
  sendBackForm,
} from '#platform/signing/forms.ts'
import { signingGuards, type SigningFacts } from '#platform/signing/rules.ts'
import {
  approvalForm,
  ownTextForm,
  rejectForm,
  removeSignerForm,
  rightAnswerForm,
  signerForm,
  type Purpose,
} from './forms.ts'

/** What the guards of a text that is signed look at. */
export interface ContractFacts {
  readonly signing: SigningFacts
  readonly purpose: Purpose
  readonly sellerOrgId: string
  /** The deal still stands where this text belongs, with the terms it was made from. */
  readonly dealStands: boolean
  /** Why a deal with a party abroad may not be made at all. */
  readonly ban: string | undefined
  /** Approvals that are needed and not recorded. */
  readonly missingApprovals: readonly string[]
  /** Rights of others that wait for an answer, or were answered so that this deal may not go on. */
  readonly openRights: readonly string[]
  readonly rightKeys: readonly string[]
  readonly hasSigners: boolean
}

/** What must hold before anybody signs, whatever the way. */
const SIGNABLE = ['orgIsVerified', 'isNoBannedExport', 'approvalsAreThere', 'rightsAreSettled'] as const
const ELECTRONIC = [
  'mayBeElectronic',
  'everyoneConsented',
  'notYetSigned',
  'noOpenRequest',
  'hashIsCurrent',
] as const
const CHECKING = ['paperWaits', 'paperIsThatOne', 'notWhoBroughtIt', 'paperIsRead'] as const

const parties = ['tto', 'leader', 'firm', 'serviceBody'] as const

/** From a text to a contract in any of the three ways (practice.md P8): contract, confidentiality, trial, supplement. */
export const contractProcedure = defineProcedure<ContractFacts>()({
  id: 'contract-signing',
  module: 'contracts',
  version: 1,
  title: '技术合同签订',
  basis: ['民法典 第八百四十三条至第八百八十七条', '电子签名法 第三条、第十三条、第十四条'],
  planItems: ['task-2'],
  dealing: true,
  // Legal staff compares seals and records answers; they bind nobody.
  parts: {
    party: { title: '合同当事人', hold: parties, within: 'party' },
    helper: { title: '当事人的法务或经办人', hold: [...parties, 'legal'], within: 'party' },
  },
  guards: {
    ...signingGuards,
    orgIsVerified: (_facts, { orgVerified }) =>
      orgVerified ? undefined : '贵单位尚未通过核验，请先在“单位”页提交核验。',
    dealStands: ({ dealStands }) =>
      dealStands ? undefined : '洽谈已退回或结束，这份文本作废；重新商定条款后请再生成合同。',
    dealFell: ({ dealStands }) => (dealStands ? '洽谈仍在签约，不签的请选“不签，退回洽谈”。' : undefined),
    isNoBannedExport: ({ ban }) => ban,
    approvalsAreThere: ({ missingApprovals }) =>
      missingApprovals.length === 0
        ? undefined
        : `签订前须先登记：${missingApprovals.join('；')}。请在“批准文件”中登记。`,
    approvalIsNeeded: ({ missingApprovals }) =>
      missingApprovals.length > 0 ? undefined : '没有待登记的批准文件。',
    rightsAreSettled: ({ openRights }) =>
      openRights.length === 0
        ? undefined
        : `签订前须先征询：${openRights.join('；')}。请在“优先权和共有人”中登记答复。`,
    isSellerSide: ({ sellerOrgId }, { orgId }) =>
      orgId === sellerOrgId ? undefined : '优先权的答复和批准文件由成果方登记。',
    someRightIsAsked: ({ rightKeys }) => (rightKeys.length > 0 ? undefined : '本合同没有须征询的权利。'),
    rightIsKnown: ({ rightKeys }, { input }) => {
      const key = (input as { rightKey?: string } | undefined)?.rightKey
      return key === undefined || rightKeys.includes(key) ? undefined : '没有这一项权利，请刷新后重选。'
    },
    nobodySigned: ({ signing }) =>
      signing.signedIds.length === 0 ? undefined : '已有一方签署；要改签署人，请先重新生成文本。',
    hasSigners: ({ hasSigners }) => (hasSigners ? undefined : '没有另加的签署人。'),
    isContract: ({ purpose }) => (purpose === 'contract' ? undefined : '这一项只用于技术合同。'),
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
      offeredWhen: ['dealStands', 'notYetConsented'],
      when: ['orgIsVerified', 'mayBeElectronic', 'versionIsCurrent'],
    },
    confirm: {
      title: '确认合同',
      by: 'party',
      from: 'drafted',
      to: 'drafted',
      input: confirmForm,
      offeredWhen: ['dealStands', 'notYetSigned'],
      when: [...SIGNABLE, ...ELECTRONIC],
      confirm: '确认即代表贵方签订合同，双方都确认后合同成立，不能撤回。请先下载文本核对全部条款和摘要。',
    },
    inviteSigner: {
      title: '发一次性签署链接',
      by: 'party',
      from: 'drafted',
      to: 'drafted',
      input: linkForm,
      offeredWhen: ['dealStands'],
      when: [...SIGNABLE, 'mayBeElectronic', 'everyoneConsented'],
    },
    requestCertificate: {
      title: '用电子认证服务签署',
      by: 'party',
      from: 'drafted',
      to: 'drafted',
      input: requestForm,
      offeredWhen: ['dealStands', 'notYetSigned'],
      when: [...SIGNABLE, 'providerIsConnected', ...ELECTRONIC],
    },
    bringPaper: {
      title: '交回纸质文本',
      by: 'party',
      from: 'drafted',
      to: 'drafted',
      input: bringPaperForm,
      offeredWhen: ['dealStands'],
      when: [...SIGNABLE, 'noPaperWaits'],
    },
    checkPaper: {
      title: '核对通过',
      by: 'helper',
      from: 'drafted',
      to: 'drafted',
      input: checkPaperForm,
      offeredWhen: ['dealStands', 'paperWaits'],
      when: [
        'isNoBannedExport',
        'approvalsAreThere',
        'rightsAreSettled',
        ...CHECKING,
        'paperIsThisText',
        'paperHasEveryPage',
        'pagesWereSeen',
        'signatoryIsOpen',
      ],
    },
    sendBackPaper: {
      title: '退回纸质文本',
      by: 'helper',
      from: 'drafted',
      to: 'drafted',
      input: sendBackForm,
      offeredWhen: ['dealStands', 'paperWaits'],
      when: ['paperIsThatOne'],
    },
    regenerate: {
      title: '重新生成文本',
      by: 'party',
      from: 'drafted',
      to: 'drafted',
      offeredWhen: ['dealStands'],
      confirm: '按双方单位和成果的现有资料重新生成文本。原文本上的同意和确认一律作废，须重新办理。',
    },
    useOwnText: {
      title: '改用自己的文本',
      by: 'party',
      from: 'drafted',
      to: 'drafted',
      input: ownTextForm,
      offeredWhen: ['dealStands', 'isContract'],
      confirm: '上传的文本代替平台生成的文本，成为新的一版。原文本上的同意和签署一律作废，须重新办理。',
    },
    addSigner: {
      title: '增加签署人',
      by: 'party',
      from: 'drafted',
      to: 'drafted',
      input: signerForm,
      offeredWhen: ['dealStands'],
      when: ['nobodySigned'],
    },
    removeSigner: {
      title: '减少签署人',
      by: 'party',
      from: 'drafted',
      to: 'drafted',
      input: removeSignerForm,
      offeredWhen: ['dealStands', 'hasSigners'],
      when: ['nobodySigned'],
    },
    recordApproval: {
      title: '登记批准文件',
      by: 'helper',
      from: 'drafted',
      to: 'drafted',
      input: approvalForm,
      offeredWhen: ['dealStands', 'isSellerSide', 'approvalIsNeeded'],
    },
    recordRight: {
      title: '登记优先权、共有人的答复',
      by: 'helper',
      from: 'drafted',
      to: 'drafted',
      input: rightAnswerForm,
      offeredWhen: ['dealStands', 'isSellerSide', 'someRightIsAsked'],
      when: ['rightIsKnown'],
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
