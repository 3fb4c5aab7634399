import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import type { Browser } from 'playwright-core'
import { assertAccessible, assertFits, NARROW, openBrowser, visit, WIDE } from '#test/journeys/browser.ts'
import { Refusal } from '#platform/refusal.ts'
import { fixtureDeps } from './fixture.ts'
import { ELDER_COOKIE, LANG_COOKIE, mountPortal } from './mount.ts'

const paths = [
  '/',
  '/achievements?q=养殖',
  '/achievements?q=没有这样的词',
  '/achievements/akkkkkkkk0',
  '/demands/dkkkkkkkk0',
  '/resources',
  '/instruments',
  '/instruments/ikkkkkkkk0',
  '/instruments/ikkkkkkkk0/calendar?slot=2026-11-24T02:00:00.000Z',
  '/service-bodies/skkkkkkkk0',
  '/brokers/bkkkkkkkk0',
  '/experts/ekkkkkkkk0',
  '/events',
  '/events/0e0e0e0e0e0e',
  '/events/0e0e0e0e0e0e/sign-in',
  '/draws',
  '/draws/d0d0d0d0d0d0',
  '/notices',
  '/notices/n0n0n0n0n0n0',
  '/guides/test-recognition',
  '/objections?code=0123456789abcdefghjk',
  '/plan',
  '/plan/policies',
  '/verify?leaf=1111111111111111111111111111111111111111111111111111111111111111',
  '/sign-in',
  '/nowhere',
]

describe('the portal in Chromium', () => {
  const app = new Hono()
  const portal = mountPortal(app, fixtureDeps())
  const server = createAdaptorServer({ fetch: app.fetch })
  let browser: Browser
  let origin = ''

  before(async () => {
    app.post('/sign-in', (context) =>
      portal.again(context, new Refusal('forbidden', '登录名或密码不正确。'), {}),
    )
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done)
    })
    origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    server.close()
  })

  for (const [mode, cookie] of [
    ['standard', null],
    ['elder', { name: ELDER_COOKIE, value: '1' }],
    ['English', { name: LANG_COOKIE, value: 'en' }],
  ] as const) {
    test(`${mode}: no axe finding, nothing wider than the window, nothing blocked`, async () => {
      const { context, page } = await visit(browser)
      if (cookie !== null) await context.addCookies([{ ...cookie, url: origin }])
      const blocked: string[] = []
      page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) blocked.push(message.text())
      })
      for (const path of paths) {
        await page.goto(origin + path)
        for (const size of [NARROW, WIDE]) {
          await page.setViewportSize(size)
          const what = `${path} at ${String(size.width)} px`
          await assertFits(page, what)
          await assertAccessible(page, what)
        }
      }
      assert.deepEqual(blocked, [])
      await context.close()
    })
  }

  test('elder targets are 60 px high and text at least 16 px', async () => {
    const { context, page } = await visit(browser, { size: NARROW })
    await context.addCookies([{ name: ELDER_COOKIE, value: '1', url: origin }])
    await page.goto(`${origin}/achievements`)
    const small = await page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          'body a:not(.skip), body button, body input:not([type=hidden])',
        ),
      ]
        .filter((target) => target.getBoundingClientRect().height < 60)
        .map((target) => target.outerHTML),
    )
    assert.deepEqual(small, [])
    await context.close()
  })

  test('without script a visitor searches, filters, reads a record and is told why a sign-in failed', async () => {
    const { context, page } = await visit(browser, { javaScript: false })
    await page.goto(origin)
    await page.fill('#q', '养殖')
    await page.click('button[type=submit]')
    await page.click('h2 + a, .bar a')
    await page.click('.filters dd a:nth-child(2)')
    await page.click('.results th a')
    assert.match(page.url(), /\/achievements\/a/)
    await page.click('#intent a')
    await page.fill('#f-login', 'somebody')
    await page.fill('#f-password', 'wrong')
    await page.click('button.primary')
    assert.match(await page.locator('[role=alert]').innerText(), /登录名或密码不正确/)
    await context.close()
  })
})
