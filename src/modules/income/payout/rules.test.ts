import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openChance } from '../../../proofs/chance.ts'
import type { Plan } from '../plan/forms.ts'
import { addShares, type Before } from '../rules.ts'
import { divisionOf, heldBecause, noticeLines, profitFault, reliefOf } from './rules.ts'

const plan: Plan = {
  ruleSource: 'NONE',
  teamRateBp: 5000,
  members: [
    { name: '甲', weightBp: 6000, main: true, post: '正职领导' },
    { name: '乙', weightBp: 4000, main: false, post: '无' },
  ],
}
const NOTHING: Before = { netFen: 0, paid: [] }
const cost = (fen: number) => ({ kind: '评估费', fen, voucher: 'P-1' }) as const

describe('one payout after another (domain/cases/income.json; 转化法 45)', () => {
  it('costs come off first, and a loss is made good before anything is paid', () => {
    const first = divisionOf(plan, { source: 'receipt', partFen: 100, costs: [cost(400)] }, NOTHING)
    assert.deepEqual(first, {
      netFen: -300,
      poolFen: 0,
      shares: [
        { id: '甲', fen: 0 },
        { id: '乙', fen: 0 },
      ],
    })
    const before = { netFen: first.netFen, paid: first.shares }
    const second = divisionOf(plan, { source: 'receipt', partFen: 501, costs: [] }, before)
    assert.equal(second.poolFen, 101, 'half of 201, rounded up')
  })

  it('shares formed and profit are divided by themselves', () => {
    const equity = divisionOf(plan, { source: 'equity', partFen: 10_001, costs: [] }, NOTHING)
    assert.deepEqual([equity.poolFen, ...equity.shares.map(({ fen }) => fen)], [5001, 3001, 2000])
    const loss = divisionOf(plan, { source: 'profit', partFen: -5, costs: [] }, NOTHING)
    assert.deepEqual([loss.poolFen, loss.netFen], [0, -5])
  })

  it('1,000 random runs keep every fen and pay nothing negative, refunds among them', () => {
    const chance = openChance('45')
    for (let i = 0; i < 1000; i += 1) {
      let before = NOTHING
      let pools = 0
      for (let step = 0; step < 6; step += 1) {
        const partFen = chance.below(100_000) - 20_000
        const division = divisionOf(
          plan,
          { source: 'receipt', partFen, costs: [cost(1 + chance.below(500))] },
          before,
        )
        const sum = division.shares.reduce((total, { fen }) => total + fen, 0)
        assert.equal(sum, division.poolFen)
        assert.ok(division.shares.every(({ fen }) => fen >= 0))
        before = { netFen: before.netFen + division.netFen, paid: addShares(before.paid, division.shares) }
        pools += division.poolFen
        assert.ok(pools >= Math.ceil(Math.max(0, before.netFen) / 2), 'the floor is kept')
      }
    }
  })
})

describe('own use, three to five years running (第四十五条第三项)', () => {
  const own = { firstYear: 2023, years: 3 }
  const rows = [
    ['the first', 2023, [], undefined],
    ['before it', 2022, [], /不在其中/],
    ['after the last', 2026, [], /不在其中/],
    ['twice', 2024, [2024], /已经登记/],
    ['the year that still runs', 2025, [], /还没有结束/],
  ] as const
  for (const [name, year, taken, fault] of rows)
    it(name, () => {
      const found = profitFault(own, year, taken, '2025-12-31')
      if (fault === undefined) assert.equal(found, undefined)
      else assert.match(found ?? '', fault)
    })
})

describe('cash rewards and income tax (财税〔2018〕58号)', () => {
  const figures = { months: 36, includedBp: 5000 }
  it('36 months from the receipt, the end of a short month its last day', () => {
    const of = { unitClass: 'STATE_RI_OR_HEI', mode: 'LICENSE', receivedOn: '2024-02-29' } as const
    const relief = reliefOf(of, figures)
    assert.equal(relief?.until, '2027-02-28')
    assert.match(relief?.says ?? '', /36 个月内（2027-02-28 以前）.*50%/)
    assert.equal(reliefOf({ ...of, unitClass: 'ENTERPRISE' }, figures), null)
    assert.equal(reliefOf({ ...of, mode: 'EQUITY' }, figures), null)
  })
})

it('a share is held until its owner agreed or the unit has settled it', () => {
  assert.match(heldBecause(undefined) ?? '', /尚未确认/)
  assert.match(heldBecause({ kind: 'dispute' }) ?? '', /有异议/)
  for (const kind of ['agree', 'settle']) assert.equal(heldBecause({ kind }), undefined)
})

it('the notice names money, people and posts; names are personal (国科发政〔2018〕103号, P14)', () => {
  const lines = noticeLines({
    achievement: '示例成果',
    mode: 'TRANSFER',
    receivedOn: '2026-11-20',
    grossFen: 10_000,
    netFen: 9000,
    poolFen: 4500,
    clause: '第四十五条',
    plan,
    shares: [
      { id: '甲', fen: 2700 },
      { id: '乙', fen: 1800 },
    ],
  })
  const people = lines.filter(({ personal }) => personal)
  assert.deepEqual(
    people.map(({ value }) => value),
    ['甲，正职领导，主要贡献人员，27.00 元', '乙，参与人员，18.00 元'],
  )
  assert.ok(lines.filter(({ personal }) => !personal).every(({ value }) => !/甲|乙/.test(value)))
})
