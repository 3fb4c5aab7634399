import { z } from 'zod'
import { FEN_MAX } from '#platform/forms/money.ts'
import { dayText, line, prose, token } from '#platform/forms/text.ts'

const FILES_MAX = 10
const WHOLE_BP = 10_000

export const SIDES = { seller: '成果方', buyer: '需求方' } as const
export type Side = keyof typeof SIDES
export const KINDS = { rate: '按到账的比例', fixed: '定额' } as const

const amount = z.int().min(1, '金额应大于 0。').max(FEN_MAX)

/** 佣金约定, by the broker; the payer confirms it as it stands. */
export const agreementForm = z.object({
  payer: z.enum(['seller', 'buyer']).meta({
    title: '由谁支付',
    widget: 'select',
    options: SIDES,
    help: '双方都付的，各订一份；另一方会看到对方也付佣金，看不到金额。',
  }),
  kind: z.enum(['rate', 'fixed']).meta({ title: '怎样计算', widget: 'select', options: KINDS }),
  bp: z
    .int()
    .min(1, '比例应大于 0。')
    .max(WHOLE_BP, '比例不能超过 100%。')
    .optional()
    .meta({
      title: '比例',
      widget: 'basisPoints',
      unit: '%',
      when: { field: 'kind', in: ['rate'] },
      help: '按合同实际到账的金额计算，分期到账的分期应付。',
    }),
  capFen: amount.optional().meta({
    title: '总额最高不超过',
    widget: 'money',
    unit: '元',
    when: { field: 'kind', in: ['rate'] },
  }),
  fen: amount.optional().meta({
    title: '佣金总额',
    widget: 'money',
    unit: '元',
    when: { field: 'kind', in: ['fixed'] },
    help: '合同的第一笔款到账时应付。',
  }),
  confirmed: z.boolean().optional().meta({ title: '已核对价格单位', widget: 'switch' }),
  note: line(500).optional().meta({ title: '其他约定' }),
  unrelated: z
    .boolean()
    .refine(
      (unrelated) => unrelated,
      '与任何一方有投资、任职、亲属等关系的，不能在这里约定佣金，请先向双方书面说明。',
    )
    .meta({ title: '本机构和本人与双方没有投资、任职、亲属等关系', widget: 'switch' }),
})
export type Agreement = z.infer<typeof agreementForm>

export const agreeForm = z.object({
  agrees: z
    .boolean()
    .refine((agrees) => agrees, '请先核对佣金的算法，再勾选同意；不同意的请点“不同意”。')
    .meta({ title: '本单位同意按上面的约定支付佣金，除此之外没有其他费用', widget: 'switch' }),
})

export const reasonForm = z.object({
  reason: prose(1000).min(5, '请写明理由，至少 5 个字。').meta({ title: '理由', widget: 'textarea' }),
})

/** A claim the platform did not find by itself: which contract, and why it came of the introduction. */
export const raiseForm = z.object({
  contractCode: token(64).meta({ title: '合同编号', help: '双方签订的合同上的编号。' }),
  reason: prose(1000)
    .min(5, '请写明理由，至少 5 个字。')
    .meta({ title: '为什么出自本次引荐', widget: 'textarea', help: '付款方会看到，并须答复。' }),
})

export const paymentForm = z.object({
  fen: amount.meta({ title: '金额', widget: 'money', unit: '元' }),
  onDay: dayText().meta({ title: '付款日期', widget: 'date' }),
  number: token(64).meta({ title: '银行流水号', help: '付款回单上的流水号或凭证号。' }),
  ownAccount: line(100, 2).meta({
    title: '从哪个账户付出',
    help: '户名和账号，例如：某某公司 基本户 尾号 1234',
  }),
  brokerAccount: line(100, 2).meta({ title: '付到哪个账户', help: '经纪机构的户名和账号' }),
})

/** Money the broker gave back: paid twice, or no longer due after a refund. */
export const returnForm = z.object({
  fen: amount.meta({ title: '金额', widget: 'money', unit: '元' }),
  onDay: dayText().meta({ title: '退回日期', widget: 'date' }),
  number: token(64).meta({ title: '银行流水号' }),
  reason: prose(500).min(2).meta({ title: '为什么退回', widget: 'textarea' }),
})

export const GROUNDS = {
  notOurs: '合同不是这次引荐促成的',
  knownBefore: '引荐之前双方早已相识',
  otherBroker: '促成合同的是另一位经纪人',
  amount: '佣金金额算得不对',
  unpaid: '到期不付',
  other: '其他',
} as const

const fileIds = z.array(z.uuid()).max(FILES_MAX).optional().meta({ title: '证据材料', widget: 'file' })

export const disputeForm = z.object({
  grounds: z
    .enum(Object.keys(GROUNDS) as [keyof typeof GROUNDS, ...(keyof typeof GROUNDS)[]])
    .meta({ title: '争议事由', widget: 'select', options: GROUNDS }),
  account: prose(2000)
    .min(10, '请写明经过，至少 10 个字。')
    .meta({ title: '事情经过和请求', widget: 'textarea', help: '对方和办理人会看到。' }),
  fileIds,
})

export const answerForm = z.object({
  answer: prose(2000).min(5, '请写明答复，至少 5 个字。').meta({ title: '答复', widget: 'textarea' }),
  fileIds,
})

export const OUTCOMES = {
  whole: '佣金请求成立，按约定支付',
  part: '部分成立，按约定佣金的一部分支付',
  none: '佣金请求不成立，不用支付',
} as const

/** What was decided, with the part where only a part stands. */
export function outcomeText({ outcome, partBp }: z.infer<typeof decideForm>): string {
  const part = outcome === 'part' && partBp !== undefined ? `（约定佣金的 ${String(partBp / 100)}%）` : ''
  return `${OUTCOMES[outcome]}${part}`
}

export const decideForm = z.object({
  outcome: z.enum(['whole', 'part', 'none']).meta({ title: '处理意见', widget: 'select', options: OUTCOMES }),
  partBp: z
    .int()
    .min(1)
    .max(WHOLE_BP - 1, '全部成立的请选“佣金请求成立”。')
    .optional()
    .meta({
      title: '按约定佣金的多少支付',
      widget: 'basisPoints',
      unit: '%',
      when: { field: 'outcome', in: ['part'] },
    }),
  reason: prose(2000)
    .min(10, '请写明依据记录中的哪些事实，至少 10 个字。')
    .meta({ title: '理由', widget: 'textarea', help: '写明依据记录中的哪些事实；双方都会看到。' }),
})
