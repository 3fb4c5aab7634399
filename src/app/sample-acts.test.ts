import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testCity, type TestCity } from '#test/city.ts'
import { brokenInvariants } from './invariants.ts'
import { seedActs } from './sample-acts.ts'

describe('what the cast has done in a demo (P3)', () => {
  let city: TestCity
  /** What has no day yet: the calendar ends before the announcement would. */
  let waiting: ReadonlySet<string>

  before(async () => {
    city = await testCity()
    const { rows } = await city.runtime.db.owner((client) =>
      client.query<{ state: string }>("select state from auctions.lot where form ->> 'manner' = '网络竞价'"),
    )
    const isAnnounced = rows.some(({ state }) => state === 'announcing')
    const names = city.runtime.pack.acts.map(({ name }) => name)
    waiting = new Set(
      isAnnounced
        ? []
        : names.filter((name) => /^gearbox-(?:lot-announced|application|admission)/.test(name)),
    )
  })
  after(() => city.close())

  it('is done by the commands of the people themselves, all of it', async () => {
    const { rows } = await city.runtime.db.owner((client) =>
      client.query<{ key: string }>(
        `select key from platform.idempotency where key like 'sample-act:%' and reply is not null
           and command <> 'file.keep'`,
      ),
    )
    const done = rows.map(({ key }) => key.replace('sample-act:', ''))
    const acts = city.runtime.pack.acts.filter(
      ({ does, later }) => !does.endsWith('.import') && later !== true,
    )
    const names = acts.map(({ name }) => name).filter((name) => !waiting.has(name))
    assert.deepEqual(done.toSorted(), names.toSorted())
  })

  it('is done once: a restart adds nothing', async () => {
    const again = await seedActs(city.runtime)
    assert.equal(again.done, 0)
    // Late in a year a lot waits for the next year's calendar (practice.md P1); nothing else is left out.
    for (const sentence of again.refused) assert.match(sentence, /^gearbox-lot-announced：.*放假安排/)
    assert.equal(again.refused.length === 0, waiting.size === 0)
  })

  it('leaves every list of the demo’s people with something in it, and says that it is an example', async () => {
    const lists: readonly (readonly [login: string, path: string])[] = [
      ['shuichan.cai', '/api/v1/deals'],
      ['gaoxiao.zhuan', '/api/v1/deals'],
      ['shuichan.cai', '/api/v1/introductions'],
      ['jingji.ma', '/api/v1/introductions'],
      ['jingji.liang', '/api/v1/commissions'],
      ['shuichan.cai', '/api/v1/commissions'],
      ['ju.lin', '/api/v1/events/own'],
      ['ju.lin', '/api/v1/help-requests'],
      ['ju.lin', '/api/v1/work'],
      ['gaoxiao.zhuan', '/api/v1/work'],
      ['shuichan.cai', '/api/v1/work'],
      ['ju.chen', '/api/v1/work'],
      ['haifeng.ke', '/api/v1/pilot-bases/applications'],
      ['honghaiwan.ke', '/api/v1/work'],
      ['industry-bureau.lian', '/api/v1/work'],
      ['ju.chen', '/api/v1/letters'],
      ['ju.xu', '/api/v1/counter-cases'],
      ['ju.lin', '/api/v1/my/notices?state=open'],
      ['nongye.zhuan', '/api/v1/settlements'],
      ['gaoxiao.caiwu', '/api/v1/bank-lines'],
      ['gaoxiao.zhuan', '/api/v1/arrears'],
      ['gaoxiao.zhuan', '/api/v1/contract-registrations'],
      ['gongxin.he', '/api/v1/contract-registrations'],
      ['nongye.he', '/api/v1/my/income'],
      ['nongye.caiwu', '/api/v1/income/plans'],
      ['gaoxiao.zhuan', '/api/v1/my/lots'],
    ]
    for (const [login, path] of lists) {
      const { status, body } = await (await city.as(login)).get(path)
      assert.equal(status, 200, `${login} ${path}`)
      assert.ok(body.items.length > 0, `${login} ${path}`)
    }
    const states = (await (await city.as('xitong.shen')).get('/api/v1/pilot-bases/applications')).body.items
    assert.deepEqual(
      [...new Set((states as { state: string }[]).map(({ state }) => state))].toSorted(),
      ['countyReview', 'draft', 'expertReview', 'formalCorrection', 'opinion', 'registered'],
      'a pilot base in each interesting state',
    )
    const linked = async (login: string) => {
      const { body } = await (await city.as(login)).get('/api/v1/messages?limit=100')
      return (body.items as { link: string | null }[]).filter(({ link }) =>
        link?.startsWith('/app/settlements'),
      )
    }
    assert.ok((await linked('gaoxiao.caiwu')).length > 0)
    assert.deepEqual(await linked('jiaoshou.lin'), [], 'P16: amounts are not told to who may not read them')
    const { body } = await (await city.as(null)).get('/api/v1/events')
    assert.ok(body.items.every((event: { sample: boolean }) => event.sample))
    const deals = (await (await city.as('gaoxiao.zhuan')).get('/api/v1/deals')).body.items
    for (const deal of deals as { seller: string; buyer: string }[])
      assert.match(`${deal.seller} ${deal.buyer}`, /^示例.* 示例/)
  })

  it('goes on in a rehearsal to a finished bidding and paid members, each dated when it was done (P24, P25)', async () => {
    const { done, refused } = await seedActs(city.runtime, { later: true })
    // Without a lot there is nothing to bid on (practice.md P1).
    if (waiting.size > 0) return
    assert.deepEqual(refused, [])
    assert.equal(done, city.runtime.pack.acts.filter(({ later }) => later === true).length)
    const visitor = await city.as(null)
    const { items } = (await visitor.get('/api/v1/lots')).body
    const [lot] = (items as { id: string; state: string }[]).filter(({ state }) => state === 'awarded')
    const record = (await visitor.get(`/api/v1/lots/${lot?.id ?? ''}/record`)).body
    assert.equal(record.award.amountFen, 30_000_000)
    assert.equal(record.bids.length, 4)
    assert.deepEqual(record.outages, [], 'the jump of the clock was no outage')
    const { rows } = await city.runtime.db.owner((client) =>
      client.query<{ paid: number; wrong: number }>(
        `select (select count(*)::int from income.payment) as paid,
           (select count(*)::int from platform.journal j join platform.journal m
              on m.command = 'instance.move-clock' and j.id > m.id where j.at < m.at) as wrong`,
      ),
    )
    assert.deepEqual(rows, [{ paid: 2, wrong: 0 }])
    assert.deepEqual(await brokenInvariants(city.runtime.db, city.runtime.modules), [])
  })
})
