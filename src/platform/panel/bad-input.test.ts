import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { docxText } from '#platform/files/office.ts'
import { CRITERIA, panelDesk, RIVAL, type TestExpert } from '#test/panel-desk.ts'
import { panelProcedure } from '#test/panel-procedure.ts'
import type { PanelStatistics } from './statistics.ts'

const rows = (technical: number, financial: number) => [
  { type: '技术', place: '不限', fields: [], seats: technical },
  ...(financial > 0 ? [{ type: '财务', place: '不限', fields: [], seats: financial }] : []),
]
const many = (n: number, expert: TestExpert): TestExpert[] => Array.from({ length: n }, () => expert)
const pool: TestExpert[] = [
  ...many(12, {}),
  ...many(2, { unit: '示例同一单位（总部）' }),
  { unit: '示例综合大学' },
  { unit: '示例综合大学材料学院' },
  { employers: [{ unit: '示例申报企业', kind: '任职', until: '2025-06-30' }] },
  { employers: [{ unit: '示例 申报企业', kind: '关联单位' }] },
  { employers: [{ unit: '示例申报企业', kind: '任职', until: '2020-06-30' }] },
  ...many(4, { type: '财务' }),
]

const H1 = 'H1 同一单位（含下属、关联和借调），现在或近三年'
const H7 = 'H7 申报方在抽取前申请回避并说明了理由'

describe('bad input (domain/experts.md), each by its own sentence', () => {
  let desk: Awaited<ReturnType<typeof panelDesk>>
  before(async () => {
    desk = await panelDesk([panelProcedure()], pool)
  })
  after(() => desk.close())

  const criteriaCases: readonly (readonly [string, object, RegExp])[] = [
    ['a 4-member panel', { rows: rows(3, 1) }, /单数且不少于 5 人，现在是 4 人/],
    ['an even panel', { rows: rows(5, 1) }, /单数且不少于 5 人，现在是 6 人/],
    ['too few of the trade', { rows: rows(2, 3) }, /技术专家应占 60% 以上，现在 5 席中只有 2 席/],
    ['no finance', { rows: rows(5, 0) }, /财务专家不应少于 1 名/],
    [
      'the region share not secured by the rows',
      { rows: rows(4, 1), outsideShareBp: 5000 },
      /本市以外的专家应占 50% 以上/,
    ],
    [
      'a type once anywhere and once outside',
      {
        rows: [
          { type: '技术', place: '不限', fields: [], seats: 3 },
          { type: '技术', place: '本市以外', fields: [], seats: 1 },
          { type: '财务', place: '不限', fields: [], seats: 1 },
        ],
      },
      /会落在两组/,
    ],
    ['a meeting in the past', { rows: rows(4, 1), meetingOn: '2026-12-01' }, /会议日期已经过去/],
  ]
  for (const [name, given, says] of criteriaCases)
    it(name, async () => {
      await desk.at('2026-12-25T01:00:00Z')
      const { panelId } = await desk.opened()
      const input = { panelId, ...CRITERIA, ...given }
      await assert.rejects(desk.call('panel.criteria', desk.people.manager, input), { message: says })
    })

  it('pool smaller than 3 × seats silently: refused until widened, which needs a reason', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    const narrow = rows(4, 1).map((row) => ({ ...row, fields: ['航空航天'] }))
    await assert.rejects(desk.freeze(panelId, { ...CRITERIA, rows: narrow }), {
      message: /“技术·不限”4 席至少需要 12 名候选人（席位的 3 倍），现有 0 名/,
    })
    const again = { panelId, ...CRITERIA }
    await assert.rejects(desk.call('panel.criteria', desk.people.manager, again), { message: /必须写明理由/ })
    await desk.freeze(panelId, { ...CRITERIA, reason: '本市没有航空航天专家，放宽领域。' })
  })

  it('conflict by former employer not checked: former employer and affiliate are left out, one long gone is not', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    const { counts } = await desk.freeze(panelId)
    const [draw] = (await desk.show(panelId)).draws
    assert.deepEqual(draw?.leftOut, { [H1]: 2 })
    const { recusals } = await desk.ask<PanelStatistics>('pool-expert.statistics', desk.people.manager)
    assert.ok(
      recusals.some(({ kind, computed }) => kind === 'H1' && computed >= 2),
      'counted, though nobody declared it',
    )
    assert.deepEqual(counts, [17, 4])
  })

  it('two experts from one unit, from a university and its school, or from one organisation: the order passes over the second', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    // Two who wrote other names for the organisation both are members of.
    await desk.owner(
      `insert into platform.membership (id, person_id, org_id, title, roles, from_day, until_day, created_at)
       select gen_random_uuid(), person_id, $1, '示例', '{expert}', '2025-01-01', null, '2026-01-01'
       from experts.expert where code in ('ZK000001', 'ZK000002')`,
      [RIVAL],
    )
    await desk.drawn(panelId)
    const paired = new Set(
      (
        await desk.owner<{ person_id: string }>(
          `select person_id from experts.expert
           where code in ('ZK000001', 'ZK000002') or unit like '示例同一单位%' or unit like '示例综合大学%'`,
        )
      ).map(({ person_id }) => person_id),
    )
    assert.equal(paired.size, 6)
    // Of the pairs everybody accepts, of the others nobody, so that the whole order is reached.
    for (;;) {
      const { seats } = await desk.show(panelId)
      const asked = seats.find(({ state, type }) => state === 'invited' && type === '技术')
      if (!asked) break
      const { personId } = await desk.holder(asked.id)
      await desk.reply(asked.id, { accepts: paired.has(personId ?? '') })
    }
    await desk.owner('delete from platform.membership')
    const { seats } = await desk.show(panelId)
    assert.equal(seats.filter(({ state }) => state === 'accepted').length, 3, 'one of each pair')
    assert.deepEqual(
      seats.filter(({ state }) => state === 'passed').map(({ reason }) => reason),
      ['同一单位已有专家在组内', '同一单位已有专家在组内', '同一单位已有专家在组内'],
    )
  })

  it('redraw until a wanted name appears: refused while the order goes on, the old draw is kept after', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    await desk.drawn(panelId)
    const redraw = () =>
      desk.call('panel.redraw', desk.people.operator, { panelId, reason: '没有抽到想要的人。' })
    assert.ok(!(await desk.show(panelId)).next.some(({ name }) => name === 'redraw'))
    await assert.rejects(redraw(), { message: /本次抽取有效，不能重新抽取/ })
    await assert.rejects(
      desk.call('panel.criteria', desk.people.manager, { panelId, ...CRITERIA, reason: '再来' }),
      { message: /已经冻结/ },
    )
    for (;;) {
      const asked = (await desk.show(panelId)).seats.find(
        ({ state, type }) => state === 'invited' && type === '财务',
      )
      if (!asked) break
      await desk.reply(asked.id, { accepts: false })
    }
    assert.ok((await desk.show(panelId)).next.some(({ name }) => name === 'redraw'))
    await desk.agreed('panel.redraw', { panelId, reason: '财务专家全部不能参加。' })
    const { draws, state } = await desk.show(panelId)
    assert.equal(state, 'criteria')
    assert.equal(draws.length, 1)
    assert.ok(draws[0]?.replacedAt, 'kept')
    await desk.at('2026-12-28T01:00:00Z')
    await desk.freeze(panelId, { ...CRITERIA, reason: '会议室换了。' })
    const [again, before] = (await desk.show(panelId)).draws
    const told = await desk.draw(again?.publicId ?? '')
    assert.equal(told.reason, '财务专家全部不能参加。', 'the reason of the redraw, not of the criteria')
    assert.equal((await desk.draw(before?.publicId ?? '')).replacedReason, '财务专家全部不能参加。')
    const input = { panelId, kind: 'draw', ending: 'docx' }
    const paper = await desk.ask<Response>('panel.paper', desk.people.manager, input)
    const text = await docxText(Buffer.from(await paper.arrayBuffer()))
    assert.equal(
      text.split('答复不能参加').length - 1,
      4,
      'the record tells each event once, under its round',
    )
    assert.ok(text.includes(H1), 'and why somebody was no candidate')
  })

  it('expert invited with expired status: passed over, with the reason', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    await desk.freeze(panelId)
    await desk.owner(`update experts.expert set valid_until = '2026-12-26' where type = '财务'`)
    await desk.at('2026-12-29T02:00:00Z')
    await desk.seed(desk.people.operator, panelId)
    await desk.seed(desk.people.witness, panelId)
    await desk.owner(`update experts.expert set valid_until = '2029-12-26' where type = '财务'`)
    const financial = (await desk.show(panelId)).seats.filter(({ type }) => type === '财务')
    assert.ok(financial.length === 4 && financial.every(({ state }) => state === 'passed'))
    assert.match(financial[0]?.reason ?? '', /已到期/)
  })

  it('the manager neither freezes nor draws; the number must be of the future and near the meeting', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    await desk.call('panel.criteria', desk.people.manager, { panelId, ...CRITERIA })
    const freeze = (by: keyof typeof desk.people, seedAt: string) =>
      desk.call('panel.freeze', desk.people[by], { panelId, seedName: '示例彩票第1期', seedAt })
    await assert.rejects(freeze('manager', '2026-12-29T01:00:00Z'), { message: /不同的人/ })
    await assert.rejects(freeze('operator', '2026-12-24T01:00:00Z'), { message: /冻结之后才产生/ })
    await assert.rejects(freeze('operator', '2026-12-25T02:00:00Z'), { message: /会议前 2 个工作日/ })
    await assert.rejects(freeze('operator', '2026-12-31T01:00:00Z'), { message: /会议之后/ })
    await assert.rejects(desk.seed(desk.people.operator, panelId), { message: /没有等待抽取/ })
    await freeze('operator', '2026-12-29T01:00:00Z')
    await assert.rejects(desk.seed(desk.people.operator, panelId), { message: /才公布/ })
    await desk.at('2026-12-29T02:00:00Z')
    await assert.rejects(desk.seed(desk.people.manager, panelId), { message: /不同的人/ })
    await assert.rejects(desk.seed(desk.people.operator, panelId, '红 1 2'), { message: /用空格隔开的数字/ })
  })

  it('H7: the applicant names at most three, with a reason, before the freeze', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    const exclude = (n: number) =>
      desk.call('panel.exclude', desk.people.firm, {
        panelId,
        name: `金丝雀${n}`,
        unit: `示例单位${n}`,
        reason: '有商业纠纷。',
      })
    for (const n of [0, 1, 2]) await exclude(n)
    await assert.rejects(exclude(3), { message: /最多可以申请 3 名/ })
    const other = await desk.opened()
    await assert.rejects(
      desk.call('panel.exclude', desk.people.firm, {
        panelId: other.panelId,
        name: '金丝雀1',
        unit: '别的单位',
        reason: '有商业纠纷。',
      }),
      { message: /专家库里没有“金丝雀1（别的单位）”/ },
      'one who matches nobody is told so',
    )
    const { counts } = await desk.freeze(panelId, { ...CRITERIA, rows: rows(4, 1) })
    assert.deepEqual([counts, (await desk.show(panelId)).draws[0]?.leftOut], [[14, 4], { [H1]: 2, [H7]: 3 }])
  })

  it('officials of the bureau do not vote, and a member of another panel neither', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    await desk.drawn(panelId)
    const [seat] = (await desk.show(panelId)).seats
    assert.ok(seat)
    const input = { seatId: seat.id, ballot: { site: 1, team: 1, reason: '好' } }
    await assert.rejects(desk.call('panel.ballot', desk.people.manager, input), { kind: 'absent' })
    await assert.rejects(desk.call('panel.ballot', await desk.holder(seat.id), input), {
      message: /会议开始后/,
    })
    await assert.rejects(desk.call('panel.open', desk.people.manager, { panelId }), {
      message: /全部 5 席，现在已签署承诺 0 席/,
    })
  })

  it('a soft conflict is the chair’s to decide; until then its member does not score', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    await desk.drawn(panelId)
    const soft = (await desk.show(panelId)).seats.find(({ type }) => type === '财务')
    assert.ok(soft)
    await desk.reply(soft.id, { accepts: true, soft: '与申报方负责人是同学。' })
    await desk.commit(soft.id)
    const { chair } = await desk.sitting(panelId)
    const score = { site: 4000, team: 4000, reason: '理由。' }
    await assert.rejects(desk.ballot(soft.id, score), { message: /等组长决定/ })
    const decide = (by: string, stays: boolean) =>
      desk
        .holder(by)
        .then((actor) =>
          desk.call('panel.soft', actor, { mine: by, seatId: soft.id, stays, reason: '关系较远。' }),
        )
    await assert.rejects(decide(soft.id, true), { message: /由专家组组长办理/ })
    await decide(chair.id, true)
    await desk.ballot(soft.id, score)
  })
})
