import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { cleanName, inspectFile } from '#platform/files/inspect.ts'
import { Refusal } from '#platform/refusal.ts'

const picture = (width = 40, height = 20) =>
  sharp({ create: { width, height, channels: 3, background: '#0b57a4' }, limitInputPixels: false })
const refused = (bytes: Uint8Array, name: string, words: RegExp) =>
  assert.rejects(
    inspectFile(Buffer.from(bytes), name),
    (error) => error instanceof Refusal && words.test(error.message),
    name,
  )
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF')

describe('uploaded pictures', () => {
  it('lose place, camera and author, and stand upright (trust.md A15)', async () => {
    const exif = {
      IFD0: { Make: 'CANARY-CAMERA', Artist: 'CANARY-NAME' },
      IFD3: { GPSLatitude: '22/1 46/1 0/1' },
    }
    const taken = await picture().withMetadata({ orientation: 6 }).withExifMerge(exif).jpeg().toBuffer()
    const before = await sharp(taken).metadata()
    assert.ok(before.exif?.includes('CANARY'), 'the picture had them')
    assert.equal(before.orientation, 6)
    const { bytes, type } = await inspectFile(taken, '现场.JPG')
    const after = await sharp(bytes).metadata()
    assert.equal(type, 'image/jpeg')
    assert.equal(after.exif, undefined)
    assert.deepEqual([after.width, after.height], [20, 40])
    assert.doesNotMatch(bytes.toString('latin1'), /CANARY/)
  })

  it('lose what was hung behind them', async () => {
    const png = await picture().png().toBuffer()
    const { bytes } = await inspectFile(Buffer.concat([png, Buffer.from('CANARY')]), 'a.png')
    assert.doesNotMatch(bytes.toString('latin1'), /CANARY/)
  })

  it('of telephones that keep HEIC become JPEG without place, camera and author (P33)', async () => {
    const taken = readFileSync(join(import.meta.dirname, '../../../test/files/photo.heic'))
    assert.match(taken.toString('latin1'), /CANARY-CAMERA/, 'the picture had them')
    const { name, type, bytes } = await inspectFile(taken, 'IMG_0007.HEIC')
    assert.deepEqual([name, type], ['IMG_0007.jpg', 'image/jpeg'])
    const { width, height, exif } = await sharp(bytes).metadata()
    assert.deepEqual([width, height, exif], [96, 64, undefined])
    const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
    assert.ok((data[2] ?? 0) > 120 && (data[0] ?? 255) < 60, 'the colour is the one that was taken')
    assert.doesNotMatch(bytes.toString('latin1'), /CANARY/)
    await refused(taken.subarray(0, 500), 'IMG_0007.HEIC', /无法读取/)
    // Telephones and chat programs send them on as .jpg.
    for (const given of ['IMG_0007.jpg', 'IMG_0007.JPEG']) {
      const renamed = await inspectFile(taken, given)
      assert.deepEqual([renamed.name, renamed.type], [given, 'image/jpeg'])
      assert.deepEqual(renamed.bytes, bytes)
    }
    await refused(taken, 'IMG_0007.png', /内容与扩展名不符/)
  })

  it('that are cut off or a bomb are refused', async () => {
    const jpeg = await picture(400, 400).jpeg().toBuffer()
    await refused(jpeg.subarray(0, 300), 'a.jpg', /损坏或过大/)
    const bomb = await picture(11_000, 11_000).png({ compressionLevel: 1 }).toBuffer()
    await refused(bomb, 'a.png', /损坏或过大/)
  })
})

describe('uploaded files', () => {
  it('of the kinds named are taken, text in UTF-8 or GB18030', async () => {
    assert.equal((await inspectFile(PDF, '合同.pdf')).type, 'application/pdf')
    assert.equal((await inspectFile(Buffer.from('编号,名称\n1,牡蛎'), 'a.csv')).type, 'text/csv')
    const gb18030 = Buffer.from([0xb1, 0xe0, 0xba, 0xc5, 0x0a])
    assert.equal((await inspectFile(gb18030, 'a.txt')).type, 'text/plain')
  })

  it('are judged by content: a wrong ending, a script or a program is refused in words', async () => {
    const png = await picture().png().toBuffer()
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    await refused(png, 'data.csv', /内容与扩展名不符/)
    await refused(PDF, 'a.jpg', /内容与扩展名不符/)
    await refused(svg, 'a.svg', /可以上传的是/)
    await refused(svg, 'a.txt', /内容与扩展名不符/)
    await refused(Buffer.from('\ufeff <!DOCTYPE html><script>'), 'a.txt', /内容与扩展名不符/)
    await refused(Buffer.from('<html>'), 'a.html', /可以上传的是/)
    await refused(Buffer.from('MZ\u0090\u0000'), 'a.exe', /可以上传的是/)
    await refused(Buffer.from('MZ\u0090\u0000'), 'a.pdf', /内容与扩展名不符/)
    await refused(Buffer.from('甲\u0000乙'), 'a.csv', /内容与扩展名不符/)
    await refused(Buffer.alloc(0), 'a.pdf', /空的/)
    await refused(png, 'IMG_1.HEIC', /HEIC/)
    await refused(png, 'noending', /可以上传的是/)
    await refused(png, 'a.constructor', /可以上传的是/)
  })

  it('get a name that no system stumbles over', () => {
    assert.equal(cleanName('C:\\Users\\wang\\营业执照.pdf'), '营业执照.pdf')
    assert.equal(cleanName('../../etc/passwd.txt'), 'passwd.txt')
    assert.equal(cleanName('photo\u202egpj.exe'), 'photogpj.exe')
    assert.equal(cleanName('a\r\nset-cookie: x.pdf'), 'aset-cookie x.pdf')
    const long = cleanName(`${'长'.repeat(300)}.pdf`)
    assert.equal(long, `${'长'.repeat(80)}.pdf`)
    assert.throws(() => cleanName('///'), Refusal)
  })
})
