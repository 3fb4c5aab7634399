import assert from 'node:assert/strict'
import { it } from 'node:test'
import { remindsToday, reportDays, reportOf } from './rules.ts'

it('the yearly report has every mode and the sums (转化法 21)', () => {
  const row = {
    achievements: 2,
    receipts: 3,
    partFen: 1000,
    netFen: 900,
    poolFen: 500,
    paidFen: 400,
    people: 4,
  }
  const lines = reportOf([
    { mode: 'LICENSE', ...row },
    { mode: 'EQUITY', ...row, people: 1 },
  ])
  assert.deepEqual(
    lines.map(({ title, receipts, unitFen, people }) => [title, receipts, unitFen, people]),
    [
      ['转让', 0, 0, 0],
      ['许可', 3, 400, 4],
      ['作价投资', 3, 400, 1],
      ['自行或合作实施', 0, 0, 0],
      ['合计', 6, 800, 5],
    ],
  )
})

it('is due in the next year, and units hear of it on the days before', () => {
  const days = reportDays(2025, '03-30', '04-30')
  assert.deepEqual(days, { submitBy: '2026-03-30', forwardBy: '2026-04-30' })
  assert.equal(remindsToday('2026-02-28', days.submitBy, [30, 7]), true)
  assert.equal(remindsToday('2026-03-01', days.submitBy, [30, 7]), false)
})
