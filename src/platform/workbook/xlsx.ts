import { unpacked, type ZipEntry } from '../files/zip.ts'
import { TextCollector, type Book } from './book.ts'
import { shownNumber } from './formats.ts'
import {
  CELL_CHARS_KEPT,
  cellAt,
  COLUMNS_READ,
  mergeAt,
  type CellProblem,
  type Merge,
  type SheetRow,
} from './sheet.ts'
import { attribute, decoded, isSet, unescaped, XmlScanner } from './xml.ts'

/** Rows of a worksheet as they come, without keeping the sheet; what is empty but formatted is passed over. */
export class SheetReader {
  readonly #part: ZipEntry
  readonly merges: Merge[] = []
  readonly hiddenColumns = new Set<number>()
  #ready: SheetRow[] = []
  #row = 0
  #isHidden = false
  #cells: string[] = []
  #problems: [number, CellProblem][] = []
  readonly #cell: CellReader

  constructor(book: Book, part: ZipEntry) {
    this.#part = part
    this.#cell = new CellReader(book)
  }

  /** Rows that hold anything, in parts as they come out of the archive. Merges are known after the last one. */
  async *rows(): AsyncGenerator<readonly SheetRow[]> {
    const scanner = new XmlScanner({
      open: (tag, attributes) => this.#open(tag, attributes),
      close: (tag) => this.#close(tag),
      text: (raw) => this.#cell.text(raw),
    })
    const decoder = new TextDecoder('utf-8')
    for await (const piece of unpacked(this.#part)) {
      scanner.write(decoder.decode(piece, { stream: true }))
      if (this.#ready.length === 0) continue
      yield this.#ready
      this.#ready = []
    }
    scanner.write(decoder.decode())
    scanner.end()
    if (this.#ready.length > 0) yield this.#ready
    this.#ready = []
  }

  #open(tag: string, attributes: string): void {
    if (tag === 'c') this.#cell.begin(attributes)
    else if (tag === 'row') this.#beginRow(attributes)
    else if (tag === 'col') this.#column(attributes)
    else if (tag === 'mergeCell') {
      const merge = mergeAt(attribute(attributes, 'ref') ?? '')
      if (merge) this.merges.push(merge)
    } else this.#cell.open(tag)
  }

  #close(tag: string): void {
    this.#cell.close(tag)
    if (tag === 'c') this.#keep()
    if (tag !== 'row') return
    if (this.#cells.length > 0 || this.#problems.length > 0)
      this.#ready.push({
        row: this.#row,
        isHidden: this.#isHidden,
        cells: this.#cells,
        problems: this.#problems,
      })
    this.#cells = []
    this.#problems = []
  }

  #beginRow(attributes: string): void {
    const given = Number(attribute(attributes, 'r') ?? this.#row + 1)
    this.#row = Number.isSafeInteger(given) && given > this.#row ? given : this.#row + 1
    this.#isHidden = isSet(attributes, 'hidden')
    this.#cell.beginRow()
  }

  #column(attributes: string): void {
    if (!isSet(attributes, 'hidden')) return
    const from = Number(attribute(attributes, 'min')) - 1
    const until = Math.min(Number(attribute(attributes, 'max')), COLUMNS_READ)
    for (let column = from; column < until; column += 1) this.hiddenColumns.add(column)
  }

  #keep(): void {
    const cell = this.#cell.take()
    if (!cell || cell.column >= COLUMNS_READ) return
    const { column, value, problem } = cell
    if (problem !== undefined) this.#problems.push([column, problem])
    if (value === '') return
    while (this.#cells.length < column) this.#cells.push('')
    this.#cells[column] = value
  }
}

/** The cell that is being read. */
class CellReader {
  readonly #book: Book
  readonly #text = new TextCollector()
  #attributes = ''
  #column = -1
  #isInValue = false
  #value = ''
  #hasFormula = false

  constructor(book: Book) {
    this.#book = book
  }

  beginRow(): void {
    this.#attributes = ''
    this.#column = -1
  }

  /** Takes down a cell; most cells of a formatted but empty sheet are never looked at again. */
  begin(attributes: string): void {
    if (!attributes.startsWith(' r=')) this.#column = this.#place() + 1
    this.#attributes = attributes
    this.#value = ''
    this.#hasFormula = false
    this.#text.begin()
  }

  /** Column of the cell begun last, as it says or else after the one before. */
  #place(): number {
    const reference = attribute(this.#attributes, 'r')
    return (reference === undefined ? undefined : cellAt(reference)?.column) ?? this.#column
  }

  open(tag: string): void {
    if (tag === 'v') this.#isInValue = true
    else if (tag === 'f') this.#hasFormula = true
    else this.#text.open(tag)
  }

  close(tag: string): void {
    if (tag === 'v') this.#isInValue = false
    else this.#text.close(tag)
  }

  text(raw: string): void {
    if (!this.#isInValue) this.#text.add(raw)
    else if (this.#value.length <= CELL_CHARS_KEPT) this.#value += decoded(raw)
  }

  /** The cell, when it holds anything. */
  take(): TakenCell | undefined {
    if (this.#value === '' && !this.#hasFormula && this.#text.isEmpty) return undefined
    return { column: this.#place(), ...this.#content(attribute(this.#attributes, 't') ?? 'n') }
  }

  #content(type: string): Omit<TakenCell, 'column'> {
    const raw = this.#value
    switch (type) {
      case 's':
        return { value: this.#book.texts[Number(raw)] ?? '' }
      case 'inlineStr':
        return { value: this.#text.take() }
      case 'str':
        return { value: unescaped(raw) }
      case 'e':
        return { value: raw, problem: 'error' }
      case 'b':
        return { value: raw === '' ? '' : raw === '1' || raw === 'true' ? '是' : '否' }
      case 'd':
        return { value: raw.replace(/T00:00(?::00(?:\.0+)?)?Z?$/, '').replace('T', ' ') }
      default:
        return this.#number(raw.trim())
    }
  }

  #number(written: string): Omit<TakenCell, 'column'> {
    // A formula saved by a program that does not calculate has no value; it looks filled in a spreadsheet only.
    if (written === '') return this.#hasFormula ? { value: '', problem: 'uncalculated' } : { value: '' }
    const number = Number(written)
    if (!Number.isFinite(number)) return { value: written }
    const format = this.#book.formats[Number(attribute(this.#attributes, 's') ?? 0)] ?? 'General'
    const { text, isDamaged } = shownNumber(number, format, this.#book.is1904)
    return isDamaged ? { value: text, problem: 'digitsLost' } : { value: text }
  }
}

interface TakenCell {
  readonly column: number
  readonly value: string
  readonly problem?: CellProblem
}
