import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse } from 'csv-parse/sync'
import { csvOf } from './csv.ts'
import { icsOf, type Appointment } from './ics.ts'

describe('a small table as csv (trust.md T35)', () => {
  it('is read back whole, and nothing in it is run', () => {
    const nasty = ['=1+1', '+cmd', '-2', '@sum', '＝1', '\t=1', '他说"好"', 'a,b\n换行', '', '平常']
    const text = csvOf(['甲', '乙'], [...nasty.map((cell) => [cell, 5] as const), [null, null]])
    assert.ok(text.startsWith('\ufeff'))
    const rows = parse(text, { bom: true })
    assert.deepEqual(rows[0], ['甲', '乙'])
    assert.equal(rows.length, nasty.length + 2)
    for (const [i, cell] of nasty.entries()) {
      const shown = rows[i + 1]?.[0] ?? ''
      assert.ok(shown === cell || shown === `'${cell}`, `${cell} became ${shown}`)
      assert.doesNotMatch(shown, /^[=+\-@＝＋－＠\t\r\n]/)
    }
    assert.deepEqual(rows.at(-1), ['', ''])
  })
})

describe('an appointment for calendars (RFC 5545)', () => {
  const appointment: Appointment = {
    uid: 'abc',
    title: '洽谈；看样品, 第一次',
    description: '第一行\n第二行 \\ 反斜线',
    place: '示例高新区'.repeat(20),
    startsAt: '2026-03-02T01:30:00.000Z',
    endsAt: '2026-03-02T03:00:00.000Z',
    at: '2026-02-01T00:00:00.000Z',
    sequence: 2,
    cancelled: false,
  }

  it('says when in UTC, escapes what would end a value, and never has a long line', () => {
    const text = icsOf(appointment)
    assert.match(text, /\r\nDTSTART:20260302T013000Z\r\n/)
    assert.match(text, /SUMMARY:洽谈；看样品\\, 第一次/)
    assert.match(text, /DESCRIPTION:第一行\\n第二行 \\\\ 反斜线/)
    assert.match(text, /SEQUENCE:2\r\nSTATUS:CONFIRMED/)
    for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
    assert.match(text.replaceAll('\r\n ', ''), new RegExp(`LOCATION:${appointment.place}`))
    assert.doesNotMatch(text.replaceAll('\r\n', ''), /[\r\n]/)
  })

  it('takes a cancelled one out of the calendar', () => {
    assert.match(icsOf({ ...appointment, cancelled: true }), /METHOD:CANCEL[\s\S]*STATUS:CANCELLED/)
  })
})
