import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { readRuleFiles } from '../ruleset/files.ts'
import { Ruleset } from '../ruleset/ruleset.ts'
import { assertPassword, checkPassword, hashPassword, isOverdue } from './password.ts'
import { passwordPolicy, type PasswordPolicy } from './settings.ts'

const rows = readRuleFiles(join(import.meta.dirname, '../../../rulesets'))
const asvs = passwordPolicy(new Ruleset(rows), '2026-11-23')
const djcp = new Ruleset(rows).json('password.djcp', '2026-11-23') as unknown as PasswordPolicy

const refused = (policy: PasswordPolicy, password: string, pattern: RegExp) =>
  assert.throws(() => assertPassword(policy, password, ['lin.xiaoming', '林小明', '13800000001']), {
    message: pattern,
  })

describe('password policy', () => {
  it('ASVS 5.0: length counts, composition and rotation are not asked for', () => {
    assertPassword(asvs, 'jiulong shan xia de yu', [])
    assert.equal(isOverdue(asvs, '2020-01-01T00:00:00.000Z', '2026-11-23T00:00:00.000Z'), false)
    refused(asvs, 'kurz', /至少 12 位/)
    refused(asvs, 'x'.repeat(129), /最多 128 位/)
  })

  it('GB/T 22239 三级: composition and rotation', () => {
    assertPassword(djcp, 'Honghai-7492', [])
    refused(djcp, 'honghaiwanyu', /至少 3 种/)
    assert.equal(isOverdue(djcp, '2026-08-01T00:00:00.000Z', '2026-11-23T00:00:00.000Z'), true)
    assert.equal(isOverdue(djcp, '2026-11-01T00:00:00.000Z', '2026-11-23T00:00:00.000Z'), false)
  })

  it('refuses common passwords however they are dressed up', () => {
    for (const password of [
      'password1234',
      'P@ssword2024!',
      'qwertyuiop123',
      '123456789012',
      'woaini5201314',
      'abcabcabcabc',
      '１２３４５６７８９０１２',
      'admin88888888',
      'changeme-2026',
    ]) {
      refused(asvs, password, /太常见/)
    }
  })

  it('refuses a password made of login, name or phone', () => {
    refused(asvs, 'lin.xiaoming-haifeng', /不能包含/)
    refused(asvs, 'haifeng13800000001', /不能包含/)
  })
})

describe('password check', () => {
  it('accepts the right password in any Unicode form and refuses another', async () => {
    const stored = await hashPassword('café sur la côte 12')
    assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    assert.equal(await checkPassword(stored, 'cafe\u0301 sur la co\u0302te 12'), true)
    assert.equal(await checkPassword(stored, 'other'), false)
  })

  it('verifies a dummy hash of the same cost for an unknown login, and never accepts it (T36)', async () => {
    const verified: string[] = []
    const spy = async (stored: string | Uint8Array): Promise<boolean> => {
      verified.push(String(stored))
      return true
    }
    assert.equal(await checkPassword(null, 'anything', spy), false)
    assert.match(verified[0] ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })
})
