import { z } from 'zod'

/** Shapes of the demo cast and the sample records of a pack; the records' own rules stay with their modules. */
const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, '应为小写英文短名')
const text = z.string().trim().min(1, '不能为空')
const day = z.iso.date('应为 YYYY-MM-DD 日期')
const bp = z.number().int().min(1).max(10_000)
const fen = z.number().int().positive().safe()
/** Every row of the cast and the samples says that it is one (practice.md P3). */
const sample = z.literal(true)

const roles = [
  'researcher',
  'tto',
  'researchOffice',
  'finance',
  'hr',
  'assets',
  'security',
  'legal',
  'secretary',
  'leader',
  'council',
  'firm',
  'broker',
  'expert',
  'serviceBody',
  'officer',
  'decider',
  'clerk',
  'unitMember',
  'orgAdmin',
  'admin',
  'auditor',
] as const

export const castSchema = z.strictObject({
  organisations: z.array(
    z.strictObject({
      sample,
      id: slug,
      name: text,
      creditCode: z.string().regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/, '应为 18 位统一社会信用代码'),
      class: z.enum(['国家设立高校', '国家设立研发机构', '事业单位', '国企', '民企', '个人']),
      stateFounded: z.boolean(),
      region: text,
      address: text,
      business: text,
    }),
  ),
  persons: z.array(
    z.strictObject({
      sample,
      id: slug,
      login: z.string().regex(/^[a-z][a-z0-9.-]{2,31}$/),
      name: text,
      phone: z.string().regex(/^1380000\d{4}$/, '示例手机号应为 1380000 开头'),
      /** `at` is a unit of units.json, an organisation of the cast, or null for a role on the whole installation. */
      memberships: z
        .array(z.strictObject({ at: slug.nullable(), title: text, roles: z.array(z.enum(roles)).min(1) }))
        .min(1),
    }),
  ),
  /** Buttons of the demo sign-in page in this order; a person of null stays a visitor. */
  oneClick: z.array(z.strictObject({ key: slug, label: text, person: slug.nullable() })),
})

const industry = z.strictObject({
  section: z.string().regex(/^[A-T]$/),
  division: z.string().regex(/^\d{2}$/),
})
const techField = z.enum([
  '电子信息',
  '生物与新医药',
  '航空航天',
  '新材料',
  '高技术服务',
  '新能源与节能',
  '资源与环境',
  '先进制造与自动化',
])
const mode = z.enum([
  '转让',
  '独占许可',
  '排他许可',
  '普通许可',
  '作价入股',
  '合作开发',
  '委托开发',
  '技术咨询',
  '技术服务',
  '自行实施',
  '以成果为条件合作实施',
])
const ip = z.strictObject({
  type: z.enum([
    '发明专利',
    '实用新型',
    '外观设计',
    '软件著作权',
    '集成电路布图设计专有权',
    '植物新品种权',
    '生物医药新品种',
    '技术秘密',
    '其他',
  ]),
  number: text,
  status: z.enum(['申请中', '已授权', '失效']),
  filedOn: day,
  /** Day the application was published; null only for rights that are not published by application. */
  publishedOn: day.nullable(),
  grantedOn: day.nullable(),
  expiresOn: day.nullable(),
  owners: z.array(text).min(1),
})

export const achievementSampleSchema = z.strictObject({
  sample,
  code: text,
  name: z.string().min(4).max(100),
  kind: z.enum(['基础理论', '应用技术', '软科学']),
  ownerUnitId: slug,
  coOwners: z.array(z.strictObject({ id: slug, shareBp: bp, consent: z.boolean() })),
  jobRelated: z.boolean(),
  funding: z.strictObject({
    source: z.enum(['国家财政', '省财政', '市财政', '县财政', '企业', '自筹']),
    projectNo: text.nullable(),
    conversionDue: day.nullable(),
  }),
  techField,
  industry,
  ipc: z.array(z.string().regex(/^[A-H]\d{2}[A-Z](\d{1,4}\/\d{2,6})?$/)),
  ip: z.array(ip),
  trl: z.number().int().min(1).max(9),
  modes: z.array(mode).min(1),
  priceMode: z.enum(['协议定价', '挂牌', '拍卖']),
  /** null means 面议. */
  priceFen: fen.nullable(),
  secrecy: z.literal('公开'),
  exportControl: z.literal('否'),
  contact: text,
  materials: text,
  keywords: z.array(text).min(3),
  summary: z.string().min(60).max(2000),
  advantages: text,
  application: text,
  benefits: text,
  validUntil: day,
})

export const demandSampleSchema = z.strictObject({
  sample,
  code: text,
  name: z.string().min(4).max(100),
  enterpriseId: slug,
  type: z.enum(['技术攻关', '成果引进', '检测', '咨询', '融资', '人才']),
  techField,
  industry,
  problem: z.string().min(60).max(2000),
  targetMetrics: z.array(z.strictObject({ name: text, value: text, unit: z.string() })),
  cooperationModes: z.array(mode).min(1),
  /** Both null means 面议. */
  budgetMinFen: fen.nullable(),
  budgetMaxFen: fen.nullable(),
  deadline: day,
  confidentialParts: z.string(),
})

/** A demand and an achievement that truly belong together, with the phrases they share. */
export const samplePairSchema = z.strictObject({
  demand: text,
  achievement: text,
  phrases: z.array(text).min(2),
})

export type Cast = z.infer<typeof castSchema>
export type AchievementSample = z.infer<typeof achievementSampleSchema>
export type DemandSample = z.infer<typeof demandSampleSchema>
export type SamplePair = z.infer<typeof samplePairSchema>
export type CastRole = (typeof roles)[number]
