import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser, visit } from './browser.ts'
import { button, dialog, drawn, look, person } from './steps.ts'

const LINE = '示例先进陶瓷烧结中试线'
const PROCESS = '等静压和气氛烧结（示例）'

describe('a pilot line', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  /** The slot both firms want, as the visitor found it. */
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

  it('is found by who can take it from TRL 5 to 7, without JavaScript', async () => {
    const { page, context } = await visit(browser, { javaScript: false })
    await page.goto(`${origin}/pilot-services`)
    await look(page, 'pilot-services', false)
    await page.getByRole('link', { name: '按成熟度找：谁能做' }).click()
    await page.fill('#p-q', '氮化硅烧结')
    await page.selectOption('#p-from', '5')
    await page.selectOption('#p-to', '7')
    await page.getByRole('button', { name: '找一找' }).click()
    await page.getByText('物料相符：氮化硅').waitFor()
    await look(page, 'pilot-find', false)
    await page.locator('main').getByRole('link', { name: LINE }).click()
    await look(page, 'pilot-service', false)
    await page.getByRole('link', { name: '看日历，约时间' }).click()
    // The first week may hold no slot that is far enough ahead.
    if ((await page.locator('.chips a.button').count()) === 0)
      await page.getByRole('link', { name: '后一周' }).click()
    await look(page, 'pilot-calendar', false)
    slot = (await page.locator('.chips a.button').first().getAttribute('href')) ?? ''
    assert.match(slot, /slot=/)
    await page.goto(`${origin}/pilot-services/statistics`)
    await look(page, 'pilot-statistics', false)
    await context.close()
  })

  it('of two firms that want the same hour one wins, and the other is told and keeps what it wrote', async () => {
    const [one, other] = [
      await person(browser, origin, 'shuichan.cai'),
      await person(browser, origin, 'dianzi.yu'),
    ]
    for (const { page } of [one, other]) {
      await page.goto(new URL(slot, origin).href)
      await page.fill('#f-process', PROCESS)
      await page.fill('#f-material', '氮化硅')
      await page.fill('#f-batch', '20')
    }
    await look(one.page, 'pilot-request')
    await one.page.getByRole('button', { name: '提交预约' }).click()
    await one.page.getByText('已提交预约').waitFor()
    await other.page.getByRole('button', { name: '提交预约' }).click()
    await other.page.getByRole('alert').waitFor()
    assert.match(await other.page.getByRole('alert').innerText(), /已被预约/)
    const kept = ['process', 'material', 'batch'].map((name) => other.page.inputValue(`#f-${name}`))
    assert.deepEqual(await Promise.all(kept), [PROCESS, '氮化硅', '20'])
    await look(other.page, 'pilot-lost')
    // The form stands at the next free slot already.
    await other.page.getByRole('button', { name: '提交预约' }).click()
    await other.page.getByText('已提交预约').waitFor()
    await one.context.close()
    await other.context.close()
  })

  it('the base answers that it can be done, in the workbench', async () => {
    const { page, context } = await person(browser, origin, 'xincai.tang', '/pilot-bookings?side=base')
    await page.getByRole('link', { name: LINE }).first().waitFor()
    await drawn(page)
    await look(page, 'pilot-bookings')
    await page.getByRole('link', { name: LINE }).first().click()
    await button(page, '答复可行').waitFor()
    await drawn(page)
    await look(page, 'pilot-booking')
    await button(page, '答复可行').click()
    const box = dialog(page)
    await box.getByLabel(/可行性答复/).fill('可以做，请提前两天送料。')
    await box.getByText('否', { exact: true }).click()
    await look(page, 'pilot-reply')
    await button(box, '确认答复可行').click()
    await box.getByText('已答复可行').waitFor()
    await context.close()
  })
})
