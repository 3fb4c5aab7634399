import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { fileTypeFromBuffer } from 'file-type'
import { inspectFile } from '#platform/files/inspect.ts'
import { Refusal } from '#platform/refusal.ts'

/** Parts of a small docx; the properties name people, as those of every real one do. */
const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml':
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
  'docProps/core.xml': '<cp:coreProperties><dc:creator>CANARY 王小明</dc:creator></cp:coreProperties>',
  'docProps/app.xml': '<Properties><Company>CANARY 某大学</Company></Properties>',
  'word/document.xml': `<w:document>${'鹭湾'.repeat(500)}</w:document>`,
}

/** An archive as streaming writers make it: sizes behind the data, so that only the directory tells them. */
function zip(
  parts: Readonly<Record<string, string | Buffer>>,
  options: { claimSize?: number; flags?: number } = {},
): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(parts)) {
    const plain = Buffer.from(text as string)
    const data = deflateRawSync(plain)
    const title = Buffer.from(name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8 | (options.flags ?? 0), 6)
    local.writeUInt16LE(8, 8)
    local.writeUInt16LE(title.length, 26)
    const behind = Buffer.alloc(16)
    behind.writeUInt32LE(0x08074b50, 0)
    behind.writeUInt32LE(crc32(plain), 4)
    behind.writeUInt32LE(data.length, 8)
    behind.writeUInt32LE(plain.length, 12)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(8 | (options.flags ?? 0), 8)
    central.writeUInt16LE(8, 10)
    central.writeUInt32LE(crc32(plain), 16)
    central.writeUInt32LE(data.length, 20)
    central.writeUInt32LE(options.claimSize ?? plain.length, 24)
    central.writeUInt16LE(title.length, 28)
    central.writeUInt32LE(offset, 42)
    bodies.push(local, title, data, behind)
    directory.push(central, title)
    offset += local.length + title.length + data.length + behind.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(parts).length, 8)
  end.writeUInt16LE(Object.keys(parts).length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, listed, end])
}

/** Reads from the front, by the sizes in front of each part: what the product does not do itself. */
function unzip(bytes: Buffer): Map<string, string> {
  const parts = new Map<string, string>()
  let at = 0
  while (bytes.readUInt32LE(at) === 0x04034b50) {
    const [method, size, titled, extra] = [
      bytes.readUInt16LE(at + 8),
      bytes.readUInt32LE(at + 18),
      bytes.readUInt16LE(at + 26),
      bytes.readUInt16LE(at + 28),
    ]
    const start = at + 30 + titled + extra
    const data = bytes.subarray(start, start + size)
    const plain = method === 0 ? data : inflateRawSync(data)
    assert.equal(crc32(plain), bytes.readUInt32LE(at + 14), 'checksum')
    parts.set(bytes.subarray(at + 30, at + 30 + titled).toString(), plain.toString())
    at = start + size
  }
  return parts
}

const refused = (bytes: Buffer, words: RegExp) =>
  assert.rejects(
    inspectFile(bytes, '说明.docx'),
    (error) => error instanceof Refusal && words.test(error.message),
  )

describe('docx and xlsx', () => {
  it('lose author and company, and nothing else', async () => {
    const original = zip(PARTS)
    const { bytes, type } = await inspectFile(original, '说明.docx')
    assert.match(type, /wordprocessingml/)
    assert.equal((await fileTypeFromBuffer(bytes))?.ext, 'docx')
    const parts = unzip(bytes)
    assert.deepEqual([...parts.keys()], Object.keys(PARTS))
    assert.equal(parts.get('word/document.xml'), PARTS['word/document.xml'])
    assert.doesNotMatch([...parts.values()].join(), /CANARY/)
    assert.match(parts.get('docProps/core.xml') ?? '', /coreProperties/)
  })

  it('cleaned twice are the same bytes', async () => {
    const once = (await inspectFile(zip(PARTS), 'a.docx')).bytes
    assert.deepEqual((await inspectFile(once, 'a.docx')).bytes, once)
  })

  it('with macros, programs inside, a password or a bomb are refused in words', async () => {
    await refused(zip({ ...PARTS, 'word/vbaProject.bin': 'x' }), /宏/)
    await refused(zip({ ...PARTS, 'word/embeddings/tool.exe': 'x' }), /程序/)
    await refused(zip({ ...PARTS, 'word/embeddings/inner.zip': 'x' }), /压缩包/)
    await refused(zip(PARTS, { flags: 1 }), /密码/)
    await refused(zip(PARTS, { claimSize: 0xf0000000 }), /解压后过大/)
    await refused(zip({ ...PARTS, '../../etc/cron': 'x' }), /损坏/)
  })

  it('cut off anywhere are refused and never a fault', async () => {
    const whole = zip(PARTS)
    for (let cut = 40; cut < whole.length; cut += 37) await refused(whole.subarray(0, cut), /损坏|不符/)
  })
})
