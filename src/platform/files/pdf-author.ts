/** A file longer than this is not searched for its author: names stand near the beginning or the end. */
const SEARCHED_BYTES = 256 * 1024
const AUTHOR = /\/Author\s*(\((?:\\.|[^\\)]){0,400}\)|<[0-9A-Fa-f\s]{0,800}>)/u

/**
 * The author a PDF names in its information dictionary, as most office programs write it; empty where it names none, or
 * keeps it compressed or encrypted. Nothing is decided by it: it is a hint for people (trust.md A1).
 */
export function pdfAuthor(bytes: Uint8Array): string {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const ends = [all.subarray(0, SEARCHED_BYTES), all.subarray(-SEARCHED_BYTES)]
  for (const part of ends) {
    const found = AUTHOR.exec(part.toString('latin1'))?.[1]
    if (found !== undefined) return textOf(found).trim()
  }
  return ''
}

/** A string of a PDF: PDFDocEncoding, near enough to Latin-1, or UTF-16 with its mark. */
function textOf(written: string): string {
  const raw = written.startsWith('<')
    ? Buffer.from(written.slice(1, -1).replaceAll(/\s/gu, ''), 'hex')
    : Buffer.from(unescaped(written.slice(1, -1)), 'latin1')
  if (raw[0] !== 0xfe || raw[1] !== 0xff) return raw.toString('latin1')
  const even = raw.subarray(2, raw.length - (raw.length % 2))
  return Buffer.from(even).swap16().toString('utf16le')
}

function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
  return text.replaceAll(/\\([0-7]{1,3}|[^])/gu, (_whole, code: string) =>
    /^[0-7]/u.test(code) ? String.fromCharCode(Number.parseInt(code, 8) & 0xff) : (named[code] ?? code),
  )
}
