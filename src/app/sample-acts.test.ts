import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testCity, type TestCity } from '#test/city.ts'
import { seedActs } from './sample-acts.ts'

describe('what the cast has done in a demo (P3)', () => {
  let city: TestCity

  before(async () => {
    city = await testCity()
  })
  after(() => city.close())

  it('is done by the commands of the people themselves, all of it', async () => {
    const { rows } = await city.runtime.db.owner((client) =>
      client.query<{ key: string }>(
        `select key from platform.idempotency where key like 'sample-act:%' and reply is not null`,
      ),
    )
    const done = rows.map(({ key }) => key.replace('sample-act:', ''))
    assert.deepEqual(done.toSorted(), city.runtime.pack.acts.map(({ name }) => name).toSorted())
  })

  it('is done once: a restart adds nothing', async () => {
    assert.deepEqual(await seedActs(city.runtime), { done: 0, refused: [] })
  })

  it('leaves every list of the demo’s people with something in it, and says that it is an example', async () => {
    const lists: readonly (readonly [login: string, path: string])[] = [
      ['shuichan.cai', '/api/v1/deals'],
      ['gaoxiao.zhuan', '/api/v1/deals'],
      ['shuichan.cai', '/api/v1/introductions'],
      ['jingji.ma', '/api/v1/introductions'],
      ['ju.lin', '/api/v1/events/own'],
      ['ju.lin', '/api/v1/help-requests'],
      ['ju.lin', '/api/v1/work'],
      ['gaoxiao.zhuan', '/api/v1/work'],
      ['shuichan.cai', '/api/v1/work'],
    ]
    for (const [login, path] of lists) {
      const { status, body } = await (await city.as(login)).get(path)
      assert.equal(status, 200, `${login} ${path}`)
      assert.ok(body.items.length > 0, `${login} ${path}`)
    }
    const { body } = await (await city.as(null)).get('/api/v1/events')
    assert.ok(body.items.every((event: { sample: boolean }) => event.sample))
    const deals = (await (await city.as('gaoxiao.zhuan')).get('/api/v1/deals')).body.items
    for (const deal of deals as { seller: string; buyer: string }[])
      assert.match(`${deal.seller} ${deal.buyer}`, /^示例.* 示例/)
  })
})
