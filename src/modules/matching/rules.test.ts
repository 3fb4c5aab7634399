import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { REFUSAL_REASONS, type RefusalReason } from './forms.ts'
import { ADVICE, hasImproved, refusedBy, standingOf, suppressed, type About, type Said } from './rules.ts'

const about = (more: Partial<About> = {}): About => ({
  trl: 5,
  priceFen: 80,
  region: '440305',
  textKey: 'a',
  ...more,
})
let n = 0
const said = (answer: Said['answer'], reason: RefusalReason | null, more: Partial<Said> = {}): Said => ({
  demandId: 'd',
  achievementId: `a${(n += 1)}`,
  answer,
  reason,
  about: about(),
  on: '2026-01-10',
  at: `2026-01-10T00:00:${String(n).padStart(2, '0')}Z`,
  ...more,
})
const later = { today: '2026-01-20', laterDays: 30 }

describe('what refusals say of other achievements', () => {
  it('takes the ripest “too early”, the lowest price, each region; the other reasons say nothing of others', () => {
    const answers = [
      said('no', '太早期'),
      said('no', '太早期', { about: about({ trl: 4 }) }),
      said('no', '价格'),
      said('no', '价格', { about: about({ priceFen: 60 }) }),
      said('no', '价格', { about: about({ priceFen: null }) }),
      said('no', '地域'),
      said('no', '已有方案'),
      said('no', '其他'),
      said('later', null),
    ]
    assert.deepEqual(refusedBy(answers), { early: 5, priceFen: 60, regions: ['440305'] })
    assert.deepEqual(refusedBy([]), { early: null, priceFen: null, regions: [] })
  })

  it('is undone by a later interest in something it would lower, not by an earlier one', () => {
    const no = said('no', '太早期')
    const yes = said('interested', null, { about: about({ trl: 3 }) })
    assert.equal(refusedBy([no, yes]).early, null)
    assert.equal(refusedBy([no, { ...yes, at: '2026-01-09T00:00:00Z' }]).early, 5)
    assert.equal(refusedBy([no, said('interested', null, { about: about({ trl: 7 }) })]).early, 5)
    assert.equal(refusedBy([said('no', '价格'), said('interested', null)]).priceFen, null)
    assert.deepEqual(refusedBy([said('no', '地域'), said('interested', null)]).regions, [])
  })
})

describe('an answered pair', () => {
  const improved: readonly (readonly [RefusalReason, Partial<About>, RegExp])[] = [
    ['太早期', { trl: 7 }, /就绪度已从 5 级到 7 级/],
    ['价格', { priceFen: 50 }, /价格已降低/],
    ['价格', { priceFen: null }, /价格改为面议/],
    ['地域', { region: '440103' }, /地区已变/],
    ['收益不清', { textKey: 'b' }, /介绍已修改/],
    ['路线不清', { textKey: 'b' }, /介绍已修改/],
    ['描述含糊', { textKey: 'b' }, /介绍已修改/],
  ]
  for (const [reason, change, sentence] of improved)
    it(`comes back when what was refused as “${reason}” has become better`, () => {
      const no = said('no', reason)
      assert.equal(standingOf(no, about(), later).state, 'no')
      const back = standingOf(no, about(change), later)
      assert.equal(back.state, 'unanswered')
      assert.match(back.note ?? '', sentence)
    })

  it('stays refused when something else changed, or what nobody can mend', () => {
    assert.equal(hasImproved(said('no', '太早期'), about({ trl: 4, priceFen: 1, textKey: 'b' })), false)
    for (const reason of ['已有方案', '其他'] as const)
      assert.equal(hasImproved(said('no', reason), about({ trl: 9, priceFen: 1, textKey: 'b' })), false)
  })

  it('comes back on the day “later” is over', () => {
    const put = said('later', null)
    assert.equal(standingOf(put, about(), { today: '2026-02-08', laterDays: 30 }).state, 'later')
    const due = standingOf(put, about(), { today: '2026-02-09', laterDays: 30 })
    assert.deepEqual([due.state, due.note], ['unanswered', '您在 2026-01-10 答复“以后再看”，30 天已到'])
    assert.equal(standingOf(said('undone', null), about(), later).state, 'unanswered')
    assert.equal(standingOf(undefined, about(), later).state, 'unanswered')
  })
})

describe('statistics of refusals', () => {
  it('are suppressed for the public where few organisations stand behind them (P16)', () => {
    const row = (count: number, orgs: number) => ({ reason: '价格' as const, count, orgs })
    assert.deepEqual(
      suppressed([row(9, 2), row(9, 3), row(0, 0)], 3).map(({ count }) => count),
      [null, 9, 0],
    )
  })

  it('have advice for every reason and side', () => {
    for (const side of ['achievement', 'demand'] as const)
      assert.deepEqual(Object.keys(ADVICE[side]), [...REFUSAL_REASONS])
  })
})
