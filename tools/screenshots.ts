import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Browser, Page } from 'playwright-core'
import { complete } from '#modules/achievements/fixture.ts'
import { testCity, type Client, type TestCity } from '#test/city.ts'
import { openBrowser, visit } from '#test/journeys/browser.ts'
import { button, drawn, open, person } from '#test/journeys/steps.ts'

/**
 * Makes the pictures of the README's tour anew: `node --import ./src/app/tsx.ts tools/screenshots.ts`. A demo city of
 * its own, the sample people, a window of 1280 by 860.
 */
const OUT = join(import.meta.dirname, '../docs/images')
const SIZE = { width: 1280, height: 860 }
/** Colours of a palette picture: these pages have few, and the files stay small. */
const COLOURS = 128

const PROBLEM =
  '荔枝采后三天就褐变，想找常温下保鲜一周以上的护色保鲜办法，成本每斤五毛以内，好果率不低于90%，预算50万左右，年底前能试用。'

const TERMS = {
  mode: '普通许可',
  priceFen: 38_000_000,
  payment: '签约后 10 日内一次付清。',
  territory: '中华人民共和国境内',
  termMonths: 36,
  deliverables: '交付技术资料一套，现场指导两次。',
  acceptance: '按双方确认的检验大纲验收。',
  liability: '逾期付款每日按未付款的万分之三支付违约金。',
}

const CSV = `编号,名称,技术领域,技术就绪度,意向价格（万元）,简介,密级
YH-101,牡蛎壳制备土壤调理剂,资源与环境,6,18.5,把牡蛎壳低温煅烧成土壤调理剂。,公开
YH-102,近海网箱残饵识别方法,电子信息,很成熟,12,用水下相机识别残饵量。,公开
YH-103,某型声呐阵列,电子信息,5,30,不应上传的内容。,秘密
YH-101,牡蛎壳土壤调理剂（重复）,资源与环境,6,18.5,与第一行编号相同。,公开
YH-104,荔枝采后护色工艺,农业,7,20,低温短时处理，保持果皮红色。,公开
`

async function keep(page: Page, name: string): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0))
  const png = await page.screenshot()
  await sharp(png)
    .png({ palette: true, colours: COLOURS, compressionLevel: 9 })
    .toFile(join(OUT, `${name}.png`))
}

/** Performs an action of a dossier at its present visit. */
async function act(who: Client, dossierId: string, action: string, input: object = {}): Promise<void> {
  const { body } = await who.get(`/api/v1/dossiers/${dossierId}`)
  const done = await who.post(`/api/v1/procedures/${body.procedure.id}/${dossierId}/${action}`, {
    visit: body.dossier.visit,
    ...input,
  })
  assert.equal(done.status, 200, JSON.stringify(done.body))
}

async function publicPages(browser: Browser, origin: string): Promise<void> {
  const { page } = await visit(browser, { size: SIZE })
  const found = `${origin}/achievements?q=${encodeURIComponent('養殖 水')}`
  const pages = {
    home: origin,
    search: found,
    licences: `${origin}/licences`,
    events: `${origin}/events`,
    market: `${origin}/market`,
    plan: `${origin}/plan/tasks`,
    'pilot-bases': `${origin}/pilot-bases`,
    'pilot-finder': `${origin}/pilot-services/find?q=${encodeURIComponent('水产 鱼')}&from=5&to=7`,
    guide: `${origin}/guides/pilot-base-recognition`,
    verify: `${origin}/verify`,
  }
  for (const [name, url] of Object.entries(pages)) {
    await page.goto(url)
    await keep(page, name)
  }
  await page.goto(found)
  await page.locator('.results tbody th a').first().click()
  await page.waitForURL(/achievements\/\w+$/)
  await keep(page, 'achievement')
  await page.goto(`${origin}/instruments`)
  await page.locator('.results tbody th a').first().click()
  await page.waitForURL(/instruments\/\w+$/)
  await page.goto(`${page.url()}/calendar`)
  await keep(page, 'instrument')
}

async function demandPage(browser: Browser, origin: string): Promise<void> {
  const { page } = await person(browser, origin, 'nongchang.tian')
  await page.setViewportSize(SIZE)
  await open(page, `${origin}/app/demands/new`)
  await page.getByLabel(/您想解决什么问题？/).fill(PROBLEM)
  await page.getByText(/平台上有 \d+ 项成果与此相近/).waitFor()
  await drawn(page)
  await keep(page, 'demand')
}

async function introductionPage(browser: Browser, origin: string): Promise<void> {
  const { page } = await person(browser, origin, 'jingji.ma')
  await page.setViewportSize(SIZE)
  await open(page, `${origin}/app/introductions`)
  await page.locator('main a[href*="/introductions/0"]').first().click()
  await page.getByText('引荐理由').waitFor()
  await drawn(page)
  await keep(page, 'introduction')
}

async function importPage(browser: Browser, origin: string): Promise<void> {
  const { page } = await person(browser, origin, 'gaoxiao.zhuan')
  await page.setViewportSize(SIZE)
  await open(page, `${origin}/app/import?kind=achievements`)
  const file = { name: '成果.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) }
  await page.setInputFiles('#import-file', file)
  await button(page, '试导入').click()
  await page.getByRole('region', { name: '结果' }).waitFor()
  await keep(page, 'import')
}

async function reviewPage(city: TestCity, browser: Browser, origin: string): Promise<void> {
  const owner = await city.as('cailiao.shen')
  const form = complete({ name: '海产品冷链余氯在线检测装置', contact: '沈泊然（示例）' })
  const made = await owner.post('/api/v1/achievements', form)
  const { body } = await owner.get(`/api/v1/my/achievements/${made.body.result.id}`)
  const review = { reviewedBy: '示例保密员', reviewedOn: '2026-11-20', conclusion: '同意公开' }
  await act(owner, body.dossierId, 'submit', review)
  const { page } = await person(browser, origin, 'ju.lin')
  await page.setViewportSize(SIZE)
  await open(page, `${origin}/app/dossiers/${String(body.dossierId)}`)
  await button(page, '审核通过').waitFor()
  await keep(page, 'review')
}

async function dealPages(city: TestCity, browser: Browser, origin: string): Promise<void> {
  const [seller, buyer] = [await city.as('cailiao.shen'), await city.as('shuichan.cai')]
  const { body } = await seller.get('/api/v1/my/achievements?state=published&limit=1')
  const message = '想用在我们的加工车间，希望先看现场。'
  const made = await buyer.post('/api/v1/deals', { achievementId: body.items[0].id, message })
  const { id, dossierId } = made.body.result
  await act(seller, dossierId, 'accept')
  await seller.post(`/api/v1/deals/${id}/messages`, { body: '欢迎下周来看，请带水样。' })
  await act(buyer, dossierId, 'propose', TERMS)
  await act(seller, dossierId, 'propose', { ...TERMS, priceFen: 36_000_000 })
  const { page } = await person(browser, origin, 'shuichan.cai')
  await page.setViewportSize(SIZE)
  await open(page, `${origin}/app/deals/${id}`)
  await page.getByRole('tab', { name: /条款/ }).click()
  await page.getByText('版本比较').waitFor()
  await drawn(page)
  await keep(page, 'deal')
  await act(buyer, dossierId, 'agree', { termsVersion: 2 })
  const contract = await buyer.post(`/api/v1/deals/${id}/contract`)
  const shown = await buyer.get(`/api/v1/contracts/${contract.body.result.id}`)
  for (const side of [buyer, seller])
    await act(side, shown.body.dossierId, 'consentElectronic', { version: 1, agreed: true })
  await open(page, `${origin}/app/contracts/${String(contract.body.result.id)}`)
  await drawn(page)
  await keep(page, 'contract')
}

async function matchesPage(city: TestCity, browser: Browser, origin: string): Promise<void> {
  const firm = await city.as('yuye.jiang')
  const { body } = await firm.get('/api/v1/my/demands?limit=50')
  const demand = (body.items as { id: string; name: string }[]).find(({ name }) =>
    name.startsWith('南美白对虾'),
  )
  assert.ok(demand)
  const { page } = await person(browser, origin, 'yuye.jiang')
  await page.setViewportSize(SIZE)
  await open(page, `${origin}/app/matches?demand=${demand.id}`)
  await page.locator('li[data-match]').first().waitFor()
  await keep(page, 'matches')
}

mkdirSync(OUT, { recursive: true })
const city = await testCity({ workbench: true, mode: 'demo' })
const { url: origin } = await city.serve()
const browser = await openBrowser()
try {
  await publicPages(browser, origin)
  await importPage(browser, origin)
  await reviewPage(city, browser, origin)
  await dealPages(city, browser, origin)
  await matchesPage(city, browser, origin)
  await demandPage(browser, origin)
  await introductionPage(browser, origin)
} finally {
  await browser.close()
  await city.close()
}
