import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { MODES, TECH_FIELDS } from '#platform/forms/classes.ts'
import type { AchievementFacts, DemandFacts } from './facts.ts'
import { fitOf, neededTrl, type FitRules } from './fit.ts'
import { loweredFor, unclearOf } from './lowering.ts'
import { raisesOfAchievement, raisesOfDemand } from './raises.ts'
import { shown, sumOf } from './reasons.ts'

const rules: FitRules = {
  trlNeeded: { 技术攻关: 5, 成果引进: 7 },
  sameCounty: 1,
  sameCity: 0.5,
  regions: new Set(['440100', '440103', '440104', 'harbour-zone']),
}
const lower = { points: 4, most: 8, unclear: 1 }
const WAN = 1_000_000
const said = (demand: DemandFacts, achievement: AchievementFacts): string[] =>
  fitOf(demand, achievement, rules).map((reason) => shown(reason).text)

const cases: readonly (readonly [string, DemandFacts, AchievementFacts, string, number])[] = [
  ['field', { techField: '新材料' }, { techField: '新材料' }, '技术领域相同：新材料', 2],
  [
    'another field',
    { techField: '新材料' },
    { techField: '电子信息' },
    '技术领域不同：需求是新材料，成果是电子信息',
    -2,
  ],
  [
    'IPC for field',
    { techField: '新能源与节能' },
    { ipc: ['H01M10/052'] },
    '专利分类 H01M10/052 属于需求的技术领域：新能源与节能',
    1,
  ],
  [
    'IPC for industry',
    { industryDivision: '04' },
    { ipc: ['A01K61/50'] },
    '专利分类 A01K61/50 用于需求所在的行业大类 04',
    1,
  ],
  [
    'industry',
    { industrySection: 'A', industryDivision: '04' },
    { industrySection: 'A', industryDivision: '04' },
    '行业大类相同：A 农、林、牧、渔业 04',
    1,
  ],
  [
    'section of industry',
    { industrySection: 'C', industryDivision: '14' },
    { industrySection: 'C', industryDivision: '26' },
    '行业门类相同：C 制造业',
    0.5,
  ],
  ['ripe enough', { trlNeeded: 6 }, { trl: 6 }, '成熟度够用：需求要 6 级，成果 6 级', 2],
  ['maturity gap by type', { type: '成果引进' }, { trl: 5 }, '成熟度差 2 级：需求要 7 级，成果 5 级', -5],
  ['maturity gap at most', { trlNeeded: 9 }, { trl: 1 }, '成熟度差 8 级：需求要 9 级，成果 1 级', -10],
  [
    'within budget',
    { budgetMaxFen: 50 * WAN },
    { priceFen: 50 * WAN },
    '报价 50 万元，在预算 50 万元以内',
    1,
  ],
  [
    'above budget',
    { budgetMaxFen: 50 * WAN },
    { priceFen: 80 * WAN },
    '报价 80 万元，高于预算上限 50 万元，多 30 万元',
    -3.8,
  ],
  ['面议 on either side', { negotiable: true }, { priceFen: 80 * WAN }, '预算面议，金额可以谈', 0],
  ['mode', { modes: ['普通许可', '转让'] }, { modes: ['普通许可'] }, '合作方式相合：普通许可', 1],
  [
    '独占 and 排他 are not the same (domain/achievements.md)',
    { modes: ['独占许可'] },
    { modes: ['排他许可'] },
    '合作方式没有交集：需求希望独占许可，成果提供排他许可',
    -4,
  ],
  ['county', { region: '440104' }, { region: '440104' }, '双方在同一县（市、区）或功能区', 1],
  ['zone and county of the city', { region: 'harbour-zone' }, { region: '440103' }, '双方在同一城市', 0.5],
  ['two counties of another city', { region: '440305' }, { region: '440306' }, '双方在同一城市', 0.5],
]

describe('fit beside the text (each part a signed weight and a plain reason)', () => {
  for (const [name, demand, achievement, text, points] of cases)
    it(name, () => {
      const [reason, ...others] = fitOf(demand, achievement, rules)
      assert.ok(reason)
      assert.deepEqual([shown(reason).text, reason.points, others], [text, points, []])
    })

  it('says nothing of what is not known, and distance is no barrier (P20)', () => {
    assert.deepEqual(said({}, {}), [])
    assert.deepEqual(said({ techField: null, trlNeeded: null, type: '检测' }, { trl: 2 }), [])
    assert.deepEqual(said({ region: '440103' }, { region: '440305' }), [])
    assert.equal(neededTrl({ type: '技术攻关', trlNeeded: 8 }, rules), 8)
  })

  it('reads in English on the portal, lists word by word', () => {
    const [gap] = fitOf({ modes: ['独占许可', '转让'] }, { modes: ['普通许可'] }, rules)
    assert.ok(gap)
    assert.equal(
      shown(gap, 'en').text,
      'No common mode of cooperation: wanted Exclusive licence, Assignment, offered Non-exclusive licence',
    )
  })

  const facts = fc.record(
    {
      techField: fc.constantFrom(...TECH_FIELDS, null),
      industrySection: fc.constantFrom('A' as const, 'C' as const, null),
      industryDivision: fc.constantFrom('04', '14', null),
      modes: fc.subarray([...MODES]),
      region: fc.constantFrom('440103', '440104', '440305', null),
      negotiable: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  const price = fc.option(fc.integer({ min: 1, max: 1e12 }))

  it('is bounded, in tenths of a point, and the sum is what is shown', () => {
    fc.assert(
      fc.property(facts, facts, price, price, fc.integer({ min: 1, max: 9 }), (d, a, most, asked, trl) => {
        const reasons = fitOf(
          { ...d, budgetMaxFen: most, trlNeeded: 7 },
          { ...a, priceFen: asked, trl, ipc: ['H01M', 'A01K'] },
          rules,
        )
        for (const { points } of reasons)
          assert.ok(Number.isInteger(Math.round(points * 1e9) / 1e8), `${points}`)
        const sum = sumOf(reasons)
        assert.ok(sum >= -25 && sum <= 15, `${sum}`)
        assert.equal(sum, Math.round(reasons.reduce((s, { points }) => s + Math.round(points * 10), 0)) / 10)
      }),
      { numRuns: 300 },
    )
  })
})

describe('what earlier answers take', () => {
  const nothing = { early: null, priceFen: null, regions: [] }

  it('lowers what is like the refused, says why, and is bounded', () => {
    const refused = { early: 5, priceFen: 80 * WAN, regions: ['440305'] }
    const reasons = loweredFor(refused, { trl: 5, priceFen: 90 * WAN, region: '440305' }, lower)
    assert.deepEqual(
      reasons.map((reason) => [shown(reason).text, reason.points]),
      [
        ['您曾以“太早期”谢绝 5 级成果，5 级及以下的排后', -4],
        ['您曾以“价格”谢绝报价 80 万元的成果，不低于这个价的排后', -4],
      ],
    )
    assert.deepEqual(loweredFor(refused, { trl: 6, priceFen: 79 * WAN, region: '440103' }, lower), [])
    assert.deepEqual(loweredFor(nothing, { trl: 1, priceFen: 1, region: '440305' }, lower), [])
  })

  it('takes a little from everybody for what several found unclear, of three at most', () => {
    assert.deepEqual(
      [0, 1, 3, 50].map((n) => sumOf(unclearOf(n, lower))),
      [0, -1, -3, -3],
    )
  })
})

describe('what would raise a match, for the one who can do it', () => {
  it('names the field and how much it would give', () => {
    const demand: DemandFacts = {
      type: '成果引进',
      trlNeeded: null,
      metrics: 0,
      keywords: [],
      modes: ['转让'],
      budgetMaxFen: 50 * WAN,
      industrySection: null,
    }
    const achievement: AchievementFacts = {
      trl: 5,
      priceFen: 80 * WAN,
      modes: ['普通许可'],
      keywords: ['电池'],
      ipc: [],
      industrySection: 'C',
      withheld: null,
    }
    const reasons = fitOf(demand, achievement, rules)
    assert.deepEqual(
      raisesOfAchievement(achievement, reasons).map(({ field, points }) => [field, points]),
      [
        ['trl', 7],
        ['priceFen', 4.8],
        ['modes', 5],
        ['ipc', null],
      ],
    )
    assert.deepEqual(
      raisesOfDemand(demand, reasons).map(({ field }) => field),
      [
        'trlNeeded',
        'budgetMaxFen',
        'cooperationModes',
        'targetMetrics',
        'keywords',
        'trlNeeded',
        'industrySection',
      ],
    )
    const better = { ...achievement, trl: 7 }
    const gained = sumOf(fitOf(demand, better, rules)) - sumOf(reasons)
    assert.equal(Math.round(gained * 10) / 10, 7, 'what was promised is what comes')
  })
})
