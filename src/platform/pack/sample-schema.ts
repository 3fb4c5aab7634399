import { z } from 'zod'
import { roleTitles } from '#platform/access/access.ts'
import type { Role } from '#platform/access/access.ts'
import { IPC, MODES, TECH_FIELDS } from '#platform/forms/classes.ts'

/** Shapes of the demo cast and the sample records of a pack; the records' own rules stay with their modules. */
const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, '应为小写英文短名')
const text = z.string().trim().min(1, '不能为空')
const day = z.iso.date('应为 YYYY-MM-DD 日期')
const bp = z.number().int().min(1).max(10_000)
const fen = z.number().int().positive().safe()
/** Every row of the cast and the samples says that it is one (practice.md P3). */
const sample = z.literal(true)

const role = z.enum(Object.keys(roleTitles) as Role[])

export const castSchema = z.strictObject({
  organisations: z.array(
    z.strictObject({
      sample,
      id: slug,
      name: text,
      creditCode: z.string().regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/, '应为 18 位统一社会信用代码'),
      kind: z.enum(['国家设立高校', '国家设立研发机构', '事业单位', '国企', '民企', '个人', '服务机构']),
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
        .array(z.strictObject({ at: slug.nullable(), title: text, roles: z.array(role).min(1) }))
        .min(1),
    }),
  ),
  /** Buttons of the demo sign-in page in this order; a person of null stays a visitor. */
  oneClick: z.array(z.strictObject({ key: slug, label: text, person: slug.nullable() })),
})

const industry = {
  industrySection: z.string().regex(/^[A-T]$/, '应为行业门类字母'),
  industryDivision: z.string().regex(/^\d{2}$/, '应为两位数字'),
}
const techField = z.enum(TECH_FIELDS)
const mode = z.enum(MODES)

/** Words that belong to a module (kinds, rights, price modes) are checked by its own form when the sample is stored. */
const ip = z.strictObject({
  type: text,
  number: text,
  status: text,
  filedOn: day,
  /** Day the application was published; only rights without publication of an application lack it. */
  publishedOn: day.optional(),
  grantedOn: day.optional(),
  expiresOn: day.optional(),
  owners: z.array(text).min(1),
})

/** An achievement with the field names of the achievement form; `ownerUnitId` is an organisation of the cast. */
export const achievementSampleSchema = z.strictObject({
  sample,
  ownerUnitId: slug,
  code: text,
  name: z.string().min(4).max(100),
  kind: text,
  techField,
  ...industry,
  keywords: z.array(text).min(3),
  jobRelated: z.boolean(),
  coOwners: z.array(z.strictObject({ name: text, shareBp: bp, consent: z.boolean() })).optional(),
  fundingSource: text,
  projectNo: text.optional(),
  conversionDue: day.optional(),
  ip: z.array(ip),
  ipc: z.array(z.string().regex(IPC)),
  trl: z.number().int().min(1).max(9),
  modes: z.array(mode).min(1),
  priceMode: text,
  priceFen: fen.optional(),
  negotiable: z.literal(true).optional(),
  summary: z.string().min(60).max(2000),
  advantages: text,
  application: text,
  benefits: text,
  materials: text,
  validUntil: day,
  contact: text,
  secrecy: z.literal('公开'),
  exportControl: z.literal('否'),
})

/** A demand with the field names of the demand form; `enterpriseId` is an organisation of the cast. */
export const demandSampleSchema = z.strictObject({
  sample,
  enterpriseId: slug,
  code: text,
  name: z.string().min(4).max(100),
  type: text,
  techField,
  ...industry,
  problem: z.string().min(60).max(2000),
  targetMetrics: z.array(z.strictObject({ name: text, value: text, unit: text.optional() })).min(1),
  cooperationModes: z.array(mode).min(1),
  budgetMinFen: fen.optional(),
  budgetMaxFen: fen.optional(),
  negotiable: z.literal(true).optional(),
  deadline: day,
  contact: text,
  secrecy: z.literal('公开'),
  confidentialParts: text.optional(),
})

/** A record of a directory: its fields are those of its form, which checks them when the sample is stored. */
export const directorySampleSchema = z.looseObject({
  sample,
  ownerUnitId: slug,
  code: text,
  name: z.string().min(2).max(100),
})

/** An enterprise of the register with the columns of its file; it need not be in the cast. */
export const enterpriseSampleSchema = z.looseObject({ sample, name: text, creditCode: text.optional() })

/** A demand and an achievement that truly belong together, with the phrases they share. */
export const samplePairSchema = z.strictObject({
  demand: text,
  achievement: text,
  phrases: z.array(text).min(2),
})

/**
 * What a person of the cast has done with the samples, as a command and its input. Texts that begin with `@` stand for
 * a record's code, an earlier act (`@act:name`, a part of its answer `@act:name#sha256`) or its dossier (`@dossier:name`), an organisation (`@org:slug`), a person (`@person:login`) or a
 * day from now (`@day+14T15:00`, `@day-5`). `{"@from": …}` stands for what a read answers, `{"@pdf": title}` for a scan.
 */
export const sampleActSchema = z.strictObject({
  sample,
  name: slug,
  as: text,
  does: z.string().regex(/^[a-z-]+\.[a-zA-Z-]+$/),
  /** The earlier act whose dossier or record this one goes on with. */
  on: slug.optional(),
  /** What follows by itself from earlier acts is waited for before this one. */
  waits: z.literal(true).optional(),
  /** How the story goes on: done by `keqiao play`, in a rehearsal whose clock it moves; these stand last. */
  later: z.literal(true).optional(),
  /** The second factor is given first, for the text of the contract in `on`. */
  factor: z.literal(true).optional(),
  with: z.record(z.string(), z.unknown()).default({}),
})
