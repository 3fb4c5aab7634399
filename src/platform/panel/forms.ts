import { z } from 'zod'
import { EXPERT_TYPES, TECH_FIELDS } from '../forms/classes.ts'
import { dayText, line, prose } from '../forms/text.ts'

/** Where experts of a row come from; the city is that of the installation. */
export const PLACES = ['不限', '本市', '本市以外'] as const
export type Place = (typeof PLACES)[number]

/** No panel is larger: a table seats no more, and a draw stays readable. */
const SEATS_MAX = 31
const ROWS_MAX = 12
/** Fields of one row: an expert names at most five. */
const FIELDS_MAX = 5
/** An applicant names at most so many experts to leave out (domain/experts.md H7). */
export const EXCLUSIONS_MAX = 3

const reason = (title: string) => prose(500).meta({ title, widget: 'textarea' })

const row = z.object({
  type: z.enum(EXPERT_TYPES).meta({ title: '专家类型', widget: 'select' }),
  place: z.enum(PLACES).meta({ title: '地区', widget: 'select' }),
  fields: z
    .array(z.enum(TECH_FIELDS))
    .max(FIELDS_MAX)
    .default([])
    .meta({ title: '专业领域', widget: 'multiselect', help: '不选表示不限领域。' }),
  seats: z.int().min(1).max(SEATS_MAX).meta({ title: '席位', unit: '人' }),
})

/** 评审组建条件: fixed before anybody knows who could be drawn. */
export const criteriaForm = z.object({
  rows: z.array(row).min(1).max(ROWS_MAX).meta({ title: '席位', widget: 'list' }),
  outsideShareBp: z
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .meta({ title: '本市以外专家占比不低于', widget: 'basisPoints', unit: '%' }),
  meetingOn: dayText().meta({ title: '会议日期', widget: 'date' }),
  meetingPlace: line(100, 2).meta({ title: '会议地点' }),
  reason: prose(500).optional().meta({
    title: '修改理由',
    widget: 'textarea',
    help: '第一次确定条件不用写；放宽领域或地区必须写明理由。',
  }),
})
export type Criteria = z.infer<typeof criteriaForm>

export const exclusionForm = z.object({
  name: line(40).meta({ title: '专家姓名', personal: true }),
  unit: line(100, 2).meta({ title: '专家单位', personal: true }),
  reason: reason('回避理由').meta({ title: '回避理由', widget: 'textarea', personal: true }),
})

export const freezeForm = z.object({
  seedName: line(100, 4).meta({
    title: '将采用的公开号码',
    help: '写明名称和期次，例如“中国福利彩票双色球第2026137期开奖号码”。号码必须在冻结之后才产生。',
  }),
  seedAt: z.iso.datetime({ offset: true }).meta({ title: '号码公布时间', widget: 'dateTime' }),
})

export const seedForm = z.object({
  seed: line(200).meta({ title: '公开号码', help: '照公布的数字录入，数字之间用空格隔开，先后不限。' }),
  source: line(300, 4).meta({ title: '号码来源', help: '写明在哪里看到，例如官方网站的网址。' }),
})

export const redrawForm = z.object({ reason: reason('重新抽取的理由') })

export const CONFLICTS = {
  H1: '同一单位（含下属、关联和借调），现在或近三年',
  H2: '参与了本项目或同批竞争项目的申报、实施或咨询',
  H3: '与申报方有关人员是配偶、近亲属或近姻亲',
  H4: '近三年持股、任董事、有偿咨询、许可或合资',
  H5: '师生关系，或近三年合作论文、专利、项目',
  H6: '参加过被复核的决定或投诉处理',
  H7: '申报方在抽取前申请回避并说明了理由',
} as const
export type ConflictKind = keyof typeof CONFLICTS
export const CONFLICT_KINDS = Object.keys(CONFLICTS) as ConflictKind[]
/** What an expert declares; the exclusion an applicant named is none of it. */
export const DECLARED = CONFLICT_KINDS.filter((kind) => kind !== 'H7')

export const replyForm = z.object({
  accepts: z.boolean().meta({ title: '能参加评审', widget: 'switch' }),
  conflicts: z
    .array(z.enum(DECLARED))
    .max(DECLARED.length)
    .default([])
    .meta({ title: '应当回避的情形', widget: 'multiselect', options: CONFLICTS, personal: true }),
  soft: prose(500).optional().meta({
    title: '其他可能影响公正的关系',
    widget: 'textarea',
    help: '例如同城同细分领域的竞争、朋友关系；由专家组组长决定并记录。',
    personal: true,
  }),
  reason: prose(500).optional().meta({ title: '不能参加的原因', widget: 'textarea', personal: true }),
})

export const commitForm = z.object({
  confidential: z.literal(true, '请先确认保密承诺。').meta({
    title: '承诺对评审内容、讨论和结果保密',
    widget: 'switch',
  }),
  noConflict: z.literal(true, '请先确认没有应当回避的情形。').meta({
    title: '承诺没有应当回避而未申报的情形',
    widget: 'switch',
  }),
})

/** A breach of confidence ends a seat also after its ballot. */
export const LEAK = '泄密'

export const removeForm = z.object({
  conflict: z.enum([...CONFLICT_KINDS, '未到会', LEAK, '其他']).meta({
    title: '更换的原因',
    widget: 'select',
    options: CONFLICTS,
  }),
  reason: reason('说明'),
})

export const answerForm = z.object({
  agrees: z.boolean().meta({ title: '核准', widget: 'switch' }),
  words: reason('核准或否决的理由'),
})

export const chairForm = z.object({ seatId: z.uuid().meta({ title: '推选的组长' }) })

export const softForm = z.object({
  stays: z.boolean().meta({ title: '可以继续参加评审', widget: 'switch' }),
  reason: reason('决定的理由'),
})

export const opinionForm = z.object({
  opinion: prose(6000).meta({ title: '专家组意见', widget: 'textarea' }),
})

export const confirmForm = z.object({
  agrees: z.boolean().meta({ title: '同意专家组意见', widget: 'switch' }),
  dissent: prose(2000)
    .optional()
    .meta({ title: '不同意见', widget: 'textarea', help: '保留在专家组意见后面。' }),
})

export const payForm = z.object({
  feeFen: z.int().min(0).max(10_000_000).meta({ title: '咨询费', widget: 'money', unit: '元' }),
})

export const rateForm = z.object({
  rating: z.int().min(1).max(5).meta({ title: '履职评价', unit: '分（1 至 5）' }),
  words: reason('评价说明'),
})
