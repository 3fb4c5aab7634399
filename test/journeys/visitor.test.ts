import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser, visit } from './browser.ts'
import { look } from './steps.ts'

/** Most bytes a first view may cost: page, stylesheet and script as sent (design.md 9). */
const FIRST_VIEW_BYTES = 20 * 1024

describe('a visitor', () => {
  let city: TestCity
  let browser: Browser
  let origin: string

  before(async () => {
    city = await testCity()
    origin = (await city.serve()).url
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  const status = (page: Page) => page.locator('[role=status]').innerText()
  const names = (page: Page) => page.locator('.results tbody th a').allInnerTexts()
  const search = async (page: Page, words: string) => {
    await page.fill('#q', words)
    await page.press('#q', 'Enter')
    await page.waitForURL((url) => url.searchParams.get('q') === words)
  }

  for (const javaScript of [true, false]) {
    const how = javaScript ? '' : ', without JavaScript'
    const see = (page: Page, name: string) => look(page, javaScript ? name : `${name}-plain`, javaScript)

    it(`searches in any order of words, script and width${how}`, async () => {
      const { context, page } = await visit(browser, { javaScript })
      await page.goto(`${origin}/achievements`)
      await search(page, '荔枝 保鲜')
      const found = await names(page)
      assert.ok(found.length > 0)
      await search(page, '保鲜 荔枝')
      assert.deepEqual(await names(page), found)
      await search(page, '养殖')
      const farming = await names(page)
      assert.ok(farming.length > 1)
      assert.ok((await page.locator('.results mark').count()) > 0, 'hits are marked')
      await search(page, '養殖')
      assert.deepEqual(await names(page), farming)
      await search(page, 'ＳＬ－ＣＧ－０６５')
      assert.match(await status(page), /共 1 条/)
      await search(page, '虾')
      assert.ok((await names(page)).length > 0)
      await search(page, '%')
      assert.match(await status(page), /共 \d+ 条/)
      await search(page, '没有这样的词语')
      await page.getByText('没有找到符合条件的记录').waitFor()
      await see(page, 'visitor-nothing')
      await context.close()
    })

    it(`filters by links, turns pages, opens a record and sees why needs are near${how}`, async () => {
      const { context, page } = await visit(browser, { javaScript })
      await page.goto(origin)
      await see(page, 'visitor-home')
      await page.getByRole('navigation', { name: '主导航' }).getByText('科技成果').click()
      await page.waitForURL(/\/achievements$/)
      const first = await names(page)
      assert.equal(first.length, 20)
      await page.getByText('下一页').click()
      await page.waitForURL(/cursor=/)
      const second = await names(page)
      assert.ok(second.length > 0)
      assert.deepEqual(
        second.filter((name) => first.includes(name)),
        [],
      )
      await page.getByText('回到第一页').click()
      const choice = page.locator('.filters dd').first().locator('a').nth(1)
      const promised = Number(/\d+/.exec((await choice.locator('small').textContent()) ?? '')?.[0])
      await choice.click()
      await page.waitForURL(/techField=/)
      assert.match(await status(page), new RegExp(`共 ${String(promised)} 条`))
      await page.goto(`${origin}/achievements?q=${encodeURIComponent('養殖 水質')}`)
      await see(page, 'visitor-search')
      await page.goto(`${origin}/achievements?q=SL-CG-065`)
      await page.locator('.results tbody th a').first().click()
      await page.getByRole('heading', { name: '相近的需求' }).waitFor()
      const near = page.locator('.brief li').first()
      assert.ok((await near.locator('mark').count()) > 0, 'the phrases that met')
      await see(page, 'visitor-achievement')
      await near.locator('a').first().click()
      await page.getByRole('heading', { name: '可能适用的成果' }).waitFor()
      await see(page, 'visitor-demand')
      await context.close()
    })

    it(`reads the plan and its four lists${how}`, async () => {
      const { context, page } = await visit(browser, { javaScript })
      await page.goto(`${origin}/plan`)
      await see(page, 'visitor-plan')
      const { taskList, problemList, policyList, brandList } = city.runtime.pack.plan
      for (const [list, { items }] of Object.entries({
        tasks: taskList,
        problems: problemList,
        policies: policyList,
        brands: brandList,
      })) {
        const answer = await page.goto(`${origin}/plan/${list}`)
        assert.equal(answer?.status(), 200, list)
        assert.equal(await page.locator('main table tbody tr').count(), items.length, list)
        await see(page, `visitor-plan-${list}`)
      }
      await context.close()
    })

    it(`switches to English and to the elder version, and back${how}`, async () => {
      const { context, page } = await visit(browser, { javaScript })
      await page.goto(`${origin}/achievements`)
      await page.getByText('English', { exact: true }).click()
      assert.equal(await page.locator('html').getAttribute('lang'), 'en')
      await see(page, 'visitor-english')
      await page.getByText('中文', { exact: true }).click()
      await page.getByText('长者版', { exact: true }).click()
      const size = await page.evaluate(() => getComputedStyle(document.body).fontSize)
      assert.ok(parseFloat(size) >= 18, size)
      await see(page, 'visitor-elder')
      await context.close()
    })

    it(`is told what to do when there is no such page${how}`, async () => {
      const { context, page } = await visit(browser, { javaScript })
      const answer = await page.goto(`${origin}/achievements/nothing-here`)
      assert.equal(answer?.status(), 404)
      assert.ok((await page.locator('main a').count()) > 0)
      await see(page, 'visitor-404')
      await context.close()
    })
  }

  it('prints a record without menus and forms, and the sample mark stays', async () => {
    const { context, page } = await visit(browser)
    await page.goto(`${origin}/achievements?q=SL-CG-065`)
    await page.locator('.results tbody th a').first().click()
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('header').isVisible(), false)
    assert.equal(await page.locator('#intent').isVisible(), false)
    assert.equal(await page.locator('h1').getByText('示例').isVisible(), true)
    await context.close()
  })

  it('reaches the search by keyboard alone, past the skip link', async () => {
    const { context, page } = await visit(browser)
    await page.goto(origin)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), '跳到正文')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'q')
    await page.keyboard.type('牡蛎')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/search\?q=/)
    await look(page, 'visitor-site-search')
    await context.close()
  })

  for (const [what, path] of [
    ['home page', '/'],
    ['list', '/achievements'],
    ['record', '/achievements?q=SL-CG-065'],
  ] as const) {
    it(`first view of the ${what} costs at most 20 KB on the wire`, async () => {
      const { context, page } = await visit(browser)
      await page.goto(origin + path)
      const link = page.locator('.results tbody th a').first()
      const there = what === 'record' ? await link.getAttribute('href') : path
      await context.close()
      const bytes = await firstView(origin + String(there))
      assert.ok(bytes > 0 && bytes <= FIRST_VIEW_BYTES, `${String(bytes)} bytes`)
    })
  }

  /** Bytes of the bodies of a page and of everything it loads at once, as they came over the wire. */
  async function firstView(url: string): Promise<number> {
    const { context, page } = await visit(browser)
    const loaded: Promise<number>[] = []
    page.on('requestfinished', (request) => {
      loaded.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
    })
    await page.goto(url, { waitUntil: 'networkidle' })
    const sizes = await Promise.all(loaded)
    await context.close()
    assert.ok(sizes.length >= 3, 'page, stylesheet and script')
    return sizes.reduce((sum, size) => sum + size, 0)
  }
})
