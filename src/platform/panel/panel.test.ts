import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { clockActor, type Actor } from '#platform/access/access.ts'
import { papersOf } from '#platform/archive/papers.ts'
import { findDossier } from '#platform/procedure/store.ts'
import { actsOn } from '#platform/work/slots.ts'
import { CANARY, MEETING, panelDesk } from '#test/panel-desk.ts'
import { panelBinding, panelProcedure, voting } from '#test/panel-procedure.ts'
import { bundleReport } from '../../verify/bundle.ts'
import { drawFaults, isIncluded } from '../../verify/draw.ts'
import { poolProofFaults, type PoolProof } from '../../verify/pool-proof.ts'
import { verify } from '../../verify/verify.ts'
import { bundleLines } from '../evidence/bundle.ts'
import { sequence } from '../evidence/sequencer.ts'
import { panelInvariants } from './invariants.ts'
import type { PanelStatistics } from './statistics.ts'
import type { OwnSeatItem } from './view-seat.ts'

const SCORES = (site: number, team = site) => ({ site, team, reason: '理由。' })

describe('a panel from criteria to decision (domain/experts.md)', () => {
  let desk: Awaited<ReturnType<typeof panelDesk>>
  before(async () => {
    desk = await panelDesk([panelProcedure(), panelProcedure(voting, 'voted')])
  })
  after(() => desk.close())

  it('before the draw only root, counts and the name of the future number are published (P15)', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    const { root, counts } = await desk.freeze(panelId)
    assert.deepEqual(counts, [14, 4])
    const [draw] = (await desk.show(panelId)).draws
    assert.ok(draw)
    const before = await desk.draw(draw.publicId)
    assert.deepEqual(
      [before.root, before.counts, before.order, before.seed, before.names],
      [root, counts, null, null, null],
    )
    await desk.at('2026-12-29T02:00:00Z')
    assert.deepEqual(await desk.seed(desk.people.operator, panelId), { drawn: false, matches: true })
    await assert.rejects(desk.seed(desk.people.operator, panelId), { message: /两个人分别录入/ })
    assert.deepEqual(await desk.seed(desk.people.witness, panelId, '1 2 3'), { drawn: false, matches: false })
    await desk.seed(desk.people.operator, panelId)
    assert.deepEqual(await desk.seed(desk.people.witness, panelId, '15 9 4 3 1'), {
      drawn: true,
      matches: true,
    })
    const drawn = await desk.draw(draw.publicId)
    assert.equal(drawn.seed, '1.3.4.9.15./')
    assert.deepEqual(drawFaults(drawn), [], 'an outsider recomputes it')
    assert.ok(drawFaults({ ...drawn, seed: '1.3.4.9.16./' }).length > 0)
  })

  it('on the work list of the unit the panel waits, before what may follow it', async () => {
    const { dossierId } = await desk.opened()
    const dossier = await desk.city.test.db.read('platform', (tx) => findDossier(tx, 'platform', dossierId))
    assert.ok(dossier)
    const waits = (actor: Actor) => actsOn(panelProcedure(), dossier, actor).map(({ name }) => name)
    assert.deepEqual(waits(desk.people.manager), ['panel', 'again', 'grant', 'refuse'])
    assert.deepEqual(waits(desk.people.witness), ['panel'], 'who types the number may be a decider')
    assert.deepEqual([waits(desk.people.firm), waits(desk.people.auditor)], [[], []])
  })

  it('each expert proves the own inclusion by salt and path', async () => {
    const [expert] = desk.experts.values()
    assert.ok(expert)
    const answer = await desk.ask<{ items: PoolProof[] }>('panel.own-proofs', expert)
    const [proof] = answer.items
    assert.ok(proof && answer.items.length === 1)
    assert.ok(isIncluded(proof, proof.root))
    const file = join(mkdtempSync(join(tmpdir(), 'keqiao-proof-')), 'pool-proofs.json')
    writeFileSync(file, JSON.stringify(answer))
    const { ok, checked } = await verify(file, {})
    assert.ok(ok && checked.some((line) => line.includes('没有与公布的抽取核对')), checked.join())
    const draw = await desk.draw(proof.publicId)
    for (const [name, bad, shown, says] of [
      ['sound', proof, draw, undefined],
      ['another number', { ...proof, code: 'ZK999999' }, draw, /算出的代号与证明里的不同.*不在名单中/],
      ['another root', proof, { ...draw, root: '0'.repeat(64) }, /不是这次抽取公布的承诺值/],
      ['another order', proof, { ...draw, order: [[], []] }, /联系顺序里没有/],
      ['not in the log', proof, { ...draw, commitment: null }, /没有给出承诺值的存证/],
    ] as const) {
      const faults = poolProofFaults(bad, shown).join('')
      if (says) assert.match(faults, says, name)
      else assert.equal(faults, '')
    }
  })

  it('refusal, conflict and silence pass the seat to the next of the order, all of it noted', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    await desk.drawn(panelId)
    const [first, second, third] = (await desk.show(panelId)).seats
    assert.ok(first && second && third)
    await desk.reply(first.id, { accepts: false, reason: '出差' })
    assert.deepEqual(await desk.reply(second.id, { accepts: true, conflicts: ['H4'] }), { state: 'recused' })
    const waits = async () => {
      const own = await desk.ask<{ items: OwnSeatItem[] }>('panel.own-list', await desk.holder(third.id))
      return own.items.find(({ id }) => id === third.id)?.waits
    }
    assert.equal(await waits(), true)
    await desk.at('2026-12-29T05:00:00Z')
    assert.equal(await waits(), false, 'an invitation that is over waits for nobody')
    await assert.rejects(desk.reply(third.id), { message: /答复时限已过/ })
    await desk.call('panel.pass-silent', clockActor, { panelId })
    const { seats, events } = await desk.show(panelId)
    assert.equal(seats.find(({ id }) => id === third.id)?.state, 'silent')
    assert.equal(seats.filter(({ state }) => state === 'invited').length, 5)
    const places = seats.filter(({ type }) => type === '技术').map(({ place }) => place)
    assert.deepEqual(
      places,
      places.toSorted((a, b) => Number(a) - Number(b)),
      'in the drawn order',
    )
    const { recusals } = await desk.ask<PanelStatistics>('pool-expert.statistics', desk.people.manager)
    assert.deepEqual(recusals, [{ kind: 'H4', computed: 0, declared: 1, late: 0 }])
    for (const words of ['答复不能参加', '申报应当回避', '时限内没有答复'])
      assert.ok(
        events.some((event) => event.words === words),
        words,
      )
  })

  it('blind ballots, exact mean; a late conflict voids the score, which is not kept in the mean (domain/experts.md)', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId, dossierId } = await desk.opened()
    await desk.drawn(panelId)
    await desk.gather(panelId)
    const acts = async () => (await desk.show(panelId)).next.map(({ name }) => name)
    assert.ok(!(await acts()).includes('open'), 'not before the day of the meeting')
    await desk.at(`${MEETING}T01:00:00Z`)
    assert.ok((await acts()).includes('open'))
    await desk.at('2026-12-29T03:00:00Z')
    await assert.rejects(desk.call('panel.open', desk.people.manager, { panelId }), {
      message: /当天才能开始/,
    })
    const { seats, chair } = await desk.sitting(panelId)
    const [one, two, ...rest] = seats
    assert.ok(one && two)
    await desk.ballot(one.id, SCORES(5000))
    await assert.rejects(desk.ballot(one.id, SCORES(0)), { message: /锁定/ })
    await assert.rejects(desk.ballot(two.id, SCORES(9000)), { kind: 'invalid' })
    const seen = await desk.own(two.id)
    assert.ok(
      seen.members.every(({ ballot }) => ballot === null),
      'members do not see each other’s',
    )
    assert.ok(
      (await desk.show(panelId)).seats.every(({ ballot }) => ballot === null),
      'nor does the unit',
    )
    await desk.ballot(two.id, SCORES(3500, 3499))
    for (const { id } of rest) await desk.ballot(id, SCORES(3167, 3167))
    assert.ok((await desk.own(two.id)).members.every(({ ballot }) => ballot !== null))
    await assert.rejects(desk.act('grant', desk.people.manager, dossierId), { message: /还没有结束/ })
    await desk.call('panel.opinion', await desk.holder(chair.id), { seatId: chair.id, opinion: '建议通过。' })
    const confirm = async (id: string, input: object) =>
      desk.call('panel.confirm', await desk.holder(id), { seatId: id, ...input })
    await assert.rejects(confirm(two.id, { agrees: false }), { message: /写明不同意见/ })
    await confirm(two.id, { agrees: false, dissent: '场地不足。' })
    for (const { id } of [one, ...rest]) await confirm(id, { agrees: true })
    const decided = await desk.show(panelId)
    assert.deepEqual(
      [decided.result?.sum, decided.result?.count, decided.result?.passes],
      [5000 * 2 + 6999 + 3 * 6334, 5, true],
    )
    assert.ok(decided.seats.some(({ dissent }) => dissent === '场地不足。'))

    const removed =
      seats.find(({ id, type }) => type === '技术' && id !== chair.id && id !== two.id && id === one.id) ??
      one
    await desk.agreed('panel.remove', {
      seatId: removed.id,
      conflict: 'H1',
      reason: '会后发现近三年在申报单位任职。',
    })
    const again = await desk.show(panelId)
    assert.deepEqual([again.state, again.result, again.opinion], ['reviewing', null, null])
    const next = again.seats.find(({ state }) => state === 'invited')
    assert.ok(next)
    await desk.reply(next.id)
    await desk.commit(next.id)
    if (removed.id === chair.id) await desk.elect(panelId)
    await desk.ballot(next.id, SCORES(3000))
    const seated = (await desk.show(panelId)).seats.find(({ isChair }) => isChair)
    assert.ok(seated)
    await desk.call('panel.opinion', await desk.holder(seated.id), {
      seatId: seated.id,
      opinion: '再次形成的意见。',
    })
    for (const { id } of await desk.members(panelId)) await confirm(id, { agrees: true })
    const last = await desk.show(panelId)
    assert.deepEqual(
      [last.result?.sum, last.result?.count, last.result?.passes],
      [6000 + 6999 + 3 * 6334, 5, false],
      'the void score is not in the mean',
    )
    await assert.rejects(desk.act('grant', desk.people.manager, dossierId), { message: /没有通过/ })
    await desk.act('refuse', desk.people.manager, dossierId)
    const papers = await desk.city.test.db.read('platform', async (tx) => {
      const dossier = await findDossier(tx, 'platform', dossierId)
      assert.ok(dossier)
      return papersOf(tx, panelBinding(panelProcedure()), dossier)
    })
    assert.deepEqual(
      papers.map(({ name }) => name),
      ['评审/01-专家评审.pdf'],
    )
    const text = JSON.stringify(papers)
    for (const said of ['再次形成的意见。', '不通过', '理由。', '公开号码'])
      assert.ok(text.includes(said), said)
    assert.ok(!text.includes(CANARY), 'P15: the archive volume names no expert either')
  })

  it('a majority is of all seats: an abstention counts as no; fee and evaluation follow the decision', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId, dossierId } = await desk.opened({ procedure: 'voted' })
    await desk.drawn(panelId)
    const vote = (agree: string) => ({ agree, reason: '理由。' })
    const votes = ['同意', '同意', '弃权', '弃权', '弃权'].map(vote)
    const { seats } = await desk.concluded(panelId, votes)
    const { result } = await desk.show(panelId)
    assert.deepEqual([result?.passes, result?.yes], [false, { agree: 2 }])
    const [one] = seats
    assert.ok(one)
    await desk.act('refuse', desk.people.manager, dossierId)
    await assert.rejects(
      desk.call('panel.rate', desk.people.manager, { seatId: one.id, rating: 5, words: '认真。' }),
      { message: /先记录咨询费/ },
    )
    await desk.call('panel.pay', desk.people.manager, { seatId: one.id, feeFen: 80_000 })
    await desk.call('panel.rate', desk.people.manager, { seatId: one.id, rating: 5, words: '认真。' })
    const [draw] = (await desk.show(panelId)).draws
    const told = await desk.draw(draw?.publicId ?? '')
    assert.equal(told.names?.length, 5, 'after the decision names come out by rule')
    const [locked] = panelInvariants
    const edited = () => desk.city.test.db.read('platform', async (tx) => (await locked?.rows(tx))?.length)
    assert.equal(await edited(), 0)
    await desk.owner('alter table platform.panel_ballot disable trigger all')
    await desk.owner(
      `update platform.panel_ballot set ballot = ballot || '{"agree": "同意"}' where seat_id = $1`,
      [seats.at(-1)?.id],
    )
    assert.equal(await edited(), 1, 'a ballot that is not the one that was locked (trust.md A14)')
  })
})

describe('before the meeting (P15)', () => {
  let desk: Awaited<ReturnType<typeof panelDesk>>
  before(async () => {
    desk = await panelDesk([panelProcedure()])
  })
  after(() => desk.close())

  it('no name of an expert in any answer to anybody, and none in what the public reads', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId, dossierId } = await desk.opened()
    await desk.drawn(panelId)
    await desk.gather(panelId)
    const [draw] = (await desk.show(panelId)).draws
    const { manager, operator, witness, auditor, firm } = desk.people
    const [stranger] = [...desk.experts.values()].slice(-1)
    const since = { from: '2026-12-29', limit: 100 }
    const answers = [
      await desk.draw(draw?.publicId ?? ''),
      ...(await Promise.all([manager, operator, witness].map((actor) => desk.show(panelId, actor)))),
      ...(await Promise.all(
        [manager, firm].map((actor) => desk.ask('panel.list', actor, { id: dossierId })),
      )),
      ...(await Promise.all([manager, auditor].map((actor) => desk.ask('journal.list', actor, since)))),
      ...(stranger ? [await desk.ask('panel.own-list', stranger)] : []),
    ]
    for (const [index, answer] of answers.entries())
      assert.ok(!JSON.stringify(answer).includes(CANARY), `answer ${index}`)
    const [seat] = (await desk.show(panelId)).seats
    assert.ok(seat)
    const held = await desk.holder(seat.id)
    const asked = await desk.ask<{ items: { command: string }[] }>('journal.list', auditor, {
      ...since,
      personId: held.personId,
    })
    assert.ok(!asked.items.some(({ command }) => command === 'panel.reply'), 'nor by asking for a person')
    const mails = await desk.owner<{ payload: unknown }>(
      `select payload from platform.outbox where topic like 'message.%'`,
    )
    assert.ok(!JSON.stringify(mails).includes(CANARY))
    const reader = await desk.owner<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c where c.relkind in ('r', 'v')
        and has_table_privilege('keqiao_reader', c.oid, 'select') and c.relnamespace::regnamespace::text <> 'information_schema'
        and c.relnamespace::regnamespace::text not like 'pg\\_%'`,
    )
    assert.ok(reader.length > 0)
    for (const { name } of reader) {
      const rows = await desk.owner(`select * from ${name}`)
      assert.ok(!JSON.stringify(rows).includes(CANARY), name)
    }
    const pdf = desk.ask<Response>('panel.paper', manager, { panelId, kind: 'opinion' })
    await assert.rejects(pdf, { message: /开始之前没有/ })
  })
  it('the auditor’s bundle seals who stands in the pool and who answered until the meeting, and still finds an edit', async () => {
    await desk.at('2026-12-25T01:00:00Z')
    const { panelId } = await desk.opened()
    await desk.drawn(panelId)
    await desk.gather(panelId)
    const { keys, test } = desk.city
    const bundle = async () => {
      while ((await sequence({ db: test.db, keys })) > 0);
      return test.db.read('platform', async (tx) => {
        const lines: string[] = []
        for await (const text of bundleLines(tx, { keys, witnesses: [] })) lines.push(text)
        return lines
      })
    }
    const drawn = await desk.owner<{ person_id: string; code: string; salt: string }>(
      `select c.person_id, c.code, c.salt from platform.panel_candidate c join platform.panel_draw d on d.id = c.draw_id
       where d.panel_id = $1`,
      [panelId],
    )
    const journal = await desk.owner<{ leaf_id: string }>(
      `select leaf_id from platform.journal j join platform.panel_seat s on s.id = j.subject_id where s.panel_id = $1`,
      [panelId],
    )
    const secrets = [...drawn.flatMap(({ person_id, code, salt }) => [person_id, code, salt]), CANARY]
    const told = (lines: readonly string[]) =>
      secrets.filter((one) => lines.some((text) => text.includes(one)))
    const sealed = await bundle()
    // Their accounts and the admission are no secret; the panel's own rows and leaves are.
    const own = sealed.filter(
      (text) =>
        text.includes('"platform.panel_') ||
        text.includes('panel-seat') ||
        journal.some(({ leaf_id }) => text.startsWith(`{"leaf":`) && text.includes(leaf_id)),
    )
    assert.ok(own.length > drawn.length)
    assert.deepEqual(told(own), [])
    assert.ok(journal.length >= 10 && own.some((text) => text.includes('"salts":null')))
    const report = await bundleReport(sealed, {})
    assert.deepEqual(report.faults, [])
    assert.ok(report.checked.some((line) => /其中 \d+ 行属于还没有开会的专家组/.test(line)))
    const edit = async (text: string, record: RegExp) => {
      await desk.owner(text)
      const { faults } = await bundleReport(await bundle(), {})
      assert.ok(
        faults.some((fault) => record.test(fault.record)),
        text,
      )
    }
    await desk.owner('alter table platform.panel_candidate disable trigger all')
    await edit(
      `update platform.panel_candidate set code = 'ZK900001' where code = '${drawn[0]?.code}'`,
      /panel_candidate/,
    )
    await desk.owner(`update platform.panel_candidate set code = '${drawn[0]?.code}' where code = 'ZK900001'`)
    assert.deepEqual((await bundleReport(await bundle(), {})).faults, [])
    await desk.at(`${MEETING}T02:00:00Z`)
    await desk.call('panel.open', desk.people.manager, { panelId })
    const open = await bundle()
    assert.ok(told(open.filter((text) => text.includes('"platform.panel_candidate"'))).length >= drawn.length)
    assert.deepEqual((await bundleReport(open, {})).faults, [])
  })
})
