import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tieForm } from './forms.ts'
import {
  keyOf,
  signsBetween,
  signsInWords,
  type Asked,
  type RelationFacts,
  type Side,
  type Tie,
} from './rules.ts'

const seller: Side = { orgId: 's', name: '示例大学', code: 'S' }
const buyer: Side = { orgId: 'b', name: '示例公司', code: 'B' }
const tie = (orgId: string, kind: Tie['kind'], name: string, more: Partial<Tie> = {}): Tie => ({
  orgId,
  kind,
  name,
  isOrg: false,
  tail: null,
  code: null,
  shareBp: null,
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
const rules = { hops: 2, commonOrgs: 5, controlBp: 5_000 }

describe('signs of related parties (转化法 18; trust.md A7, T19): a sign asks for a word and judges nobody', () => {
  const rows: readonly [
    name: string,
    given: Partial<RelationFacts>,
    certain: boolean | undefined,
    says: RegExp,
  ][] = [
    ['strangers', {}, undefined, /^$/],
    ['one person is a member of both', { shared: 1 }, true, /显示.*有关联（任职）$/],
    [
      'a completer is called like a shareholder',
      { completers: ['赵 六'], ties: [tie('b', '股东', '赵六')] },
      false,
      /可能有关联（持股），也可能只是同名$/,
    ],
    [
      'a completer is called like somebody of the buyer',
      { completers: ['李二'] },
      false,
      /可能有关联（任职）/,
    ],
    [
      'another tail is another person',
      {
        ties: [tie('s', '股东', '王五', { tail: '123X' }), tie('b', '实际控制人', '王五', { tail: '9999' })],
      },
      undefined,
      /^$/,
    ],
    [
      'the seller is a shareholder of the buyer',
      { ties: [tie('b', '股东', '示例大学', { isOrg: true, code: 'S' })] },
      true,
      /有关联（持股）/,
    ],
    [
      'over another firm',
      {
        completers: ['赵六'],
        ties: [tie('b', '股东', '中间公司', { isOrg: true }), tie('m', '法定代表人', '赵六')],
      },
      false,
      /可能有关联（任职）/,
    ],
  ]
  for (const [name, given, certain, says] of rows)
    it(name, () => {
      const signs = signsBetween(facts(given), rules, 'seller')
      assert.equal(signs.length === 0 ? undefined : signs.some((sign) => sign.certain), certain)
      assert.match(signsInWords(signs), says)
      assert.deepEqual(signsBetween(facts(given), rules, 'buyer'), signs, 'no kin: both are told the same')
    })

  it('a chain longer than the rule is no relation', () => {
    const ties = [tie('b', '股东', '中间公司', { isOrg: true }), tie('m', '股东', '赵六')]
    assert.deepEqual(signsBetween(facts({ completers: ['赵六'], ties }), { ...rules, hops: 1 }, 'seller'), [])
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

const NAMES = ['王五', '123X', '赵六', '基金', '中间公司', '示例大学', '示例公司']
const many = (...namings: readonly [tail: string | null, orgs: number][]) =>
  namings.map(([tail, orgs]) => ({ tail, orgs }))

describe('what many organisations name (trust.md T19): a shared fund or agent is weak, a shared owner is not', () => {
  const both = (kind: Tie['kind'], name: string, more: Partial<Tie> = {}) => [
    tie('s', kind, name, more),
    tie('b', kind, name, more),
  ]
  const fund = { isOrg: true, code: 'F' }
  const rows: readonly [name: string, given: Partial<RelationFacts>, certain: boolean | undefined][] = [
    [
      'a fund of five',
      { ties: both('股东', '基金', fund), namedBy: new Map([['F', many([null, 5])]]) },
      true,
    ],
    ['of six', { ties: both('股东', '基金', fund), namedBy: new Map([['F', many([null, 6])]]) }, undefined],
    [
      'which others name without its code',
      { ties: both('股东', '基金', fund), namedBy: new Map([['基金', many([null, 6])]]) },
      undefined,
    ],
    [
      'a group that controls both wants a word, which the state’s may be (公司法 265)',
      { ties: both('实际控制人', '基金', fund), namedBy: new Map([['F', many([null, 30])]]) },
      false,
    ],
    [
      'and so does who holds more than half of both',
      {
        ties: both('股东', '基金', { ...fund, shareBp: 5_001 }),
        namedBy: new Map([['F', many([null, 30])]]),
      },
      false,
    ],
    [
      'half is no control',
      {
        ties: both('股东', '基金', { ...fund, shareBp: 5_000 }),
        namedBy: new Map([['F', many([null, 30])]]),
      },
      undefined,
    ],
    [
      'the buyer itself is no fund of many to its own shareholding',
      {
        ties: [tie('s', '股东', '示例公司', { isOrg: true, code: 'B' })],
        namedBy: new Map([['B', many([null, 30])]]),
      },
      true,
    ],
    [
      'an owner of thirty firms',
      { ties: both('股东', '赵六', { tail: '0001' }), namedBy: new Map([['赵六', many(['0001', 30])]]) },
      true,
    ],
    [
      'an adviser of thirty firms is asked about',
      {
        ties: both('兼职或雇佣', '赵六', { tail: '0001' }),
        namedBy: new Map([['赵六', many(['0001', 30])]]),
      },
      false,
    ],
    [
      'one of two firms is certain',
      { ties: both('兼职或雇佣', '赵六', { tail: '0001' }), namedBy: new Map([['赵六', many(['0001', 2])]]) },
      true,
    ],
    [
      'a completer is called like the owner of thirty firms',
      {
        completers: ['赵六'],
        ties: [tie('b', '股东', '赵六')],
        namedBy: new Map([['赵六', many([null, 20], ['0001', 10])]]),
      },
      false,
    ],
    [
      'a name that six different people bear',
      {
        completers: ['赵六'],
        ties: [tie('b', '股东', '赵六')],
        namedBy: new Map([['赵六', ['1', '2', '3', '4', '5', '6'].map((tail) => ({ tail, orgs: 1 }))]]),
      },
      undefined,
    ],
  ]
  for (const [name, given, certain] of rows)
    it(name, () => {
      const signs = signsBetween(facts(given), rules, 'seller')
      assert.equal(signs.length === 0 ? undefined : signs.some((sign) => sign.certain), certain)
      for (const third of NAMES) assert.ok(!signsInWords(signs).includes(third), third)
    })
})

describe('nobody learns from a held deal who is kin of whom (P18)', () => {
  const kinOf = (orgId: string) => tie(orgId, '近亲属', '王五', { tail: '123X' })
  const leads = (orgId: string) => tie(orgId, '实际控制人', '王五', { tail: '123X' })
  const rows: readonly [name: string, ties: readonly Tie[], asked: Asked, told: boolean][] = [
    ['the seller that registered it says how it is', [kinOf('s'), leads('b')], 'seller', true],
    ['the buyer that tries names does not learn of it', [kinOf('s'), leads('b')], 'buyer', false],
    ['the buyer’s own kin is the buyer’s to say', [leads('s'), kinOf('b')], 'buyer', true],
    ['and not to be tried by the seller', [leads('s'), kinOf('b')], 'seller', false],
    ['kin on both sides is told to neither', [kinOf('s'), kinOf('b')], 'seller', false],
    [
      'nor is kin that a firm between registered',
      [tie('s', '股东', '中间公司', { isOrg: true }), kinOf('m'), leads('b')],
      'seller',
      false,
    ],
  ]
  for (const [name, ties, asked, told] of rows)
    it(name, () => {
      const signs = signsBetween(facts({ ties }), rules, asked)
      assert.equal(signs.length > 0, told)
      for (const third of NAMES) assert.ok(!signsInWords(signs).includes(third), third)
      const without = ties.filter(({ kind }) => kind !== '近亲属')
      if (!told) assert.deepEqual(signs, signsBetween(facts({ ties: without }), rules, asked))
    })

  it('a completer that the buyer names as kin is not told to the seller', () => {
    const ties = [tie('b', '近亲属', '王五')]
    assert.deepEqual(signsBetween(facts({ completers: ['王五'], ties }), rules, 'seller'), [])
  })
})
