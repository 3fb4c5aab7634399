import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { addDays, type Day } from '#platform/calendar/calendar.ts'
import { Refusal } from '#platform/refusal.ts'
import { cityRows, readRuleFiles } from '#platform/ruleset/files.ts'
import { amend, inForce, ruleFaults, Ruleset, type LayeredRow } from '#platform/ruleset/ruleset.ts'

const national = readRuleFiles('rulesets')
const rules = new Ruleset(national)

function row(over: Partial<LayeredRow> = {}): LayeredRow {
  const base = {
    layer: 'national',
    key: 'a.b',
    title: '甲',
    from: '2020-01-01',
    until: null,
    value: 1,
  } as const
  return { ...base, unit: '天', status: 'proposed', source: '', note: '', ...over }
}

test('the files of the product make a ruleset; every row says in Chinese what it is', () => {
  assert.ok(rules.rows.length >= 120)
  assert.ok(rules.rows.every(({ title, unit }) => /[\u4e00-\u9fff]/.test(title) && unit !== ''))
  const undated = rules.rows.filter(({ from, status }) => from === '1900-01-01' && status !== 'proposed')
  assert.ok(undated.length > 0)
  for (const { key, note } of undated) assert.match(note, /施行日期未查明/, key)
})

test('numbers are those of the law on the day', () => {
  assert.equal(rules.number('reward.floorBp.transfer', '2026-01-01'), 5000)
  assert.equal(rules.number('ip.term.design.years', '2021-05-31'), 10)
  assert.equal(rules.number('ip.term.design.years', '2021-06-01'), 15)
  assert.equal(rules.flag('rights.useRight.stagedAllowed', '2026-01-01'), false)
  assert.deepEqual(rules.list('reward.selfImplement.years', '2026-01-01'), [3, 5])
  assert.equal(rules.text('exemption.passFraction', '2026-01-01'), '2/3')
})

test('a rule without a value on the day is refused in words, an unknown key is a bug', () => {
  assert.throws(
    () => rules.number('reward.floorBp.transfer', '2015-09-30'),
    (error) => error instanceof Refusal && error.message.includes('转让成果的奖励下限'),
  )
  assert.throws(
    () => rules.number('no.such', '2026-01-01'),
    (error) => !(error instanceof Refusal),
  )
  assert.throws(() => rules.flag('reward.floorBp.transfer', '2026-01-01'), /no boolean/)
  assert.throws(() => rules.number('exemption.passFraction', '2026-01-01'), /no number/)
})

test('the 2000 rule on contract registration ends where the 2026 one begins', () => {
  assert.equal(rules.number('contract.old.limitDays', '2026-01-22'), 30)
  assert.throws(() => rules.number('contract.old.limitDays', '2026-01-23'), Refusal)
  assert.throws(() => rules.number('contract.limitWd', '2026-01-22'), Refusal)
})

test('only unverified rules carry the badge, each once, with its source', () => {
  const keys = ['reward.floorBp.transfer', 'contract.limitWd', 'contract.limitWd', 'review.limitWd']
  const badges = rules.badges(keys, '2026-03-02')
  assert.deepEqual(
    badges.map(({ key, text, status }) => ({ key, text, status })),
    [
      { key: 'contract.limitWd', text: '未确认规则', status: 'draft' },
      { key: 'review.limitWd', text: '未确认规则', status: 'proposed' },
    ],
  )
  assert.match(badges[0]?.source ?? '', /征求意见稿/)
})

test('a city row counts before the national one on its days, and it is known which counted', () => {
  const city = cityRows(
    [
      {
        key: 'review.limitWd',
        from: '2026-01-01',
        until: '2026-06-30',
        value: 3,
        unit: '个工作日',
        status: 'verified',
        source: '本市通知',
      },
    ],
    national,
  )
  const both = new Ruleset([...national, ...city])
  assert.equal(both.number('review.limitWd', '2025-12-31'), 5)
  assert.equal(both.row('review.limitWd', '2026-01-01').layer, 'city')
  assert.equal(both.number('review.limitWd', '2026-06-30'), 3)
  assert.equal(both.row('review.limitWd', '2026-07-01').layer, 'national')
  assert.equal(city[0]?.title, '信息审核期限')
  assert.notEqual(both.version, rules.version)
})

test('the parameters of the default city make a ruleset with the national rows', () => {
  const parameters = JSON.parse(readFileSync('packs/shanwei/parameters.json', 'utf8'))
  const both = new Ruleset([...national, ...cityRows(parameters, national)])
  assert.equal(both.rows.length, national.length + parameters.length)
})

test('two rows of one key on one day, dates in the wrong order, a verified rule without source are faults', () => {
  assert.deepEqual(ruleFaults([row({ until: '2020-12-31' }), row({ from: '2021-01-01' })]), [])
  assert.equal(ruleFaults([row(), row({ from: '2021-01-01' })]).length, 1)
  assert.equal(ruleFaults([row({ until: '2021-01-01' }), row({ from: '2021-01-01' })]).length, 1)
  assert.deepEqual(ruleFaults([row(), row({ layer: 'city' })]), [])
  assert.equal(ruleFaults([row({ until: '2019-12-31' })]).length, 1)
  assert.equal(ruleFaults([row({ status: 'verified', source: ' ' })]).length, 1)
  assert.equal(ruleFaults([row({ from: '2020-02-30' })]).length, 1)
  assert.throws(() => new Ruleset([row(), row()]), /同一天都有效/)
})

test('the version follows the content, not the order of the rows', () => {
  assert.equal(new Ruleset(national.toReversed()).version, rules.version)
  assert.notEqual(new Ruleset([row({ value: 2 })]).version, new Ruleset([row()]).version)
})

test('an amendment changes the value of its days and of no other, and never leaves an overlap', () => {
  const days = Array.from({ length: 40 }, (_, n) => addDays('2026-01-01', n))
  const day = fc.constantFrom(...days.slice(0, 30))
  const span = fc.tuple(day, fc.option(fc.integer({ min: 0, max: 9 }))).map(([from, length]) => ({
    from,
    until: length === null ? null : addDays(from, length),
  }))
  const valueOn = (rows: readonly LayeredRow[], on: Day) => rows.find((each) => inForce(each, on))?.value
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 8 }), (spans) => {
      let rows: LayeredRow[] = []
      for (const [value, bounds] of spans.entries()) {
        const next = row({ ...bounds, value })
        const { replaced, added } = amend(rows, next)
        const after = [...rows.filter((each) => !replaced.includes(each)), ...added]
        assert.deepEqual(ruleFaults(after), [])
        for (const on of days) assert.equal(valueOn(after, on), inForce(next, on) ? value : valueOn(rows, on))
        rows = after
      }
    }),
  )
})
