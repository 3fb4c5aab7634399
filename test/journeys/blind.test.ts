import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser, visit } from './browser.ts'
import { button, choose, dialog, drawn, field, look, open, person } from './steps.ts'

const FIRM = 'shuichan.cai'
const FIRM_NAME = '鲜汐'
const UNIVERSITY = 'gaoxiao.zhuan'
const OTHER = 'cailiao.shen'
const PROBLEM =
  '低值鱼做的鱼糜凝胶强度上不去，想找不添加磷酸盐的增强工艺，凝胶强度≥600 g·cm，持水率90%以上，预算50万左右，年底前试产。'
const OFFERED = '鱼糜凝胶强度提升的超高压协同热处理技术'
const PLAIN =
  '鲍鱼越冬时死亡多，想找低水温下的增氧和投喂办法，成活率90%以上，每吨水成本2元以内，三个月内先试一个池。'

describe('a blind demand', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let firm: Page
  let university: Page
  let dealPath: string

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    firm = (await person(browser, origin, FIRM)).page
    university = (await person(browser, origin, UNIVERSITY)).page
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  const shown = (page: Page) => page.locator('body').innerText()
  const publish = async (title: RegExp) => {
    const officer = await person(browser, origin, 'ju.lin', '/review')
    await officer.page.getByRole('link', { name: title }).click()
    await drawn(officer.page)
    const page = await shown(officer.page)
    await button(officer.page, '审核通过').click()
    await look(officer.page, 'blind-review')
    await button(dialog(officer.page), '确认审核通过').click()
    await dialog(officer.page).getByText('已审核通过').waitFor()
    await officer.context.close()
    await city.runtime.drain()
    return page
  }

  it('is one paragraph and two ticks; what would tell who asks is named before it is sent', async () => {
    const started = Date.now()
    await open(firm, `${origin}/app/demands/new`)
    const text = firm.getByLabel(/您想解决什么问题？/)
    await text.fill(`我们${FIRM_NAME}公司${PROBLEM}`)
    await firm.getByLabel('先不公开单位').check()
    await firm.getByText('匿名发布前须改掉').waitFor()
    await look(firm, 'blind-telling')
    await text.fill(PROBLEM)
    await firm.getByText('匿名发布前须改掉').waitFor({ state: 'detached' })
    const read = firm.getByRole('region', { name: '读出的内容' })
    await read.getByText('凝胶强度', { exact: false }).first().waitFor()
    await firm.getByText(/平台上有 \d+ 项成果与此相近/).waitFor()
    await firm.getByLabel(/不涉及国家秘密/).check()
    await look(firm, 'blind-form')
    await button(firm, '提交审核').click()
    await firm.getByText('需求已提交审核').waitFor()
    await look(firm, 'blind-sent')
    assert.ok(Date.now() - started < 60_000, 'the pages leave the minute to the writer')
  })

  it('is reviewed by an officer who sees whose it is', async () => {
    assert.ok((await publish(/低值鱼做的鱼糜凝胶/)).includes(FIRM_NAME))
  })

  it('is found by a university with reasons, and without a name', async () => {
    await university.goto(`${origin}/demands?q=${encodeURIComponent('鱼糜 凝胶')}`)
    await university.locator('.results tbody th a', { hasText: '上不去' }).click()
    await university.getByRole('heading', { name: '可能适用的成果' }).waitFor()
    await university.getByText(OFFERED).first().waitFor()
    const page = await shown(university)
    assert.ok(page.includes('匿名需求方') && !page.includes(FIRM_NAME))
    await look(university, 'blind-public')
    await university.goto(`${origin}/search?q=${encodeURIComponent(FIRM_NAME)}`)
    assert.ok(!(await shown(university)).includes('凝胶强度上不去'))
  })

  it('is offered an achievement; both talk without a name', async () => {
    await university.goto(`${origin}/demands?q=${encodeURIComponent('鱼糜 凝胶')}`)
    await university.locator('.results tbody th a', { hasText: '上不去' }).click()
    await university.getByRole('link', { name: '我能解决' }).click()
    await drawn(university)
    // The list is long; its search narrows it.
    await university.getByRole('combobox', { name: '用哪项成果' }).fill('超高压')
    await choose(university, '用哪项成果', OFFERED)
    await field(university, '能怎样解决').fill('可以先用贵方原料做小试。')
    await look(university, 'blind-offer')
    await button(university, '提出方案').click()
    await university.getByText('方案已提出').waitFor()
    await university.getByRole('link', { name: '打开洽谈' }).click()
    await drawn(university)
    dealPath = new URL(university.url()).pathname
    const page = await shown(university)
    assert.ok(page.includes('匿名需求方') && !page.includes(FIRM_NAME))
    await look(university, 'blind-deal-hidden')
  })

  it('names both once the firm consents, and nobody else', async () => {
    await city.runtime.drain()
    await open(firm, `${origin}/app/deals`)
    await firm.locator(`a[href="${dealPath}"]`, { hasText: OFFERED }).click()
    await drawn(firm)
    await firm.getByText('对方现在只看到“匿名需求方”').waitFor()
    await look(firm, 'blind-deal-own')
    await field(firm, '留言').fill(`我们是${FIRM_NAME}，原料可以寄。`)
    await button(firm, '发送').click()
    await firm
      .getByText(/会让对方认出/)
      .first()
      .waitFor()
    await look(firm, 'blind-message-refused')
    await button(firm, '接受方案并公开身份').click()
    await dialog(firm).getByText('是', { exact: true }).click()
    await look(firm, 'blind-consent')
    await button(dialog(firm), '确认接受方案并公开身份').click()
    await dialog(firm).getByText('已接受方案并公开身份').waitFor()
    await button(dialog(firm), '知道了').click()
    await university.reload()
    await drawn(university)
    assert.ok((await shown(university)).includes(FIRM_NAME))
    await look(university, 'blind-deal-open')
    const other = await person(browser, origin, OTHER)
    await other.page.goto(`${origin}/demands?q=${encodeURIComponent('鱼糜 凝胶')}`)
    await other.page.locator('.results tbody th a', { hasText: '上不去' }).click()
    await other.page.getByRole('heading', { name: '可能适用的成果' }).waitFor()
    assert.ok(!(await shown(other.page)).includes(FIRM_NAME))
    await other.context.close()
  })

  it('goes on to terms', async () => {
    await button(university, '提出条款').click()
    const form = dialog(university)
    await choose(form, /合作方式/, '普通许可')
    await field(form, '价款').fill('480000')
    for (const title of ['支付方式', '技术内容与交付', '验收标准与方法', '违约责任'])
      await field(form, title).fill('按双方约定。')
    await field(form, '合同期限').fill('12')
    await button(form, '确认提出条款').click()
    await form.getByText('已提出条款').waitFor()
  })

  it('needs no script: a visitor writes, signs in, finds the text again and sends it', async () => {
    const { page, context } = await visit(browser, { javaScript: false })
    await page.goto(`${origin}/demands/new`)
    await look(page, 'blind-plain-first', false)
    await page.fill('textarea', PLAIN)
    await page.getByRole('button', { name: '读一读，看有没有相近的成果' }).click()
    await page.getByText('成活率', { exact: false }).first().waitFor()
    await look(page, 'blind-plain-visitor', false)
    await context.request.post(`${origin}/demo/sign-in`, { form: { login: 'yuye.jiang' } })
    await page.goto(`${origin}/demands/new`)
    assert.equal(await page.inputValue('textarea'), PLAIN)
    await page.getByLabel('先不公开单位').check()
    await page.getByLabel(/不涉及国家秘密/).check()
    await page.getByRole('button', { name: '提交审核' }).click()
    await page.getByText('请填写预算，或选择“预算面议”').first().waitFor()
    assert.ok(await page.getByLabel('先不公开单位').isChecked(), 'a refused form keeps what was chosen')
    await page.getByLabel('预算面议').check()
    await look(page, 'blind-plain-form', false)
    await page.getByRole('button', { name: '提交审核' }).click()
    await page.waitForURL(/done=/)
    await look(page, 'blind-plain-sent', false)
    await context.close()
    await publish(/鲍鱼越冬/)
    const answer = await fetch(`${origin}/demands?q=${encodeURIComponent('鲍鱼越冬')}`)
    const list = await answer.text()
    assert.ok(list.includes('匿名需求方') && !list.includes('深蓝渔业'))
  })
})
