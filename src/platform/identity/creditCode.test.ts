import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { checkCharacter, readCreditCode } from './creditCode.ts'

const ALPHABET = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY')
const body = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 17, maxLength: 17 })
const valid = body.map((text) => text + checkCharacter(text))

describe('统一社会信用代码 (GB 32100-2015)', () => {
  it('accepts the example of the standard and codes that real bodies publish', () => {
    const codes = ['91350100M000100Y43', '12100000400000624D', '914403001922038216', '91110000802100433B']
    for (const code of codes) assert.deepEqual(readCreditCode(code), { code })
  })

  it('folds full-width characters, small letters, spaces and hyphens', () => {
    assert.deepEqual(readCreditCode(' ９１３５０１００ｍ０００１００ｙ４３ '), { code: '91350100M000100Y43' })
    assert.deepEqual(readCreditCode('91350100-m000100y43'), { code: '91350100M000100Y43' })
  })

  it('says what is wrong: nothing, length, character, check character', () => {
    assert.match(readCreditCode('  ').fault ?? '', /请填写/)
    assert.match(readCreditCode('9135').fault ?? '', /应为 18 位，现在是 4 位/)
    assert.match(readCreditCode('91350100MO00100Y43').fault ?? '', /第 10 位“O”/)
    assert.match(readCreditCode('91350100M000100Y44').fault ?? '', /校验码不符/)
  })

  it('does not reveal the expected check character', () => {
    fc.assert(
      fc.property(body, fc.constantFrom(...ALPHABET), (text, last) => {
        fc.pre(last !== checkCharacter(text))
        const other = readCreditCode(text + last).fault
        assert.equal(other, '统一社会信用代码的校验码不符，可能有一位抄错，请对照营业执照逐位核对。')
      }),
    )
  })

  it('detects every single changed character', () => {
    fc.assert(
      fc.property(valid, fc.nat(17), fc.constantFrom(...ALPHABET), (code, place, char) => {
        assert.equal(readCreditCode(code).code, code)
        fc.pre(code[place] !== char)
        const changed = code.slice(0, place) + char + code.slice(place + 1)
        assert.notEqual(readCreditCode(changed).fault, undefined)
      }),
    )
  })
})
