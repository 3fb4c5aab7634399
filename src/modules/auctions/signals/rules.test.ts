import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pdfAuthor } from '#platform/files/pdf-author.ts'
import { rulesOfSignals } from '../../../proofs/collusion.ts'
import {
  accountKey,
  authorKey,
  signalsOf,
  suspicionsOf,
  weightOf,
  type BidderFacts,
  type Encounter,
  type LotFacts,
} from './rules.ts'

const rules = rulesOfSignals()
const HOUR = 3_600_000
const bidder = (n: number, more: Partial<BidderFacts> = {}): BidderFacts => ({
  alias: `A${String(n)}`,
  orgId: `o${String(n)}`,
  hands: [`h${String(n)}`],
  members: [`h${String(n)}`],
  owners: [],
  files: [`f${String(n)}`],
  marks: { phone: [], mail: [], account: [], author: [], address: [], device: [] },
  appliedAt: n * HOUR,
  offerFen: null,
  ...more,
})
const marks = (more: Partial<BidderFacts['marks']>) => ({ ...bidder(1).marks, ...more })
const lot = (bidders: readonly BidderFacts[], more: Partial<LotFacts> = {}): LotFacts => ({
  bidders,
  earlier: [],
  sharedBy: new Map(),
  ...more,
})
const met = (n: number, contended: readonly string[], winner = 'o1'): Encounter => ({
  lot: `l${String(n)}`,
  present: new Set(['o1', 'o2']),
  contended: new Set(contended),
  winner,
  awardFen: 100,
  afterDefault: null,
})

describe('signals of collusion (招标投标法实施条例 34, 39, 40; trust.md A1, T18)', () => {
  const pair = (more: Partial<BidderFacts>) => lot([bidder(1, more), bidder(2, more)])
  const rows: readonly [name: string, given: LotFacts, families: readonly string[]][] = [
    ['strangers show none', lot([bidder(1), bidder(2)]), []],
    ['one person acts for both (40 第二项)', pair({ hands: ['h'], members: [] }), ['hands']],
    ['somebody is a member of both (40 第三项)', pair({ members: ['m'] }), ['hands']],
    ['one account for the deposit (40 第六项)', pair({ marks: marks({ account: ['a'] }) }), ['money']],
    ['the same file', pair({ files: ['f'] }), ['paper']],
    ['files by one author (40 第一项)', pair({ marks: marks({ author: ['x'] }) }), ['paper']],
    ['a phone', pair({ marks: marks({ phone: ['x'] }) }), ['contact']],
    ['a device', pair({ marks: marks({ device: ['x'] }) }), ['place']],
    ['an owner (34)', pair({ owners: ['赵六#1234'] }), ['owner']],
    ['applied within minutes', lot([bidder(1), bidder(2, { appliedAt: HOUR + 60_000 })]), ['place']],
    [
      'a ring of six with one phone does not hide behind its number',
      lot(
        [1, 2, 3, 4, 5, 6].map((n) => bidder(n, { marks: marks({ phone: ['p'] }) })),
        { sharedBy: new Map([['p', 6]]) },
      ),
      ['contact'],
    ],
    [
      'an address that a whole park shares tells nothing',
      lot(
        [bidder(1, { marks: marks({ address: ['p'] }) }), bidder(2, { marks: marks({ address: ['p'] }) })],
        {
          sharedBy: new Map([['p', 6]]),
        },
      ),
      [],
    ],
    [
      'won by one, hardly bid on by the other, three times (39 第四项)',
      lot([bidder(1), bidder(2)], { earlier: [1, 2, 3].map((n) => met(n, ['o1'])) }),
      ['cover'],
    ],
    [
      'who bids in earnest and loses covers nobody',
      lot([bidder(1), bidder(2)], { earlier: [1, 2, 3].map((n) => met(n, ['o1', 'o2'])) }),
      [],
    ],
    [
      'the winner withdrew, the other took it for less',
      lot([bidder(1), bidder(2)], {
        earlier: [{ ...met(1, ['o1', 'o2']), afterDefault: { winner: 'o2', awardFen: 90 } }],
      }),
      ['cover'],
    ],
  ]
  for (const [name, given, families] of rows)
    it(name, () => {
      const found = signalsOf(given, rules)
      assert.deepEqual([...new Set(found.map(({ family }) => family))], families)
      for (const { sentence, evidence } of found)
        assert.doesNotMatch(sentence + evidence.join(' '), /undefined|h1|f1$/u)
    })

  it('prices at even distances (40 第四项): three weakly, four more; equal and uneven ones not', () => {
    const priced = (...fens: readonly number[]) => lot(fens.map((offerFen, n) => bidder(n, { offerFen })))
    const strengths = (given: LotFacts) =>
      signalsOf(given, rules).flatMap(({ family, strength }) => (family === 'price' ? [strength] : []))
    assert.deepEqual(strengths(priced(100_000, 113_700, 127_400)).slice(0, 1), ['weak'])
    assert.deepEqual(strengths(priced(100_000, 113_700, 127_400, 141_100)).slice(0, 1), ['middle'])
    assert.deepEqual(strengths(priced(100_000, 113_700, 130_000)), [])
    assert.deepEqual(strengths(priced(100_000, 100_000, 100_000)), [])
  })

  it('signals of one family count once; one weak or middle alone is not looked into', () => {
    const near = { address: ['p'], device: ['d'] }
    const place = lot([bidder(1, { marks: marks(near) }), bidder(2, { marks: marks(near) })])
    assert.equal(weightOf(signalsOf(place, rules), rules), rules.strongBp)
    assert.deepEqual(suspicionsOf(pair({ marks: marks({ address: ['p'] }) }), rules), [])
    assert.deepEqual(suspicionsOf(pair({ marks: marks({ phone: ['p'] }) }), rules), [])
  })

  it('pairs that share somebody are one group', () => {
    const a = marks({ account: ['one'] })
    const both = marks({ account: ['one', 'two'] })
    const b = marks({ account: ['two'] })
    const [group, ...others] = suspicionsOf(
      lot([bidder(1, { marks: a }), bidder(2, { marks: both }), bidder(3, { marks: b }), bidder(4)]),
      rules,
    )
    assert.deepEqual(group?.aliases, ['A1', 'A2', 'A3'])
    assert.deepEqual(others, [])
  })

  it('an account is its digits, a machine is no author', () => {
    assert.equal(accountKey('示例公司 示例银行 6222 0000 1111 2222'), accountKey('６２２２000011112222'))
    assert.equal(accountKey('无'), '')
    for (const nobody of ['Administrator', ' 微软用户', 'WPS 文字', '']) assert.equal(authorKey(nobody), '')
    assert.equal(authorKey(' 李二 '), '李二')
  })

  it('the author of a PDF is read in each way it is written', () => {
    const info = (author: string) =>
      Buffer.from(`%PDF-1.4\n1 0 obj << /Author ${author} /Producer (x) >> endobj`, 'latin1')
    assert.equal(pdfAuthor(info('(Li \\(Er\\))')), 'Li (Er)')
    assert.equal(pdfAuthor(info('<FEFF674E4E8C>')), '李二')
    assert.equal(pdfAuthor(info('(\\376\\377gNN\\214)')), '李二')
    assert.equal(pdfAuthor(Buffer.from('%PDF-1.4 nobody')), '')
  })
})
