import { z } from 'zod'
import { amountFen } from '#platform/forms/amount.ts'
import { askWhatApplies } from '#platform/forms/form.ts'
import { dayText, line, prose } from '#platform/forms/text.ts'
import { creditCode } from '#platform/identity/forms.ts'
import { lotForm } from '../forms.ts'

const matter = '标的'
const price = '底价和保证金'
const fields = lotForm.shape

/** What the exchange outside announces; the terms are those of a lot. */
export const outsideForm = z.object({
  achievementId: fields.achievementId,
  exchange: line(100).meta({
    title: '交易机构',
    group: matter,
    help: '例如省产权交易中心、技术产权交易所的全称。',
  }),
  mode: fields.mode,
  routeReason: prose(500).min(5).meta({
    title: '采用场外交易的理由',
    widget: 'textarea',
    group: matter,
    help: '国资监管单位核定进场交易的，写明意见的单位和文号。',
  }),
  conditions: fields.conditions,
  floorFen: amountFen(1).meta({ title: '底价', widget: 'money', unit: '元', group: price }),
  priceBasis: prose(1000).min(5).meta({
    title: '底价的依据',
    widget: 'textarea',
    group: price,
    help: '评估、同类交易比较或成本等；须备案的写明评估备案编号。',
  }),
  depositFen: amountFen().meta({
    title: '保证金',
    widget: 'money',
    unit: '元',
    group: price,
    help: '由交易机构收取和退还，平台不经手；没有的填 0。',
  }),
  deliverables: fields.deliverables,
  termMonths: fields.termMonths,
  acceptance: fields.acceptance,
  payment: fields.payment,
  liability: fields.liability,
})

export type OutsideForm = z.infer<typeof outsideForm>

/** Why something goes back or ends. */
export const reasonForm = z.object({
  reason: prose(500).min(2).meta({ title: '原因', widget: 'textarea', help: '本单位的同事会看到。' }),
})

export const OUTCOMES = ['成交', '未成交'] as const
/** More bidders than any sale of technology has had. */
const BIDDERS_MAX = 10_000
const ifSold = { when: { field: 'outcome', in: ['成交'] }, needed: true } as const

const certificateFileId = z.uuid().meta({
  title: '交易凭证',
  widget: 'file',
  help: '交易机构出具的交易凭证；未成交的，上传其通知。',
})

const readShape = z.object({
  outcome: z.enum(OUTCOMES).meta({ title: '结果', widget: 'select' }),
  winnerName: line(200)
    .optional()
    .meta({ title: '受让方名称', help: '与营业执照一致。', ...ifSold }),
  winnerCode: creditCode
    .optional()
    .meta({ title: '统一社会信用代码', help: '受让方应当已在平台注册。', ...ifSold }),
  priceFen: amountFen(1)
    .optional()
    .meta({ title: '成交价', widget: 'money', unit: '元', ...ifSold }),
  bidders: z.int().min(0).max(BIDDERS_MAX).meta({ title: '参加家数', widget: 'number', unit: '家' }),
  receipt: line(100)
    .optional()
    .meta({ title: '交易凭证号', ...ifSold }),
  doneOn: dayText().meta({ title: '成交日期', widget: 'date', help: '未成交的，填公告结束的日期。' }),
})

/** The result as the exchange fills it into the file. */
export const readForm = readShape.superRefine((read, context) => askWhatApplies(readShape, read, context))

const resultShape = readShape.extend({ certificateFileId })

/** The result with the certificate it rests on. */
export const resultForm = resultShape.superRefine((result, context) =>
  askWhatApplies(resultShape, result, context),
)

export type Result = z.infer<typeof resultShape>

/** The same by the file the exchange filled in. */
export const resultFileForm = z.object({
  fileId: z.uuid().meta({
    title: '交易机构填好的表格',
    widget: 'file',
    help: '从本页下载、由交易机构填好“结果”一页的 xlsx 文件，原样上传。',
  }),
  certificateFileId,
})
