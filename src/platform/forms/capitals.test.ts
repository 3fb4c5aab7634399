import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { capitalsOf, fenOfCapitals } from '#platform/forms/capitals.ts'

const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const UNITS: Readonly<Record<string, number>> = { 拾: 10, 佰: 100, 仟: 1000 }

/** Reads capitals back, written without a look at the way they are made. */
function readFen(text: string): number {
  const [, yuan = '', rest = ''] = /^人民币(?:(.*)元)?(.*)$/.exec(text) ?? []
  const jiao = /(.)角/.exec(rest)?.[1]
  const cent = /(.)分/.exec(rest)?.[1]
  const value = (c: string | undefined) => (c === undefined ? 0 : DIGITS.indexOf(c))
  return readWhole(yuan) * 100 + value(jiao) * 10 + value(cent)
}

function readWhole(text: string): number {
  for (const [unit, size] of [
    ['亿', 100_000_000],
    ['万', 10_000],
  ] as const) {
    const at = text.lastIndexOf(unit)
    if (at >= 0) return readWhole(text.slice(0, at)) * size + readWhole(text.slice(at + 1))
  }
  let total = 0
  let digit = 0
  for (const c of text) {
    const unit = UNITS[c]
    if (unit === undefined) digit = DIGITS.indexOf(c)
    else {
      total += digit * unit
      digit = 0
    }
  }
  return total + digit
}

describe('amounts in Chinese capitals', () => {
  it('are written as the annex of 支付结算办法 shows', () => {
    const examples: readonly (readonly [number, string])[] = [
      [140_950, '人民币壹仟肆佰零玖元伍角整'],
      [600_714, '人民币陆仟零柒元壹角肆分'],
      [10_700_053, '人民币壹拾万柒仟元伍角叁分'],
      [1_640_902, '人民币壹万陆仟肆佰零玖元零贰分'],
      [32_504, '人民币叁佰贰拾伍元零肆分'],
      [0, '人民币零元整'],
      [5, '人民币伍分'],
      [50, '人民币伍角整'],
      [100, '人民币壹元整'],
      [1_000, '人民币壹拾元整'],
      [120_000_000, '人民币壹佰贰拾万元整'],
      [100_000_100_000, '人民币壹拾亿零壹仟元整'],
      [10_000_000_000_000, '人民币壹仟亿元整'],
      [1_000_000_000_000_100, '人民币壹拾万亿零壹元整'],
    ]
    for (const [fen, text] of examples) assert.equal(capitalsOf(fen), text)
  })

  it('read back to the same fen, with no doubled and no hanging 零, for any amount', () => {
    const amount = fc.oneof(
      fc.nat({ max: 1_000_000 }),
      fc.maxSafeNat(),
      // Many zeros inside are where such programs go wrong.
      fc
        .array(fc.constantFrom('0', '0', '0', '1', '9'), { minLength: 1, maxLength: 15 })
        .map((a) => Number(a.join(''))),
    )
    fc.assert(
      fc.property(amount, (fen) => {
        const text = capitalsOf(fen)
        assert.equal(readFen(text), fen, text)
        assert.equal(fenOfCapitals(text), fen, text)
        assert.doesNotMatch(text, /零零|零[亿万拾佰仟角分]/)
        if (fen >= 100) assert.doesNotMatch(text, /零元|零整/)
        assert.equal(text.endsWith('整'), fen % 10 === 0)
      }),
      { numRuns: 2_000 },
    )
  })

  it('are read as people vary them, and nothing else is read as an amount', () => {
    const read: readonly (readonly [string, number])[] = [
      ['壹佰贰拾捌万元正', 128_000_000],
      ['人民币叁拾陆万圆整', 36_000_000],
      ['：伍万元整', 5_000_000],
      ['三十六万元整', 36_000_000],
      ['十五元', 1_500],
      ['两千零五元三角', 200_530],
      ['壹 拾 万 元 整', 10_000_000],
    ]
    for (const [text, fen] of read) assert.equal(fenOfCapitals(text), fen, text)
    for (const text of ['', '人民币', '元整', '面议', '另行约定', '12万元', '壹佰X元'])
      assert.equal(fenOfCapitals(text), undefined, text)
  })

  it('are refused for what is no amount', () => {
    for (const bad of [-1, 0.5, Number.NaN, 2 ** 53]) assert.throws(() => capitalsOf(bad), RangeError)
  })
})
