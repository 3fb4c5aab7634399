import assert from 'node:assert/strict'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { after, before, describe, it } from 'node:test'
import { CFB, utils, write } from '@e965/xlsx'
import { achievementBulk } from '#modules/achievements/bulk.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { packedEntry, packZip, storedEntry, type ZipEntry } from '../files/zip.ts'
import { columnName } from '../workbook/sheet.ts'
import { rawBook, rawParts, textBook, type RawBook } from '../workbook/fixture.ts'
import { importFile } from './import.ts'

const HEADER = ['编号', '名称', '简介']
const GOOD: RawBook = { sheets: [{ name: '成果', rows: [HEADER, ['Z-1', '不该进来的成果', '']] }] }
const MB = 1024 * 1024
const SHEET = 'xl/worksheets/sheet1.xml'
/** The parts of a good workbook with some changed or added. */
const altered = (parts: Readonly<Record<string, string | Partial<ZipEntry>>>): Buffer => {
  const known = rawParts(GOOD)
  const added = Object.keys(parts).filter((name) => !known.some((entry) => entry.name === name))
  return packZip(
    [...known, ...added.map((name) => storedEntry(name, ''))].map((entry) => {
      const change = parts[entry.name]
      if (change === undefined) return entry
      return typeof change === 'string' ? storedEntry(entry.name, change) : { ...entry, ...change }
    }),
  )
}
const LAUGHS =
  '<!DOCTYPE x [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
const sheetOf = (inside: string) =>
  `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>编号</t></is></c><c r="B1" t="inlineStr"><is><t>名称</t></is></c></row><row r="2"><c r="B2" t="inlineStr"><is><t>${inside}</t></is></c></row></sheetData></worksheet>`

/** An OLE file with these streams. */
function ole(streams: Readonly<Record<string, Buffer>>): Buffer {
  const file = CFB.utils.cfb_new()
  for (const [name, content] of Object.entries(streams)) CFB.utils.cfb_add(file, `/${name}`, content)
  return Buffer.from(CFB.write(file, { type: 'buffer' }) as Buffer)
}

function oldBook(): Buffer {
  const book = utils.book_new()
  utils.book_append_sheet(book, utils.aoa_to_sheet([HEADER, ['Z-1', '不该进来的成果', '']]), '成果')
  return write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer
}

function withMacros(bytes: Buffer): Buffer {
  const file = CFB.read(bytes, { type: 'buffer' })
  CFB.utils.cfb_add(file, '/_VBA_PROJECT_CUR/VBA/_VBA_PROJECT', Buffer.from('x'))
  return Buffer.from(CFB.write(file, { type: 'buffer' }) as Buffer)
}

async function hostile(): Promise<readonly (readonly [string, Uint8Array, RegExp])[]> {
  const zeros = await packedEntry(SHEET, [Buffer.alloc(30 * MB)])
  const long = await packedEntry(SHEET, [sheetOf('长'.repeat(20 * MB))])
  const heic = Buffer.concat([
    Buffer.from('0000002066747970686569630000000068656963', 'hex'),
    Buffer.alloc(64),
  ])
  const record = (type: number, ...body: number[]) =>
    Buffer.from([type & 255, type >> 8, body.length, 0, ...body])
  const bof = record(0x0809, 0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0)
  const locked = Buffer.concat([bof, record(0x2f, 1, 0, 1, 0, 1, 0, ...Buffer.alloc(48)), record(0x0a)])
  return [
    ['a phone photo (HEIC) named .xlsx', heic, /这是一张图片（heic）/],
    [
      'a photo (JPEG) named .xlsx',
      Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex'),
      /这是一张图片（jpg）/,
    ],
    ['a pdf named .xlsx', Buffer.from('%PDF-1.7\n1 0 obj\n'), /这是 pdf 文件/],
    [
      'a Word document named .xlsx',
      packZip([storedEntry('[Content_Types].xml', '<Types/>'), storedEntry('word/document.xml', '<x/>')]),
      /这是Word 文档/,
    ],
    ['an old Word document named .xls', ole({ WordDocument: Buffer.alloc(64) }), /这是Word 文档/],
    [
      'slides',
      packZip([storedEntry('[Content_Types].xml', '<Types/>'), storedEntry('ppt/presentation.xml', '<x/>')]),
      /这是演示文稿/,
    ],
    [
      'a RAR archive',
      Buffer.from('526172211a0701003392b5e50a01050600050101808000', 'hex'),
      /这是压缩包（rar）/,
    ],
    ['a zip with a workbook in it', packZip([storedEntry('成果.xlsx', 'x')]), /里面不是表格；请先解压/],
    [
      'a binary workbook',
      packZip([storedEntry('[Content_Types].xml', '<Types/>'), storedEntry('xl/workbook.bin', 'x')]),
      /xlsb.*另存为 xlsx/,
    ],
    ['a bomb that says so', altered({ [SHEET]: { size: 0xf0000000 } }), /解压后过大/],
    ['a bomb by its ratio', altered({ [SHEET]: zeros }), /解压后过大/],
    ['a bomb that lies about its size', altered({ [SHEET]: { ...long, size: 4000 } }), /解压后过大/],
    ['an archive inside', altered({ 'xl/embeddings/a.zip': 'x' }), /嵌有压缩包或程序/],
    ['entities that multiply', altered({ [SHEET]: LAUGHS + sheetOf('&c;&c;') }), /声明了外部实体/],
    [
      'an entity that reads a file',
      altered({ [SHEET]: `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${sheetOf('&f;')}` }),
      /声明了外部实体/,
    ],
    [
      'entities in the shared texts',
      altered({ 'xl/sharedStrings.xml': `${LAUGHS}<sst/>` }),
      /声明了外部实体/,
    ],
    ['an entity nobody declared', altered({ [SHEET]: sheetOf('&f;') }), /已损坏/],
    ['macros', altered({ 'xl/vbaProject.bin': 'x' }), /含有宏/],
    ['an old workbook with macros', withMacros(oldBook()), /含有宏/],
    [
      'a workbook with a password',
      ole({ EncryptionInfo: Buffer.alloc(64), EncryptedPackage: Buffer.alloc(64) }),
      /打开密码/,
    ],
    ['an old workbook with a password', ole({ Workbook: locked }), /打开密码/],
    ['an encrypted part', altered({ [SHEET]: { flags: 1 } }), /有密码/],
    ['an old workbook of nonsense', ole({ Workbook: Buffer.alloc(600, 7) }), /已损坏|没有内容/],
    ['a sheet that is not there', altered({ 'xl/_rels/workbook.xml.rels': '<Relationships/>' }), /已损坏/],
    ['a workbook without sheets', altered({ 'xl/workbook.xml': '<workbook/>' }), /已损坏/],
    ['an empty sheet', altered({ [SHEET]: '<worksheet><sheetData/></worksheet>' }), /没有内容/],
    ['a path out of the archive', altered({ '../x.xml': 'x' }), /已损坏/],
    ['16,384 columns', wide(), /表头超过 300 列/],
    ['a web archive', Buffer.from('MIME-Version: 1.0\nX-Document-Type: Workbook\n'), /网页归档/],
    ['a page without a table', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /这是一张图片/],
    ['changed bytes inside a part', changedInside(), /已损坏/],
  ]
}

function wide(): Buffer {
  const cells = Array.from({ length: 16_384 }, (_, i) => (i === 1 ? '名称' : `列${i}`))
  return rawBook({ sheets: [{ name: '宽', rows: [cells, cells] }] })
}

/** Stored bytes that no longer are what their checksum says: a name with one character changed. */
function changedInside(): Buffer {
  const bytes = rawBook(GOOD)
  const at = bytes.indexOf('不该进来')
  bytes[at + 2] = (bytes[at + 2] ?? 0) ^ 1
  return bytes
}

/** A million formatted rows without content behind two real ones, as a coloured column leaves them. */
async function millionRows(): Promise<Buffer> {
  function* xml(): Generator<string> {
    const text = (ref: string, value: string) => `<c r="${ref}" t="inlineStr"><is><t>${value}</t></is></c>`
    yield `<worksheet><sheetData><row r="1">${text('A1', '编号')}${text('B1', '名称')}</row><row r="2">${text('A2', 'Y-1')}${text('B2', '百万空行上面的成果')}</row>`
    for (let row = 3; row <= 1_048_576; row += 1)
      yield `<row r="${row}" s="1" customFormat="1"><c r="A${row}" s="1"/><c r="B${row}" s="1"/><c r="C${row}" s="1"/></row>`
    yield '</sheetData></worksheet>'
  }
  function* joined(): Generator<string> {
    let piece = ''
    for (const part of xml()) {
      piece += part
      if (piece.length < 65_536) continue
      yield piece
      piece = ''
    }
    yield piece
  }
  const sheet = await packedEntry(SHEET, joined())
  return packZip(rawParts(GOOD).map((entry) => (entry.name === SHEET ? sheet : entry)))
}

describe('hostile and hopeless files: each with its own sentence, nothing stored, the server goes on (issue 3, item 1)', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule])
  })
  after(() => market.drop())

  const load = (file: Uint8Array) =>
    importFile({
      db: market.test.db,
      bus: market.bus,
      kind: achievementBulk,
      file,
      dryRun: false,
      goodRows: true,
      publish: false,
      actor: people.office,
    })
  const stored = async () =>
    (
      await market.query<{ n: number }>(
        `select (select count(*) from achievements.achievement)::int + (select count(*) from platform.bulk_row)::int
           + (select count(*) from platform.bulk_batch)::int as n`,
      )
    )[0]?.n

  it('refuses them', async () => {
    const files = await hostile()
    for (const [name, file, sentence] of files)
      await assert.rejects(
        load(file),
        (error: Error) => error.name === 'Refusal' && sentence.test(error.message),
        name,
      )
    assert.equal(await stored(), 0)
    const sentences = await Promise.all(
      files.map(([, file]) =>
        load(file).then(
          () => '',
          (error: Error) => error.message,
        ),
      ),
    )
    assert.ok(new Set(sentences).size >= 15, 'each kind has a sentence of its own')
  })

  it('refuses a workbook cut off anywhere, and never as a fault', async () => {
    const whole = await textBook([HEADER, ['Z-1', '不该进来的成果', '']])
    for (let cut = 5; cut < whole.length; cut += Math.ceil(whole.length / 12))
      await assert.rejects(load(whole.subarray(0, cut)), { name: 'Refusal' }, `${cut} bytes`)
    const old = oldBook()
    for (let cut = 600; cut < old.length - 512; cut += Math.ceil(old.length / 5))
      await assert.rejects(load(old.subarray(0, cut)), { name: 'Refusal' }, `${cut} bytes of an old one`)
    assert.equal(await stored(), 0)
  })

  it('reads two rows above a million formatted empty ones, quickly, in little memory, while the server answers', async () => {
    const file = await millionRows()
    const before = process.memoryUsage().rss
    let peak = before
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss)
    }, 20)
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    const started = performance.now()
    const result = await load(file)
    const seconds = (performance.now() - started) / 1000
    delay.disable()
    clearInterval(watch)
    assert.deepEqual([result.created, result.errors], [1, []])
    assert.ok(seconds < 40, `${seconds} s`)
    assert.ok((peak - before) / MB < 300, `${(peak - before) / MB} MB`)
    assert.ok(delay.max / 1e6 < 1_000, `held up for ${delay.max / 1e6} ms`)
  })

  it('reads formatted empty columns to the last one', async () => {
    const cells = Array.from({ length: 16_384 }, (_, i) => `<c r="${columnName(i)}3" s="0"/>`).join('')
    const sheet = sheetOf('十六列之外都是空的').replace(
      '</sheetData>',
      `<row r="3">${cells}</row></sheetData>`,
    )
    assert.equal((await load(altered({ [SHEET]: sheet }))).created, 1)
  })
})
