import { z } from 'zod'
import { FEN_MAX } from '#platform/forms/money.ts'
import { line, prose } from '#platform/forms/text.ts'
import { WHOLE_BP } from '../rules.ts'

/** 民法典 846: at once, in parts, by royalty, by royalty with an entry fee. */
export const PAYMENT_KINDS = ['一次总付', '分期支付', '提成支付', '入门费加提成'] as const
const FIXED = ['一次总付', '分期支付', '入门费加提成'] as const
const ROYALTY = ['提成支付', '入门费加提成'] as const
const ROYALTY_BASES = ['产品价格', '新增产值', '新增利润', '产品销售额', '其他'] as const

export const money = '价款与支付'
export const when = (field: string, values: readonly string[]) => ({ field, in: values })
export const text = (max = 2000) => prose(max).optional()
export const amount = () => z.int().min(1).max(FEN_MAX)
export const rate = () => z.int().min(1).max(WHOLE_BP)
export const LIST_MAX = 50

const instalmentForm = z.object({
  condition: line(200).meta({ title: '支付时间或条件' }),
  amountFen: amount().meta({ title: '金额', widget: 'money', unit: '元' }),
})

const stepForm = z.object({
  year: z.int().min(1).max(50).meta({ title: '第几年起', widget: 'number' }),
  rateBp: rate().meta({ title: '比例', widget: 'basisPoints', unit: '%' }),
})

/** How and how much is paid. */
export const moneyFields = {
  paymentKind: z
    .enum(PAYMENT_KINDS)
    .default('一次总付')
    .meta({ title: '价款支付种类', widget: 'select', group: money, help: '民法典第八百四十六条。' }),
  priceFen: amount()
    .optional()
    .meta({
      title: '价款',
      widget: 'money',
      unit: '元',
      group: money,
      when: when('paymentKind', FIXED),
      needed: true,
      help: '含税总价；入门费加提成的填入门费。填写后同时显示元和万元两种读法，请核对。',
    }),
  priceConfirmed: z.boolean().optional().meta({
    title: '已核对价格单位',
    widget: 'switch',
    group: money,
    help: '金额低于 1,000 元或高于 10 亿元时须核对。',
  }),
  instalments: z
    .array(instalmentForm)
    .max(LIST_MAX)
    .optional()
    .meta({
      title: '各期金额',
      widget: 'list',
      group: money,
      when: when('paymentKind', ['分期支付']),
      needed: true,
      help: '各期合计应等于价款。',
    }),
  royaltyBase: z
    .enum(ROYALTY_BASES)
    .optional()
    .meta({
      title: '提成基数',
      widget: 'select',
      group: money,
      when: when('paymentKind', ROYALTY),
      needed: true,
    }),
  royaltyRate: z
    .enum(['固定比例', '逐年递增', '逐年递减'])
    .optional()
    .meta({
      title: '提成比例的变化',
      widget: 'select',
      group: money,
      when: when('paymentKind', ROYALTY),
      needed: true,
    }),
  royaltySteps: z
    .array(stepForm)
    .max(LIST_MAX)
    .optional()
    .meta({
      title: '提成比例',
      widget: 'list',
      group: money,
      when: when('paymentKind', ROYALTY),
      needed: true,
      help: '固定比例填一行（第 1 年起）。',
    }),
  royaltyMonths: z
    .int()
    .min(1)
    .max(600)
    .optional()
    .meta({
      title: '提成年限',
      unit: '月',
      widget: 'number',
      group: money,
      when: when('paymentKind', ROYALTY),
      needed: true,
    }),
  royaltyEstimateFen: amount()
    .optional()
    .meta({
      title: '预计提成总额',
      widget: 'money',
      unit: '元',
      group: money,
      when: when('paymentKind', ROYALTY),
      help: '只作登记时的估计，不构成约定。',
    }),
  audit: text(500).meta({
    title: '查阅会计账目的办法',
    widget: 'textarea',
    group: money,
    when: when('paymentKind', ROYALTY),
    needed: true,
    help: '没有约定的填“无”。',
  }),
  payment: prose(2000).min(2).meta({
    title: '支付方式',
    widget: 'textarea',
    group: money,
    help: '例如：签约后 10 日内付清，转账至对方指定账户。款项由双方直接支付，不经过本平台。',
  }),
}
