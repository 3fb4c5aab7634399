import { z } from 'zod'
import { instant } from '#platform/booking/forms.ts'
import { bookingFields } from '#platform/forms/booking.ts'
import { EXPERT_TYPES, IPC, TECH_FIELDS } from '#platform/forms/classes.ts'
import { personalNumberFault } from '#platform/forms/id-number.ts'
import { FEN_MAX } from '#platform/forms/money.ts'
import { creditCode } from '#platform/identity/forms.ts'
import { dayText, line, openOnly, prose, SECRECY_LEVELS, token } from '#platform/forms/text.ts'

export const SERVICE_TYPES = ['技术转移', '评估', '法律', '知产代理', '检测', '孵化', '金融'] as const
/** Classes of 大型科研仪器 as the national sharing network lists them; names only. */
export const INSTRUMENT_CLASSES = [
  '分析仪器',
  '物理性能测试仪器',
  '计量仪器',
  '电子测量仪器',
  '海洋仪器',
  '地球探测仪器',
  '大气探测仪器',
  '特种检测仪器',
  '激光器',
  '工艺试验仪器',
  '计算机及其配套设备',
  '医学诊断仪器',
  '其他仪器',
] as const
export const FEE_BASES = ['按小时', '按样品', '按次', '按天'] as const
export const BROKER_LEVELS = ['初级', '中级', '高级'] as const
export const EXPERT_SERVICES = ['咨询', '检测', '培训', '评价', '合作研发', '兼职'] as const

/** Most rows of a list inside a record: a page shows them all. */
const ROWS_MAX = 50
/** Fields an expert names: domain/experts.md. */
export const EXPERT_FIELDS_MAX = 5

const basic = '基本信息'
const offer = '服务与收费'
const proof = '资质与业绩'
const booking = '预约'
const rest = '联系与期限'

const code = () =>
  token(64).nullish().meta({ title: '编号', group: basic, help: '不填则由平台编号，编号不重复使用' })

const techFields = (max: number) => z.array(z.enum(TECH_FIELDS)).max(max)

const secrecy = () =>
  openOnly().meta({
    title: '密级',
    widget: 'select',
    group: rest,
    options: Object.fromEntries(SECRECY_LEVELS.map((level) => [level, level])),
  })

const validUntil = () => dayText().nullish().meta({ title: '信息有效期至', widget: 'date', group: rest })

const contact = () =>
  line(100).nullish().meta({ title: '联系人及电话', group: rest, personal: true, publicity: '不予公开' })

const feeFen = () => z.int().min(1, '收费应大于 0；不便标价的请选“面议”。').max(FEN_MAX).nullish()

const priceRow = z.object({
  item: line(60).meta({ title: '项目' }),
  unit: line(20).meta({ title: '计价单位', help: '例如：件、次、小时' }),
  priceFen: feeFen().meta({ title: '收费', widget: 'money', unit: '元' }),
  negotiable: z.boolean().nullish().meta({ title: '面议', widget: 'switch' }),
})

const performanceRow = z.object({
  year: z.int().min(1990).max(2999).meta({ title: '年份', widget: 'number' }),
  text: line(200).meta({ title: '业绩' }),
})

const qualificationRow = z.object({
  name: line(60).meta({ title: '资质名称' }),
  number: token(60).meta({ title: '证书编号' }),
  issuer: line(60).nullish().meta({ title: '发证机构' }),
  validUntil: dayText().meta({ title: '有效期至', widget: 'date' }),
  evidenceId: z.uuid().nullish().meta({ title: '证书（材料库）', widget: 'evidence', publicity: '不予公开' }),
})

/** 服务机构: what an organisation offers to others (domain/achievements.md, Service body). */
export const serviceBodyForm = z.object({
  code: code(),
  name: line(100, 4).meta({ title: '机构名称', group: basic, fact: 'org.name' }),
  creditCode: creditCode.meta({ title: '统一社会信用代码', group: basic, fact: 'org.creditCode' }),
  types: z
    .array(z.enum(SERVICE_TYPES))
    .min(1)
    .max(SERVICE_TYPES.length)
    .meta({ title: '服务类型', widget: 'multiselect', group: basic }),
  techFields: techFields(TECH_FIELDS.length)
    .nullish()
    .meta({ title: '熟悉的技术领域', widget: 'multiselect', group: basic }),
  summary: prose(2000).meta({ title: '服务介绍', widget: 'textarea', group: offer }),
  prices: z.array(priceRow).max(ROWS_MAX).nullish().meta({ title: '价目表', widget: 'list', group: offer }),
  qualifications: z.array(qualificationRow).max(ROWS_MAX).nullish().meta({
    title: '资质',
    widget: 'list',
    group: proof,
    help: '证书从材料库选用；有效期过后公开页面上的资质标识自动撤下',
  }),
  performance: z
    .array(performanceRow)
    .max(ROWS_MAX)
    .nullish()
    .meta({ title: '业绩', widget: 'list', group: proof }),
  website: z
    .url('网址应以 http:// 或 https:// 开头。')
    .max(200)
    .nullish()
    .meta({ title: '网址', group: rest }),
  validUntil: validUntil(),
  contact: contact(),
  secrecy: secrecy(),
})

const feeRow = z.object({
  basis: z.enum(FEE_BASES).meta({ title: '计费方式', widget: 'select' }),
  priceFen: feeFen().meta({ title: '收费', widget: 'money', unit: '元' }),
  negotiable: z.boolean().nullish().meta({ title: '面议', widget: 'switch' }),
  note: line(100).nullish().meta({ title: '说明' }),
})

/** 仪器设备 with what its booking calendar follows (domain/achievements.md, Instrument). */
export const instrumentForm = z.object({
  code: code(),
  name: line(100, 2).meta({ title: '仪器名称', group: basic }),
  model: line(100).meta({ title: '规格型号', group: basic }),
  maker: line(100).nullish().meta({ title: '生产厂家', group: basic }),
  category: z.enum(INSTRUMENT_CLASSES).meta({ title: '仪器类别', widget: 'select', group: basic }),
  techField: z.enum(TECH_FIELDS).nullish().meta({ title: '技术领域', widget: 'select', group: basic }),
  originalValueFen: z
    .int()
    .min(1, '原值应大于 0。')
    .max(FEN_MAX)
    .meta({ title: '原值', widget: 'money', unit: '元', group: basic }),
  priceConfirmed: z
    .boolean()
    .nullish()
    .meta({ title: '已核对价格单位', widget: 'switch', group: basic, publicity: '不予公开' }),
  boughtOn: dayText().nullish().meta({ title: '购置日期', widget: 'date', group: basic }),
  location: line(100).meta({ title: '放置地点', group: basic }),
  capability: prose(2000).meta({ title: '功能与技术指标', widget: 'textarea', group: offer }),
  fees: z.array(feeRow).max(ROWS_MAX).nullish().meta({ title: '收费标准', widget: 'list', group: offer }),
  feeRule: prose(1000).nullish().meta({ title: '收费说明', widget: 'textarea', group: offer }),
  ...bookingFields(booking),
  validUntil: validUntil(),
  contact: contact(),
  secrecy: secrecy(),
})

/** Everything a profile says of its person is personal: it stands outside the versions and is public only by consent. */
const own = { personal: true } as const
const closed = { personal: true, publicity: '不予公开' } as const

/** Text of a profile that the public reads: no identity number, no phone (domain/README convention 6). */
const told = (max: number) =>
  prose(max).superRefine((text, context) => {
    const message = personalNumberFault(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

/** Said in a file by whoever brings profiles: the person agreed in writing. On the platform the person agrees when submitting. */
const agreed = () =>
  z
    .boolean()
    .nullish()
    .meta({ title: '本人书面同意公开', widget: 'switch', group: rest, publicity: '不予公开' })

/** 技术经纪人 (domain/achievements.md, Broker). */
export const brokerForm = z.object({
  code: code(),
  name: line(40, 2).meta({ title: '姓名', group: basic, ...own }),
  level: z.enum(BROKER_LEVELS).meta({ title: '级别', widget: 'select', group: basic, ...own }),
  certificateNo: token(60).meta({ title: '证书编号', group: basic, ...own }),
  issuer: line(60)
    .nullish()
    .meta({ title: '发证机构', group: basic, ...own }),
  certificateUntil: dayText().meta({ title: '证书有效期至', widget: 'date', group: basic, ...own }),
  evidenceId: z
    .uuid()
    .nullish()
    .meta({ title: '证书（材料库）', widget: 'evidence', group: basic, ...closed }),
  techFields: techFields(TECH_FIELDS.length)
    .min(1)
    .meta({ title: '熟悉的技术领域', widget: 'multiselect', group: basic, ...own }),
  introduction: told(2000).meta({ title: '自我介绍', widget: 'textarea', group: basic, ...own }),
  agreed: agreed(),
  validUntil: validUntil(),
  contact: contact(),
  secrecy: secrecy(),
})

/** What an expert publishes of oneself; pool, draws, bank and identity numbers are no part of it (domain/experts.md). */
export const expertForm = z.object({
  code: code(),
  name: line(40, 2).meta({ title: '姓名', group: basic, ...own }),
  jobTitle: line(60).meta({ title: '职称或职务', group: basic, ...own }),
  types: z
    .array(z.enum(EXPERT_TYPES))
    .min(1)
    .max(EXPERT_TYPES.length)
    .meta({ title: '专家类别', widget: 'multiselect', group: basic, ...own }),
  techFields: techFields(EXPERT_FIELDS_MAX)
    .nullish()
    .meta({ title: '技术领域', widget: 'multiselect', group: basic, help: '最多 5 个', ...own }),
  ipc: z
    .array(token(20).toUpperCase().regex(IPC, 'IPC 分类号应写作 A23L 或 A23L17/00 的格式。'))
    .max(EXPERT_FIELDS_MAX)
    .nullish()
    .meta({ title: 'IPC 分类号', widget: 'tags', group: basic, help: '最多 5 个', ...own }),
  services: z
    .array(z.enum(EXPERT_SERVICES))
    .min(1)
    .max(EXPERT_SERVICES.length)
    .meta({ title: '可以提供', widget: 'multiselect', group: basic, ...own }),
  introduction: told(2000).meta({ title: '专长介绍', widget: 'textarea', group: basic, ...own }),
  agreed: agreed(),
  validUntil: validUntil(),
  contact: contact(),
  secrecy: secrecy(),
})

/** A draft may lack anything but its name; what is not 公开 is refused even as a draft (P17). */
export function draftOf(form: z.ZodObject): z.ZodObject {
  return form.partial().required({ name: true, secrecy: true })
}

/** A person agrees that the profile is published, and knows that the agreement can be taken back (PIPL 14, 15). */
export const consentForm = z.object({
  consents: z
    .boolean()
    .refine((yes) => yes, '请确认同意公开，否则不能提交；随时可以撤回同意，页面随即撤下。')
    .meta({
      title: '我同意在平台上公开以上资料（联系电话不公开），并知道随时可以撤回',
      widget: 'switch',
    }),
})

/** Longest note of a use, in minutes: a day. */
const DAY_MINUTES = 1_440
const SAMPLES_MAX = 10_000

/** What somebody asks for who wants to use an instrument. */
export const bookingForm = z.object({
  from: instant.meta({ title: '开始' }),
  until: instant.meta({ title: '结束' }),
  purpose: line(300, 2).meta({
    title: '用途',
    widget: 'textarea',
    help: '只有管理单位能看到。写明样品、要做的测试和有无危险，不要写技术秘密',
  }),
  samples: z.coerce
    .number()
    .int()
    .min(1)
    .max(SAMPLES_MAX)
    .nullish()
    .meta({ title: '样品数', widget: 'number' }),
})

export const cancelForm = z.object({
  reason: line(200).nullish().meta({ title: '原因', help: '可以不填；填了管理单位会看到' }),
})

/** Noted by the keeper; the fee is settled between the two outside the platform (practice.md P25). */
export const usageForm = z.object({
  usedMinutes: z.int().min(1).max(DAY_MINUTES).meta({ title: '实际使用', unit: '分钟', widget: 'number' }),
  usedSamples: z.int().min(0).max(SAMPLES_MAX).nullish().meta({ title: '样品数', widget: 'number' }),
  feeFen: z
    .int()
    .min(0)
    .max(FEN_MAX)
    .meta({ title: '费用', widget: 'money', unit: '元', help: '双方在平台外结清，这里只作记录；不收费填 0' }),
  note: prose(500).nullish().meta({ title: '说明', widget: 'textarea' }),
})

export const noShowForm = z.object({
  note: prose(500).nullish().meta({ title: '说明', widget: 'textarea' }),
})

type Held<Form extends z.ZodObject> = Partial<{
  [Field in keyof z.infer<Form>]: NonNullable<z.infer<Form>[Field]>
}>
/** What a record holds: any field may still be missing (待补充). Fields are never null, only absent. */
export type ServiceBody = Held<typeof serviceBodyForm>
export type Instrument = Held<typeof instrumentForm>
export type Broker = Held<typeof brokerForm>
export type Expert = Held<typeof expertForm>
