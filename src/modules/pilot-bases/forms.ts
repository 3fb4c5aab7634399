import { z } from 'zod'
import { TECH_FIELDS } from '#platform/forms/classes.ts'
import { draftOf } from '#platform/forms/form.ts'
import { FEN_MAX } from '#platform/forms/money.ts'
import { dayText, line, prose, token } from '#platform/forms/text.ts'
import type { ScorePart } from './rules.ts'

/** Rows of each table of the form: a base with more than this belongs into an attached list. */
const ROWS_MAX = { equipment: 300, staff: 300, items: 100, partners: 10, files: 20 } as const
/** Larger halls than this are typed in the wrong unit. */
const M2_MAX = 1_000_000

export const RIGHTS = ['自有', '租赁'] as const
/** 学位 and 职称 in the classes the conditions ask for. */
export const DEGREES = ['大专及以下', '本科', '硕士', '博士'] as const
export const STAFF_TITLES = ['无', '初级', '中级', '副高级', '正高级'] as const
/** The rules of its own that a base must have (domain/pilotbase.md). */
export const OWN_RULES = ['管理制度', '收费标准', '保密和知识产权制度', '安全生产制度'] as const
export const GROUNDS = {
  failedTwice: '连续两次考核不合格',
  notCorrected: '整改期满未完成整改',
  notReported: '未按期报送年度考核材料',
  fraud: '弄虚作假',
  accident: '发生重大安全、环保或质量事故',
  dishonesty: '严重失信',
  closed: '停止运营',
} as const
export type Ground = keyof typeof GROUNDS
export const CHANGES = { name: '名称', site: '场地', body: '建设主体' } as const

const unit = '一、建设单位'
const site = '二、场地'
const plant = '三、中试设备'
const team = '四、专职队伍'
const service = '五、中试服务业绩'
const rules = '六、制度、安全和诚信'
const score = '七、自评'
const proof = '八、附件'

const fen = (max = FEN_MAX) => z.int().min(0).max(max)

const partner = z.object({
  unit: line(100, 2).meta({ title: '单位名称' }),
  role: line(200, 2).meta({ title: '承担的工作' }),
})

const equipmentRow = z.object({
  name: line(100).meta({ title: '设备名称' }),
  model: line(100).meta({ title: '型号' }),
  assetNo: token(60).meta({ title: '资产编号', help: '同一台设备只能列一次；合作单位之间也不得重复计算。' }),
  originalFen: fen().min(1).meta({ title: '原值', widget: 'money', unit: '元' }),
  boughtOn: dayText().meta({ title: '购置日期', widget: 'date' }),
  owner: line(100, 2).meta({ title: '所有权单位' }),
})

const staffRow = z.object({
  name: line(40).meta({ title: '姓名' }),
  idTail: token(4)
    .regex(/^\d{3}[\dXx]$/, '请填证件号码的后四位。')
    .meta({ title: '证件号后四位', help: '只用来核对是否在两家基地同时专职，不公开。' }),
  title: z.enum(STAFF_TITLES).meta({ title: '职称', widget: 'select' }),
  degree: z.enum(DEGREES).meta({ title: '学历学位', widget: 'select' }),
  fullTime: z.boolean().meta({ title: '专职', widget: 'switch' }),
  techn: z.boolean().meta({ title: '技术人员', widget: 'switch' }),
})

const itemRow = z.object({
  name: line(200, 2).meta({ title: '中试项目' }),
  client: line(100, 2).meta({ title: '委托单位', help: '为本单位自己做的填本单位名称。' }),
  external: z.boolean().meta({ title: '对外服务', widget: 'switch' }),
  from: dayText().meta({ title: '开始日期', widget: 'date' }),
  to: dayText().meta({ title: '完成日期', widget: 'date' }),
  fen: fen().meta({ title: '服务收入', widget: 'money', unit: '元' }),
  result: line(500, 2).meta({ title: '结果', help: '例如：完成放大试验，成果转入产业化。' }),
})

const points = (title: string, help: string) =>
  z.int().min(0).max(10_000).meta({ title, help, widget: 'basisPoints', unit: '分' })

/** The five parts of the score sheet, hundredths of a point each. The weights are a rule, checked by `rules.ts`. */
const sheet = {
  site: points('场地和设备', '自己按评分表估计；评审时以专家评分为准。'),
  team: points('专职队伍', ''),
  service: points('服务业绩', '数量、对外比例、收入'),
  results: points('转化成效', ''),
  management: points('管理和安全', ''),
} satisfies Record<ScorePart, z.ZodType>

/** 中试基地认定申报表: everything a county and the city judge by. */
export const applicationForm = z.object({
  baseName: line(80, 4).meta({ title: '基地名称', group: unit }),
  unit: line(100, 2).meta({ title: '申报单位', group: unit, fact: 'org.name' }),
  field: z.enum(TECH_FIELDS).meta({ title: '技术领域', widget: 'select', group: unit }),
  operatingSince: dayText().meta({ title: '在本市正常运营始于', widget: 'date', group: unit }),
  capability: prose(3000).meta({
    title: '中试能力和转化经验',
    widget: 'textarea',
    group: unit,
    help: '公开登记内容，不要写技术秘密。',
  }),
  joint: z.boolean().meta({ title: '联合申报', widget: 'switch', group: unit }),
  partners: z
    .array(partner)
    .max(ROWS_MAX.partners)
    .optional()
    .meta({ title: '合作单位', widget: 'list', group: unit, when: { field: 'joint', in: [true] } }),
  agreementId: z
    .uuid()
    .optional()
    .meta({
      title: '合作协议（材料库）',
      widget: 'evidence',
      group: unit,
      when: { field: 'joint', in: [true] },
      publicity: '不予公开',
    }),
  address: line(200, 4).meta({ title: '场地地址', group: site, fact: 'org.address' }),
  siteM2: z
    .int()
    .min(1)
    .max(M2_MAX)
    .meta({ title: '场地面积', unit: '平方米', widget: 'number', group: site }),
  siteRight: z.enum(RIGHTS).meta({ title: '场地权属', widget: 'select', group: site }),
  leaseUntil: dayText()
    .optional()
    .meta({ title: '租赁到期日', widget: 'date', group: site, when: { field: 'siteRight', in: ['租赁'] } }),
  equipment: z
    .array(equipmentRow)
    .max(ROWS_MAX.equipment)
    .meta({ title: '中试设备', widget: 'list', group: plant }),
  staff: z.array(staffRow).max(ROWS_MAX.staff).meta({
    title: '专职队伍',
    widget: 'list',
    group: team,
    personal: true,
    publicity: '不予公开',
  }),
  pilotItems: z.array(itemRow).max(ROWS_MAX.items).meta({
    title: '近年完成的中试项目',
    widget: 'list',
    group: service,
    publicity: '依申请公开',
  }),
  serviceIncomeFen: fen().meta({ title: '上年中试服务收入', widget: 'money', unit: '元', group: service }),
  investedFen: fen().meta({ title: '基地建设累计投入', widget: 'money', unit: '元', group: service }),
  ownRules: z
    .array(z.enum(OWN_RULES))
    .max(OWN_RULES.length)
    .meta({ title: '已经建立的制度', widget: 'multiselect', group: rules }),
  accidents: z.boolean().meta({
    title: '近年发生过安全、环保、质量事故或有失信记录',
    widget: 'switch',
    group: rules,
    help: '如实填写；审核中查出未申报的，不予受理并按弄虚作假处理。',
  }),
  accidentNote: line(500)
    .optional()
    .meta({ title: '事故或失信情况', group: rules, when: { field: 'accidents', in: [true] }, needed: true }),
  selfScore: z
    .object(sheet)
    .meta({ title: '自评分', group: score, publicity: '不予公开', mostRule: 'pilotbase.score.parts' }),
  selfReport: prose(5000).meta({ title: '自评报告', widget: 'textarea', group: score }),
  fileIds: z
    .array(z.uuid())
    .max(ROWS_MAX.files)
    .optional()
    .meta({ title: '证明材料', widget: 'file', group: proof, publicity: '不予公开' }),
})

const draftRows = <F extends z.ZodRawShape>(list: z.ZodType, row: z.ZodObject<F>, most: number) =>
  z
    .array(draftOf(row))
    .max(most)
    .optional()
    .meta({ ...list.meta(), atSubmit: true })
const { baseName, partners, equipment, staff, pilotItems, selfScore } = applicationForm.shape

/** A draft may lack anything but its name, within its rows too. */
export const draftForm = draftOf(applicationForm).extend({
  baseName,
  partners: z
    .array(draftOf(partner))
    .max(ROWS_MAX.partners)
    .optional()
    .meta(partners.meta() ?? {}),
  equipment: draftRows(equipment, equipmentRow, ROWS_MAX.equipment),
  staff: draftRows(staff, staffRow, ROWS_MAX.staff),
  pilotItems: draftRows(pilotItems, itemRow, ROWS_MAX.items),
  selfScore: draftOf(selfScore)
    .optional()
    .meta({ ...selfScore.meta(), atSubmit: true }),
})

export type Application = z.infer<typeof applicationForm>
/** What was typed so far. */
export type Typed = z.infer<typeof draftForm>
/** What of it can be judged: rows that are filled in half are left out. */
export type Draft = Omit<Typed, Rows> & { [K in Rows]?: Application[K] | undefined }
type Rows = 'partners' | 'equipment' | 'staff' | 'pilotItems'

export function draftToJudge(typed: Typed): Draft {
  const whole = <R>(row: z.ZodType<R>, rows: readonly unknown[] | undefined) =>
    rows?.flatMap((one) => row.safeParse(one).data ?? [])
  return {
    ...typed,
    partners: whole(partner, typed.partners),
    equipment: whole(equipmentRow, typed.equipment),
    staff: whole(staffRow, typed.staff),
    pilotItems: whole(itemRow, typed.pilotItems),
  }
}

const reason = (title: string) => prose(2000).min(5).meta({ title, widget: 'textarea' })

export const submitForm = z.object({
  explanation: prose(2000).optional().meta({
    title: '对未达到条件的说明',
    widget: 'textarea',
    help: '只对规则尚未确认的条件适用；审核人会看到。',
  }),
})

/** 补正: everything that is missing, said once. */
export const correctionForm = z.object({
  items: z.array(line(300, 2)).min(1).max(30).meta({ title: '需要补正的内容（一次说全）', widget: 'tags' }),
})

export const recommendForm = z.object({ opinion: reason('推荐意见') })

/** 审核人查到的情况; compared with what the applicant declared. */
export const accidentForm = z.object({
  found: line(500, 5).meta({ title: '查到的事故或失信记录', help: '时间、来源和经过。' }),
})

export const formalForm = z.object({ opinion: reason('形式审查意见') })

/** What an expert fills in; sealed from the self-score, which is no part of it. */
export const ballotForm = z.object({
  site: sheet.site.meta({ ...sheet.site.meta(), help: '按评分表独立打分。' }),
  team: sheet.team,
  service: sheet.service,
  results: sheet.results,
  management: sheet.management,
  reason: reason('评审意见'),
})

/** 续租: the lease as it stands now, while the certificate waits for it. */
export const leaseForm = z.object({
  leaseUntil: dayText().meta({ title: '续租后的到期日', widget: 'date' }),
  fileIds: z
    .array(z.uuid())
    .min(1)
    .max(ROWS_MAX.files)
    .meta({ title: '续租合同', widget: 'file', publicity: '不予公开' }),
})

const visitor = z.object({
  name: line(40).meta({ title: '姓名' }),
  unit: line(100, 2).meta({ title: '单位' }),
})

/** 现场考察表. */
export const siteForm = z.object({
  visitedOn: dayText().meta({ title: '考察日期', widget: 'date' }),
  visitors: z.array(visitor).max(20).meta({ title: '考察人员', widget: 'list', personal: true }),
  findings: reason('考察情况'),
  matches: z.boolean().meta({ title: '现场与申报内容一致', widget: 'switch' }),
})

export const meetingForm = z.object({
  heldOn: dayText().meta({ title: '会议日期', widget: 'date' }),
  minutesNo: line(60, 2).meta({ title: '会议纪要编号' }),
  resolution: reason('会议决定'),
})

const because = (title: string) => z.object({ reason: reason(title) })
export const refusalForm = because('不予认定的理由')
export const reviewAgainForm = because('重新评审的理由')
export const declineForm = because('不予推荐的理由')
export const renewalRefusalForm = because('不予续期的理由')
export const changeRefusalForm = because('不予变更的理由')
export const uncorrectedForm = because('整改不到位的理由')
export const revokeForm = because('撤销的理由')

export const certificateForm = z.object({
  certNo: token(60).min(4).meta({ title: '证书编号', help: '按本单位办公室给定的编号填写，不得重复。' }),
  plateNo: token(60).min(2).meta({ title: '牌匾编号' }),
})

/** The yearly report of a base; figures that services can fill arrive with them. */
export const reportForm = z.object({
  items: z.int().min(0).max(10_000).meta({ title: '完成中试项目数', widget: 'number', unit: '项' }),
  externalItems: z.int().min(0).max(10_000).meta({ title: '其中对外服务', widget: 'number', unit: '项' }),
  incomeFen: fen().meta({ title: '中试服务收入', widget: 'money', unit: '元' }),
  industrialised: z
    .int()
    .min(0)
    .max(10_000)
    .meta({ title: '转入产业化的项目', widget: 'number', unit: '项' }),
  equipmentFen: fen().meta({ title: '年末设备原值', widget: 'money', unit: '元' }),
  staff: z.int().min(0).max(10_000).meta({ title: '年末专职技术人员', widget: 'number', unit: '人' }),
  accidents: z.boolean().meta({ title: '发生过安全、环保或质量事故', widget: 'switch' }),
  summary: prose(5000).min(5).meta({ title: '年度工作总结', widget: 'textarea' }),
  selfScore: applicationForm.shape.selfScore,
  fileIds: applicationForm.shape.fileIds,
})
export type Report = z.infer<typeof reportForm>

export const assessmentSheet = z.object({ ...sheet, reason: reason('考核意见') })

export const correctionPlanForm = z.object({
  done: reason('整改情况'),
  fileIds: applicationForm.shape.fileIds,
})

export const opinionForm = z.object({ opinion: reason('意见') })

export const changeForm = z.object({
  baseId: z.uuid().meta({ title: '基地', widget: 'text' }),
  what: z
    .array(z.enum(['name', 'site', 'body']))
    .min(1)
    .max(3)
    .meta({ title: '变更事项', widget: 'multiselect', options: CHANGES }),
  changedOn: dayText().meta({ title: '变更日期', widget: 'date' }),
  newName: line(80, 4).optional().meta({ title: '新名称' }),
  newAddress: line(200, 4).optional().meta({ title: '新地址' }),
  newSiteM2: applicationForm.shape.siteM2
    .meta({ title: '新场地面积', unit: '平方米', widget: 'number' })
    .optional(),
  newOrgId: z.uuid().optional().meta({ title: '新建设主体', widget: 'org' }),
  account: reason('变更情况'),
  fileIds: applicationForm.shape.fileIds,
})
export type Change = z.infer<typeof changeForm>

export const revocationForm = z.object({
  baseId: z.uuid().meta({ title: '基地', widget: 'text' }),
  ground: z
    .enum(Object.keys(GROUNDS) as [Ground, ...Ground[]])
    .meta({ title: '拟撤销的事由', widget: 'select', options: GROUNDS }),
  facts: reason('事实和证据'),
})

export const noticeOfGroundsForm = z.object({ facts: reason('告知的事实、理由和依据') })
export const statementForm = z.object({
  statement: reason('陈述和申辩'),
  fileIds: applicationForm.shape.fileIds,
})
export const hearingForm = z.object({
  heldOn: dayText().meta({ title: '听证日期', widget: 'date' }),
  record: reason('听证笔录要点'),
})

/** A base recognised on paper before the platform: taken into the register with its document. */
export const existingForm = z.object({
  orgId: z.uuid().meta({ title: '建设单位', widget: 'org' }),
  name: applicationForm.shape.baseName.meta({ title: '基地名称' }),
  field: z.enum(TECH_FIELDS).meta({ title: '技术领域', widget: 'select' }),
  address: line(200, 4).meta({ title: '场地地址' }),
  siteM2: z.int().min(1).max(M2_MAX).meta({ title: '场地面积', unit: '平方米', widget: 'number' }),
  equipmentFen: fen().meta({ title: '设备原值', widget: 'money', unit: '元' }),
  staff: z.int().min(0).max(10_000).meta({ title: '专职技术人员', widget: 'number', unit: '人' }),
  certNo: certificateForm.shape.certNo,
  plateNo: certificateForm.shape.plateNo,
  documentNo: line(60, 4).meta({ title: '认定文件文号' }),
  from: dayText().meta({ title: '有效期自', widget: 'date' }),
  until: dayText().meta({ title: '有效期至', widget: 'date' }),
})
export type Existing = z.infer<typeof existingForm>
