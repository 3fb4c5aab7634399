import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { complete } from '#modules/achievements/fixture.ts'
import { clientOf, inSeat, testCity, type TestCity } from '#test/city.ts'
import { openBrowser } from './browser.ts'
import { button, choose, close, dialog, drawn, field, look, open, person } from './steps.ts'

const MATTER = '技术需求（纸质）'
const PROBLEM =
  '荔枝采后三天就褐变，想找常温下保鲜一周以上的护色保鲜办法，每斤成本五毛以内。现有冰水预冷，冷链到不了村口。'
const PAPER_ON = '2026-11-20'

describe('a clerk enters a paper application (practice.md P10)', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let page: Page
  let context: BrowserContext
  let org = ''
  /** Address of the case, and its number on the receipt. */
  let at = ''
  let publicId = ''

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    const owner = await city.as('nongchang.tian')
    org = ((await owner.get('/api/v1/me')).body as { org: { name: string } }).org.name
    ;({ page, context } = await person(browser, origin, 'ju.xu'))
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  /** A client with the session of the clerk's browser, for what the pages offer no button for. */
  const asClerk = async () => {
    const cookies = await context.cookies()
    return clientOf(city.app, cookies.map(({ name, value }) => `${name}=${value}`).join('; '))
  }

  it('brings the paper in with its scan; the organisation is told at once', async () => {
    await open(page, `${origin}/app/counter`)
    await button(page, '代录一件').click()
    const box = page.getByRole('combobox', { name: /申请单位/ })
    await box.click()
    await box.fill(org)
    await page.locator('.ant-select-item-option-content').getByText(org).first().click()
    await field(dialog(page), '递交人').fill('王递交')
    await field(dialog(page), '申请事项').fill(MATTER)
    await field(dialog(page), '纸质申请的日期').fill(PAPER_ON)
    await dialog(page)
      .locator('input[type=file]')
      .setInputFiles({
        name: '申请.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from('%PDF-1.4\n%%EOF\n'),
      })
    await dialog(page).getByText('申请.pdf').waitFor()
    await look(page, 'counter-open')
    await dialog(page).locator('button[type=submit]').click()
    await close(page)
    await look(page, 'counter')
    await page.getByRole('link', { name: MATTER }).click()
    await drawn(page)
    at = page.url()
    publicId = /编号 (\S+)/.exec(await page.locator('.pagehead').innerText())?.[1] ?? ''
    await city.runtime.drain()
    const owner = await city.as('nongchang.tian')
    const { items } = (await owner.get('/api/v1/messages')).body as {
      items: { text: string; link: string }[]
    }
    const told = items.find(({ text }) => /正在代录本单位的纸质申请/.test(text))
    assert.equal(told?.link, new URL(at).pathname, JSON.stringify(items))
  })

  it('fills in the real form from the seat of the applicant, which opens nothing else', async () => {
    await button(page, '以该单位身份填写').click()
    await page.getByRole('heading', { name: '照纸质申请填写' }).waitFor()
    await drawn(page)
    await page
      .getByText(/代王递交/)
      .first()
      .waitFor()
    await look(page, 'counter-seat')
    const menu = page.getByRole('navigation', { name: '主菜单' })
    for (const closed of ['洽谈与签约', '用户与权限', '我的成果'])
      assert.equal(await menu.getByText(closed, { exact: true }).count(), 0, closed)
    await page.getByRole('link', { name: '发布需求' }).click()
    await drawn(page)
    await page.getByLabel(/您想解决什么问题？/).fill(PROBLEM)
    const read = page.getByRole('region', { name: '读出的内容' })
    await read.getByText('荔枝采后三天就褐变，想找常温下保鲜一周以上').first().waitFor()
    await read.getByRole('button', { name: /^修改：需求类型/ }).click()
    await choose(page, /需求类型/, '成果引进')
    await page.locator('summary', { hasText: '技术要求' }).click()
    await choose(page, /需要的技术就绪度/, '8 产品级')
    await page.getByRole('group', { name: '合作方式' }).getByText('普通许可').click()
    await page.locator('summary', { hasText: '预算与期限' }).click()
    await page.getByRole('group', { name: '预算面议' }).getByText('是', { exact: true }).click()
    await page.getByRole('checkbox', { name: '公开的内容不涉及国家秘密和他人的商业秘密' }).check()
    await look(page, 'counter-form')
    await button(page, '提交审核').click()
    await page.getByText('需求已提交审核').waitFor()
    await page.getByText('查看这项需求').click()
    await page.locator('.pagehead').getByText('审核中').waitFor()
    await drawn(page)
    await look(page, 'counter-entered')
    const agent = await asClerk()
    const consent = await agent.post('/api/v1/service-consents', { for: 'org' })
    assert.equal(consent.status, 403, 'an agent gives no consent in the name of others')
    assert.match(consent.body.detail, /窗口代录的身份只能/)
    const others = await city.as('nongchang.tian')
    const { items } = (await others.get('/api/v1/my/demands')).body as {
      items: { id: string; name: string }[]
    }
    const foreign = items.find(({ name }) => !PROBLEM.startsWith(name.slice(0, 8)))
    assert.ok(foreign)
    assert.equal(
      (await agent.get(`/api/v1/my/demands/${foreign.id}`)).status,
      404,
      'nor reads what it did not enter',
    )
  })

  it('closes the case: the seat ends, the receipt leads to the progress', async () => {
    await open(page, at)
    await button(page, '回到窗口身份').click()
    await button(page, '办完代录').waitFor()
    await drawn(page)
    await look(page, 'counter-case')
    const received = await page.getByText(/^受理时间/).innerText()
    assert.ok(!received.includes(PAPER_ON), 'received by the clock, not by the paper')
    await button(page, '办完代录').click()
    await dialog(page).locator('button[type=submit]').click()
    await close(page)
    await page.locator('.pagehead').getByText('已办完').waitFor()
    const clerk = await asClerk()
    assert.equal((await clerk.post('/api/v1/achievements', complete({ name: '又一件' }))).status, 403)
    const receipt = await context.request.get(
      new URL((await page.getByRole('link', { name: '受理回执（PDF）' }).getAttribute('href')) ?? '', origin)
        .href,
    )
    assert.equal(receipt.headers()['content-type'], 'application/pdf')
    const progress = await fetch(`${origin}/id/receipt/${publicId}`)
    assert.match(await progress.text(), /审核/)
  })

  it('the applicant sees what was entered and objects', async () => {
    const { page: owner } = await person(browser, origin, 'nongchang.tian')
    await open(owner, at)
    await look(owner, 'counter-applicant')
    await button(owner, '提出异议').click()
    await field(dialog(owner), '与纸质申请不符之处').fill('成熟度填错了。')
    await dialog(owner).locator('button[type=submit]').click()
    await close(owner)
    await owner.getByText(/待答复/).waitFor()
  })

  it('whoever entered the case does not answer what is said against it; a colleague does', async () => {
    const id = at.split('/').at(-1) ?? ''
    const clerk = await city.as('ju.xu')
    const { next } = (await clerk.get(`/api/v1/counter-cases/${id}`)).body as { next: { answer: boolean } }
    assert.equal(next.answer, false)
    const words = '已按扫描件核对并更正。'
    const own = await clerk.post(`/api/v1/counter-cases/${id}/answer`, { words })
    assert.equal(own.status, 403)
    assert.match(own.body.detail, /是您代录的，不能由您答复/)
    const colleague = await city.as('ju.lin')
    assert.equal((await colleague.post(`/api/v1/counter-cases/${id}/answer`, { words })).status, 200)
  })

  it('a report of a change and a renewal of a pilot base come in on paper too, and show nothing of before', async () => {
    const clerk = await city.as('ju.xu')
    const { scans } = (await clerk.get(`/api/v1/counter-cases/${at.split('/').at(-1) ?? ''}`)).body as {
      scans: { id: string }[]
    }
    const owner = await city.as('xincai.tang')
    const { org: applicant } = (await owner.get('/api/v1/me')).body as { org: { id: string; name: string } }
    const made = await clerk.post('/api/v1/counter-cases', {
      orgId: applicant.id,
      broughtBy: '王递交',
      phone: '',
      matter: '中试基地变更（纸质）',
      paperOn: PAPER_ON,
      scanFileId: scans[0]?.id,
    })
    const { id, delegationId } = made.body.result as { id: string; delegationId: string }
    const seat = await inSeat(city.app, await city.as('ju.xu'), delegationId)
    const bases = (await seat.get('/api/v1/pilot-bases')).body as { items: { id: string; unit: string }[] }
    const base = bases.items.find(({ unit }) => unit === applicant.name)?.id ?? ''
    const renewal = await seat.post(`/api/v1/pilot-bases/${base}/renewals`, {})
    const { form } = (
      await seat.get(`/api/v1/pilot-bases/applications/${(renewal.body.result as { id: string }).id}`)
    ).body as { form: { unit: string; staff?: unknown; capability?: unknown } }
    assert.deepEqual([form.unit, form.staff, form.capability], [applicant.name, undefined, undefined])
    assert.equal((await clerk.post(`/api/v1/counter-cases/${id}/close`, {})).status, 409, 'only a draft')
    const change = { what: ['name'], changedOn: PAPER_ON, newName: '纸质更名基地', account: '名称变更。' }
    const report = await seat.post(`/api/v1/pilot-bases/${base}/changes`, change)
    const { dossierId } = report.body.result as { dossierId: string }
    assert.equal((await seat.get(`/api/v1/pilot-base-matters/${dossierId}`)).status, 200)
    const seen = (await seat.get(`/api/v1/pilot-bases/${base}/matters`)).body as { items: object[] }
    assert.deepEqual(seen.items, [])
    assert.equal((await clerk.post(`/api/v1/counter-cases/${id}/close`, {})).status, 200)
  })

  it('paper that cannot be handed in goes back with the reason', async () => {
    const clerk = await city.as('ju.xu')
    const { scans } = (await clerk.get(`/api/v1/counter-cases/${at.split('/').at(-1) ?? ''}`)).body as {
      scans: { id: string }[]
    }
    const owner = await city.as('nongchang.tian')
    const { org: applicant } = (await owner.get('/api/v1/me')).body as { org: { id: string } }
    const made = await clerk.post('/api/v1/counter-cases', {
      orgId: applicant.id,
      broughtBy: '王递交',
      phone: '',
      matter: '缺页的申请',
      paperOn: PAPER_ON,
      scanFileId: scans[0]?.id,
    })
    const { id } = made.body.result as { id: string }
    assert.equal((await clerk.post(`/api/v1/counter-cases/${id}/close`, {})).status, 409)
    await open(page, `${origin}/app/counter/${id}`)
    await button(page, '退回纸质材料').click()
    await field(dialog(page), '未提交的原因').fill('缺第 3 页。')
    await dialog(page).locator('button[type=submit]').click()
    await close(page)
    await page.getByText('没有提交申请，纸质材料已退回：缺第 3 页。').waitFor()
    await look(page, 'counter-returned')
    assert.equal((await clerk.get(`/api/v1/counter-cases/${id}/receipt.pdf`)).status, 409)
  })
})
