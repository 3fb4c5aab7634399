import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { read, utils, write } from '@e965/xlsx'
import { achievementBulk } from '#modules/achievements/bulk.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { unpackedText, zipEntries } from '../files/zip.ts'
import { rawBook, type RawBook, type RawCell } from '../workbook/fixture.ts'
import { openTable } from './source.ts'
import { errorBook } from './errors.ts'
import { importFile, type ImportCall } from './import.ts'

const styled = (value: string | number, style: number): RawCell => ({
  xml:
    typeof value === 'number'
      ? `<c r="@" s="${style}"><v>${value}</v></c>`
      : `<c r="@" s="${style}" t="inlineStr"><is><t>${value}</t></is></c>`,
})
const MINE: RawBook = {
  formats: ['yyyy/m/d', '0.00"万元"'],
  texts: ['<t>共用文字</t>', '<t>只在涉密行里的文字</t>'],
  sheets: [
    {
      name: '成果',
      rows: [
        [styled('某大学可转化成果汇总表', 1)],
        ['编号', '名称', '意向价格', '有效期', '内部备注'],
        ['A-1', '海水养殖水质监测', styled(50, 2), styled(46513, 1), '甲老师'],
        ['A-2', '', styled(60, 2), styled(46513, 1), '乙老师'],
        ['A-3', '冷链温度记录装置', styled('五十左右', 2), '', { xml: '<c r="@" t="s"><v>0</v></c>' }],
        ['合计', '', { xml: '<c r="@" s="2"><f>SUM(C3:C5)</f><v>110</v></c>' }],
      ],
      merges: ['A1:E1'],
      after:
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>1</formula></cfRule></conditionalFormatting>',
    },
    { name: '别的表', rows: [['别的内容']] },
  ],
}

describe('the error file is the user’s own sheet with a red column (practice.md P32)', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule])
  })
  after(() => market.drop())

  const call = (file: Uint8Array): Omit<ImportCall, 'dryRun'> => ({
    db: market.test.db,
    bus: market.bus,
    kind: achievementBulk,
    file,
    goodRows: false,
    publish: false,
    actor: people.office,
  })
  const rowsOf = async (bytes: Uint8Array) => {
    const file = await openTable({ bytes }, 50_000_000)
    try {
      const sheet = file.sheets[0]?.name ?? ''
      const rows: (string | number)[][] = []
      for await (const { row, cells } of file.rows(sheet)) rows.push([row, ...cells])
      return rows
    } finally {
      await file.close()
    }
  }
  const partsOf = async (bytes: Uint8Array) =>
    new Map(
      await Promise.all(
        zipEntries(Buffer.from(bytes)).map(async (e) => [e.name, await unpackedText(e, 1e7)] as const),
      ),
    )

  it('keeps title, formats, formulas, merged cells, other columns and sheets; sentences stand beside the rows', async () => {
    const mine = rawBook(MINE)
    const { bytes, result } = await errorBook(call(mine))
    assert.equal(result.rejected, 2)
    const rows = await rowsOf(bytes)
    assert.deepEqual(
      rows.map((row) => row[6] ?? ''),
      ['', '导入问题', '', '名称：此项必填。', '意向价格：金额应为数字，例如 50 或 50万元。', ''],
    )
    assert.deepEqual(rows[2], [3, 'A-1', '海水养殖水质监测', '50万元', '2027-05-06', '甲老师'])
    const parts = await partsOf(bytes)
    const before = await partsOf(mine)
    const same = [...before.keys()].filter((name) => parts.get(name) === before.get(name))
    assert.deepEqual(
      [...parts.keys()].filter((name) => !same.includes(name)),
      ['xl/styles.xml', 'xl/worksheets/sheet1.xml'],
    )
    const sheet = parts.get('xl/worksheets/sheet1.xml') ?? ''
    for (const kept of ['<f>SUM(C3:C5)</f>', 'conditionalFormatting', '<mergeCell ref="A1:E1"/>', '<v>0</v>'])
      assert.ok(sheet.includes(kept), kept)
    assert.match(sheet, /<c r="A1" s="1"/)
    assert.match(sheet, /<col min="6" max="6" width="60" customWidth="1"\/>/)
  })

  it('fills the faulty cells, and a faulty cell keeps its format', async () => {
    const { bytes } = await errorBook(call(rawBook(MINE)))
    const parts = await partsOf(bytes)
    const sheet = parts.get('xl/worksheets/sheet1.xml') ?? ''
    const styles = parts.get('xl/styles.xml') ?? ''
    const cells =
      /<cellXfs[^>]*>([\s\S]*)<\/cellXfs>/.exec(styles)?.[1]?.match(/<xf [^>]*?(?:\/>|>.*?<\/xf>)/g) ?? []
    const styleAt = (ref: string) =>
      cells[
        Number(
          new RegExp(`<c (?:s="(\\d+)" )?r="${ref}"(?: s="(\\d+)")?`)
            .exec(sheet)
            ?.slice(1)
            .find((n) => n !== undefined),
        )
      ] ?? ''
    const fills = styles.match(/<fill>.*?<\/fill>/g) ?? []
    const fillOf = (xf: string) => fills[Number(/fillId="(\d+)"/.exec(xf)?.[1])] ?? ''
    for (const ref of ['B4', 'C5']) assert.match(fillOf(styleAt(ref)), /FFFDECEA/, ref)
    assert.match(styleAt('C5'), /numFmtId="201".*horizontal="center"/)
    assert.match(fillOf(styleAt('F2')), /FFB3261E/)
    assert.doesNotMatch(fillOf(styleAt('C3')), /FDECEA/)
  })

  it('opens in another reader, and comes back corrected: the extra column is ignored and goes away', async () => {
    const { bytes } = await errorBook(call(rawBook(MINE)))
    const book = read(bytes, { type: 'array' })
    assert.deepEqual(book.SheetNames, ['成果', '别的表'])
    const cells = book.Sheets['成果']
    assert.match(String(cells?.['F4']?.v), /必填/)
    const half = rawBook({
      ...MINE,
      sheets: [
        {
          name: '成果',
          rows: [
            ['编号', '名称', '意向价格', '导入问题'],
            ['A-2', '改好的名称', '60万元', '名称：此项必填。'],
            ['A-3', '冷链温度记录装置', '还没改', '意向价格：金额应为数字，例如 50 或 50万元。'],
          ],
        },
      ],
    })
    const again = await errorBook(call(half))
    const rows = await rowsOf(again.bytes)
    assert.deepEqual(rows[0], [1, '编号', '名称', '意向价格', '导入问题'])
    assert.deepEqual(rows[1], [2, 'A-2', '改好的名称', '60万元'])
    assert.match(String(rows[2]?.[4]), /金额应为数字/)
    const corrected = rawBook({
      sheets: [
        {
          name: '成果',
          rows: [
            ['编号', '名称', '意向价格', '导入问题'],
            ['A-2', '改好的名称', '60万元', '旧的话'],
          ],
        },
      ],
    })
    const result = await importFile({ ...call(corrected), dryRun: false })
    assert.deepEqual([result.created, result.errors, result.ignored], [1, [], []])
  })

  it('holds nothing of a row refused for secrecy, wherever the workbook repeats it (P17)', async () => {
    const canary = 'CANARYKQ'
    const book: RawBook = {
      ...MINE,
      texts: [`<t>公开的共用文字</t>`, `<t>${canary}1</t>`],
      sheets: [
        {
          name: '成果',
          rows: [
            ['编号', '名称', '密级', '备注'],
            ['S-1', { xml: '<c r="@" t="s"><v>1</v></c>' }, '秘密', `${canary}2`],
            [
              'S-2',
              { xml: '<c r="@" t="s"><v>0</v></c>' },
              '公开',
              { xml: `<c r="@" t="str"><f>"${canary}3"</f><v>好</v></c>` },
            ],
            ['S-3', '机密★10年', '公开', `${canary}4`],
            ['S-4', '', '公开', '缺名称'],
          ],
          after: `<hyperlinks><hyperlink ref="B2" display="${canary}5"/></hyperlinks>`,
        },
        { name: '副本', rows: [[`${canary}6`]] },
      ],
      parts: {
        'xl/comments1.xml': `<comments>${canary}7</comments>`,
        'docProps/core.xml': `<x>${canary}8</x>`,
      },
    }
    const { bytes, result } = await errorBook(call(rawBook(book)))
    assert.equal(result.rejected, 3)
    for (const [name, text] of await partsOf(bytes)) assert.ok(!text.includes(canary), name)
    const rows = await rowsOf(bytes)
    assert.equal(rows[1]?.[1], '', 'the whole row is blank')
    assert.match(String(rows[1]?.[5]), /平台只登记公开信息/)
    assert.deepEqual(rows[2], [3, 'S-2', '公开的共用文字', '公开', '好'])
    assert.match(String(rows[4]?.[5]), /名称：此项必填/)
    assert.ok(!JSON.stringify(result).includes(canary))
  })

  it('of a csv and of an old workbook it is an xlsx of the same cells', async () => {
    const text = '编号,名称,价格（万元）\nB-1,,50\nB-2,机密★10年,CANARY\n000123,好的名称,60\n'
    const ofCsv = await errorBook(call(new TextEncoder().encode(text)))
    const rows = await rowsOf(ofCsv.bytes)
    assert.deepEqual(rows[0], [1, '编号', '名称', '价格（万元）', '导入问题'])
    assert.deepEqual(rows[1], [2, 'B-1', '', '50', '名称：此项必填。'])
    assert.deepEqual(rows[2]?.slice(0, 4), [3, '', '', ''])
    assert.deepEqual(rows[3], [4, '000123', '好的名称', '60'], 'codes stay text')
    const book = utils.book_new()
    const cells = utils.aoa_to_sheet([
      ['总表'],
      ['编号', '名称', '领域'],
      ['C-1', '', '新材料'],
      ['C-2', '有名称的', ''],
    ])
    cells['!merges'] = [utils.decode_range('A1:C1'), utils.decode_range('C3:C4')]
    utils.book_append_sheet(book, cells, '成果')
    const old = await errorBook(
      call(new Uint8Array(write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer)),
    )
    const sheet = read(old.bytes, { type: 'array' }).Sheets['成果']
    assert.deepEqual(sheet?.['!merges']?.length, 2)
    assert.match(String(sheet?.['D3']?.v), /名称：此项必填/)
  })
})
