import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser } from './browser.ts'
import { button, choose, dialog, drawn, look, open, person } from './steps.ts'

const PROBLEM =
  '荔枝采后三天就褐变，想找常温下保鲜一周以上的护色保鲜办法，每斤成本五毛以内。现有冰水预冷，冷链到不了村口。'

describe('a firm', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let page: Page
  let ownerName = ''

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    page = (await person(browser, origin, 'nongchang.tian')).page
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  it('writes one paragraph, sees what is read from it, and keeps it as a draft', async () => {
    await open(page, `${origin}/app/demands/new`)
    await button(page, '提交审核').click()
    await page.getByText('请先改正下面的内容').waitFor()
    await look(page, 'firm-sentence-empty')
    await page.getByLabel(/您想解决什么问题？/).fill(PROBLEM)
    const read = page.getByRole('region', { name: '读出的内容' })
    await read.getByText('荔枝采后三天就褐变，想找常温下保鲜一周以上').first().waitFor()
    await page.getByText(/平台上有 \d+ 项成果与此相近/).waitFor()
    await look(page, 'firm-read')
    await read.getByRole('button', { name: /^不要：合作方式：委托开发/ }).click()
    await read.getByText('已去掉').waitFor()
    await read.getByRole('button', { name: /^修改：需求类型/ }).click()
    await page.getByText('需求概况（已填：', { exact: false }).waitFor()
    await choose(page, /需求类型/, '成果引进')
    await read.getByText('已改动，以表中为准').waitFor()
    await look(page, 'firm-demand-form')
    await button(page, '存为草稿').click()
    await page.getByText('草稿已保存').waitFor()
    await look(page, 'firm-demand-saved')
  })

  it('completes and submits it after declaring that nothing secret is in it', async () => {
    await page.getByText('核对并提交审核').click()
    await button(page, '修改').click()
    await drawn(page)
    await page.getByRole('group', { name: '预算面议' }).getByText('是', { exact: true }).click()
    await button(page, '保存草稿').click()
    await page.getByText('查看需求页面').click()
    await button(page, '提交审核').waitFor()
    await drawn(page)
    await look(page, 'firm-demand')
    await button(page, '提交审核').click()
    await button(dialog(page), '确认提交审核').click()
    await dialog(page).getByText('此项必填').first().waitFor()
    await look(page, 'firm-submit-faults')
    await dialog(page).getByText('是', { exact: true }).click()
    await button(dialog(page), '确认提交审核').click()
    await dialog(page).getByText('已提交审核').waitFor()
    await button(dialog(page), '知道了').click()
  })

  it('is published by an officer from the work list', async () => {
    const officer = await person(browser, origin, 'ju.lin')
    await open(officer.page, `${origin}/app/review`)
    await officer.page.getByRole('link', { name: /荔枝采后三天就褐变/ }).click()
    await button(officer.page, '审核通过').click()
    await button(dialog(officer.page), '确认审核通过').click()
    await dialog(officer.page).getByText('已审核通过').waitFor()
    await officer.context.close()
    await city.runtime.drain()
  })

  it('sees what matches and why, and refuses one with a reason', async () => {
    await open(page, `${origin}/app/matches`)
    const first = page.locator('.worklist > li').first()
    await first.getByText('依据').waitFor()
    assert.ok((await first.locator('.ant-tag').count()) > 0, 'the phrases that met')
    await look(page, 'firm-matches')
    const refused = await first.getByRole('link').first().innerText()
    ownerName = await first.locator('.soft').first().innerText()
    await first.getByRole('button', { name: `不合适：${refused}` }).click()
    await look(page, 'firm-refuse')
    await button(dialog(page), '确认不合适').click()
    await dialog(page).getByText('此项必填').first().waitFor()
    await choose(dialog(page), /原因/, '价格')
    await button(dialog(page), '确认不合适').click()
    await page.getByText('已答复：不合适（价格）').waitFor()
    await look(page, 'firm-refused')
  })

  it('and the owner of the achievement is told the reason', async () => {
    await city.runtime.drain()
    const { organisations, persons } = city.runtime.pack.cast
    const org = organisations.find((one) => ownerName.startsWith(one.name))
    const handler = persons.find(({ memberships }) =>
      memberships.some((seat) => seat.at === org?.id && seat.roles.includes('orgAdmin')),
    )
    assert.ok(handler, ownerName)
    const told = await person(browser, origin, handler.login)
    await open(told.page, `${origin}/app/messages`)
    await told.page.getByText(/价格/).first().waitFor()
    await look(told.page, 'firm-owner-told')
    await told.context.close()
  })
})
