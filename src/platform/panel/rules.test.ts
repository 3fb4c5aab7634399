import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { defineProcedure } from '../procedure/procedure.ts'
import type { PanelDef } from '../procedure/facet.ts'
import { rules } from '#test/market.ts'
import { compositionFaults, decide, panelFaults, vote, type Ballot } from './rules.ts'

const words = z.object({ reason: z.string().meta({ title: '理由' }) })
const scores = words.extend({ site: z.int().min(0).max(5_000).meta({ title: '场地' }) })
const votes = words.extend({ lawful: vote('合规'), diligent: vote('勤勉') })
const panel = (ballot: z.ZodObject, decision: PanelDef['decision']): PanelDef => ({
  title: '示例专家组',
  seatsRule: 'seats',
  composition: [],
  ballot,
  decision,
})
const mean = { by: 'mean', passRule: 'pass' } as const
const share = { by: 'shareOfEach', shareRule: 'share' } as const
/** A pass line of 70 points and a share of two thirds, rounded up so that 2 of 3 is enough. */
const ruleOf = (key: string) => (key === 'pass' ? 7_000 : 6_666)
const cast = (...each: readonly (readonly [string, string])[]): Ballot[] =>
  each.map(([lawful, diligent]) => ({ lawful, diligent, reason: '理由。' }))
const yes = ['同意', '同意'] as const

describe('decisions of a panel (domain/experts.md, panel composition)', () => {
  const cases: readonly (readonly [string, PanelDef['decision'], readonly Ballot[], number, boolean])[] = [
    [
      'majority: 3 of 5 in each vote',
      { by: 'majority' },
      cast(yes, yes, yes, ['不同意', '不同意'], ['弃权', '不同意']),
      5,
      true,
    ],
    [
      'majority: one vote falls short',
      { by: 'majority' },
      cast(yes, yes, ['同意', '弃权'], ['不同意', '不同意'], ['弃权', '不同意']),
      5,
      false,
    ],
    [
      'majority: half is none',
      { by: 'majority' },
      cast(yes, yes, ['不同意', '不同意'], ['不同意', '不同意']),
      4,
      false,
    ],
    ['majority: an empty seat counts as no', { by: 'majority' }, cast(yes, yes), 5, false],
    ['each condition by two thirds: 2 of 3 in both', share, cast(yes, yes, ['不同意', '不同意']), 3, true],
    [
      'each condition by two thirds: one of them 1 of 3',
      share,
      cast(yes, ['同意', '不同意'], ['同意', '弃权']),
      3,
      false,
    ],
    [
      'each condition by two thirds: an abstention counts as no',
      share,
      cast(yes, ['弃权', '同意'], ['弃权', '同意']),
      3,
      false,
    ],
    ['each condition by two thirds: an empty seat counts as no', share, cast(yes), 3, false],
    ['any veto: nobody against', { by: 'anyVeto' }, cast(yes, yes, yes), 3, true],
    ['any veto: one against in one vote', { by: 'anyVeto' }, cast(yes, yes, ['同意', '不同意']), 3, false],
    ['any veto: an abstention counts as no', { by: 'anyVeto' }, cast(yes, yes, ['同意', '弃权']), 3, false],
    ['any veto: an empty seat counts as no', { by: 'anyVeto' }, cast(yes, yes), 3, false],
  ]
  for (const [name, decision, ballots, seats, passes] of cases)
    it(`${name}: ${passes ? 'passes' : 'does not pass'}`, () =>
      assert.equal(decide(panel(votes, decision), ballots, seats, ruleOf).passes, passes))

  for (const [name, points, passes] of [
    ['exactly the line', [7_000, 7_000, 7_000], true],
    ['a third of a hundredth below it', [7_000, 7_000, 6_999], false],
    ['no ballot', [], false],
  ] as const)
    it(`mean: ${name}: ${passes ? 'passes' : 'does not pass'}`, () => {
      const ballots = points.map((site) => ({ site, reason: '理由。' }))
      const result = decide(panel(scores, mean), ballots, ballots.length, ruleOf)
      assert.deepEqual([result.passes, result.count], [passes, points.length])
    })
})

describe('what a declared panel lacks', () => {
  for (const [name, def, fault] of [
    ['a mean of scores', panel(scores, mean), undefined],
    ['a mean without a score', panel(votes, mean), /decided by a mean, and its ballot has no score/],
    ['a majority of votes', panel(votes, { by: 'majority' }), undefined],
    ['a majority without a vote', panel(scores, { by: 'majority' }), /majority, and its ballot has no vote/],
    ['a share without a vote', panel(words, share), /shareOfEach, and its ballot has no vote/],
    ['a veto without a vote', panel(words, { by: 'anyVeto' }), /anyVeto, and its ballot has no vote/],
  ] as const)
    it(`${name}: ${fault === undefined ? 'nothing' : 'refused where it is declared'}`, () => {
      const declare = () =>
        defineProcedure<null>()({
          id: 'panelled',
          module: 'platform',
          version: 1,
          title: '示例',
          basis: ['测试'],
          planItems: [],
          parts: { officer: { title: '经办人', hold: ['officer'], within: 'unit' } },
          guards: {},
          start: 'review',
          states: { review: { title: '评审', panel: def }, done: { title: '已办结', end: 'granted' } },
          actions: { close: { title: '办结', by: 'officer', from: 'review', to: 'done' } },
        })
      assert.equal(panelFaults(def).length, fault === undefined ? 0 : 1)
      if (fault === undefined) declare()
      else assert.throws(declare, fault)
    })
})

describe('60 % technical, in the field of what is judged (domain/experts.md, pilot base)', () => {
  const def: PanelDef = {
    ...panel(scores, mean),
    composition: [{ types: ['技术'], shareRule: 'experts.technicalShare', inField: true }],
  }
  const faults = (fields: readonly string[], field?: string) =>
    compositionFaults(
      def,
      [
        { type: '技术', place: '不限', fields, seats: 3 },
        { type: '财务', place: '不限', fields: [], seats: 2 },
      ],
      rules,
      '2026-12-01',
      field,
    )
  for (const [why, fields, field, isFault] of [
    ['rows of the field count', ['新材料'], '新材料', false],
    ['so does a row of the field and another', ['新材料', '电子信息'], '新材料', false],
    ['rows of another field do not', ['电子信息'], '新材料', true],
    ['nor do rows of any field', [], '新材料', true],
    ['widened with a reason, any field counts', [], undefined, false],
  ] as const)
    it(why, () => {
      const [found] = faults(fields, field)
      if (isFault) assert.equal(found, '“新材料”领域的技术专家应占 60% 以上，现在 5 席中只有 0 席。')
      else assert.equal(found, undefined)
    })
})
