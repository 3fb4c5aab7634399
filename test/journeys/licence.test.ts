import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { BUYER, ok, SELLER } from '#modules/contracts/fixture.ts'
import { licenceDesk, posted, trialTerms } from '#test/licence-desk.ts'
import { openBrowser, visit } from './browser.ts'
import { act, button, choose, close, dialog, drawn, field, look, open, person } from './steps.ts'

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF')
/** The clock's loop turns every few seconds. */
const CLOCK_MS = 30_000

describe('licences on posted terms and trials', () => {
  let desk: Awaited<ReturnType<typeof licenceDesk>>
  let browser: Browser
  let origin: string
  let buyer: Page
  let seller: Page
  const folder = mkdtempSync(join(tmpdir(), 'keqiao-receipts-'))

  before(async () => {
    desk = await licenceDesk({ workbench: true })
    origin = (await desk.city.serve()).url
    browser = await openBrowser()
    buyer = (await person(browser, origin, BUYER)).page
    seller = (await person(browser, origin, SELLER)).page
  })
  after(async () => {
    await browser.close()
    await desk.city.close()
  })

  const openTrial = async (page: Page, trial: { id: string }) =>
    open(page, `${origin}/app/trials/${trial.id}`)
  const moveTo = async (day: string) => desk.city.moveTo(`${day}T02:00:00.000Z`)
  const addDays = (day: string, n: number) =>
    new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)

  it('专利开放许可: declared by its owner, taken in one click to a contract that can be signed', async () => {
    const achievementId = await desk.publish()
    await desk.city.runtime.drain()
    await open(seller, `${origin}/app/licences/new?achievement=${achievementId}`)
    await look(seller, 'licence-new')
    await seller.getByText('专利开放许可', { exact: true }).click()
    await drawn(seller)
    await field(seller, '专利号').fill('ZL202110123456.3')
    await field(seller, '开放许可声明编号').fill('KF2026-00088')
    await field(seller, '声明公告日').fill('2026-03-02')
    await seller
      .getByRole('group', { name: '没有不得开放许可的情形' })
      .getByText('是', { exact: true })
      .click()
    await field(seller, '许可期限').fill('36')
    await field(seller, '技术内容与交付').fill('交付工艺规程一套。')
    await field(seller, '验收标准与方法').fill('连续运行三批检验合格。')
    await field(seller, '价款').fill('36000')
    await field(seller, '支付方式').fill('合同成立后 10 日内付清。')
    await field(seller, '条件有效期至').fill('2028-12-31')
    await look(seller, 'licence-open-form')
    await button(seller, '公布').click()
    await seller.getByText('条件已公布，现在就可以取得').waitFor()
    await seller.getByRole('link', { name: '查看公布的条件' }).click()
    await drawn(seller)
    await look(seller, 'licence-own-offer')
    const offerId = seller.url().split('/').at(-1) ?? ''

    await open(buyer, `${origin}/app/licences`)
    await look(buyer, 'licences')
    await open(buyer, `${origin}/app/licences/${offerId}`)
    await button(buyer, '按公布条件取得许可').click()
    await dialog(buyer).getByText('合同文本随即生成').waitFor()
    await look(buyer, 'licence-take')
    await button(dialog(buyer), '按这些条件取得许可').click()
    await dialog(buyer).getByRole('link', { name: '打开合同，核对并签署' }).click()
    await drawn(buyer)
    await buyer.getByRole('heading', { name: '怎样签署' }).waitFor()
    await look(buyer, 'licence-contract')
  })

  it('on the portal without JavaScript: read, sign in, open the terms, confirm', async () => {
    const achievementId = await desk.publish()
    ok(await desk.seller.post('/api/v1/licence-offers', { ...posted, achievementId }))
    ok(await desk.seller.post('/api/v1/licence-offers/trial', { ...trialTerms, achievementId }))
    await desk.city.runtime.drain()
    const { publicId } = ok(await desk.seller.get(`/api/v1/my/achievements/${achievementId}`))
    const { page, context } = await visit(browser, { javaScript: false })
    await page.goto(`${origin}/licences`)
    await look(page, 'portal-licences', false)
    await page.goto(`${origin}/achievements/${publicId}`)
    await page.getByRole('link', { name: '登录后取得许可' }).waitFor()
    await look(page, 'portal-offers', false)
    await context.request.post(`${origin}/demo/sign-in`, { form: { login: BUYER } })
    await page.goto(`${origin}/achievements/${publicId}`)
    await page.locator('summary', { hasText: '按公布条件取得许可' }).click()
    await look(page, 'portal-take', false)
    await page.getByRole('button', { name: '确认，按这些条件取得许可' }).click()
    await page.getByText('已按公布的条件取得许可，合同文本已生成。').waitFor()
    await page.locator('summary', { hasText: '申请试用' }).click()
    await page.getByLabel('想在哪里、怎样试用').fill('在一号车间试用两个月。')
    await page.getByRole('button', { name: '提交试用申请' }).click()
    await page.getByText('已申请试用，对方会收到通知。').waitFor()
    // With scripts the same page is read by axe.
    await buyer.goto(`${origin}/achievements/${publicId}`)
    await look(buyer, 'portal-offers-signed-in')
  })

  it('a trial is metered, converts, and the second side confirms the payment', async () => {
    const trial = await desk.running()
    const today = await desk.today()
    await openTrial(buyer, trial)
    await button(buyer, '登记读数').click()
    await field(dialog(buyer), '自').fill(today)
    await field(dialog(buyer), '至').fill(today)
    await field(dialog(buyer), '用量').fill('12.5')
    await look(buyer, 'trial-reading')
    await button(dialog(buyer), '登记读数').click()
    await close(buyer)
    await look(buyer, 'trial-running')

    await openTrial(seller, trial)
    await seller.getByRole('button', { name: /^确认读数/ }).click()
    await button(dialog(seller), '确认读数').click()
    await close(seller)
    await seller.getByText('已确认').first().waitFor()
    await look(seller, 'trial-confirmed')

    await openTrial(buyer, trial)
    await act(buyer, '转正，签订许可合同')
    await close(buyer)
    await desk.signText(trial.dealId, 'contract')
    await openTrial(buyer, trial)
    await buyer.locator('.pagehead').getByText('待付款').waitFor()
    await button(buyer, '上传付款凭证').click()
    const form = dialog(buyer)
    await field(form, '付款日期').fill(today)
    await field(form, '付款人').fill('示例·水产公司')
    await field(form, '收款户名和开户行').fill('示例研究中心，示例银行')
    const receipt = join(folder, '回单.pdf')
    writeFileSync(receipt, PDF)
    await form.locator('input[type=file]').setInputFiles(receipt)
    await form.getByText('SHA-256').waitFor()
    await look(buyer, 'trial-pay')
    await button(form, '确认上传付款凭证').click()
    await form.getByText('已上传付款凭证').waitFor()
    await close(buyer)

    await openTrial(seller, trial)
    await seller.getByRole('tab', { name: /付款/ }).click()
    await seller.locator('b').getByText('52,506.25 元').waitFor()
    await look(seller, 'trial-payment')
    await button(seller, '确认收款').click()
    await button(dialog(seller), '确认收款').click()
    await close(seller)
    await seller.locator('.pagehead').getByText('已转正，款已付清').waitFor()
    await look(seller, 'trial-converted')
  })

  it('another lapses as the rehearsal clock moves: rights end, the user says it has stopped', async () => {
    const trial = await desk.running()
    const { endsOn, answerBy } = await desk.showTrial(desk.buyer, trial)
    await moveTo(addDays(endsOn as string, 1))
    await openTrial(buyer, trial)
    await buyer.locator('.pagehead').getByText('试用期满，待答复').waitFor({ timeout: CLOCK_MS })
    await look(buyer, 'trial-deciding')
    await moveTo(addDays(answerBy as string, 1))
    await buyer.locator('.pagehead').getByText('已失效，待确认停用').waitFor({ timeout: CLOCK_MS })
    await look(buyer, 'trial-lapsing')
    await openTrial(buyer, trial)
    await button(buyer, '确认已停止使用').click()
    await field(dialog(buyer), '停止使用的日期').fill(addDays(answerBy as string, 1))
    await choose(dialog(buyer), /技术资料/, '已销毁')
    await button(dialog(buyer), '确认已停止使用').click()
    await close(buyer)
    await buyer.locator('.pagehead').getByText('已失效，已停用').waitFor()
    await look(buyer, 'trial-lapsed')
    assert.equal(ok(await desk.seller.get(`/api/v1/deals/${trial.dealId}`)).state, 'ended')
    await open(buyer, `${origin}/app/trials`)
    await look(buyer, 'trials')
  })
})
