import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { textBook } from '#platform/workbook/fixture.ts'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser } from './browser.ts'
import { button, choose, drawn, field, look, open, person } from './steps.ts'

const MIME = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const PARTNER = '华南技术转移中心'
const CONTACT = '示例成果部 020-00000000'

describe('registers of a unit, and a partner platform', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let page: Page
  let officer: Page

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    page = (await person(browser, origin, 'cailiao.shen')).page
    officer = (await person(browser, origin, 'ju.lin')).page
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  const outcome = (of: Page) => of.getByRole('region', { name: '结果' })
  const bring = async (of: Page, rows: string[][]) => {
    await of.setInputFiles('#import-file', {
      name: '表格.xlsx',
      mimeType: MIME,
      buffer: await textBook(rows),
    })
    await button(of, '试导入').click()
    await outcome(of).waitFor()
  }

  it('a right is written down once by hand; the empty register says how to begin', async () => {
    await open(page, `${origin}/app/patents`)
    await page.getByText('还没有登记知识产权').waitFor()
    await look(page, 'registers-patents-empty')
    await button(page, '登记知识产权').click()
    await drawn(page)
    await choose(page, /^类型/, '发明专利')
    await field(page, '申请号或登记号').fill('ZL201910000007.7')
    await field(page, '名称').fill('一种示例防腐涂层')
    await page.getByRole('combobox', { name: /^权利人/ }).fill('示例公司')
    await page.keyboard.press('Enter')
    await choose(page, /^法律状态/, '失效')
    await look(page, 'registers-patent-form')
    await button(page, '保存').click()
    await page.getByText('已保存').waitFor()
    await page.getByText('回到知识产权台账').click()
    await page.getByText('状态是“失效”').waitFor()
  })

  it('others come by the unit’s own list, and an achievement takes one over', async () => {
    await open(page, `${origin}/app/import?kind=patents`)
    await bring(page, [
      ['专利号', '专利名称', '专利类型', '专利权人', '法律状态', '申请日期'],
      ['ZL202210000008.8', '一种示例缓释涂料', '发明专利', '示例公司', '已授权', '2022.3.1'],
    ])
    await outcome(page).getByText('没有发现错误').waitFor()
    await button(page, '正式导入').click()
    await outcome(page).getByText('导入完成', { exact: true }).waitFor()
    await outcome(page).getByText('查看导入的记录').click()
    await page.getByText('一种示例缓释涂料').waitFor()
    await drawn(page)
    await look(page, 'registers-patents')
    await open(page, `${origin}/app/achievements/new`)
    const pick = page.getByRole('combobox', { name: '从知识产权台账选入' })
    await pick.click()
    await page.getByText('ZL202210000008.8 一种示例缓释涂料').click()
    assert.equal(await page.getByLabel('申请号或登记号').inputValue(), 'ZL202210000008.8')
    assert.equal(await page.getByLabel('申请日').inputValue(), '2022-03-01')
  })

  it('past contracts are the unit’s own; the public reads only how many there are', async () => {
    await open(page, `${origin}/app/import?kind=past-contracts`)
    const rows = [1, 2, 3].map((n) => [
      `HT-${n}`,
      `示例技术服务合同${n}`,
      '技术服务',
      '2021年5月',
      '示例公司',
      '示例水产站',
      '30',
    ])
    await bring(page, [
      ['合同编号', '合同名称', '合同类型', '签订日期', '卖方', '买方', '合同金额（万元）'],
      ...rows,
    ])
    await button(page, '正式导入').click()
    await outcome(page).getByText('导入完成', { exact: true }).waitFor()
    await open(page, `${origin}/app/past-contracts`)
    await page.getByText('示例技术服务合同1').waitFor()
    await look(page, 'registers-contracts')
    await page.goto(`${origin}/`)
    await page.getByText('另有历史合同 3 份').waitFor()
    await page.goto(`${origin}/?q=示例水产站`)
    assert.equal(await page.getByText('示例水产站').count(), 0)
  })

  it('an officer registers the platform the plan names and lists its file, labelled with its source', async () => {
    await open(officer, `${origin}/app/partners`)
    await look(officer, 'registers-partners-empty')
    await officer.getByText('去登记').click()
    await drawn(officer)
    assert.equal(await field(officer, '平台名称').inputValue(), PARTNER)
    await field(officer, '代码').fill('SCTTC')
    await field(officer, '对接联系人').fill(CONTACT)
    await look(officer, 'registers-partner-form')
    await button(officer, '保存').click()
    await officer.getByText('查看这个平台').click()
    await drawn(officer)
    await button(officer, '导入对方的成果文件').click()
    await drawn(officer)
    await officer.getByText(`为“${PARTNER}”导入`).waitFor()
    await officer.getByLabel(/导入后直接公开/).check()
    await bring(officer, [
      ['平台编号', '成果名称', '成果简介', '持有单位', '详情链接'],
      ['HN-1', '示例外来的深海锚固技术', '外地单位的简介', '外地示例大学', 'https://example.org/1'],
    ])
    await look(officer, 'registers-partner-import')
    await button(officer, '正式导入').click()
    await outcome(officer).getByText('导入完成', { exact: true }).waitFor()
    await open(officer, `${origin}/app/partners`)
    await officer.getByRole('link', { name: PARTNER }).click()
    await officer.getByText(/收到成果 1 条：新增 1/).waitFor()
    await button(officer, '导出给对方的变化').click()
    await officer
      .getByText(/发出|没有变化/)
      .first()
      .waitFor()
    await look(officer, 'registers-partner')
  })

  it('on the portal it leads to its own platform, not to a deal of ours', async () => {
    await page.goto(`${origin}/achievements?q=深海锚固`)
    await page.getByText(`来源：${PARTNER}`).waitFor()
    await page.getByRole('link', { name: /深海锚固/ }).click()
    await page.getByText(CONTACT).waitFor()
    assert.equal(await page.getByRole('button', { name: '提交合作意向' }).count(), 0)
    await look(page, 'registers-outside-record')
  })

  it('and on the workbench it says whom to ask there', async () => {
    await open(page, `${origin}/app/achievements/${page.url().split('/').at(-1)}`)
    await page.getByText(`来源：${PARTNER}，由对方平台办理对接，请联系 ${CONTACT}`).waitFor()
    await page.getByText('单位：外地示例大学').waitFor()
    assert.equal(
      await page.getByRole('link', { name: '查看原始页面' }).getAttribute('href'),
      'https://example.org/1',
    )
    assert.equal(await button(page, '提出合作意向').count(), 0)
    await look(page, 'registers-outside-workbench')
  })
})
