import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tieForm } from './forms.ts'
import { keyOf, signsBetween, type RelationFacts, type Side, type Tie } from './rules.ts'

const seller: Side = { orgId: 's', name: '示例大学', code: 'S' }
const buyer: Side = { orgId: 'b', name: '示例公司', code: 'B' }
const tie = (orgId: string, kind: Tie['kind'], name: string, more: Partial<Tie> = {}): Tie => ({
  orgId,
  kind,
  name,
  isOrg: false,
  tail: null,
  code: null,
  ...more,
})
const facts = (more: Partial<RelationFacts>): RelationFacts => ({
  seller,
  buyer,
  shared: 0,
  staff: ['李二'],
  completers: [],
  ties: [],
  orgOf: new Map([
    ['示例大学', 's'],
    ['S', 's'],
    ['中间公司', 'm'],
  ]),
  namedBy: new Map(),
  ...more,
})
const rules = { hops: 2, commonOrgs: 5 }

describe('signs of related parties (转化法 18; trust.md A7, T19): a sign asks for a word and judges nobody', () => {
  const kin = tie('s', '近亲属', '王五', { tail: '123X' })
  const rows: readonly [
    name: string,
    given: Partial<RelationFacts>,
    certain: boolean | undefined,
    says: RegExp,
  ][] = [
    ['strangers', {}, undefined, /^$/],
    ['one person is a member of both', { shared: 1 }, true, /有 1 人同时是双方的人员/],
    [
      'a completer is called like a shareholder',
      { completers: ['赵 六'], ties: [tie('b', '股东', '赵六')] },
      false,
      /成果完成人与受让方的股东同名“赵 六”/,
    ],
    [
      'a completer is called like somebody of the buyer',
      { completers: ['李二'] },
      false,
      /成果完成人与受让方的单位人员同名/,
    ],
    [
      'kin with the same tail is the same person, whose name is not told',
      { ties: [kin, tie('b', '实际控制人', '王五', { tail: '123X' })] },
      true,
      /近亲属与受让方的实际控制人是同一人$/,
    ],
    [
      'another tail is another person',
      { ties: [kin, tie('b', '实际控制人', '王五', { tail: '9999' })] },
      undefined,
      /^$/,
    ],
    [
      'the seller is a shareholder of the buyer',
      { ties: [tie('b', '股东', '示例大学', { isOrg: true, code: 'S' })] },
      true,
      /单位本身与受让方的股东是同一单位/,
    ],
    [
      'over another firm',
      {
        completers: ['赵六'],
        ties: [tie('b', '股东', '中间公司', { isOrg: true }), tie('m', '股东', '赵六')],
      },
      false,
      /受让方的股东的股东同名/,
    ],
    [
      'a fund that holds shares of everybody',
      {
        ties: [tie('b', '股东', '基金', { isOrg: true }), tie('s', '股东', '基金', { isOrg: true })],
        namedBy: new Map([['基金', 6]]),
      },
      undefined,
      /^$/,
    ],
    [
      'a name that many bear',
      { completers: ['赵六'], ties: [tie('b', '股东', '赵六')], namedBy: new Map([['赵六', 6]]) },
      undefined,
      /^$/,
    ],
  ]
  for (const [name, given, certain, says] of rows)
    it(name, () => {
      const signs = signsBetween(facts(given), rules)
      assert.equal(signs.length === 0 ? undefined : signs.some((sign) => sign.certain), certain)
      assert.match(signs.map(({ sentence }) => sentence).join('；'), says)
    })

  it('a chain longer than the rule is no relation', () => {
    const ties = [tie('b', '股东', '中间公司', { isOrg: true }), tie('m', '股东', '赵六')]
    assert.deepEqual(signsBetween(facts({ completers: ['赵六'], ties }), { ...rules, hops: 1 }), [])
  })

  it('an organisation is known by its code, a person by the name without blanks and dots', () => {
    assert.equal(keyOf(tie('s', '股东', '示例大学', { isOrg: true, code: 'S' })), 'S')
    assert.equal(keyOf(tie('s', '股东', '阿·卜 ')), '阿卜')
  })

  it('bad input is refused by field', () => {
    const sound = { kind: '股东', name: '赵六', fromOn: '2026-01-01' }
    for (const [more, path] of [
      [{ tail: '12' }, 'tail'],
      [{ tail: 'abcd' }, 'tail'],
      [{ shareBp: 0 }, 'shareBp'],
      [{ shareBp: 10_001 }, 'shareBp'],
      [{ name: '' }, 'name'],
      [{ fromOn: '2026-02-30' }, 'fromOn'],
      [{ kind: '朋友' }, 'kind'],
      [{ code: '123' }, 'code'],
    ] as const)
      assert.equal(tieForm.safeParse({ ...sound, ...more }).error?.issues[0]?.path[0], path)
  })
})
