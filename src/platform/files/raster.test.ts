import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { heicToJpeg, pdfPages, pdfTexts, readSheets } from '#platform/files/raster.ts'

/** A PDF of these objects; the first is the catalogue. */
function pdf(objects: readonly string[], trailer = ''): Buffer {
  let text = '%PDF-1.7\n'
  const at = objects.map((object, i) => {
    const offset = text.length
    text += `${i + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${at.join('')}`
  const end = `trailer\n<</Size ${objects.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${text.length}\n%%EOF`
  return Buffer.from(text + table + end, 'latin1')
}
const stream = (dictionary: string, data: string) =>
  `<<${dictionary}/Length ${data.length}>>\nstream\n${data}\nendstream`
const CATALOGUE = '<</Type/Catalog/Pages 2 0 R>>'
const page = (box: string) => [
  CATALOGUE,
  '<</Type/Pages/Kids[3 0 R]/Count 1>>',
  `<</Type/Page/Parent 2 0 R/MediaBox[${box}]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>`,
]
const A4 = '0 0 595 842'
const plain = pdf([...page(A4), stream('', 'q Q'), 'null'])

/** What each is made to do. */
const hostile: readonly (readonly [string, Buffer])[] = [
  [
    'a form that draws itself fifty times',
    pdf([...page(A4), stream('', '/I Do '.repeat(20)), selfDrawing()]),
  ],
  ['a page of five kilometres', pdf([...page('0 0 14400000 14400000'), stream('', 'q Q'), 'null'])],
  ['pages within themselves', pdf([CATALOGUE, '<</Type/Pages/Kids[2 0 R 2 0 R]/Count 100000000>>'])],
  ['a password', pdf([...page(A4), stream('', 'q Q'), 'null', locked()], '/Encrypt 6 0 R/ID[<00><00>]')],
  ['nothing but a beginning', plain.subarray(0, 30)],
  ['no PDF at all', Buffer.from('<html><script>alert(1)</script>')],
]
function selfDrawing(): string {
  const form = '/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I 5 0 R>>>>'
  return stream(form, '/I Do '.repeat(50))
}
function locked(): string {
  const word = `<${'5a'.repeat(32)}>`
  return `<</Filter/Standard/V 2/R 3/Length 128/P -44/O${word}/U${word}>>`
}

describe('foreign files that are opened to be read (trust.md T37)', () => {
  for (const [name, bytes] of hostile) {
    it(`with ${name} give nothing, and take no more memory than they may`, async () => {
      const before = process.memoryUsage.rss()
      let most = 0
      const looking = setInterval(() => (most = Math.max(most, process.memoryUsage.rss() - before)), 20)
      const sheets = await readSheets(bytes, 'application/pdf', 5)
      clearInterval(looking)
      assert.ok(sheets === undefined || sheets.length === 0)
      assert.ok(most < 512_000_000, `${most} bytes more`)
    })
  }

  it('that claim two thousand million pages have the one they have', async () => {
    const lying = pdf([
      CATALOGUE,
      '<</Type/Pages/Kids[3 0 R]/Count 2000000000>>',
      '<</Type/Page/Parent 2 0 R>>',
    ])
    assert.equal(await pdfPages(lying), 1)
  })

  it('cut off anywhere are no fault, and the next file is read as ever', async () => {
    for (let length = 0; length < plain.length; length += 97) {
      const pages = await pdfPages(plain.subarray(0, length))
      assert.ok(pages === null || pages === 1, String(length))
    }
    assert.equal(await pdfPages(plain), 1)
    assert.deepEqual(await pdfTexts(plain, 5), [''])
  })

  it('that are pictures of more points than any camera takes are not unpacked', async () => {
    const wide = { width: 12_000, height: 9_000, channels: 3 as const, background: '#fff' }
    const bomb = await sharp({ create: wide, limitInputPixels: false })
      .png({ compressionLevel: 1 })
      .toBuffer()
    assert.equal(await readSheets(bomb, 'image/png', 1), undefined)
    assert.equal(await heicToJpeg(bomb), undefined)
  })
})
