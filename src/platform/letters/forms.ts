import { z } from 'zod'
import { dayText, line, prose, token } from '../forms/text.ts'
import type { Step } from './life.ts'

/** Paragraphs of one letter, and characters of one; longer texts go into an attachment. */
const PARAGRAPHS_MAX = 100
const PARAGRAPH_MAX = 2000
/** Names of attachments and units copied to: what fits on one page. */
const NAMES_MAX = 20
const COPIES_MAX = 100

const id = z.uuid()
/** The version the person read; another one means the text changed meanwhile. */
const version = z.int().min(1)
const note = z
  .string()
  .trim()
  .max(500)
  .default('')
  .meta({ title: '说明', widget: 'textarea', help: '可不填' })
const reason = prose(500).meta({ title: '原因', widget: 'textarea' })

export const oneLetter = z.object({ id })

export const draftForm = z.object({
  id,
  version,
  title: line(120, 4).meta({ title: '标题' }),
  // May name people: in the log only as a commitment.
  text: z
    .string()
    .trim()
    .min(1)
    .max(PARAGRAPHS_MAX * 200)
    .refine((text) => paragraphsOf(text).length <= PARAGRAPHS_MAX, `最多 ${PARAGRAPHS_MAX} 段。`)
    .refine(
      (text) => paragraphsOf(text).every((part) => part.length <= PARAGRAPH_MAX),
      `每段最多 ${PARAGRAPH_MAX} 字。`,
    )
    .meta({ title: '正文', widget: 'textarea', help: '每段一行', personal: true }),
  attachments: z.array(line(80)).max(NAMES_MAX).default([]).meta({ title: '附件名称', widget: 'tags' }),
  copies: z.array(line(60)).max(NAMES_MAX).default([]).meta({ title: '抄送', widget: 'tags' }),
})

export function paragraphsOf(text: string): string[] {
  return text
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

const numberFields = {
  number: token(40)
    .optional()
    .meta({ title: '文号', help: '按本单位办公室给出的文号填写，例如 示科字〔2026〕12号；从号段取号时留空' }),
  seriesId: z.uuid().optional().meta({ title: '从号段取号', help: '办公室借给平台的号段' }),
} as const

const sealFields = {
  sealName: line(60).optional().meta({ title: '印章名称', help: '例如 示例局（公章）' }),
  copies: z.int().min(1).max(COPIES_MAX).optional().meta({ title: '用印份数', widget: 'number' }),
} as const

/** What an act carries: the fields of every step a city may have merged into it. */
export const actForm = z.object({ id, version, note, ...numberFields, ...sealFields })
export type ActInput = z.infer<typeof actForm>

/** The form of the dialog for these steps. */
export function dialogOf(group: readonly Step[], series: Readonly<Record<string, string>>): z.ZodObject {
  const hasSeries = Object.keys(series).length > 0
  return z.object({
    ...(group.includes('number') && {
      number: numberFields.number,
      ...(hasSeries && {
        seriesId: z
          .enum(Object.keys(series))
          .optional()
          .meta({ title: '从号段取号', widget: 'select', options: series }),
      }),
    }),
    ...(group.includes('seal') && {
      sealName: line(60).meta({ title: '印章名称', help: '盖章后登记；平台不制作印章' }),
      copies: z.int().min(1).max(COPIES_MAX).default(2).meta({ title: '用印份数', widget: 'number' }),
    }),
    note,
  })
}

export const reasonForm = z.object({ id, version, reason })
export const reasonDialog = z.object({ reason })

export const WAYS = { electronic: '电子送达', post: '邮寄送达', hand: '直接送达' } as const

const serviceFields = {
  way: z
    .enum(Object.keys(WAYS) as [keyof typeof WAYS, ...(keyof typeof WAYS)[]])
    .meta({ title: '送达方式', options: WAYS }),
  servedOn: dayText()
    .nullable()
    .default(null)
    .meta({ title: '送达日期', widget: 'date', help: '回执上签收的日期；电子送达为当日，不用填' }),
  receiptFileId: z
    .uuid()
    .nullable()
    .default(null)
    .meta({ title: '送达回执', widget: 'file', help: '邮寄、直接送达须上传签收的回执或照片' }),
} as const

/** `org:<id>` or `person:<id>`. */
const addressee = z.string().regex(/^(?:org|person):[0-9a-f-]{36}$/, '请选择收件人。')

export const serveForm = z.object({ id, version, addressee, ...serviceFields, note })
export type ServeInput = z.infer<typeof serveForm>

export function serveDialog(addressees: Readonly<Record<string, string>>): z.ZodObject {
  return z.object({
    addressee: z
      .enum(Object.keys(addressees))
      .meta({ title: '收件人', widget: 'select', options: addressees }),
    ...serviceFields,
    note,
  })
}

export const consentForm = z.object({
  for: z.enum(['org', 'self']).meta({ title: '为谁', options: { org: '本单位', self: '本人' } }),
})

export const seriesForm = z.object({
  prefix: line(20, 2)
    .regex(/^\p{Script=Han}+$/u, '应为机关代字，例如 示科字，不含年份和编号。')
    .meta({ title: '机关代字' }),
  year: z.int().min(2000).max(2099).meta({ title: '年份', widget: 'number' }),
  first: z.int().min(1).max(99_999).meta({ title: '起号', widget: 'number' }),
  last: z.int().min(1).max(99_999).meta({ title: '止号', widget: 'number' }),
})

export const sealPictureForm = z.object({
  name: line(60).meta({ title: '印章名称' }),
  fileId: z.uuid().nullable().meta({ title: '印章图片', widget: 'file', help: 'PNG；留空则停用现有图片' }),
})
