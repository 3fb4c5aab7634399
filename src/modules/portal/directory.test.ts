import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fixtureDeps } from './fixture.ts'
import { open, read } from './fixture-app.ts'

describe('the directories', () => {
  const { app } = open()

  test('a certificate that ran out yesterday shows no badge; an unconfirmed rule says so', async () => {
    const broker = await read(app, '/brokers/bkkkkkkkk0')
    assert.match(broker.html, /无有效证书/)
    assert.doesNotMatch(broker.html, /证书有效至/)
    assert.match(broker.html, /尚无记录/)
    const body = await read(app, '/service-bodies/skkkkkkkk0')
    assert.match(body.html, /证书有效至 2027-05-31/)
    const instrument = await read(app, '/instruments/ikkkkkkkk0')
    assert.match(instrument.html, /原值达到共享标准[\s\S]{0,80}未确认规则/)
  })

  test('schema.org data holds what the page shows, and no sign that could end its element', async () => {
    const name = `</script><script>alert(1)</script>&\u2028`
    const hostile = open({
      directory: async (kind) => ({
        ...(await fixtureDeps().directory(kind, 'ekkkkkkkk0'))!,
        name,
        summary: name,
      }),
    })
    const { html } = await read(hostile.app, '/experts/ekkkkkkkk0')
    const [, json = ''] = /<script type="application\/ld\+json">([^<]*)<\/script>/.exec(html) ?? []
    const data = JSON.parse(json) as Record<string, unknown>
    assert.equal(data['name'], name)
    assert.equal(data['@type'], 'Person')
    assert.equal(html.split('</script>').length, 3, 'the script of the page and the block of data, no other')
  })

  test('the calendar shows free or busy; a slot is chosen and asked for without script', async () => {
    const path = '/instruments/ikkkkkkkk0/calendar'
    const signed = open({
      viewer: async () => ({
        name: '蔡',
        orgId: null,
        orgName: '示例',
        canOpenDeal: true,
        canPostDemand: false,
        canBook: true,
        canBookPilot: true,
        personId: null,
      }),
    })
    const plain = await read(signed.app, path)
    assert.match(plain.html, /请先在日历上选一个空闲时段/)
    assert.match(plain.html, /已约/)
    assert.match(plain.html, /停用/)
    const slot = '2026-11-24T02:00:00.000Z'
    const { html } = await read(signed.app, `${path}?slot=${encodeURIComponent(slot)}`)
    assert.match(html, /action="\/do\/booking.request"/)
    const ends = [...html.matchAll(/<option value="([^"]+)"/g)].map(([, until]) => until)
    assert.deepEqual(
      ends,
      ['2026-11-24T03:00:00.000Z', '2026-11-24T04:00:00.000Z'],
      'up to the next taken slot',
    )
    const visitor = await read(app, `${path}?slot=${encodeURIComponent(slot)}`)
    assert.match(visitor.html, /sign-in\?back=/)
    assert.doesNotMatch(visitor.html, /booking\.request/)
    assert.equal((await read(app, '/instruments/unknown/calendar')).response.status, 404)
  })

  test('lists are downloaded with their own columns', async () => {
    const { html } = await read(app, '/brokers.csv')
    assert.match(html, /级别/)
    assert.match(html, /梁渡海（示例）/)
    for (const path of ['/brokers', '/experts', '/instruments', '/service-bodies', '/demands']) {
      const list = (await read(app, path)).html
      const offered = [...list.matchAll(/href="(\/[a-z-]+\.[a-z.]+)"/g)].map(([, file = '']) => file)
      assert.ok(offered.includes(`${path}.xlsx`) && offered.includes(`${path}.rss`), path)
      for (const file of offered) assert.equal((await app.request(file)).status, 200, file)
    }
    const { response } = await read(app, '/id/service-body/skkkkkkkk0')
    assert.equal(response.headers.get('location'), '/service-bodies/skkkkkkkk0')
  })
})
