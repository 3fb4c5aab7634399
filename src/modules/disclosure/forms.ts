import { z } from 'zod'
import { line, prose } from '#platform/forms/text.ts'

export const LEVELS = {
  nda: '签了保密协议即可查看',
  each: '保密协议之外，还须本单位逐个洽谈批准',
} as const

export const MODES = {
  view: '只在页面上看（逐页图片，带水印）',
  download: '可以下载（PDF 和图片带水印，其他格式原样）',
} as const

const declarations = {
  notSecret: z
    .boolean()
    .refine((yes) => yes, '涉密或内部的内容不能放入资料室，请按保密规定线下办理。')
    .meta({
      title: '声明：不属于国家秘密、工作秘密，也没有标注密级',
      widget: 'switch',
      help: '平台只保管商业上不公开的资料。带密级标志的内容会被拒绝，且不保存。',
    }),
  mayShow: z
    .boolean()
    .refine((yes) => yes, '无权披露的资料不能放入资料室。')
    .meta({ title: '声明：本单位有权向签了保密协议的一方披露，不侵犯他人权利', widget: 'switch' }),
}

/** What is in the room never stands in the journal: only salted commitments of title and text. */
const content = {
  title: line(100, 2).meta({
    title: '资料名称',
    personal: true,
    help: '签保密协议以前对方看不到名称，只知道有几份。',
  }),
  kind: z
    .enum(['file', 'text'])
    .meta({ title: '放什么', widget: 'select', options: { file: '一个文件', text: '一段文字' } }),
  fileId: z
    .uuid()
    .optional()
    .meta({ title: '文件', widget: 'file', when: { field: 'kind', in: ['file'] }, needed: true }),
  body: prose(20_000)
    .optional()
    .meta({
      title: '文字',
      widget: 'textarea',
      personal: true,
      when: { field: 'kind', in: ['text'] },
      needed: true,
    }),
  mode: z.enum(['view', 'download']).meta({
    title: '对方可以怎样看',
    widget: 'select',
    options: MODES,
    help: '只看不下载也挡不住截屏和拍照；水印写明查看单位、人员、时间和回执号，可以追查。',
  }),
}

export const itemForm = z.object({
  ...content,
  level: z.enum(['nda', 'each']).meta({ title: '给谁看', widget: 'select', options: LEVELS }),
  ...declarations,
})

export const versionForm = z.object({ ...content, ...declarations })

export const grantForm = z.object({
  granted: z
    .boolean()
    .meta({ title: '允许对方查看', widget: 'switch', help: '收回后对方立即不能再看，看过的回执保留。' }),
})
