import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'
import { testCity, type TestCity } from '#test/city.ts'
import { done, incomeDesk } from '#test/income-desk.ts'
import { approvalForm, priceForm } from '#modules/deals/price/forms.ts'
import { costsForm, paymentForm } from '#modules/income/payout/forms.ts'
import {
  approveForm as approvePlanForm,
  paperWordForm,
  whatIfForm,
  wordForm,
} from '#modules/income/plan/forms.ts'
import { answerForm, objectForm } from '#platform/notice/forms.ts'
import { openBrowser, visit } from './browser.ts'
import { fill } from './fill.ts'
import { act, button, choose, close, dialog, drawn, field, look, open, person } from './steps.ts'

const BUYER = 'shuichan.cai'
const SELLER = 'cailiao.shen'
const UNIVERSITY = 'gaoxiao.zhuan'
/** A picture of one point: a photographed paper that is read by people only. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('a deal', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let buyer: Page
  let seller: Page
  /** Names of one achievement of each owner. */
  const names: Record<string, string> = {}

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    buyer = (await person(browser, origin, BUYER)).page
    seller = (await person(browser, origin, SELLER)).page
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  /** Public page of the newest published achievement of somebody's organisation. */
  const pageOf = async (login: string) => {
    const owner = await city.as(login)
    const { body } = await owner.get('/api/v1/my/achievements?state=published&limit=1')
    const [record] = body.items as { name: string; publicId: string }[]
    assert.ok(record)
    names[login] = record.name
    return `${origin}/achievements/${record.publicId}`
  }
  const openDeal = async (page: Page, login: string) => {
    await open(page, `${origin}/app/deals`)
    await page.getByRole('link', { name: names[login] ?? '' }).click()
    await page.getByRole('region', { name: '下一步' }).waitFor()
    await drawn(page)
  }

  it('begins on the public page, without JavaScript; a refused form keeps what was typed', async () => {
    const plain = await visit(browser, { javaScript: false })
    const { page, context } = plain
    await context.request.post(`${origin}/demo/sign-in`, { form: { login: BUYER } })
    await page.goto(await pageOf(SELLER))
    await page.fill('#f-message', '      好')
    await page.getByRole('button', { name: '提交合作意向' }).click()
    assert.equal(await page.getAttribute('#f-message', 'aria-invalid'), 'true')
    assert.equal(await page.inputValue('#f-message'), '      好')
    await look(page, 'deal-intent-refused', false)
    await page.fill('#f-message', '想用在我们的加工车间，希望先看现场。')
    await page.getByRole('button', { name: '提交合作意向' }).click()
    await page.waitForLoadState()
    await look(page, 'deal-intent-sent', false)
    await context.close()
    await open(buyer, `${origin}/app/deals`)
    assert.equal(await buyer.getByRole('link', { name: names[SELLER] ?? '' }).count(), 1)
    await look(buyer, 'deal-list')
  })

  it('is accepted; both sides talk', async () => {
    await openDeal(seller, SELLER)
    await act(seller, '同意洽谈')
    await dialog(seller).getByText('已同意洽谈').waitFor()
    await close(seller)
    await field(seller, '留言').fill('欢迎下周来看，请带水样。')
    await button(seller, '发送').click()
    await seller.getByText('欢迎下周来看').waitFor()
    await openDeal(buyer, SELLER)
    await buyer.getByText('欢迎下周来看').waitFor()
    await look(buyer, 'deal-room')
  })

  it('has terms in versions; both see what changed', async () => {
    await button(buyer, '提出条款').click()
    await button(dialog(buyer), '确认提出条款').click()
    await dialog(buyer).getByText('此项必填').first().waitFor()
    await buyer.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true')
    await look(buyer, 'deal-terms-faults')
    const form = dialog(buyer)
    await choose(form, /合作方式/, '普通许可')
    await field(form, '价款').fill('380000')
    await field(form, '支付方式').fill('签约后 10 日内一次付清。')
    await field(form, '合同期限').fill('36')
    await field(form, '技术内容与交付').fill('交付技术资料一套，现场指导两次。')
    await field(form, '验收标准与方法').fill('按双方确认的检验大纲验收。')
    await field(form, '违约责任').fill('逾期付款每日按未付款的万分之三支付违约金。')
    await look(buyer, 'deal-terms')
    await button(form, '确认提出条款').click()
    await form.getByText('已提出条款').waitFor()
    await close(buyer)

    await openDeal(seller, SELLER)
    await button(seller, '提出条款').click()
    await field(dialog(seller), '价款').fill('360000')
    await button(dialog(seller), '确认提出条款').click()
    await dialog(seller).getByText('已提出条款').waitFor()
    await close(seller)

    await openDeal(buyer, SELLER)
    await buyer.getByRole('tab', { name: /条款/ }).click()
    await buyer.getByRole('region', { name: '版本比较' }).waitFor()
    await look(buyer, 'deal-terms-diff')
    await act(buyer, '同意条款，进入签约')
    await dialog(buyer).getByText('已同意条款').first().waitFor()
    await close(buyer)
  })

  it('leads to a contract as PDF that both agree to and confirm with a code', async () => {
    await buyer.getByRole('tab', { name: '合同' }).click()
    await button(buyer, '生成合同').click()
    const link = buyer.getByRole('link', { name: '打开第 1 版 PDF' })
    await link.waitFor()
    const pdf = await buyer.context().request.get(`${origin}${String(await link.getAttribute('href'))}`)
    assert.equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-')
    await look(buyer, 'deal-contract')
    await openDeal(seller, SELLER)
    for (const page of [buyer, seller]) {
      await page.getByRole('tab', { name: '合同' }).click()
      await drawn(page)
      await button(page, '同意电子确认条款').click()
      await dialog(page).getByRole('radio', { name: '是' }).check()
      await button(dialog(page), '确认同意电子确认条款').click()
      await dialog(page).getByText('已同意电子确认条款').waitFor()
      await close(page)
    }
    for (const page of [buyer, seller]) {
      await page.reload()
      await drawn(page)
      await page.getByRole('tab', { name: '合同' }).click()
      await confirmContract(page)
    }
    await openDeal(buyer, SELLER)
    await buyer.locator('.pagehead').getByText('已签约').waitFor()
    await buyer.getByRole('tab', { name: '合同' }).click()
    await buyer.getByText('下载电子确认书').waitFor()
    await look(buyer, 'deal-signed')
  })

  /** The code comes by SMS; the demo shows what it would have sent. */
  async function confirmContract(page: Page): Promise<void> {
    await button(page, '确认合同').click()
    const form = dialog(page)
    await button(form, '获取短信验证码').click()
    const shown = await form.getByText('演示短信').innerText()
    await field(form, '确认人身份（职务）').fill('示例总经理')
    await field(form, '动态口令或短信验证码').fill('000000')
    await button(form, '确认确认合同').or(button(form, '确认合同')).click()
    await form.getByRole('alert').first().waitFor()
    if (page === buyer) await look(page, 'deal-confirm-wrong-code')
    await field(form, '动态口令或短信验证码').fill(/\d{6}/.exec(shown)?.[0] ?? '')
    await button(form, '确认确认合同').or(button(form, '确认合同')).click()
    await form.getByText('已确认合同').waitFor()
    await close(page)
  }

  it('of a state-founded university waits for its price, with the reason', async () => {
    await buyer.goto(await pageOf(UNIVERSITY))
    await look(buyer, 'deal-intent')
    await buyer.fill('#f-message', '想在荔枝季前试用这项工艺。')
    await buyer.getByRole('button', { name: '提交合作意向' }).click()
    await buyer.waitForLoadState()
    const university = (await person(browser, origin, UNIVERSITY)).page
    await openDeal(university, UNIVERSITY)
    await act(university, '同意洽谈')
    await close(university)
    await button(university, '提出条款').click()
    const form = dialog(university)
    await choose(form, /合作方式/, '普通许可')
    await field(form, '价款').fill('150000')
    for (const title of ['支付方式', '技术内容与交付', '验收标准与方法', '违约责任'])
      await field(form, title).fill('按双方约定。')
    await field(form, '合同期限').fill('12')
    await button(form, '确认提出条款').click()
    await form.getByText('已提出条款').waitFor()
    await close(university)
    await openDeal(buyer, UNIVERSITY)
    await act(buyer, '同意条款，转入定价程序')
    await close(buyer)
    await buyer.locator('.pagehead').getByText('待定价').waitFor()
    await buyer.getByText('应当先在本单位公示成果名称和拟交易价格').waitFor()
    await look(buyer, 'deal-pricing')
    await buyer.getByRole('tab', { name: '合同' }).click()
    await buyer.getByText('价格经审批、公示或备案以后才能生成合同').waitFor()
  })

  it('its price is proposed by one, approved by another, and public in the unit (转化法 18)', async () => {
    const office = (await person(browser, origin, UNIVERSITY)).page
    await openDeal(office, UNIVERSITY)
    await button(office, '拟定交易价格').click()
    await fill(dialog(office), 'act-proposePrice', priceForm, {
      routeReason: '受让方特定，需要持续的技术支持。',
      bases: ['双方协商'],
      basisNote: '参照同类许可，经三轮协商。',
      valuation: '没有评估',
      completers: ['示例教师'],
      related: '没有关联关系',
    })
    await look(office, 'deal-price')
    await dialog(office).locator('button[type=submit]').click()
    await close(office)
    const head = (await person(browser, origin, 'gaoxiao.xiaozhang')).page
    await openDeal(head, UNIVERSITY)
    await button(head, '同意，开始公示').click()
    const decision = { decidedBy: '领导班子集体决定', decidedOn: '2026-11-20', free: true }
    await fill(dialog(head), 'act-approvePrice', approvalForm, decision)
    await dialog(head).locator('button[type=submit]').click()
    await close(head)
    await head.locator('.pagehead').getByText('价格公示中').waitFor()
    await look(head, 'deal-noticing')
  })

  it('a colleague objects, the unit answers in writing, and after the whole term the contract can be made', async () => {
    const colleague = (await person(browser, origin, 'jiaoshou.su', '/notices')).page
    await colleague
      .getByRole('link', { name: names[UNIVERSITY] ?? '' })
      .first()
      .click()
    await drawn(colleague)
    await button(colleague, '提出异议').click()
    const said = { words: '价格低于同类许可，应当评估。' }
    await fill(dialog(colleague), 'dialog-form', objectForm, said)
    await dialog(colleague).locator('button[type=submit]').click()
    await close(colleague)
    const head = (await person(browser, origin, 'gaoxiao.xiaozhang')).page
    await open(head, new URL(colleague.url()).href)
    await button(head, '答复异议').click()
    const answer = { outcome: 'rejected', answer: '已参照三宗同类许可，价格合理，附对比表。' }
    await fill(dialog(head), 'dialog-form', answerForm, answer)
    await dialog(head).locator('button[type=submit]').click()
    await close(head)
    await look(head, 'deal-objection-answered')
    await city.moveTo(new Date(Date.now() + 30 * 86_400_000).toISOString())
    await openDeal(buyer, UNIVERSITY)
    await buyer.locator('.pagehead').getByText('签约中').waitFor({ timeout: 60_000 })
  })

  /** Plan of the income, by the contract that was signed. */
  let planId = ''

  it('is signed and paid (seen in the journeys of signing and settlement), its income planned for three', async () => {
    const desk = incomeDesk(city)
    const office = await city.as(UNIVERSITY)
    const contractId = await desk.sign(office, await city.as(BUYER), names[UNIVERSITY] ?? '')
    const page = (await person(browser, origin, UNIVERSITY, `/contracts/${contractId}`)).page
    await button(page, '起草收益分配方案').click()
    await page.getByText('比例的依据').first().waitFor()
    await look(page, 'income-new')
    planId = await desk.planForThree(office, contractId)
    await open(page, `${origin}/app/income/${planId}`)
    await act(page, '请成员确认')
    await close(page)
    await desk.payIn(await city.as('gaoxiao.caiwu'), office, contractId, 15_000_000)
  })

  it('each member agrees, one on paper; another person approves, and the receipt divides by itself', async () => {
    for (const login of ['jiaoshou.lin', 'jiaoshou.su']) {
      const member = (await person(browser, origin, login, '/income/mine')).page
      await member.getByRole('button', { name: /确认方案/ }).click()
      await fill(dialog(member), 'dialog-income-word', wordForm, { word: 'agree' })
      await look(member, 'income-word')
      await dialog(member).locator('button[type=submit]').click()
      await close(member)
      await member.getByText('您的意见：同意').waitFor()
    }
    const office = (await person(browser, origin, UNIVERSITY, `/income/${planId}`)).page
    await button(office, '登记书面意见：示例学生').click()
    await fill(dialog(office), 'dialog-income-paper-word', paperWordForm, { word: 'agree' })
    const paper = { name: '确认书.png', mimeType: 'image/png', buffer: PIXEL }
    await dialog(office).locator('input[type=file]').first().setInputFiles(paper)
    await dialog(office).getByText('SHA-256').waitFor()
    await dialog(office).locator('button[type=submit]').click()
    await close(office)
    await act(office, '提交审批')
    await close(office)
    const head = (await person(browser, origin, 'gaoxiao.xiaozhang', `/income/${planId}`)).page
    await button(head, '同意，方案生效').click()
    const decision = { decidedBy: '领导班子集体决定', decidedOn: await incomeDesk(city).dayOf(), free: true }
    await fill(dialog(head), 'act-approve', approvePlanForm, decision)
    await dialog(head).locator('button[type=submit]').click()
    await close(head)
    await city.runtime.drain()
    await open(head, `${origin}/app/income/${planId}`)
    await head.getByRole('button', { name: /到账.*待登记直接费用/ }).waitFor()
    await look(head, 'income-plan')
  })

  it('costs, notice in the unit, each paid; three statements that cite the clause', async () => {
    const finance = (await person(browser, origin, 'gaoxiao.caiwu', `/income/${planId}`)).page
    await button(finance, '登记直接费用').click()
    const costs = [{ kind: '评估费', fen: 1_000_000, voucher: 'P-1' }]
    await fill(dialog(finance), 'act-enterCosts', costsForm, { costs })
    await dialog(finance).locator('button[type=submit]').click()
    await close(finance)
    const head = await city.as('gaoxiao.xiaozhang')
    const { payouts } = done(await head.get(`/api/v1/income/plans/${planId}`))
    const decision = { decidedBy: '领导班子集体决定', decidedOn: await incomeDesk(city).dayOf(), free: true }
    await incomeDesk(city).actOn(head, 'income-payout', payouts[0].dossierId, 'approve', decision)
    await incomeDesk(city).loadYear()
    await city.moveTo(`${await incomeDesk(city).dayOf(40)}T02:00:00.000Z`)
    await open(finance, `${origin}/app/income/${planId}`)
    await finance
      .getByRole('button', { name: /到账.*待发放/ })
      .waitFor({ timeout: 60_000 })
      .catch(() => open(finance, `${origin}/app/income/${planId}`))
    await look(finance, 'income-payable')
    for (let paid = 0; paid < 3; paid += 1) {
      await finance
        .getByRole('button', { name: /^登记发放：/ })
        .first()
        .click()
      const given = {
        paidOn: await incomeDesk(city).dayOf(),
        account: '示例基本户',
        voucher: `F-${String(paid)}`,
      }
      const { paidOn, account, voucher } = paymentForm.shape
      await fill(dialog(finance), 'dialog-income-payment', z.object({ paidOn, account, voucher }), given)
      await dialog(finance).locator('button[type=submit]').click()
      await close(finance)
      await finance.getByText(`凭证 ${given.voucher}`).waitFor()
    }
    await finance.getByRole('button', { name: /到账.*已发放/ }).waitFor()
    await look(finance, 'income-paid')
    const office = await city.as('gaoxiao.caiwu')
    const shown = done(await office.get(`/api/v1/income/plans/${planId}`))
    const shares = shown.payouts[0].shares as { key: string; fen: number }[]
    assert.deepEqual(
      shares.map(({ fen }) => fen),
      [4_900_000, 2_940_000, 1_960_000],
    )
    for (const { key } of shares) {
      const path = `/api/v1/income/plans/${planId}/statements/${encodeURIComponent(key)}`
      const answer = await city.app.request(`http://localhost${path}`, { headers: { cookie: office.cookie } })
      assert.equal(
        Buffer.from(await answer.arrayBuffer())
          .subarray(0, 5)
          .toString(),
        '%PDF-',
      )
    }
    const other = await city.as('jiaoshou.lin')
    const foreign = `/api/v1/income/plans/${planId}/statements/${encodeURIComponent('示例学生')}`
    assert.equal((await other.get(foreign)).status, 404, 'nobody reads the statement of a colleague')
    const mine = (await person(browser, origin, 'jiaoshou.lin', '/income/mine')).page
    await mine.getByRole('link', { name: '下载结算单（PDF）' }).waitFor()
    await look(mine, 'income-mine')
  })

  it('is tried out before it is signed', async () => {
    const page = (await person(browser, origin, SELLER, '/income/what-if?mode=TRANSFER&fen=10000000')).page
    const { ruleSource, teamRateBp, members } = whatIfForm.shape
    const shape = z.object({ ruleSource, teamRateBp, members })
    const member = { name: '示例甲', weightBp: 10_000, main: true, post: '无' }
    const values = { ruleSource: 'NONE', teamRateBp: 5000, members: [member] }
    await fill(page, 'income-what-if', shape, values)
    await button(page, '试算').click()
    await page.getByRole('region', { name: '试算结果' }).waitFor()
    await look(page, 'income-what-if')
  })
})
