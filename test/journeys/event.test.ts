import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser, visit } from './browser.ts'
import { act, button, choose, close, dialog, drawn, field, look, open, person } from './steps.ts'

const OFFICER = 'ju.lin'
const FIRM = 'nongchang.tian'
const OWNER = 'nongye.zhuan'
const TITLE = '荔枝保鲜与初加工对接会'
const DAY = '2027-03-18'

describe('an event, from its poster to a deal', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let officer: Page
  let firm: Page
  let event: { id: string; publicId: string }
  let achievement: string

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    const owner = await city.as(OWNER)
    const own = (await owner.get('/api/v1/my/achievements')).body.items as { name: string; state: string }[]
    achievement = own.find(({ state }) => state === 'published')?.name ?? ''
    assert.notEqual(achievement, '')
    officer = (await person(browser, origin, OFFICER)).page
    firm = (await person(browser, origin, FIRM)).page
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  const openEvent = async (page: Page, tab?: string) => {
    await open(page, `${origin}/app/events/${event.id}`)
    if (tab === undefined) return
    await page.getByRole('tab', { name: tab }).click()
    await drawn(page)
  }

  it('is drafted and published by an officer', async () => {
    await open(officer, `${origin}/app/events`)
    await look(officer, 'events')
    await button(officer, '举办活动').click()
    await drawn(officer)
    await field(officer, '活动名称').fill(TITLE)
    await choose(officer, /类型/, '对接会')
    await field(officer, '开始时间（北京时间）').fill(`${DAY}T14:00`)
    await field(officer, '结束时间（北京时间）').fill(`${DAY}T17:00`)
    await field(officer, '地点').fill('成果超市路演厅')
    await field(officer, '名额').fill('60')
    await choose(officer, /参加方式/, '公开报名')
    await field(officer, '议程和说明').fill('14:00 签到\n14:20 路演\n15:30 一对一洽谈')
    await look(officer, 'event-new')
    await button(officer, '存为草稿').click()
    await officer.getByRole('link', { name: /打开活动/ }).click()
    await drawn(officer)
    await act(officer, '发布活动')
    await close(officer)
    const id = officer.url().split('/').at(-1) ?? ''
    const { body } = await (await city.as(null)).get(`/api/v1/events/${id}`)
    event = { id, publicId: body.publicId as string }
    await look(officer, 'event-published')
  })

  it('is found on the portal, where a firm registers', async () => {
    const { page, context } = await visit(browser, { javaScript: false })
    await page.goto(`${origin}/events`)
    await look(page, 'events-portal', false)
    await page.getByRole('link', { name: TITLE }).click()
    await page.getByRole('link', { name: '登录后报名' }).waitFor()
    await look(page, 'event-portal', false)
    await context.request.post(`${origin}/demo/sign-in`, { form: { login: FIRM } })
    await page.reload()
    await page.getByRole('button', { name: '报名参加' }).click()
    await page.getByText('您已报名').waitFor()
    await context.close()
  })

  it('has pairs planned with table and time', async () => {
    await openEvent(officer, '一对一对接')
    await officer.getByRole('combobox', { name: '成果' }).fill(achievement.slice(0, 6))
    await choose(officer, '成果', new RegExp(achievement))
    await button(officer, '安排对接').click()
    const form = dialog(officer)
    await form.getByRole('combobox', { name: /需求方/ }).fill('绿源')
    await choose(form, /需求方/, /绿源/)
    await look(officer, 'event-pair-form')
    await form.locator('button[type=submit]').click()
    await form.getByText(/已办理/).waitFor()
    await close(officer)
    await button(officer, '排时间和桌号').click()
    await dialog(officer).locator('button[type=submit]').click()
    await dialog(officer).getByText('排好 1 对').waitFor()
    await close(officer)
    await officer.getByText(/1 号桌/).waitFor()
    await look(officer, 'event-pairs')
  })

  it('on the day guests sign in by the code of the poster, without an account', async () => {
    await city.moveTo(`${DAY}T06:30:00Z`)
    await openEvent(officer, '报名和签到')
    await officer.getByAltText('签到二维码').waitFor()
    await look(officer, 'event-people')
    const [row] = await city.runtime.db.owner(
      async (client) =>
        (await client.query<{ code: string }>('select code from events.event where id = $1', [event.id]))
          .rows,
    )
    const { page, context } = await visit(browser, { javaScript: false })
    await page.goto(`${origin}/events/${event.publicId}/sign-in?code=${row?.code ?? ''}`)
    await page.fill('#f-name', '周来宾')
    await page.fill('#f-unit', '示例合作社')
    await page.fill('#f-phone', '13800000009')
    await look(page, 'event-sign-in', false)
    await page.getByRole('button', { name: '签到' }).click()
    await page.getByText('签到成功').waitFor()
    await context.close()
  })

  it('the pair that met goes on to a deal in one click, and stands in the funnel', async () => {
    await openEvent(officer, '一对一对接')
    await officer.getByRole('button', { name: /^见过面了/ }).click()
    await button(dialog(officer), '见过面了').click()
    await dialog(officer).getByText('见面进入公开的转化漏斗').waitFor()
    await close(officer)
    await openEvent(firm, '一对一对接')
    await firm.getByText('已见面').waitFor()
    await look(firm, 'event-met')
    await firm.getByRole('button', { name: /^开始洽谈/ }).click()
    await button(dialog(firm), '开始洽谈').click()
    await dialog(firm).getByRole('link', { name: '打开洽谈' }).click()
    await drawn(firm)
    await firm.getByText(`在“${TITLE}”上见过面，希望继续洽谈。`).waitFor()
    const stages = await city.runtime.db.owner(
      async (client) => (await client.query<{ stage: string }>('select stage from events.pub_stage')).rows,
    )
    assert.deepEqual(stages, [{ stage: 'met' }])
  })

  it('help is asked from the deal; the unit that answers finds it in its list', async () => {
    await button(firm, '请平台协助').click()
    await dialog(firm).locator('textarea').fill('请介绍一位懂荔枝保鲜的专家。')
    await dialog(firm).locator('button[type=submit]').click()
    await dialog(firm)
      .getByText(/已办理/)
      .waitFor()
    await close(firm)
    await open(officer, `${origin}/app/help`)
    await officer.getByRole('link', { name: achievement }).waitFor()
    await look(officer, 'help')
  })
})
