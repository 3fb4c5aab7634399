import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testCity, type Client, type TestCity } from '#test/city.ts'
import { newCustodianKey } from '#web/workbench/helpers/sealing.ts'
import { openingFaults, type PublishedOpening } from '../../src/verify/sealed.ts'
import { openBrowser } from './browser.ts'
import { button, choose, close, dialog, drawn, field, look, open, person } from './steps.ts'

const HOUR = 3_600_000
const FOLDER = mkdtempSync(join(tmpdir(), 'keqiao-sealed-'))
/** Who keeps keys, by login and the name of the unit. */
const KEEPERS = [
  ['gaoxiao.fawu', '理工学院'],
  ['gaoxiao.xiaozhang', '理工学院'],
  ['ju.lin', '科学技术局'],
  ['gongxin.he', '工业和信息化局'],
  ['haiyang.zhuan', '海洋水产研究所'],
] as const
/** Firms with what they offer, in yuan. */
const BIDDERS = [
  ['shuichan.cai', '123456.78'],
  ['dianzi.yu', '134567.89'],
] as const

const ok = ({ status, body }: { status: number; body: { result: Record<string, string> } }) => {
  assert.ok(status < 300, JSON.stringify(body))
  return body.result
}

describe('three custodians open sealed bids', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let lotId = ''
  let office: Client
  const keyFiles: string[] = []
  const deposit = join(FOLDER, '保证金.txt')

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    office = await city.as('gaoxiao.zhuan')
    writeFileSync(deposit, '示例：保证金付款凭证')
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  const startsAt = new Date(Date.now() + 40 * 24 * HOUR)
  const wall = (plus = 0) => new Date(startsAt.getTime() + plus + 8 * HOUR).toISOString().slice(0, 16)
  const lotAs = (page: Page) => open(page, `${origin}/app/lots/${lotId}`)
  const accepted = async (page: Page, at: number) => {
    await button(page, `接受保管第 ${String(at + 1)} 席`).click()
    const saving = page.waitForEvent('download')
    await dialog(page).getByRole('link', { name: '保存密钥文件' }).click()
    const file = join(FOLDER, `key-${String(at)}.txt`)
    await (await saving).saveAs(file)
    await dialog(page).locator('input[type=file]').setInputFiles(deposit)
    await button(dialog(page), '确认接受').click()
    await dialog(page)
      .getByText(/这不是这一席的密钥文件/)
      .waitFor()
    if (at === 0) await look(page, 'sealed-accept')
    await dialog(page).locator('input[type=file]').setInputFiles(file)
    await button(dialog(page), '确认接受').click()
    await close(page)
    keyFiles[at] = file
  }

  it('five people of four units take the seats; each key is made and kept in the own browser', async () => {
    const { body } = await office.get('/api/v1/my/achievements?state=published')
    const lot = ok(
      await office.post('/api/v1/lots', {
        achievementId: body.items[0].id,
        mode: '普通许可',
        manner: '密封报价',
        routeReason: '有多家企业提出过意向。',
        priceBasis: '参照同类许可的价格。',
        floorFen: 10_000_000,
        depositFen: 1_000_000,
        depositAccount: '示例大学，示例银行，0000',
        startsAt: wall(),
        endsAt: wall(24 * HOUR),
        deliverables: '交付技术资料一套。',
        termMonths: 36,
        acceptance: '按双方确认的大纲验收。',
        payment: '签约后 10 日内付清。',
        liability: '按民法典的规定承担。',
      }),
    )
    lotId = lot['id'] ?? ''
    const owner = await person(browser, origin, 'gaoxiao.zhuan')
    for (const [at, [, unit]] of KEEPERS.entries()) {
      const found = await office.get(`/api/v1/organisations?q=${encodeURIComponent(unit)}`)
      const { id: orgId, name, kind } = found.body.items[0]
      if (at === 0) {
        await lotAs(owner.page)
        await button(owner.page, '指定第 1 席的保管单位').click()
        await dialog(owner.page).getByRole('combobox').fill(unit)
        await choose(dialog(owner.page), /^保管单位/, `${name}（${kind}）`)
        await look(owner.page, 'sealed-appoint')
        await button(dialog(owner.page), '确认').click()
        await close(owner.page)
      } else ok(await office.post(`/api/v1/lots/${lotId}/custodians`, { seat: at + 1, orgId }))
    }
    await owner.context.close()
    for (const [at, [login]] of KEEPERS.entries()) {
      if (at === 0 || at === 2) {
        const keeper = await person(browser, origin, login)
        await lotAs(keeper.page)
        await accepted(keeper.page, at)
        await keeper.context.close()
        continue
      }
      const { identity, recipient } = await newCustodianKey()
      const client = await city.as(login)
      ok(await client.post(`/api/v1/lots/${lotId}/custodians/key`, { seat: at + 1, recipient }))
      const file = join(FOLDER, `key-${String(at)}.txt`)
      writeFileSync(file, `${identity}\n`)
      keyFiles[at] = file
    }
    const act = async (client: Client, action: string, input: object = {}) => {
      const { dossierId } = (await office.get(`/api/v1/lots/${lotId}`)).body
      const { visit } = (await client.get(`/api/v1/dossiers/${dossierId}`)).body.dossier
      return ok(await client.post(`/api/v1/procedures/lot/${dossierId}/${action}`, { visit, ...input }))
    }
    await act(office, 'propose')
    const decision = { decidedBy: '领导班子集体决定', free: true }
    await act(await city.as('gaoxiao.xiaozhang'), 'approve', decision)
  })

  it('firms apply without a price, and hand in envelopes that no request carries the price of', async () => {
    const bidders = []
    for (const [login] of BIDDERS) {
      const visited = await person(browser, origin, login)
      const { page } = visited
      await lotAs(page)
      await button(page, '申请受让').click()
      const form = dialog(page)
      assert.equal(await field(form, '报价').count(), 0, 'the application asks no price')
      await form.locator('input[type=file]').first().setInputFiles(deposit)
      await form.getByText('SHA-256').waitFor()
      await field(form, '退还保证金的账户').fill('示例账户')
      await choose(form, /^与转让方的关联关系/, '没有关联关系')
      await form.getByText('是', { exact: true }).click()
      await button(form, '提交申请').click()
      await close(page)
      bidders.push(visited)
    }
    const { applicants } = (await office.get(`/api/v1/lots/${lotId}`)).body
    for (const { id } of applicants)
      ok(await office.post(`/api/v1/lots/${lotId}/applications/${id}/admission`, { admitted: true }))
    await city.moveTo(new Date(Math.floor(startsAt.getTime() / 60_000) * 60_000 + 2_000).toISOString())
    for (const [at, { page, context }] of bidders.entries()) {
      const price = BIDDERS[at]?.[1] ?? ''
      const sent: string[] = []
      page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`))
      await lotAs(page)
      await button(page, '提交密封报价').waitFor({ timeout: 60_000 })
      await button(page, '提交密封报价').click()
      await field(dialog(page), '出价').fill(price)
      if (at === 0) await look(page, 'sealed-bid')
      await button(dialog(page), '密封并提交').click()
      await dialog(page)
        .getByText(/已收到密封报价，摘要 [0-9a-f]{64}/)
        .waitFor()
      await close(page)
      assert.ok(
        sent.some((text) => text.includes('/envelopes')),
        'the envelope was seen on its way',
      )
      for (const digits of [price, price.replace('.', ''), price.split('.')[0] ?? ''])
        assert.ok(!sent.some((text) => text.includes(digits)), 'no request carries the price')
      await context.close()
    }
  })

  it('two custodians open nothing; the third opens all, and anybody checks the record', async () => {
    await city.moveTo(
      new Date(Math.floor(startsAt.getTime() / 60_000) * 60_000 + 24 * HOUR + 4_000).toISOString(),
    )
    for (const [turn, at] of [0, 2, 3].entries()) {
      const keeper = await person(browser, origin, KEEPERS[at]?.[0] ?? '')
      const { page } = keeper
      await lotAs(page)
      await button(page, '用密钥文件开标').waitFor({ timeout: 60_000 })
      assert.equal(await page.getByText('134,567.89').count(), 0)
      await button(page, '用密钥文件开标').click()
      await dialog(page)
        .locator('input[type=file]')
        .setInputFiles(keyFiles[at] ?? '')
      if (turn === 0) await look(page, 'sealed-open')
      await button(dialog(page), '开标').click()
      await close(page)
      if (turn === 2) {
        await drawn(page)
        await page
          .getByText(/成交价 134,567.89 元/)
          .first()
          .waitFor()
        await look(page, 'sealed-opened')
      }
      await keeper.context.close()
    }
    const visitor = await city.as(null)
    const record = await visitor.get(`/api/v1/lots/${lotId}/opening`)
    assert.deepEqual(openingFaults(record.body as PublishedOpening), [])
    assert.equal((record.body as PublishedOpening).award?.amountFen, 13_456_789)
  })
})
