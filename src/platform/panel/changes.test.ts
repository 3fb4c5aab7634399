import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { visitor } from '#platform/access/access.ts'
import { CRITERIA, ORG, panelDesk, RIVAL, UNIT } from '#test/panel-desk.ts'
import { panelProcedure } from '#test/panel-procedure.ts'
import { drawOf, seedOf } from './draw.ts'

const H1 = 'H1 同一单位（含下属、关联和借调），现在或近三年'
const H5 = 'H5 师生关系，或近三年合作论文、专利、项目'

describe('what changes after the freeze, and what two people change (domain/experts.md, trust.md A13)', () => {
  let desk: Awaited<ReturnType<typeof panelDesk>>
  before(async () => {
    const pool = Array.from({ length: 20 }, (_, at) => (at < 16 ? {} : { type: '财务' }))
    desk = await panelDesk([panelProcedure(), panelProcedure(undefined, 'contracted', true)], pool)
  })
  after(() => desk.close())

  it('suspended after the freeze: passed over, and the public page says when and why', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    await desk.freeze(panelId)
    const drawsShown = async () => (await desk.ask<{ items: object[] }>('draw.list', visitor)).items
    const [listed] = await drawsShown()
    const { publicId, frozenAt } = (await desk.show(panelId)).draws[0] ?? {}
    const row = { id: publicId, procedure: '示例评审事项', round: 1, candidates: 20, seats: 5, frozenAt }
    assert.deepEqual(listed, { ...row, drawnAt: null, replacedAt: null, sample: true })
    await desk.at('2026-12-28T01:00:00Z')
    const pool = await desk.owner<{ id: string; visit: number; leaf: string; stratum: number }>(
      `select d.id, d.visit, c.leaf, c.stratum from platform.panel_candidate c
       join platform.panel_draw w on w.id = c.draw_id join experts.expert e on e.id = c.expert_id
       join platform.dossier d on d.id = e.dossier_id where w.panel_id = $1`,
      [panelId],
    )
    // Kept is whoever comes last, so that the order passes over the others.
    const last = drawOf(pool, seedOf('3 1 4 15 9') ?? '')[1]?.at(-1)
    const kept = pool.find(({ leaf }) => leaf === last)
    const rest = pool.filter(({ stratum, leaf }) => stratum === 1 && leaf !== last)
    for (const { id, visit } of rest)
      await desk.call('expert-admission.suspend', desk.people.manager, {
        dossierId: id,
        visit,
        reason: '接到举报，正在调查。',
      })
    await desk.at('2026-12-29T02:00:00Z')
    await desk.seed(desk.people.operator, panelId)
    await desk.seed(desk.people.witness, panelId)
    assert.ok(kept)
    const { draws } = await desk.show(panelId)
    const scores = { site: 4000, team: 4000, reason: '理由。' }
    await desk.concluded(panelId, [scores, scores, scores, scores, scores])
    const told = await desk.draw(draws[0]?.publicId ?? '')
    const passed = told.outcome?.filter(({ state }) => state === '按规则略过') ?? []
    assert.equal(passed.length, 3)
    assert.deepEqual([...new Set(passed.map(({ why }) => why))], ['2026-12-28 被暂停入库资格'])
    const [drawn] = (await drawsShown()) as { drawnAt: string }[]
    assert.equal(drawn?.drawnAt.slice(0, 10), '2026-12-29')
    for (const { id } of rest) {
      const [now] = await desk.owner<{ visit: number }>('select visit from platform.dossier where id = $1', [
        id,
      ])
      await desk.call('expert-admission.resume', desk.people.manager, {
        dossierId: id,
        ...now,
        reason: '查无实据。',
      })
    }
  })

  it('the yearly load counts again when a seat is filled', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    await desk.freeze(panelId)
    await desk.rule('experts.maxPanelsPerYear', 0)
    await desk.at('2026-12-29T02:00:00Z')
    await desk.seed(desk.people.operator, panelId)
    await desk.seed(desk.people.witness, panelId)
    await desk.rule('experts.maxPanelsPerYear', 6)
    const { seats } = await desk.show(panelId)
    assert.ok(seats.length > 0 && seats.every(({ reason }) => reason === '年度次数已满'))
  })

  it('the number never comes out: a new draw after some working days, by two people, the reason is published', async () => {
    await desk.at('2026-12-21T01:00:00Z')
    const { panelId } = await desk.opened()
    await desk.call('panel.criteria', desk.people.manager, { panelId, ...CRITERIA, meetingOn: '2026-12-24' })
    await desk.call('panel.freeze', desk.people.operator, {
      panelId,
      seedName: '示例彩票第1期开奖号码',
      seedAt: '2026-12-23T01:00:00Z',
    })
    const propose = () =>
      desk.call<{ proposalId: string }>('panel.redraw', desk.people.manager, {
        panelId,
        reason: '彩票停售，第1期没有开奖。',
      })
    await desk.at('2026-12-25T02:00:00Z')
    await assert.rejects(propose(), { message: /过 2 个工作日仍没有公布的，才能作废重抽/ })
    await desk.at('2026-12-28T02:00:00Z')
    const { proposalId } = await propose()
    await assert.rejects(propose(), { message: /已有同事提出/ })
    const answer = (by: keyof typeof desk.people, agrees = true) =>
      desk.call('panel.answer', desk.people[by], { proposalId, agrees, words: '查过官方网站。' })
    await assert.rejects(answer('manager'), { message: /提出的人和核准的人应当是不同的人/ })
    await desk.seed(desk.people.operator, panelId)
    await assert.rejects(answer('operator'), { message: /公开号码已有一人录入/ })
    await desk.seed(desk.people.witness, panelId, '1 2')
    const [open] = (await desk.show(panelId, desk.people.operator)).proposals
    assert.deepEqual(
      [open?.next.map(({ name }) => name), (await desk.show(panelId)).proposals[0]?.next],
      [['answer'], []],
    )
    await answer('operator')
    const { state, draws } = await desk.show(panelId)
    assert.equal(state, 'criteria')
    assert.equal((await desk.draw(draws[0]?.publicId ?? '')).replacedReason, '彩票停售，第1期没有开奖。')
  })

  it('a member is changed by two people, and after the decision only for a conflict found late', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { dossierId, panelId } = await desk.opened()
    await desk.drawn(panelId)
    const scores = { site: 4000, team: 4000, reason: '理由。' }
    const { seats } = await desk.concluded(panelId, [scores, scores, scores, scores, scores])
    const [one] = seats
    assert.ok(one)
    const propose = (conflict: string) =>
      desk.call<{ proposalId: string }>('panel.remove', desk.people.operator, {
        seatId: one.id,
        conflict,
        reason: '说明。',
      })
    await assert.rejects(propose('其他'), { message: /只有会后发现应当回避/ })
    await assert.rejects(propose('泄密'), { message: /只有会后发现应当回避/ })
    const { proposalId } = await propose('H3')
    const answer = (by: keyof typeof desk.people, agrees: boolean) =>
      desk.call('panel.answer', desk.people[by], { proposalId, agrees, words: '查无亲属关系。' })
    await assert.rejects(answer('operator', true), { message: /应当是不同的人/ })
    const deputy = { ...desk.people.witness, agentFor: desk.people.operator.personId }
    await assert.rejects(desk.call('panel.answer', deputy, { proposalId, agrees: true, words: '同意。' }), {
      message: /代理人与被代理人视为同一人/,
    })
    await assert.rejects(answer('manager', true), { message: /项目管理人不能核准/ })
    await answer('witness', false)
    assert.equal((await desk.show(panelId)).state, 'decided', 'refused, nothing changes')
    await assert.rejects(answer('witness', true), { message: /已经核准或否决/ })
    await desk.at('2026-12-25T01:00:00Z')
    await desk.act('again', desk.people.manager, dossierId)
    await desk.act('bring', desk.people.manager, dossierId)
    const [again] = await desk.owner<{ id: string }>(
      'select id from platform.panel where dossier_id = $1 order by visit desc limit 1',
      [dossierId],
    )
    await desk.freeze(again?.id ?? '')
    const { leftOut } = (await desk.show(again?.id ?? '')).draws[0] ?? {}
    assert.deepEqual(
      leftOut,
      { 已参加过本项目的评审: 5 },
      'who sat in the first panel sits in no other of it',
    )
  })

  it('a member whose ballot is in goes for a conflict or a leak only, not because the ballot displeases (A13)', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    await desk.drawn(panelId)
    const { seats } = await desk.sitting(panelId)
    const [voted, silent] = seats
    assert.ok(voted && silent)
    const propose = (seatId: string, conflict: string) =>
      desk.call<{ proposalId: string }>('panel.remove', desk.people.operator, {
        seatId,
        conflict,
        reason: '说明。',
      })
    const early = await propose(voted.id, '其他')
    await desk.ballot(voted.id, { site: 4000, team: 4000, reason: '理由。' })
    const answer = (proposalId: string, agrees: boolean) =>
      desk.call('panel.answer', desk.people.witness, { proposalId, agrees, words: '核对属实。' })
    await assert.rejects(answer(early.proposalId, true), { message: /已提交评审意见/ })
    await answer(early.proposalId, false)
    for (const conflict of ['其他', '未到会', 'H7'])
      await assert.rejects(propose(voted.id, conflict), { message: /已提交评审意见/ })
    await propose(silent.id, '未到会')
    await answer((await propose(voted.id, '泄密')).proposalId, true)
    assert.equal((await desk.show(panelId)).seats.find(({ id }) => id === voted.id)?.state, 'removed')
  })

  it('a member suspended or newly in conflict after the commitment does not sit: the meeting waits for the replacement', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    await desk.drawn(panelId)
    await desk.gather(panelId)
    const [one, other] = (await desk.show(panelId)).seats.filter(({ state }) => state === 'committed')
    assert.ok(one && other)
    const set = (seatId: string, to: string) =>
      desk.owner(
        `update experts.expert set ${to} where id = (select expert_id from platform.panel_seat where id = $1)`,
        [seatId],
      )
    await set(one.id, `state = 'suspended'`)
    await set(
      other.id,
      `declared = jsonb_set(declared, '{employers}', '[{"unit": "示例申报企业", "kind": "兼职"}]')`,
    )
    await desk.at('2026-12-30T02:00:00Z')
    const open = () => desk.call('panel.open', desk.people.manager, { panelId })
    await assert.rejects(open(), (error: Error) => {
      assert.match(error.message, /^专家 [0-9a-f]{8}、专家 [0-9a-f]{8}已不在专家库.*请先提出更换/)
      return true
    })
    for (const { id } of [one, other])
      await desk.agreed('panel.remove', { seatId: id, conflict: '其他', reason: '不能再参加评审。' })
    await set(one.id, `state = 'active'`)
    await set(other.id, `declared = jsonb_set(declared, '{employers}', '[]')`)
    await desk.gather(panelId)
    await open()
    assert.equal((await desk.members(panelId)).length, 5)
  })

  it('an expert asks for another type and unit by renewal: until it is checked the old ones count, and both units make conflicts', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const [entry] = await desk.owner<{ id: string; visit: number; person_id: string; expert: string }>(
      `select d.id, d.visit, e.person_id, e.id as expert from experts.expert e join platform.dossier d on d.id = e.dossier_id
       where e.type = '财务' order by e.code limit 1`,
    )
    const expert = desk.experts.get(entry?.person_id ?? '')
    assert.ok(entry && expert)
    const of = async () =>
      (
        await desk.owner<{
          type: string
          level: string
          title: string
          unit: string
          proposed: object | null
        }>('select type, level, title, unit, proposed from experts.expert where id = $1', [entry.expert])
      )[0]
    const form = {
      unit: '示例申报企业财务部',
      title: '研究员',
      level: '副高级',
      degree: '博士',
      type: '技术',
      fields: ['新材料'],
      place: '本市',
      region: '示例市',
    }
    await desk.call('expert-admission.renew', expert, { dossierId: entry.id, visit: entry.visit, ...form })
    const asked = { type: '技术', level: '副高级', title: '研究员', unit: '示例申报企业财务部' }
    const before = { type: '财务', level: '正高级', title: '教授', unit: '示例单位16' }
    assert.deepEqual(await of(), { ...before, proposed: asked })
    const { panelId } = await desk.opened()
    assert.deepEqual((await desk.freeze(panelId)).counts, [16, 3], 'taken for what was checked')
    assert.deepEqual((await desk.show(panelId)).draws[0]?.leftOut, { [H1]: 1 }, 'and for the unit to come')
    await desk.call('expert-admission.renewed', desk.people.manager, {
      dossierId: entry.id,
      visit: entry.visit + 1,
      opinion: '同意。',
    })
    assert.deepEqual(await of(), { ...asked, proposed: null })
    const [{ employers } = assert.fail('there')] = await desk.owner<{ employers: object[] }>(
      `select declared -> 'employers' as employers from experts.expert where id = $1`,
      [entry.expert],
    )
    assert.deepEqual(
      employers,
      [{ unit: '示例单位16', kind: '任职', until: '2026-12-25' }],
      'the unit that was left',
    )
    await desk.owner(`update experts.expert set type = '财务', unit = '示例单位16' where id = $1`, [
      entry.expert,
    ])
  })

  it('H1, H5 and the bureau’s own people are found by what the platform knows, not by what was typed', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    const people = await desk.owner<{ person_id: string }>(
      `select person_id from experts.expert where type = '技术' order by code limit 3`,
    )
    const [ofFirm, ofRival, ofBureau] = people.map(({ person_id }) => person_id)
    for (const [person, org] of [
      [ofFirm, ORG],
      [ofRival, RIVAL],
      [ofBureau, UNIT],
    ])
      await desk.owner(
        `insert into platform.membership (id, person_id, org_id, title, roles, from_day, until_day, created_at)
         values (gen_random_uuid(), $1, $2, '示例', '{expert}', '2025-01-01', null, '2026-01-01')`,
        [person, org],
      )
    await desk.call('contracted.open', desk.people.firm, { title: '一份合同' })
    await desk.owner(
      `update platform.dossier set party_org_ids = array[$1::uuid] where procedure = 'contracted'`,
      [RIVAL],
    )
    await desk.freeze(panelId)
    assert.deepEqual((await desk.show(panelId)).draws[0]?.leftOut, { [H1]: 1, [H5]: 1, 承办单位工作人员: 1 })
    await desk.owner(
      `update platform.dossier set closed_at = '2023-12-01', state = 'granted' where procedure = 'contracted'`,
    )
    const later = await desk.opened()
    await desk.freeze(later.panelId)
    assert.deepEqual(
      (await desk.show(later.panelId)).draws[0]?.leftOut,
      { [H1]: 1, 承办单位工作人员: 1 },
      'a contract that ended more than three years ago ties nobody',
    )
    await desk.owner('delete from platform.membership')
  })

  it('an expert who closes the account leaves the pool, for without declarations no conflict is found (P18, PIPL 47)', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const [first, second] = [await desk.opened(), await desk.opened()]
    const { counts } = await desk.freeze(first.panelId)
    const [gone] = await desk.owner<{ id: string; person_id: string }>(
      `update experts.expert set dept = '研发部', proposed = '{"unit": "示例新单位"}'
       where id = (select c.expert_id from platform.panel_candidate c join platform.panel_draw d on d.id = c.draw_id
         where d.panel_id = $1 and c.stratum = 0 order by c.leaf limit 1) returning id, person_id`,
      [first.panelId],
    )
    const expert = desk.experts.get(gone?.person_id ?? '')
    assert.ok(gone && expert)
    await desk.call('my-data.erase', expert, { confirm: '注销' })
    const [row] = await desk.owner(
      `select e.state, e.dept, e.proposed, d.state as dossier from experts.expert e
       join platform.dossier d on d.id = e.dossier_id where e.id = $1`,
      [gone.id],
    )
    assert.deepEqual(row, { state: 'left', dept: null, proposed: null, dossier: 'left' })
    const [technical = 0, finance] = counts
    assert.deepEqual((await desk.freeze(second.panelId)).counts, [technical - 1, finance])
  })
})
