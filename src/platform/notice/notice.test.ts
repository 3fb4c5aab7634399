import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Actor } from '#platform/access/access.ts'
import { papersOf } from '#platform/archive/papers.ts'
import { leafHash } from '#platform/evidence/leaf.ts'
import { noticeDesk } from '#test/notice-desk.ts'
import { refused, yearOf } from '#test/notice-words.ts'
import { secondBinding, secondProcedure } from '#test/second-procedure.ts'
import type { NoticePage } from './reading.ts'
import { noticeDigest } from './rules.ts'

const fields = [
  { label: '名称', value: '示例成果', material: true },
  { label: '价格', value: '12.00 万元', material: true },
  { label: '完成人', value: '张示例', personal: true, material: true },
  { label: '联系电话', value: '0660-0000000' },
]

describe('a public notice (practice P12 to P14)', () => {
  let desk: Awaited<ReturnType<typeof noticeDesk>>
  before(async () => {
    desk = await noticeDesk([secondProcedure(), secondProcedure({ id: 'internal', audience: 'unit' })])
    // A year far ahead, since the clock of an instance is never set back; only its first day is a holiday.
    await desk.loadYear(yearOf(2030))
  })
  after(() => desk.close())

  it('begins when its state is entered and is closed by the clock on the day after its last day, not before', async () => {
    const { dossierId, id } = await desk.noticed('2030-03-04T02:00:00Z', fields)
    const open = await desk.show(id)
    assert.deepEqual(open.term, { kind: '自然日', days: 15 })
    assert.deepEqual([open.startsOn, open.lastDay, open.daysLeft], ['2030-03-04', '2030-03-19', 15])
    await desk.at('2030-03-19T15:59:00Z')
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'notice')
    await desk.at('2030-03-19T16:05:00Z')
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'granted')
    assert.equal((await desk.show(id)).stateTitle, '已结束')
  })

  it('no action may grant before the term is over; refusing and what the procedure lets pass may', async () => {
    const { dossierId } = await desk.noticed('2030-03-04T02:00:00Z', fields)
    await assert.rejects(
      desk.act('second', 'grantEarly', desk.people.officer, dossierId),
      refused(/公示期到 2030-03-19/),
    )
    await desk.act('second', 'sendBack', desk.people.officer, dossierId)
    assert.equal((await desk.dossier(dossierId)).state, 'application')
  })

  it('an open objection of a named person suspends; answered as unfounded, the clock goes on', async () => {
    const { dossierId, id } = await desk.noticed('2030-03-04T02:00:00Z', fields)
    const { kind, code } = await desk.object(id, desk.people.visitor, {
      name: '李示例',
      contact: '13800000000',
    })
    assert.equal(kind, 'objection')
    await desk.at('2030-03-20T02:00:00Z')
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'notice')
    await assert.rejects(
      desk.act('second', 'grantEarly', desk.people.officer, dossierId),
      refused(/1 件异议还没有书面答复/),
    )
    const { people } = desk
    assert.equal((await waiting(people.colleague, dossierId))[0]?.actions[0]?.name, 'objections')
    assert.deepEqual(await waiting(people.foreignOfficer, dossierId), [])
    const [objection] = (await desk.own(id, desk.people.colleague)).objections
    assert.ok(objection)
    const answered = { objectionId: objection.id, outcome: 'rejected', answer: '经核实，公示内容无误。' }
    await assert.rejects(
      desk.call('notice.answer', desk.people.officer, answered),
      refused(/请由其他同事答复/),
    )
    await assert.rejects(
      desk.call('notice.answer', desk.people.foreignOfficer, answered),
      refused(/没有找到/),
    )
    await desk.call('notice.answer', desk.people.colleague, answered)
    const text = JSON.stringify(await volumeOf(dossierId))
    for (const said of ['张示例', '12.00 万元', '与事实不符。', '经核实，公示内容无误。', '不成立'])
      assert.ok(text.includes(said), `P11: the archive volume lacks ${said}`)
    for (const who of ['李示例', '13800000000']) assert.ok(!text.includes(who), 'P14: nor names who objected')
    const read = await desk.ask<{ state: string; answer: string }>(
      'notice.find-objection',
      desk.people.visitor,
      { code },
    )
    assert.deepEqual([read.state, read.answer], ['rejected', '经核实，公示内容无误。'])
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'granted')
  })

  it('who objects as somebody’s deputy, and whoever deputises for the objector, do not answer (P6)', async () => {
    const { people } = desk
    const { id } = await desk.noticed('2030-03-04T02:00:00Z', fields)
    const objector = { ...people.member, agentFor: people.colleague.personId }
    await desk.object(id, objector)
    const [objection] = (await desk.own(id, people.colleague)).objections
    assert.equal(objection?.next[0]?.allowed, false)
    const answered = { objectionId: objection?.id, outcome: 'rejected', answer: '经核实，公示内容无误。' }
    for (const who of [people.colleague, { ...people.secondColleague, agentFor: people.member.personId }])
      await assert.rejects(desk.call('notice.answer', who, answered), refused(/视为同一人/))
    await desk.call('notice.answer', people.secondColleague, answered)
  })

  it('who brought the matter in for the applicant at the counter answers no objection to it (P10)', async () => {
    const { people } = desk
    const seat = { ...people.firm, personId: people.colleague.personId, agentFor: people.firm.personId }
    const matter = { title: '一件申请', orgId: people.firm.orgId }
    const { dossierId } = await desk.call<{ dossierId: string }>('second.open', seat, matter)
    await desk.act('second', 'announce', people.officer, dossierId)
    const id = await desk.newest(dossierId)
    await desk.object(id, people.visitor, { name: '某人', contact: '13900000000' })
    const [objection] = (await desk.own(id, people.colleague)).objections
    assert.equal(objection?.next[0]?.allowed, false)
    const answered = { objectionId: objection?.id, outcome: 'rejected', answer: '经核实，公示内容无误。' }
    await assert.rejects(desk.call('notice.answer', people.colleague, answered), refused(/经办过此事/))
    await desk.call('notice.answer', people.secondColleague, answered)
  })

  it('an anonymous word is a lead: nothing waits for it, and it is work of the unit, answered after the end too', async () => {
    const { dossierId, id } = await desk.noticed('2030-03-04T02:00:00Z', fields)
    const { people } = desk
    const { kind, code } = await desk.object(id, people.visitor)
    assert.equal(kind, 'lead')
    assert.equal((await desk.object(id, people.visitor, { name: '只有名字' })).kind, 'lead')
    assert.equal((await waiting(people.colleague, dossierId))[0]?.actions[0]?.name, 'objections')
    await desk.at('2030-03-20T02:00:00Z')
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'granted')
    const told = await desk.owner(
      `select 1 from platform.outbox where payload ->> 'template' like '%条线索没有处理%'
         and payload ->> 'link' = $1 and payload #>> '{params,n}' = '2'`,
      [`/app/notices/${id}`],
    )
    assert.equal(told.length, 1)
    const leads = (await desk.own(id, people.colleague)).objections
    assert.deepEqual(
      leads.map(({ next }) => next[0]?.title),
      ['处理线索', '处理线索'],
    )
    for (const { id: objectionId } of leads) {
      const noted = { objectionId, outcome: 'rejected', answer: '无法核实。' }
      await assert.rejects(desk.call('notice.answer', people.officer, noted), refused(/请由其他同事答复/))
      await desk.call('notice.answer', people.colleague, noted)
    }
    const read = await desk.ask<{ state: string; answer: string }>('notice.find-objection', people.visitor, {
      code,
    })
    assert.deepEqual([read.state, read.answer], ['rejected', '无法核实。'])
    assert.deepEqual(
      (await desk.own(id, people.colleague)).objections.flatMap(({ next }) => next),
      [],
    )
  })

  it('P2: just after midnight a word that arrived before may be under way; nothing is closed yet', async () => {
    const { dossierId, id } = await desk.noticed('2030-03-04T02:00:00Z', fields)
    await desk.at('2030-03-19T16:01:00Z')
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'notice')
    await assert.rejects(desk.object(id, desk.people.stranger), refused(/公示期已满/))
    await desk.at('2030-03-19T16:06:00Z')
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'granted')
  })

  it('a word comes while the notice runs, once a code; leads only so many, objections without end', async () => {
    const { dossierId, id } = await desk.noticed('2030-03-04T02:00:00Z', fields)
    const { visitor, stranger } = desk.people
    const { code } = await desk.object(id, visitor)
    const again = { publicId: id, words: '再次', code }
    await assert.rejects(desk.call('notice.object', stranger, again), refused(/查询码已经用过/))
    await desk.owner(
      `insert into platform.objection select gen_random_uuid(), notice_id, kind, md5(n::text), person_id, words, at,
         journal_id, null, state, null, null, null
       from platform.objection, generate_series(1, 199) n where notice_id = (
         select id from platform.notice where public_id = $1)`,
      [id],
    )
    await assert.rejects(desk.object(id, visitor), refused(/超过上限/))
    await desk.object(id, visitor, { name: '李示例', contact: '13800000000' })
    // More than a page: what counts is counted, and what waits is on the page.
    await desk.owner(
      `insert into platform.objection select gen_random_uuid(), notice_id, kind, md5('o' || n::text), null, words,
         '2030-03-01', journal_id, deadline_id, 'rejected', '无误', null, '2030-03-05'
       from platform.objection, generate_series(1, 600) n where kind = 'objection' and notice_id = (
         select id from platform.notice where public_id = $1)`,
      [id],
    )
    await assert.rejects(
      desk.act('second', 'grantEarly', desk.people.officer, dossierId),
      refused(/1 件异议还没有书面答复/),
    )
    const [first] = (await desk.own(id, desk.people.colleague)).objections
    assert.deepEqual([first?.kind, first?.state], ['objection', 'open'])
    await desk.object(id, stranger)
    await desk.at('2030-03-20T02:00:00Z')
    await assert.rejects(desk.object(id, stranger), refused(/公示期已满/))
    assert.equal((await desk.dossier(dossierId)).state, 'notice')
  })

  it('what it said can be made again from what is published, and the leaf names its digest', async () => {
    const { id } = await desk.noticed('2030-03-04T02:00:00Z', fields)
    const { versions, title, audience, openedAt, kept } = await published(id)
    const [version] = versions
    assert.ok(version)
    const digest = noticeDigest({ id, version: 1, title, audience, opened: openedAt, fields: kept })
    assert.equal(version.digest, digest)
    assert.match(version.leafBody, new RegExp(`"name":"notice:${id}/1"`))
    assert.match(version.leafBody, new RegExp(digest))
    assert.equal(version.leaf, leafHash(version.leafBody))
    assert.doesNotMatch(version.leafBody, /张示例/)
  })

  it('design 8: everybody pages and searches through all of them, newest first, ended ones too', async () => {
    const list = (query: object) =>
      desk.ask<NoticePage>('notice.list', desk.people.visitor, { limit: 2, ...query })
    const seen: string[] = []
    const first = await list({})
    assert.ok(first.total > 4 && !first.totalIsCapped)
    for (let page = first; ; page = await list({ cursor: page.next })) {
      seen.push(...page.items.map(({ id }) => id))
      if (page.next === null) break
    }
    assert.deepEqual([seen.length, new Set(seen).size], [first.total, first.total])
    const [item] = first.items
    assert.deepEqual([item?.id, item?.code, item?.name], [seen[0], seen[0], '示例事项公示：一件申请'])
    assert.equal((await list({ q: '一件申请' })).total, first.total)
    assert.equal((await list({ q: '%' })).total, 0)
    assert.equal((await list({ term: 'noticeWorkingDays' })).total, 0)
    const [open, ended] = [(await list({ state: 'open' })).total, (await list({ state: 'ended' })).total]
    assert.ok(open > 0 && ended > 0)
    assert.equal(open + ended, first.total)
    await assert.rejects(list({ cursor: 'x' }), refused(/翻页/))
  })

  const waiting = async (who: Actor, dossierId: string) => {
    const { items } = await desk.ask<{ items: { dossierId: string; actions: { name: string }[] }[] }>(
      'work.list',
      who,
    )
    return items.filter((item) => item.dossierId === dossierId)
  }
  const volumeOf = async (dossierId: string) => {
    const dossier = await desk.dossier(dossierId)
    const binding = secondBinding(secondProcedure(), () => ({ fields: [] }))
    return desk.city.test.db.read('platform', (tx) => papersOf(tx, binding, dossier))
  }
  const published = async (id: string) => {
    const view = await desk.show(id)
    const [row] = await desk.owner<{ title: string; fields: Parameters<typeof noticeDigest>[0]['fields'] }>(
      `select n.title, v.fields from platform.notice n join platform.notice_version v on v.notice_id = n.id
       where n.public_id = $1 and v.version = 1`,
      [id],
    )
    assert.ok(row)
    return { ...view, title: row.title, kept: row.fields }
  }
})
