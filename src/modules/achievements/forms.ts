import { z } from 'zod'
import {
  INDUSTRY_SECTIONS,
  INDUSTRY_TITLES,
  IPC,
  MODES,
  TECH_FIELDS,
  TRL_TITLES,
} from '#platform/forms/classes.ts'
import { FEN_MAX } from '#platform/forms/money.ts'
import type { WithSource } from '#platform/forms/outside.ts'
import { dayText, line, openOnly, prose, SECRECY_LEVELS, token } from '#platform/forms/text.ts'

export const KINDS = ['基础理论', '应用技术', '软科学'] as const
export const FUNDING_SOURCES = ['国家财政', '省财政', '市财政', '县财政', '企业', '自筹'] as const
export const FISCAL: readonly string[] = ['国家财政', '省财政', '市财政', '县财政']
export const IP_TYPES = [
  '发明专利',
  '实用新型',
  '外观设计',
  '软件著作权',
  '集成电路布图设计专有权',
  '植物新品种权',
  '生物医药新品种',
  '技术秘密',
  '其他',
] as const
export const IP_STATES = ['申请中', '已授权', '失效'] as const
export const PRICE_MODES = ['协议定价', '挂牌', '拍卖'] as const
export const EXPORT_CONTROL = ['否', '限制出口', '禁止出口'] as const

/** Ten thousand basis points are the whole. */
export const WHOLE_BP = 10_000
const LIST_MAX = 50

const basic = '基本信息'
const owner = '权属与资金'
const property = '知识产权'
const supply = '转化意向'
const content = '成果介绍'
const secrecy = '保密与披露'

const coOwnerForm = z.object({
  orgId: z.uuid().nullish().meta({ title: '平台单位', widget: 'org' }),
  name: line(100).meta({ title: '共有人名称' }),
  shareBp: z
    .int()
    .min(1, '份额应大于 0。')
    .max(WHOLE_BP)
    .meta({ title: '份额', widget: 'basisPoints', unit: '%' }),
  consent: z.boolean().meta({ title: '已书面同意发布', widget: 'switch' }),
})

const ipForm = z.object({
  type: z.enum(IP_TYPES).meta({ title: '类型', widget: 'select' }),
  number: token(60)
    .nullish()
    .meta({ title: '申请号或登记号', help: '专利号写作 ZL202110123456.7 或 202110123456.7 均可' }),
  status: z.enum(IP_STATES).meta({ title: '法律状态', widget: 'select' }),
  filedOn: dayText().nullish().meta({ title: '申请日', widget: 'date' }),
  publishedOn: dayText().nullish().meta({ title: '公布日', widget: 'date' }),
  grantedOn: dayText().nullish().meta({ title: '授权日', widget: 'date' }),
  expiresOn: dayText()
    .nullish()
    .meta({ title: '届满日', widget: 'date', help: '不填则按申请日和法定期限推算' }),
  owners: z.array(line(100)).max(LIST_MAX).nullish().meta({ title: '权利人', widget: 'tags' }),
})

/** The complete form (domain/achievements.md, Data). Optional fields are those the rule page leaves optional. */
export const achievementForm = z.object({
  code: token(64).nullish().meta({ title: '编号', group: basic, help: '不填则由平台编号，编号不重复使用' }),
  name: line(100, 4).meta({ title: '名称', group: basic }),
  kind: z.enum(KINDS).meta({ title: '成果类别', widget: 'select', group: basic }),
  techField: z.enum(TECH_FIELDS).meta({ title: '技术领域', widget: 'select', group: basic }),
  techField2: line(50).nullish().meta({ title: '二级领域', group: basic }),
  industrySection: z
    .enum(INDUSTRY_SECTIONS)
    .meta({ title: '行业门类', widget: 'select', options: INDUSTRY_TITLES, group: basic }),
  industryDivision: token(2)
    .regex(/^\d{2}$/, '行业大类是两位数字，例如 14。')
    .meta({ title: '行业大类', group: basic, help: '国民经济行业分类（GB/T 4754—2017）两位代码' }),
  keywords: z.array(line(30)).max(LIST_MAX).nullish().meta({ title: '关键词', widget: 'tags', group: basic }),

  jobRelated: z.boolean().meta({ title: '是否职务成果', widget: 'switch', group: owner }),
  coOwners: z.array(coOwnerForm).max(LIST_MAX).nullish().meta({
    title: '共有人及份额',
    widget: 'list',
    group: owner,
    help: '含本单位在内列出全部共有人，份额合计 100%；独有的不填',
  }),
  fundingSource: z.enum(FUNDING_SOURCES).meta({ title: '资金来源', widget: 'select', group: owner }),
  projectNo: token(60)
    .nullish()
    .meta({ title: '项目编号', group: owner, when: { field: 'fundingSource', in: FISCAL } }),
  conversionDue: dayText()
    .nullish()
    .meta({
      title: '约定转化期限',
      widget: 'date',
      group: owner,
      when: { field: 'fundingSource', in: FISCAL },
    }),

  ip: z
    .array(ipForm)
    .max(LIST_MAX)
    .nullish()
    .meta({
      title: '知识产权',
      widget: 'list',
      group: property,
      pick: { from: '/my/patents', take: 'ip', title: '从知识产权台账选入' },
    }),
  ipc: z
    .array(token(20).toUpperCase().regex(IPC, 'IPC 分类号应写作 A23L 或 A23L17/00 的格式。'))
    .max(LIST_MAX)
    .nullish()
    .meta({ title: 'IPC 分类号', widget: 'tags', group: property }),
  trl: z
    .int()
    .min(1)
    .max(9)
    .meta({ title: '技术就绪度', widget: 'select', options: TRL_TITLES, group: property }),
  trlEvidence: z
    .array(z.uuid())
    .max(LIST_MAX)
    .nullish()
    .meta({ title: '就绪度证明材料', widget: 'file', group: property, publicity: '不予公开' }),

  modes: z
    .array(z.enum(MODES))
    .min(1)
    .max(MODES.length)
    .meta({ title: '转化方式', widget: 'multiselect', group: supply }),
  licensorMayUse: z
    .enum(['可以', '不可以'])
    .nullish()
    .meta({ title: '许可后许可人自己可否实施', widget: 'select', group: supply }),
  sublicensable: z.boolean().nullish().meta({ title: '可转许可', widget: 'switch', group: supply }),
  territory: line(100).nullish().meta({ title: '许可地域', group: supply }),
  licenceMonths: z
    .int()
    .min(1)
    .max(1200)
    .nullish()
    .meta({ title: '许可期限', unit: '个月', widget: 'number', group: supply }),
  priceMode: z.enum(PRICE_MODES).meta({ title: '定价方式', widget: 'select', group: supply }),
  negotiable: z.boolean().nullish().meta({ title: '价格面议', widget: 'switch', group: supply }),
  priceFen: z
    .int()
    .min(1, '价格应大于 0；不便标价的请选“价格面议”。')
    .max(FEN_MAX)
    .nullish()
    .meta({ title: '意向价格', widget: 'money', unit: '元', group: supply }),
  priceConfirmed: z
    .boolean()
    .nullish()
    .meta({ title: '已核对价格单位', widget: 'switch', group: supply, publicity: '不予公开' }),

  summary: prose(2000).meta({ title: '简介', widget: 'textarea', group: content }),
  advantages: prose(2000).nullish().meta({ title: '技术优势', widget: 'textarea', group: content }),
  application: prose(2000).nullish().meta({ title: '应用范围', widget: 'textarea', group: content }),
  benefits: prose(2000).nullish().meta({ title: '预期效益', widget: 'textarea', group: content }),
  materials: prose(2000).nullish().meta({ title: '可提供的资料', widget: 'textarea', group: content }),
  validUntil: dayText().nullish().meta({ title: '信息有效期至', widget: 'date', group: content }),
  contact: line(100)
    .nullish()
    .meta({ title: '联系人及电话', group: content, personal: true, publicity: '不予公开' }),

  secrecy: openOnly().meta({
    title: '密级',
    widget: 'select',
    group: secrecy,
    options: Object.fromEntries(SECRECY_LEVELS.map((l) => [l, l])),
  }),
  exportControl: z.enum(EXPORT_CONTROL).meta({ title: '出口管制', widget: 'select', group: secrecy }),
  teaser: prose(500).nullish().meta({
    title: '对外简介（不含技术内容）',
    widget: 'textarea',
    group: secrecy,
    help: '含技术秘密、未申请或未公布专利的成果，公开页面只显示名称和这一段',
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

/** A draft may lack anything but its name; what is not 公开 is refused even as a draft (P17). */
export const draftForm = achievementForm.partial().required({ name: true, secrecy: true })

/** Record of the unit's own 保密审查, without which nothing is published (P17). */
export const secrecyReviewForm = z.object({
  reviewedBy: line(50).meta({ title: '保密审查人', group: secrecy }),
  reviewedOn: dayText().meta({ title: '审查日期', widget: 'date', group: secrecy }),
  conclusion: z
    .enum(['同意公开', '不同意公开'])
    .refine((word) => word === '同意公开', '保密审查结论不是“同意公开”，不能提交发布。')
    .meta({ title: '审查结论', widget: 'select', group: secrecy }),
})

export type AchievementForm = z.infer<typeof achievementForm>
/** What a record holds: any field may still be missing (待补充). Fields are never null, only absent. */
export type Achievement = Partial<{ [Field in keyof AchievementForm]: NonNullable<AchievementForm[Field]> }> &
  WithSource
export type Ip = z.infer<typeof ipForm>
export type SecrecyReview = z.infer<typeof secrecyReviewForm>
