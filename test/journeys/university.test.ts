import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser, visit, type Visit } from './browser.ts'
import { button, choose, dialog, drawn, field, look, open } from './steps.ts'

const HEADER =
  '编号,名称,成果类别,技术领域,行业门类,行业大类,是否职务成果,资金来源,技术就绪度,转化方式,定价方式,意向价格（万元）,简介,密级'
const good = (code: string, name: string, summary: string) =>
  `${code},${name},应用技术,资源与环境,A,04,是,自筹,6,普通许可,协议定价,18.5,${summary},公开`
const ROWS = [
  good('YH-101', '牡蛎壳制备土壤调理剂', '把牡蛎壳低温煅烧成土壤调理剂，改良酸化果园土壤。'),
  good('YH-102', '近海网箱残饵识别方法', '用水下相机识别残饵量，按识别结果调整投喂。'),
]
const FAULTY = [
  HEADER,
  ROWS[0],
  good('YH-103', '海缆故障定位装置', '反射法定位海缆故障。').replace(',6,', ',很成熟,'),
  good('YH-104', '某型声呐阵列', '不应上传的内容。').replace(/公开$/, '秘密'),
  good('YH-101', '牡蛎壳土壤调理剂（重复）', '与第一行编号相同。'),
].join('\n')

describe('a university', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let office: Visit
  let page: Page

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    office = await visit(browser)
    page = office.page
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  const upload = async (text: string) => {
    const buffer = Buffer.from(`\uFEFF${text}\n`)
    await page.setInputFiles('#import-file', { name: '成果.csv', mimeType: 'text/csv', buffer })
  }
  const outcome = () => page.getByRole('region', { name: '结果' })

  it('signs in with one click', async () => {
    await page.goto(`${origin}/sign-in`)
    await look(page, 'university-sign-in')
    await button(page, '高校转化办').click()
    await page.waitForURL(/\/app\//)
    await drawn(page)
    await look(page, 'university-home')
  })

  it('reads every fault of its csv by row, column and in words; nothing is kept', async () => {
    await open(page, `${origin}/app/import?kind=achievements`)
    await look(page, 'university-import-empty')
    await upload(FAULTY)
    await button(page, '试导入').click()
    await outcome().waitFor()
    const faults = await outcome().locator('tbody tr').allInnerTexts()
    assert.match(faults.find((text) => text.startsWith('3')) ?? '', /技术就绪度.*1 至 9 级/s)
    assert.match(faults.find((text) => text.startsWith('4')) ?? '', /密级.*只登记公开信息/s)
    assert.match(faults.find((text) => text.startsWith('5')) ?? '', /编号.*第 2 行重复/s)
    assert.equal(faults.length, 3)
    await look(page, 'university-import-faults')
    await open(page, `${origin}/app/achievements?q=YH-10`)
    await page.getByText('没有符合条件的记录').waitFor()
  })

  it('imports the good rows and finds them as drafts', async () => {
    await open(page, `${origin}/app/import?kind=achievements`)
    await upload([HEADER, ...ROWS].join('\n'))
    await button(page, '试导入').click()
    await outcome().getByText('没有发现错误').waitFor()
    await button(page, '正式导入').click()
    await outcome().getByText('导入完成', { exact: true }).waitFor()
    await look(page, 'university-import-done')
    await outcome().getByText('查看导入的记录').click()
    await page.waitForURL(/\/app\/achievements$/)
    await open(page, `${origin}/app/achievements?state=draft`)
    const rows = page.locator('table.list tbody tr')
    assert.equal(await rows.count(), 2)
    await look(page, 'university-drafts')
  })

  it('is told what is still missing; a failed save moves to the fault and loses nothing', async () => {
    await page.getByRole('link', { name: '牡蛎壳制备土壤调理剂' }).click()
    await page.getByRole('heading', { level: 1, name: '牡蛎壳制备土壤调理剂' }).waitFor()
    await drawn(page)
    await page.getByText('出口管制').first().waitFor()
    await look(page, 'university-draft')
    assert.equal(await button(page, '提交审核').getAttribute('aria-disabled'), 'true')
    await button(page, '修改').click()
    await page.getByRole('heading', { level: 1, name: '修改成果' }).waitFor()
    await drawn(page)
    await field(page, '技术优势').fill('原料来自本地牡蛎加工废弃物。')
    await field(page, '名称').fill('')
    await button(page, '保存草稿').click()
    await page.getByText('此项必填').first().waitFor()
    await page.waitForFunction(() => document.activeElement?.id.endsWith('_name'))
    assert.equal(await field(page, '技术优势').inputValue(), '原料来自本地牡蛎加工废弃物。')
    await look(page, 'university-edit-faults')
    await field(page, '名称').fill('牡蛎壳制备土壤调理剂')
    await choose(page, /出口管制/, '否')
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '检测报告.txt', mimeType: 'text/plain', buffer: Buffer.from('示例检测报告') })
    await page.getByText('检测报告.txt').waitFor()
    await button(page, '保存草稿').click()
    await page.getByText('草稿已保存').waitFor()
    await look(page, 'university-saved')
  })

  it('submits it; an empty form of the review of secrecy is refused in place', async () => {
    await page.getByText('查看成果页面').click()
    await drawn(page)
    await button(page, '提交审核').click()
    await look(page, 'university-submit')
    await button(dialog(page), '确认提交审核').click()
    await dialog(page).getByText('此项必填').first().waitFor()
    await page.waitForFunction(() => document.activeElement?.id === 'act-submit_reviewedBy')
    await look(page, 'university-submit-faults')
    await field(dialog(page), '保密审查人').fill('罗慎独（示例）')
    await field(dialog(page), '审查日期').fill('2026-11-20')
    await choose(dialog(page), /审查结论/, '同意公开')
    await button(dialog(page), '确认提交审核').click()
    await dialog(page).getByText('已提交审核').waitFor()
    assert.match(await dialog(page).innerText(), /现在是“审核中”/)
    await look(page, 'university-submitted')
    await button(dialog(page), '知道了').click()
    await page.locator('.pagehead').getByText('审核中').waitFor()
    await look(page, 'university-waiting')
  })

  it('keeps what was typed through a closed window', async () => {
    await open(page, `${origin}/app/achievements/new`)
    await field(page, '名称').fill('示例：写到一半的成果')
    await page.waitForFunction(() => JSON.stringify(localStorage).includes('写到一半'))
    await open(page, `${origin}/app/achievements/new`)
    await page.getByText('草稿').first().waitFor()
    await look(page, 'university-draft-offered')
  })
})
