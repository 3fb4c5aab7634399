import { z } from 'zod'
import { askWhatApplies } from '#platform/forms/form.ts'
import { FEN_MAX } from '#platform/forms/money.ts'
import { dayText, line, prose, token } from '#platform/forms/text.ts'
import { moneyFaults, offerFaults, trialFaults } from './rules.ts'

/** Kinds of posted offer (明码标价许可、专利开放许可、先用后付试用). */
export const KINDS = { posted: '明码标价许可', open: '专利开放许可', trial: '先用后付试用' } as const
export type Kind = keyof typeof KINDS

/** 独占, 排他 and 普通 are never merged. */
export const LICENCE_MODES = {
  普通许可: '普通许可（可以许可多家）',
  排他许可: '排他许可（只许可一家，许可人自己可以实施）',
  独占许可: '独占许可（只许可一家，许可人自己也不实施）',
} as const
export type LicenceMode = keyof typeof LICENCE_MODES

/** A hundred years in months, as for terms of deals. */
const MONTHS_MAX = 600
/** 100 % in basis points. */
const WHOLE_BP = 10_000
/** More places than any city has firms. */
const PLACES_MAX = 100_000
const DEFAULT_DISPUTES = '协商不成的，向被告住所地人民法院起诉。'
const DEFAULT_LIABILITY = '逾期付款的，每日按未付款的万分之三支付违约金。'

const subject = '许可什么'
const money = '价款与支付'
const general = '通用条款'
const posting = '公布'
const trial = '试用与计量'
const declaration = '开放许可声明'

const royalty = { field: 'paymentKind', in: ['提成支付', '入门费加提成'] } as const
const fixed = { field: 'paymentKind', in: ['一次总付', '入门费加提成'] } as const
const fen = () => z.int().min(1).max(FEN_MAX)

const achievementId = z.uuid().meta({ title: '成果', widget: 'text' })

const subjectFields = {
  fieldOfUse: prose(500).optional().meta({
    title: '使用领域',
    widget: 'textarea',
    group: subject,
    help: '许可用于哪些产品、用途或行业；不限的不填。',
  }),
  territory: line(200).default('中华人民共和国境内').meta({ title: '地域范围', group: subject }),
  termMonths: z
    .int()
    .min(1)
    .max(MONTHS_MAX)
    .meta({ title: '许可期限', unit: '月', widget: 'number', group: subject }),
  deliverables: prose(2000).min(2).meta({
    title: '技术内容与交付',
    widget: 'textarea',
    group: subject,
    help: '交付什么资料、样品或服务，何时何地交付。不要写技术秘密：公布的条件任何人都能看到。',
  }),
  acceptance: prose(2000).min(2).meta({ title: '验收标准与方法', widget: 'textarea', group: subject }),
}

const moneyFields = {
  paymentKind: z
    .enum(['一次总付', '入门费加提成', '提成支付'])
    .default('一次总付')
    .meta({ title: '价款支付种类', widget: 'select', group: money, help: '民法典第八百四十六条。' }),
  priceFen: fen().optional().meta({
    title: '价款',
    widget: 'money',
    unit: '元',
    group: money,
    when: fixed,
    needed: true,
    help: '含税总价；入门费加提成的填入门费。',
  }),
  priceConfirmed: z.boolean().optional().meta({
    title: '已核对价格单位',
    widget: 'switch',
    group: money,
    help: '金额低于 1,000 元或高于 10 亿元时须核对。',
  }),
  royaltyBase: z
    .enum(['产品价格', '新增产值', '新增利润', '产品销售额', '其他'])
    .optional()
    .meta({ title: '提成基数', widget: 'select', group: money, when: royalty, needed: true }),
  royaltyBp: z.int().min(1).max(WHOLE_BP).optional().meta({
    title: '提成比例',
    widget: 'basisPoints',
    unit: '%',
    group: money,
    when: royalty,
    needed: true,
  }),
  audit: prose(500).optional().meta({
    title: '查阅会计账目的办法',
    widget: 'textarea',
    group: money,
    when: royalty,
    needed: true,
    help: '没有约定的填“无”。',
  }),
  payment: prose(1000).min(2).meta({
    title: '支付方式',
    widget: 'textarea',
    group: money,
    help: '例如：合同成立后 10 日内付清，转账至许可方指定账户。款项由双方直接支付，不经过本平台。',
  }),
}

const generalFields = {
  sublicensable: z
    .boolean()
    .default(false)
    .meta({ title: '可以转许可第三人', widget: 'switch', group: general }),
  improvements: prose(1000).or(z.literal('')).default('').meta({
    title: '后续改进成果的归属',
    widget: 'textarea',
    group: general,
    help: '不填的按民法典第八百七十五条。',
  }),
  confidentiality: prose(1000)
    .or(z.literal(''))
    .default('')
    .meta({ title: '保密约定', widget: 'textarea', group: general }),
  liability: prose(1000)
    .min(2)
    .default(DEFAULT_LIABILITY)
    .meta({ title: '违约责任', widget: 'textarea', group: general }),
  disputes: prose(500).min(2).default(DEFAULT_DISPUTES).meta({ title: '争议解决', group: general }),
}

const postingFields = {
  places: z.int().min(1).max(PLACES_MAX).optional().meta({
    title: '可以许可几家',
    widget: 'number',
    group: posting,
    help: '不限的不填；排他、独占只能许可一家。',
  }),
  validUntil: dayText().meta({
    title: '条件有效期至',
    widget: 'date',
    group: posting,
    help: '到期自动撤下；此前取得的许可不受影响。',
  }),
}

const offerShape = z.object({
  achievementId,
  mode: z
    .enum(Object.keys(LICENCE_MODES) as [LicenceMode, ...LicenceMode[]])
    .meta({ title: '许可种类', widget: 'select', options: LICENCE_MODES, group: subject }),
  ...subjectFields,
  ...moneyFields,
  ...generalFields,
  ...postingFields,
})

/** 明码标价许可: terms on which anybody may take a licence without negotiating. */
export const offerForm = offerShape.superRefine((terms, context) => {
  askWhatApplies(offerShape, terms, context)
  for (const fault of offerFaults(terms)) context.addIssue({ code: 'custom', ...fault })
})
export type OfferTerms = z.infer<typeof offerShape>

const openShape = z.object({
  achievementId,
  patentNumber: token(60).meta({
    title: '专利号',
    group: declaration,
    help: '成果登记的、已授权的专利之一，例如 ZL202110123456.3。',
  }),
  declarationNumber: line(60, 2).meta({
    title: '开放许可声明编号',
    group: declaration,
    help: '国家知识产权局公告上的编号。',
  }),
  announcedOn: dayText().meta({ title: '声明公告日', widget: 'date', group: declaration }),
  evaluationFileId: z.uuid().optional().meta({
    title: '专利权评价报告',
    widget: 'file',
    group: declaration,
    help: '实用新型、外观设计专利必须提供（专利法第五十条）。',
  }),
  noObstacle: z
    .boolean()
    .refine((said) => said, '有上述情形的不得实行开放许可（专利法实施细则第八十六条）。')
    .meta({
      title: '没有不得开放许可的情形',
      widget: 'switch',
      group: declaration,
      help: '专利不在独占或排他许可期内、没有中止、年费已缴、质押已经质权人同意、共有人都同意（专利法实施细则第八十六条）。',
    }),
  ...subjectFields,
  ...moneyFields,
  ...generalFields,
  validUntil: postingFields.validUntil,
})

/** 专利开放许可 (专利法 50): the declaration as the patent office announced it. Ordinary licence, to whoever wants it. */
export const openForm = openShape.superRefine((terms, context) => {
  askWhatApplies(openShape, terms, context)
  for (const fault of moneyFaults(terms)) context.addIssue({ code: 'custom', ...fault })
})
export type OpenTerms = z.infer<typeof openShape>

const trialShape = z.object({
  achievementId,
  ...subjectFields,
  scope: prose(500).min(2).meta({
    title: '试用范围',
    widget: 'textarea',
    group: trial,
    help: '例如：试用方一条生产线、一个养殖场。',
  }),
  trialDays: z.int().min(1).max(730).meta({ title: '试用期', unit: '天', widget: 'number', group: trial }),
  answerDays: z
    .int()
    .min(1)
    .max(90)
    .default(15)
    .meta({ title: '试用期满后答复是否转正的期限', unit: '天', widget: 'number', group: trial }),
  meter: prose(500).min(2).meta({
    title: '计量什么、怎样计量',
    widget: 'textarea',
    group: trial,
    help: '例如：用该工艺生产的鱼糜重量，按车间地磅记录，每周一次。',
  }),
  unit: line(10).meta({ title: '计量单位', group: trial, help: '例如：吨、小时、万元销售额。' }),
  trialFeeFen: z.int().min(0).max(FEN_MAX).default(0).meta({
    title: '试用费',
    widget: 'money',
    unit: '元',
    group: trial,
    help: '免费的填 0；转正的抵作使用费。',
  }),
  priceFen: fen().optional().meta({
    title: '转正的固定使用费',
    widget: 'money',
    unit: '元',
    group: money,
    help: '固定使用费和按用量的使用费至少填一项。',
  }),
  unitFen: fen().optional().meta({
    title: '按试用期用量，每单位',
    widget: 'money',
    unit: '元',
    group: money,
    help: '转正时按双方确认的读数计算，加在固定使用费上。',
  }),
  capFen: fen().optional().meta({ title: '使用费合计不超过', widget: 'money', unit: '元', group: money }),
  priceConfirmed: moneyFields.priceConfirmed,
  payment: moneyFields.payment,
  lapse: prose(1000).or(z.literal('')).default('').meta({
    title: '不转正时试用方应当做什么',
    widget: 'textarea',
    group: trial,
    help: '不填的：停止使用，十日内返还或销毁资料并书面确认；已生产的产品可以继续销售。',
  }),
  ...generalFields,
  ...postingFields,
})

/** 先用后付: try first; what is metered, and on which terms the trial becomes a licence. */
export const trialForm = trialShape.superRefine((terms, context) => {
  for (const fault of trialFaults(terms)) context.addIssue({ code: 'custom', ...fault })
})
export type TrialOfferTerms = z.infer<typeof trialShape>

export const withdrawForm = z.object({
  reason: line(300, 2).meta({ title: '原因', widget: 'textarea', help: '公开显示。' }),
  number: line(60)
    .optional()
    .meta({ title: '撤回声明的公告编号', help: '撤回专利开放许可的必须填写（专利法第五十条）。' }),
  announcedOn: dayText().optional().meta({ title: '撤回公告日', widget: 'date' }),
})

const relationFields = {
  related: z
    .enum(['没有关联关系', '有关联关系'])
    .optional()
    .meta({ title: '与许可方的关联关系', widget: 'select', help: '双方有共同人员的必须申报。' }),
  relatedNote: line(500)
    .optional()
    .meta({ title: '关联关系说明', when: { field: 'related', in: ['有关联关系'] } }),
}

export const takeForm = z.object({ ...relationFields })

export const tryForm = z.object({
  purpose: prose(500).min(5).meta({
    title: '想在哪里、怎样试用',
    widget: 'textarea',
    help: '许可方据此决定是否同意。不要写技术秘密。',
  }),
  ...relationFields,
})
