import { z } from 'zod'
import { decisionFields, minutesFields } from '#platform/forms/decision.ts'
import { askWhatApplies } from '#platform/forms/form.ts'
import { FEN_MAX } from '#platform/forms/money.ts'
import { line, prose } from '#platform/forms/text.ts'

/** A team of more is a list of a whole department. */
export const MEMBERS_MAX = 50
const WHOLE_BP = 10_000
/** A year outside these is a slip. */
const YEARS = [2015, 2100] as const

export const RULE_SOURCES = {
  UNIT_RULE: '本单位的规定',
  AGREEMENT: '与完成人的约定',
  NONE: '没有规定也没有约定，按法定标准',
} as const

export const POSTS = ['无', '正职领导', '其他领导'] as const

/** Ways of conversion whose income no contract pays here: shares formed, own or joint use (第四十五条第二项、第三项). */
export const OWN_MODES = { EQUITY: '作价投资', SELF_IMPLEMENT: '自行或合作实施' } as const
export const MODES = { TRANSFER: '转让', LICENSE: '许可', ...OWN_MODES } as const
export type Mode = keyof typeof MODES

const rate = '奖励比例'
const team = '成员和分配'

const memberForm = z.object({
  personId: z
    .uuid()
    .optional()
    .meta({ title: '平台账号', widget: 'person', help: '没有账号的不填，由成果转化办上传本人签字的确认书' }),
  name: line(60, 2).meta({ title: '姓名', personal: true }),
  weightBp: z.int().min(0).max(WHOLE_BP).meta({ title: '分配比例', widget: 'basisPoints', unit: '%' }),
  main: z.boolean().meta({ title: '主要贡献人员', widget: 'switch' }),
  post: z.enum(POSTS).meta({ title: '领导职务', widget: 'select', help: '领导人员的奖励须公示' }),
})

const planShape = z.object({
  ruleSource: z
    .enum(['UNIT_RULE', 'AGREEMENT', 'NONE'])
    .meta({ title: '比例的依据', widget: 'select', options: RULE_SOURCES, group: rate }),
  ruleName: line(200)
    .optional()
    .meta({
      title: '规定或约定的名称',
      group: rate,
      when: { field: 'ruleSource', in: ['UNIT_RULE', 'AGREEMENT'] },
      needed: true,
      help: '写明名称、文号和条款；个人结算单会引用。',
    }),
  teamRateBp: z.int().min(0).max(WHOLE_BP).meta({
    title: '奖励完成人和主要贡献人员的比例',
    widget: 'basisPoints',
    unit: '%',
    group: rate,
    help: '转让、许可按净收入，作价投资按形成的股份，自行实施按营业利润。',
  }),
  firstYear: z
    .int()
    .min(YEARS[0])
    .max(YEARS[1])
    .optional()
    .meta({ title: '投产后第一个年度', widget: 'number', group: rate, help: '只有自行或合作实施的填写' }),
  years: z.int().min(1).max(WHOLE_BP).optional().meta({
    title: '连续提取的年数',
    unit: '年',
    widget: 'number',
    group: rate,
    help: '只有自行或合作实施的填写',
  }),
  members: z
    .array(memberForm)
    .min(1, '请至少填写一名成员。')
    .max(MEMBERS_MAX)
    .meta({ title: '成员', widget: 'list', group: team, help: '各成员比例合计应正好 100%。' }),
  note: prose(1000).optional().meta({ title: '说明', widget: 'textarea', group: team }),
})

const amount = '金额'

/** A division tried out before anything is signed (domain/rights.md). */
export const whatIfForm = planShape.omit({ note: true }).extend({
  mode: z
    .enum(['TRANSFER', 'LICENSE', 'EQUITY', 'SELF_IMPLEMENT'])
    .meta({ title: '转化方式', widget: 'select', options: MODES, group: amount }),
  grossFen: z.int().min(1, '金额应大于 0。').max(FEN_MAX).meta({
    title: '收入',
    widget: 'money',
    unit: '元',
    group: amount,
    help: '转让、许可填合同价款；作价投资填作价金额；自行实施填一年的营业利润',
  }),
  costFen: z
    .int()
    .min(0)
    .max(FEN_MAX)
    .optional()
    .meta({ title: '直接费用', widget: 'money', unit: '元', group: amount }),
})

/** 收益分配方案: the rate, what it rests on, and who gets which part. */
export const planForm = planShape.superRefine((plan, context) => askWhatApplies(planShape, plan, context))
export type Plan = z.infer<typeof planShape>
export type PlanMember = Plan['members'][number]

const wordShape = z.object({
  word: z
    .enum(['agree', 'dispute'])
    .meta({ title: '您的意见', widget: 'select', options: { agree: '同意', dispute: '有异议' } }),
  reason: prose(1000)
    .optional()
    .meta({
      title: '异议的理由',
      widget: 'textarea',
      when: { field: 'word', in: ['dispute'] },
      needed: true,
      help: '有异议的只暂缓发放您本人的份额，不影响其他成员。',
    }),
})

/** What a member says to the plan; a dispute holds only the own share. */
export const wordForm = wordShape.superRefine((word, context) => askWhatApplies(wordShape, word, context))

/** The signed paper of a member without account, uploaded by the office. */
const paperShape = wordShape.extend({
  member: line(60).meta({ title: '成员', widget: 'select' }),
  fileId: z.uuid().meta({ title: '本人签字的确认书', widget: 'scan' }),
})
export const paperWordForm = paperShape.superRefine((word, context) =>
  askWhatApplies(paperShape, word, context),
)

export const settleForm = z.object({
  member: line(60).meta({ title: '成员', widget: 'select' }),
  reason: prose(1000).min(5).meta({ title: '处理结果和理由', widget: 'textarea', help: '本人会看到。' }),
  fileId: z.uuid().optional().meta({ title: '处理决定', widget: 'file' }),
})

export const approveForm = z.object({
  ...decisionFields,
  free: z
    .boolean()
    .refine((free) => free, '参与分配的人不能审批，请由本单位其他负责人审批。')
    .meta({ title: '本人不参与这次分配', widget: 'switch' }),
  ...minutesFields,
})

export const reasonForm = z.object({ reason: prose(500).min(2).meta({ title: '原因', widget: 'textarea' }) })
