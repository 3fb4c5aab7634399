import { z } from 'zod'
import { FEN_MAX } from '#platform/forms/money.ts'

/** Modes of cooperation of a deal (domain/achievements.md); 独占 and 排他 are never merged. */
export const DEAL_MODES = {
  转让: '转让',
  独占许可: '独占许可（许可人自己也不实施）',
  排他许可: '排他许可（许可人自己可以实施）',
  普通许可: '普通许可',
  合作开发: '合作开发',
  委托开发: '委托开发',
  技术咨询: '技术咨询',
  技术服务: '技术服务',
} as const

export type DealMode = keyof typeof DEAL_MODES
const modeNames = Object.keys(DEAL_MODES) as [DealMode, ...DealMode[]]

export const intentForm = z.object({
  achievementId: z.uuid().meta({ title: '成果', widget: 'text' }),
  demandId: z.uuid().optional().meta({ title: '对应的需求', widget: 'text' }),
  message: z.string().trim().min(5).max(1000).meta({
    title: '合作意向',
    widget: 'textarea',
    help: '说明想解决什么问题、希望怎样合作。不要写技术秘密。',
  }),
})

export const messageForm = z.object({
  body: z.string().trim().min(1).max(2000).meta({ title: '留言', widget: 'textarea' }),
})

const optionalText = (title: string, help: string) =>
  z.string().trim().max(2000).default('').meta({ title, help, widget: 'textarea' })

export const termsForm = z.object({
  mode: z.enum(modeNames).meta({ title: '合作方式', widget: 'select', options: DEAL_MODES }),
  priceFen: z.int().min(1).max(FEN_MAX).meta({
    title: '价款',
    widget: 'money',
    unit: '元',
    help: '含税总价。填写后同时显示元和万元两种读法，请核对。',
  }),
  payment: z.string().trim().min(2).max(2000).meta({
    title: '支付方式',
    widget: 'textarea',
    help: '例如：签约后 10 日内一次付清；或分期及各期金额、时间。款项由双方直接支付，不经过本平台。',
  }),
  territory: z.string().trim().min(1).max(200).default('中华人民共和国境内').meta({ title: '地域范围' }),
  termMonths: z.int().min(1).max(600).meta({ title: '合同期限', unit: '月', widget: 'number' }),
  deliverables: z.string().trim().min(2).max(2000).meta({
    title: '技术内容与交付',
    widget: 'textarea',
    help: '交付什么资料、样品或服务，何时何地交付。',
  }),
  acceptance: z.string().trim().min(2).max(2000).meta({ title: '验收标准与方法', widget: 'textarea' }),
  improvements: optionalText('后续改进成果的归属', '没有约定的填“无”。'),
  confidentiality: optionalText('保密约定', '没有约定的填“无”。'),
  liability: z.string().trim().min(2).max(2000).meta({ title: '违约责任', widget: 'textarea' }),
  disputes: z
    .string()
    .trim()
    .min(2)
    .max(500)
    .default('协商不成的，向被告住所地人民法院起诉。')
    .meta({ title: '争议解决' }),
  note: optionalText('给对方的说明', '不写入合同。'),
})

export type Terms = z.infer<typeof termsForm>

/** Why a talk ends; counted, so that the market learns what stands in the way. */
export const END_REASONS = [
  '太早期',
  '收益不清',
  '路线不清',
  '描述含糊',
  '价格',
  '地域',
  '已有方案',
  '其他',
] as const

export const endForm = z.object({
  reason: z.enum(END_REASONS).meta({ title: '原因', widget: 'select' }),
  explanation: z.string().trim().max(1000).default('').meta({ title: '补充说明', widget: 'textarea' }),
})

export const agreeForm = z.object({
  termsVersion: z.int().min(1).meta({ title: '同意的条款版本', widget: 'number' }),
})
