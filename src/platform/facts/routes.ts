import { z } from 'zod'
import { mustReach, reachedByQuery, type Permissions } from '../access/access.ts'
import { dayOf, type Day } from '../calendar/calendar.ts'
import { routesOf, type Route } from '../command/command.ts'
import { mustOwnFiles } from '../files/files.ts'
import { formSchema } from '../forms/form.ts'
import { dayText, line } from '../forms/text.ts'
import type { ModuleDef } from '../module.ts'
import { Refusal } from '../refusal.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { burdenOf, passportOf, prefillOf, putFact, REGISTERED_FACTS } from './facts.ts'
import { FACT_KEY } from './fields.ts'

const members = {
  firm: 'org',
  tto: 'org',
  researchOffice: 'org',
  finance: 'org',
  hr: 'org',
  serviceBody: 'org',
  leader: 'org',
  orgAdmin: 'org',
} as const

export const permissions = {
  'fact.put': members,
  'fact.read': members,
  'fact.burden': { officer: 'any', decider: 'any', unitMember: 'any', admin: 'any', auditor: 'any' },
  'form.read': { visitor: 'any' },
} satisfies Permissions

const { read, write } = routesOf('platform')
/** A fact is a word, a number or a short list; texts belong to records. */
const VALUE_MAX_CHARS = 2000

export const factForm = z.object({
  key: z.string().max(60).regex(FACT_KEY, '事实编号应写作 org.revenue 的格式。').meta({ title: '事实' }),
  value: z
    .json()
    .refine((value) => value !== null && value !== '', '此项必填。')
    .refine((value) => JSON.stringify(value).length <= VALUE_MAX_CHARS, '内容过长。')
    .meta({ title: '内容' }),
  unit: z.string().trim().max(20).default('').meta({ title: '单位' }),
  from: dayText().meta({ title: '起始日', widget: 'date' }),
  until: dayText().nullable().default(null).meta({ title: '截止日（含当日）', widget: 'date' }),
  source: line(100, 2).meta({ title: '来源', help: '例如：2025 年度审计报告' }),
  proofFileId: z.uuid().nullable().default(null).meta({ title: '证明材料', widget: 'file' }),
})

export const routes = [
  write({
    method: 'POST',
    path: '/facts',
    permission: 'fact.put',
    journal: 'fact.put',
    says: '{actor}登记本单位的“{key}”（{from} 起）',
    input: factForm,
    gate: { none: '登记事实不产生资格或资金上的效果' },
    verb: async (tx, actor, input, now) => {
      const { orgId, personId } = actor
      mustReach(actor, { orgId })
      if (orgId === null) throw new Refusal('forbidden', '请以单位身份办理此事。')
      if ((REGISTERED_FACTS as readonly string[]).includes(input.key))
        throw new Refusal('conflict', '单位名称、代码、地址、主要业务请在“单位”页变更，经核验后自动更新。')
      if (input.until !== null && input.until < input.from)
        throw new Refusal('invalid', '截止日不能早于起始日。', {}, [
          { field: 'until', message: '不能早于起始日。' },
        ])
      if (input.proofFileId !== null) await mustOwnFiles(tx, actor, [input.proofFileId])
      const { id, isNew } = await putFact(tx, { ...input, orgId, personId }, now)
      tx.about('fact', id, { key: input.key, from: input.from })
      return { id, isNew }
    },
  }),
  read({
    path: '/facts',
    permission: 'fact.read',
    journal: 'fact.list',
    title: '本单位的事实（一次填写，各表共用）',
    input: z.object({}),
    verb: async (tx, actor) => {
      mustReach(actor, { orgId: actor.orgId })
      const items = actor.orgId === null ? [] : await passportOf(tx, actor.orgId)
      return { items, total: items.length }
    },
  }),
  read({
    path: '/facts/burden',
    permission: 'fact.burden',
    journal: 'fact.burden',
    title: '填报负担：各表索取事实的次数和须手填的次数',
    input: z.object({}),
    verb: async (tx) => ({ items: await burdenOf(tx) }),
  }),
]

/** Forms of all modules by id. */
export function formsOf(
  modules: readonly ModuleDef[],
): ReadonlyMap<string, { readonly module: string; readonly form: z.ZodObject }> {
  const forms = new Map<string, { module: string; form: z.ZodObject }>()
  for (const { name, forms: own = {} } of modules) {
    for (const [id, form] of Object.entries(own)) {
      if (forms.has(id)) throw new Error(`form ${id} is declared twice`)
      forms.set(id, { module: name, form })
    }
  }
  return forms
}

interface Grouped {
  readonly properties?: Readonly<Record<string, { mostRule?: string; properties?: Record<string, object> }>>
}

/** The schema with the most points of each part of a group, where a rule says them (`mostRule`). */
function withMosts(schema: Readonly<Record<string, unknown>>, rules: Ruleset, day: Day) {
  const { properties = {} } = schema as Grouped
  const groups = Object.entries(properties).map(([name, group]) => {
    if (group.mostRule === undefined) return [name, group]
    const most = rules.json(group.mostRule, day) as Readonly<Record<string, number>>
    const parts = Object.entries(group.properties ?? {}).map(([part, field]) => [
      part,
      most[part] === undefined ? field : { ...field, maximum: most[part] },
    ])
    return [name, { ...group, properties: Object.fromEntries(parts) as object }]
  })
  return { ...schema, properties: Object.fromEntries(groups) as object }
}

/** The forms at /forms and /forms/{form}, with what the asker's organisation need not type again. */
export function formRoutes(modules: readonly ModuleDef[]): Route[] {
  const forms = formsOf(modules)
  const list = read({
    path: '/forms',
    permission: 'form.read',
    journal: 'form.list',
    title: '表单目录',
    input: z.object({}),
    verb: async () => ({ items: [...forms].map(([id, { module }]) => ({ id, module })), total: forms.size }),
  })
  const one = read({
    path: '/forms/{form}',
    permission: 'form.read',
    journal: 'form.show',
    title: '表单及预填内容',
    input: z.object({ form: z.string().max(60) }),
    verb: async (tx, actor, { form: id }, now) => {
      reachedByQuery(actor)
      const found = forms.get(id)
      if (!found) throw new Refusal('absent', '没有这份表单。')
      const { orgId } = actor
      const prefill = orgId === null ? {} : await prefillOf(tx, found.form, orgId, dayOf(now))
      const schema = withMosts(formSchema(found.form), await loadRuleset(tx), dayOf(now))
      return { id, schema, prefill }
    },
  })
  return [list, one]
}
