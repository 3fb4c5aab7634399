import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { complete } from '#modules/achievements/fixture.ts'
import type { Dialled } from '#platform/webhook/call.ts'
import { webhookBackground } from '#platform/webhook/send.ts'
import { testCity, type Client, type TestCity } from '#test/city.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const RECEIVER = 'https://hooks.example.com/keqiao?key=geheim'
const PUBLIC = '93.184.216.34'

describe('webhooks (practice.md P35): by outbox, signed, tried again, identifiers only', () => {
  let city: TestCity
  let admin: Client
  let dialled: Dialled[] = []
  let status = 200
  let id = ''
  let callsFromDemo = true

  const turn = async () => {
    await city.runtime.drain()
    const { db, keys } = city.runtime
    // Nothing leaves the process: the wire is replaced, the checks are not.
    const caller = {
      resolve: async () => [PUBLIC],
      permits: (address: string) => address === PUBLIC,
      dial: async (call: Dialled) => (dialled.push(call), status),
    }
    await webhookBackground({ db, keys, caller, callsFromDemo }).turn()
  }
  const list = async (query = '') => (await admin.get(`/api/v1/outgoing?kind=webhook${query}`)).body
  const query = <T>(text: string) => city.runtime.db.owner(async (c) => (await c.query(text)).rows as T[])

  before(async () => {
    city = await testCity()
    admin = await city.as('xitong.guan')
  })
  after(() => city.close())

  it('is an administrator’s, by a command; key and address stand neither in the journal nor in any answer', async () => {
    const body = {
      name: '市政务平台',
      url: RECEIVER,
      events: ['dossier.moved'],
      procedures: [],
      secret: SECRET,
    }
    for (const login of ['ju.lin', 'ju.zhou', 'xitong.shen', 'gaoxiao.zhuan'])
      assert.equal((await (await city.as(login)).post('/api/v1/webhooks', body)).status, 403, login)
    for (const url of ['https://127.0.0.1/x', 'http://hooks.example.com/', 'https://169.254.169.254/'])
      assert.equal((await admin.post('/api/v1/webhooks', { ...body, url })).status, 422, url)
    assert.equal((await admin.post('/api/v1/webhooks', { ...body, secret: 'kurz' })).status, 422)
    const made = await admin.post('/api/v1/webhooks', body)
    assert.equal(made.status, 200, JSON.stringify(made.body))
    id = made.body.result.id
    const { body: shown } = await admin.get('/api/v1/webhooks')
    assert.equal(shown.items[0].address, 'https://hooks.example.com/keqiao?…')
    const kept = JSON.stringify([
      shown,
      made.body,
      await query(`select input, params, sentence from platform.journal where command like 'webhook.%'`),
      await query('select reply from platform.idempotency'),
      await query('select sealed from platform.secret'),
      await query('select payload from platform.outbox'),
    ])
    for (const clear of [SECRET, 'geheim']) assert.ok(!kept.includes(clear), clear)
  })

  it('tells of a move with identifiers only, signed, once', async () => {
    const owner = await city.as('gaoxiao.zhuan')
    const made = await owner.post('/api/v1/achievements', complete({ name: '示例机密名称' }))
    const { body } = await owner.get(`/api/v1/my/achievements/${made.body.result.id}`)
    const { body: view } = await owner.get(`/api/v1/dossiers/${body.dossierId}`)
    const sent = await owner.post(`/api/v1/procedures/achievement-listing/${body.dossierId}/submit`, {
      visit: view.dossier.visit,
      reviewedBy: '示例保密员',
      reviewedOn: '2026-11-20',
      conclusion: '同意公开',
    })
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    dialled = []
    await turn()
    await turn()
    assert.equal(dialled.length, 1)
    const [call] = dialled
    const told = JSON.parse(call?.body ?? '')
    assert.deepEqual(told.data, {
      dossierId: body.dossierId,
      procedure: 'achievement-listing',
      action: 'submit',
      from: 'draft',
      to: 'reviewing',
    })
    assert.deepEqual(Object.keys(told).toSorted(), ['at', 'data', 'type'])
    assert.ok(!(call?.body ?? '').includes('机密'))
    assert.equal(call?.address, PUBLIC)
    assert.match(call?.headers['webhook-id'] ?? '', /^msg_[0-9a-f-]{36}$/)
    assert.match(call?.headers['webhook-signature'] ?? '', /^v1,[A-Za-z0-9+/]{43}=$/)
    assert.deepEqual(
      (await list()).items.map((one: any) => [one.state, one.tries]),
      [['sent', 1]],
    )
  })

  it('is tried again with growing waits under the same id, then given up, told, and sent again by hand', async () => {
    status = 500
    dialled = []
    assert.equal((await admin.post(`/api/v1/webhooks/${id}/ping`, {})).status, 200)
    const waits: number[] = []
    for (let n = 0; n < 10; n += 1) {
      await turn()
      const [{ wait }] = (await query<{ wait: number }>(
        `select round(extract(epoch from next_at - (select clock_timestamp() + clock_offset_ms * interval '1 millisecond' from platform.state)) / 60)::int as wait
          from platform.webhook_delivery where event = 'ping'`,
      )) as [{ wait: number }]
      waits.push(wait)
      await query(`update platform.webhook_delivery set next_at = created_at where event = 'ping'`)
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
    assert.equal(new Set(dialled.map((call) => call.headers['webhook-id'])).size, 1)
    await turn()
    assert.equal(dialled.length, 10, 'given up')
    const [failed] = (await list('&state=failed')).items
    assert.equal(failed.error, '对方答复 500')
    const { body } = await admin.get('/api/v1/messages')
    assert.ok(
      body.items.some((one: any) => one.text === '向外通知“市政务平台”没有送达，请到“外发记录”查看原因。'),
    )
    status = 204
    assert.equal(
      (await (await city.as('ju.lin')).post(`/api/v1/outgoing/${failed.id}/resend`, {})).status,
      403,
    )
    assert.equal((await admin.post(`/api/v1/outgoing/${failed.id}/resend`, {})).status, 200)
    assert.equal((await admin.post(`/api/v1/outgoing/${failed.id}/resend`, {})).status, 409)
    await turn()
    assert.equal(dialled.length, 11)
    assert.deepEqual((await list('&state=failed')).items, [])
  })

  it('paused waits, ended ends, a demo does not call out unless its operator said so', async () => {
    dialled = []
    const change = { events: ['dossier.moved'], procedures: [], paused: true }
    assert.equal((await admin.put(`/api/v1/webhooks/${id}`, change)).status, 200)
    await admin.post(`/api/v1/webhooks/${id}/ping`, {})
    await turn()
    assert.equal(dialled.length, 0)
    assert.equal((await admin.put(`/api/v1/webhooks/${id}`, { ...change, paused: false })).status, 200)
    callsFromDemo = false
    await turn()
    assert.equal(dialled.length, 0)
    assert.equal((await list('&state=failed')).items[0].error, '演示和演练环境不向外发送')
    assert.equal((await admin.post(`/api/v1/webhooks/${id}/end`, {})).status, 200)
    assert.equal((await admin.post(`/api/v1/webhooks/${id}/ping`, {})).status, 404)
    assert.deepEqual((await admin.get('/api/v1/webhooks')).body.items, [])
  })
})
