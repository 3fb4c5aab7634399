import assert from 'node:assert/strict'
import { writeFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testCity, type TestCity } from '#test/city.ts'
import { auctionFaults, type PublishedLot } from '../../src/verify/auction.ts'
import { openBrowser, type Visit } from './browser.ts'
import { act, button, choose, close, dialog, drawn, field, look, open, person } from './steps.ts'

const FIRMS = ['shuichan.cai', 'dianzi.yu', 'xincai.tang', 'yiyao.song', 'danhua.shi'] as const
const HOUR = 3_600_000

describe('five firms bid for a lot in five browsers', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let lotId = ''
  const bidders: Visit[] = []
  const deposit = join(mkdtempSync(join(tmpdir(), 'keqiao-deposit-')), '保证金.txt')

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    writeFileSync(deposit, '示例：保证金付款凭证')
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  const startsAt = new Date(Date.now() + 40 * 24 * HOUR)
  /** Wall time in Shanghai, as the form takes it. */
  const wall = (plus = 0) => new Date(startsAt.getTime() + plus + 8 * HOUR).toISOString().slice(0, 16)
  const goTo = async (column: 'starts_at' | 'closes_at', plusMs: number) => {
    const { rows } = await city.runtime.db.owner((client) =>
      client.query<{ at: string }>(`select ${column} as at from auctions.lot where id = $1`, [lotId]),
    )
    await city.moveTo(new Date(Date.parse(rows[0]?.at ?? '') + plusMs).toISOString())
  }
  const bid = async (page: Page) => {
    await button(page, '出价').click()
    await button(dialog(page), '确认出价').click()
    await dialog(page)
      .getByText(/出价有效/)
      .waitFor()
    await close(page)
  }

  it('a university puts it up, and somebody else approves', async () => {
    const office = await person(browser, origin, 'gaoxiao.zhuan')
    const { page } = office
    await open(page, `${origin}/app/lots/new`)
    await field(page, '底价的依据').waitFor()
    await choose(page, /^转化方式/, '普通许可')
    await field(page, '采用挂牌竞价的理由').fill('有多家企业提出过意向。')
    await field(page, '底价的依据').fill('参照同类许可的价格。')
    for (const [title, amount] of [
      ['底价', '100000'],
      ['最小加价幅度', '5000'],
      ['保证金', '10000'],
    ] as const)
      await field(page, title).fill(amount)
    await field(page, '保证金账户').fill('示例大学，示例银行，0000')
    await field(page, '竞价开始时间').fill(wall())
    await field(page, '竞价结束时间').fill(wall(24 * HOUR))
    await field(page, '技术内容与交付').fill('交付技术资料一套。')
    await field(page, '合同期限').fill('36')
    await field(page, '验收标准与方法').fill('按双方确认的大纲验收。')
    await field(page, '支付方式').fill('签约后 10 日内付清。')
    await field(page, '违约责任').fill('按民法典的规定承担。')
    await look(page, 'lot-new')
    await button(page, '存为草稿').click()
    await page.getByRole('link', { name: '核对后提交审批' }).click()
    await drawn(page)
    lotId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await act(page, '提交审批')
    await close(page)
    await office.context.close()

    const head = await person(browser, origin, 'gaoxiao.xiaozhang', `/lots/${lotId}`)
    await button(head.page, '同意，开始公告').click()
    await choose(dialog(head.page), /^决定方式/, '领导班子集体决定')
    await dialog(head.page).getByText('是', { exact: true }).click()
    await button(dialog(head.page), '确认同意，开始公告').click()
    await close(head.page)
    await head.page.getByText('挂牌公告中').first().waitFor()
    await look(head.page, 'lot-announced')
    await head.context.close()
  })

  it('firms apply with the proof of their deposit; the seller admits them under aliases', async () => {
    for (const login of FIRMS) {
      const visited = await person(browser, origin, login)
      bidders.push(visited)
      const { page } = visited
      await open(page, `${origin}/app/lots/${lotId}`)
      await button(page, '申请受让').click()
      const form = dialog(page)
      await field(form, '报价').fill('100000')
      await form.locator('input[type=file]').first().setInputFiles(deposit)
      await form.getByText('SHA-256').waitFor()
      await field(form, '退还保证金的账户').fill('示例账户')
      await choose(form, /^与转让方的关联关系/, '没有关联关系')
      await form.getByText('是', { exact: true }).click()
      if (login === FIRMS[0]) await look(page, 'lot-apply')
      await button(form, '提交申请').click()
      await close(page)
    }
    const office = await person(browser, origin, 'gaoxiao.zhuan', `/lots/${lotId}`)
    for (let left = FIRMS.length; left > 0; left -= 1) {
      const waiting = office.page.getByRole('button', { name: /^答复.*的申请$/ })
      await office.page.waitForFunction(
        (count) => document.querySelectorAll('button[aria-label^=答复]').length === count,
        left,
      )
      await waiting.first().click()
      await button(dialog(office.page), '确认答复').click()
      await close(office.page)
    }
    await look(office.page, 'lot-admitted')
    await office.context.close()
  })

  it('bidding starts by itself; every page shows the same price, and one that was away catches up', async () => {
    await goTo('starts_at', 2_000)
    for (const { page } of bidders) await page.reload()
    const pages = bidders.map(({ page }) => page)
    const [first, second, third] = pages
    assert.ok(first && second && third)
    for (const page of pages) await button(page, '出价').waitFor({ timeout: 60_000 })
    await bid(first)
    await third.context().setOffline(true)
    await third.getByText('与服务器的连接中断').waitFor()
    await look(third, 'lot-offline')
    await bid(second)
    for (const page of pages.filter((one) => one !== third))
      await page.getByText('当前价 105,000.00 元').waitFor()
    await third.context().setOffline(false)
    await third.getByText('当前价 105,000.00 元').waitFor()
    await button(third, '设定自动出价').click()
    await field(dialog(third), '自动出价的最高价').fill('130000')
    await button(dialog(third), '确认设定').click()
    await close(third)
    for (const page of pages) await page.getByText('当前价 110,000.00 元').waitFor()
    await look(second, 'lot-live')
  })

  it('a late bid gives five more minutes; then it closes once, and the winner goes on to the contract', async () => {
    const pages = bidders.map(({ page }) => page)
    const [, , third, fourth, fifth] = pages
    assert.ok(third && fourth && fifth)
    await goTo('closes_at', -60_000)
    await bid(fourth)
    for (const page of [third, fifth]) await page.getByText('当前价 120,000.00 元').waitFor()
    await bid(fifth)
    await third.getByText('当前价 130,000.00 元').waitFor()
    await goTo('closes_at', 1_000)
    await third.getByText(/成交价 130,000.00 元/).waitFor({ timeout: 60_000 })
    await look(third, 'lot-sold')
    const record = await city.as(null).then((visitor) => visitor.get(`/api/v1/lots/${lotId}/record`))
    assert.deepEqual(auctionFaults(record.body as PublishedLot), [])
    assert.equal((record.body as PublishedLot).bids.length, 7)
    await button(third, '进入签约').click()
    await button(dialog(third), '进入签约').click()
    await close(third)
    await third.getByRole('link', { name: '打开合同' }).click()
    await drawn(third)
    assert.match(third.url(), /\/app\/contracts\//)
    const { rows } = await city.runtime.db.owner((client) =>
      client.query<{ fen: string; price_route: string }>(
        `select t.data ->> 'priceFen' as fen, d.price_route from deals.deal d join deals.terms t on t.deal_id = d.id
         where d.id = (select deal_id from auctions.lot where id = $1)`,
        [lotId],
      ),
    )
    assert.deepEqual(rows, [{ fen: '13000000', price_route: '网络竞价' }])
    for (const { context } of bidders) await context.close()
  })
})
