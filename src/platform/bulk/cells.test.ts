import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assert as forAll, constantFrom, integer, oneof, property, string, tuple } from 'fast-check'
import { stringify } from 'csv-stringify/sync'
import { parse } from 'csv-parse/sync'
import { day, integer as integerCell, list, moneyIn, secrecy, shareBp, text, yesNo } from './cells.ts'
import { column, moneyColumn } from './columns.ts'
import { safeCell } from './export.ts'
import { isFormula } from './faults.ts'

const words = column('name', '名称')

describe('cells as people type them', () => {
  const read: readonly (readonly [string, unknown, unknown])[] = [
    ['a day with dots', day('2024.5.1'), '2024-05-01'],
    ['a day in characters', day('２０２４年５月１日'), '2024-05-01'],
    ['a spreadsheet’s day number', day('45413'), '2024-05-01'],
    ['a day with a time', day('2024/5/1 08:00'), '2024-05-01'],
    ['50 in 万元', moneyIn('50', '万元'), 50_000_000],
    ['50万元 whatever the header says', moneyIn('５０万元', '元'), 50_000_000],
    ['1.23 亿元', moneyIn('1.23亿元', undefined), 12_300_000_000],
    ['1,234.56 元', moneyIn('1,234.56', '元'), 123_456],
    ['￥1,234.5', moneyIn('￥1,234.5', '元'), 123_450],
    ['a share in percent', shareBp('６０．５％'), 6050],
    ['a share of 39.99 %', shareBp('39.99%'), 3999],
    ['a list with Chinese separators', list('甲；乙、丙'), ['甲', '乙', '丙']],
    ['yes', yesNo('√'), true],
    ['a whole number', integerCell('1,200'), 1200],
    ['公开 under 是否涉密', secrecy('否'), '公开'],
  ]
  for (const [name, value, expected] of read)
    it(`reads ${name}`, () => {
      assert.deepEqual(value, expected)
    })

  const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['a month without a day', () => day('2024年5月'), /年、月、日都要有/],
    ['30 February', () => day('2024-02-30'), /确有这一天/],
    ['an amount without a unit', () => moneyIn('50', undefined), /看不出金额的单位/],
    ['a thousandth of a fen', () => moneyIn('0.001', '元'), /精确到比“分”更小/],
    ['an amount in words', () => moneyIn('约五十万', '元'), /应为数字/],
    ['a share with three places', () => shareBp('39.999%'), /0\.01%/],
    ['anything but 公开', () => secrecy('秘密★3年'), /平台只登记公开信息/],
  ]
  for (const [name, body, sentence] of refused)
    it(`refuses ${name}`, () => {
      assert.throws(body, sentence)
    })

  it('keeps every amount of fen through export and import (property)', () => {
    const price = moneyColumn('priceFen', '价格', [])
    forAll(
      property(integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (fen) => {
        assert.equal(price.read(price.write(fen), price.unit), fen)
      }),
    )
  })
})

describe('formulas (trust.md T35)', () => {
  const starts = constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠')
  const hostile = oneof(
    tuple(starts, string({ unit: 'binary', maxLength: 40 })).map(([start, rest]) => start + rest),
    constantFrom('=1+1', '@SUM(A1)', `+cmd|' /C calc'!A0`, '=HYPERLINK("x","y")', '","=1+1', '"=1+1"'),
  )

  it('never exports a cell that could be run, and reads back what was written (500 hostile texts)', () => {
    forAll(
      property(hostile, (written) => {
        const csv = stringify([[safeCell(words, written), 'end']])
        const rows = parse(csv)
        assert.equal(rows.length, 1)
        const cell = rows[0]?.[0] ?? ''
        assert.doesNotMatch(cell, /^[=+\-@\t\r\n＝＋－＠]/)
        assert.equal(text(cell), written)
      }),
      { numRuns: 500 },
    )
  })

  it('refuses what a spreadsheet runs and keeps signs that are ordinary text', () => {
    for (const cell of [
      '=1+1',
      '＝SUM(A1)',
      '@SUM(1)',
      `+cmd|' /C calc'!A0`,
      `-2+3+cmd|' /C calc'!A0`,
      ' =A1',
      '+SUM(A1)',
    ])
      assert.equal(isFormula(cell), true, cell)
    for (const cell of ['-40℃低温钢', '+5V电源', '@联系我们', '- 第一点', '—— 摘要', '=', '1=1'])
      assert.equal(isFormula(cell), false, cell)
  })
})
