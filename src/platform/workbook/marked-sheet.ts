import { unpacked, type ZipEntry } from '../files/zip.ts'
import type { AddedStyles } from './marked-styles.ts'
import { PROBLEM_COLUMN, PROBLEM_WIDTH, sentenceOf, type Marks, type RowMark } from './marks.ts'
import { cellAt, columnName } from './sheet.ts'
import { cellXml } from './writer.ts'
import { attribute, XmlScanner } from './xml.ts'

/** What a copy without the content of secret rows keeps of a sheet: nothing that could repeat the content elsewhere. */
const KEPT_OF_SECRET = ['sheetViews', 'sheetFormatPr', 'cols', 'sheetData', 'mergeCells', 'pageMargins']

export interface SheetMarking {
  readonly marks: Marks
  readonly styles: AddedStyles
  /** A row was refused for secrecy: formulas and everything around the cells are left out. */
  readonly isReduced: boolean
}

/** A worksheet's XML with the sentences beside its rows, piece by piece; all else stays as it stands. */
export class MarkedSheet {
  readonly #part: ZipEntry
  readonly #given: SheetMarking
  /** Numbers of the shared texts that cells still refer to. */
  readonly usedTexts = new Set<number>()
  #out = ''
  #prefix = ''
  #depth = 0
  #isLeftOut = false
  #hasColumns = false
  #isInColumns = false
  #row: RowCopier | undefined
  #rowNumber = 0

  constructor(part: ZipEntry, given: SheetMarking) {
    this.#part = part
    this.#given = given
  }

  async *xml(): AsyncGenerator<string> {
    const scanner = new XmlScanner({
      copies: true,
      open: (tag, attributes, raw) => this.#open(tag, attributes, raw),
      close: (tag, raw) => this.#close(tag, raw),
      text: (raw) => this.#keep(raw),
      other: (raw) => this.#keep(raw),
    })
    const decoder = new TextDecoder('utf-8')
    for await (const piece of unpacked(this.#part)) {
      scanner.write(decoder.decode(piece, { stream: true }))
      yield this.#taken()
    }
    scanner.write(decoder.decode())
    scanner.end()
    yield this.#taken()
  }

  #taken(): string {
    const out = this.#out
    this.#out = ''
    return out
  }

  #keep(raw: string): void {
    if (this.#isLeftOut) return
    if (this.#row) this.#row.add(raw)
    else this.#out += raw
  }

  #open(tag: string, attributes: string, raw: string): void {
    this.#depth += 1
    if (this.#depth === 1) this.#prefix = /^<(\w+:)/.exec(raw)?.[1] ?? ''
    if (this.#depth === 2) this.#begin(tag, raw)
    if (tag === 'row') this.#beginRow(attributes, raw)
    else if (this.#row) this.#row.open(tag, attributes, raw)
    else if (tag === 'col' && this.#isInColumns) this.#out += this.#column(attributes, raw)
    else this.#keep(raw)
  }

  #close(tag: string, raw: string): void {
    const isEmpty = raw === ''
    if (tag === 'row' && this.#row) {
      this.#out += this.#row.xml(isEmpty) + raw
      this.#row = undefined
    } else if (this.#row) this.#row.close(tag, raw)
    else if (tag === 'cols' && this.#isInColumns) {
      this.#out += this.#ownColumn() + raw
      this.#isInColumns = false
    } else this.#keep(raw)
    this.#depth -= 1
    if (this.#depth === 1) this.#isLeftOut = false
  }

  /** A part of the sheet begins: the size said at the top is left out, since a column is added. */
  #begin(tag: string, raw: string): void {
    const isNothing = tag === 'cols' && raw.endsWith('/>')
    this.#isLeftOut =
      tag === 'dimension' || isNothing || (this.#given.isReduced && !KEPT_OF_SECRET.includes(tag))
    if (tag === 'cols' && !isNothing) [this.#hasColumns, this.#isInColumns] = [true, true]
    if (tag === 'sheetData' && !this.#hasColumns)
      this.#out += `<${this.#prefix}cols>${this.#ownColumn()}</${this.#prefix}cols>`
  }

  #ownColumn(): string {
    const number = this.#given.marks.column + 1
    return `<${this.#prefix}col min="${number}" max="${number}" width="${PROBLEM_WIDTH}" customWidth="1"/>`
  }

  /** A run of columns without our own, which stands at the end: the order within the list does not count for readers. */
  #column(attributes: string, raw: string): string {
    const own = this.#given.marks.column + 1
    const min = Number(attribute(attributes, 'min'))
    const max = Number(attribute(attributes, 'max'))
    if (own < min || own > max) return raw
    const run = (from: number, to: number) =>
      from > to ? '' : raw.replace(/\bmin="\d+"/, `min="${from}"`).replace(/\bmax="\d+"/, `max="${to}"`)
    return run(min, own - 1) + run(own + 1, max)
  }

  #beginRow(attributes: string, raw: string): void {
    const { marks, styles, isReduced } = this.#given
    const number = Number(attribute(attributes, 'r') ?? this.#rowNumber + 1)
    this.#rowNumber = number
    const isTouched = marks.rows.has(number) || number === marks.headerRow
    if (!isTouched && !isReduced && !marks.hasColumn) {
      this.#keep(raw)
      return
    }
    this.#row = new RowCopier(number, raw, {
      prefix: this.#prefix,
      mark: marks.rows.get(number),
      isHeader: number === marks.headerRow,
      column: marks.column,
      styles,
      isReduced,
      used: this.usedTexts,
    })
  }
}

interface RowMarking {
  readonly prefix: string
  readonly mark: RowMark | undefined
  readonly isHeader: boolean
  readonly column: number
  readonly styles: AddedStyles
  readonly isReduced: boolean
  readonly used: Set<number>
}

interface CopiedCell {
  readonly column: number
  readonly style: number
  readonly attributes: string
  readonly open: string
  inside: string
  value: string
}

/** One row on its way into the copy. */
class RowCopier {
  readonly #number: number
  readonly #open: string
  readonly #given: RowMarking
  readonly #cells: CopiedCell[] = []
  #between = ''
  #cell: CopiedCell | undefined
  #formulaDepth = 0
  #isInValue = false

  constructor(number: number, open: string, given: RowMarking) {
    this.#number = number
    this.#open = open
    this.#given = given
  }

  open(tag: string, attributes: string, raw: string): void {
    if (tag === 'c') {
      const reference = attribute(attributes, 'r')
      const column = (reference === undefined ? undefined : cellAt(reference)?.column) ?? this.#next()
      const style = Number(attribute(attributes, 's') ?? 0)
      this.#cell = { column, style, attributes, open: raw, inside: '', value: '' }
      this.#cells.push(this.#cell)
      return
    }
    if (tag === 'f' && this.#given.isReduced) this.#formulaDepth += 1
    this.add(raw)
    if (tag === 'v') this.#isInValue = true
  }

  #next(): number {
    return (this.#cells.at(-1)?.column ?? -1) + 1
  }

  close(tag: string, raw: string): void {
    if (tag === 'c') {
      if (this.#cell && raw !== '') this.#cell.inside += raw
      this.#cell = undefined
      return
    }
    if (tag === 'v') this.#isInValue = false
    this.add(raw)
    if (tag === 'f' && this.#formulaDepth > 0) this.#formulaDepth -= 1
  }

  add(raw: string): void {
    if (this.#formulaDepth > 0) return
    if (!this.#cell) this.#between += raw
    else {
      this.#cell.inside += raw
      if (this.#isInValue) this.#cell.value += raw
    }
  }

  xml(isEmpty: boolean): string {
    const { mark, prefix, column, isHeader } = this.#given
    const written = new Map(this.#cells.map((cell) => [cell.column, this.#cellXml(cell)]))
    for (const faulty of mark?.columns ?? [])
      if (!written.has(faulty)) written.set(faulty, this.#own(faulty, '', this.#given.styles.faulty(0)))
    written.delete(column)
    if (isHeader) written.set(column, this.#own(column, PROBLEM_COLUMN, this.#given.styles.problemHeader))
    else if (mark) written.set(column, this.#own(column, sentenceOf(mark), this.#given.styles.problem))
    if (written.size === 0 && isEmpty) return this.#open
    // What a row is said to span no longer holds; a row that was empty gets an end of its own.
    const open = this.#open.replace(/\sspans="[^"]*"/, '').replace(/\/>$/, '>')
    const cells = [...written].sort(([a], [b]) => a - b).map(([, xml]) => xml)
    return `${open}${cells.join('')}${this.#between.trim()}${isEmpty ? `</${prefix}row>` : ''}`
  }

  #own(column: number, text: string, style: number): string {
    const xml = cellXml({ text }, `${columnName(column)}${this.#number}`, style)
    const { prefix } = this.#given
    return prefix === '' ? xml : xml.replace(/<(\/?)(c|is|t)(?=[\s/>])/g, `<$1${prefix}$2`)
  }

  #cellXml(cell: CopiedCell): string {
    const { mark, styles, used, prefix, isReduced } = this.#given
    const isFaulty = mark?.columns.includes(cell.column) === true
    if (mark?.isSecret === true)
      return `<${prefix}c r="${columnName(cell.column)}${this.#number}" s="${isFaulty ? styles.faulty(cell.style) : cell.style}"/>`
    if (attribute(cell.attributes, 't') === 's') used.add(Number(cell.value))
    // Numbers of parts that a reduced copy does not have.
    const open = isReduced ? cell.open.replace(/\s(?:cm|vm)="\d*"/g, '') : cell.open
    if (!isFaulty) return open + cell.inside
    const plain = open.replace(/\ss="\d*"/, '')
    return plain.replace(/^<((?:\w+:)?c)\b/, `<$1 s="${styles.faulty(cell.style)}"`) + cell.inside
  }
}
