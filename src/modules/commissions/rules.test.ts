import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { agreementForm, type Agreement } from './forms.ts'
import {
  agreementFaults,
  BOUND_FIRST,
  causeOf,
  dayFault,
  dueOf,
  knownBefore,
  rewardInWords,
  standingOf,
  stepsOf,
  unpaidSince,
  type DueStep,
  type Reward,
  dueText,
  findingsOf,
  grantedText,
  talkText,
  type RecordFacts,
} from './rules.ts'

const rate = (bp: number, capFen: number | null = null): Reward => ({ bp, capFen, fen: null })
const fixed = (fen: number): Reward => ({ bp: null, capFen: null, fen })
const receipt = (id: string, fen: number) => ({ id, receivedOn: '2026-03-01', fen })

describe('since when commission is due and unpaid', () => {
  const first = { dueOn: '2026-03-01', fen: 500 }
  const second = { dueOn: '2026-04-01', fen: 300 }
  const back = { dueOn: '2026-05-01', fen: -500 }
  const rows = [
    ['nothing is due', [], 0, undefined],
    ['the oldest counts', [first, second], 0, '2026-03-01'],
    ['a part of the oldest is open', [first, second], 499, '2026-03-01'],
    ['the oldest is paid', [first, second], 500, '2026-04-01'],
    ['all of it is paid', [first, second], 800, undefined],
    ['more than all was paid', [first], 900, undefined],
    ['a refund takes back the oldest first', [first, second, back], 0, '2026-04-01'],
    ['a refund after it was paid leaves nothing', [first, second, back], 500, undefined],
  ] as const
  for (const [name, dues, covered, since] of rows)
    it(name, () => assert.equal(unpaidSince(dues, covered), since))
})

describe('what is due of a commission (民法典 963: the agreed reward, no more)', () => {
  const rows = [
    ['5 % of 1,000.01 yuan, the part of a fen left out', rate(500), 100_001, 10_000, 5000],
    ['never more than the limit', rate(500, 4000), 100_001, 10_000, 4000],
    ['nothing came', rate(500), 0, 10_000, 0],
    ['everything was given back', rate(500), -1, 10_000, 0],
    ['one sum with the first receipt, whole', fixed(30_000), 1, 10_000, 30_000],
    ['100 %', rate(10_000), 7, 10_000, 7],
    ['a decision left a third', rate(500), 100_001, 3333, 1666],
    ['a decision left nothing', fixed(30_000), 1, 0, 0],
    [
      'the largest amount any form takes, exact',
      rate(9999),
      1_000_000_000_000_000,
      10_000,
      999_900_000_000_000,
    ],
  ] as const
  for (const [name, reward, received, granted, due] of rows)
    it(name, () => assert.equal(dueOf(reward, received, granted), due))

  it('instalments come to one payment, a refund takes back its part, a receipt taken back all of it', () => {
    const day = '2026-03-02'
    const first = stepsOf(rate(333), 10_000, [receipt('a', 1001), receipt('b', 1001)], [], day)
    assert.deepEqual(
      first.map(({ fen }) => fen),
      [33, 33],
    )
    const refund = stepsOf(
      rate(333),
      10_000,
      [receipt('a', 1001), receipt('b', 1001), receipt('r', -500)],
      first,
      day,
    )
    assert.deepEqual(
      refund.map(({ fen }) => fen),
      [50 - 66],
    )
    const gone = stepsOf(rate(333), 10_000, [receipt('a', 1001)], first, day)
    assert.deepEqual(
      gone.map(({ receiptId, receivedFen, fen }) => [receiptId, receivedFen, fen]),
      [['b', -1001, -33]],
    )
    assert.deepEqual(stepsOf(rate(333), 10_000, [receipt('a', 1001), receipt('b', 1001)], first, day), [])
    const [decided] = stepsOf(rate(333), 0, [receipt('a', 1001), receipt('b', 1001)], first, day)
    assert.deepEqual([decided?.receiptId, decided?.fen], [null, -66])
  })

  it('random receipts, refunds, reversals and decisions conserve every fen and never pass what was agreed', () => {
    const change = fc.record({
      id: fc.integer({ min: 0, max: 5 }).map(String),
      fen: fc.integer({ min: -2_000_000, max: 1_000_000_000_000 }),
      gone: fc.boolean(),
      granted: fc.constantFrom(10_000, 10_000, 10_000, 2500, 0),
    })
    const rewards = fc.oneof(
      fc.record({
        bp: fc.integer({ min: 1, max: 10_000 }),
        capFen: fc.option(fc.integer({ min: 1, max: 1_000_000_000 })),
        fen: fc.constant(null),
      }),
      fc.integer({ min: 1, max: 1_000_000_000 }).map(fixed),
    )
    fc.assert(
      fc.property(rewards, fc.array(change, { maxLength: 20 }), (reward, changes) => {
        const standing = new Map<string, number>()
        let written: DueStep[] = []
        for (const { id, fen, gone, granted } of changes) {
          if (gone || fen === 0) standing.delete(id)
          else standing.set(id, fen)
          const receipts = [...standing].map(([key, value]) => receipt(key, value))
          written = [...written, ...stepsOf(reward, granted, receipts, written, '2026-03-02')]
          const received = receipts.reduce((sum, one) => sum + one.fen, 0)
          const due = written.reduce((sum, one) => sum + one.fen, 0)
          assert.equal(
            written.reduce((sum, one) => sum + one.receivedFen, 0),
            received,
          )
          assert.equal(due, dueOf(reward, received, granted))
          assert.ok(due >= 0 && due <= (reward.fen ?? Math.max(0, received)))
          assert.ok(due <= (reward.capFen ?? Number.MAX_SAFE_INTEGER))
        }
      }),
    )
  })

  it('what was paid too much is set against what comes', () => {
    assert.deepEqual(standingOf(50, 66, 0), { dueFen: 50, paidFen: 66, openFen: 0, overFen: 16 })
    assert.deepEqual(standingOf(100, 66, 30), { dueFen: 100, paidFen: 66, openFen: 4, overFen: 0 })
  })
})

describe('an agreement as filled in: each bad input a sentence (issue 5, Must hold)', () => {
  const sound = { payer: 'buyer', kind: 'rate', bp: 500, unrelated: true }
  const typed = [
    ['rate 0', { bp: 0 }, /比例应大于 0/],
    ['rate -0', { bp: -0 }, /比例应大于 0/],
    ['more than 100 %', { bp: 10_001 }, /不能超过 100%/],
    ['1e3 as text', { bp: '1e3' }, /./],
    ['21 digits', { kind: 'fixed', bp: undefined, fen: 100_000_000_000_000_000_000 }, /./],
    ['0.005 yuan', { kind: 'fixed', bp: undefined, fen: 0.5 }, /./],
    ['a sum of nothing', { kind: 'fixed', bp: undefined, fen: 0 }, /金额应大于 0/],
    ['related to one of them', { unrelated: false }, /书面说明/],
  ] as const
  for (const [name, more, says] of typed)
    it(name, () => {
      const { success, error } = agreementForm.safeParse({ ...sound, ...more })
      assert.equal(success, false)
      assert.match(error?.issues[0]?.message ?? '', says)
    })

  const held = [
    ['sound', {}, undefined],
    ['a rate without one', { bp: undefined }, /比例/],
    ['a fixed sum without one', { kind: 'fixed', bp: undefined }, /总额/],
    ['both', { fen: 500_000 }, /不填定额/],
    ['a fixed sum with a rate', { kind: 'fixed', fen: 500_000 }, /不填比例/],
    ['万元 for 元', { kind: 'fixed', bp: undefined, fen: 500 }, /万元/],
    ['the same, looked at', { kind: 'fixed', bp: undefined, fen: 500, confirmed: true }, undefined],
    ['a limit in the wrong unit', { capFen: 500 }, /万元/],
  ] as const
  for (const [name, more, says] of held)
    it(name, () => {
      const [fault] = agreementFaults({ ...sound, ...more } as Agreement)
      if (says === undefined) assert.equal(fault, undefined)
      else assert.match(fault?.message ?? '', says)
    })

  it('is read out in words before the payer says yes', () => {
    assert.match(
      rewardInWords(rate(250, 5_000_000), 'buyer'),
      /需求方按合同实际到账金额的 2.5% 支付，总额最高 50,000.00 元/,
    )
    assert.match(rewardInWords(fixed(3_000_000), 'seller'), /成果方支付定额 30,000.00 元/)
  })
})

describe('what the record says to a dispute', () => {
  it('knew each other before: only what lies before the day of the introduction counts', () => {
    const talk = (on: string) => ({ on, what: '双方开始洽谈' })
    assert.match(
      knownBefore('2026-03-02', [talk('2026-03-05'), talk('2026-03-01')]) ?? '',
      /2026-03-01 双方开始洽谈，早于 2026-03-02/,
    )
    assert.equal(knownBefore('2026-03-02', [talk('2026-03-02')]), undefined)
    assert.equal(knownBefore('2026-03-02', []), undefined)
  })

  it('several brokers: the introduction that led to the contract, else the earliest; by the other rule the earliest', () => {
    const causes = [
      { id: 'b', stoodOn: '2026-01-02', isBound: true },
      { id: 'a', stoodOn: '2026-01-01', isBound: false },
      { id: 'c', stoodOn: '2026-01-02', isBound: true },
    ]
    assert.equal(causeOf(causes, BOUND_FIRST)?.id, 'b')
    assert.equal(causeOf(causes, '最早引荐')?.id, 'a')
    assert.equal(causeOf([], BOUND_FIRST), undefined)
  })

  it('nothing is paid before the contract or tomorrow', () => {
    const given = { contractOn: '2026-03-01', today: '2026-03-10' }
    assert.match(dayFault('2026-03-11', given) ?? '', /还没有到/)
    assert.match(dayFault('2026-02-28', given) ?? '', /2026-03-01 签订/)
    assert.equal(dayFault('2026-03-01', given), undefined)
  })
})

describe('sentences of the record, each for its case (issue 5 line 6)', () => {
  const own = { id: 'a', stoodOn: '2026-03-02', isBound: false, brokerOrgId: 'A', broker: '甲机构' }
  const rival = { ...own, id: 'b', stoodOn: '2026-03-01', brokerOrgId: 'B', broker: '乙机构' }
  const facts: RecordFacts = {
    ownId: 'a',
    introducedOn: '2026-03-01',
    signs: [],
    introductions: [own],
    contractOn: '2026-05-01',
    arose: 'raised',
    rule: BOUND_FIRST,
  }
  const bound = { ...own, isBound: true }
  const late = { ...rival, stoodOn: '2026-05-02' }
  const table: readonly [string, Partial<RecordFacts>, 0 | 1 | 2, RegExp][] = [
    ['no sign', {}, 0, /没有双方在引荐之前接洽的记录/],
    [
      'a sign',
      { signs: [{ on: '2026-02-01', what: '开始洽谈' }] },
      0,
      /2026-02-01 开始洽谈，早于 2026-03-01/,
    ],
    ['nobody introduced them', { introductions: [] }, 1, /^平台上没有在合同签订以前成立的引荐。$/],
    ['nor is there a contract', { introductions: [], contractOn: null }, 1, /^平台上没有成立的引荐。$/],
    ['one broker', {}, 1, /只有这一家经纪机构引荐过双方。$/],
    ['one broker, twice', { introductions: [own, { ...own, id: 'c' }] }, 1, /只有这一家.*共 2 次/],
    ['only another broker', { introductions: [rival] }, 1, /有 1 次引荐成立.*乙机构/],
    ['two brokers', { introductions: [own, rival] }, 1, /有 2 次引荐成立.*乙机构在 2026-03-01/],
    ['two brokers, the talk is of one', { introductions: [bound, rival] }, 1, /甲机构在 2026-03-02/],
    ['another broker after the contract', { introductions: [own, late] }, 1, /只有这一家/],
    ['no contract', { contractOn: null }, 2, /还没有对应的合同/],
    ['the talk is of it', { introductions: [bound] }, 2, /属于这次引荐/],
    ['the talk is of another', { introductions: [own, { ...rival, isBound: true }] }, 2, /属于另一次引荐/],
    ['the talk is of none', {}, 2, /不属于平台上的引荐，佣金由经纪人主张/],
    ['it arose by itself', { arose: 'event' }, 2, /佣金自动成立/],
  ]
  for (const [name, more, at, says] of table)
    it(name, () => assert.match(findingsOf({ ...facts, ...more })[at] ?? '', says))

  const due: Parameters<typeof dueText>[0] = {
    receiptId: 'r',
    receivedFen: 10_000,
    fen: 500,
    onDay: '2026-05-02',
  }
  const dues: readonly [string, Partial<typeof due>, boolean, string][] = [
    ['a receipt', {}, true, '合同 2026-05-02 到账 100.00 元，应付佣金增加 5.00 元'],
    ['a receipt of one sum', {}, false, '合同 2026-05-02 到账，应付佣金增加 5.00 元'],
    ['beyond the limit', { fen: 0 }, true, '合同 2026-05-02 到账 100.00 元，应付佣金不变'],
    ['a refund', { receivedFen: -10_000, fen: -500 }, true, '合同到账减少 100.00 元，应付佣金减少 5.00 元'],
    [
      'a decision',
      { receiptId: null, receivedFen: 0, fen: -5 },
      true,
      '按处理意见重新计算，应付佣金减少 0.05 元',
    ],
  ]
  for (const [name, more, isPart, says] of dues)
    it(`due: ${name}`, () => assert.equal(dueText({ ...due, ...more }, isPart), says))

  it('talks and decisions', () => {
    assert.equal(talkText('x', null), '在平台上开始洽谈')
    assert.match(talkText('x', 'x'), /同一项成果/)
    assert.match(talkText('x', 'y'), /其他事项/)
    assert.deepEqual([10_000, 0, 3000].map(grantedText), [
      '佣金请求成立',
      '佣金请求不成立',
      '支付约定佣金的 30%',
    ])
  })
})
