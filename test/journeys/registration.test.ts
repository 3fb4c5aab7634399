import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { partiesOfCast, soundRegistration } from '#modules/registrations/fixture.ts'
import { correctionForm, draftForm, registerForm, submitForm } from '#modules/registrations/forms.ts'
import { testCity, type TestCity } from '#test/city.ts'
import type { Browser, Locator, Page } from 'playwright-core'
import type { z } from 'zod'
import { openBrowser } from './browser.ts'
import { fill } from './fill.ts'
import { button, close, dialog, drawn, look, open, person } from './steps.ts'

const FORM = 'contract-registration-draft'
const PAPER = {
  name: '示例合同.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n%%EOF'),
}

describe('a contract refused by the linter, mended, corrected once, registered', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let id: string
  const desks = new Map<string, Page>()
  const at = async (login: string, path: string): Promise<Page> => {
    const page = desks.get(login) ?? (await person(browser, origin, login)).page
    desks.set(login, page)
    await open(page, `${origin}/app${path}`)
    return page
  }
  const does = async (page: Page, action: string, title: string, form?: z.ZodType, values: object = {}) => {
    await button(page, title).click()
    if (form) await fill(dialog(page), `act-${action}`, form, values as Record<string, unknown>)
    await button(dialog(page), `确认${title}`).click()
    await button(dialog(page), '知道了').waitFor()
  }
  const attach = async (within: Page | Locator, field: string) => {
    await within.locator(`[id="${field}-limits"] ~ input[type=file]`).setInputFiles(PAPER)
    await within.getByText(PAPER.name).first().waitFor()
  }

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    await city.moveTo('2026-12-01T01:00:00Z')
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  const sound = () =>
    soundRegistration({
      parties: partiesOfCast(city, 'sample-university', 'sample-seafood-firm'),
      rights: [{ kind: '技术秘密' }],
      untilDay: '2031-03-01',
    })

  it('is typed; what would be refused stands under the form before it is handed in', async () => {
    const page = await at('gaoxiao.zhuan', '/registrations/new')
    const { parties, ...typed } = sound()
    const [seller, buyer] = parties
    assert.ok(seller && buyer)
    const wrong = [seller, { ...buyer, sealName: '示例项目部' }].map(({ abroad: _abroad, ...party }) => party)
    const { estimated: _estimated, ...rest } = typed
    await fill(page, `${FORM}-`, draftForm, { ...rest, parties: wrong, techFen: 60_000_000 })
    await page.getByText('与印章“示例项目部”不一致').waitFor()
    await page.getByText('技术交易额应为 500,000.00 元').waitFor()
    await page.getByText('不予登记的原因：名称与印章不一致').waitFor()
    await page.locator(`[id="${FORM}-_techFen"]`).fill('1e3')
    await page.getByText('不要用 1e3 这样的科学计数法').waitFor()
    await page.locator(`[id="${FORM}-_techFen"]`).fill('600000')
    await attach(page, `${FORM}-_fileIds`)
    await look(page, 'registration-form')
    await button(page, '存为草稿').click()
    await page.getByRole('link', { name: '查看检查结果并提交' }).click()
    await page.waitForURL(/registrations\/[0-9a-f-]{36}$/)
    id = page.url().split('/').at(-1) ?? ''
    await drawn(page)
    assert.equal(await button(page, '提交申请').getAttribute('aria-disabled'), 'true')
    await page.getByText('不能提交申请').first().waitFor()
  })

  it('is mended and handed in', async () => {
    const page = await at('gaoxiao.zhuan', `/registrations/${id}/edit`)
    await page.locator(`[id="${FORM}-${id}_techFen"]`).fill('500000')
    await page.locator(`[id="${FORM}-${id}_parties_1_sealName"]`).fill(sound().parties[1]?.name ?? '')
    await page.getByText('没有查到会不予登记的问题').waitFor()
    await button(page, '存为草稿').click()
    await page.getByRole('link', { name: '查看检查结果并提交' }).click()
    await drawn(page)
    await does(page, 'submit', '提交申请', submitForm, { honest: true })
    await close(page)
    await look(page, 'registration-page')
  })

  it('is corrected once, accepted by that, and registered by another with the number from outside', async () => {
    const office = await at('gongxin.he', `/registrations/${id}`)
    await does(office, 'askCorrection', '一次性告知补正', correctionForm, { items: ['合同附件缺页'] })
    await close(office)
    const page = await at('gaoxiao.zhuan', `/registrations/${id}`)
    await does(page, 'correct', '提交补正', submitForm, { honest: true })
    await close(page)
    await page.getByText('已受理，认定审查中').first().waitFor()

    const reviewer = await at('gongxin.luo', `/registrations/${id}`)
    await button(reviewer, '准予登记').click()
    const given = { number: 'DJ-2026-000123', opinion: '属于技术许可合同，金额计算无误。' }
    await fill(dialog(reviewer), 'act-register', registerForm, given)
    await attach(dialog(reviewer), 'act-register_fileId')
    await button(dialog(reviewer), '确认准予登记').click()
    await button(dialog(reviewer), '知道了').waitFor()
    await close(reviewer)
    await reviewer.getByText('DJ-2026-000123').first().waitFor()
    await at('gongxin.luo', '/registrations/statistics')
    await reviewer.getByText('全部登记合同').waitFor()
    await look(reviewer, 'registration-statistics')
  })

  it('the seller says what it earned, and reads how it is taxed', async () => {
    const page = await at('gaoxiao.zhuan', `/registrations/${id}`)
    await page.getByRole('link', { name: '登记证明（全国系统出具）' }).waitFor()
    const client = await city.as('gaoxiao.zhuan')
    const income = { year: 2026, revenueFen: 50_000_000, costFen: 0, taxesFen: 0 }
    const answers = { ownTechnology: '是', exportLimited: '否' }
    const path = `/api/v1/contract-registrations/${id}/income`
    assert.equal((await client.post(path, { ...income, ...answers })).status, 200)
    await at('gaoxiao.zhuan', '/registrations/tax')
    await page.getByText('免税部分').waitFor()
    await look(page, 'registration-tax')
    await at('gaoxiao.zhuan', '/registrations')
    await look(page, 'registration-list')
  })
})
