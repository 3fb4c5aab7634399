import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { planCoverage } from './coverage.ts'
import { loadPack } from './pack.ts'

const pack = loadPack(fileURLToPath(new URL('../../../test/packs/pengcheng', import.meta.url)))
const listing = {
  id: 'achievement-listing',
  title: '成果上架',
  planItems: ['task-1'],
  roles: ['tto', 'officer'],
}

function lineOf(markdown: string, start: string): string {
  const line = markdown.split('\n').find((each) => each.startsWith(`| ${start} |`))
  assert.ok(line !== undefined, `no line for ${start}`)
  return line
}

test('P5: without procedures every unit, item and fact is shown as open', () => {
  const markdown = planCoverage(pack, { procedures: [], acts: [] })
  assert.match(lineOf(markdown, '鹏澄市创新办公室'), /\| 未覆盖 \|$/)
  assert.match(lineOf(markdown, '重点任务1'), /\| 未覆盖 \| 未覆盖 \|$/)
  assert.match(markdown, /责任单位 4 个，其中 0 个已有可办事项；方案条目 7 项，其中 0 项已有实时事实/)
})

test('a procedure of the program makes the facts of its items live, and only those', () => {
  const markdown = planCoverage(pack, { procedures: [listing], acts: [] })
  assert.match(lineOf(markdown, '重点任务1'), /\| exchange \| 成果上架 \| 在架成果数 \|$/)
  assert.match(lineOf(markdown, '重点任务2'), /（未建） \| 未覆盖 \| 未覆盖 \|$/)
  assert.match(
    lineOf(markdown, '成果上架（achievement-listing）'),
    /\| tto、officer \| 重点任务1；任务清单1；品牌清单1 \|$/,
  )
})

test('a procedure without a plan item is shown as open', () => {
  const stray = { id: 'stray', title: '游离事项', planItems: [], roles: [] }
  const markdown = planCoverage(pack, { procedures: [stray], acts: [] })
  assert.equal(lineOf(markdown, '游离事项（stray）'), '| 游离事项（stray） | — | 未覆盖 |')
})

test('an act of a group is an act of each member; the lead and the others are told apart', () => {
  const acts = [{ unit: 'district-governments', procedure: 'achievement-listing', title: '报告场地' }]
  const markdown = planCoverage(pack, { procedures: [listing], acts })
  for (const unit of ['东岸区人民政府', '北岭县人民政府']) {
    assert.equal(lineOf(markdown, unit), `| ${unit} | 重点任务2；问题清单1 | — | 成果上架（报告场地） |`)
  }
  assert.match(lineOf(markdown, '鹏澄市财务办公室'), /\| — \| 重点任务1；任务清单1 \| 未覆盖 \|$/)
})

test('units stand in the plan’s own order', () => {
  const markdown = planCoverage(pack, { procedures: [], acts: [] })
  assert.match(lineOf(markdown, '重点任务2'), /\| 各区（县）人民政府、鹏澄市创新办公室 \|/)
})

test('a name that is not in the pack is a bug, not a silent gap', () => {
  const wrong = { ...listing, planItems: ['task-99'] }
  assert.throws(() => planCoverage(pack, { procedures: [wrong], acts: [] }), /unknown plan item task-99/)
  const acts = [{ unit: 'science-bureau', procedure: listing.id, title: '审核' }]
  assert.throws(() => planCoverage(pack, { procedures: [listing], acts }), /no unit science-bureau/)
  const lost = [{ unit: 'treasury-office', procedure: 'gone', title: '审核' }]
  assert.throws(() => planCoverage(pack, { procedures: [listing], acts: lost }), /unknown procedure gone/)
})
