import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser } from './browser.ts'
import { button, dialog, drawn, field, look, open, person } from './steps.ts'

/** Only for the preview: invented, never loaded. */
const YEAR = ['date,kind', '2027-01-01,放假', '2027-02-06,放假', '2027-02-14,上班'].join('\n')

describe('an administrator', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let page: Page

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    page = (await person(browser, origin, 'xitong.guan')).page
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  it('starts at the work bench and sees the accounts, with masked telephone numbers', async () => {
    await look(page, 'console-home')
    await open(page, `${origin}/app/users?q=${encodeURIComponent('林知远')}`)
    const row = page.locator('table.list tbody tr').first()
    await row.getByText('林知远').waitFor()
    assert.match(await row.innerText(), /1\d{2}\*+\d{2,4}|—/)
    await look(page, 'console-users')
  })

  it('sees the numbers of law with their source, and 未确认规则 where nobody confirmed one', async () => {
    await open(page, `${origin}/app/ruleset?unconfirmed=true`)
    await page
      .getByText(/未确认规则/)
      .first()
      .waitFor()
    await look(page, 'console-ruleset')
    await page
      .getByRole('button', { name: /^设定新值/ })
      .first()
      .click()
    await dialog(page).waitFor()
    await look(page, 'console-rule')
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
  })

  it('sees what stands between this city and real work', async () => {
    await open(page, `${origin}/app/go-live`)
    await page.getByRole('heading', { name: /未确认的规则/ }).waitFor()
    await look(page, 'console-go-live')
  })

  it('previews a year of the calendar before loading it', async () => {
    await open(page, `${origin}/app/calendar`)
    await look(page, 'console-calendar')
    await field(page, '年份').fill('2027')
    await page.getByRole('combobox', { name: /粘贴的内容/ }).click()
    await page.locator('.ant-select-item-option-content').getByText(/csv/i).click()
    await field(page, '节假日安排').fill(YEAR)
    await field(page, '来源文件').fill('示例：只作预览')
    await button(page, '先预览').click()
    await page.getByText(/读到 3 个特殊日子/).waitFor()
    await button(page, '确认载入').waitFor()
    await look(page, 'console-calendar-preview')
  })

  it('moves the clock of the rehearsal forward; the banner tells the time and that nothing counts', async () => {
    await open(page, `${origin}/app/clock`)
    await look(page, 'console-clock')
    await page.getByText(/演练环境.*不产生法律效力/).waitFor()
    await field(page, '向前拨动').fill('30')
    await button(page, '向前拨动').click()
    await page.getByText('时钟已拨动').waitFor()
    await look(page, 'console-clock-moved')
    const day = new Date(Date.now() + 30 * 86_400_000).toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' })
    await page.reload()
    await drawn(page)
    await page.getByRole('region', { name: '环境说明' }).getByText(day).waitFor()
  })

  it('is followed by the journal: the entry says 未核验, its leaf, and no secret', async () => {
    const auditor = (await person(browser, origin, 'xitong.shen')).page
    await open(auditor, `${origin}/app/journal`)
    await look(auditor, 'console-journal')
    await auditor.getByRole('link', { name: /时钟/ }).first().click()
    await auditor.getByRole('heading', { level: 1, name: '日志详情' }).waitFor()
    await drawn(auditor)
    assert.match(await auditor.locator('main').innerText(), /存证哈希\s+[0-9a-f]{64}/)
    await open(auditor, `${origin}/app/journal?command=achievement.import-rows`)
    await look(auditor, 'console-journal-filtered')
    await auditor.context().close()
  })
})
