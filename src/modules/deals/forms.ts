import { z } from 'zod'
import { line, prose } from '#platform/forms/text.ts'

const FILES_MAX = 10

export const intentForm = z.object({
  achievementId: z.uuid().meta({ title: '成果', widget: 'text' }),
  demandId: z.uuid().optional().meta({ title: '对应的需求', widget: 'text' }),
  message: prose(1000).min(5).meta({
    title: '合作意向',
    widget: 'textarea',
    help: '说明想解决什么问题、希望怎样合作。不要写技术秘密。',
  }),
})

/** 「我能解决」: an owner offers an achievement to a published demand. */
export const offerForm = z.object({
  demandId: z.uuid().meta({ title: '需求', widget: 'text' }),
  achievementId: z.uuid().meta({ title: '用哪项成果', widget: 'text' }),
  message: prose(1000).min(5).meta({
    title: '能怎样解决',
    widget: 'textarea',
    help: '说明这项成果能解决需求里的哪些问题、还差什么。不要写技术秘密。',
  }),
})

export const messageForm = z.object({
  body: prose(2000).meta({
    title: '留言',
    widget: 'textarea',
    help: '双方都能看到并长期保存；不要写技术秘密，要保密的资料请放资料室。',
  }),
  fileIds: z.array(z.uuid()).max(FILES_MAX).optional().meta({ title: '附件', widget: 'file' }),
})

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

/** Reasons only the clock gives. */
export const CLOCK_REASONS = { lapse: '对方未答复', stall: '长期无进展' } as const

export const endForm = z.object({
  reason: z.enum(END_REASONS).meta({ title: '原因', widget: 'select' }),
  explanation: prose(1000)
    .or(z.literal(''))
    .default('')
    .meta({ title: '补充说明', widget: 'textarea', help: '对方会看到。' }),
})

export const agreeForm = z.object({
  termsVersion: z.int().min(1).meta({ title: '同意的条款版本', widget: 'number' }),
  related: z.enum(['没有关联关系', '有关联关系']).optional().meta({
    title: '与对方的关联关系',
    widget: 'select',
    help: '包括持股、任职、近亲属和雇佣。由本单位申报，双方都能看到；有关联关系的也可以交易，但定价和公示须写明。',
  }),
  relatedNote: line(500).optional().meta({
    title: '关联关系说明',
    help: '有关联关系的写明是什么关系；系统提示了线索而没有关联关系的，写明为什么不是。',
  }),
})

/** One's name is shown to the other side only by saying so (blind demand). */
export const discloseForm = z.object({
  agrees: z
    .boolean()
    .refine((agrees) => agrees, '请确认同意公开；不同意的请选“取消”，对方仍只看到“匿名需求方”。')
    .meta({
      title: '同意对方看到本单位名称和经办人姓名',
      widget: 'switch',
      help: '公开后不能收回；此前的留言也会显示是谁写的。',
    }),
})

/** Whether the broker of the introduction may read the terms; both sides must say yes. */
export const brokerAccessForm = z.object({
  allowed: z.boolean().meta({
    title: '允许经纪人查看条款',
    widget: 'switch',
    help: '双方都允许后，经纪人可以查看条款版本和会面，看不到留言；任何一方可以随时收回。',
  }),
})

/** An open question about the terms, until somebody says it is settled. */
export const pointForm = z.object({
  field: z
    .string()
    .trim()
    .regex(/^[a-zA-Z]{1,40}$/)
    .optional()
    .meta({ title: '关于哪一项条款', widget: 'select' }),
  body: prose(500).min(2).meta({ title: '待议事项', widget: 'textarea' }),
})

export const pointAnswerForm = z.object({
  body: prose(500).or(z.literal('')).default('').meta({ title: '怎样解决的', widget: 'textarea' }),
})
