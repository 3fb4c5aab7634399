import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { afterWaking, onDayOf, quietUntil } from './quiet.ts'

const at = (time: string) => new Date(`2026-11-27T${time}:00.000+08:00`).toISOString()

describe('quiet hours (practice.md P35), Shanghai time', () => {
  for (const [now, hours, until] of [
    ['20:59', ['21:00', '08:00'], null],
    ['21:00', ['21:00', '08:00'], '2026-11-28T00:00:00.000Z'],
    ['23:59', ['21:00', '08:00'], '2026-11-28T00:00:00.000Z'],
    ['00:00', ['21:00', '08:00'], '2026-11-27T00:00:00.000Z'],
    ['07:59', ['21:00', '08:00'], '2026-11-27T00:00:00.000Z'],
    ['08:00', ['21:00', '08:00'], null],
    ['12:30', ['12:00', '14:00'], '2026-11-27T06:00:00.000Z'],
    ['14:00', ['12:00', '14:00'], null],
    ['03:00', ['00:00', '00:00'], null],
  ] as const) {
    it(`${now} with ${hours.join('–')}: ${until ?? 'at once'}`, () => {
      assert.equal(quietUntil(at(now), hours), until)
    })
  }

  it('property: what is put off leaves later, within a day, and not into quiet hours', () => {
    const minute = fc.integer({ min: 0, max: 1439 })
    const text = (n: number) =>
      `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`
    fc.assert(
      fc.property(minute, minute, fc.integer({ min: 0, max: 10_000_000 }), (from, to, seconds) => {
        const now = new Date(Date.parse('2026-01-01T00:00:00Z') + seconds * 1000).toISOString()
        const hours = [text(from), text(to)]
        const until = quietUntil(now, hours)
        if (until === null) return
        assert.ok(until > now && Date.parse(until) - Date.parse(now) <= 86_400_000)
        assert.equal(quietUntil(until, hours), null)
      }),
    )
  })

  const HOUR = 3_600_000
  for (const [now, hours, quiet, until] of [
    ['10:00', 2, ['21:00', '08:00'], '2026-11-27T12:00'],
    ['19:00', 2, ['21:00', '08:00'], '2026-11-27T21:00'],
    ['20:30', 2, ['21:00', '08:00'], '2026-11-28T09:30'],
    ['23:00', 2, ['21:00', '08:00'], '2026-11-28T10:00'],
    ['02:00', 2, ['21:00', '08:00'], '2026-11-27T10:00'],
    ['15:00', 24, ['12:00', '14:00'], '2026-11-28T17:00'],
    ['23:00', 2, ['00:00', '00:00'], '2026-11-28T01:00'],
  ] as const) {
    it(`a term of ${hours} hours from ${now} with quiet ${quiet.join('–')} ends ${until} (P35)`, () => {
      const end = new Date(`${until}:00.000+08:00`).toISOString()
      assert.equal(afterWaking(at(now), hours * HOUR, quiet), end)
    })
  }

  it('a time that is none is a wrong rule, not a silent default', () => {
    assert.throws(() => quietUntil(at('12:00'), ['9pm', '08:00']))
    assert.equal(onDayOf(at('23:30'), '08:30'), '2026-11-27T00:30:00.000Z')
  })
})
