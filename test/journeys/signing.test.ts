import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { BUYER, contractDesk, ok, SELLER } from '#modules/contracts/fixture.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { photographs } from '#test/photographs.ts'
import { openBrowser, visit } from './browser.ts'
import { button, choose, dialog, drawn, field, look, open, person } from './steps.ts'

/** Reading the marks of a scan takes a second a sheet on a quiet machine. */
const READING_MS = 180_000

describe('signing a contract', () => {
  let desk: Awaited<ReturnType<typeof contractDesk>>
  let browser: Browser
  let origin: string
  let buyer: Page
  let seller: Page
  const folder = mkdtempSync(join(tmpdir(), 'keqiao-photos-'))

  before(async () => {
    desk = await contractDesk({ workbench: true })
    origin = (await desk.city.serve()).url
    browser = await openBrowser()
    buyer = (await person(browser, origin, BUYER)).page
    seller = (await person(browser, origin, SELLER)).page
  })
  after(async () => {
    await browser.close()
    await desk.city.close()
  })

  const close = async (page: Page) => {
    await button(dialog(page), '知道了').click()
    await dialog(page).waitFor({ state: 'detached' })
    await drawn(page)
  }
  const openContract = async (page: Page, id: string) => open(page, `${origin}/app/contracts/${id}`)
  /** Photographs of a PDF as files on the telephone. */
  const photos = async (pdf: Buffer, name: string, options = {}) =>
    (await photographs(pdf, options)).map((bytes, i) => {
      const path = join(folder, `${name}_${String(i + 1)}.jpg`)
      writeFileSync(path, bytes)
      return path
    })
  const bring = async (page: Page, files: string[], covers: string) => {
    await button(page, '交回纸质文本').click()
    const form = dialog(page)
    await form.locator('input[type=file]').setInputFiles(files)
    await form.getByText('SHA-256').waitFor()
    await choose(form, /有谁的签字盖章/, covers)
    if (page === buyer) await look(page, 'signing-bring')
    await button(form, '确认交回纸质文本').click()
    await form.getByText('已交回纸质文本').waitFor()
    await close(page)
  }

  it('on paper: photographs come back, a second person compares, and the contract is made', async () => {
    const made = await desk.make(await desk.agreedDeal())
    await openContract(buyer, made.id)
    await buyer.getByRole('heading', { name: '怎样签署' }).waitFor()
    await look(buyer, 'signing-ways')
    const pdf = await desk.bytesOf(desk.buyer, `/api/v1/contracts/${made.id}/pdf`)

    await bring(buyer, await photos(pdf, 'lacking', { without: [3] }), '各方都已签字盖章')
    await buyer.getByText(/缺页：没有识别到第 3 页/).waitFor({ timeout: READING_MS })
    await look(buyer, 'signing-paper-lacking')
    await openContract(seller, made.id)
    await seller.getByRole('link', { name: '核对这份交回件' }).click()
    await drawn(seller)
    await field(seller, '退回原因').fill('缺第 3 页，请重拍。')
    await look(seller, 'signing-check-lacking')
    await button(seller, '退回').click()
    await seller.getByText('已退回：缺第 3 页，请重拍。').waitFor()

    await openContract(buyer, made.id)
    await buyer.getByText('已退回：缺第 3 页，请重拍。').waitFor()
    await bring(buyer, await photos(pdf, 'whole'), '各方都已签字盖章')
    await buyer.getByText(/页码齐全，都是这一版文本/).waitFor({ timeout: READING_MS })
    await buyer.getByRole('link', { name: '查看交回件（须由别人核对）' }).click()
    await buyer.getByText('交回人不能核对自己交回的文本').first().waitFor()

    await openContract(seller, made.id)
    await seller.getByRole('link', { name: '核对这份交回件' }).click()
    await drawn(seller)
    await button(seller, '放大').click()
    await look(seller, 'signing-check')
    for (const [n, name] of [desk.sellerName, desk.buyerName].entries()) {
      const form = seller.getByRole('region', { name: `核对${name}` })
      await form.waitFor()
      await field(form, '印章上的文字').fill(n === 0 ? '示例·别的单位公章' : `${name}合同专用章`)
      await field(form, '签字人姓名').fill('王某')
      await field(form, '签字人身份（职务）').fill('法定代表人')
      await field(form, '纸上写的日期').fill('2026-11-20')
      if (n === 0) {
        await button(form, '核对通过').click()
        await form
          .getByText(/与登记名称.*不一致/)
          .first()
          .waitFor()
        await look(seller, 'signing-seal-differs')
        await field(form, '印章上的文字').fill(`${name}公章`)
      }
      await button(form, '核对通过').click()
      await form.waitFor({ state: 'detached' })
    }
    await openContract(buyer, made.id)
    await buyer.getByText('下载签署记录').waitFor()
    await look(buyer, 'signing-done')
    assert.equal((await desk.show(desk.seller, made.id)).state, 'confirmed')
  })

  it('of the parties’ own: uploaded, its points ticked, judged, and confirmed by both', async () => {
    const made = await desk.make(await desk.agreedDeal())
    const own = await printPdf({
      title: '技术许可合同',
      version: '',
      at: '2026-01-05T01:00:00.000Z',
      blocks: [
        { kind: 'title', text: '技术许可合同' },
        { kind: 'paragraph', text: '乙方不得对该技术进行改进。' },
      ],
    })
    const path = join(folder, '双方合同.pdf')
    writeFileSync(path, own.bytes)
    await openContract(seller, made.id)
    await button(seller, '改用自己的文本').click()
    const form = dialog(seller)
    await form.locator('input[type=file]').first().setInputFiles(path)
    await form.getByText('SHA-256').waitFor()
    const points = ['项目的名称', '标的的内容、范围和要求', '履行的计划、地点和方式', '技术信息和资料的保密']
    const more = [
      '技术成果的归属和收益的分配办法',
      '验收标准和方法',
      '名词和术语的解释',
      '作为合同组成部分的技术文档',
    ]
    for (const [i, title] of [...points, ...more].entries())
      await field(form, title).fill(`第 ${String(i + 1)} 条`)
    await form.getByLabel(/^涉及专利的事项/).fill('无')
    await look(seller, 'signing-own-form')
    await button(form, '确认改用自己的文本').click()
    await form.getByText('已改用自己的文本').waitFor()
    await close(seller)
    await seller.getByText('打开双方的文本').waitFor()
    await seller.getByText(/限制改进或者要求无偿回授/).waitFor()
    await look(seller, 'signing-own')
    await openContract(buyer, made.id)
    await buyer.getByText('打开封面（带二维码）').waitFor()
    const { documents } = await desk.show(desk.seller, made.id)
    await desk.consentBoth(made, 2)
    for (const client of [desk.seller, desk.buyer])
      ok(await desk.confirm(client, { ...made, sha256: documents[0].sha256 }))
    await openContract(buyer, made.id)
    await buyer.getByText('下载电子确认书').waitFor()
  })

  it('by somebody without an account: a one-time link, without JavaScript', async () => {
    const made = await desk.make(await desk.agreedDeal())
    await desk.consentBoth(made)
    await openContract(seller, made.id)
    await button(seller, '发一次性签署链接').click()
    const form = dialog(seller)
    await choose(form, /代表哪一方签署/, `${desk.sellerName}（甲方（许可人））`)
    await field(form, '签署人姓名').fill('钟某人')
    await field(form, '签署人手机号').fill('13912345678')
    await field(form, '确认人身份（职务）').fill('法定代表人')
    await look(seller, 'signing-link-form')
    await button(form, '确认发一次性签署链接').click()
    await form.getByText('已发一次性签署链接').waitFor()
    await close(seller)
    const address = await seller.getByText(/\/sign\/[\w-]{40,}/).innerText()
    await look(seller, 'signing-link-sent')

    const { page, context } = await visit(browser, { javaScript: false })
    await page.goto(address)
    await look(page, 'sign-name', false)
    await page.fill('#f-name', '钟某人')
    await page.fill('#f-last4', '0000')
    await page.getByRole('button', { name: '获取验证码' }).click()
    await page.getByText('还可以试 4 次').first().waitFor()
    await look(page, 'sign-name-wrong', false)
    await page.fill('#f-last4', '5678')
    await page.getByRole('button', { name: '获取验证码' }).click()
    await page.getByText('下载并阅读文本').waitFor()
    await look(page, 'sign-text', false)
    const shown = await page.getByText('演示短信').innerText()
    await page.check('input[name=agreed]')
    await page.fill('#f-code', /\d{6}/.exec(shown)?.[0] ?? '')
    await page.getByRole('button', { name: '确认签署' }).click()
    await page.getByText('您已于').waitFor()
    await look(page, 'sign-done', false)
    await context.close()

    // The same pages for axe, which needs scripts.
    const scripted = await visit(browser)
    await scripted.page.goto(address)
    await look(scripted.page, 'sign-gone')
    await scripted.context.close()

    await openContract(buyer, made.id)
    await buyer.getByText(/一次性链接 139\*\*\*\*5678/).waitFor()
    await look(buyer, 'signing-link-signed')
  })

  it('of a transfer waits for the completers, in plain words', async () => {
    const made = await desk.make(await desk.agreedDeal('转让'))
    await desk.consentBoth(made)
    await openContract(seller, made.id)
    await seller.getByText('还没有征询的记录', { exact: true }).waitFor()
    await look(seller, 'signing-rights')
    await button(seller, '登记优先权、共有人的答复').click()
    const form = dialog(seller)
    await choose(form, /哪一项权利/, `${desk.sellerName}的成果完成人（民法典 第八百四十七条）`)
    await field(form, '权利人').fill('何荔生')
    await field(form, '告知条件的日期').fill('2026-11-02')
    await choose(form, /^答复/, '放弃')
    await look(seller, 'signing-right-form')
  })
})
