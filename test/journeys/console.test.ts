import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser } from './browser.ts'
import { button, dialog, drawn, field, look, open, person } from './steps.ts'

/** Only for the preview: invented, never loaded. */
const FAULTY_YEAR = ['date,kind', '2027-01-01,放假', '2027-02-06,放假', '2027-02-14,上班'].join('\n')
const YEAR = [FAULTY_YEAR, '2027-05-01,放假', '2027-10-01,放假'].join('\n')

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

  it('starts at the work bench and sees the accounts with their units and roles', async () => {
    await look(page, 'console-home')
    await open(page, `${origin}/app/users?q=${encodeURIComponent('林知远')}`)
    const row = page.locator('table.list tbody tr').first()
    await row.getByText('林知远').waitFor()
    assert.match(await row.innerText(), /科学技术局\s+局经办人/)
    await look(page, 'console-users')
  })

  it('sees the numbers of law with their source, and 未确认规则 where nobody confirmed one', async () => {
    await open(page, `${origin}/app/ruleset?status=unconfirmed`)
    await page
      .locator('td')
      .getByText(/未确认规则/)
      .first()
      .waitFor()
    await look(page, 'console-ruleset')
    await button(page, '成果信息有效期').click()
    await dialog(page).getByText('来源').first().waitFor()
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
    await field(page, '节假日安排').fill(FAULTY_YEAR)
    await field(page, '来源文件').fill('示例：只作预览')
    await button(page, '先预览').click()
    await page.getByText('2027-05-01 是法定节日').first().waitFor()
    await look(page, 'console-calendar-faults')
    await field(page, '节假日安排').fill(YEAR)
    await button(page, '先预览').click()
    await page.getByText(/读到 5 个特殊日子/).waitFor()
    await button(page, '确认载入').waitFor()
    await look(page, 'console-calendar-preview')
  })

  it('moves the clock of the rehearsal forward; the banner tells the time and that nothing counts', async () => {
    await open(page, `${origin}/app/clock`)
    await look(page, 'console-clock')
    await page.getByText(/演练环境.*不产生法律效力/).waitFor()
    await page.getByRole('heading', { name: '接下来会发生什么' }).waitFor()
    const day = new Date(Date.now() + 30 * 86_400_000).toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' })
    await field(page, '拨到哪一天').fill(day)
    await button(page, '向前拨动').click()
    await page.getByText('此项必填').first().waitFor()
    await page.getByText('我知道时钟不能倒拨').click()
    await button(page, '向前拨动').click()
    await page.getByText('时钟已拨动').waitFor()
    await look(page, 'console-clock-moved')
    await page.reload()
    await drawn(page)
    await page.getByRole('region', { name: '环境说明' }).getByText(day).waitFor()
  })

  it('is followed by the journal: an entry says 未核验 and its leaf', async () => {
    const auditor = (await person(browser, origin, 'xitong.shen', '/journal')).page
    await look(auditor, 'console-journal')
    const buyer = await city.as('shuichan.cai')
    const seller = await city.as('cailiao.shen')
    const { body } = await seller.get('/api/v1/my/achievements?state=published&limit=1')
    const intent = { achievementId: body.items[0].id, message: '想用在我们的加工车间。' }
    assert.equal((await buyer.post('/api/v1/deals', intent)).status, 200)
    await open(auditor, `${origin}/app/journal?command=deal.open`)
    await auditor.locator('main table.list a').first().click()
    await auditor.getByRole('heading', { level: 1, name: '日志详情' }).waitFor()
    await auditor.getByText('未核验', { exact: true }).waitFor()
    assert.match(await auditor.locator('main').innerText(), /存证哈希\s+[0-9a-f]{64}/)
    await look(auditor, 'console-journal-entry')
    await auditor.context().close()
  })
})
