import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { achievementBulk } from '#modules/achievements/bulk.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { rawBook, type RawBook, type RawCell } from '../workbook/fixture.ts'
import { importFile, type ImportCall, type ImportResult } from './import.ts'

const HEADER = ['编号', '名称', '简介']
const TITLED = ['编号', '名称', '价格（万元）', '有效期']
/** A cell of style n holding a number, and one holding a shared text. */
const styled = (value: number, style: number): RawCell => ({
  xml: `<c r="@" s="${style}"><v>${value}</v></c>`,
})
const shared = (index: number): RawCell => ({ xml: `<c r="@" t="s"><v>${index}</v></c>` })

describe('Excel as it is (practice.md P32)', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule])
  })
  after(() => market.drop())

  const load = (file: Uint8Array, more: Partial<ImportCall> = {}): Promise<ImportResult> =>
    importFile({
      db: market.test.db,
      bus: market.bus,
      kind: achievementBulk,
      file,
      dryRun: false,
      goodRows: false,
      publish: false,
      actor: people.office,
      ...more,
    })
  const raw = (book: RawBook, more: Partial<ImportCall> = {}) => load(rawBook(book), more)
  const sheet = (rows: RawBook['sheets'][number]['rows'], more: Partial<RawBook['sheets'][number]> = {}) => ({
    sheets: [{ name: '成果', rows, ...more }],
  })
  const data = async (code: string) =>
    (
      await market.query<{ data: Record<string, unknown> }>(
        `select v.data from achievements.achievement r join achievements.achievement_version v
           on v.record_id = r.id and v.version = r.version where r.code = $1 and r.visible`,
        [code],
      )
    )[0]?.data
  const fine = (result: ImportResult, created: number) =>
    assert.deepEqual([result.errors, result.created], [[], created])

  it('title rows above the header, a merged title, a unit above the table, a 合计 row and notes below it', async () => {
    const result = await raw(
      sheet(
        [
          ['某大学可转化成果汇总表'],
          ['填报单位：某大学', '', '', '单位：万元'],
          ['编号', '名称', '价格', '有效期'],
          ['A-1', '海水养殖水质监测', 50, '2027.5.1'],
          ['A-2', '冷链温度记录装置', '80.5', '2027年5月'],
          ['合计', '', 130.5],
          ['注：价格为意向价格。'],
          ['填表人：张三', '审核人：李四', '', '日期：2026年3月1日'],
        ],
        { merges: ['A1:D1', 'A7:D7'] },
      ),
    )
    fine(result, 2)
    assert.deepEqual((await data('A-1'))?.['priceFen'], 50_000_000)
    assert.deepEqual(
      [(await data('A-2'))?.['priceFen'], (await data('A-2'))?.['validUntil']],
      [80_500_000, '2027-05-31'],
    )
    assert.deepEqual(result.notes, [
      '表头在第 3 行，它上面的内容没有读取。',
      '表头没有写单位的金额，按表格上方所写的“单位：万元”读取。',
      '第 6 行是合计，没有读取。',
      '第 7、8 行是说明，没有读取。',
    ])
  })

  it('a title merged over the table is no part of the header', async () => {
    const rows = [['成果表 2026'], ['编号', '成果名称'], ['T-1', '标题下的成果']]
    const result = await raw(sheet(rows, { merges: ['A1:B1'] }))
    fine(result, 1)
    assert.deepEqual(result.notes, ['表头在第 2 行，它上面的内容没有读取。'])
  })

  it('a header of two rows with merged cells, and values merged down a column', async () => {
    const result = await raw(
      sheet(
        [
          ['编号', '基本信息', '', '转化意向', ''],
          ['', '成果名称', '领域', '意向价格（万元）', '转化方式'],
          ['B-1', '水质监测设备一型', '先进制造与自动化', 50, '普通许可'],
          ['B-2', '水质监测设备二型', '', 60, ''],
          ['B-3', '水质监测设备三型', '', 70, '转让'],
        ],
        { merges: ['A1:A2', 'B1:C1', 'D1:E1', 'C3:C5', 'E3:E4'] },
      ),
    )
    fine(result, 3)
    const second = await data('B-2')
    assert.deepEqual(
      [second?.['techField'], second?.['modes'], second?.['priceFen']],
      ['先进制造与自动化', ['普通许可'], 60_000_000],
    )
    assert.deepEqual((await data('B-3'))?.['modes'], ['转让'])
  })

  it('days as 45413, as date cells of any format, as text; a month as its last day; dates of 1904', async () => {
    const formats = ['yyyy/m/d', 'yyyy"年"m"月"', 'yyyy"年"m"月"d"日";@', '[$-804]yyyy"年"m"月"d"日"', 'm/d']
    const days: readonly (readonly [RawCell, string])[] = [
      [46513, '2027-05-06'],
      ['46513', '2027-05-06'],
      [styled(46513, 1), '2027-05-06'],
      [styled(46508, 2), '2027-05-31'],
      [styled(46513, 3), '2027-05-06'],
      [styled(46513.75, 4), '2027-05-06'],
      [styled(46513, 5), '2027-05-06'],
      ['2027.5.6', '2027-05-06'],
      ['2027年5月6日', '2027-05-06'],
      ['2027/5/6', '2027-05-06'],
      ['20270506', '2027-05-06'],
      ['2027-05', '2027-05-31'],
      [{ xml: '<c r="@" t="d"><v>2027-05-06T00:00:00</v></c>' }, '2027-05-06'],
    ]
    const rows = days.map(([cell], i): RawCell[] => [`C-${i}`, `日期写法第${i}种`, '', cell])
    fine(await raw({ ...sheet([TITLED, ...rows]), formats }), days.length)
    for (const [i, [, day]] of days.entries())
      assert.equal((await data(`C-${i}`))?.['validUntil'], day, String(i))
    const old = {
      ...sheet([TITLED, ['C-X', '麦金塔的日期', '', styled(46513 - 1462, 1)]]),
      formats,
      is1904: true,
    }
    fine(await raw(old), 1)
    assert.equal((await data('C-X'))?.['validUntil'], '2027-05-06')
  })

  it('numbers as text and texts as numbers, units in the number format, per cent, leading zeros', async () => {
    const formats = ['0.00"万元"', '0.0%', '0000', '"¥"#,##0.00']
    const result = await raw({
      ...sheet([
        ['编号', '名称', '意向价格', '技术就绪度', '许可期限（个月）', '共有人'],
        [styled(12, 3), '带格式的单位', styled(50, 1), '7', '36', ''],
        ['0013', '货币格式', styled(800000, 4), 7, 36, ''],
        [1234567890123, '长编号', '80万元', 'TRL7', '36.0', ''],
        ['D-4', '文字里的价格', '￥1,200,000元', '7级', 36, ''],
      ]),
      formats,
    })
    fine(result, 4)
    const expected = {
      '0012': 50_000_000,
      '0013': 80_000_000,
      '1234567890123': 80_000_000,
      'D-4': 120_000_000,
    }
    for (const [code, fen] of Object.entries(expected)) {
      const form = await data(code)
      assert.deepEqual([form?.['priceFen'], form?.['trl'], form?.['licenceMonths']], [fen, 7, 36], code)
    }
  })

  it('refuses codes that a spreadsheet has damaged, errors, and formulas without a value, each with its sentence', async () => {
    const formula = (xml: string): RawCell => ({ xml: `<c r="@">${xml}</c>` })
    const damaged: readonly (readonly [string, RawCell[], string, RegExp])[] = [
      ['a number of 18 digits', [9.144e17, '名称一二', ''], '编号', /超过 15 位.*无法还原/],
      ['a code saved as text in scientific notation', ['9.14403E+17', '名称一二', ''], '编号', /科学记数/],
      ['an error', ['E-3', { xml: '<c r="@" t="e"><v>#N/A</v></c>' }, ''], '名称', /错误值/],
      [
        'a formula without a value',
        ['E-4', '名称一二', formula('<f>B2&amp;"x"</f>')],
        '简介',
        /没有它的计算结果/,
      ],
      [
        'an empty value of a formula',
        ['E-5', '名称一二', formula('<f>1+1</f><v></v>')],
        '简介',
        /没有它的计算结果/,
      ],
      [
        'text that looks like a formula',
        ['E-6', '名称一二', '=HYPERLINK("http://x","y")'],
        '简介',
        /像是公式/,
      ],
    ]
    for (const [name, row, column, sentence] of damaged) {
      const { errors, created } = await raw(sheet([HEADER, row]))
      assert.deepEqual([created, errors.length, errors[0]?.column], [0, 1, column], name)
      assert.match(errors[0]?.message ?? '', sentence, name)
    }
  })

  it('takes the cached value of a formula, rich text, hyperlinks, readings and line ends', async () => {
    const texts = [
      '<r><rPr><b/></rPr><t>海水</t></r><r><t xml:space="preserve">养殖 监测</t></r>',
      '<t>冷链</t><rPh sb="0" eb="2"><t>lenglian</t></rPh>',
      '<t>第一行_x000D_\n第二行 &amp; &lt;三&gt;</t>',
    ]
    const result = await raw({
      ...sheet(
        [
          HEADER,
          ['F-1', shared(0), { xml: '<c r="@" t="str"><f>CONCATENATE("甲","乙")</f><v>甲乙</v></c>' }],
          ['F-2', shared(1), shared(2)],
          [{ xml: '<c r="@" t="str"><f>""</f><v></v></c>' }, '公式得空的编号', ''],
        ],
        { after: '<hyperlinks><hyperlink ref="B2" location="x"/></hyperlinks>' },
      ),
      texts,
    })
    fine(result, 3)
    assert.deepEqual(
      [(await data('F-1'))?.['name'], (await data('F-1'))?.['summary']],
      ['海水养殖 监测', '甲乙'],
    )
    assert.deepEqual(
      [(await data('F-2'))?.['name'], (await data('F-2'))?.['summary']],
      ['冷链', '第一行\r\n第二行 & <三>'],
    )
  })

  it('leaves out hidden rows, columns and sheets, and says so', async () => {
    const result = await raw({
      sheets: [
        { name: '旧表', state: 'hidden', rows: [HEADER, ['G-9', '隐藏的表里的', '']] },
        {
          name: '成果',
          rows: [
            [...HEADER, '内部备注'],
            ['G-1', '看得见的成果', '简介', '不给外人看'],
            ['G-2', '隐藏行的成果', '简介', ''],
          ],
          hiddenRows: [3],
          hiddenColumns: [4],
        },
        { name: '很隐藏', state: 'veryHidden', rows: [['x']] },
      ],
    })
    fine(result, 1)
    assert.deepEqual(result.ignored, [])
    assert.deepEqual(result.notes, [
      '隐藏的工作表“旧表”、“很隐藏”没有读取。',
      '隐藏的 1 列没有读取；需要的请取消隐藏后再导入。',
      '第 3 行是隐藏行，没有读取。',
    ])
  })

  it('refuses a classified row even when it is hidden, a total or a note, and a file whose title is marked', async () => {
    const hidden = sheet([HEADER, ['H-1', '公开的成果', ''], ['H-2', '机密★10年', '']], { hiddenRows: [3] })
    assert.match((await raw(hidden)).errors[0]?.message ?? '', /平台只登记公开信息/)
    const note = sheet([HEADER, ['H-1', '公开的成果', ''], ['注：秘密★5年', '', '']])
    assert.match((await raw(note)).errors[0]?.message ?? '', /平台只登记公开信息/)
    await assert.rejects(
      raw(sheet([['机密★10年 成果汇总'], HEADER, ['H-1', '公开的成果', '']])),
      /平台只登记公开信息/,
    )
  })

  it('reads the sheet that fits; of several it asks for the name', async () => {
    const sheets = (second: string) => [
      { name: '说明页', rows: [['本表由科研处汇总'], ['联系人：张三']] },
      { name: '2025', rows: [HEADER, ['I-1', '去年的成果', '']] },
      {
        name: '2026',
        rows: [
          [second === '名称' ? '编号' : '甲', second, '简介'],
          ['I-2', '今年的成果', ''],
        ],
      },
    ]
    const one = await raw({ sheets: sheets('乙') })
    fine(one, 1)
    assert.match(one.notes[0] ?? '', /读取的是工作表“2025”，没有读取“说明页”、“2026”/)
    await assert.rejects(raw({ sheets: sheets('名称') }), /有 2 张表都像成果表：“2025”、“2026”；请指定/)
    fine(await raw({ sheets: sheets('名称') }, { sheet: '2026' }), 1)
    await assert.rejects(
      raw({ sheets: sheets('名称') }, { sheet: '2027' }),
      /没有名为“2027”的工作表；这个文件里有：说明页、2025、2026/,
    )
    assert.ok(await data('I-2'))
  })

  it('a sheet with its own prefix, without references and with single quotes, as some libraries write it', async () => {
    const main = "xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
    const cell = (text: string) => `<x:c t='inlineStr'><x:is><x:t>${text}</x:t></x:is></x:c>`
    const rows = [HEADER, ['J-1', '别的程序写的&#x8868;', '<![CDATA[1 < 2]]>']].map(
      (cells) => `<x:row>${cells.map(cell).join('')}</x:row>`,
    )
    const book = rawBook({
      ...sheet([['x']]),
      parts: {},
    })
    const entries = (await import('../files/zip.ts')).zipEntries(book)
    const { packZip, storedEntry } = await import('../files/zip.ts')
    const own = `<?xml version='1.0'?><!-- a > b --><x:worksheet ${main}><x:sheetData>${rows.join('')}</x:sheetData></x:worksheet>`
    const changed = packZip(
      entries.map((entry) => (entry.name.includes('sheet1') ? storedEntry(entry.name, own) : entry)),
    )
    fine(await load(changed), 1)
    assert.deepEqual(
      [(await data('J-1'))?.['name'], (await data('J-1'))?.['summary']],
      ['别的程序写的表', '1 < 2'],
    )
  })
})
