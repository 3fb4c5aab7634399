import { z } from 'zod'

/** Characters of an objection's code: Crockford's base 32, a hundred bits. */
export const CODE_LENGTH = 20

/** A line of a notice, and a text about one. */
export const LINE_MAX = 4000

const text = (max: number) => z.string().trim().min(1).max(max)

export const objectForm = z.object({
  words: text(LINE_MAX).meta({
    title: '异议内容',
    help: '写明对公示的哪一项有异议、理由和依据。',
    widget: 'textarea',
    personal: true,
  }),
  name: z.string().trim().max(100).default('').meta({
    title: '姓名或单位名称',
    help: '只有承办单位答复时能看到，不公开。',
    personal: true,
  }),
  contact: z.string().trim().max(100).default('').meta({
    title: '联系方式',
    help: '手机号、电子邮箱或通信地址。',
    personal: true,
  }),
  fileIds: z.array(z.uuid()).max(10).default([]).meta({ title: '附件', widget: 'file' }),
})

export const answerForm = z.object({
  outcome: z.enum(['upheld', 'rejected']).meta({
    title: '结论',
    widget: 'select',
    options: { upheld: '异议成立', rejected: '异议不成立' },
  }),
  answer: text(LINE_MAX).meta({ title: '书面答复', help: '异议人凭查询码可以看到。', widget: 'textarea' }),
})

/** What became of a lead 线索; nothing waits for it. */
export const leadForm = answerForm.extend({
  outcome: answerForm.shape.outcome.meta({
    title: '结论',
    widget: 'select',
    options: { upheld: '线索属实', rejected: '线索不实或无法核实' },
  }),
})

export const reasonForm = z.object({
  reason: text(500).meta({
    title: '原因',
    help: '公开显示，请勿写个人信息。',
    widget: 'textarea',
  }),
})

export const photoForm = z.object({
  fileId: z.uuid().meta({ title: '张贴照片', widget: 'file' }),
  takenOn: z.iso.date().meta({ title: '拍摄日期', widget: 'date' }),
})
