import { z } from 'zod'
import {
  INDUSTRY_SECTIONS,
  INDUSTRY_TITLES,
  MODES,
  TECH_FIELDS,
  TRL_TITLES,
} from '#platform/forms/classes.ts'
import { FEN_MAX } from '#platform/forms/money.ts'
import type { WithSource } from '#platform/forms/outside.ts'
import { dayText, line, openOnly, prose, SECRECY_LEVELS, token } from '#platform/forms/text.ts'
import { declarationForm } from '#platform/records/procedure.ts'

export const DEMAND_TYPES = ['技术攻关', '成果引进', '检测', '咨询', '融资', '人才'] as const
const LIST_MAX = 50
const basic = '需求概况'
const detail = '技术要求'
const money = '预算与期限'
const secrecy = '保密与披露'

const metricForm = z.object({
  name: line(50).meta({ title: '指标' }),
  value: line(100).meta({ title: '目标值' }),
  unit: line(20).nullish().meta({ title: '单位' }),
})

const budgetFen = () => z.int().min(1, '预算应大于 0；不便填写的请选“预算面议”。').max(FEN_MAX).nullish()

/** The complete form of a demand (domain/achievements.md, Demand 需求). */
export const demandForm = z.object({
  code: token(64).nullish().meta({ title: '编号', group: basic, help: '不填则由平台编号，编号不重复使用' }),
  name: line(100, 4).meta({ title: '名称', group: basic }),
  type: z.enum(DEMAND_TYPES).meta({ title: '需求类型', widget: 'select', group: basic }),
  techField: z.enum(TECH_FIELDS).meta({ title: '技术领域', widget: 'select', group: basic }),
  industrySection: z.enum(INDUSTRY_SECTIONS).nullish().meta({
    title: '行业门类',
    widget: 'select',
    options: INDUSTRY_TITLES,
    group: basic,
    fact: 'org.industrySection',
  }),
  industryDivision: token(2)
    .regex(/^\d{2}$/, '行业大类是两位数字，例如 14。')
    .nullish()
    .meta({ title: '行业大类', group: basic, fact: 'org.industryDivision' }),
  keywords: z.array(line(30)).max(LIST_MAX).nullish().meta({ title: '关键词', widget: 'tags', group: basic }),
  problem: prose(2000).meta({ title: '要解决的问题', widget: 'textarea', group: detail }),
  targetMetrics: z
    .array(metricForm)
    .max(LIST_MAX)
    .nullish()
    .meta({ title: '目标指标', widget: 'list', group: detail }),
  trlNeeded: z.int().min(1).max(9).nullish().meta({
    title: '需要的技术就绪度',
    widget: 'select',
    options: TRL_TITLES,
    group: detail,
    help: '成果至少要到哪一级才用得上；不填则按需求类型估计',
  }),
  cooperationModes: z
    .array(z.enum(MODES))
    .min(1)
    .max(MODES.length)
    .meta({ title: '合作方式', widget: 'multiselect', group: detail }),
  negotiable: z.boolean().nullish().meta({ title: '预算面议', widget: 'switch', group: money }),
  budgetMinFen: budgetFen().meta({ title: '预算下限', widget: 'money', unit: '元', group: money }),
  budgetMaxFen: budgetFen().meta({ title: '预算上限', widget: 'money', unit: '元', group: money }),
  priceConfirmed: z
    .boolean()
    .nullish()
    .meta({ title: '已核对价格单位', widget: 'switch', group: money, publicity: '不予公开' }),
  deadline: dayText().nullish().meta({ title: '截止日期', widget: 'date', group: money }),
  contact: line(100)
    .nullish()
    .meta({ title: '联系人及电话', group: money, personal: true, publicity: '不予公开' }),
  secrecy: openOnly().meta({
    title: '密级',
    widget: 'select',
    group: secrecy,
    options: Object.fromEntries(SECRECY_LEVELS.map((level) => [level, level])),
  }),
  blind: z.boolean().nullish().meta({
    title: '先不公开单位',
    widget: 'switch',
    group: secrecy,
    help: '公众和成果方只看到“匿名需求方”，看不到单位名称、类别、地区和行业；对方提出方案后，由贵单位逐个决定是否公开身份。审核人员能看到单位',
  }),
  confidentialParts: prose(2000).nullish().meta({
    title: '不公开的内容',
    widget: 'textarea',
    group: secrecy,
    help: '提交前与公开内容逐句比对；只有本单位能看到',
    personal: true,
    publicity: '不予公开',
  }),
})

/** A description not yet stored: what it says is read from it while it is typed. */
export const proposeForm = z.object({
  text: prose(2000).meta({ title: '您想解决什么问题？', widget: 'textarea' }),
})

/** A draft may lack anything but its name; what is not 公开 is refused even as a draft (practice.md P17). */
export const demandDraftForm = demandForm.partial().required({ name: true, secrecy: true })

/** A demand drafted and handed in by one act. */
export const postForm = demandDraftForm.extend(declarationForm.shape)

export type DemandForm = z.infer<typeof demandForm>
/** What a demand holds; any field may still be missing (待补充). Fields are never null, only absent. */
export type Demand = Partial<{ [Field in keyof DemandForm]: NonNullable<DemandForm[Field]> }> & WithSource
