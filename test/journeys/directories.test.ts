import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser, visit } from './browser.ts'
import { button, choose, dialog, drawn, field, look, open, person } from './steps.ts'

const INSTRUMENT = '示例海水痕量金属分析仪'
const PURPOSE = '测海水样中的铅和镉（示例）'
const DAY_MS = 86_400_000
const CLOCK_MS = 1_000
const CLOCK_TRIES = 30

describe('services and resources', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  /** Public page of the instrument, as the visitor found it. */
  let publicPage = ''
  /** First slot the two firms both want. */
  let slot = ''

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  const act = async (page: Page, title: string) => {
    await button(page, title).click()
    const box = dialog(page)
    await box.waitFor()
    const word = title.startsWith('确认') ? title : `确认${title}`
    return { box, confirm: () => button(box, word).click() }
  }
  const approve = async (title: string) => {
    const officer = await person(browser, origin, 'ju.lin', '/review')
    await officer.page.getByRole('link', { name: title }).first().click()
    await button(officer.page, '审核通过').waitFor()
    await drawn(officer.page)
    await look(officer.page, `directories-review-${title.length}`)
    const { box, confirm } = await act(officer.page, '审核通过')
    await confirm()
    await box.getByText('已审核通过').waitFor()
    await officer.context.close()
    await city.runtime.drain()
  }
  const names = (page: Page) => page.locator('.results tbody th a').allInnerTexts()

  it('a university writes an instrument and submits it', async () => {
    const { page, context } = await person(browser, origin, 'gaoxiao.zhuan', '/instruments/new')
    await look(page, 'instrument-form')
    await field(page, '仪器名称').fill(INSTRUMENT)
    await field(page, '规格型号').fill('ICP-MS 示例型')
    await choose(page, /仪器类别/, '分析仪器')
    await page.getByLabel(/^原值/).first().fill('168 万')
    await field(page, '放置地点').fill('海洋学院 2 号楼 101')
    await field(page, '功能与技术指标').fill('海水样直接进样，铅、镉、铜检出限 0.01 微克每升。')
    await page.getByRole('group', { name: '接受预约' }).getByText('是', { exact: true }).click()
    for (const day of ['周一', '周二', '周三', '周四', '周五'])
      await page
        .getByRole('group', { name: /开放日/ })
        .getByText(day)
        .click()
    await field(page, '开放时间起').fill('09:00')
    await field(page, '开放时间止').fill('17:00')
    await choose(page, /每格时长/, '1 小时')
    await look(page, 'instrument-form-filled')
    await button(page, '保存草稿').click()
    await page.getByText('草稿已保存').waitFor()
    await page.getByText('查看仪器页面').click()
    await button(page, '提交审核').waitFor()
    await drawn(page)
    await look(page, 'instrument-draft')
    const { box, confirm } = await act(page, '提交审核')
    await box.getByText('是', { exact: true }).click()
    await confirm()
    await box.getByText('已提交审核').waitFor()
    await context.close()
    await approve(INSTRUMENT)
  })

  it('a visitor finds it without JavaScript, sees that it is to be shared, and when it is free', async () => {
    const { page, context } = await visit(browser, { javaScript: false })
    await page.goto(origin)
    await page.getByRole('navigation', { name: '主导航' }).getByText('服务与资源').click()
    await look(page, 'resources', false)
    await page.locator('main').getByRole('link', { name: '仪器设备' }).first().click()
    await page.fill('#q', '痕量金属')
    await page.press('#q', 'Enter')
    await page.waitForURL(/q=/)
    await look(page, 'instruments-found', false)
    assert.deepEqual(await names(page), [INSTRUMENT])
    await page.locator('.results tbody th a').first().click()
    publicPage = page.url()
    await page.getByText('原值达到共享标准').waitFor()
    await page.getByText('未确认规则').first().waitFor()
    await look(page, 'instrument-page', false)
    await page.goto(`${publicPage}/calendar`)
    await look(page, 'instrument-calendar', false)
    slot = (await page.locator('.chips a.button').nth(2).getAttribute('href')) ?? ''
    assert.match(slot, /slot=/)
    await page.getByText('登录后预约').waitFor()
    await context.close()
  })

  it('of two firms that want the same hour one wins, and the other is told and keeps what it wrote', async () => {
    const [one, other] = [
      await person(browser, origin, 'shuichan.cai'),
      await person(browser, origin, 'fengdian.gu'),
    ]
    for (const { page } of [one, other]) {
      await page.goto(new URL(slot, origin).href)
      await page.fill('#f-purpose', PURPOSE)
    }
    await look(one.page, 'booking-form')
    await one.page.getByRole('button', { name: '提交预约' }).click()
    await one.page.getByText('已提交预约').waitFor()
    await look(one.page, 'booking-asked')
    await other.page.getByRole('button', { name: '提交预约' }).click()
    await other.page.getByRole('alert').waitFor()
    assert.match(await other.page.getByRole('alert').innerText(), /已被预约|已约/)
    await other.page.getByText(PURPOSE).waitFor()
    await look(other.page, 'booking-lost')
    const { page } = await visit(browser, { javaScript: false })
    await page.goto(`${publicPage}/calendar${new URL(slot, origin).search}`)
    assert.ok((await page.getByText('已约').count()) > 0)
    assert.ok(!(await page.content()).includes('鲜汐'), 'free or busy, never who')
    await page.context().close()
    await one.context.close()
    await other.context.close()
  })

  it('the university confirms, notes the use afterwards, and the firm rates it', async () => {
    const keeper = await person(browser, origin, 'gaoxiao.zhuan', '/bookings?side=keeper')
    await look(keeper.page, 'bookings-keeper')
    await keeper.page.getByRole('link', { name: INSTRUMENT }).click()
    await button(keeper.page, '确认预约').waitFor()
    await drawn(keeper.page)
    await keeper.page.getByText(PURPOSE).waitFor()
    await look(keeper.page, 'booking')
    const confirming = await act(keeper.page, '确认预约')
    await confirming.confirm()
    await confirming.box.getByText('已确认预约').waitFor()
    await keeper.context.close()

    const at = new URL(slot, origin).searchParams.get('slot') ?? ''
    await city.moveTo(new Date(Date.parse(at) + DAY_MS).toISOString())
    const later = await person(browser, origin, 'gaoxiao.zhuan')
    // The clock notices by itself that the slot is over; what is decided before would meet the change.
    for (let tries = 0; tries < CLOCK_TRIES; tries += 1) {
      await open(later.page, `${origin}/app/bookings?side=keeper`)
      if ((await later.page.locator('tbody').getByText('待登记使用').count()) > 0) break
      await later.page.waitForTimeout(CLOCK_MS)
    }
    await later.page.getByRole('link', { name: INSTRUMENT }).click()
    await button(later.page, '登记使用').waitFor()
    await drawn(later.page)
    const noting = await act(later.page, '登记使用')
    await noting.box.getByLabel(/^费用/).first().fill('300')
    await look(later.page, 'booking-use')
    await noting.confirm()
    await noting.box.getByText('已登记使用').waitFor()
    await open(later.page, `${origin}/app/instrument-use`)
    await later.page.getByText('300.00 元').first().waitFor()
    await look(later.page, 'instrument-use')
    await later.context.close()

    const firm = await person(browser, origin, 'shuichan.cai', '/bookings')
    await firm.page.getByRole('link', { name: INSTRUMENT }).click()
    await button(firm.page, '评价').waitFor()
    await drawn(firm.page)
    const rating = await act(firm.page, '评价')
    await choose(rating.box, /评价/, '5 很满意')
    await rating.confirm()
    await rating.box.getByText('已评价', { exact: true }).first().waitFor()
    await firm.context.close()
  })

  it('the calendar of the keeper says who, and takes a block for maintenance', async () => {
    const { page, context } = await person(browser, origin, 'gaoxiao.zhuan', '/instruments')
    await page.getByRole('link', { name: INSTRUMENT }).click()
    await page.getByRole('tab', { name: '预约日历' }).click()
    await drawn(page)
    await button(page, '登记停用或自用').click()
    const day = new Date(Date.parse(new URL(slot, origin).searchParams.get('slot') ?? '') + 7 * DAY_MS)
    for (const name of ['从哪天', '到哪天'])
      await dialog(page)
        .getByLabel(new RegExp(`^${name}`))
        .fill(day.toISOString().slice(0, 10))
    const [from, until] = [dialog(page).getByLabel(/^几点/).nth(0), dialog(page).getByLabel(/^几点/).nth(1)]
    await from.fill('09:00')
    await until.fill('12:00')
    await field(dialog(page), '事由').fill('年度检定')
    await look(page, 'keeper-block')
    await dialog(page).getByRole('button', { name: /登记/ }).click()
    await dialog(page).waitFor({ state: 'detached' })
    await page.getByText('年度检定').waitFor()
    await drawn(page)
    await look(page, 'keeper-calendar')
    await context.close()
  })

  it('a broker publishes a profile by own consent, and withdraws it: page, list and search know nothing of it', async () => {
    const name = '马跃桥（示例）'
    const { page, context } = await person(browser, origin, 'jingji.ma', '/brokers/new')
    await field(page, '姓名').fill(name)
    await choose(page, /级别/, '高级')
    await field(page, '证书编号').fill('示例-JJ-2026-0101')
    await page.getByLabel(/^证书有效期至/).fill('2029-12-31')
    await page
      .getByRole('group', { name: /技术领域/ })
      .getByText('新材料')
      .click()
    await field(page, '自我介绍').fill('专做海洋新材料的成果转移，熟悉本市企业。')
    await look(page, 'broker-form')
    await button(page, '保存草稿').click()
    await page.getByText('草稿已保存').waitFor()
    await page.getByText('查看技术经纪人资料页面').click()
    await button(page, '提交审核').waitFor()
    await drawn(page)
    await look(page, 'broker-draft')
    const submitting = await act(page, '提交审核')
    await look(page, 'broker-consent')
    await submitting.confirm()
    await submitting.box
      .getByText(/请确认同意公开|此项必填/)
      .first()
      .waitFor()
    await submitting.box.getByText('是', { exact: true }).click()
    await submitting.confirm()
    await submitting.box.getByText('已提交审核').waitFor()
    await approve('技术经纪人')

    const visitor = await visit(browser, { javaScript: false })
    const found = async (path: string) => {
      await visitor.page.goto(`${origin}${path}`)
      return (await visitor.page.locator('main').innerText()).includes('马跃桥')
    }
    assert.ok(await found('/brokers'))
    assert.ok(await found(`/search?q=${encodeURIComponent('海洋新材料的成果转移')}`))
    const link = visitor.page.getByRole('link', { name }).first()
    const profile = (await link.getAttribute('href')) ?? ''
    assert.ok(await found(profile))
    await look(visitor.page, 'broker-page', false)

    await page.reload()
    await button(page, '撤回同意并下架').waitFor()
    await drawn(page)
    const withdrawing = await act(page, '撤回同意并下架')
    await withdrawing.confirm()
    await withdrawing.box.getByText('已撤回同意并下架').waitFor()
    await city.runtime.drain()
    assert.ok(!(await found('/brokers')))
    assert.ok(!(await found(`/search?q=${encodeURIComponent('海洋新材料的成果转移')}`)))
    const gone = await visitor.page.goto(`${origin}${profile}`)
    assert.equal(gone?.status(), 404)
    await look(visitor.page, 'broker-gone', false)
    await visitor.context.close()
    await context.close()
  })

  it('the bureau finds a firm in the register; likely twins are merged by a person only', async () => {
    const { page, context } = await person(browser, origin, 'ju.lin', '/enterprises?region=441521')
    await page.getByRole('link', { name: '示例·海丰鲜汐水产食品有限公司' }).waitFor()
    await look(page, 'enterprises')
    await page.getByRole('link', { name: '示例·海丰鲜汐水产食品有限公司' }).click()
    await page.locator('dd').getByText('海丰县').waitFor()
    await look(page, 'enterprise')
    await button(page, '修改').click()
    await drawn(page)
    await look(page, 'enterprise-edit')
    await open(page, `${origin}/app/enterprises/twins`)
    await look(page, 'enterprise-twins')
    await button(page, '并入“示例·城区智造科技有限公司”').click()
    await look(page, 'enterprise-merge')
    await button(dialog(page), '确认并入').click()
    await page.getByText('没有疑似重复').waitFor()
    await context.close()
  })

  it('a firm sees what the city knows of it, and its word on a figure becomes its own fact', async () => {
    const { page, context } = await person(browser, origin, 'shuichan.cai', '/my-enterprise')
    await look(page, 'my-enterprise')
    await page
      .getByRole('row', { name: /研发费用/ })
      .getByRole('button')
      .click()
    await look(page, 'my-enterprise-figure')
    await button(dialog(page), '确认').click()
    await dialog(page).waitFor({ state: 'detached' })
    await page.getByRole('row', { name: /研发费用.*已确认/ }).waitFor()
    await button(page, '确认以上内容').click()
    await page.getByText('已确认', { exact: true }).first().waitFor()
    await look(page, 'my-enterprise-said')
    await open(page, `${origin}/app/organisation`)
    await page.getByRole('tab', { name: '资料与材料' }).click()
    await page.getByText('218.00 万元').waitFor()
    await page.getByText('本单位已确认').first().waitFor()
    await look(page, 'my-facts')
    await context.close()
  })
})
