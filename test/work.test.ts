import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { complete } from '#modules/achievements/fixture.ts'
import { emitMany } from '#platform/outbox/many.ts'
import { openBook } from '#platform/workbook/book.ts'
import { clientOf, testCity, type Client, type TestCity } from '#test/city.ts'

const NAMES = ['示例待办甲', '示例待办乙', '示例待办丙'] as const

describe('the work list in full (practice.md P6, P1)', () => {
  let city: TestCity
  let officer: Client
  let second: Client
  let owner: Client
  const dossiers = new Map<string, string>()

  before(async () => {
    city = await testCity()
    owner = await city.as('gaoxiao.zhuan')
    for (const name of NAMES) {
      const made = await owner.post('/api/v1/achievements', complete({ name }))
      assert.equal(made.status, 200, JSON.stringify(made.body))
      const { body } = await owner.get(`/api/v1/my/achievements/${made.body.result.id}`)
      dossiers.set(name, body.dossierId)
      await submit(body.dossierId)
    }
    officer = await city.as('ju.lin')
    second = await city.as('ju.chen')
  })
  after(() => city.close())

  const idOf = (name: string) => dossiers.get(name) ?? assert.fail(name)
  const submit = async (id: string) => {
    const { body } = await owner.get(`/api/v1/dossiers/${id}`)
    const sent = await owner.post(`/api/v1/procedures/achievement-listing/${id}/submit`, {
      visit: body.dossier.visit,
      reviewedBy: '示例保密员',
      reviewedOn: '2026-11-20',
      conclusion: '同意公开',
    })
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
  }
  const listed = async (who: Client, query = '') => {
    const { status, body } = await who.get(`/api/v1/work?q=${encodeURIComponent('示例待办')}${query}`)
    assert.equal(status, 200, JSON.stringify(body))
    return body as {
      items: { dossierId: string; title: string; visit: number; handler: any; as: any }[]
      total: number
      next: string | null
    }
  }
  const titles = async (who: Client, query = '') => (await listed(who, query)).items.map(({ title }) => title)
  const itemOf = async (who: Client, name: string) =>
    (await listed(who)).items.find(({ dossierId }) => dossierId === idOf(name)) ??
    assert.fail(`${name} not listed`)
  const personOf = async (who: Client) => (await who.get('/api/v1/me')).body.person.id as string

  it('finds by name, procedure, state and term; the numbers agree with the lists', async () => {
    assert.deepEqual((await titles(officer)).toSorted(), NAMES.toSorted())
    assert.deepEqual(
      await titles(officer, '&procedure=achievement-listing&state=achievement-listing.reviewing'),
      await titles(officer),
    )
    assert.deepEqual(await titles(officer, '&due=none'), [])
    assert.deepEqual(await titles(officer, '&procedure=demand-listing'), [])
    const { body: summary } = await officer.get('/api/v1/work/summary')
    for (const [due, count] of Object.entries(summary.due)) {
      const { body } = await officer.get(`/api/v1/work?due=${due}`)
      assert.equal(body.total, count, due)
    }
    assert.equal(summary.total, (await officer.get('/api/v1/work')).body.total)
  })

  it('pages through all of it, each once, in the order of the terms', async () => {
    const whole = (await officer.get('/api/v1/work')).body.items.map((item: any) => item.dossierId)
    const paged: string[] = []
    for (let cursor = ''; ;) {
      const { body } = await officer.get(`/api/v1/work?limit=2&cursor=${encodeURIComponent(cursor)}`)
      paged.push(...body.items.map((item: any) => item.dossierId))
      if (body.next === null) break
      cursor = body.next
    }
    assert.deepEqual(paged, whole)
    for (const bad of ['x', `2026-01-01_x_${idOf(NAMES[0])}`, "2026-01-01_2026-01-01T00:00:00.000Z_'"])
      assert.equal((await officer.get(`/api/v1/work?cursor=${encodeURIComponent(bad)}`)).status, 400, bad)
  })

  it('late ones come first and are counted as late', async () => {
    const id = idOf(NAMES[2])
    await city.runtime.db.owner((c) =>
      c.query(
        `update platform.deadline set due_on = '2026-01-05', nominal_on = '2026-01-05', performs = null where dossier_id = $1 and kind = 'term'`,
        [id],
      ),
    )
    assert.equal((await titles(officer))[0], NAMES[2])
    assert.deepEqual(await titles(officer, '&due=late'), [NAMES[2]])
  })

  it('经办人: taken, kept from others, given on by who heads the unit, handed back; a stale page is refused', async () => {
    const { visit } = await itemOf(officer, NAMES[0])
    const path = `/api/v1/work/${idOf(NAMES[0])}`
    assert.equal((await officer.post(`${path}/claim`, { visit: visit - 1 })).status, 409)
    assert.equal((await officer.post(`${path}/claim`, { visit })).status, 200)
    assert.deepEqual(await titles(officer, '&handled=mine'), [NAMES[0]])
    assert.deepEqual(await titles(second, '&handled=others'), [NAMES[0]])
    const taken = await second.post(`${path}/claim`, { visit })
    assert.equal(taken.status, 409)
    assert.match(taken.body.detail, /林知远（示例）经办/)
    assert.equal(
      (await second.post(`${path}/assign`, { visit, toPerson: await personOf(second) })).status,
      409,
    )
    const { body: colleagues } = await officer.get(`${path}/colleagues`)
    const names = colleagues.items.map((one: any) => one.name)
    assert.ok(names.includes('陈思齐（示例）'))
    assert.ok(!names.includes('许窗明（示例）'), 'the clerk holds no part here')
    const leader = await city.as('ju.zhou')
    assert.equal(
      (await leader.post(`${path}/assign`, { visit, toPerson: await personOf(second) })).status,
      200,
    )
    assert.equal((await itemOf(second, NAMES[0])).handler.isMe, true)
    await city.runtime.drain()
    const { body: messages } = await second.get('/api/v1/messages')
    assert.ok(messages.items.some((one: any) => one.text === `《${NAMES[0]}》已分派给您经办。`))
    assert.equal((await officer.post(`${path}/release`, {})).status, 409)
    assert.equal((await second.post(`${path}/release`, {})).status, 200)
    assert.equal((await itemOf(officer, NAMES[0])).handler, null)
    for (const stranger of ['gaoxiao.caiwu', 'caizheng.wu', 'fengdian.gu'])
      assert.equal((await (await city.as(stranger)).post(`${path}/claim`, { visit })).status, 404, stranger)
  })

  it('a preview says what would happen to each and writes nothing; each act is a command of its own', async () => {
    const chosen = [idOf(NAMES[0]), idOf(NAMES[1])]
    const ask = {
      procedure: 'achievement-listing',
      action: 'return',
      dossierIds: [...chosen, '01920000-0000-7000-8000-00000000dead'],
    }
    const { status, body } = await officer.post('/api/v1/work/preview', ask)
    assert.equal(status, 200, JSON.stringify(body))
    assert.deepEqual(
      body.items.map((item: any) => [item.allowed, item.to]),
      [
        [true, '草稿'],
        [true, '草稿'],
        [false, ''],
      ],
    )
    assert.equal(body.items[2].reason, '没有找到这个办件，或您无权查看。')
    assert.equal((await titles(officer)).length, NAMES.length)
    const nobody = await (
      await city.as('gaoxiao.caiwu')
    ).post('/api/v1/work/preview', { ...ask, dossierIds: chosen })
    assert.deepEqual(
      nobody.body.items.map((item: any) => [item.allowed, item.title]),
      [
        [false, ''],
        [false, ''],
      ],
    )
    const wrong = await officer.post('/api/v1/work/preview', { ...ask, action: 'expire' })
    assert.equal(wrong.status, 422)
  })

  it('exports what was asked for; a name that could run stays text', async () => {
    const response = await city.app.request(
      `http://localhost/api/v1/work/export.xlsx?q=${encodeURIComponent('示例待办')}`,
      {
        headers: { cookie: officer.cookie },
      },
    )
    assert.equal(response.status, 200)
    assert.match(response.headers.get('content-disposition') ?? '', /attachment/)
    const book = await openBook(Buffer.from(await response.arrayBuffer()))
    assert.deepEqual(
      book.sheets.map(({ name }) => name),
      ['待办'],
    )
  })

  it('keeps a filter under a name, one’s own alone', async () => {
    const kept = await officer.post('/api/v1/work/views', { name: '快到期', query: { due: 'week' } })
    assert.equal(kept.status, 200)
    assert.deepEqual(
      (await officer.get('/api/v1/work/views')).body.items.map((one: any) => [one.name, one.query]),
      [['快到期', { due: 'week' }]],
    )
    assert.deepEqual((await second.get('/api/v1/work/views')).body.items, [])
  })

  it('a leaver goes only when taken work and lent rights are handed over, one command each', async () => {
    const admin = await city.as('xitong.guan')
    const leaver = await personOf(second)
    const bureau = (await second.get('/api/v1/me')).body.org.id
    const { body: members } = await admin.get(`/api/v1/organisations/${bureau}/members?limit=100`)
    const { membershipId } = members.items.find((one: any) => one.personId === leaver)
    const path = `/api/v1/memberships/${membershipId}`
    const { visit, dossierId } = await itemOf(second, NAMES[0])
    assert.equal((await second.post(`/api/v1/work/${dossierId}/claim`, { visit })).status, 200)
    const { today } = (await second.get('/api/v1/me')).body
    const lent = {
      kind: 'deputy',
      toPerson: await personOf(officer),
      roles: ['officer'],
      from: today,
      until: today,
    }
    assert.equal((await second.post('/api/v1/delegations', lent)).status, 200)
    const held = async () => (await admin.get(`${path}/holdings`)).body
    assert.deepEqual(
      (await held()).items
        .filter((one: any) => one.ends !== 'alone')
        .map((one: any) => [one.kind, one.title, one.ends]),
      [
        ['handler', NAMES[0], 'passes'],
        ['delegation', `授权林知远（示例）代为办理，至 ${today}`, 'ended'],
      ],
    )
    assert.equal((await held()).next[0].allowed, false)
    assert.equal((await admin.post(`${path}/end`)).status, 409)
    const over = { kind: 'handler', id: dossierId, toPerson: await personOf(officer) }
    assert.equal((await admin.post(`${path}/hand-over`, over)).status, 200)
    assert.equal((await itemOf(officer, NAMES[0])).handler.isMe, true)
    const given = (await held()).items.find((one: any) => one.kind === 'delegation')
    assert.equal((await admin.post(`${path}/end`)).status, 409)
    assert.equal((await admin.post(`/api/v1/delegations/${given.id}/end`)).status, 200)
    assert.equal((await held()).next[0].allowed, true)
    const journal = await city.runtime.db.owner(
      async (c) =>
        (
          await c.query(
            `select params ->> 'title' as title from platform.journal where command = 'member.hand-over'`,
          )
        ).rows,
    )
    assert.deepEqual(journal, [{ title: NAMES[0] }])
    assert.equal((await officer.post(`/api/v1/work/${dossierId}/release`, {})).status, 200)
    assert.equal((await admin.post(`${path}/end`)).status, 200)
    await city.runtime.drain()
    const said = {
      orgId: bureau,
      template: '公示《{title}》已撤回，原因见公示页。',
      params: { title: '离任之后' },
    }
    await city.runtime.db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) =>
      emitMany(tx, 'platform', 'message.org', [said], (await officer.get('/api/v1/me')).body.now),
    )
    await city.runtime.drain()
    const heard = await city.runtime.db.owner(
      async (c) =>
        (await c.query(`select person_id from platform.message where params ->> 'title' = '离任之后'`)).rows,
    )
    const hearers = heard.map(({ person_id }) => person_id)
    assert.ok(hearers.includes(await personOf(officer)), 'colleagues hear it')
    assert.ok(!hearers.includes(leaver), 'who left hears nothing of the organisation (P6)')
  })

  it('AB角: a deputy sees the work as “代 某某”, acts as agent, and no longer once the days are over', async () => {
    const deputy = await city.as('ju.xu')
    assert.deepEqual(await titles(deputy), [])
    const { today } = (await officer.get('/api/v1/me')).body
    const given = await officer.post('/api/v1/delegations', {
      kind: 'deputy',
      toPerson: await personOf(deputy),
      roles: ['officer'],
      from: today,
      until: today,
    })
    assert.equal(given.status, 200, JSON.stringify(given.body))
    const { delegationId } = given.body.result
    const { as, visit } = await itemOf(deputy, NAMES[1])
    assert.deepEqual(
      { ...as, personId: undefined },
      {
        delegationId,
        personId: undefined,
        name: '林知远（示例）',
        kind: 'deputy',
        roles: ['officer'],
        until: today,
      },
    )
    const act = (who: Client) =>
      who.post(`/api/v1/procedures/achievement-listing/${idOf(NAMES[1])}/return`, {
        visit,
        reason: '请补充应用场景。',
      })
    assert.equal((await act(deputy)).status, 403, 'in own name the clerk holds no part')
    const taken = await city.app.request('http://localhost/api/v1/session/act-as', {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: deputy.cookie },
      body: JSON.stringify({ membershipId: null, delegationId }),
    })
    assert.equal(taken.status, 200, await taken.text())
    const acting = clientOf(city.app, taken.headers.get('set-cookie')?.split(';')[0] ?? '')
    assert.equal((await itemOf(acting, NAMES[1])).as.name, '林知远（示例）')
    assert.equal((await act(acting)).status, 200)
    const done = async (who: Client) => (await who.get('/api/v1/work/done')).body.items[0]
    assert.deepEqual(
      [(await done(acting)).acted, (await done(acting)).forName, (await done(officer)).forName],
      ['退回补充', '林知远（示例）', '本人（由同事代办）'],
    )
    assert.equal((await done(acting)).title, NAMES[1])
    const tracked = async () => {
      const { body } = await officer.get(`/api/v1/work/tracked?q=${encodeURIComponent('示例待办')}`)
      return body.items.map((one: any) => one.title)
    }
    assert.deepEqual(await tracked(), [NAMES[1]], 'it waits for the owner now')
    await submit(idOf(NAMES[1]))
    assert.deepEqual(await tracked(), [])
    await city.moveTo(new Date(Date.parse(`${today}T04:00:00Z`) + 86_400_000).toISOString())
    const later = await city.as('ju.xu')
    assert.deepEqual(await titles(later), [])
    assert.ok((await titles(officer)).includes(NAMES[1]))
  })
})
