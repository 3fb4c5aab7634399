import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPack, packDirectory } from '#platform/pack/pack.ts'
import {
  competentRow,
  expandUnits,
  leadUnits,
  planItems,
  splitResponsible,
  unitByPhrase,
  withoutSpace,
} from '#platform/pack/plan.ts'

const pack = loadPack(packDirectory('shanwei'))
const { plan, units } = pack

/** The whole plan as printed, put together again from plan.json alone. */
function rebuilt(): string {
  const pieces = [plan.title, plan.preamble, plan.general.number, plan.general.heading, plan.general.text]
  pieces.push(plan.tasksHeading.number, plan.tasksHeading.heading)
  for (const part of plan.parts) {
    pieces.push(part.number, part.heading)
    for (const task of plan.tasks.filter((each) => each.part === part.id)) {
      pieces.push(`${String(task.number)}.${task.heading}。${task.text}（责任单位：${task.responsible}）`)
    }
  }
  pieces.push(plan.measuresHeading.number, plan.measuresHeading.heading)
  for (const measure of plan.measures) pieces.push(measure.number, measure.heading, '。', measure.text)
  for (const list of [plan.problemList, plan.taskList, plan.policyList, plan.brandList]) {
    pieces.push(list.annex, list.title, ...list.columns)
    if (list === plan.policyList) pieces.push(...policyRows())
    else for (const item of list.items) pieces.push(String(item.number), item.text, item.responsible)
  }
  return pieces.join('')
}

function policyRows(): string[] {
  const rows = [...new Set(plan.policyList.items.map((item) => item.row))].toSorted((a, b) => a - b)
  return rows.flatMap((row) => {
    const items = plan.policyList.items.filter((item) => item.row === row)
    return [...items.map((item) => `${String(item.number)}.${item.text}`), items[0]?.responsible ?? '']
  })
}

test('plan.json holds the whole plan word for word: put together again it is plan.txt', () => {
  assert.ok(pack.planText.length > 3_000)
  assert.equal(withoutSpace(rebuilt()), withoutSpace(pack.planText))
})

test('the plan has 10 tasks in 4 parts, 4 safeguards, 2 problems, 9 list tasks, 2 + 4 policies, 3 brands', () => {
  const policies = (list: string): number => plan.policyList.items.filter((item) => item.list === list).length
  assert.deepEqual(
    [
      plan.tasks.length,
      plan.parts.length,
      plan.measures.length,
      plan.problemList.items.length,
      plan.taskList.items.length,
    ],
    [10, 4, 4, 2, 9],
  )
  assert.deepEqual([policies('已出台'), policies('拟出台'), plan.brandList.items.length], [2, 4, 3])
  assert.equal(planItems(plan).length, 10 + 2 + 9 + 6 + 3)
})

test('every responsible-unit phrase printed in the plan is a unit of the pack', () => {
  const printed = [...pack.planText.matchAll(/（责任单位：(.*)）$/gmu)].map((match) => match[1] ?? '')
  const cells = pack.planText
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(市|科技局|各县).*(局|委)(（.*）)?$/u.test(line))
  assert.equal(printed.length, 10)
  assert.equal(cells.length, 2 + 9 + 4 + 3)
  for (const phrase of [...printed, ...cells].flatMap(splitResponsible)) {
    assert.ok(unitByPhrase(units, phrase), `no unit for ${phrase}`)
  }
})

test('every unit except the members of groups is named by the plan', () => {
  const named = new Set(planItems(plan).flatMap((item) => [...item.units]))
  const members = new Set(units.flatMap((unit) => unit.members))
  assert.deepEqual(
    units.filter(({ id }) => !named.has(id) && !members.has(id)),
    [],
  )
})

test('the lead is the first listed unit, also where the plan writes 科技局 without 市 (task 10, list item 9)', () => {
  const lead = (id: string): string[] => {
    const item = planItems(plan).find((each) => each.id === id)
    return leadUnits(units, item?.units ?? []).map((unit) => unit.id)
  }
  for (const id of ['task-1', 'task-10', 'list-task-9', 'problem-1', 'brand-1', 'policy-planned-3']) {
    assert.deepEqual(lead(id), ['science-bureau'], id)
  }
  const groups = ['chengqu-government', 'haifeng-government', 'luhe-government', 'lufeng-government']
  groups.push('honghaiwan-committee', 'overseas-chinese-committee', 'high-tech-zone-committee')
  for (const id of ['task-5', 'list-task-5', 'problem-2']) assert.deepEqual(lead(id), groups, id)
})

test('groups expand in place and a unit that is named twice stays once', () => {
  const ids = expandUnits(units, ['zone-administrations', 'science-bureau', 'high-tech-zone-committee']).map(
    ({ id }) => id,
  )
  assert.deepEqual(ids, [
    'honghaiwan-committee',
    'overseas-chinese-committee',
    'high-tech-zone-committee',
    'science-bureau',
  ])
  assert.throws(() => expandUnits(units, ['nobody']), /no unit nobody/)
})

test('commas inside brackets do not split a unit, and a remark about the lead is no unit', () => {
  assert.deepEqual(splitResponsible('各县（市、区）人民政府、功能区管委会，市科技局、发改局'), [
    '各县（市、区）人民政府',
    '功能区管委会',
    '市科技局',
    '发改局',
  ])
  assert.deepEqual(splitResponsible('市科技局、市财政局（排名第一位为牵头单位，下同）'), [
    '市科技局',
    '市财政局',
  ])
})

test('P3: nothing is invented: no due dates, no targets, no footer identifiers, unknown policies stay unknown', () => {
  for (const item of [...plan.problemList.items, ...plan.taskList.items]) {
    assert.deepEqual([item.due, item.target], [null, null], item.id)
  }
  assert.deepEqual(Object.values(pack.city.footer), ['', '', '', ''])
  assert.deepEqual(Object.values(pack.city.consult), ['', '', '', ''])
  const known = plan.policyList.items.filter((item) => item.status !== '状态待核实').map((item) => item.id)
  assert.deepEqual(known, ['policy-issued-2'])
  for (const item of plan.policyList.items.filter((each) => each.list === '拟出台'))
    assert.equal(item.documentNumber, '')
})

test('P4: competence follows the day: contract registration left the science side on 2026-01-23', () => {
  const unit = (procedure: string, day: string): string | undefined =>
    competentRow(pack.competence, procedure, null, day)?.unit
  assert.equal(unit('contract-registration', '2026-01-22'), 'science-bureau')
  assert.equal(unit('contract-registration', '2026-01-23'), 'industry-bureau')
  assert.equal(unit('achievement-listing', '2026-11-24'), 'science-bureau')
  assert.equal(unit('no-such-procedure', '2026-11-24'), undefined)
})

test('P4: a row for a step wins over the row of its procedure', () => {
  const base = { procedure: 'a', basis: 'x', from: null, to: null, status: 'memory' as const }
  const rows = [
    { ...base, step: null, unit: 'whole' },
    { ...base, step: 'check', unit: 'part' },
  ]
  assert.equal(competentRow(rows, 'a', 'check', '2026-01-01')?.unit, 'part')
  assert.equal(competentRow(rows, 'a', 'other', '2026-01-01')?.unit, 'whole')
})
