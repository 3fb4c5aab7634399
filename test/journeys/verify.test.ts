import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { serve, type ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { v7 } from 'uuid'
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'
import { fixtureDeps } from '#modules/portal/fixture.ts'
import { mountPortal } from '#modules/portal/mount.ts'
import { routesOf } from '#platform/command/command.ts'
import { leafProof, logHttp } from '#platform/evidence/http.ts'
import { sequence } from '#platform/evidence/sequencer.ts'
import { openRateLimit } from '#platform/http/rate.ts'
import { noticeDesk } from '#test/notice-desk.ts'
import { secondProcedure } from '#test/second-procedure.ts'
import { member, testCommands, type TestCommands } from '#test/commands.ts'
import { assertAccessible, assertFits, NARROW, openBrowser, shot, visit } from './browser.ts'

const officer = member('示例甲', v7(), ['officer'])
const note = routesOf('platform').write({
  method: 'POST',
  path: '/notes',
  permission: 'note.write',
  journal: 'note.write',
  says: '{actor}记下“{text}”',
  input: z.object({ text: z.string() }),
  gate: { subjects: 'actor' },
  verb: async (tx, _actor, { text }) => {
    tx.about('note', v7(), { text })
    return { text }
  },
})

async function served(app: Hono): Promise<{ server: ServerType; origin: string }> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({ server, origin: `http://127.0.0.1:${port}` }),
    )
  })
}

async function verdict(page: Page): Promise<string> {
  await page.locator('[data-verifier] p.good, [data-verifier] p.bad').waitFor()
  return page.locator('[data-verifier]').innerText()
}

describe('a visitor verifies a notice', () => {
  it('from its page: every version and time is in the log; an edit by a superuser shows', async () => {
    const desk = await noticeDesk([secondProcedure()])
    const { db } = desk.city.test
    const parts = { keys: desk.city.keys, witnesses: [] }
    const fields = [
      { label: '名称', value: '示例成果', material: true },
      { label: '完成人', value: '张示例', personal: true, material: true },
    ]
    const { id } = await desk.noticed('2026-12-01T02:00:00Z', fields)
    const settle = async () => {
      while ((await sequence({ db, keys: parts.keys })) > 0);
    }
    await settle()
    const app = new Hono()
    logHttp(app, { ...parts, db, rate: openRateLimit(), source: () => 'test' })
    app.get('/api/v1/notices/:id', async (context) => context.json(await desk.show(context.req.param('id'))))
    mountPortal(app, fixtureDeps({ notice: (publicId) => desk.show(publicId) }))
    const { server, origin } = await served(app)
    const browser = await openBrowser()
    try {
      const { page } = await visit(browser, { size: NARROW })
      const verify = async () => {
        await page.goto(`${origin}/notices/${id}`)
        await page.getByRole('link', { name: '在自己的浏览器里核验' }).click()
        await page.getByRole('button', { name: '开始核验' }).click()
        return verdict(page)
      }
      assert.match(await verify(), /核验通过[\s\S]*第 1 版的文字与[\s\S]*就是最后一版的文字/)
      await assertAccessible(page, 'verify notice')
      await shot(page, 'verify-notice')
      await desk.owner(
        `update platform.notice_version set fields = jsonb_set(fields, '{0,value}', '"别的成果"')`,
      )
      assert.match(await verify(), /没有通过[\s\S]*被改动/)
    } finally {
      await browser.close()
      server.close()
      await desk.close()
    }
  })
})

describe('a visitor verifies a record in the own browser', () => {
  let city: TestCommands
  let server: ServerType
  let browser: Browser
  let origin: string

  before(async () => {
    city = await testCommands({ 'note.write': { officer: 'any' } })
    const { db } = city.test
    const parts = { keys: city.keys, witnesses: [] }
    const app = new Hono()
    logHttp(app, { ...parts, db, rate: openRateLimit(), source: () => 'test' })
    const found = (leaf: string) => db.read('platform', (tx) => leafProof(tx, parts, leaf))
    mountPortal(app, fixtureDeps({ leafProof: async (leaf) => (await found(leaf)) ?? null }))
    ;({ server, origin } = await served(app))
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    server.close()
    await city.test.drop()
  })

  const write = async (text: string) => {
    const { receipt } = await city.run(note, officer, { text })
    while ((await sequence({ db: city.test.db, keys: city.keys })) > 0);
    return receipt
  }
  it('follows a link with a leaf hash, verifies, comes back when the log has grown, and sees a rewritten one', async () => {
    const { leaf } = await write('一')
    const { page, context } = await visit(browser, { size: NARROW })
    const verify = async (hash: string) => {
      await page.goto(`${origin}/verify?leaf=${hash}`)
      await page.getByRole('button', { name: '开始核验' }).click()
      return verdict(page)
    }
    assert.match(await verify(leaf), /核验通过[\s\S]*第一次查看/)
    await assertFits(page, 'verify')
    await assertAccessible(page, 'verify')
    const second = await write('二')
    assert.match(await verify(second.leaf), /核验通过[\s\S]*前后一致/)
    // A superuser rewrites what the browser has seen, and signs anew with the log's own key.
    await city.test.db.owner(async (client) => {
      for (const table of ['log_cosignature', 'log_checkpoint', 'log_entry'])
        await client.query(`delete from platform.${table}`)
      await client.query(
        'insert into platform.evidence_due select id from platform.evidence_leaf order by hash',
      )
      await client.query(`update platform.evidence_leaf set at = at - interval '1 hour' where hash = $1`, [
        second.leaf,
      ])
    })
    const third = await write('三')
    assert.match(await verify(third.leaf), /没有通过[\s\S]*不一致：账被改写/)
    await context.close()
  })

  it('pastes a receipt: the right one holds, one with a changed time does not', async () => {
    const receipt = await write('四')
    const { page, context } = await visit(browser)
    await page.goto(`${origin}/verify`)
    await page.getByRole('button', { name: '开始核验' }).click()
    const paste = async (value: unknown) => {
      await page.getByLabel('粘贴回执、证明或叶子哈希').fill(JSON.stringify(value))
      await page.getByRole('button', { name: '核验', exact: true }).click()
      return verdict(page)
    }
    assert.match(await paste({ receipt }), /核验通过[\s\S]*回执由本平台/)
    assert.match(await paste({ ...receipt, at: '2026-01-01T00:00:00.000Z' }), /没有通过[\s\S]*回执的签名不对/)
    assert.match(await paste({ some: 'thing' }), /没有核验成|没有通过/)
    await context.close()
  })

  it('reads the proof and the way to check it without scripts', async () => {
    const { leaf } = await write('五')
    const { page, context } = await visit(browser, { javaScript: false })
    await page.goto(`${origin}/verify?leaf=${leaf}`)
    const text = await page.locator('main').innerText()
    assert.match(text, /这条记录在存证公示账里/)
    assert.match(text, new RegExp(`verify ${origin}/verify\\?leaf=${leaf}`))
    assert.match(text, /没有独立见证人/)
    assert.ok(await page.getByRole('button', { name: '开始核验' }).isHidden())
    await context.close()
  })
})
