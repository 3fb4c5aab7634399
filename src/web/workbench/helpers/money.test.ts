import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as forAll, constantFrom, integer, property } from 'fast-check'
import {
  bothReadings,
  feeReading,
  moneyText,
  parseMoney,
  parseNumber,
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

test('what is no amount says why: a negative one is not only no number', () => {
  assert.deepEqual(parseMoney('-5', '元'), { fault: '金额不能是负数。' })
  assert.deepEqual(parseMoney('abc', '元'), { fault: '请填数字，例如 12.5。' })
})

test('a number is read within its bounds; what cannot be read is told and not dropped', () => {
  const bounds = { minimum: 1, maximum: 1_000_000 }
  assert.deepEqual(parseNumber('１,200', bounds), { number: 1200 })
  assert.deepEqual(parseNumber('-3.5', {}), { number: -3.5 })
  for (const [text, fault] of [
    ['abc', '请填数字，例如 500。'],
    ['12平方米', '请填数字，例如 500。'],
    ['0', '不能小于 1。'],
    ['1000001', '不能大于 1000000。'],
  ] as const)
    assert.deepEqual(parseNumber(text, bounds), { fault }, text)
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
