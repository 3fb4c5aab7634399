import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { canonical, commitmentHash, sha256 } from '#platform/evidence/leaf.ts'
import { readableFile } from '#platform/files/files.ts'
import { member } from '#test/commands.ts'
import { noticeDesk } from '#test/notice-desk.ts'
import { refused, yearOf } from '#test/notice-words.ts'
import { dossierPaper } from '#platform/print/dossier.ts'
import { secondBinding, secondProcedure } from '#test/second-procedure.ts'
import { posterOf } from './poster.ts'
import { TAKEN_DOWN } from './rules.ts'

const CANARY = { name: '张金丝雀', price: '金丝雀价格 12.00 万元', phone: '0660-7777777' }
const fields = [
  { label: '名称', value: '示列成果', material: true },
  { label: '价格', value: CANARY.price, material: true },
  { label: '完成人', value: CANARY.name, personal: true, material: true },
  { label: '联系电话', value: CANARY.phone },
]
const OPENED = '2030-03-04T02:00:00Z'
const OVER = '2030-03-20T02:00:00Z'

describe('a notice that is corrected, withdrawn and over', () => {
  let desk: Awaited<ReturnType<typeof noticeDesk>>
  before(async () => {
    desk = await noticeDesk([secondProcedure(), secondProcedure({ id: 'internal', audience: 'unit' })])
    // A year far ahead, since the clock of an instance is never set back.
    await desk.loadYear(yearOf(2030))
  })
  after(() => desk.close())

  const amend = async (id: string, changes: Record<string, string>, who = desk.people.officer) => {
    const { noticeId, version } = await desk.own(id, desk.people.officer)
    const listed = Object.entries(changes).map(([label, value]) => ({ label, value }))
    return desk.call<{ restarted: boolean; publicId: string }>('notice.amend', who, {
      noticeId,
      version,
      changes: listed,
      reason: '笔误',
    })
  }

  it('a line that is not material becomes a visible version; the term goes on', async () => {
    const { dossierId, id } = await desk.noticed(OPENED, fields)
    await desk.at('2030-03-10T02:00:00Z')
    assert.deepEqual(await amend(id, { 联系电话: '0660-8888888' }), { restarted: false, publicId: id })
    const view = await desk.show(id)
    assert.equal(view.lastDay, '2030-03-19')
    assert.deepEqual(view.versions[1]?.changes, [
      { label: '联系电话', before: CANARY.phone, after: '0660-8888888' },
    ])
    assert.equal(view.versions[1]?.reason, '笔误')
    assert.equal((await desk.dossier(dossierId)).visit, 2)
  })

  it('a material change begins the notice anew, whole; the former stays readable with the difference', async () => {
    const { dossierId, id } = await desk.noticed(OPENED, fields)
    await desk.at('2030-03-10T02:00:00Z')
    const { restarted, publicId } = await amend(id, { 名称: '示例成果' })
    assert.equal(restarted, true)
    const [former, anew] = [await desk.show(id), await desk.show(publicId)]
    assert.deepEqual([former.stateTitle, former.reason], ['已重新公示', '笔误'])
    assert.equal(former.fields?.[0]?.value, '示列成果')
    assert.deepEqual([anew.startsOn, anew.lastDay], ['2030-03-10', '2030-03-25'])
    assert.deepEqual(anew.versions[0]?.changes[0], { label: '名称', before: '示列成果', after: '示例成果' })
    assert.equal((await desk.dossier(dossierId)).visit, 3)
    await desk.at(OVER)
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'notice')
    await desk.at('2030-03-26T02:00:00Z')
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'granted')
  })

  it('a correction is one of the record: a line the matter does not let be corrected is refused', async () => {
    const line = { label: '申请单位', value: '示例大学', material: true }
    const { id } = await desk.noticed(OPENED, [...fields, line])
    await assert.rejects(amend(id, { 申请单位: '另一单位' }), refused(/“申请单位”取自办件材料/))
    const form = (await desk.own(id, desk.people.officer)).next.find(({ name }) => name === 'amend')?.form
    const offered = JSON.stringify(form)
    assert.ok(offered.includes('联系电话') && !offered.includes('申请单位'))
    // The record moved on by another way: the next version says what it says, changed or not.
    desk.record([...fields, { ...line, value: '更名后的大学' }])
    const { restarted, publicId } = await amend(id, {})
    assert.equal(restarted, true)
    assert.equal((await desk.show(publicId)).fields?.at(-1)?.value, '更名后的大学')
  })

  it('nothing changed, an unknown line, an old version, a stranger: each is refused in words', async () => {
    const { id } = await desk.noticed(OPENED, fields)
    await assert.rejects(amend(id, { 名称: '示列成果' }), refused(/没有改动/))
    await assert.rejects(amend(id, { 金额: '1' }), refused(/没有“金额”/))
    await assert.rejects(amend(id, { 名称: '甲' }, desk.people.foreignOfficer), refused(/没有找到/))
    await assert.rejects(amend(id, { 名称: '甲' }, desk.people.firm), refused(/不能办理此事/))
    const { noticeId } = await desk.own(id, desk.people.officer)
    const old = { noticeId, version: 2, changes: [{ label: '名称', value: '甲' }], reason: '笔误' }
    await assert.rejects(desk.call('notice.amend', desk.people.officer, old), refused(/新的版本/))
  })

  it('an upheld objection holds the notice until it begins anew; one still open lets it not begin anew', async () => {
    const { dossierId, id } = await desk.noticed(OPENED, fields)
    await desk.object(id, desk.people.stranger)
    await assert.rejects(amend(id, { 名称: '示例成果' }), refused(/请先答复/))
    const [objection] = (await desk.own(id, desk.people.colleague)).objections
    const upheld = { objectionId: objection?.id, outcome: 'upheld', answer: '名称有误，将更正。' }
    await desk.call('notice.answer', desk.people.colleague, upheld)
    await assert.rejects(desk.call('notice.answer', desk.people.colleague, upheld), refused(/已经答复/))
    await desk.at(OVER)
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'notice')
    const { restarted } = await amend(id, { 名称: '示例成果' })
    assert.equal(restarted, true)
    await desk.at('2030-04-05T02:00:00Z')
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'granted')
  })

  it('a withdrawn notice says why, grants nothing, and can be given anew', async () => {
    const { dossierId, id } = await desk.noticed(OPENED, fields)
    const { code } = await desk.object(id, desk.people.visitor, { name: '李示例', contact: '13800000000' })
    const { noticeId } = await desk.own(id, desk.people.officer)
    const withdraw = () =>
      desk.call('notice.withdraw', desk.people.officer, { noticeId, reason: '材料需要核实' })
    await assert.rejects(withdraw(), refused(/请先答复/))
    const [objection] = (await desk.own(id, desk.people.colleague)).objections
    await desk.call('notice.answer', desk.people.colleague, {
      objectionId: objection?.id,
      outcome: 'rejected',
      answer: '所述与事实不符。',
    })
    await withdraw()
    const view = await desk.show(id)
    assert.deepEqual([view.stateTitle, view.reason], ['已撤回', '材料需要核实'])
    const told = await desk.ask<{ state: string }>('notice.find-objection', desk.people.visitor, { code })
    assert.equal(told.state, 'rejected')
    await desk.at(OVER)
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'notice')
    // Holds no part of the procedure: only the notice is for a decider to see to.
    const decider = member('负责人', desk.people.officer.orgId ?? '', ['decider'])
    const waiting = async () => {
      const { items } = await desk.ask<{ items: { dossierId: string; actions: { title: string }[] }[] }>(
        'work.list',
        decider,
      )
      return items.find((one) => one.dossierId === dossierId)?.actions.map(({ title }) => title)
    }
    assert.deepEqual(await waiting(), ['重新公示'])
    const { publicId } = await desk.call<{ publicId: string }>('notice.amend', desk.people.officer, {
      noticeId,
      version: 1,
      changes: [],
      reason: '核实无误',
    })
    const anew = await desk.show(publicId)
    assert.deepEqual([anew.lastDay, anew.fields?.[2]?.value], ['2030-04-04', CANARY.name])
    assert.equal(await waiting(), undefined)
    const binding = secondBinding(secondProcedure(), () => ({ fields: [] }))
    const dossier = await desk.dossier(dossierId)
    const paper = JSON.stringify(
      await desk.city.test.db.read('platform', (tx) =>
        dossierPaper(tx, binding, dossier, desk.people.officer),
      ),
    )
    for (const said of ['"重新公示"', '重新公示（', '核实无误']) assert.ok(paper.includes(said), said)
    assert.doesNotMatch(paper, /notice\.amend/)
  })

  it('P1: with the year of its last day not loaded a notice waits, and closes once the year is there', async () => {
    const { dossierId, id } = await desk.noticed('2030-12-23T02:00:00Z', fields)
    const provisional = await desk.show(id)
    assert.deepEqual(
      [provisional.lastDay, provisional.provisional, provisional.daysLeft],
      ['2031-01-07', true, null],
    )
    await desk.at('2031-01-15T02:00:00Z')
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'notice')
    assert.ok((await desk.loadYear(yearOf(2031))) > 0)
    await desk.sweep()
    assert.equal((await desk.dossier(dossierId)).state, 'granted')
  })

  it('P14: when it is over names read 已按期撤下 everywhere and are gone; notice, proof and commitment stay', async () => {
    await desk.loadYear(yearOf(2032))
    const { id } = await desk.noticed('2032-03-01T02:00:00Z', fields)
    assert.equal((await desk.show(id)).fields?.[2]?.value, CANARY.name)
    await desk.at('2032-04-01T02:00:00Z')
    await desk.sweep()
    await desk.sweep()
    const view = await desk.show(id)
    assert.equal(view.stateTitle, '已结束')
    assert.equal(view.fields?.[2]?.value, TAKEN_DOWN)
    assert.equal((await desk.own(id, desk.people.officer)).fields?.[2]?.value, TAKEN_DOWN)
    const sheet = JSON.stringify(posterOf(await desk.own(id, desk.people.officer), 'https://kq.example.cn'))
    assert.ok(sheet.includes(TAKEN_DOWN) && !sheet.includes(CANARY.name))
    assert.match(view.versions[0]?.leafBody ?? '', new RegExp(view.versions[0]?.digest ?? 'none'))
    assert.match(view.end?.leafBody ?? '', new RegExp(`"notice:${id}/end"`))
    const names =
      await desk.owner(`select 1 from platform.notice_name m join platform.notice n on n.id = m.notice_id
      where n.public_id = '${id}'`)
    assert.deepEqual(names, [])
    const [kept] = await desk.owner<{ fields: { commitment: string }[]; salts: string[] }>(
      `select v.fields, v.salts from platform.notice_version v join platform.notice n on n.id = v.notice_id
       where n.public_id = '${id}'`,
    )
    const opened = commitmentHash({ label: '完成人', value: CANARY.name }, kept?.salts[2] ?? '')
    assert.equal(kept?.fields[2]?.commitment, opened)
  })

  it('P18: nothing of a personal line stands in journal, leaf, outbox or kept replies', async () => {
    const { id } = await desk.noticed('2032-05-03T02:00:00Z', fields)
    await amend(id, { 完成人: `${CANARY.name}二` })
    for (const table of [
      'journal',
      'evidence_leaf',
      'outbox',
      'idempotency',
      'dossier_entry',
      'notice_version',
    ]) {
      const found = await desk.owner(
        `select 1 from platform.${table} t where t::text like '%${CANARY.name}%'`,
      )
      assert.deepEqual(found, [], table)
    }
  })

  it('P13: of a notice for a unit everybody reads title, period and proof; its content only its members and the unit', async () => {
    const { id } = await desk.noticed('2032-06-01T02:00:00Z', fields, 'internal')
    const { people } = desk
    const shown = await desk.show(id)
    const list = await desk.ask<{ items: { id: string }[] }>('notice.list', people.visitor, { limit: 100 })
    const listed = list.items.filter((item) => item.id === id)
    assert.equal(listed.length, 1)
    const all = JSON.stringify([shown, listed])
    for (const canary of [...Object.values(CANARY), '一件申请', '示例大学'])
      assert.ok(!all.includes(canary), canary)
    assert.equal(shown.name, '示例事项公示')
    assert.equal(shown.fields, null)
    assert.match(shown.versions[0]?.leaf ?? '', /^[0-9a-f]{64}$/)
    // No value can be guessed and tried against the digest: each is salted.
    const bare = fields.map(({ label, value }) => ({ label, value }))
    const [version] = shown.versions
    const guess = {
      v: 1,
      notice: id,
      version: 1,
      title: shown.name,
      audience: 'unit',
      opened: shown.openedAt,
      fields: bare,
    }
    assert.notEqual(version?.digest, sha256(canonical(guess)))
    for (const member of [people.firm, people.member, people.officer, people.auditor])
      assert.equal((await desk.own(id, member)).fields?.[1]?.value, CANARY.price)
    for (const outsider of [people.stranger, people.foreignOfficer])
      await assert.rejects(desk.own(id, outsider), refused(/没有找到/))
    await assert.rejects(desk.object(id, people.visitor, { name: '甲', contact: '1' }), refused(/没有找到/))
    await assert.rejects(desk.object(id, people.stranger), refused(/没有找到/))
    assert.equal((await desk.object(id, people.member)).kind, 'objection')
  })

  it('the sheet to post says the term in its kind, the leaf, and leads to the permanent address', async () => {
    const { id } = await desk.noticed('2032-08-02T02:00:00Z', fields)
    const own = await desk.own(id, desk.people.member)
    const sheet = posterOf(own, 'https://kq.example.cn')
    assert.equal(sheet.address?.url, `https://kq.example.cn/id/notice/${id}`)
    const text = JSON.stringify(sheet.blocks)
    for (const said of [
      '15 个自然日，自 2032-08-02 起（当日不计），到 2032-08-17',
      CANARY.name,
      own.versions[0]?.leaf ?? '?',
    ])
      assert.ok(text.includes(said), said)
    assert.match(text, /扫描二维码，在公示页面/)
    const within = await desk.noticed('2032-08-02T02:00:00Z', fields, 'internal')
    const inner = JSON.stringify(
      posterOf(await desk.own(within.id, desk.people.member), 'https://kq.example.cn'),
    )
    assert.match(inner, /登录后在本单位公示页提出，或书面送承办部门/)
    assert.doesNotMatch(inner, /扫描二维码，/, 'P13: the page it leads to takes no objection to it')
  })

  it('a photograph of the posted sheet is of a day the notice ran, and one’s own file', async () => {
    const { id } = await desk.noticed('2032-08-02T02:00:00Z', fields)
    await desk.at('2032-08-05T02:00:00Z')
    const { people } = desk
    const fileId = await desk.file(people.firm)
    const { noticeId } = await desk.own(id, people.firm)
    const photo = (takenOn: string, who = people.firm) =>
      desk.call('notice.photo', who, { noticeId, fileId, takenOn })
    await assert.rejects(photo('2032-08-01'), refused(/公示开始之后/))
    await assert.rejects(photo('2032-08-06'), refused(/今天之前/))
    await assert.rejects(photo('2032-08-03', people.stranger), refused(/没有找到/))
    await assert.rejects(photo('2032-08-03', people.officer), refused(/不是本单位上传/))
    await photo('2032-08-03')
    const photos = async () => (await desk.own(id, people.officer)).photos.map((one) => one.takenOn)
    const readable = () => desk.city.test.db.read('platform', (tx) => readableFile(tx, reader, fileId))
    const reader = { ...people.officer, scopes: ['party'] } as const
    assert.deepEqual(await photos(), ['2032-08-03'])
    assert.equal((await readable()).name, '照片.jpg')
    // P14: the sheet shows the names, so its photograph comes down with them.
    await desk.at('2032-08-31T02:00:00Z')
    await desk.sweep()
    assert.deepEqual(await photos(), [])
    await assert.rejects(readable(), refused(/没有找到/))
    await assert.rejects(photo('2032-08-03'), refused(/已按期撤下/))
  })

  it('P4: where the dossier moves to another unit, that one answers', async () => {
    const { dossierId, id } = await desk.noticed('2032-09-01T02:00:00Z', fields)
    await desk.object(id, desk.people.firm)
    const other = desk.people.foreignOfficer
    await desk.owner('update platform.dossier set unit_id = $2 where id = $1', [dossierId, other.orgId])
    const [objection] = (await desk.own(id, other)).objections
    const answered = { objectionId: objection?.id, outcome: 'rejected', answer: '公示无误。' }
    await assert.rejects(desk.call('notice.answer', desk.people.colleague, answered), refused(/没有找到/))
    await desk.call('notice.answer', other, answered)
  })

  it('who objected is known to the unit that answers, to the objector and to auditors, not to the organisation', async () => {
    const { id } = await desk.noticed('2032-07-01T02:00:00Z', fields)
    await desk.object(id, desk.people.visitor, { name: '李示例', contact: '13800000000' })
    const by = async (who: typeof desk.people.firm) => (await desk.own(id, who)).objections[0]?.by?.name
    assert.equal(await by(desk.people.officer), '李示例')
    assert.equal(await by(desk.people.auditor), '李示例')
    assert.equal(await by(desk.people.firm), undefined)
    assert.deepEqual((await desk.own(id, desk.people.stranger)).objections, [])
    assert.doesNotMatch(JSON.stringify(await desk.show(id)), /李示例|13800000000|与事实不符/)
  })
})
