import { z } from 'zod'
import { foldWidth } from '../forms/text.ts'
import { Refusal } from '../refusal.ts'
import { PROBLEM_COLUMN } from '../workbook/marks.ts'
import type { Merge, SheetRow, Survey } from '../workbook/sheet.ts'
import type { BulkColumn, BulkKind } from './kind.ts'

/** A column of this file: which field it fills, and the unit its header names. */
export interface HeaderColumn {
  readonly column: BulkColumn
  readonly unit: string | undefined
  readonly header: string
}

export interface Header {
  /** By place in the row; undefined for a column that is not read. */
  readonly places: readonly (HeaderColumn | undefined)[]
  /** What stands above each column, made different where it repeats; '' above an empty one. */
  readonly labels: readonly string[]
  /** Headers that were not recognised; their cells are not read. */
  readonly ignored: readonly string[]
  /** First and last row of the header, as a spreadsheet counts. */
  readonly firstRow: number
  readonly lastRow: number
  /** How many of the first rows that can be seen are above the data. */
  readonly rowsAbove: number
  /** Place of the column of sentences that an earlier copy of ours has. */
  readonly problemPlace: number | undefined
  /** Columns that a second header means too; a person must say which one counts. */
  readonly repeated: readonly BulkColumn[]
  /** Unit written above the table, for amounts that have none. */
  readonly unitAbove: string | undefined
}

/** Which field each header of a file fills, as a person has said; null: it is not read. */
export type Mapping = Readonly<Record<string, string | null>>

/** A header of several rows has two, seldom three. */
const HEADER_ROWS_MAX = 4
const UNITS = '亿元|万元|千元|元|分|亿|万'
const UNIT_IN_BRACKETS = /[([【［]([^()[\]【】［］]*)[)\]】］]$/
const UNIT_AT_END = new RegExp(`[/,:;、_-]?(?:单位:?)?(${UNITS})$`)
/** Written above a table: every amount without a unit of its own is in this one. */
const UNIT_ABOVE = new RegExp(`(?:金额)?单位:(?:人民币)?(${UNITS})(?:$|[^\\p{L}])`, 'u')

const mappingForm = z.record(z.string(), z.string().nullable())

/** A mapping as JSON: `{ "成果名称全称": "name", "备注": null }`. */
export function mappingOf(text: string | undefined): Mapping | undefined {
  if (text === undefined) return undefined
  try {
    return mappingForm.parse(JSON.parse(text))
  } catch {
    throw new Refusal('badRequest', '列对应应是 JSON 对象，例如 {example}（null 表示不读取）。', {
      example: '{"成果名称全称": "name", "备注": null}',
    })
  }
}

/** A row that may be the header, with what it would mean. */
export interface Candidate {
  readonly header: Header
  /** Columns recognised; the one that names the record counts more than all others. */
  readonly score: number
  readonly filled: number
}

/**
 * Every row near the top as a header: recognised by field name, title or alias, over several rows where cells are
 * merged. Best first; a row with nothing recognised comes last, the one with most texts first among them.
 */
export function candidates(survey: Survey, kind: BulkKind): Candidate[] {
  const names = namesOf(kind)
  return survey.top
    .map((row, i) => candidate(survey, i, row, kind, names))
    .toSorted((a, b) => b.score - a.score || b.filled - a.filled)
}

function candidate(survey: Survey, index: number, row: SheetRow, kind: BulkKind, names: Names): Candidate {
  const block = blockOf(survey, index, row)
  const width = Math.max(0, ...block.map(({ cells }) => cells.length))
  const hidden = new Set(survey.hiddenColumns)
  const stacks = Array.from({ length: width }, (_, column) =>
    hidden.has(column) ? [] : stackOf(block, column, survey.merges),
  )
  const labels = distinct(stacks.map((stack) => stack.join('/')))
  const unitAbove = survey.top.slice(0, index).flatMap(({ cells }) => cells.flatMap(unitAboveIn))[0]
  const meant = stacks.map((stack) => placeOf(stack, names))
  const places = firstOfEach(meant)
  const problemPlace = stacks.findIndex((stack) => stack.includes(PROBLEM_COLUMN))
  const header: Header = {
    places: places.map((place) => withUnit(place, unitAbove)),
    labels,
    ignored: labels.filter((label, i) => label !== '' && places[i] === undefined && label !== PROBLEM_COLUMN),
    firstRow: row.row,
    lastRow: block.at(-1)?.row ?? row.row,
    rowsAbove: index + block.length,
    problemPlace: problemPlace < 0 ? undefined : problemPlace,
    repeated: meant.flatMap((place, i) => (place && places[i] === undefined ? place.column : [])),
    unitAbove,
  }
  const known = header.places.filter((place) => place !== undefined)
  const hasName = known.some(({ column }) => column.field === kind.nameField)
  return {
    header,
    score: known.length + (hasName ? kind.columns.length : 0),
    filled: labels.filter((label) => label !== '').length,
  }
}

/** The rows a header takes: more than one where its cells are merged downwards, or across with others below. */
function blockOf({ top, merges }: Survey, index: number, row: SheetRow): SheetRow[] {
  const first = row.row - 1
  const starting = merges.filter((merge) => merge.fromRow === first)
  const down = Math.max(0, ...starting.map(({ toRow }) => toRow - first))
  const next = top[index + 1]
  // The one merged cell of a row is a title, not a group of columns.
  const isGrouped = row.cells.filter((cell) => cell.trim() !== '').length > 1
  const isAcross =
    isGrouped &&
    next?.row === row.row + 1 &&
    starting.some(
      ({ fromColumn, toColumn, toRow }) =>
        toRow === first && toColumn > fromColumn && (next.cells[toColumn] ?? '') !== '',
    )
  const rows = Math.min(HEADER_ROWS_MAX, Math.max(1 + down, isAcross ? 2 : 1))
  return top.slice(index, index + rows).filter((other) => other.row < row.row + rows)
}

/** Texts above a column from top to bottom, merged cells counted once. */
function stackOf(block: readonly SheetRow[], column: number, merges: readonly Merge[]): string[] {
  const texts = block.map(({ row, cells }) => {
    const merge = merges.find(
      ({ fromRow, toRow, fromColumn, toColumn }) =>
        fromRow <= row - 1 && row - 1 <= toRow && fromColumn <= column && column <= toColumn,
    )
    const from = merge ? block.find((other) => other.row - 1 === merge.fromRow) : undefined
    return ((from ? from.cells[merge?.fromColumn ?? column] : cells[column]) ?? '').trim()
  })
  return texts.filter((text, i) => text !== '' && texts.indexOf(text) === i)
}

/** The same header twice is told apart by a number. */
function distinct(labels: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return labels.map((label) => {
    const times = (seen.get(label) ?? 0) + 1
    seen.set(label, times)
    return label === '' || times === 1 ? label : `${label} (${times})`
  })
}

/** The first column that fills a field fills it; another one with the same header is not read. */
function firstOfEach(places: readonly (HeaderColumn | undefined)[]): (HeaderColumn | undefined)[] {
  return places.map((place, i) =>
    place && places.findIndex((other) => other?.column === place.column) === i ? place : undefined,
  )
}

function withUnit(place: HeaderColumn | undefined, unit: string | undefined): HeaderColumn | undefined {
  const isOpen = place?.column.holds === 'money' && place.unit === undefined
  return place && isOpen ? { ...place, unit } : place
}

function unitAboveIn(cell: string): string[] {
  const found = UNIT_ABOVE.exec(folded(cell))?.[1]
  return found === undefined ? [] : [found]
}

/** Columns by every name they go by. */
type Names = ReadonlyMap<string, BulkColumn>

function namesOf(kind: BulkKind): Names {
  return new Map(
    kind.columns
      .toReversed()
      .flatMap((column) =>
        [column.field, column.title, ...(column.aliases ?? [])].map(
          (name) => [folded(name), column] as const,
        ),
      ),
  )
}

/** Width, spaces, case and the marks of required columns do not count. */
function folded(text: string): string {
  return foldWidth(text)
    .replace(/[\s*★☆]/g, '')
    .replace(/[([【［](?:必填|选填)[)\]】］]$/, '')
    .toLowerCase()
}

/** The column a stack of headers means: all of it, its lowest, or its highest text. */
function placeOf(stack: readonly string[], names: Names): HeaderColumn | undefined {
  const header = stack.join('/')
  const upperUnit = stack.length > 1 ? parted(folded(stack[0] ?? '')).unit : undefined
  for (const text of new Set([stack.join(''), stack.at(-1) ?? '', stack[0] ?? ''])) {
    const whole = folded(text)
    if (whole === '') continue
    const exact = names.get(whole)
    if (exact)
      return {
        column: exact,
        unit: whole === exact.field.toLowerCase() ? exact.fieldUnit : upperUnit,
        header,
      }
    const { bare, unit } = parted(whole)
    const column = names.get(bare)
    if (column) return { column, unit: unit ?? upperUnit, header }
  }
  return undefined
}

/** A header without the unit it names: 价格（万元）, 价格/万元, 价格：万元, 价格万元. */
export function parted(header: string): { readonly bare: string; readonly unit: string | undefined } {
  const inBrackets = UNIT_IN_BRACKETS.exec(header)
  if (inBrackets) {
    const inside = inBrackets[1] ?? ''
    return { bare: header.slice(0, inBrackets.index), unit: UNIT_AT_END.exec(inside)?.[1] ?? inside }
  }
  const atEnd = UNIT_AT_END.exec(header)
  return atEnd ? { bare: header.slice(0, atEnd.index), unit: atEnd[1] } : { bare: header, unit: undefined }
}

/** A header as a person has mapped it; headers the mapping does not name are recognised as usual. */
export function mapped(header: Header, mapping: Mapping, kind: BulkKind): Header {
  // A label this file has not got, of a list of headers an owner once gave, takes no column from others.
  const given = new Set(header.labels.map((label) => mapping[label]))
  const places = header.labels.map((label, i) => {
    const field = mapping[label]
    const place = header.places[i]
    if (field === null) return undefined
    if (field === undefined) return place && given.has(place.column.field) ? undefined : place
    const column = kind.columns.find((one) => one.field === field)
    if (!column) return undefined
    if (place?.column === column) return place
    return withUnit({ column, unit: parted(folded(label)).unit, header: label }, header.unitAbove)
  })
  return {
    ...header,
    places,
    repeated: [],
    ignored: header.labels.filter(
      (label, i) => label !== '' && places[i] === undefined && label !== PROBLEM_COLUMN,
    ),
  }
}
