import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { PackError, loadPack, packDirectory } from './pack.ts'

const other = fileURLToPath(new URL('../../../test/packs/pengcheng', import.meta.url))

/** A copy of the small pack with one file rewritten; answers the faults of loading it. */
function faultsAfter(file: string, edit: (source: string) => string): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'keqiao-pack-'))
  try {
    cpSync(other, dir, { recursive: true })
    const source = readFileSync(join(dir, file), 'utf8')
    const edited = edit(source)
    assert.notEqual(edited, source, 'the edit must change the file')
    writeFileSync(join(dir, file), edited)
    loadPack(dir)
    return []
  } catch (error) {
    assert.ok(error instanceof PackError, String(error))
    return error.faults
  } finally {
    rmSync(dir, { recursive: true })
  }
}

test('a sound pack loads, and a loaded pack cannot be changed', () => {
  const pack = loadPack(other)
  assert.ok(pack.units.length > 0)
  assert.throws(() => Object.assign(pack.city, { id: 'changed' }), TypeError)
  const [task] = pack.plan.tasks
  assert.ok(task !== undefined && Object.isFrozen(task.units) && Object.isFrozen(pack.plan))
})

test('a city name that could leave the packs folder is refused', () => {
  for (const name of ['../packs', '/etc', '', 'City', 'a/b'])
    assert.throws(() => packDirectory(name), PackError)
})

test('a missing folder names every missing file at once', () => {
  const missing = (): unknown => loadPack(join(tmpdir(), 'keqiao-no-such-pack'))
  assert.throws(missing, (error: unknown) => {
    assert.ok(error instanceof PackError)
    assert.equal(error.faults.length, 19)
    assert.ok(error.faults.includes('plan.txt：文件不存在或无法读取。'))
    return true
  })
})

test('a city without a calendar, or with a year that is not what its file says, is a fault', () => {
  const dir = mkdtempSync(join(tmpdir(), 'keqiao-pack-'))
  try {
    cpSync(other, dir, { recursive: true })
    rmSync(join(dir, 'calendar'), { recursive: true })
    assert.throws(
      () => loadPack(dir),
      (error: unknown) => {
        assert.ok(error instanceof PackError)
        assert.deepEqual(error.faults, [
          'calendar：没有工作日历，至少应有一年的节假日安排（例如 calendar/2026.json）。',
        ])
        return true
      },
    )
  } finally {
    rmSync(dir, { recursive: true })
  }
  const workday = faultsAfter('calendar/2026.json', (source) =>
    source.replace('"2026-01-01"', '"2026-01-32"'),
  )
  assert.deepEqual(workday, [
    'calendar/2026.json：日期“2026-01-32”不存在。',
    'calendar/2026.json：2026-01-01 是法定节日，表中没有列为放假。',
  ])
  const year = faultsAfter('calendar/2026.json', (source) => source.replace('"source":', '"sources":'))
  assert.ok(year.every((fault) => fault.startsWith('calendar/2026.json')) && year.length > 0)
})

test('shape faults name file, row and field, all at once', () => {
  const faults = faultsAfter('units.json', (source) =>
    source.replace('"name": "鹏澄市财务办公室"', '"name": ""').replace('"kind": "county"', '"kind": "town"'),
  )
  assert.equal(faults.length, 2)
  assert.match(faults[0] ?? '', /^units\.json 第 2 条，字段 name（treasury-office）：不能为空。$/)
  assert.match(faults[1] ?? '', /^units\.json 第 3 条，字段 kind（east-bank-government）：/)
})

test('broken JSON is a sentence, not a stack', () => {
  const faults = faultsAfter('cast.json', (source) => source.slice(0, -4))
  assert.equal(faults.length, 1)
  assert.match(faults[0] ?? '', /^cast\.json：不是有效的 JSON/)
})

test('a text that is not the plan’s own words is a fault', () => {
  const faults = faultsAfter('plan.json', (source) =>
    source.replace('把成果和需求放在一处', '把成果与需求放在一处'),
  )
  assert.equal(faults.length, 1)
  assert.match(faults[0] ?? '', /^plan\.json（task-1）：.*与 plan\.txt 的原文不一致。$/)
})

test('units in another order than printed are a fault, since the first one leads', () => {
  const swap = (source: string): string =>
    source.replace(/"innovation-office",\s+"treasury-office"/, '"treasury-office", "innovation-office"')
  assert.deepEqual(faultsAfter('plan.json', swap), [
    'plan.json（task-1）：units 与“市创新办、市财务办”的单位或顺序不一致。',
  ])
})

test('a printed unit without a row in units.json is a fault', () => {
  const faults = faultsAfter('units.json', (source) => source.replace('["市财务办"]', '["财务办"]'))
  assert.ok(faults.includes('plan.json（task-1）：责任单位“市财务办”在 units.json 中没有对应单位。'))
})

test('a group without members, an unknown member and an unknown region are faults', () => {
  const faults = faultsAfter('units.json', (source) =>
    source
      .replace('["east-bank-government", "north-ridge-government"]', '["nobody"]')
      .replace('"region": "990103"', '"region": "990104"'),
  )
  assert.deepEqual(faults, [
    'units.json（district-governments）：成员 nobody 不在 units.json 中。',
    'units.json（north-ridge-government）：990104 不在 regions.json 中。',
  ])
})

test('two competence rows for one procedure on the same day are a fault', () => {
  const faults = faultsAfter('competence.json', (source) =>
    source.replace('"demand-listing"', '"achievement-listing"'),
  )
  assert.deepEqual(faults, ['competence.json（achievement-listing）：两行的有效期重叠。'])
})

test('a plan item without a coverage row is a fault', () => {
  const faults = faultsAfter('coverage.json', (source) =>
    source.replace('"item": "brand-1"', '"item": "brand-9"'),
  )
  assert.deepEqual(faults, [
    'coverage.json（brand-9）：实施方案没有这一项。',
    'coverage.json：缺少 brand-1 一行。',
  ])
})

test('samples that contradict themselves are faults', () => {
  const edited = faultsAfter('samples/achievements.json', (source) =>
    source
      .replace('"ownerUnitId": "sample-college"', '"ownerUnitId": "nobody"')
      .replace('"grantedOn": "2022-03-10"', '"grantedOn": "2021-03-10"')
      .replace('示例软著登字第9000001号', '软著登字第9000001号'),
  )
  const at = 'samples/achievements.json（PC-CG-001）：'
  assert.deepEqual(edited, [
    `${at}机构 nobody 不在 cast.json 中。`,
    `${at}软著登字第9000001号 应以“示例”开头。`,
    `${at}软著登字第9000001号 授权日早于申请日。`,
  ])
  const pair = faultsAfter('samples/pairs.json', (source) => source.replace('"候鸟"', '"候车"'))
  assert.deepEqual(pair, [
    'samples/pairs.json（PC-XQ-001 与 PC-CG-001）：短语“候车”没有同时出现在需求和成果中。',
  ])
})

test('an act of the cast names a person, and nothing that is not there or comes later', () => {
  const act = { sample: true, name: 'a', as: 'nobody', does: 'deal.open', on: 'b' }
  const input = {
    achievementId: '@PC-CG-001',
    demandId: '@PC-XQ-999',
    orgId: '@org:nowhere',
    at: '@day+3T09:00',
  }
  const faults = faultsAfter('samples/acts.json', () => JSON.stringify([{ ...act, with: input }]))
  const at = 'samples/acts.json（a）：'
  assert.deepEqual(faults, [
    `${at}登录名 nobody 不在 cast.json 中。`,
    `${at}前面没有 b。`,
    `${at}@PC-XQ-999 不存在。`,
    `${at}@org:nowhere 不存在。`,
  ])
  const person = { sample: true, as: 'xitong.guan', does: 'instance.move-clock' }
  const story = [
    { ...person, name: 'z', later: true },
    { ...person, name: 'y' },
  ]
  assert.deepEqual(
    faultsAfter('samples/acts.json', () => JSON.stringify(story)).filter((fault) => fault.includes('later')),
    ['samples/acts.json（y）：往下演的（later）应排在最后。'],
  )
})
