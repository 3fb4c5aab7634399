import { z } from 'zod'
import { askWhatApplies } from '#platform/forms/form.ts'
import { dayText, line, prose } from '#platform/forms/text.ts'
import { amount, LIST_MAX, money, moneyFields, rate, text, when } from './payment/forms.ts'
import { termsFaults } from './rules.ts'

/**
 * Modes of cooperation of a deal (domain/achievements.md); 独占, 排他 and 普通 are never merged. Training and
 * intermediary service are kinds of service with rules of their own (民法典 887).
 */
export const DEAL_MODES = {
  转让: '转让',
  独占许可: '独占许可（许可人自己也不实施）',
  排他许可: '排他许可（许可人自己可以实施）',
  普通许可: '普通许可',
  合作开发: '合作开发',
  委托开发: '委托开发',
  技术咨询: '技术咨询',
  技术服务: '技术服务',
  技术培训: '技术培训',
  技术中介: '技术中介',
} as const

export type DealMode = keyof typeof DEAL_MODES
const modeNames = Object.keys(DEAL_MODES) as [DealMode, ...DealMode[]]

const LICENCES = ['独占许可', '排他许可', '普通许可'] as const
const GRANTS = ['转让', ...LICENCES] as const
const DEVELOPMENTS = ['合作开发', '委托开发'] as const
const CONSULTING = ['技术咨询', '技术服务', '技术培训', '技术中介'] as const

/** What a transfer or licence is about (民法典 862, 863, 876). */
export const RIGHTS = [
  '专利权',
  '专利申请权',
  '技术秘密',
  '计算机软件著作权',
  '集成电路布图设计专有权',
  '植物新品种权',
  '其他知识产权',
] as const

const SIDES = { seller: '成果方', buyer: '需求方' } as const

const subject = '合作方式与标的'
const work = '履行'
const results = '成果归属'
const general = '通用条款'

const side = () => z.enum(['seller', 'buyer']).meta({ title: '由谁', widget: 'select', options: SIDES })
/** Texts that are empty until agreed; the contract then says what the law says. */
const openText = (title: string, help: string, group: string) =>
  prose(2000).or(z.literal('')).default('').meta({ title, help, widget: 'textarea', group })

const subjectFields = {
  mode: z.enum(modeNames).meta({ title: '合作方式', widget: 'select', options: DEAL_MODES, group: subject }),
  rights: z
    .array(z.enum(RIGHTS))
    .max(RIGHTS.length)
    .optional()
    .meta({
      title: '标的权利',
      widget: 'multiselect',
      group: subject,
      when: when('mode', GRANTS),
      help: '不选的，以成果登记的知识产权为准。',
    }),
  deliverables: prose(2000).min(2).meta({
    title: '技术内容与交付',
    widget: 'textarea',
    group: subject,
    help: '交付什么资料、样品、报告或服务，何时何地交付。',
  }),
  territory: line(200).default('中华人民共和国境内').meta({ title: '地域范围', group: subject }),
  termMonths: z
    .int()
    .min(1)
    .max(600)
    .meta({ title: '合同期限', unit: '月', widget: 'number', group: subject }),
  fieldOfUse: text(500).meta({
    title: '使用领域',
    widget: 'textarea',
    group: subject,
    when: when('mode', LICENCES),
    help: '许可用于哪些产品、用途或行业；不限的不填。',
  }),
  sublicensable: z
    .boolean()
    .optional()
    .meta({ title: '可以转许可第三人', widget: 'switch', group: subject, when: when('mode', LICENCES) }),
  earlierLicences: text(1000).meta({
    title: '此前已有的许可和质押',
    widget: 'textarea',
    group: subject,
    when: when('mode', GRANTS),
    help: '没有的不填。',
  }),
  question: text().meta({
    title: '咨询的问题和报告要求',
    widget: 'textarea',
    group: subject,
    when: when('mode', ['技术咨询']),
    needed: true,
  }),
  serviceGoal: text().meta({
    title: '要解决的技术问题和质量要求',
    widget: 'textarea',
    group: subject,
    when: when('mode', ['技术服务']),
    needed: true,
  }),
  training: text().meta({
    title: '培训内容、人数、时间和地点',
    widget: 'textarea',
    group: subject,
    when: when('mode', ['技术培训']),
    needed: true,
  }),
  mediation: text().meta({
    title: '中介事项和促成订立的合同',
    widget: 'textarea',
    group: subject,
    when: when('mode', ['技术中介']),
    needed: true,
  }),
}

const milestoneForm = z.object({
  title: line(200).meta({ title: '阶段内容' }),
  dueOn: dayText().meta({ title: '完成日期', widget: 'date' }),
  result: line(500).meta({ title: '提交的成果' }),
})

const investmentForm = z.object({
  side: side(),
  kind: z.enum(['资金', '设备', '材料', '技术', '人员', '其他']).meta({ title: '方式', widget: 'select' }),
  valueFen: amount().optional().meta({ title: '折价', widget: 'money', unit: '元' }),
  note: line(200).optional().meta({ title: '说明' }),
})

const workFields = {
  rdPlan: text(5000).meta({
    title: '研究开发计划',
    widget: 'textarea',
    group: work,
    when: when('mode', DEVELOPMENTS),
    needed: true,
    help: '研究内容、技术路线、进度；民法典第八百五十三条。',
  }),
  workSplit: text().meta({
    title: '双方分工',
    widget: 'textarea',
    group: work,
    when: when('mode', ['合作开发']),
    needed: true,
    help: '民法典第八百五十五条。',
  }),
  investments: z
    .array(investmentForm)
    .max(LIST_MAX)
    .optional()
    .meta({
      title: '双方投资',
      widget: 'list',
      group: work,
      when: when('mode', ['合作开发']),
      needed: true,
      help: '包括以技术投资；民法典第八百五十五条。',
    }),
  milestones: z
    .array(milestoneForm)
    .max(LIST_MAX)
    .optional()
    .meta({ title: '阶段计划', widget: 'list', group: work, help: '没有分阶段的不填。' }),
  conditions: text().meta({
    title: '需求方提供的资料、工作条件和配合事项',
    widget: 'textarea',
    group: work,
    when: when('mode', ['委托开发', ...CONSULTING]),
    needed: true,
    help: '民法典第八百五十二条、第八百七十九条、第八百八十二条。',
  }),
  rdRisk: z
    .enum(['双方合理分担', '需求方承担', '成果方承担', '按说明分担'])
    .optional()
    .meta({
      title: '无法克服的技术困难造成失败的风险',
      widget: 'select',
      group: work,
      when: when('mode', DEVELOPMENTS),
      needed: true,
      help: '民法典第八百五十八条。',
    }),
  rdRiskNote: text(500).meta({
    title: '风险分担说明',
    widget: 'textarea',
    group: work,
    when: when('rdRisk', ['按说明分担']),
    needed: true,
  }),
  acceptance: prose(2000).min(2).meta({ title: '验收标准与方法', widget: 'textarea', group: work }),
}

const feeFields = {
  feeStandard: text(500).meta({
    title: '报酬标准',
    widget: 'textarea',
    group: money,
    when: when('mode', CONSULTING),
    needed: true,
    help: '计费的办法：按项、按人日或按结果；中介合同写明报酬支付的条件。',
  }),
  expenses: text(500).meta({
    title: '工作费用的负担',
    widget: 'textarea',
    group: money,
    when: when('mode', CONSULTING),
    help: '没有约定的，由受托人负担（民法典第八百八十六条）。',
  }),
}

const shareForm = z.object({
  side: side(),
  shareBp: rate().meta({ title: '份额', widget: 'basisPoints', unit: '%' }),
})

const resultFields = {
  ownership: z
    .enum(['归研究开发人', '归委托人', '双方共有', '按说明'])
    .optional()
    .meta({
      title: '研究开发成果申请专利的权利',
      widget: 'select',
      group: results,
      when: when('mode', DEVELOPMENTS),
      needed: true,
      help: '没有约定的：委托开发归研究开发人，合作开发双方共有（民法典第八百五十九条、第八百六十条）。',
    }),
  ownershipShares: z
    .array(shareForm)
    .max(2)
    .optional()
    .meta({
      title: '共有份额',
      widget: 'list',
      group: results,
      when: when('ownership', ['双方共有']),
      needed: true,
      help: '两方合计 100%。',
    }),
  ownershipNote: text(1000).meta({
    title: '权利归属说明',
    widget: 'textarea',
    group: results,
    when: when('ownership', ['按说明']),
    needed: true,
  }),
  secretUse: text(1000).meta({
    title: '技术秘密成果的使用、转让和收益',
    widget: 'textarea',
    group: results,
    when: when('mode', DEVELOPMENTS),
    help: '没有约定的，双方都有使用和转让的权利（民法典第八百六十一条）。',
  }),
  improvements: openText('后续改进成果的归属', '没有约定的填“无”（民法典第八百七十五条）。', results),
  newResults: text(1000).meta({
    title: '履行中完成的新技术成果的归属',
    widget: 'textarea',
    group: results,
    when: when('mode', CONSULTING),
    help: '没有约定的，各归完成的一方（民法典第八百八十五条）。',
  }),
}

const generalFields = {
  confidentiality: openText('保密约定', '没有约定的填“无”。', general),
  background: openText(
    '作为合同组成部分的技术文件',
    '技术背景资料、可行性论证、任务书、标准、图纸等的名称；没有的填“无”（民法典第八百四十五条）。',
    general,
  ),
  glossary: openText('名词和术语的解释', '没有需要解释的填“无”。', general),
  liability: prose(2000).min(2).meta({ title: '违约责任', widget: 'textarea', group: general }),
  disputes: prose(500)
    .min(2)
    .default('协商不成的，向被告住所地人民法院起诉。')
    .meta({ title: '争议解决', group: general }),
  note: openText('给对方的说明', '不写入合同。', general),
}

const termsShape = z.object({
  ...subjectFields,
  ...workFields,
  ...moneyFields,
  ...feeFields,
  ...resultFields,
  ...generalFields,
})

export type Terms = z.infer<typeof termsShape>

/** The terms of a deal: what 民法典 845, 846 and the rules of each kind of contract ask the parties to settle. */
export const termsForm = termsShape.superRefine((terms, context) => {
  askWhatApplies(termsShape, terms, context)
  for (const fault of termsFaults(terms))
    context.addIssue({ code: 'custom', path: fault.path, message: fault.message })
})
