import { z } from 'zod'
import { FEN_MAX } from '#platform/forms/money.ts'
import { line, prose, wallTime } from '#platform/forms/text.ts'

/** 独占, 排他 and 普通 are never merged; what is not sold whole can be listed again. */
export const MODES = ['转让', '独占许可', '排他许可', '普通许可'] as const
/** 网络竞价 goes up in the open, 密封报价 is opened once by custodians. */
export const MANNERS = ['网络竞价', '密封报价'] as const
/** A hundred years in months, as for terms of deals. */
const MONTHS_MAX = 600

const matter = '标的'
const bidding = '竞价'
const terms = '成交后的合同条款'
const fen = () => z.int().min(1).max(FEN_MAX)

export const lotForm = z.object({
  achievementId: z.uuid().meta({ title: '成果', widget: 'text' }),
  mode: z.enum(MODES).meta({ title: '转化方式', widget: 'select', group: matter }),
  manner: z.enum(MANNERS).default('网络竞价').meta({
    title: '竞价方式',
    widget: 'select',
    group: matter,
    help: '密封报价：截止以前谁也看不到价格，由多名保管人共同开标，一次报价定结果。',
  }),
  routeReason: prose(500).min(5).meta({
    title: '采用挂牌竞价的理由',
    widget: 'textarea',
    group: matter,
    help: '公告随之公布。',
  }),
  priceBasis: prose(1000).min(5).meta({
    title: '底价的依据',
    widget: 'textarea',
    group: matter,
    help: '评估、同类交易比较或成本等。',
  }),
  conditions: prose(1000).optional().meta({
    title: '受让方条件',
    widget: 'textarea',
    group: matter,
    help: '不得限定地区、所有制或规模，排斥外地企业（公平竞争审查条例）；没有的不填。',
  }),
  floorFen: fen().meta({ title: '底价', widget: 'money', unit: '元', group: bidding }),
  stepFen: fen()
    .optional()
    .meta({
      title: '最小加价幅度',
      widget: 'money',
      unit: '元',
      group: bidding,
      when: { field: 'manner', in: ['网络竞价'] },
      needed: true,
    }),
  watched: z
    .boolean()
    .default(true)
    .meta({
      title: '竞价时公开当前价和出价次数',
      widget: 'switch',
      group: bidding,
      when: { field: 'manner', in: ['网络竞价'] },
      help: '关闭的，竞价结束以前只有转让方和竞买人能看；结束以后完整的记录一律公开。',
    }),
  depositFen: z.int().min(0).max(FEN_MAX).meta({
    title: '保证金',
    widget: 'money',
    unit: '元',
    group: bidding,
    help: '交到下面的账户，平台不经手；没有的填 0。',
  }),
  depositAccount: line(200).meta({
    title: '保证金账户',
    group: bidding,
    help: '户名、开户行、账号；没有保证金的填“无”。',
  }),
  startsAt: wallTime().meta({ title: '竞价开始时间', widget: 'dateTime', group: bidding }),
  endsAt: wallTime().meta({ title: '竞价结束时间', widget: 'dateTime', group: bidding }),
  deliverables: prose(2000).min(2).meta({ title: '技术内容与交付', widget: 'textarea', group: terms }),
  termMonths: z
    .int()
    .min(1)
    .max(MONTHS_MAX)
    .meta({ title: '合同期限', unit: '月', widget: 'number', group: terms }),
  acceptance: prose(2000).min(2).meta({ title: '验收标准与方法', widget: 'textarea', group: terms }),
  payment: prose(1000).min(2).meta({ title: '支付方式', widget: 'textarea', group: terms }),
  liability: prose(2000).min(2).meta({ title: '违约责任', widget: 'textarea', group: terms }),
})

export type LotForm = z.infer<typeof lotForm>

export const approveForm = z.object({
  decidedBy: z
    .enum(['单位负责人决定', '领导班子集体决定', '授权的部门决定'])
    .meta({ title: '决定方式', widget: 'select' }),
  free: z
    .boolean()
    .refine((free) => free, '与成果或可能的竞买人有利害关系的不能审批，请由本单位其他负责人审批。')
    .meta({ title: '本人没有利害关系，也不是成果完成人', widget: 'switch' }),
})

export const reasonForm = z.object({
  reason: prose(500).min(2).meta({ title: '原因', widget: 'textarea', help: '公开显示，请勿写个人信息。' }),
})

/** 受让申请 with the proof that the deposit was paid outside (practice.md P25). */
export const applyForm = z.object({
  offerFen: fen().optional().meta({
    title: '报价',
    secret: true,
    widget: 'money',
    unit: '元',
    help: '不低于底价。只有一家合格的，按报价成交；两家以上的，进入竞价，报价不公开。密封报价的挂牌在这里不填价格。',
  }),
  depositFileId: z
    .uuid()
    .meta({ title: '保证金付款凭证', widget: 'file', help: '没有保证金的，上传营业执照。' }),
  depositAccount: line(200).meta({ title: '退还保证金的账户' }),
  priorityBasis: line(200).optional().meta({
    title: '优先受让权的依据',
    help: '例如民法典第八百四十七条的完成人；没有的不填。',
  }),
  priorityFileId: z.uuid().optional().meta({ title: '优先受让权的证明', widget: 'file' }),
  related: z.enum(['没有关联关系', '有关联关系']).meta({
    title: '与转让方的关联关系',
    widget: 'select',
    help: '包括持股、任职、近亲属和雇佣；有关联关系的也可以参加，但要写明。',
  }),
  relatedNote: line(500)
    .optional()
    .meta({ title: '关联关系说明', when: { field: 'related', in: ['有关联关系'] } }),
  knows: z
    .boolean()
    .refine((knows) => knows, '请先看过公告和竞价规则，再提交申请。')
    .meta({ title: '已阅读公告、竞价规则和成交后的合同条款', widget: 'switch' }),
})

export const admitForm = z.object({
  admitted: z.boolean().meta({ title: '同意参加', widget: 'switch' }),
  priority: z.boolean().default(false).meta({ title: '确认享有优先受让权', widget: 'switch' }),
  reason: prose(500)
    .or(z.literal(''))
    .default('')
    .meta({ title: '说明', widget: 'textarea', help: '不同意的必须写明理由。' }),
})

export const bidForm = z.object({
  amountFen: fen().meta({ title: '出价', widget: 'money', unit: '元' }),
})

export const standingForm = z.object({
  maxFen: fen().meta({
    title: '自动出价的最高价',
    secret: true,
    widget: 'money',
    unit: '元',
    help: '别人出价高过您时，平台按最小幅度替您加价，直到这个价；竞价结束前不公开。',
  }),
})

/** What the winner says of signs that it is related to the seller, before the contract (trust.md A7). */
export const acceptForm = z.object({
  related: z.enum(['没有关联关系', '有关联关系']).optional().meta({
    title: '与转让方的关联关系',
    widget: 'select',
    help: '与申请时所报不同的，以这里为准；合同双方都能看到。',
  }),
  relatedNote: line(500)
    .optional()
    .meta({ title: '说明', help: '有关联的写明是什么关系；没有的写明提示的线索为什么不是。' }),
})

export const returnForm = z.object({
  kept: z
    .boolean()
    .default(false)
    .meta({ title: '不予退还', widget: 'switch', help: '只有成交后反悔等公告写明的情形。' }),
  reason: prose(500).or(z.literal('')).default('').meta({ title: '说明', widget: 'textarea' }),
  receipt: line(100).meta({ title: '退款凭证号', help: '不予退还的填“无”。' }),
})
