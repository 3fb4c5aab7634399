import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CellFault } from '#platform/bulk/kind.ts'
import { addDays } from '#platform/calendar/calendar.ts'
import type { Schedule } from './forms.ts'
import {
  royaltyFor,
  scheduleFaults,
  scheduleOf,
  suggestionsFor,
  unreported,
  type Expected,
  type PaymentTerms,
} from './rules.ts'
import { statementFen } from './statement.ts'

const SIGNED = '2026-03-01'
const royalty: Schedule = {
  items: [],
  royaltyBase: '产品销售额',
  royaltySteps: [
    { year: 1, rateBp: 500 },
    { year: 3, rateBp: 333 },
  ],
  royaltyFromOn: SIGNED,
  royaltyMonths: 36,
  royaltyEvery: '年',
  royaltyDueDays: 30,
}

describe('the schedule the signed terms contain (民法典 846)', () => {
  const steps = [{ year: 1, rateBp: 500 }]
  const table: readonly [string, PaymentTerms, Schedule['items'], boolean][] = [
    [
      'a lump sum',
      { paymentKind: '一次总付', priceFen: 100, payment: '签约后十日内' },
      [{ kind: '一次总付', title: '签约后十日内', fen: 100 }],
      false,
    ],
    [
      'instalments; one that names a milestone has its day',
      {
        paymentKind: '分期支付',
        priceFen: 100,
        payment: '分两期',
        instalments: [
          { condition: '签约时', amountFen: 40 },
          { condition: '样机验收后', amountFen: 60 },
        ],
        milestones: [{ title: '样机验收', dueOn: '2026-09-30' }],
      },
      [
        { kind: '分期款', title: '签约时', fen: 40 },
        { kind: '阶段款', title: '样机验收后', dueOn: '2026-09-30', fen: 60 },
      ],
      false,
    ],
    [
      'an entry fee and royalty',
      {
        paymentKind: '入门费加提成',
        priceFen: 7,
        payment: '签约时',
        royaltyBase: '产值',
        royaltySteps: steps,
      },
      [{ kind: '入门费', title: '签约时', fen: 7 }],
      true,
    ],
    [
      'royalty alone',
      { paymentKind: '提成支付', payment: '按年', royaltyBase: '产值', royaltySteps: steps },
      [],
      true,
    ],
  ]
  for (const [name, terms, items, hasRoyalty] of table)
    it(name, () => {
      const schedule = scheduleOf(terms, SIGNED, 30)
      assert.deepEqual(schedule.items, items)
      assert.equal(schedule.royaltySteps !== undefined, hasRoyalty)
      assert.deepEqual(scheduleFaults(schedule, SIGNED, terms.priceFen), [])
    })
})

describe('what contradicts itself in a schedule', () => {
  const item = { kind: '分期款', title: '一期', fen: 100 } as const
  const table: readonly [string, Schedule, number | undefined, RegExp][] = [
    ['nothing at all', { items: [] }, undefined, /至少写一期款项/],
    ['a fen too little', { items: [item] }, 101, /各期合计 1\.00 元，合同价款是 1\.01 元/],
    ['due before it was signed', { items: [{ ...item, dueOn: '2026-02-28' }] }, 100, /早于合同签订日/],
    ['half a royalty', { items: [item], royaltyBase: '产值' }, 100, /都要填写/],
    [
      'royalty from the second year',
      { ...royalty, royaltySteps: [{ year: 2, rateBp: 5 }] },
      undefined,
      /从第 1 年起/,
    ],
  ]
  for (const [name, schedule, price, says] of table)
    it(name, () => assert.match(scheduleFaults(schedule, SIGNED, price)[0]?.message ?? '', says))
})

describe('royalty of a period', () => {
  const today = '2029-06-01'
  const year = (n: number) => ({ fromOn: `${2025 + n}-03-01`, untilOn: `${2026 + n}-02-28` })
  it('base × rate of the contract year, to the nearest fen, due after the agreed days', () => {
    const ask = (n: number, baseFen: number) => royaltyFor(royalty, { ...year(n), baseFen }, [], today)
    assert.deepEqual(ask(1, 1_000_001), { rateBp: 500, fen: 50_000, dueOn: '2027-03-30' })
    assert.deepEqual(ask(3, 150), { rateBp: 333, fen: 5, dueOn: '2029-03-30' })
    assert.deepEqual(ask(1, 10), { rateBp: 500, fen: 1, dueOn: '2027-03-30' })
    assert.deepEqual(ask(1, 0), { rateBp: 500, fen: 0, dueOn: '2027-03-30' })
  })
  const faults: readonly [string, { fromOn: string; untilOn: string }, string, RegExp][] = [
    ['ends before it begins', { fromOn: '2026-06-02', untilOn: '2026-06-01' }, today, /早于第一天/],
    ['has not ended', { fromOn: '2026-03-01', untilOn: '2027-02-28' }, '2027-02-28', /还没有结束/],
    ['begins before the royalty', { fromOn: '2026-02-28', untilOn: '2026-06-01' }, today, /提成期间是/],
    ['a day reported twice', { fromOn: '2026-06-30', untilOn: '2026-07-31' }, today, /重叠/],
    [
      'one day of a year',
      { fromOn: '2027-05-01', untilOn: '2027-05-01' },
      today,
      /第 2 期：2027-03-01 至 2028-02-29，请整期报送/,
    ],
    ['across two years', { fromOn: '2027-03-01', untilOn: '2028-03-31' }, today, /按年报送.*第 2 期/],
    [
      'what a report of other days left',
      { fromOn: '2026-07-01', untilOn: '2027-02-01' },
      today,
      /第 1 期未报送的部分：2026-07-01 至 2027-02-28/,
    ],
  ]
  for (const [name, span, on, says] of faults)
    it(`refused: ${name}`, () => {
      const earlier = [{ fromOn: '2026-06-02', untilOn: '2026-06-30' }]
      const answer = royaltyFor(royalty, { ...span, baseFen: 1 }, earlier, on)
      assert.match('fault' in answer ? answer.fault : '', says)
    })
  it('a contract without royalty has none to report', () => {
    const answer = royaltyFor({ items: [] }, { ...year(1), baseFen: 1 }, [], today)
    assert.match('fault' in answer ? answer.fault : '', /没有约定提成/)
  })
  const spans: readonly [string, Partial<Schedule>, readonly [string, string][], string[]][] = [
    [
      'years',
      {},
      [['2026-03-01', '2027-02-28']],
      ['2027-03-01 2028-02-29 第 2 期', '2028-03-01 2029-02-28 第 3 期'],
    ],
    [
      'one day reported leaves the rest of the year',
      { royaltyMonths: 12 },
      [['2026-06-01', '2026-06-01']],
      ['2026-03-01 2026-05-31 第 1 期未报送的部分', '2026-06-02 2027-02-28 第 1 期未报送的部分'],
    ],
    [
      'months from the 31st',
      { royaltyEvery: '月', royaltyMonths: 3, royaltyFromOn: '2027-12-31' },
      [],
      ['2027-12-31 2028-01-30 第 1 期', '2028-01-31 2028-02-28 第 2 期', '2028-02-29 2028-03-30 第 3 期'],
    ],
    [
      'quarters, the last one short',
      { royaltyEvery: '季度', royaltyMonths: 7 },
      [],
      [
        '2026-03-01 2026-05-31 第 1 期',
        '2026-06-01 2026-08-31 第 2 期',
        '2026-09-01 2026-09-30 第 3 期（最后一期，不足一个季度）',
      ],
    ],
    [
      'years from February 29',
      { royaltyFromOn: '2024-02-29', royaltyMonths: 60 },
      [['2024-02-29', '2025-02-27']],
      [
        '2025-02-28 2026-02-27 第 2 期',
        '2026-02-28 2027-02-27 第 3 期',
        '2027-02-28 2028-02-28 第 4 期',
        '2028-02-29 2029-02-27 第 5 期',
      ],
    ],
  ]
  for (const [name, more, reported, open] of spans)
    it(`P25: ${name}: what is not reported is named, and each of it is taken as it is named`, () => {
      const schedule = { ...royalty, ...more }
      const earlier = reported.map(([fromOn, untilOn]) => ({ fromOn, untilOn }))
      const found = unreported(schedule, earlier, today)
      assert.deepEqual(
        found.map(({ fromOn, untilOn, title }) => `${fromOn} ${untilOn} ${title}`),
        open,
      )
      for (const one of found) {
        assert.ok('rateBp' in royaltyFor(schedule, { ...one, baseFen: 100 }, earlier, today))
        const fromOn = addDays(one.fromOn, 1)
        assert.ok('fault' in royaltyFor(schedule, { ...one, fromOn, baseFen: 100 }, earlier, today))
      }
    })
})

describe('which contract a line of a statement may pay, and why', () => {
  const one: Expected = {
    settlementId: 'A',
    title: '荔枝保鲜合同',
    code: 'abc123',
    buyer: '示例（水产）公司',
    open: [
      { title: '一期', openFen: 400, royaltyId: null },
      { title: '提成', openFen: 600, royaltyId: 'R' },
    ],
  }
  const other: Expected = { ...one, settlementId: 'B', title: '别的合同', code: 'zzz999', open: [] }
  const table: readonly [string, { fen: number; payer: string; purpose: string }, string[], RegExp][] = [
    [
      'the code, whatever its width',
      { fen: 1, payer: '别人', purpose: '付ＡＢＣ１２３款' },
      ['A'],
      /合同编号 ABC123/,
    ],
    ['the sum of an item', { fen: 600, payer: '别人', purpose: '' }, ['A'], /金额等于未付的“提成”/],
    ['all that is open', { fen: 1000, payer: '别人', purpose: '' }, ['A'], /全部未付/],
    [
      'the name, whatever its brackets',
      { fen: 5, payer: '示例(水产)公司', purpose: '' },
      ['B', 'A'],
      /付款人就是/,
    ],
    ['nothing', { fen: 5, payer: '别人', purpose: '货款' }, [], /^$/],
  ]
  for (const [name, line, ids, why] of table)
    it(name, () => {
      const found = suggestionsFor(line, [one, other])
      assert.deepEqual(found.map(({ settlementId }) => settlementId).sort(), [...ids].sort())
      assert.match(found[0]?.reasons.join('；') ?? '', why)
    })
  it('code, name and sum together come first, with the royalty the sum is of', () => {
    const [best] = suggestionsFor({ fen: 600, payer: '示例（水产）公司', purpose: 'abc123' }, [other, one])
    assert.deepEqual([best?.settlementId, best?.royaltyId, best?.reasons.length], ['A', 'R', 3])
  })
})

describe('amounts of a bank statement (P32)', () => {
  const good: readonly [string, string | undefined, number][] = [
    ['1,234.56', undefined, 123_456],
    ['１２３.４０', '元', 12_340],
    ['¥5', undefined, 500],
    ['0.00', undefined, 0],
    ['-', undefined, 0],
  ]
  for (const [cell, unit, fen] of good)
    it(`${cell} is ${fen}`, () => assert.equal(statementFen(cell, unit), fen))
  const bad: readonly [string, string | undefined, RegExp][] = [
    ['5', '万元', /以元为单位/],
    ['5万', undefined, /以元为单位/],
    ['USD 100', undefined, /只登记人民币/],
    ['100', '美元', /只登记人民币/],
    ['-100', undefined, /不能是负数/],
    ['-0', undefined, /不能是负数/],
    ['1e3', undefined, /应为数字/],
    ['0.005', undefined, /不能精确到比“分”更小/],
    ['123456789012345678901', undefined, /金额过大/],
  ]
  for (const [cell, unit, says] of bad)
    it(`${cell} ${unit ?? ''} is refused`, () =>
      assert.throws(
        () => statementFen(cell, unit),
        (error) => error instanceof CellFault && says.test(error.message),
      ))
})
