import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { read, utils, write, type BookType } from '@e965/xlsx'
import { achievementBulk } from '#modules/achievements/bulk.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { textBook } from '../workbook/fixture.ts'
import { importFile, type ImportResult } from './import.ts'

const GBK = {
  编号: [0xb1, 0xe0, 0xba, 0xc5],
  名称: [0xc3, 0xfb, 0xb3, 0xc6],
  有效期: [0xd3, 0xd0, 0xd0, 0xa7, 0xc6, 0xda],
  老格式里的成果: [0xc0, 0xcf, 0xb8, 0xf1, 0xca, 0xbd, 0xc0, 0xef, 0xb5, 0xc4, 0xb3, 0xc9, 0xb9, 0xfb],
} as const

describe('old forms of tables are read by content, whatever the name says (practice.md P32)', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule])
  })
  after(() => market.drop())

  const load = (file: Uint8Array): Promise<ImportResult> =>
    importFile({
      db: market.test.db,
      bus: market.bus,
      kind: achievementBulk,
      file,
      dryRun: false,
      goodRows: false,
      publish: false,
      actor: people.office,
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

  const rows = [
    ['成果汇总表', '', ''],
    ['编号', '名称', '有效期'],
    ['K-1', '老格式里的成果', '2027.5.6'],
  ]
  const made = (type: BookType) => {
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows), '成果')
    return new Uint8Array(write(book, { type: 'buffer', bookType: type }) as Buffer)
  }
  const kinds: readonly (readonly [string, Uint8Array])[] = [
    ['xls and et (BIFF 8)', made('biff8')],
    ['xls of Excel 95 (BIFF 5), Chinese in the code page of the machine', excel95()],
    ['the XML of Excel 2003', made('xlml')],
    ['a web page that calls itself xls, in GB2312', gbkPage()],
  ]
  for (const [name, file] of kinds)
    it(name, async () => {
      const result = await load(file)
      assert.deepEqual([result.errors, result.created + result.unchanged], [[], 1])
      assert.equal((await data('K-1'))?.['name'], '老格式里的成果')
      assert.equal((await data('K-1'))?.['validUntil'], '2027-05-06')
    })

  const old = (type: BookType) => {
    const book = utils.book_new()
    const cells = utils.aoa_to_sheet([
      ['编号', '名称', '领域', '有效期'],
      ['L-1', '老表的第一条', '新材料', 46513],
      ['L-2', '老表的第二条', '', 46514],
    ])
    cells['!merges'] = [utils.decode_range('C2:C3')]
    cells['D2'].z = 'yyyy/m/d'
    utils.book_append_sheet(book, cells, '成果')
    return write(book, { type: 'buffer', bookType: type }) as Buffer
  }

  it('an old workbook keeps merged cells and dates', async () => {
    fine(await load(new Uint8Array(old('biff8'))), 2)
    assert.deepEqual(
      [(await data('L-1'))?.['validUntil'], (await data('L-2'))?.['techField']],
      ['2027-05-06', '新材料'],
    )
  })

  it('leaves out the hidden rows of an old workbook too', async () => {
    let row = 0
    const xml = old('xlml')
      .toString()
      .replaceAll('L-', 'LH-')
      .replaceAll('老表', '老表隐藏')
      .replace(/<Row/g, (tag) => ((row += 1) === 3 ? `${tag} ss:Hidden="1"` : tag))
    const result = await load(new TextEncoder().encode(xml))
    fine(result, 1)
    assert.match(result.notes.join(''), /第 3 行是隐藏行/)
  })

  it('a csv named .xlsx, and an xlsx as WPS and LibreOffice write it', async () => {
    const csv = new TextEncoder().encode('\ufeff成果汇总表\n编号,名称\nM-1,改了名的表\n')
    fine(await load(csv), 1)
    fine(
      await load(
        await textBook([
          ['编号', '名称', '简介'],
          ['M-2', '另一张表', ''],
        ]),
      ),
      1,
    )
    assert.equal(read(await textBook([['编号', '名称']]), { type: 'buffer' }).SheetNames[0], '成果')
  })
})

/** The library that writes it has no Chinese for Excel 95: letters stand in, as many as GBK has bytes. */
function excel95(): Uint8Array {
  const letters = 'HNDV'
  const standIns = Object.values(GBK).map((bytes, i) => (letters[i] ?? '').repeat(bytes.length))
  const [code = '', name = '', day = '', value = ''] = standIns
  const book = utils.book_new()
  const rows = [
    [code, name, day],
    ['K-1', value, '2027.5.6'],
  ]
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows), 'x')
  const bytes = write(book, { type: 'buffer', bookType: 'biff5' }) as Buffer
  // The record that names the code page: 936 instead of the library's own.
  bytes.writeUInt16LE(936, bytes.indexOf(Buffer.from([0x42, 0, 2, 0])) + 4)
  for (const [i, chinese] of Object.values(GBK).entries()) {
    const at = bytes.indexOf(standIns[i] ?? '')
    bytes.set(chinese, at)
  }
  return new Uint8Array(bytes)
}

/** A table as government systems export it: HTML in GB2312 under the name of a workbook. */
function gbkPage(): Uint8Array {
  const page = [
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body><table border=1>',
    '<tr><td colspan=3>',
    [0xb3, 0xc9, 0xb9, 0xfb],
    '</td></tr><tr><td>',
    GBK.编号,
    '</td><td>',
    GBK.名称,
    '</td><td>',
    GBK.有效期,
    '</td></tr><tr><td>K-1</td><td>',
    GBK.老格式里的成果,
    '</td><td>2027.5.6</td></tr></table></body></html>',
  ]
  return Buffer.concat(page.map((part) => Buffer.from(part as string)))
}
