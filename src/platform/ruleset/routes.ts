import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { dayOf, isDay } from '#platform/calendar/calendar.ts'
import { routesOf } from '#platform/command/command.ts'
import { Refusal } from '#platform/refusal.ts'
import { badgeOf, inForce, type LayeredRow, type RuleValue } from '#platform/ruleset/ruleset.ts'
import { addRule, loadRuleset, ruleHistory } from '#platform/ruleset/store.ts'

export const permissions = {
  'ruleset.read': { visitor: 'any' },
  'ruleset.change': { admin: 'any' },
} satisfies Permissions

const { read, write } = routesOf('platform')

const day = z.string().refine(isDay, '日期不存在，请按“2026-03-02”的格式填写')

const addForm = z.object({
  key: z.string().max(100).meta({ title: '规则编号' }),
  layer: z
    .enum(['national', 'city'])
    .default('city')
    .meta({
      title: '适用范围',
      options: { national: '国家和省', city: '本市（优先）' },
    }),
  from: day.meta({ title: '起始日', widget: 'date' }),
  until: day.nullable().default(null).meta({ title: '截止日（含当日）', widget: 'date' }),
  value: z.json().meta({ title: '内容' }),
  status: z.enum(['verified', 'draft', 'memory', 'proposed']).meta({
    title: '核实情况',
    options: { verified: '已核实', draft: '征求意见稿', memory: '凭记忆', proposed: '建议值' },
  }),
  source: z.string().trim().min(2).max(300).meta({ title: '来源', help: '文件名称、文号和条款' }),
  note: z.string().trim().max(500).default('').meta({ title: '说明', widget: 'textarea' }),
})

export const routes = [
  read({
    path: '/ruleset',
    permission: 'ruleset.read',
    journal: 'ruleset.list',
    title: '规则库',
    input: z.object({ day: day.optional(), unconfirmed: z.stringbool().default(false) }),
    verb: async (tx, _actor, query, now) => {
      const rules = await loadRuleset(tx)
      const on = query.day ?? dayOf(now)
      const rows = rules.rows
        .filter((row) => inForce(row, on))
        .map((row) => ({
          ...row,
          inUse: rules.row(row.key, on).layer === row.layer,
          badge: badgeOf(row) ?? null,
        }))
      return {
        version: rules.version,
        day: on,
        rows: rows.filter(({ badge }) => !query.unconfirmed || badge !== null),
      }
    },
  }),
  read({
    path: '/ruleset/{key}',
    permission: 'ruleset.read',
    journal: 'ruleset.show',
    title: '规则的沿革',
    input: z.object({ key: z.string().max(100) }),
    verb: async (tx, _actor, { key }) => {
      const rows = await ruleHistory(tx, key)
      if (rows.length === 0) throw new Refusal('absent', '没有编号为“{key}”的规则。', { key })
      return { key, rows }
    },
  }),
  write({
    method: 'POST',
    path: '/ruleset/rows',
    permission: 'ruleset.change',
    journal: 'ruleset.add-row',
    says: '{actor}设定规则“{title}”自 {from} 起的内容',
    input: addForm,
    gate: { none: '规则库不涉及当事人' },
    queue: () => 'ruleset',
    verb: async (tx, _actor, input, now) => {
      const history = await ruleHistory(tx, input.key)
      const known = history.findLast(({ layer }) => layer === input.layer) ?? history.at(-1)
      if (known === undefined)
        throw new Refusal('invalid', '没有编号为“{key}”的规则，请从规则库中选取。', { key: input.key })
      if (typeOf(input.value) !== typeOf(known.value))
        throw new Refusal('invalid', '规则“{title}”的内容须是{type}。', {
          title: known.title,
          type: typeOf(known.value),
        })
      if (input.until !== null && input.until < input.from)
        throw new Refusal('invalid', '截止日 {until} 早于起始日 {from}，请核对。', {
          until: input.until,
          from: input.from,
        })
      const row: LayeredRow = { ...input, title: known.title, unit: known.unit }
      const { version, replaced } = await addRule(tx, row, now, tx.journalId)
      tx.about('rule', null, { title: known.title, from: input.from })
      return { version, replaced: replaced.map(({ id, from, until }) => ({ id, from, until })) }
    },
  }),
]

/** The type of a rule's content in words. */
function typeOf(value: RuleValue): string {
  if (Array.isArray(value)) return '列表'
  if (typeof value === 'number') return '数字'
  if (typeof value === 'boolean') return '是或否'
  return typeof value === 'string' ? '文字' : '多项内容'
}
