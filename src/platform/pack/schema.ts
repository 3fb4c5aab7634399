import { z } from 'zod'

/** A slug: lower-case English words joined by hyphens, stable for ever because records refer to it. */
const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, '应为小写英文短名，如 science-bureau')
const text = z.string().trim().min(1, '不能为空')
/** May be empty: an empty value hides its line, it is never made up. */
const optional = z.string()
const day = z.iso.date('应为 YYYY-MM-DD 日期')
/** How sure we are of a row, in the words of domain/README.md. */
const standing = z.enum(['verified', 'draft', 'memory', 'proposed'])

export const citySchema = z.strictObject({
  id: slug,
  name: z.strictObject({ zh: text, en: text }),
  region: z.string().regex(/^\d{6}$/, '应为六位行政区划代码'),
  logo: z.strictObject({ zh: text, en: text }),
  market: z.strictObject({ zh: text, en: text }),
  operatorUnit: slug,
  reviewUnit: slug,
  timezone: text,
  logOrigin: z.string().regex(/^[a-z0-9.-]+\/[a-z0-9-]+$/, '应形如 keqiao.example/city'),
  footer: z.strictObject({
    sponsor: optional,
    siteCode: optional,
    icp: optional,
    policeRecord: optional,
  }),
  consult: z.strictObject({ phone: optional, email: optional, address: optional, hours: optional }),
})

export const regionSchema = z.strictObject({
  code: z.union([z.string().regex(/^\d{6}$/), slug]),
  name: z.strictObject({ zh: text, en: text }),
  kind: z.enum(['city', 'county', 'zone']),
  parent: z.string().nullable(),
})

export const unitSchema = z.strictObject({
  id: slug,
  name: text,
  /** The words the plan prints for this unit. */
  shortNames: z.array(text).min(1),
  kind: z.enum(['bureau', 'county', 'zone', 'group']),
  region: text,
  members: z.array(slug),
  nameStatus: standing,
  note: optional,
})

const numbered = z.strictObject({ number: text, heading: text })
const listItem = {
  id: slug,
  number: z.number().int().positive(),
  text,
  /** The cell as printed; `units` are the same units in the same order. */
  responsible: text,
  units: z.array(slug).min(1),
}
/** The plan sets neither: both stay empty until the bureau fills them (practice.md P3). */
const goal = { due: day.nullable(), target: text.nullable() }

function listOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    annex: text,
    title: text,
    columns: z.array(text).length(3),
    items: z.array(item).min(1),
  })
}

export const planSchema = z.strictObject({
  title: text,
  basis: z.strictObject({ name: text, documentNumber: text }),
  preamble: text,
  general: z.strictObject({ number: text, heading: text, text }),
  tasksHeading: numbered,
  parts: z.array(z.strictObject({ id: slug, number: text, heading: text })).min(1),
  tasks: z.array(z.strictObject({ ...listItem, part: slug, heading: text })).min(1),
  measuresHeading: numbered,
  measures: z.array(z.strictObject({ id: slug, number: text, heading: text, text })).min(1),
  problemList: listOf(z.strictObject({ ...listItem, ...goal, note: optional })),
  taskList: listOf(z.strictObject({ ...listItem, ...goal, tasks: z.array(slug).min(1) })),
  policyList: listOf(
    z.strictObject({
      ...listItem,
      list: z.enum(['已出台', '拟出台']),
      row: z.number().int().positive(),
      name: text,
      documentNumber: optional,
      period: optional,
      status: z.enum(['已出台', '状态待核实']),
      statusNote: optional,
      tasks: z.array(slug).min(1),
    }),
  ),
  brandList: listOf(z.strictObject({ ...listItem, name: text, description: text })),
})

export const competenceSchema = z.strictObject({
  procedure: slug,
  step: slug.nullable(),
  /** Of organisations in this region only. */
  region: text.optional(),
  /** The unit gives an opinion in this step, at this place of the plan's order. */
  order: z.int().min(1).optional(),
  unit: slug,
  basis: text,
  /** First day in force; null when no start is recorded. */
  from: day.nullable(),
  /** Last day in force; null while it lasts. */
  to: day.nullable(),
  status: standing,
})

export const parameterSchema = z.strictObject({
  key: z.string().regex(/^[a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)+$/, '应形如 record.validity.months'),
  /** What the parameter is, in the city's words. */
  title: text,
  /** First day in force; null when no start is recorded. */
  from: day.nullable(),
  /** Last day in force; null while it lasts. */
  until: day.nullable(),
  value: z.json(),
  unit: text,
  status: standing,
  source: text,
})

export const coverageSchema = z.strictObject({
  item: slug,
  module: text,
  procedures: z.array(slug),
  indicators: z.array(z.strictObject({ id: text, title: text, live: z.boolean() })),
  status: z.enum(['live', 'open']),
})

export type Unit = z.infer<typeof unitSchema>
export type Plan = z.infer<typeof planSchema>
export type Competence = z.infer<typeof competenceSchema>
