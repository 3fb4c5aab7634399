import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { complete } from '#modules/achievements/fixture.ts'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser, visit } from './browser.ts'
import { button, dialog, drawn, field, look, open, person } from './steps.ts'

const NAME = '示例海产品冷链余氯在线检测装置'
const FIRM = '示例新登记水产有限公司'

describe('an officer', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let officer: Page

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    officer = (await person(browser, origin, 'ju.lin')).page
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  /** Writes and submits an achievement through the API; the pages of that are the university's journey. */
  const submit = async (login: string, name: string) => {
    const owner = await city.as(login)
    const made = await owner.post('/api/v1/achievements', complete({ name }))
    assert.equal(made.status, 200, JSON.stringify(made.body))
    await resubmit(login, made.body.result.id)
    return made.body.result.id as string
  }
  const resubmit = async (login: string, id: string) => {
    const owner = await city.as(login)
    const { body } = await owner.get(`/api/v1/my/achievements/${id}`)
    const dossier = await owner.get(`/api/v1/dossiers/${body.dossierId}`)
    const sent = await owner.post(`/api/v1/procedures/achievement-listing/${body.dossierId}/submit`, {
      visit: dossier.body.dossier.visit,
      reviewedBy: '示例保密员',
      reviewedOn: '2026-11-20',
      conclusion: '同意公开',
    })
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
  }
  const openWork = async (title: string) => {
    await open(officer, `${origin}/app/review`)
    await officer.getByRole('link', { name: title }).first().click()
    await officer.getByRole('region', { name: '办理进度' }).waitFor()
    await drawn(officer)
  }
  const act = async (title: string) => {
    await button(officer, title).click()
    await button(dialog(officer), `确认${title}`).click()
  }
  const close = async () => {
    await button(dialog(officer), '知道了').click()
    await dialog(officer).waitFor({ state: 'detached' })
  }

  it('of a unit that nothing waits for is told so', async () => {
    const idle = await person(browser, origin, 'caizheng.wu', '/review')
    await idle.page.getByText('没有等您办理的事项').waitFor()
    await look(idle.page, 'officer-nothing')
    await idle.context.close()
  })

  it('verifies an organisation that a newcomer registered without JavaScript', async () => {
    const { context, page } = await visit(browser, { javaScript: false })
    await page.goto(`${origin}/register`)
    await page.fill('[name=login]', 'xinlai.chen')
    await page.fill('[name=name]', '陈新来')
    await page.fill('[name=phone]', '13900000001')
    await page.fill('[name=password]', '123456')
    await page.click('main button.primary')
    assert.ok(await page.locator('[role=alert]').isVisible(), 'a weak password is refused')
    await look(page, 'officer-register-refused', false)
    await page.fill('[name=password]', '海边的牡蛎排 2026 很肥')
    await page.click('main button.primary')
    await page.waitForURL(/register\/organisation/)
    await look(page, 'officer-organisation-form', false)
    await page.selectOption('[name=kind]', '民企')
    await page.fill('[name=name]', FIRM)
    await page.fill('[name=creditCode]', '91441500MA4WTEST0X')
    await page.click('main button.primary')
    assert.ok(await page.locator('[role=alert]').isVisible(), 'a wrong check character is refused')
    assert.equal(await page.inputValue('[name=name]'), FIRM)
    await look(page, 'officer-organisation-refused', false)
    await page.fill('[name=creditCode]', '91440300708461136T')
    await page.click('main button.primary')
    await page.waitForLoadState()
    await context.close()

    const newcomer = await visit(browser)
    await newcomer.page.goto(`${origin}/sign-in`)
    await newcomer.page.fill('#f-login', 'xinlai.chen')
    await newcomer.page.fill('#f-password', '海边的牡蛎排 2026 很肥')
    await newcomer.page.click('main button.primary')
    await newcomer.page.waitForURL(/\/app\//)
    await open(newcomer.page, `${origin}/app/organisation`)
    await newcomer.page.getByText('单位尚未核验').first().waitFor()
    await look(newcomer.page, 'officer-newcomer')
    await button(newcomer.page, '提交核验').click()
    await button(dialog(newcomer.page), '确认提交核验').click()
    await dialog(newcomer.page).getByText('已提交核验').waitFor()
    await newcomer.context.close()

    await openWork(FIRM)
    await look(officer, 'officer-verify')
    await act('通过核验')
    await dialog(officer).getByText('已通过核验').waitFor()
    await close()
    await open(officer, `${origin}/app/organisations?q=${encodeURIComponent(FIRM)}`)
    await officer.locator('table.list').getByText('已核验').waitFor()
  })

  it('sees due dates in the work list and returns an achievement with a reason', async () => {
    await submit('cailiao.shen', NAME)
    await open(officer, `${origin}/app/review`)
    await officer
      .getByText(/剩余 \d+ 个工作日/)
      .first()
      .waitFor()
    await look(officer, 'officer-work')
    await openWork(NAME)
    await look(officer, 'officer-review')
    await act('退回补充')
    await dialog(officer).getByText('此项必填').first().waitFor()
    await officer.waitForFunction(() => document.activeElement?.id === 'act-return_reason')
    await look(officer, 'officer-return-faults')
    await field(dialog(officer), '原因').fill('请补充检测精度和适用的水温范围。')
    await button(dialog(officer), '确认退回补充').click()
    await dialog(officer).getByText('已退回补充').waitFor()
    await close()
  })

  it('and approves it when it comes back; the owner reads the reason and the outcome', async () => {
    const owner = await person(browser, origin, 'cailiao.shen', '/messages')
    await owner.page.getByText(/退回/).first().waitFor()
    const mine = await city.as('cailiao.shen')
    const { body } = await mine.get(`/api/v1/my/achievements?q=${encodeURIComponent(NAME)}`)
    const id = body.items[0].id as string
    await open(owner.page, `${origin}/app/achievements/${id}`)
    await owner.page.getByText('请补充检测精度').first().waitFor()
    await look(owner.page, 'officer-owner-returned')
    await resubmit('cailiao.shen', id)
    await openWork(NAME)
    await act('审核通过')
    await dialog(officer).getByText('已审核通过').waitFor()
    await look(officer, 'officer-approved')
    await close()
    await city.runtime.drain()
    await owner.page.goto(`${origin}/achievements?q=${encodeURIComponent(NAME)}`)
    await owner.page.getByRole('link', { name: NAME }).waitFor()
    await owner.context.close()
  })

  it('acts on a chosen set after looking at it, each by a command of its own', async () => {
    for (const name of ['示例批量甲', '示例批量乙']) await submit('cailiao.shen', name)
    await open(officer, `${origin}/app/review?q=${encodeURIComponent('示例批量')}`)
    await officer.getByLabel('全选本页').check()
    await look(officer, 'officer-chosen')
    await button(officer, '退回补充…').click()
    await dialog(officer).getByText('将办理 2 件').waitFor()
    await field(dialog(officer), '原因').fill('请补充检测精度。')
    await look(officer, 'officer-many')
    await button(dialog(officer), '确认退回补充 2 件').click()
    await dialog(officer).getByText('已办理 2 件').waitFor()
    await button(dialog(officer), '知道了').click()
    await officer.getByText('没有符合条件的事项').waitFor()
    await open(officer, `${origin}/app/review/done`)
    await officer.getByRole('link', { name: '示例批量甲' }).waitFor()
    await look(officer, 'officer-done')
  })

  it('never gets what belongs to another: the owner has no button to approve', async () => {
    const id = await submit('cailiao.shen', '示例网箱清洗机器人')
    const owner = await person(browser, origin, 'cailiao.shen', `/achievements/${id}`)
    await button(owner.page, '撤回提交').waitFor()
    assert.equal(await button(owner.page, '审核通过').count(), 0)
    await owner.context.close()
  })

  it('is told plainly where a page is not for officers', async () => {
    await open(officer, `${origin}/app/import`)
    await look(officer, 'officer-import')
    await open(officer, `${origin}/app/dossiers/01920000-0000-7000-8000-000000000001`)
    await officer.getByText('没有找到').first().waitFor()
    await look(officer, 'officer-absent')
  })
})
