import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { packZip, storedEntry, unpackedText, zipEntries } from '#platform/files/zip.ts'
import { rawBook, type RawCell } from '#platform/workbook/fixture.ts'
import { testCity, type TestCity } from '#test/city.ts'
import { openBrowser } from './browser.ts'
import { button, choose, drawn, look, open, person } from './steps.ts'

/** A table as a university keeps it: a title, a header of two rows, amounts in 万元, day numbers, a total, a note. */
const HEADER = [
  ['序号', '成果全称', '内容概要', '基本情况', '', '', '', '', '', '', '转化意向', '', '', '', '负责老师'],
  [
    '',
    '',
    '',
    '成果类别',
    '技术领域',
    '行业门类',
    '行业大类',
    '是否职务成果',
    '资金来源',
    '成熟度',
    '转化方式',
    '定价方式',
    '意向价格（万元）',
    '有效期',
    '',
  ],
]
const shared = ['应用技术', '资源与环境', 'A 农、林、牧、渔业', '04', '是', '自筹']
const row = (number: number, name: string, trl: RawCell, price: RawCell): RawCell[] => [
  number,
  name,
  `${name}，已在两个养殖场试用。`,
  ...shared,
  trl,
  '普通许可',
  '协议定价',
  price,
  { xml: '<c r="@" s="1"><v>46513</v></c>' },
  '李老师',
]
const MESSY = rawBook({
  formats: ['yyyy/m/d'],
  sheets: [
    {
      name: '2026年',
      rows: [
        ['某大学 2026 年可转化成果汇总表'],
        ...HEADER,
        row(1, '示例牡蛎壳制备土壤调理剂', 3, 18.5),
        row(2, '示例近海网箱残饵识别方法', 'TRL3', '25'),
        row(3, '示例海缆故障定位装置', '很成熟', '三十左右'),
        ['合计', '', '', '', '', '', '', '', '', '', '', '', 43.5],
        ['注：价格为意向价格，以洽谈为准。'],
      ],
      merges: ['A1:O1', 'A2:A3', 'B2:B3', 'C2:C3', 'D2:J2', 'K2:N2', 'O2:O3', 'A8:O8'],
    },
    { name: '往年', state: 'hidden', rows: [['旧内容']] },
  ],
})
const MIME = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The downloaded copy with the faulty cells corrected, as a person would in a spreadsheet. */
async function corrected(bytes: Buffer): Promise<Buffer> {
  const entries = await Promise.all(
    zipEntries(bytes).map(async (entry) => {
      if (entry.name !== 'xl/worksheets/sheet1.xml') return entry
      const xml = await unpackedText(entry, 1e7)
      return storedEntry(entry.name, xml.replace('很成熟', '3').replace('三十左右', '30'))
    }),
  )
  return packZip(entries)
}

describe('a university brings its own Excel (practice.md P32)', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  let page: Page

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    page = (await person(browser, origin, 'gaoxiao.zhuan')).page
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  const outcome = () => page.getByRole('region', { name: '结果' })
  const columns = () => page.getByRole('region', { name: '列对应' })
  const give = (name: string, buffer: Buffer) =>
    page.setInputFiles('#import-file', { name, mimeType: MIME, buffer })

  it('is offered the template first, and told the limits before choosing', async () => {
    await open(page, `${origin}/app/import?kind=achievements`)
    await page.getByText(/不超过 50 MB、200000 行/).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载成果导入模板' }).click(),
    ])
    assert.match(download.suggestedFilename(), /^演练-[\d-]+-成果导入模板\.xlsx$/)
    await look(page, 'excel-start')
  })

  it('is told what a photo named .xlsx is', async () => {
    await give('成果.xlsx', Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex'))
    await page.getByText(/这是一张图片（jpg），不是表格/).waitFor()
    await look(page, 'excel-photo')
  })

  it('sees its own columns beside ours, corrects what was not recognised', async () => {
    await give('可转化成果.xlsx', MESSY)
    await columns().waitFor()
    await columns().getByText('有的列没有认出').waitFor()
    const named = columns().getByRole('combobox', { name: '“成果全称”对应平台的哪一项' })
    await named.waitFor()
    await choose(columns(), '“内容概要”对应平台的哪一项', '简介')
    await choose(columns(), '“序号”对应平台的哪一项', '编号')
    await look(page, 'excel-mapping')
    await button(page, '试导入').click()
    await outcome().waitFor()
  })

  it('reads each fault in words, and what was left out', async () => {
    const faults = await outcome().locator('tbody tr').allInnerTexts()
    assert.equal(faults.length, 2)
    assert.match(faults.join(), /6.*技术就绪度.*1 至 9 级/s)
    assert.match(faults.join(), /6.*意向价格.*金额应为数字/s)
    const notes = await outcome().innerText()
    for (const note of [
      /“往年”没有读取/,
      /表头在第 2 行/,
      /第 7 行是合计/,
      /第 8 行是说明/,
      /没有读取的列：负责老师/,
    ])
      assert.match(notes, note)
    await look(page, 'excel-faults')
  })

  it('downloads its own sheet with the red column, corrects it, and gives it back as it is', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, '下载标好问题的表格').click(),
    ])
    assert.match(download.suggestedFilename(), /^演练-[\d-]+-可转化成果-导入问题\.xlsx$/)
    const copy = readFileSync(await download.path())
    await give('可转化成果-导入问题.xlsx', await corrected(copy))
    await columns()
      .getByText(/按本单位 .* 保存的对应关系读取/)
      .waitFor()
    await look(page, 'excel-kept')
    await button(page, '试导入').click()
    await outcome().getByText('没有发现错误').waitFor()
    await button(page, '正式导入').click()
    await outcome().getByText('导入完成', { exact: true }).waitFor()
    assert.match(await outcome().innerText(), /读入 3 行：新增 3/)
    await look(page, 'excel-done')
  })

  it('submits one of them; the officer publishes it, with its price, on the portal', async () => {
    const owner = await city.as('gaoxiao.zhuan')
    const { body } = await owner.get(`/api/v1/my/achievements?q=${encodeURIComponent('示例海缆')}`)
    const item = body.items[0]
    const whole = await owner.get(`/api/v1/my/achievements/${item.id}`)
    assert.deepEqual(
      [whole.body.form.priceFen, whole.body.form.validUntil, whole.body.form.trl],
      [30_000_000, '2027-05-06', 3],
    )
    const form = { ...whole.body.form, exportControl: '否', secrecy: '公开', version: whole.body.version }
    const edited = await owner.put(`/api/v1/achievements/${item.id}`, form)
    assert.equal(edited.status, 200, JSON.stringify(edited.body))
    const dossierId = whole.body.dossierId as string
    const act = async (login: string, action: string, input: object) => {
      const actor = await city.as(login)
      const dossier = await actor.get(`/api/v1/dossiers/${dossierId}`)
      const visit = dossier.body.dossier.visit
      const done = await actor.post(`/api/v1/procedures/achievement-listing/${dossierId}/${action}`, {
        visit,
        ...input,
      })
      assert.equal(done.status, 200, JSON.stringify(done.body))
    }
    const review = { reviewedBy: '示例保密员', reviewedOn: '2026-11-20', conclusion: '同意公开' }
    await act('gaoxiao.zhuan', 'submit', review)
    await act('ju.lin', 'approve', {})
    await page.goto(`${origin}/achievements/${whole.body.publicId}`)
    await page.getByRole('heading', { level: 1, name: '示例海缆故障定位装置' }).waitFor()
    await page
      .getByText(/30\.00 万元/)
      .first()
      .waitFor()
  })

  it('can see and delete the mapping it keeps, by keyboard', async () => {
    await open(page, `${origin}/app/import?kind=achievements`)
    const kept = page.locator('summary', { hasText: '本单位保存的列对应（1）' })
    await kept.focus()
    await page.keyboard.press('Enter')
    await look(page, 'excel-mappings')
    await page.getByRole('button', { name: /删除 .* 保存的成果列对应/ }).focus()
    await page.keyboard.press('Enter')
    await kept.waitFor({ state: 'detached' })
    await drawn(page)
  })
})
