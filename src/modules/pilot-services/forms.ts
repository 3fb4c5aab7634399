import { z } from 'zod'
import { instant } from '#platform/booking/forms.ts'
import { bookingFields } from '#platform/forms/booking.ts'
import { TECH_FIELDS, TRL_TITLES } from '#platform/forms/classes.ts'
import { FEN_MAX } from '#platform/forms/money.ts'
import { dayText, line, openOnly, prose, SECRECY_LEVELS, token } from '#platform/forms/text.ts'

/** Dangers of a process for which a line needs an approval of an authority. */
export const HAZARDS = ['易燃易爆', '有毒有害', '高温高压', '腐蚀', '生物安全'] as const
export type Hazard = (typeof HAZARDS)[number]
export const NO_HAZARD = '无危险'
export const BATCH_UNITS = ['千克', '克', '吨', '升', '毫升', '件', '片', '米'] as const
export const FEE_UNITS = ['批', '天', '小时', '次', '项'] as const

/** Processes and materials a line names; a page shows them all. */
const WORDS_MAX = 20
const APPROVALS_MAX = 20
/** More places on one line are several lines. */
const CAPACITY_MAX = 20
/** A batch of a billion units is a slip in the unit. */
const BATCH_MAX = 1_000_000_000
/** Days until the report: longer than two years is a project, not a service. */
const LEAD_DAYS_MAX = 730

const basic = '基本信息'
const ability = '能力'
const terms = '价格和周期'
const safety = '安全和保密'
const booking = '预约'
const rest = '联系与期限'

const trl = () => z.int().min(1).max(9)
const words = () => z.array(line(40)).max(WORDS_MAX)
const fen = () => z.int().min(0).max(FEN_MAX)
const amount = () => z.int().min(1, '应为 1 以上的整数；小数请换用更小的单位。').max(BATCH_MAX)

const approvalRow = z.object({
  hazard: z.enum(HAZARDS).meta({ title: '危险类别', widget: 'select' }),
  name: line(60).meta({ title: '批准或许可的名称' }),
  number: token(60).meta({ title: '批准文号' }),
  until: dayText().meta({ title: '有效期至', widget: 'date' }),
})
export type Approval = z.infer<typeof approvalRow>

/** A run is answered and cancelled by the procedure's own terms, not by those of a line. */
const { autoConfirm: _auto, cancelHours: _hours, ...booked } = bookingFields(booking)

/** 中试服务: what one line of a recognised base can do for others (domain/pilotbase.md, service). */
export const serviceForm = z.object({
  code: token(64).nullish().meta({ title: '编号', group: basic, help: '不填则由平台编号，编号不重复使用' }),
  name: line(100, 2).meta({ title: '产线或服务名称', group: basic }),
  techField: z.enum(TECH_FIELDS).meta({ title: '技术领域', widget: 'select', group: basic }),
  capability: prose(2000).meta({ title: '能做什么', widget: 'textarea', group: ability }),
  processes: words()
    .min(1)
    .meta({ title: '工艺', widget: 'tags', group: ability, help: '例如：酶解、喷雾干燥；检索按这些词匹配' }),
  materials: words()
    .min(1)
    .meta({ title: '适用物料', widget: 'tags', group: ability, help: '例如：鱼皮、虾壳' }),
  batchLeast: amount().meta({ title: '每批最少', widget: 'number', group: ability }),
  batchMost: amount().meta({ title: '每批最多', widget: 'number', group: ability }),
  batchUnit: z.enum(BATCH_UNITS).meta({ title: '批量单位', widget: 'select', group: ability }),
  trlFrom: trl().meta({ title: '可承接的成熟度起点', widget: 'select', options: TRL_TITLES, group: ability }),
  trlTo: trl().meta({ title: '可达到的成熟度', widget: 'select', options: TRL_TITLES, group: ability }),
  unitFeeFen: fen()
    .min(1, '单价应大于 0。')
    .meta({ title: '单价', widget: 'money', unit: '元', group: terms }),
  feeUnit: z.enum(FEE_UNITS).meta({ title: '计价单位', widget: 'select', group: terms }),
  leadDays: z
    .int()
    .min(1)
    .max(LEAD_DAYS_MAX)
    .meta({ title: '交付周期', unit: '天', widget: 'number', group: terms, help: '从开始中试到交付报告' }),
  hazards: z.array(z.enum(HAZARDS)).max(HAZARDS.length).nullish().meta({
    title: '可承接的危险类别',
    widget: 'multiselect',
    group: safety,
    help: '不承接有危险的工艺就不选',
  }),
  approvals: z
    .array(approvalRow)
    .max(APPROVALS_MAX)
    .nullish()
    .meta({ title: '安全批准', widget: 'list', group: safety, help: '每一类危险都须有有效的批准文号' }),
  keepsSecret: z.boolean().nullish().meta({ title: '可以保密承接', widget: 'switch', group: safety }),
  ...booked,
  capacity: z.int().min(1).max(CAPACITY_MAX).nullish().meta({
    title: '可同时进行的项目数',
    widget: 'number',
    group: booking,
    help: '不填为 1：同一时段只接一家',
  }),
  validUntil: dayText().nullish().meta({ title: '信息有效期至', widget: 'date', group: rest }),
  contact: line(100)
    .nullish()
    .meta({ title: '联系人及电话', group: rest, personal: true, publicity: '不予公开' }),
  secrecy: openOnly().meta({
    title: '密级',
    widget: 'select',
    group: rest,
    options: Object.fromEntries(SECRECY_LEVELS.map((level) => [level, level])),
  }),
})
export const serviceDraftForm = serviceForm.partial().required({ name: true, secrecy: true })

/** What a record holds: any field may still be missing (待补充). Fields are never null, only absent. */
export type PilotService = Partial<{
  [Field in keyof z.infer<typeof serviceForm>]: NonNullable<z.infer<typeof serviceForm>[Field]>
}>

const counted = (least: number) => z.coerce.number().int().min(least).max(BATCH_MAX)

/** What a client asks for. Process, material and note reach journal and log only as commitments: they are the client's. */
export const requestForm = z.object({
  from: instant.meta({ title: '开始' }),
  until: instant.meta({ title: '结束' }),
  achievement: token(40).nullish().meta({ title: '关联的成果', help: '成果页面地址的最后一段；可以不填' }),
  process: line(100, 2).meta({ title: '要做的工艺', personal: true }),
  material: line(100, 1).meta({ title: '物料', personal: true }),
  batch: counted(1).meta({ title: '批量', widget: 'number' }),
  hazard: z.enum([NO_HAZARD, ...HAZARDS]).meta({ title: '危险类别', widget: 'select' }),
  confidential: z
    .enum(['否', '是'])
    .meta({ title: '要求保密', widget: 'select', help: '选“是”：除双方经办人外，别人看不到项目名称' }),
  note: prose(1000).nullish().meta({ title: '补充说明', widget: 'textarea', personal: true }),
})

const reason = () => prose(500).meta({ title: '原因', widget: 'textarea', help: '对方会看到这段话' })

export const feasibleForm = z.object({
  opinion: prose(1000).meta({
    title: '可行性答复',
    widget: 'textarea',
    help: '能不能做、怎样做、需要客户准备什么',
  }),
  affiliated: z.boolean().meta({
    title: '客户与本基地有关联（同一集团、持股或共建单位）',
    widget: 'switch',
    help: '有关联的不计入对外服务',
  }),
})

export const quoteForm = z.object({
  feeFen: fen().min(1, '报价应大于 0。').meta({ title: '报价', widget: 'money', unit: '元' }),
  covers: prose(1000).meta({ title: '报价包含什么', widget: 'textarea' }),
  leadDays: z.int().min(1).max(LEAD_DAYS_MAX).meta({ title: '交付周期', unit: '天', widget: 'number' }),
})

export const contractForm = z.object({
  contractNo: token(60).nullish().meta({ title: '合同编号' }),
  signedOn: dayText().meta({ title: '签订日期', widget: 'date' }),
  fileId: z
    .uuid()
    .meta({ title: '双方签字盖章的合同', widget: 'scan', help: '扫描件或照片；由另一方核对后生效' }),
  silenceAccepts: z.boolean().optional().meta({
    title: '合同约定：报告送达后逾期未答复的视为验收',
    widget: 'switch',
    help: '平台的合同文本有这一条；另行约定的按合同填写',
  }),
})

export const moveForm = z.object({
  from: instant.meta({ title: '改到（开始）', help: '按日历上的格子，例如 2026-12-01T09:00:00+08:00' }),
  until: instant.meta({ title: '改到（结束）' }),
  reason: reason(),
})

export const safetyForm = z.object({
  checks: prose(1000).meta({ title: '检查情况', widget: 'textarea', help: '设备、场地、人员和应急措施' }),
  approvals: z
    .array(approvalRow)
    .max(APPROVALS_MAX)
    .nullish()
    .meta({ title: '补充的安全批准', widget: 'list' }),
})

export const reportForm = z.object({
  summary: prose(2000).meta({ title: '中试结果', widget: 'textarea' }),
  trlBefore: trl().meta({ title: '中试前的成熟度', widget: 'select', options: TRL_TITLES }),
  trlAfter: trl().meta({ title: '中试后的成熟度', widget: 'select', options: TRL_TITLES }),
  feeFen: fen().meta({
    title: '实际费用',
    widget: 'money',
    unit: '元',
    help: '双方在平台外结清，这里只作记录；不收费填 0',
  }),
  industrialised: z.boolean().meta({ title: '已转入产业化', widget: 'switch' }),
  fileId: z.uuid().meta({ title: '中试报告', widget: 'file' }),
})
export type Report = z.infer<typeof reportForm>

export const returnForm = z.object({ reason: reason() })
export const cancelForm = z.object({
  reason: line(200).nullish().meta({ title: '原因', help: '可以不填；填了对方会看到' }),
})
export const acceptForm = z.object({
  note: prose(500).nullish().meta({ title: '验收意见', widget: 'textarea' }),
})

/** What a seeker says: from where to where, and with what (the finder). */
export const findForm = z.object({
  q: z.string().trim().max(300).default(''),
  achievement: token(40).optional(),
  from: z.coerce.number().int().min(1).max(9).optional(),
  to: z.coerce.number().int().min(1).max(9).optional(),
  batch: counted(1).optional(),
  unit: z.enum(BATCH_UNITS).optional(),
  hazard: z.enum([NO_HAZARD, ...HAZARDS]).optional(),
  region: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})
export type Wanted = Omit<z.infer<typeof findForm>, 'limit'>
