import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openChance } from '../../../proofs/chance.ts'
import { planForm, type Plan } from './forms.ts'
import {
  clauseOf,
  floorOfPart,
  ownershipOf,
  partOf,
  planFaults,
  withoutOwner,
  type PlanRules,
} from './rules.ts'

const unit = { id: '01920000-0000-7000-8000-0000000000a1', name: '示例大学' }
const A = { name: '甲教授', weightBp: 6000, main: true, post: '无' } as const
const B = { name: '乙老师', weightBp: 4000, main: false, post: '无' } as const
const plan: Plan = {
  ruleSource: 'UNIT_RULE',
  ruleName: '示例大学科技成果转化办法第十二条',
  teamRateBp: 7000,
  members: [A, B],
}
const rules: PlanRules = {
  mode: 'TRANSFER',
  unitClass: 'STATE_RI_OR_HEI',
  floorBp: 5000,
  mainMinBp: 5000,
  years: [3, 5],
  floorAddsOwnership: true,
  ownership: { unitBp: 10_000, teamBp: 0 },
}

describe('what a plan must hold (转化法 44, 45; 国发〔2016〕16号; domain/rights.md)', () => {
  const own = { mode: 'SELF_IMPLEMENT', floorBp: 500 } as const
  const rows: readonly [
    name: string,
    given: Partial<Plan>,
    more: Partial<PlanRules>,
    fault: RegExp | undefined,
  ][] = [
    ['a rate above the floor by the unit’s rule', {}, {}, undefined],
    ['exactly the floor', { teamRateBp: 5000 }, {}, undefined],
    ['one hundredth of a percent below it', { teamRateBp: 4999 }, {}, /低于法定下限/],
    ['an enterprise may by agreement', { teamRateBp: 100 }, { unitClass: 'ENTERPRISE' }, undefined],
    ['33.33 x 3 is no whole', { members: [A, B, { ...B, name: '丙', weightBp: 3333 }] }, {}, /正好是 100%/],
    [
      'main contributors below half',
      {
        members: [
          { ...A, weightBp: 4999 },
          { ...B, weightBp: 5001 },
        ],
      },
      {},
      /主要贡献人员/,
    ],
    [
      'which binds what the state founded',
      { members: [B, { ...B, name: '丙', weightBp: 6000 }] },
      { unitClass: 'ENTERPRISE' },
      undefined,
    ],
    ['the same name twice', { members: [A, { ...B, name: A.name }] }, {}, /填写了两次/],
    ['cash for a chief leader', { members: [{ ...A, post: '正职领导' }, B] }, {}, undefined],
    ['no shares for one', { members: [{ ...A, post: '正职领导' }, B] }, { mode: 'EQUITY' }, /不得获得股权/],
    ['another leader may', { members: [{ ...A, post: '其他领导' }, B] }, { mode: 'EQUITY' }, undefined],
    ['two years of profit', { firstYear: 2026, years: 2 }, own, /三至五年/],
    ['three', { firstYear: 2026, years: 3 }, own, undefined],
    ['six', { firstYear: 2026, years: 6 }, own, /三至五年/],
    ['own use without its first year', { years: 3 }, own, /第一个年度/],
    ['years of a transfer', { years: 3 }, {}, /请清空年度和年数/],
    ['not an owner', {}, { ownership: { unitBp: 0, teamBp: 0 } }, /不是这项成果的权利人/],
  ]
  for (const [name, given, more, fault] of rows)
    it(name, () => {
      const faults = planFaults({ ...plan, ...given }, { ...rules, ...more })
      if (fault === undefined) assert.deepEqual(faults, [])
      else assert.match(faults.map(({ message }) => message).join(), fault)
    })

  it('the form asks what the rate rests on, unless on the statute alone', () => {
    const { ruleName: _, ...bare } = plan
    assert.equal(planForm.safeParse(bare).success, false)
    assert.equal(planForm.safeParse({ ...bare, ruleSource: 'NONE' }).success, true)
    assert.equal(planForm.safeParse({ ...plan, members: [] }).success, false)
    assert.match(
      clauseOf('TRANSFER', { ruleSource: 'NONE' }),
      /^促进科技成果转化法第四十五条第一款第（一）项$/,
    )
  })
})

describe('ownership first (practice.md P28)', () => {
  const owners = [
    { orgId: unit.id, name: unit.name, shareBp: 3000 },
    { name: '甲教授', shareBp: 7000 },
  ]

  it('what a completer owns is not the unit’s to divide', () => {
    assert.deepEqual(ownershipOf(owners, unit, [A, B]), { unitBp: 3000, teamBp: 7000 })
    assert.deepEqual(ownershipOf([], unit, [A, B]), { unitBp: 10_000, teamBp: 0 })
    assert.deepEqual(ownershipOf(owners, unit, [B]), { unitBp: 3000, teamBp: 0 }, 'a stranger is no team')
  })

  it('the floor adds both where the policy row says so', () => {
    const ownership = { unitBp: 3000, teamBp: 7000 }
    assert.equal(floorOfPart({ ...rules, ownership }), 0)
    assert.equal(floorOfPart({ ...rules, ownership, floorAddsOwnership: false }), 5000)
    assert.equal(floorOfPart({ ...rules, ownership: { unitBp: 9000, teamBp: 1000 } }), 4445, 'rounded up')
    assert.equal(floorOfPart({ ...rules, ownership: { unitBp: 6000, teamBp: 0 } }), 5000)
  })

  it('the parts of 2,000 random owners and receipts come to the receipt, and money back is divided alike', () => {
    const chance = openChance('28')
    for (let i = 0; i < 2000; i += 1) {
      const cut = 1 + chance.below(9998)
      const fen = chance.below(1_000_000_000)
      const mine = [
        { orgId: unit.id, name: unit.name, shareBp: cut },
        { name: '另一单位', shareBp: 10_000 - cut },
      ]
      const part = partOf(fen, mine, unit)
      const other = partOf(fen, mine, { id: '', name: '另一单位' })
      assert.equal(part + other, fen)
      assert.ok(part >= 0 && Math.abs(part - (fen * cut) / 10_000) <= 1)
      assert.equal(partOf(-fen, mine, unit) + 0, -part + 0)
    }
  })
})

describe('income paid by an owner is the others’ (practice.md P28)', () => {
  const payer = { id: '01920000-0000-7000-8000-0000000000b2', name: '示例公司' }
  const [own, bought, third] = [
    { orgId: unit.id, name: unit.name, shareBp: 3000 },
    { orgId: payer.id, name: '示例', shareBp: 4000 },
    { name: '丙公司', shareBp: 3000 },
  ]
  const table: readonly [string, Parameters<typeof withoutOwner>[0], readonly number[]][] = [
    ['two halves of what is left', [own, bought, third], [5000, 5000]],
    [
      'one third is rounded, and the whole is still 100 %',
      [
        { ...own, shareBp: 2000 },
        { ...bought, shareBp: 7000 },
        { ...third, shareBp: 1000 },
      ],
      [6667, 3333],
    ],
    ['by name', [own, { name: payer.name, shareBp: 7000 }], [10_000]],
    ['who pays owns none of it', [own, { ...third, shareBp: 7000 }], [3000, 7000]],
    ['who pays owns all of it', [{ ...bought, shareBp: 10_000 }], []],
    ['nobody is named', [], []],
  ]
  for (const [name, owners, shares] of table)
    it(name, () =>
      assert.deepEqual(
        withoutOwner(owners, payer).map(({ shareBp }) => shareBp),
        shares,
      ),
    )
})
