import { z } from 'zod'
import { FEN_MAX } from '#platform/forms/money.ts'
import { dayText, line, prose, token } from '#platform/forms/text.ts'

export const ITEM_KINDS = ['一次总付', '分期款', '入门费', '阶段款'] as const
export const PERIODS = { 月: 1, 季度: 3, 半年: 6, 年: 12 } as const
export type Period = keyof typeof PERIODS
const periodNames = Object.keys(PERIODS) as [Period, ...Period[]]

/** As many as terms of a deal may have. */
const LIST_MAX = 50
const WHOLE_BP = 10_000
/** Fifty years, as terms of deals. */
const MONTHS_MAX = 600
const DAYS_MAX = 365

const fen = () => z.int().min(1).max(FEN_MAX)
const royalty = '提成（没有约定提成的不填）'

const itemForm = z.object({
  kind: z.enum(ITEM_KINDS).meta({ title: '种类', widget: 'select' }),
  title: line(200).meta({ title: '付款的时间或条件' }),
  dueOn: dayText()
    .optional()
    .meta({ title: '到期日', widget: 'date', help: '条件还没有成就、日期未定的不填，定了再更新。' }),
  fen: fen().meta({ title: '金额', widget: 'money', unit: '元' }),
})

const stepForm = z.object({
  year: z.int().min(1).max(50).meta({ title: '第几年起', widget: 'number' }),
  rateBp: z.int().min(1).max(WHOLE_BP).meta({ title: '比例', widget: 'basisPoints', unit: '%' }),
})

/** 付款计划: what is paid when, by items and by royalty (民法典 846). */
export const scheduleForm = z.object({
  items: z.array(itemForm).max(LIST_MAX).meta({ title: '各期款项', widget: 'list' }),
  royaltyBase: line(100).optional().meta({ title: '提成基数', group: royalty }),
  royaltySteps: z
    .array(stepForm)
    .max(LIST_MAX)
    .optional()
    .meta({ title: '提成比例', widget: 'list', group: royalty }),
  royaltyFromOn: dayText().optional().meta({ title: '提成起算日', widget: 'date', group: royalty }),
  royaltyMonths: z
    .int()
    .min(1)
    .max(MONTHS_MAX)
    .optional()
    .meta({ title: '提成年限', unit: '月', widget: 'number', group: royalty }),
  royaltyEvery: z
    .enum(periodNames)
    .optional()
    .meta({ title: '多久报一次', widget: 'select', group: royalty }),
  royaltyDueDays: z
    .int()
    .min(1)
    .max(DAYS_MAX)
    .optional()
    .meta({ title: '每期结束后多少天内付清', unit: '天', widget: 'number', group: royalty }),
  payTo: line(200).optional().meta({
    title: '收款账户',
    help: '户名、开户行、账号。款项由双方直接支付，不经过本平台。',
  }),
})

export type Schedule = z.infer<typeof scheduleForm>

/** A contract made elsewhere, typed in by its seller. */
export const enterForm = z.object({
  title: line(200, 2).meta({ title: '合同名称' }),
  code: token(40).meta({ title: '合同编号', help: '付款时写在用途里的编号，用来核对流水。' }),
  buyerOrgId: z.uuid().meta({ title: '付款方', widget: 'org' }),
  signedOn: dayText().meta({ title: '签订日期', widget: 'date' }),
})

export const invoiceForm = z.object({
  number: token(20)
    .regex(/^[0-9A-Z]{8,20}$/, '发票号码应为 8 至 20 位数字或大写字母，数电发票是 20 位。')
    .meta({ title: '发票号码' }),
  issuedOn: dayText().meta({ title: '开票日期', widget: 'date' }),
  fen: fen().meta({ title: '价税合计', widget: 'money', unit: '元' }),
  red: z.boolean().default(false).meta({ title: '红字发票', widget: 'switch' }),
})

export const royaltyForm = z.object({
  fromOn: dayText().meta({ title: '期间第一天', widget: 'date' }),
  untilOn: dayText().meta({ title: '期间最后一天', widget: 'date' }),
  baseFen: z.int().min(0).max(FEN_MAX).meta({
    title: '提成基数',
    widget: 'money',
    unit: '元',
    help: '这一期按合同约定口径计算的基数；没有的填 0。金额由平台按约定比例计算。',
  }),
  note: prose(500).optional().meta({ title: '说明', widget: 'textarea' }),
})

/** A payment recorded by hand, to be confirmed by a second person. */
export const receiptForm = z.object({
  fen: fen().meta({
    title: '金额',
    widget: 'money',
    unit: '元',
    help: '以人民币元计；外币按结汇后的人民币登记。',
  }),
  onDay: dayText().meta({ title: '到账日期', widget: 'date' }),
  number: token(64).meta({ title: '银行流水号或凭证号' }),
  payer: line(200).meta({ title: '付款人' }),
  payerAccount: line(100).optional().meta({ title: '付款账号' }),
  ownAccount: line(200).meta({ title: '收款账户' }),
})

/** Why money goes back: after 付错 the line is due again, after the others it is not. */
export const REFUND_CAUSES = ['付错', '减价', '终止'] as const
export type RefundCause = (typeof REFUND_CAUSES)[number]

export const refundForm = z.object({
  cause: z.enum(REFUND_CAUSES).meta({
    title: '为什么退',
    widget: 'select',
    help: '付错：多付或者付错，退后这一期仍要付清。减价：双方同意少付，退了的不再要付。终止：合同终止后退还。',
  }),
  fen: fen().meta({ title: '退款金额', widget: 'money', unit: '元' }),
  onDay: dayText().meta({ title: '退款日期', widget: 'date' }),
  number: token(64).meta({ title: '银行流水号或凭证号' }),
  payee: line(200).optional().meta({
    title: '退给谁',
    help: '与这一期最近一笔收款的付款人、付款账号和收款账户相同的，这三项不填。',
  }),
  payeeAccount: line(100).optional().meta({ title: '退到哪个账号' }),
  ownAccount: line(200).optional().meta({ title: '从哪个账户退' }),
  reason: prose(500).min(2).meta({ title: '退款原因', widget: 'textarea' }),
})

export const ENDS = ['解除', '撤销', '确认无效', '协商终止'] as const

/** The contract ended: nothing is due any more on the schedule it had. */
export const endForm = z.object({
  how: z.enum(ENDS).meta({ title: '怎样终止', widget: 'select' }),
  endedOn: dayText().meta({ title: '终止日期', widget: 'date' }),
  reason: prose(500)
    .min(2)
    .meta({ title: '依据', widget: 'textarea', help: '解除通知、终止协议、裁判文书等的名称、日期和文号。' }),
})

export const reasonForm = z.object({
  reason: prose(500).min(2).meta({ title: '原因', widget: 'textarea' }),
})
