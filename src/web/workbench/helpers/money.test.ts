import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as forAll, constantFrom, integer, property } from 'fast-check'
import {
  bothReadings,
  feeReading,
  moneyText,
  parseMoney,
  parsePercent,
  percentText,
  shortReading,
} from './money.ts'

const fens = integer({ min: 0, max: Number.MAX_SAFE_INTEGER })

test('an amount written in 元 or 万元 reads back to the same fen', () => {
  forAll(
    property(fens, constantFrom('元' as const, '万元' as const), (fen, unit) => {
      assert.deepEqual(parseMoney(moneyText(fen, unit), unit), { fen })
    }),
  )
})

test('a written unit wins over the unit of the field', () => {
  assert.deepEqual(parseMoney('12万', '元'), { fen: 12_000_000 })
  assert.deepEqual(parseMoney('12 万元', '元'), { fen: 12_000_000 })
  assert.deepEqual(parseMoney('1.5亿元', '万元'), { fen: 15_000_000_000 })
  assert.deepEqual(parseMoney('12元', '万元'), { fen: 1200 })
})

test('full-width digits and separators are read', () => {
  assert.deepEqual(parseMoney('１，２３４．５６', '元'), { fen: 123_456 })
  assert.deepEqual(parseMoney('1,234.56', '元'), { fen: 123_456 })
})

test('words, parts of a fen and unsafe sizes are refused with a sentence', () => {
  for (const text of ['', '面议', '-5', '1.2.3', '1e9', '1.005', '99999999999999999']) {
    assert.ok('fault' in parseMoney(text, '元'), text)
  }
  assert.deepEqual(parseMoney('1.0050', '元'), { fault: '金额最小到分。' })
})

test('both readings show a factor of ten thousand at once', () => {
  assert.equal(bothReadings(123_456_700), '1,234,567.00 元，即 123.46 万元')
  assert.equal(shortReading(1_234_560_000), '1,234.56 万元')
  assert.equal(shortReading(12_300_000_000), '1.23 亿元')
  assert.deepEqual([30_000, 1_000_000].map(feeReading), ['300.00 元', '1.00 万元'])
})

test('a percentage reads back to the same basis points', () => {
  forAll(
    property(integer({ min: 0, max: 1_000_000 }), (bp) => {
      assert.deepEqual(parsePercent(percentText(bp)), { basisPoints: bp })
    }),
  )
  assert.deepEqual(parsePercent('９９．９９％'), { basisPoints: 9999 })
  assert.ok('fault' in parsePercent('33.333'))
})
