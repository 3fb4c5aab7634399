import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Secret } from 'otpauth'
import { newTotpSecret, totpAddress, totpStep } from './totp.ts'

// RFC 6238 appendix B, SHA-1, last six digits.
const secret = Secret.fromUTF8('12345678901234567890').base32
const at = (seconds: number) => new Date(seconds * 1000).toISOString()

describe('TOTP (RFC 6238)', () => {
  it('accepts the codes of the RFC', () => {
    assert.equal(totpStep(secret, '287082', at(59), 0), 1)
    assert.equal(totpStep(secret, '081804', at(1111111109), 0), 37037036)
    assert.equal(totpStep(secret, '279037', at(2000000000), 0), 66666666)
  })

  it('accepts full-width digits and one step of drift, not two', () => {
    assert.equal(totpStep(secret, '２８７ ０８２', at(59), 0), 1)
    assert.equal(totpStep(secret, '287082', at(59 + 30), 0), 1)
    assert.equal(totpStep(secret, '287082', at(59 + 61), 0), undefined)
  })

  it('refuses a code that was used, and any older one', () => {
    assert.equal(totpStep(secret, '287082', at(59), 1), undefined)
    assert.equal(totpStep(secret, '287082', at(59), 2), undefined)
  })

  it('refuses what is no code', () => {
    for (const code of ['', '28708', '2870821', 'abcdef', '-87082'])
      assert.equal(totpStep(secret, code, at(59), 0), undefined)
  })

  it('gives each person a secret of 160 bits and an address for the app', () => {
    assert.equal(Secret.fromBase32(newTotpSecret()).bytes.length, 20)
    assert.match(totpAddress(secret, '科桥', 'lin'), /^otpauth:\/\/totp\/.*secret=GEZDGNBV/)
  })
})
