import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assert as forAll, asyncProperty, array, integer, property, string } from 'fast-check'
import { packedEntry, packZip, storedEntry, unpackedText, zipEntries } from '../files/zip.ts'
import { rawBook, textBook } from './fixture.ts'
import { shownNumber } from './formats.ts'
import { cellAt, columnName, MergeFiller, type SheetRow } from './sheet.ts'
import { openWorkbook } from './workbook.ts'
import { attribute, decoded, escaped, XmlScanner } from './xml.ts'

describe('numbers as people see them', () => {
  const shown: readonly (readonly [number, string, string])[] = [
    [45413, 'General', '45413'],
    [45413, 'yyyy/m/d', '2024-05-01'],
    [45413.5, 'yyyy"年"m"月"d"日" h:mm', '2024-05-01 12:00'],
    [45413, 'yyyy"年"m"月"', '2024年5月'],
    [45413, '[$-804]yyyy"年"m"月";@', '2024年5月'],
    [45413, 'mmm-yy', '2024年5月'],
    [45413, 'm/d', '2024-05-01'],
    [45413, 'yyyy', '2024'],
    [0.75, 'h:mm', '18:00'],
    [-1, 'yyyy/m/d', '-1'],
    [0.605, '0.0%', '60.5%'],
    [0.1 + 0.2, 'General', '0.3'],
    [1234.5, '#,##0.00', '1234.5'],
    [50, '0.00"万元"', '50万元'],
    [50, '0.00\\万\\元', '50万元'],
    [50, '0.00_ "万元"', '50万元'],
    [123456, '0!.0,"万"', '123456'],
    [5_000_000, '#,##0,"千元"', '5000000'],
    [800000, '"¥"#,##0.00', '800000元'],
    [800000, '[$￥-804]#,##0', '800000元'],
    [800, '[$$-409]#,##0.00', '$800'],
    [12, '0000', '0012'],
    [12, '0', '12'],
    [3, '[红色]0.00', '3'],
    [1e21, 'General', '1000000000000000000000'],
    [1.5e-7, 'General', '0.00000015'],
  ]
  for (const [value, format, text] of shown)
    it(`${value} as ${format} is ${text}`, () => {
      assert.equal(shownNumber(value, format, false).text, text)
    })

  it('knows when digits are lost: from the sixteenth on', () => {
    assert.equal(shownNumber(999_999_999_999_999, 'General', false).isDamaged, false)
    assert.equal(shownNumber(1_000_000_000_000_000, '0', false).isDamaged, true)
  })
})

describe('the scanner of XML', () => {
  const events = (pieces: readonly string[]) => {
    const found: string[] = []
    let text = ''
    const scanner = new XmlScanner({
      open: (name, attributes) => found.push(`<${name} ${attribute(attributes, 'r') ?? ''}>`),
      close: (name) => {
        found.push(text, `</${name}>`)
        text = ''
      },
      text: (raw) => (text += decoded(raw)),
    })
    for (const piece of pieces) scanner.write(piece)
    scanner.end()
    return found
  }

  it('tells the same wherever the document is cut', () => {
    const whole = `<?xml version="1.0"?><!-- <c> > --><x:sheet a='>"'><row r="1"><c r="A&lt;1" t='s'>甲&amp;乙&#x4e00;</c ><c/></row><![CDATA[<b>&]]></x:sheet>`
    const expected = events([whole])
    assert.ok(expected.includes('甲&乙一') && expected.includes('<c A<1>'))
    forAll(
      property(array(integer({ min: 0, max: whole.length }), { maxLength: 6 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), whole.length]
        assert.deepEqual(events(at.slice(1).map((end, i) => whole.slice(at[i], end))), expected)
      }),
    )
  })

  it('writes what it reads back, whatever the text', () => {
    forAll(
      property(string({ unit: 'grapheme' }), (written) => {
        assert.equal(decoded(escaped(written)), written)
      }),
    )
  })

  it('leaves out what XML cannot hold', () => {
    assert.equal(escaped('甲\u0000\u000b\u001f\ufffe乙'), '甲乙')
  })
})

describe('places and merged cells', () => {
  it('columns and their letters (property)', () => {
    forAll(
      property(integer({ min: 0, max: 16_383 }), (column) => {
        assert.deepEqual(cellAt(`${columnName(column)}7`), { column, row: 6 })
      }),
    )
  })

  it('merged cells fill downwards until their end, and overlapping ones each their own column', () => {
    const row = (n: number, ...cells: string[]): SheetRow => ({
      row: n,
      isHidden: false,
      cells,
      problems: [],
    })
    const filler = new MergeFiller([
      { fromRow: 1, toRow: 3, fromColumn: 0, toColumn: 0 },
      { fromRow: 2, toRow: 4, fromColumn: 2, toColumn: 2 },
    ])
    const rows = [
      row(1, 'a'),
      row(2, 'b', 'x'),
      row(3, '', 'y', 'c'),
      row(4, '', 'z'),
      row(5, '', 'w'),
      row(6, '', 'v'),
    ]
    assert.deepEqual(
      rows.map((one) => filler.fill(one).cells.join('|')),
      ['a', 'b|x', 'b|y|c', 'b|z|c', '|w|c', '|v'],
    )
  })
})

describe('the archive', () => {
  it('unpacks what it packed, whatever it is (property)', async () => {
    await forAll(
      asyncProperty(array(string({ unit: 'binary' })), async (pieces) => {
        const bytes = packZip([await packedEntry('a.xml', pieces), storedEntry('b.xml', 'x')])
        const [entry] = zipEntries(bytes)
        assert.ok(entry)
        assert.equal(
          await unpackedText(entry, 1e7),
          Buffer.from(pieces.join(''))
            .toString()
            .replace(/^\ufeff/, ''),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('reads sizes from the Zip64 field, which Java libraries write for small files too', async () => {
    const plain = packZip([await packedEntry('a.xml', ['甲乙丙'])])
    const at = plain.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    const field = Buffer.alloc(20)
    field.writeUInt16LE(1, 0)
    field.writeUInt16LE(16, 2)
    field.writeBigUInt64LE(BigInt(plain.readUInt32LE(at + 24)), 4)
    field.writeBigUInt64LE(BigInt(plain.readUInt32LE(at + 20)), 12)
    const end = plain.indexOf(Buffer.from([0x50, 0x4b, 5, 6]))
    const directory = Buffer.concat([plain.subarray(at, end), field])
    directory.writeUInt32LE(0xffffffff, 20)
    directory.writeUInt32LE(0xffffffff, 24)
    directory.writeUInt16LE(field.length, 30)
    const large = Buffer.concat([plain.subarray(0, at), directory, plain.subarray(end)])
    const [entry] = zipEntries(large)
    assert.ok(entry)
    assert.equal(await unpackedText(entry, 1000), '甲乙丙')
  })
})

describe('the reading thread', () => {
  it('is ended when it wants more memory than it may, and the caller told', async () => {
    const texts = Array.from({ length: 400_000 }, (_, i) => `<t>${'文字'.repeat(20)}${i}</t>`)
    const big = rawBook({ sheets: [{ name: '大', rows: [['x']] }], texts })
    await assert.rejects(openWorkbook(big, 'xlsx', { heapMb: 16, answerMs: 60_000 }), /超出了内存上限/)
  })

  it('is ended when it takes too long', async () => {
    await assert.rejects(
      openWorkbook(await textBook([['x']]), 'xlsx', { heapMb: 64, answerMs: 1 }),
      /还没有读完，已停止读取/,
    )
  })

  it('lets files wait in line, and closing hands the place on', async () => {
    const file = await textBook([['编号', '名称']])
    const names = await Promise.all(
      constantNumbers(6).map(async () => {
        const book = await openWorkbook(file, 'xlsx')
        await book.close()
        await book.close()
        return book.sheets[0]?.name
      }),
    )
    assert.deepEqual(new Set(names), new Set(['成果']))
  })
})

function constantNumbers(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}
