import assert from 'node:assert/strict'
import { test } from 'node:test'
import { modules } from '#app/modules.ts'
import { loadPack, packDirectory } from '#platform/pack/pack.ts'

const pack = loadPack(packDirectory('shanwei'))
const { achievements, demands, pairs, cast } = pack
/** Years of protection from filing (domain/achievements.md), written again here so that the samples are checked by other eyes. */
const patentYears = new Map([
  ['发明专利', 20],
  ['实用新型', 10],
  ['外观设计', 15],
])

/** GB 32100: check character over 17 characters, alphabet without I O S V Z, weights 3^i, modulus 31. */
function creditCheck(code: string): string | undefined {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  let sum = 0
  let weight = 1
  for (const char of code.slice(0, 17)) {
    sum += alphabet.indexOf(char) * weight
    weight = (weight * 3) % 31
  }
  return alphabet[(31 - (sum % 31)) % 31]
}

test('there are at least 60 sample achievements and 40 sample demands of many owners, all marked 示例', () => {
  assert.ok(achievements.length >= 60)
  assert.ok(demands.length >= 40)
  assert.ok(new Set(achievements.map((row) => row.ownerUnitId)).size >= 6)
  assert.ok(new Set(demands.map((row) => row.enterpriseId)).size >= 6)
  for (const organisation of cast.organisations) assert.match(organisation.name, /^示例·/)
  for (const person of cast.persons) assert.match(person.name, /（示例）$/)
})

test('the samples cover what the city really does', () => {
  const all = JSON.stringify(achievements)
  for (const word of [
    '网箱',
    '水产',
    '荔枝',
    '海上风电',
    '触控',
    '防腐涂料',
    '内毒素',
    '食品机械',
    '海水淡化',
    '珠宝',
    '服装',
  ]) {
    assert.ok(all.includes(word), word)
  }
  assert.ok(new Set(achievements.map((row) => row.techField)).size >= 7)
  assert.ok(new Set(achievements.map((row) => row.trl)).size >= 6)
})

test('credit codes of the cast have the right check character', () => {
  assert.equal(
    creditCheck('91350100M000100Y43'),
    '3',
    'the sum itself, on a published example of the standard',
  )
  for (const { creditCode, name } of cast.organisations)
    assert.equal(creditCode[17], creditCheck(creditCode), name)
})

test('a sample patent is published, granted after filing, and not yet expired', () => {
  for (const row of achievements) {
    assert.ok(row.ip.length > 0, `${row.code}: without published rights only a teaser could be shown (P17)`)
    for (const ip of row.ip) {
      const years = patentYears.get(ip.type)
      if (years === undefined) continue
      const expiry = `${String(Number(ip.filedOn.slice(0, 4)) + years)}${ip.filedOn.slice(4)}`
      assert.equal(ip.expiresOn, expiry, ip.number)
      assert.ok(expiry > '2028', ip.number)
      assert.ok(
        ip.publishedOn !== undefined && ip.publishedOn > ip.filedOn && ip.publishedOn < '2026-11',
        ip.number,
      )
      assert.ok(ip.grantedOn === undefined || ip.grantedOn >= ip.publishedOn, ip.number)
    }
  }
})

test('at least 25 demands have a true match with at least two shared phrases, and some have none', () => {
  assert.ok(pairs.length >= 25)
  const matched = new Set(pairs.map((pair) => pair.demand))
  assert.ok(matched.size >= 25)
  assert.ok(demands.some((row) => !matched.has(row.code)))
  const wanted = new Set(pairs.map((pair) => pair.achievement))
  assert.ok(achievements.filter((row) => !wanted.has(row.code)).length >= 15)
})

test('nobody is matched with himself', () => {
  for (const pair of pairs) {
    const firm = demands.find((row) => row.code === pair.demand)?.enterpriseId
    assert.notEqual(achievements.find((row) => row.code === pair.achievement)?.ownerUnitId, firm, pair.demand)
  }
})

test('every unit of the plan has a member in the cast (P5), and reviewer and submitter are different people', () => {
  const places = new Set(cast.persons.flatMap((person) => person.memberships.map(({ at }) => at)))
  for (const unit of pack.units.filter(({ kind }) => kind !== 'group'))
    assert.ok(places.has(unit.id), unit.id)
  const officers = cast.persons.filter((person) =>
    person.memberships.some(({ at, roles }) => at === pack.city.reviewUnit && roles.includes('officer')),
  )
  assert.ok(officers.length >= 2)
})

test('the sign-in page offers 局经办人, 高校转化办, 研究人员, 企业, 技术经纪人, 专家, 访客 in this order', () => {
  const labels = cast.oneClick.map((button) => button.label)
  assert.deepEqual(labels, ['局经办人', '高校转化办', '研究人员', '企业', '技术经纪人', '专家', '访客'])
  assert.equal(cast.oneClick.at(-1)?.person, null)
})

const text = (row: Readonly<Record<string, unknown>>, field: string) => {
  const value = row[field]
  return typeof value === 'string' ? value : ''
}

test('the directories and the register are not empty in a demo, and nobody in them is real', () => {
  const { serviceBodies, instruments, brokers, experts, enterprises } = pack
  for (const rows of [serviceBodies, instruments, brokers, experts]) assert.ok(rows.length >= 3)
  assert.ok(enterprises.length >= 10)
  for (const { name } of [...brokers, ...experts]) assert.match(name, /（示例）$/)
  for (const row of [...serviceBodies, ...enterprises]) {
    assert.match(row.name, /^示例·/)
    const code = text(row, 'creditCode')
    if (code !== '') assert.equal(code[17], creditCheck(code), code)
  }
  const numbers = brokers.map((row) => text(row, 'certificateNo'))
  assert.equal(new Set(numbers).size, numbers.length)
  // Some reach the value from which an instrument is to be shared and some do not, so that the mark is seen both ways.
  const isHigh = instruments.map((row) => Number(row['originalValueFen']) >= 50_000_000)
  assert.deepEqual(new Set(isHigh), new Set([true, false]))
})

test('every field of a sample is one its kind of file knows: none is lost by a slip of the pen', () => {
  const kinds = new Map(modules.flatMap(({ bulk = [] }) => bulk.map((kind) => [kind.kind, kind] as const)))
  for (const [name, rows] of [
    ['service-bodies', pack.serviceBodies],
    ['instruments', pack.instruments],
    ['brokers', pack.brokers],
    ['experts', pack.experts],
    ['enterprises', pack.enterprises],
  ] as const) {
    const shape = kinds.get(name)?.row.strict()
    assert.ok(shape, name)
    for (const { sample: _sample, ownerUnitId: _owner, ...values } of rows) {
      const parsed = shape.safeParse(values)
      assert.ok(parsed.success, `${name} ${text(values, 'name')}: ${parsed.error?.message ?? ''}`)
    }
  }
})
