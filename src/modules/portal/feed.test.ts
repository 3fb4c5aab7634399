import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bareRecord } from './fixture.ts'
import { open, read } from './fixture-app.ts'

describe('feeds of a list', () => {
  const evil = bareRecord('achievement', {
    publicId: 'evil',
    name: '<script>&"\u0001 ]]>',
    summary: '<b>x</b>\uFFFE',
    ownerName: "甲 & 'co'",
    publishedAt: '2026-11-20T01:00:00.000Z',
  })
  const { app } = open({}, [evil])

  test('RSS is well-formed XML whatever a record is called, with an identifier that stays', async () => {
    const { response, html } = await read(app, '/achievements.rss')
    assert.match(response.headers.get('content-type') ?? '', /^application\/rss\+xml/)
    assert.equal(response.headers.get('cache-control'), 'public, max-age=600')
    assert.ok(!(response.headers.get('vary') ?? '').includes('Cookie'))
    const bare = html
      .replace(/^<\?xml [^?]*\?>/, '')
      .replace(/&#\d+;/g, '')
      .replace(/<\/?[a-zA-Z]+(:[a-z]+)?( [a-zA-Z:]+="[^"<&]*")*\/?>/g, '')
    assert.ok(!/[<>&]/.test(bare), 'no mark is left when tags and references are taken out')
    const names = (pattern: RegExp) =>
      [...html.matchAll(pattern)].map(([, name]) => name ?? '').toSorted((a, b) => a.localeCompare(b))
    const opened = names(/<([a-zA-Z]+(?::[a-z]+)?)(?: [^>]*[^/])?>/g)
    const closed = names(/<\/([a-zA-Z]+(?::[a-z]+)?)>/g)
    assert.deepEqual(opened, closed)
    assert.ok(html.includes('<guid isPermaLink="false">id/achievement/evil</guid>'))
    assert.ok(!html.includes('\u0001') && !html.includes('\uFFFE'))
    assert.ok(html.includes('<pubDate>Fri, 20 Nov 2026 01:00:00 GMT</pubDate>'))
  })

  test('JSON Feed holds the same entries', async () => {
    const { html } = await read(app, '/achievements.feed.json')
    const feed = JSON.parse(html) as { version: string; items: { id: string; url: string; title: string }[] }
    assert.equal(feed.version, 'https://jsonfeed.org/version/1.1')
    assert.equal(feed.items[0]?.id, 'id/achievement/evil')
    assert.equal(feed.items.length, 50)
  })

  test('its address is the question’s, and the page of the list names it', async () => {
    const plain = await read(app, '/achievements?sort=name&techField=新材料&q=膜&cursor=0')
    const address = '/achievements.rss?q=%E8%86%9C&amp;techField=%E6%96%B0%E6%9D%90%E6%96%99'
    assert.ok(plain.html.includes(`<link rel="alternate" type="application/rss+xml"`))
    assert.ok(plain.html.includes(`href="${address}"`), address)
    const feed = await read(app, address.replace('&amp;', '&'))
    const other = await read(app, '/achievements.rss?techField=新材料&q=膜&sort=name')
    assert.equal(feed.html, other.html)
  })

  test('everybody gets the feed, and one click is for whoever is signed in', async () => {
    const visitor = await read(app, '/demands?q=养殖')
    assert.ok(visitor.html.includes('登录后每天提醒我') && !visitor.html.includes('saved-search.save'))
    const viewer = {
      name: '甲',
      orgId: null,
      orgName: null,
      canOpenDeal: false,
      canPostDemand: false,
      canBook: false,
      canBookPilot: false,
      personId: null,
    }
    const signedIn = await read(open({ viewer: async () => viewer }).app, '/demands?q=养殖')
    assert.ok(signedIn.html.includes('action="/do/saved-search.save"'))
  })
})
