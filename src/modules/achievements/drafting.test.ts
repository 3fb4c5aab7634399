import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { brokenInvariants } from '#app/invariants.ts'
import { testCity, type Answer, type Client, type TestCity } from '#test/city.ts'
import { complete } from './fixture.ts'

const review = { reviewedBy: '保密员', reviewedOn: '2026-11-20', conclusion: '同意公开' }

describe('a secretary drafts, the researcher confirms, the record keeps both (P6)', () => {
  let city: TestCity
  let secretary: Client
  let professor: Client
  let professorId: string
  let secretaryId: string

  before(async () => {
    city = await testCity()
    secretary = await city.as('gaoxiao.mishu')
    professor = await city.as('jiaoshou.lin')
    professorId = (await professor.get('/api/v1/me')).body.person.id
    secretaryId = (await secretary.get('/api/v1/me')).body.person.id
  })
  after(() => city.close())

  const done = (answer: Answer) => {
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body.result ?? answer.body
  }
  const draft = async (name: string) => {
    const { id } = done(await secretary.post('/api/v1/achievements', complete({ name })))
    const shown = done(await secretary.get(`/api/v1/my/achievements/${id}`))
    return { id: id as string, dossierId: shown.dossierId as string }
  }
  const submit = async (who: Client, dossierId: string) => {
    const { dossier } = done(await who.get(`/api/v1/dossiers/${dossierId}`))
    const path = `/api/v1/procedures/achievement-listing/${dossierId}/submit`
    return who.post(path, { visit: dossier.visit, ...review })
  }
  const ask = (id: string, forPerson = professorId) =>
    secretary.post(`/api/v1/achievements/${id}/ask-confirmation`, { forPerson })

  it('cannot be submitted before the researcher said yes; then it is, as agent with the confirmation beside', async () => {
    const { id, dossierId } = await draft('示例贝类净化装置')
    const early = await submit(secretary, dossierId)
    assert.equal(early.status, 409)
    assert.match(early.body.detail, /须由本人确认后才能提交/)

    const { draftingId } = done(await ask(id))
    await city.runtime.drain()
    const messages = done(await professor.get('/api/v1/messages'))
    assert.match(JSON.stringify(messages.items[0]), /代您起草了《示例贝类净化装置》/)
    const waiting = done(await professor.get('/api/v1/drafts'))
    assert.deepEqual(
      waiting.items.map((item: { id: string }) => item.id),
      [draftingId],
    )
    const stranger = await city.as('jiaoshou.su')
    const yes = { answer: 'confirmed' }
    assert.equal((await stranger.post(`/api/v1/drafts/${draftingId}/answer`, yes)).status, 404)
    assert.equal((await secretary.post(`/api/v1/drafts/${draftingId}/answer`, yes)).status, 404)
    assert.equal((await submit(secretary, dossierId)).status, 409, 'asking is no answer')

    done(await professor.post(`/api/v1/drafts/${draftingId}/answer`, yes))
    assert.equal((await professor.post(`/api/v1/drafts/${draftingId}/answer`, yes)).status, 409)
    done(await submit(secretary, dossierId))
    const rows = await city.runtime.db.read('achievements', async (tx) =>
      tx
        .as<{ 'achievements.achievement': { id: string; review: Record<string, string> } }>('achievements')
        .selectFrom('achievements.achievement')
        .select('review')
        .where('id', '=', id)
        .execute(),
    )
    const kept = rows[0]?.review
    assert.equal(kept?.['submittedBy'], secretaryId)
    assert.equal(kept?.['draftedBy'], secretaryId)
    assert.equal(kept?.['confirmedBy'], professorId)
  })

  it('a text changed after the confirmation is confirmed anew; a declined one is not submitted', async () => {
    const { id, dossierId } = await draft('示例牡蛎壳土壤调理剂')
    const first = done(await ask(id))
    done(await professor.post(`/api/v1/drafts/${first.draftingId}/answer`, { answer: 'confirmed' }))
    const changed = complete({ name: '示例牡蛎壳土壤调理剂（改）', version: 1 })
    done(await secretary.put(`/api/v1/achievements/${id}`, changed))
    assert.equal((await submit(secretary, dossierId)).status, 409)
    const second = done(await ask(id))
    const no = { answer: 'declined', note: '指标写高了' }
    done(await professor.post(`/api/v1/drafts/${second.draftingId}/answer`, no))
    assert.equal((await submit(secretary, dossierId)).status, 409)
    done(await submit(professor, dossierId))
  })

  it('is confirmed on a page without JavaScript too', async () => {
    const { id, dossierId } = await draft('示例鱼糜加工工艺')
    const { draftingId } = done(await ask(id))
    const open = (path: string, fields?: Record<string, string>) =>
      city.app.request(`http://localhost${path}`, {
        method: fields ? 'POST' : 'GET',
        headers: {
          cookie: professor.cookie,
          host: 'localhost',
          'content-type': 'application/x-www-form-urlencoded',
        },
        ...(fields && { body: new URLSearchParams(fields).toString() }),
      })
    const page = await (await open('/drafts')).text()
    assert.match(page, new RegExp(`name="id" value="${draftingId}"`))
    assert.match(page, /示例鱼糜加工工艺/)
    const sent = await open('/do/drafting.answer', {
      _key: crypto.randomUUID(),
      _back: '/drafts',
      id: draftingId,
      answer: 'confirmed',
    })
    assert.equal(sent.status, 303)
    assert.doesNotMatch(await (await open('/drafts')).text(), new RegExp(draftingId))
    done(await submit(secretary, dossierId))
  })

  it('is asked of a researcher of the same organisation only', async () => {
    const { id } = await draft('示例海藻肥')
    const firm = (await (await city.as('shuichan.cai')).get('/api/v1/me')).body.person.id
    const office = (await (await city.as('gaoxiao.caiwu')).get('/api/v1/me')).body.person.id
    for (const person of [firm, office, secretaryId]) assert.equal((await ask(id, person)).status, 422)
    const other = await city.as('haiyang.zhuan')
    const foreign = await other.post(`/api/v1/achievements/${id}/ask-confirmation`, {
      forPerson: professorId,
    })
    assert.equal(foreign.status, 404)
  })

  it('a seat lent for drafting needs the lender’s own word, which the seat itself cannot give', async () => {
    const lent = done(
      await professor.post('/api/v1/delegations', {
        kind: 'secretary',
        toPerson: secretaryId,
        roles: ['researcher'],
        from: '2020-01-01',
        until: '2099-12-31',
      }),
    )
    const agent = await city.as('gaoxiao.mishu')
    const acting = await city.app.request('http://localhost/api/v1/session/act-as', {
      method: 'POST',
      headers: { cookie: agent.cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ delegationId: lent.delegationId }),
    })
    const cookie = /keqiao_session=[^;]*/.exec(acting.headers.get('set-cookie') ?? '')?.[0] ?? ''
    const as = (path: string, body?: object) =>
      city.app.request(`http://localhost${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { cookie, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        ...(body && { body: JSON.stringify(body) }),
      })
    const { id, dossierId } = await draft('示例海水淡化膜')
    const { dossier } = (await (await as(`/api/v1/dossiers/${dossierId}`)).json()) as {
      dossier: { visit: number }
    }
    const path = `/api/v1/procedures/achievement-listing/${dossierId}/submit`
    const early = await as(path, { visit: dossier.visit, ...review })
    assert.equal(early.status, 409, await early.text())
    const { draftingId } = done(await ask(id))
    assert.equal((await as(`/api/v1/drafts/${draftingId}/answer`, { answer: 'confirmed' })).status, 404)
    done(await professor.post(`/api/v1/drafts/${draftingId}/answer`, { answer: 'confirmed' }))
    assert.equal((await as(path, { visit: dossier.visit, ...review })).status, 200)
  })

  it('leaves nothing that must never be', async () => {
    assert.deepEqual(await brokenInvariants(city.runtime.db, city.runtime.modules), [])
  })
})
