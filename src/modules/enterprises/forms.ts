import { z } from 'zod'
import { INDUSTRY_SECTIONS, INDUSTRY_TITLES, TECH_FIELDS } from '#platform/forms/classes.ts'
import { FEN_MAX } from '#platform/forms/money.ts'
import { dayText, line, prose, token } from '#platform/forms/text.ts'
import { creditCode } from '#platform/identity/forms.ts'

export const SCALES = ['大型', '中型', '小型', '微型'] as const

/** Years a register may speak of; earlier and later ones are slips. */
const FIRST_YEAR = 1949
const LAST_YEAR = 2999
const PEOPLE_MAX = 1_000_000

const basic = '基本信息'
const field = '行业与产品'
const title = '资格'
const figures = '年度数据（不公开）'
const contact = '联系人（不公开）'

const year = () => z.int().min(FIRST_YEAR).max(LAST_YEAR).nullish()
const closed = { publicity: '不予公开' } as const

/** What the register says of an enterprise, besides figures and contacts. */
const told = {
  creditCode: creditCode.nullish().meta({ title: '统一社会信用代码', group: basic }),
  name: line(100, 2).meta({ title: '企业名称', group: basic }),
  region: line(40).nullish().meta({ title: '所在县区', group: basic, widget: 'region' }),
  foundedOn: dayText().nullish().meta({ title: '成立日期', widget: 'date', group: basic }),
  scale: z.enum(SCALES).nullish().meta({ title: '规模', widget: 'select', group: basic }),
  industrySection: z
    .enum(INDUSTRY_SECTIONS)
    .nullish()
    .meta({ title: '行业门类', widget: 'select', options: INDUSTRY_TITLES, group: field }),
  industryDivision: token(2)
    .regex(/^\d{2}$/, '行业大类是两位数字，例如 14。')
    .nullish()
    .meta({ title: '行业大类', group: field, help: '国民经济行业分类（GB/T 4754—2017）两位代码' }),
  products: prose(500).nullish().meta({ title: '主要产品', widget: 'textarea', group: field }),
  techFields: z
    .array(z.enum(TECH_FIELDS))
    .max(TECH_FIELDS.length)
    .nullish()
    .meta({ title: '技术领域', widget: 'multiselect', group: field }),
  highTechYear: year().meta({ title: '高新技术企业认定年度', widget: 'number', group: title }),
  highTechNo: token(40).nullish().meta({ title: '高企证书编号', group: title }),
  smeYear: year().meta({ title: '科技型中小企业入库年度', widget: 'number', group: title }),
  smeNo: token(40)
    .nullish()
    .meta({ title: '科小登记编号', group: title, help: '按国家平台给的编号原样填写' }),
  titleSource: line(100).nullish().meta({ title: '资格的来源', group: title, help: '例如：省科技厅公告' }),
}

/** Figures of one year, each with the fact it becomes when the firm confirms it. */
export const FIGURES = {
  revenueFen: { key: 'org.revenue', title: '营业收入', unit: '分' },
  rdExpenseFen: { key: 'org.rdExpense', title: '研发费用', unit: '分' },
  assetsFen: { key: 'org.totalAssets', title: '资产总额', unit: '分' },
  staff: { key: 'org.staff', title: '职工总数', unit: '人' },
  techStaff: { key: 'org.techStaff', title: '科技人员数', unit: '人' },
} as const
export type FigureField = keyof typeof FIGURES
export const FIGURE_FIELDS = Object.keys(FIGURES) as readonly FigureField[]

const fen = () => z.int().min(0).max(FEN_MAX).nullish()
const people = () => z.int().min(0).max(PEOPLE_MAX).nullish()

const counted = {
  figureYear: year().meta({ title: '数据年度', widget: 'number', group: figures, ...closed }),
  revenueFen: fen().meta({
    title: FIGURES.revenueFen.title,
    widget: 'money',
    unit: '元',
    group: figures,
    ...closed,
  }),
  rdExpenseFen: fen().meta({
    title: FIGURES.rdExpenseFen.title,
    widget: 'money',
    unit: '元',
    group: figures,
    ...closed,
  }),
  assetsFen: fen().meta({
    title: FIGURES.assetsFen.title,
    widget: 'money',
    unit: '元',
    group: figures,
    ...closed,
  }),
  staff: people().meta({
    title: FIGURES.staff.title,
    unit: '人',
    widget: 'number',
    group: figures,
    ...closed,
  }),
  techStaff: people().meta({
    title: FIGURES.techStaff.title,
    unit: '人',
    widget: 'number',
    group: figures,
    ...closed,
  }),
  figureSource: line(100)
    .nullish()
    .meta({ title: '数据来源', group: figures, help: '例如：2025 年度研发统计', ...closed }),
}

const reached = {
  contactName: line(40)
    .nullish()
    .meta({ title: '联系人', group: contact, personal: true, ...closed }),
  contactPhone: line(40)
    .nullish()
    .meta({ title: '联系电话', group: contact, personal: true, ...closed }),
}

/** An enterprise as the bureau enters it. */
export const enterpriseForm = z.object({ ...told, ...counted, ...reached })
export type EnterpriseInput = z.infer<typeof enterpriseForm>

/** What is kept of it in the record itself. */
export const toldForm = z.object(told)
export type Told = Partial<{
  [Field in keyof z.infer<typeof toldForm>]: NonNullable<z.infer<typeof toldForm>[Field]>
}>
export const TOLD_FIELDS = Object.keys(told) as readonly (keyof Told)[]

/** What the firm itself may correct of its record; name and code are the business of its verification. */
export const correctionForm = z.object({
  foundedOn: told.foundedOn,
  scale: told.scale,
  industrySection: told.industrySection,
  industryDivision: told.industryDivision,
  products: told.products,
  techFields: told.techFields,
  ...reached,
})

/** The firm's word on one figure: right as it is, or this instead. */
export const figureWordForm = z.object({
  value: z
    .int()
    .min(0)
    .max(FEN_MAX)
    .nullish()
    .meta({ title: '更正为', help: '数据无误的不填，直接确认；金额以分、人数以人计' }),
})
