import { z } from 'zod'
import { EXPERT_TYPES, TECH_FIELDS } from '#platform/forms/classes.ts'
import { personalNumberFault } from '#platform/forms/id-number.ts'
import { dayText, line, prose, token } from '#platform/forms/text.ts'
import { PLACES } from '#platform/panel/forms.ts'

/** Rows of a declaration: more is a register, not a person. */
const ROWS_MAX = 30
/** Fields an expert names (domain/experts.md). */
export const FIELDS_MAX = 5
/** Entries of an earlier pool in one go. */
const CARRIED_MAX = 300

export const LEVELS = ['正高级', '副高级', '中级', '其他'] as const
export const DEGREES = ['博士', '硕士', '学士', '其他'] as const
export const EMPLOYMENTS = ['任职', '兼职', '借调', '关联单位'] as const
export const HOLDINGS = ['持股', '任董事', '有偿咨询', '许可', '合资'] as const
export const TIES = ['导师', '学生', '合著论文', '共同专利', '共同项目'] as const
/** Relations between whose ends five years lie (domain/experts.md H5). */
export const TEACHING: readonly string[] = ['导师', '学生']

const basic = '基本信息'
const declared = '回避事项申报'

const employer = z.object({
  unit: line(100, 2).meta({ title: '单位' }),
  kind: z.enum(EMPLOYMENTS).meta({ title: '关系', widget: 'select' }),
  until: dayText().optional().meta({ title: '到', widget: 'date', help: '现在仍是的不填。' }),
})
const kin = z.object({
  name: line(40).meta({ title: '姓名' }),
  relation: line(20).meta({ title: '关系' }),
  unit: line(100, 2).meta({ title: '单位' }),
  until: dayText().optional().meta({ title: '到', widget: 'date', help: '关系没有解除的不填。' }),
})
const holding = z.object({
  unit: line(100, 2).meta({ title: '企业' }),
  kind: z.enum(HOLDINGS).meta({ title: '关系', widget: 'select' }),
  until: dayText().optional().meta({ title: '到', widget: 'date', help: '现在仍是的不填。' }),
})
const tie = z.object({
  name: line(40).meta({ title: '姓名' }),
  kind: z.enum(TIES).meta({ title: '关系', widget: 'select' }),
  lastOn: dayText().meta({ title: '最近一次', widget: 'date' }),
})
const rows = <F extends z.ZodObject>(row: F, title: string, help: string) =>
  z
    .array(row)
    .max(ROWS_MAX)
    .default([])
    .meta({ title, help, widget: 'list', group: declared, personal: true })

/** What the pool knows of an expert; the public part of experts stands in the directories. */
export const expertForm = z.object({
  unit: line(100, 2).meta({ title: '工作单位', group: basic }),
  dept: line(60).optional().meta({ title: '部门', group: basic }),
  title: line(40).meta({ title: '职称', group: basic }),
  level: z.enum(LEVELS).meta({ title: '职称级别', widget: 'select', group: basic }),
  degree: z.enum(DEGREES).meta({ title: '学位', widget: 'select', group: basic }),
  type: z.enum(EXPERT_TYPES).meta({ title: '专家类型', widget: 'select', group: basic }),
  fields: z
    .array(z.enum(TECH_FIELDS))
    .min(1)
    .max(FIELDS_MAX)
    .meta({ title: '专业领域', widget: 'multiselect', group: basic }),
  place: z.enum(PLACES).exclude(['不限']).meta({ title: '所在地', widget: 'select', group: basic }),
  region: line(60, 2).meta({ title: '地区', group: basic }),
  employers: rows(employer, '近三年的单位', '写全工作、兼职、借调和关联单位，包括已经离开的。'),
  kin: rows(kin, '亲属', '配偶、三代以内血亲、近姻亲中在企业、高校、科研单位工作的。'),
  holdings: rows(holding, '持股、任职和合作', '近三年内有关系的企业。'),
  ties: rows(tie, '师生和合作', '近三年合作论文、专利、项目的人；师生写近五年。'),
  idNo: z
    .string()
    .trim()
    .refine((text) => personalNumberFault(text) === undefined, '居民身份证号不正确，请核对。')
    .optional()
    .meta({ title: '居民身份证号', secret: true, group: '保密信息', help: '加密保存，只用于核对身份。' }),
  bankAccount: token(40)
    .optional()
    .meta({ title: '收款银行账号', secret: true, group: '保密信息', help: '加密保存，只用于发放咨询费。' }),
})
export type ExpertForm = z.infer<typeof expertForm>

/** What conflicts are computed from. */
export type Declared = Pick<ExpertForm, 'employers' | 'kin' | 'holdings' | 'ties'>

export const recommendForm = z.object({
  personId: z.uuid().meta({ title: '推荐的人员', widget: 'person' }),
  reason: prose(500).meta({ title: '推荐理由', widget: 'textarea' }),
})

export const checkForm = z.object({
  equal: z.boolean().default(false).meta({
    title: '没有高级职称，认定为同等水平',
    widget: 'switch',
  }),
  opinion: prose(500).meta({ title: '审核意见', widget: 'textarea' }),
})

export const reasonForm = z.object({ reason: prose(500).meta({ title: '理由', widget: 'textarea' }) })

export const REMOVALS = ['违规行为', '三次无故缺席', '泄密'] as const
export const removalForm = z.object({
  ground: z.enum(REMOVALS).meta({ title: '移出的原因', widget: 'select' }),
  reason: prose(500).meta({ title: '说明', widget: 'textarea' }),
})

const carried = expertForm.pick({
  unit: true,
  title: true,
  level: true,
  degree: true,
  type: true,
  fields: true,
  place: true,
  region: true,
  employers: true,
})
/** Experts of the pool the unit kept before; each completes the own declarations. */
export const carryOverForm = z.object({
  basis: prose(300).meta({ title: '原专家库的依据', widget: 'textarea' }),
  experts: z
    .array(carried.extend({ login: line(60).meta({ title: '登录名' }) }))
    .min(1)
    .max(CARRIED_MAX)
    .meta({ title: '专家', widget: 'list', personal: true }),
})
