import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarOf } from '#platform/calendar/calendar.ts'
import { readYearTables } from '#platform/calendar/files.ts'
import { goLive, type GoLiveFacts } from '#platform/ruleset/golive.ts'
import { Ruleset, type LayeredRow } from '#platform/ruleset/ruleset.ts'

const base = {
  layer: 'national',
  title: '提醒天数',
  from: '1900-01-01',
  until: null,
  unit: '天',
  note: '',
} as const
const remind: LayeredRow = {
  ...base,
  key: 'calendar.remindDays',
  value: 30,
  status: 'verified',
  source: '内部规定',
}
const ready: GoLiveFacts = {
  ruleset: new Ruleset([remind]),
  calendar: calendarOf(readYearTables('packs/shanwei/calendar')),
  today: '2026-03-02',
  units: [{ name: '市科技局', members: 1, hasSeal: true, hasContact: true }],
  emptySettings: [],
  provisionalDeadlines: 0,
}

test('P38: an installation with nothing open is ready', () => {
  assert.equal(goLive(ready).ready, true)
})

test('P38: every open point is listed, and one is enough not to be ready', () => {
  const draft: LayeredRow = { ...base, key: 'a.b', value: 1, status: 'draft', source: '草案' }
  const unit = { name: '市工信局', members: 0, hasSeal: false, hasContact: false }
  const cases: readonly [Partial<GoLiveFacts>, object][] = [
    [{ today: '2026-12-20' }, { missingYears: [2027] }],
    [{ emptySettings: ['咨询电话'] }, { emptySettings: ['咨询电话'] }],
    [
      { units: [unit] },
      {
        unitsWithoutMembers: ['市工信局'],
        unitsWithoutSeal: ['市工信局'],
        unitsWithoutContact: ['市工信局'],
      },
    ],
  ]
  for (const [open, expected] of cases)
    assert.deepEqual(goLive({ ...ready, ...open }), { ...goLive(ready), ...expected, ready: false })
  assert.deepEqual(goLive({ ...ready, provisionalDeadlines: 2 }), {
    ...goLive(ready),
    provisionalDeadlines: 2,
  })
  const unconfirmed = goLive({ ...ready, ruleset: new Ruleset([remind, draft]) })
  assert.deepEqual(
    unconfirmed.unconfirmedRules.map(({ key }) => key),
    ['a.b'],
  )
  const confirmed: LayeredRow = { ...draft, layer: 'city', status: 'verified', source: '本市文件' }
  assert.equal(goLive({ ...ready, ruleset: new Ruleset([remind, draft, confirmed]) }).ready, true)
})
