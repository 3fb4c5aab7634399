import { Refusal } from '../refusal.ts'
import { brokenOffice } from '../files/zip.ts'

/** A tag of office software has some hundred characters; a longer one is an attack or damage. */
const LARGEST_TAG_CHARS = 1_000_000
/** `&#x10ffff;` has ten; more than this is no entity. */
const LONGEST_ENTITY_CHARS = 12

const [SPACE, EXCLAMATION, DOUBLE_QUOTE, SINGLE_QUOTE, SLASH, COLON, GREATER, QUESTION] = [
  32, 33, 34, 39, 47, 58, 62, 63,
] as const

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/**
 * What the scanner tells. `attributes` is the text between name and end of the tag, read by `attribute`; `raw` is the
 * markup as it stands for a handler that `copies`, so that all raw pieces and texts together are the document.
 */
export interface XmlHandler {
  readonly copies?: true
  readonly open: (name: string, attributes: string, raw: string) => void
  /** Also called for a tag that is empty (`<v/>`), then without `raw`. */
  readonly close: (name: string, raw: string) => void
  /** Text with its entities still written out; `decoded` reads them. */
  readonly text?: (raw: string) => void
  /** Declarations and comments. */
  readonly other?: (raw: string) => void
}

/**
 * Reads the XML of office documents piece by piece, keeping nothing: names without their prefix, no entities but the
 * five of XML and character numbers. A document type, by which entities are declared and files are named, is refused.
 */
export class XmlScanner {
  readonly #handler: XmlHandler
  #rest = ''

  constructor(handler: XmlHandler) {
    this.#handler = handler
  }

  write(piece: string): void {
    const text = this.#rest === '' ? piece : this.#rest + piece
    let at = 0
    for (;;) {
      const open = text.indexOf('<', at)
      if (open < 0) break
      if (open > at) this.#handler.text?.(text.slice(at, open))
      const end = endOfMarkup(text, open)
      if (end < 0) {
        if (text.length - open > LARGEST_TAG_CHARS) throw brokenOffice()
        this.#rest = text.slice(open)
        return
      }
      this.#markup(text, open, end)
      at = end
    }
    // An entity may be cut in two: what follows the last & waits for the rest.
    const cut = text.lastIndexOf('&')
    const isWhole = cut < Math.max(at, text.length - LONGEST_ENTITY_CHARS) || text.includes(';', cut)
    const until = isWhole ? text.length : cut
    if (until > at) this.#handler.text?.(text.slice(at, until))
    this.#rest = text.slice(until)
  }

  /** Says that nothing follows; a tag left open is damage. */
  end(): void {
    if (this.#rest.trim() !== '') throw brokenOffice()
  }

  /** The markup between two places; written with indexes, since a large sheet has ten million of them. */
  #markup(text: string, open: number, end: number): void {
    const second = text.charCodeAt(open + 1)
    if (second === QUESTION || second === EXCLAMATION) {
      this.#special(text.slice(open, end))
      return
    }
    const isClosing = second === SLASH
    let at = open + (isClosing ? 2 : 1)
    let start = at
    for (; at < end - 1; at += 1) {
      const code = text.charCodeAt(at)
      if (code === COLON) start = at + 1
      else if (code <= SPACE || code === SLASH) break
    }
    const name = text.slice(start, at)
    const raw = this.#handler.copies === true ? text.slice(open, end) : ''
    if (isClosing) {
      this.#handler.close(name, raw)
      return
    }
    const isEmpty = text.charCodeAt(end - 2) === SLASH
    this.#handler.open(name, text.slice(at, isEmpty ? end - 2 : end - 1), raw)
    if (isEmpty) this.#handler.close(name, '')
  }

  #special(markup: string): void {
    if (markup.startsWith('<?') || markup.startsWith('<!--')) this.#handler.other?.(markup)
    else if (markup.startsWith('<![CDATA['))
      this.#handler.text?.(markup.slice(9, -3).replaceAll('&', '&amp;').replaceAll('<', '&lt;'))
    else
      throw new Refusal(
        'invalid',
        '文件里声明了外部实体（DOCTYPE），正常的表格不会有，为安全起见没有读取；请用表格软件重新另存为 xlsx。',
      )
  }
}

/** Where the markup that begins at `open` ends; -1 when its end has not come yet. */
function endOfMarkup(text: string, open: number): number {
  const second = text.charCodeAt(open + 1)
  if (Number.isNaN(second)) return -1
  if (second === QUESTION) return after(text, '?>', open)
  if (second === EXCLAMATION) {
    if (text.startsWith('<!--', open)) return after(text, '-->', open + 4)
    if (text.startsWith('<![CDATA[', open)) return after(text, ']]>', open)
    const isStart = '<!--'.startsWith(text.slice(open, open + 4)) || '<![CDATA['.startsWith(text.slice(open))
    return isStart ? -1 : text.length
  }
  let quote = 0
  for (let at = open + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (quote !== 0) {
      if (code === quote) quote = 0
    } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) quote = code
    else if (code === GREATER) return at + 1
  }
  return -1
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? -1 : at + mark.length
}

/** Value of an attribute by its name without prefix; undefined when it is not there. */
export function attribute(attributes: string, name: string): string | undefined {
  for (let at = attributes.indexOf(name); at >= 0; at = attributes.indexOf(name, at + 1)) {
    const before = attributes.charCodeAt(at - 1)
    const isName = before === 32 || before === 58 || before === 10 || before === 13 || before === 9
    let next = at + name.length
    while (attributes.charCodeAt(next) === 32) next += 1
    if (!isName || attributes.charCodeAt(next) !== 61) continue
    next += 1
    while (attributes.charCodeAt(next) === 32) next += 1
    const quote = attributes[next] ?? ''
    if (quote !== '"' && quote !== "'") return undefined
    const end = attributes.indexOf(quote, next + 1)
    return end < 0 ? undefined : decoded(attributes.slice(next + 1, end))
  }
  return undefined
}

/** True for `1` and `true`. */
export function isSet(attributes: string, name: string): boolean {
  const value = attribute(attributes, name)
  return value === '1' || value === 'true'
}

/** Text with its entities read; an entity that XML does not know by itself is a trick or damage. */
export function decoded(raw: string): string {
  if (!raw.includes('&')) return raw
  return raw.replace(/&([^;&]{0,12});?/g, (whole, name: string) => {
    const known = NAMED[name]
    if (known !== undefined) return known
    const number = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name)
    const code = number ? Number.parseInt(number[1] ?? number[2] ?? '', number[1] ? 16 : 10) : Number.NaN
    if (!(code <= 0x10ffff) || !whole.endsWith(';')) throw brokenOffice()
    return String.fromCodePoint(code)
  })
}

/** Line ends and other control characters that spreadsheets write as _x000D_. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** Text as it may stand in XML: what XML cannot hold at all is left out. */
export function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- these are the ones XML 1.0 does not allow
      .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll('\r', '&#13;')
  )
}
