import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { BUYER, contractDesk, ok, SELLER } from '#modules/contracts/fixture.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { openBrowser } from './browser.ts'
import { act, button, choose, close, dialog, drawn, field, look, open, person } from './steps.ts'

const BROKER = 'jingji.ma'

/** Chooses in a box that searches while one types. */
async function pick(page: Page, title: string, words: string): Promise<void> {
  const box = page.getByRole('combobox', { name: title })
  await box.click()
  await box.fill(words)
  await page.locator('.ant-select-item-option-content').getByText(words).first().click()
}

describe('a broker introduces, a deal follows, its data room opens', () => {
  let desk: Awaited<ReturnType<typeof contractDesk>>
  let browser: Browser
  let origin: string
  let buyer: Page
  let seller: Page
  let broker: Page
  let achievementId: string
  let name: string
  let dealId: string

  before(async () => {
    desk = await contractDesk({ workbench: true })
    origin = (await desk.city.serve()).url
    achievementId = await desk.publish()
    ;({ name } = ok(await desk.seller.get(`/api/v1/my/achievements/${achievementId}`)).form)
    browser = await openBrowser()
    buyer = (await person(browser, origin, BUYER)).page
    seller = (await person(browser, origin, SELLER)).page
    broker = (await person(browser, origin, BROKER)).page
  })
  after(async () => {
    await browser.close()
    await desk.city.close()
  })

  const openIntroduction = async (page: Page) => {
    await open(page, `${origin}/app/introductions`)
    await page.getByRole('link', { name }).first().click()
    await drawn(page)
  }
  const confirmIntroduced = async (page: Page) => {
    await button(page, '确认被引荐').click()
    await dialog(page).getByRole('radio', { name: '是' }).check()
    await button(dialog(page), '确认确认被引荐')
      .or(button(dialog(page), '确认被引荐'))
      .click()
    await dialog(page).getByText('已确认被引荐').first().waitFor()
    await close(page)
  }
  const openRoom = async (page: Page) => {
    await open(page, `${origin}/app/deals/${dealId}`)
    await page.getByRole('tab', { name: '资料室' }).click()
    await drawn(page)
  }

  it('the broker introduces both from the page of the achievement', async () => {
    await open(broker, `${origin}/app/introductions`)
    await look(broker, 'introductions-broker')
    await open(broker, `${origin}/app/achievements/${achievementId}?view=public`)
    await button(broker, '引荐')
      .or(broker.getByRole('link', { name: '引荐' }))
      .last()
      .click()
    await drawn(broker)
    await pick(broker, '为哪项需求', '马鲛鱼等高档鱼速冻锁鲜技术')
    await field(broker, '引荐理由').fill('保鲜工艺也适合鱼类产品，双方相距一小时车程。')
    await choose(broker, /由谁支付佣金/, '需求方')
    await field(broker, '按成交额的比例').fill('3')
    await field(broker, '支付条件').fill('合同成立后 10 日内。')
    await look(broker, 'introduction-new')
    await button(broker, '引荐').click()
    await broker.getByText('引荐已发给双方').waitFor()
    await broker.getByRole('link', { name: '查看引荐' }).click()
    await drawn(broker)
    await look(broker, 'introduction-proposed')
  })

  it('both confirm; the receipt says until when it is protected', async () => {
    await openIntroduction(seller)
    await look(seller, 'introduction-seller')
    await confirmIntroduced(seller)
    await openIntroduction(buyer)
    await confirmIntroduced(buyer)
    await buyer.getByText(/引荐成立，保护期/).waitFor()
    await look(buyer, 'introduction-protected')
    const link = buyer.getByRole('link', { name: '引荐回执（PDF）' })
    const pdf = await buyer.context().request.get(`${origin}${String(await link.getAttribute('href'))}`)
    assert.equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-')
  })

  it('the deal of the two is bound to it; the broker sees its stage and no more', async () => {
    await buyer.getByRole('link', { name: '就这项成果提出合作意向' }).click()
    await drawn(buyer)
    await field(buyer, '合作意向').fill('先试用到马鲛鱼，想看保鲜数据。')
    await button(buyer, '发出意向').click()
    await buyer.getByRole('link', { name: '打开洽谈' }).click()
    await drawn(buyer)
    dealId = buyer.url().split('/').at(-1) ?? ''
    await buyer.getByText(/双方由.*引荐，保护期到/).waitFor()
    await look(buyer, 'deal-introduced')
    await open(seller, `${origin}/app/deals/${dealId}`)
    await act(seller, '同意洽谈')
    await close(seller)
    await openIntroduction(broker)
    await broker.getByText('洽谈中').first().waitFor()
    await look(broker, 'introduction-stage')
    await broker.goto(`${origin}/app/deals/${dealId}`)
    await broker.getByText('没有找到这次洽谈').first().waitFor()
  })

  it('they meet: times from one, chosen by the other, minutes by one and confirmed by the other', async () => {
    const openMeetings = async (page: Page) => {
      await open(page, `${origin}/app/deals/${dealId}`)
      await page.getByRole('tab', { name: /^会面/ }).click()
      await drawn(page)
    }
    const today = ok(await desk.seller.get('/api/v1/me')).today as string
    await openMeetings(seller)
    await button(seller, '约会面').click()
    const form = dialog(seller)
    await field(form, '会面事由').fill('看中试现场')
    await choose(form, /方式/, '现场')
    await field(form, '地点或线上会议链接').fill('中试车间')
    await form.getByRole('button', { name: /^添加一项/ }).click()
    await field(form, '开始').fill(`${today}T23:58`)
    await field(form, '结束').fill(`${today}T23:59`)
    await look(seller, 'meeting-form')
    await button(form, '约会面').click()
    await form.getByText('已办理：约会面').waitFor()
    await close(seller)

    await openMeetings(buyer)
    await button(buyer, '选定时间').click()
    await button(dialog(buyer), '确认选定时间').click()
    await close(buyer)
    await buyer.getByText('已约定').first().waitFor()
    await look(buyer, 'meeting-agreed')

    await desk.city.moveTo(`${today}T15:59:30Z`)
    await openMeetings(seller)
    await button(seller, '写会面纪要').click()
    await field(dialog(seller), '会面纪要').fill('看了三批样品，下周给出试用条件。')
    await button(dialog(seller), '确认写会面纪要').click()
    await close(seller)
    await openMeetings(buyer)
    await button(buyer, '确认纪要').click()
    await button(dialog(buyer), '确认纪要').click()
    await close(buyer)
    await buyer.getByText('已会面').first().waitFor()
    await look(buyer, 'meeting-held')
  })

  it('a later deal of the two about something else says that they were introduced', async () => {
    const other = await desk.publish()
    const later = ok(
      await desk.buyer.post('/api/v1/deals', { achievementId: other, message: '另一项也想谈。' }),
    )
    await open(seller, `${origin}/app/deals/${later.result.id}`)
    await seller.getByText(/双方曾由.*就别的事项引荐，保护期到/).waitFor()
    await look(seller, 'deal-introduced-before')
  })

  it('the data room stays shut, even its titles, until both have signed the confidentiality agreement', async () => {
    const report = await printPdf({
      title: '示例中试报告',
      version: '',
      at: '2026-01-05T01:00:00.000Z',
      blocks: [
        { kind: 'title', text: '示例中试报告' },
        { kind: 'paragraph', text: '三批中试，褐变率平均下降两成。' },
      ],
    })
    const path = join(mkdtempSync(join(tmpdir(), 'keqiao-room-')), '中试报告.pdf')
    writeFileSync(path, report.bytes)
    await openRoom(seller)
    await button(seller, '放一份资料').click()
    const form = dialog(seller)
    await field(form, '资料名称').fill('示例中试报告')
    await choose(form, /放什么/, '一个文件')
    await form.locator('input[type=file]').setInputFiles(path)
    await form.getByText('SHA-256').waitFor()
    await choose(form, /给谁看/, '签了保密协议即可查看')
    await choose(form, /对方可以怎样看/, '只在页面上看（逐页图片，带水印）')
    for (const yes of await form.getByRole('radio', { name: '是' }).all()) await yes.check()
    await look(seller, 'room-item-form')
    await button(form, '放一份资料').click()
    await form.getByText('已办理：放一份资料').waitFor()
    await close(seller)
    await openRoom(seller)
    await look(seller, 'room-own')

    await openRoom(buyer)
    await buyer.getByText('对方放了 1 份资料').waitFor()
    assert.equal(await buyer.getByText('示例中试报告').count(), 0)
    await look(buyer, 'room-shut')
    await button(buyer, '生成保密协议').click()
    await look(buyer, 'room-nda-form')
    await button(dialog(buyer), '生成保密协议').click()
    await dialog(buyer).getByText('已办理：生成保密协议').waitFor()
    await close(buyer)
    await openRoom(buyer)
    await buyer.getByRole('link', { name: /^保密协议/ }).waitFor()
    await look(buyer, 'room-nda-made')
  })

  it('opening a document is an act with a receipt that both sides see', async () => {
    const { items } = ok(await desk.buyer.get(`/api/v1/contracts?deal=${dealId}&purpose=nda`))
    const nda = await desk.show(desk.buyer, items[0].id)
    const made = { id: nda.id, dossierId: nda.dossierId, sha256: nda.documents[0].sha256 }
    await desk.consentBoth(made)
    for (const client of [desk.seller, desk.buyer]) ok(await desk.confirm(client, made))
    await openRoom(buyer)
    await buyer.getByText(/资料室已开放/).waitFor()
    await button(buyer, '开启：示例中试报告').click()
    const opened = dialog(buyer)
    await opened.getByAltText('第 1 页（带水印）').waitFor()
    await buyer.waitForFunction(() => {
      const picture = document.querySelector<HTMLImageElement>('img.roompage')
      return picture?.complete === true && picture.naturalWidth > 0
    })
    await opened.getByText(/本次开启已记录，双方都能看到/).waitFor()
    await look(buyer, 'room-opened')
    await buyer.keyboard.press('Escape')
    await dialog(buyer).waitFor({ state: 'detached' })
    for (const page of [buyer, seller]) {
      await openRoom(page)
      const record = page.getByRole('region', { name: '查阅记录' })
      await record.getByText(new RegExp(`${desk.buyerName}.*开启“示例中试报告”第 1 版`)).waitFor()
    }
    await look(seller, 'room-record')
    const pdf = await seller.context().request.get(`${origin}/api/v1/deals/${dealId}/room/record.pdf`)
    assert.equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-')
    await open(seller, `${origin}/app/achievements/${achievementId}/room`)
    await seller.getByText(`资料室：${name}`).first().waitFor()
    await look(seller, 'room-achievement')
  })
})
