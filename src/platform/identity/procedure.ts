import { z } from 'zod'
import { defineProcedure } from '../procedure/procedure.ts'
import { hasCreditCode, orgKinds, UNSETTLED, type OrgKind } from './kinds.ts'

/** What the guards look at. */
export interface VerificationFacts {
  readonly kind: OrgKind
  readonly hasCreditCode: boolean
  readonly codeTakenBy: string | null
}

const reason = z.object({
  reason: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .meta({ title: '理由', widget: 'textarea', help: '写明哪一项、怎样更正' }),
})

/** Kinds a verifier may settle on; government units come from the city pack. */
const verifiable = orgKinds.filter((kind) => kind !== '政府')

export const verifyForm = z.object({
  kind: z
    .enum(verifiable as [OrgKind, ...OrgKind[]])
    .optional()
    .meta({
      title: '核定的单位类型',
      widget: 'select',
      help: '与登记一致的不填；不一致的按法人证书、批准设立的文件选择。是否国家设立决定协议定价要不要先公示。',
    }),
})

/** The kind the organisation has after verification: the verifier's, else the registered one. */
function settledKind(facts: VerificationFacts, input: unknown): OrgKind {
  return (input as z.infer<typeof verifyForm> | undefined)?.kind ?? facts.kind
}

/** 单位核验: the competent unit confirms that an organisation is who it says it is (trust.md A16). */
export const organisationVerification = defineProcedure<VerificationFacts>()({
  id: 'organisation-verification',
  module: 'platform',
  version: 1,
  title: '单位核验',
  basis: ['GB 32100-2015 统一社会信用代码', '城市数据包职责分工'],
  planItems: ['task-2'],
  form: 'organisation',
  parts: {
    applicant: { title: '申请单位', hold: ['orgAdmin'], within: 'org' },
    verifier: { title: '核验单位经办人', hold: ['officer'], within: 'unit' },
  },
  guards: {
    isComplete: (facts, { input }) =>
      hasCreditCode(settledKind(facts, input)) && !facts.hasCreditCode
        ? '请先补填统一社会信用代码。'
        : undefined,
    // Without input the button is drawn: only then can the verifier choose.
    kindIsSettled: (facts, { input }) =>
      input !== undefined && settledKind(facts, input) === UNSETTLED
        ? '单位类型待核定，请按法人证书或批准设立的文件选择单位类型。'
        : undefined,
    isOnlyOne: (facts) =>
      facts.codeTakenBy === null
        ? undefined
        : `“${facts.codeTakenBy}”已用同名或同一代码通过核验，请核对是否重复登记。`,
  },
  start: 'draft',
  states: {
    draft: { title: '草稿' },
    submitted: {
      title: '待核验',
      due: { term: { rule: 'verification.limitWd', unit: 'workingDays' }, onReturn: 'resume' },
    },
    returned: { title: '退回补正' },
    verified: { title: '已核验', end: 'granted' },
    refused: { title: '不予核验', end: 'refused' },
  },
  actions: {
    submit: {
      title: '提交核验',
      by: 'applicant',
      from: ['draft', 'returned'],
      to: 'submitted',
      when: ['isComplete'],
    },
    verify: {
      title: '通过核验',
      by: 'verifier',
      from: 'submitted',
      to: 'verified',
      input: verifyForm,
      when: ['kindIsSettled', 'isComplete', 'isOnlyOne'],
      apartFrom: ['submit'],
    },
    return: {
      title: '退回补正',
      by: 'verifier',
      from: 'submitted',
      to: 'returned',
      input: reason,
      apartFrom: ['submit'],
    },
    refuse: {
      title: '不予核验',
      by: 'verifier',
      from: 'submitted',
      to: 'refused',
      input: reason,
      apartFrom: ['submit'],
      confirm: '不予核验后，该单位须重新登记；请在理由中告知救济途径。',
    },
  },
})
