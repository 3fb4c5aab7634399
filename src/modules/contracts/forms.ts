import { z } from 'zod'
import { dayText, line } from '#platform/forms/text.ts'

/** What a text that is signed is for: the contract itself, or what is signed on the way to it and after it. */
export const PURPOSES = {
  contract: '技术合同',
  nda: '保密协议',
  trial: '试用协议',
  supplement: '补充协议',
} as const
export type Purpose = keyof typeof PURPOSES

export const makeForm = z.object({ id: z.uuid().meta({ title: '洽谈' }) })

export const ndaForm = z.object({
  use: z.string().trim().max(500).default('').meta({
    title: '使用目的',
    help: '不填则为“评估项目，商谈合作条件”。',
  }),
  subject: z.string().trim().max(1000).default('').meta({
    title: '特别保密的内容',
    widget: 'textarea',
    help: '只写名称和类别，不要写技术秘密本身；不填则为标明“保密”的全部资料。',
  }),
  termMonths: z.int().min(1).max(240).default(36).meta({ title: '保密期限', unit: '月', widget: 'number' }),
  mutual: z.boolean().default(true).meta({ title: '双方都提供保密信息', widget: 'switch' }),
})

export const supplementForm = z.object({
  changes: line(4000, 5).meta({
    title: '变更和补充的内容',
    widget: 'textarea',
    help: '写明原合同第几条、改成什么；价款写清数字。',
  }),
  reason: z.string().trim().max(500).default('').meta({ title: '原因', widget: 'textarea' }),
})

export const rejectForm = z.object({
  reason: line(500, 2).meta({ title: '原因', widget: 'textarea', help: '对方会看到；洽谈退回到商定条款。' }),
})

const place = (title: string) =>
  line(80, 1).meta({
    title,
    group: '民法典第八百四十五条各项在哪里（写条款号或页码，例如“第二条”“第 3 页”；没有的写“无”）',
  })

/** The nine points of 民法典 845, found by the parties in a text of their own. */
export const pointsForm = z.object({
  name: place('项目的名称'),
  subject: place('标的的内容、范围和要求'),
  performance: place('履行的计划、地点和方式'),
  secrecy: place('技术信息和资料的保密'),
  ownership: place('技术成果的归属和收益的分配办法'),
  acceptance: place('验收标准和方法'),
  terms: place('名词和术语的解释'),
  documents: place('作为合同组成部分的技术文档'),
  patents: place('涉及专利的事项（名称、申请人、申请日、申请号、专利号、有效期限）'),
})

export const LANGUAGES = { zh: '中文', both: '中外文对照', other: '外文' } as const

export const ownTextForm = z.object({
  fileId: z.uuid().meta({ title: '合同文本（PDF 或 docx）', widget: 'file' }),
  language: z
    .enum(['zh', 'both', 'other'])
    .default('zh')
    .meta({ title: '文本语言', widget: 'select', options: LANGUAGES }),
  chineseFileId: z
    .uuid()
    .optional()
    .meta({
      title: '中文文本',
      widget: 'file',
      when: { field: 'language', in: ['other'] },
      help: '外文合同应当同时有中文文本，登记时以中文文本为准。',
    }),
  ...pointsForm.shape,
})

export const signerForm = z.object({
  name: line(40, 2).meta({ title: '姓名', help: '与身份证件一致' }),
  role: line(30, 2).meta({ title: '以什么身份签署', help: '例如：项目负责人、成果完成人、担保人' }),
})

export const removeSignerForm = z.object({ signerId: z.uuid().meta({ title: '签署人' }) })

export const approvalForm = z.object({
  kind: z.enum(['fiscal', 'export']).meta({
    title: '文件种类',
    widget: 'select',
    options: { fiscal: '项目管理机构的批准文件（科技进步法 34）', export: '技术出口许可证' },
  }),
  number: line(80, 2).meta({ title: '文号或证号' }),
  issuedBy: line(100, 2).meta({ title: '批准机关' }),
  approvedOn: dayText().meta({ title: '批准日期', widget: 'date' }),
  evidenceId: z.uuid().meta({
    title: '材料库中的文件',
    help: '先在“材料库”存入批准文件，再在这里选用。',
    widget: 'evidence',
  }),
})

export const rightAnswerForm = z.object({
  rightKey: line(200, 1).meta({ title: '哪一项权利', widget: 'select' }),
  holders: line(300, 2).meta({
    title: '权利人',
    help: '写明征询了谁；多位完成人用顿号隔开。',
    personal: true,
  }),
  offeredOn: dayText().meta({ title: '告知条件的日期', widget: 'date' }),
  answer: z
    .enum(['放弃', '行使', '同意', '不同意', '逾期未答', '不享有'])
    .meta({ title: '答复', widget: 'select', help: '“不享有”须在说明里写明理由。' }),
  note: z.string().trim().max(500).default('').meta({ title: '说明', widget: 'textarea' }),
  fileId: z.uuid().optional().meta({
    title: '书面材料',
    widget: 'file',
    help: '放弃书、同意书，或者告知的凭证；“放弃”“同意”“逾期未答”必须上传。',
  }),
})
