import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  DIVISION_ERRORS,
  divideEquity,
  divideProfit,
  divideReceipts,
  faultsOfDivision,
  type DivisionError,
  type EquityDivision,
  type IncomeRules,
  type ProfitDivision,
  type ReceiptsDivision,
} from './rules.ts'

const rules: IncomeRules = { floorBp: 5000, years: [3, 5] }
const one = [{ id: 'A', weightBp: 10_000, main: true }]
const sale: ReceiptsDivision = {
  mode: 'TRANSFER',
  unitType: 'STATE_RI_OR_HEI',
  ruleSource: 'UNIT_RULE',
  teamRateBp: 7000,
  members: one,
  receipts: [{ grossFen: 100_000 }],
}
const equity: EquityDivision = { ...sale, mode: 'EQUITY', valuationFen: 1_000_001 }
const profit: ProfitDivision = {
  ...sale,
  mode: 'SELF_IMPLEMENT',
  teamRateBp: 500,
  yearlyProfitFen: [1, 2, 3],
}
const profitRules = { ...rules, floorBp: 500 }

describe('what stands against a division', () => {
  const table: readonly [
    string,
    ReceiptsDivision | EquityDivision | ProfitDivision,
    IncomeRules,
    DivisionError[],
  ][] = [
    ['第四十五条: 70% by rule of a university is lawful', sale, rules, []],
    [
      '第四十五条第三款: a university may not agree 49.99%',
      { ...sale, ruleSource: 'AGREEMENT', teamRateBp: 4999 },
      rules,
      ['RATE_BELOW_FLOOR'],
    ],
    ['the floor itself is enough', { ...sale, teamRateBp: 5000 }, rules, []],
    [
      '第四十四条: an enterprise may agree less',
      { ...sale, unitType: 'ENTERPRISE', ruleSource: 'AGREEMENT', teamRateBp: 1000 },
      rules,
      [],
    ],
    [
      '第四十五条第一款: an enterprise without rule and agreement may not',
      { ...sale, unitType: 'ENTERPRISE', ruleSource: 'NONE', teamRateBp: 4999 },
      rules,
      ['RATE_BELOW_FLOOR'],
    ],
    ['a rate over the whole', { ...sale, teamRateBp: 10_001 }, rules, ['RATE_OUT_OF_RANGE']],
    ['nobody', { ...sale, members: [] }, rules, ['NO_MEMBERS', 'WEIGHTS_NOT_100']],
    [
      'one person twice',
      {
        ...sale,
        members: [
          { id: 'A', weightBp: 5000 },
          { id: 'A', weightBp: 5000 },
        ],
      },
      rules,
      ['MEMBER_TWICE'],
    ],
    [
      'percents rounded by hand (33.33 × 3)',
      { ...sale, members: ['A', 'B', 'C'].map((id) => ({ id, weightBp: 3333 })) },
      rules,
      ['WEIGHTS_NOT_100'],
    ],
    [
      'a weight below nothing that makes the sum right',
      {
        ...sale,
        members: [
          { id: 'A', weightBp: 11_000 },
          { id: 'B', weightBp: -1000 },
        ],
      },
      rules,
      ['WEIGHTS_NOT_100'],
    ],
    [
      '国发16: main contributors with 49.99%',
      {
        ...sale,
        members: [
          { id: 'A', weightBp: 4999, main: true },
          { id: 'B', weightBp: 5001 },
        ],
      },
      { ...rules, mainMinBp: 5000 },
      ['MAIN_CONTRIBUTORS_BELOW_50'],
    ],
    [
      'a chief leader is not given equity',
      { ...equity, members: [{ id: 'A', weightBp: 10_000, chiefLeader: true }] },
      rules,
      ['CHIEF_LEADER_EQUITY'],
    ],
    [
      'a chief leader may be paid cash',
      { ...sale, members: [{ id: 'A', weightBp: 10_000, chiefLeader: true }] },
      rules,
      [],
    ],
    [
      '第四十五条第三项: two years',
      { ...profit, yearlyProfitFen: [1, 2] },
      profitRules,
      ['YEARS_NOT_3_TO_5'],
    ],
    [
      '第四十五条第三项: six years',
      { ...profit, yearlyProfitFen: [1, 2, 3, 4, 5, 6] },
      profitRules,
      ['YEARS_NOT_3_TO_5'],
    ],
    ['a receipt below nothing', { ...sale, receipts: [{ grossFen: -1 }] }, rules, ['NEGATIVE_AMOUNT']],
    [
      'a cost below nothing',
      { ...sale, receipts: [{ grossFen: 10, costs: [{ kind: '税费', fen: -1 }] }] },
      rules,
      ['NEGATIVE_AMOUNT'],
    ],
  ]
  for (const [title, division, figures, expected] of table)
    it(title, () => assert.deepEqual(faultsOfDivision(division, figures), expected))

  it('has a sentence for each, and every error has a line above', () => {
    const seen = new Set(table.flatMap(([, , , errors]) => errors))
    assert.deepEqual([...seen].sort(), Object.keys(DIVISION_ERRORS).sort())
  })
})

describe('dividing', () => {
  it('a loss is made good before anything is paid, and what was paid stays paid', () => {
    const { receipts, totals } = divideReceipts({
      ...sale,
      receipts: [
        { grossFen: 1000 },
        { grossFen: 0, costs: [{ kind: '退款', fen: 600 }] },
        { grossFen: 500 },
        { grossFen: 200 },
      ],
    })
    assert.deepEqual(
      receipts.map(({ cumulativeNetFen, poolFen }) => [cumulativeNetFen, poolFen]),
      [
        [1000, 700],
        [400, 0],
        [900, 0],
        [1100, 70],
      ],
    )
    assert.deepEqual([totals.teamPoolFen, totals.unitRetainedFen], [770, 330])
  })

  it('instalments come to the same as one payment, for each member', () => {
    const members = [
      { id: 'A', weightBp: 3334 },
      { id: 'B', weightBp: 3333 },
      { id: 'C', weightBp: 3333 },
    ]
    const parts = [1, 7, 100, 99_999, 3]
    const inParts = divideReceipts({
      ...sale,
      members,
      receipts: parts.map((grossFen) => ({ grossFen })),
    })
    const atOnce = divideReceipts({
      ...sale,
      members,
      receipts: [{ grossFen: parts.reduce((sum, part) => sum + part, 0) }],
    })
    assert.deepEqual(inParts.totals, atOnce.totals)
  })

  it('the pool of equity is rounded up, and the unit has the rest (第四十五条第二项)', () => {
    const result = divideEquity({
      ...equity,
      members: [
        { id: 'A', weightBp: 5000 },
        { id: 'B', weightBp: 5000 },
      ],
    })
    assert.deepEqual(result, {
      teamEquityFen: 700_001,
      unitEquityFen: 300_000,
      members: [
        { id: 'A', fen: 350_001 },
        { id: 'B', fen: 350_000 },
      ],
    })
  })

  it('each year of profit stands by itself', () => {
    const { yearlyPoolFen, totalPoolFen } = divideProfit({ ...profit, yearlyProfitFen: [19, -500, 21] })
    assert.deepEqual([yearlyPoolFen, totalPoolFen], [[1, 0, 2], 3])
  })
})
