import { z } from 'zod'
import { line, prose, token, wallTime } from '#platform/forms/text.ts'

export const KINDS = ['对接会', '路演', '培训', '其他'] as const
export const AUDIENCES = { public: '公开报名', invited: '只邀请' } as const
export const ANSWERS = { continue: '继续洽谈', later: '以后再说', no: '不合适' } as const
/** Why not: the same eight classes as everywhere, so that they can be counted together. */
export const REASONS = [
  '太早期',
  '收益不清',
  '路线不清',
  '描述含糊',
  '价格',
  '地域',
  '已有方案',
  '其他',
] as const

/** No hall of the city holds more; a larger number is a slip. */
const CAPACITY_MAX = 5_000
/** An event of more than three days is a slip in the date. */
const LENGTH_MAX_MS = 3 * 86_400_000
const TABLES_MAX = 100
const LIST_MAX = 100

const eventFields = z.object({
  title: line(80, 4).meta({ title: '活动名称' }),
  kind: z.enum(KINDS).meta({ title: '类型', widget: 'select' }),
  startsAt: wallTime().meta({ title: '开始时间（北京时间）', widget: 'dateTime' }),
  endsAt: wallTime().meta({ title: '结束时间（北京时间）', widget: 'dateTime' }),
  place: line(200, 2).meta({ title: '地点' }),
  capacity: z.int().min(1).max(CAPACITY_MAX).meta({ title: '名额', unit: '人', widget: 'number' }),
  audience: z.enum(['public', 'invited']).meta({
    title: '参加方式',
    widget: 'select',
    options: AUDIENCES,
    help: '公开报名的在门户发布；只邀请的只有受邀单位看得到。',
  }),
  agenda: prose(3000).meta({ title: '议程和说明', widget: 'textarea' }),
})

export const eventForm = eventFields.superRefine(({ startsAt, endsAt }, context) => {
  const length = Date.parse(endsAt) - Date.parse(startsAt)
  if (length <= 0) context.addIssue({ code: 'custom', path: ['endsAt'], message: '结束时间应晚于开始时间。' })
  if (length > LENGTH_MAX_MS)
    context.addIssue({ code: 'custom', path: ['endsAt'], message: '一场活动不超过三天，请核对日期。' })
})

export const cancelForm = z.object({
  reason: line(300, 2).meta({ title: '取消的原因', widget: 'textarea', help: '报名和受邀的单位会收到。' }),
})

export const inviteForm = z.object({
  orgIds: z.array(z.uuid()).min(1).max(LIST_MAX).meta({ title: '邀请哪些单位', widget: 'tags' }),
})

export const designateForm = z.object({
  orgId: z.uuid().meta({ title: '服务机构', widget: 'org' }),
  allowed: z.boolean().meta({ title: '可以举办活动', widget: 'switch' }),
})

/** What the QR code of the day carries. */
const code = () => token(20).meta({ title: '签到码', help: '扫现场二维码会自动填写。' })

export const checkInForm = z.object({ code: code() })

export const guestForm = z.object({
  code: code(),
  name: line(40).meta({ title: '姓名', personal: true }),
  unit: line(100).meta({ title: '单位', personal: true }),
  phone: token(20)
    .regex(/^\+?[\d-]{5,20}$/, '请填写手机号或座机号。')
    .meta({ title: '电话', widget: 'phone', personal: true }),
})

export const pairForm = z.object({
  achievementId: z.uuid().optional().meta({ title: '成果', widget: 'text' }),
  demandId: z.uuid().optional().meta({ title: '需求', widget: 'text' }),
  sellerOrgId: z.uuid().optional().meta({ title: '成果方单位', widget: 'org', help: '已选成果的不用填。' }),
  buyerOrgId: z.uuid().optional().meta({ title: '需求方单位', widget: 'org', help: '已选需求的不用填。' }),
  met: z.boolean().default(false).meta({ title: '已经见面', widget: 'switch' }),
})

export const scheduleForm = z.object({
  pairIds: z.array(z.uuid()).min(1).max(LIST_MAX).meta({ title: '排哪些对接', widget: 'tags' }),
  from: wallTime().meta({ title: '从几点开始（北京时间）', widget: 'dateTime' }),
  tables: z.int().min(1).max(TABLES_MAX).meta({ title: '洽谈桌数', widget: 'number' }),
  minutes: z.int().min(5).max(240).meta({ title: '每场时长', unit: '分钟', widget: 'number' }),
})

export const answerForm = z.object({
  answer: z.enum(['continue', 'later', 'no']).meta({ title: '见面以后', widget: 'select', options: ANSWERS }),
  reason: z
    .enum(REASONS)
    .optional()
    .meta({ title: '不合适的原因', widget: 'select', when: { field: 'answer', in: ['no'] }, needed: true }),
  note: line(300).optional().meta({ title: '补充说明' }),
})
