import { z } from 'zod'
import { FEN_MAX } from '#platform/forms/money.ts'
import { dayText, line, prose } from '#platform/forms/text.ts'

/** Why a trial does not become a licence; the words in which deals end, so that they are counted together. */
export const REASONS = ['太早期', '收益不清', '路线不清', '价格', '已有方案', '其他'] as const

/** Reasons only the clock gives. */
export const CLOCK_REASONS = {
  lapseApplication: '对方未答复',
  lapseSigning: '长期无进展',
  lapseDelivery: '长期无进展',
  lapse: '对方未答复',
  lapseContract: '长期无进展',
} as const

const note = () =>
  prose(500).or(z.literal('')).default('').meta({ title: '说明', widget: 'textarea', help: '对方会看到。' })

export const endForm = z.object({
  reason: z.enum(REASONS).meta({ title: '原因', widget: 'select' }),
  note: note(),
})

export const terminateForm = z.object({
  note: prose(500).min(5).meta({
    title: '提前终止的理由',
    widget: 'textarea',
    help: '写明对方违反了哪一条约定；没有约定理由的不能单方终止。对方会看到。',
  }),
})

export const receiveForm = z.object({
  receivedOn: dayText().meta({ title: '签收日期', widget: 'date', help: '试用期自签收的次日起算。' }),
})

export const readingForm = z.object({
  fromOn: dayText().meta({ title: '自', widget: 'date' }),
  toOn: dayText().meta({ title: '至', widget: 'date' }),
  quantity: z
    .string()
    .trim()
    .regex(/^\d{1,9}(\.\d{1,3})?$/, '请填数字，最多三位小数，例如 12.5。')
    .meta({ title: '用量', help: '按约定的单位。' }),
  note: prose(500).or(z.literal('')).default('').meta({ title: '说明', widget: 'textarea' }),
  fileId: z.uuid().optional().meta({ title: '计量记录', widget: 'file' }),
})

export const wordForm = z.object({
  word: z
    .enum(['confirm', 'dispute'])
    .meta({ title: '答复', widget: 'select', options: { confirm: '确认', dispute: '有异议' } }),
  note: prose(500).or(z.literal('')).default('').meta({
    title: '异议说明',
    widget: 'textarea',
    help: '有异议的必须写明认为应是多少、依据什么。',
  }),
})

export const paymentForm = z.object({
  amountFen: z.int().min(1).max(FEN_MAX).meta({ title: '付款金额', widget: 'money', unit: '元' }),
  paidOn: dayText().meta({ title: '付款日期', widget: 'date' }),
  payer: line(100, 2).meta({ title: '付款人', help: '凭证上的付款户名。', personal: true }),
  account: line(100, 2).meta({
    title: '收款户名和开户行',
    help: '凭证上的收款人；款项不经过本平台。',
    personal: true,
  }),
  fileId: z.uuid().meta({ title: '付款凭证', widget: 'scan', help: '银行回单或转账凭证的 PDF、照片。' }),
})

export const refuseForm = z.object({
  reason: prose(500)
    .min(2)
    .meta({ title: '不确认的原因', widget: 'textarea', help: '例如：未到账、金额不符。' }),
})

export const stoppedForm = z.object({
  stoppedOn: dayText().meta({ title: '停止使用的日期', widget: 'date' }),
  returned: z.enum(['已返还', '已销毁', '没有收到资料']).meta({ title: '技术资料', widget: 'select' }),
  note: note(),
})

export const waiveForm = z.object({
  note: prose(500).min(2).meta({ title: '原因', widget: 'textarea', help: '对方会看到。' }),
})
