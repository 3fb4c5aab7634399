import { z } from 'zod'
import { defineProcedure } from '../procedure/procedure.ts'

/** What the guards look at. */
export interface VerificationFacts {
  readonly hasCreditCode: boolean
  readonly needsCreditCode: boolean
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

/** 单位核验: the competent unit confirms that an organisation is who it says it is (trust.md A16). */
export const organisationVerification = defineProcedure<VerificationFacts>()({
  id: 'organisation-verification',
  module: 'platform',
  version: 1,
  title: '单位核验',
  basis: ['GB 32100-2015 统一社会信用代码', '城市数据包职责分工'],
  planItems: ['task-2'],
  parts: {
    applicant: { title: '申请单位', hold: ['orgAdmin'], within: 'org' },
    verifier: { title: '核验单位经办人', hold: ['officer'], within: 'unit' },
  },
  guards: {
    isComplete: (facts) =>
      facts.needsCreditCode && !facts.hasCreditCode ? '请先补填统一社会信用代码。' : undefined,
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
      when: ['isComplete', 'isOnlyOne'],
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
