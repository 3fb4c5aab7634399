import { foldWidth, NOT_PUBLIC, textFault } from '../forms/text.ts'
import type { SheetRow } from '../workbook/sheet.ts'
import { parted, type Header } from './header.ts'
import { mappingsFor, mayImport, type ImportCall } from './import.ts'
import { requiredFields, type BulkColumn, type BulkKind } from './kind.ts'
import { importLaw } from './limits.ts'
import { openTable } from './source.ts'
import { lookAt } from './table.ts'

/** Below this likeness a proposal is rather a guess; found by trying the headers of real tables. */
const LIKENESS_MIN = 0.5
/** What characters in another order are worth, and a name that is part of the header. */
const CHARACTER_WEIGHT = 0.8
const INSIDE = 0.6
const SAMPLES = 3
const SAMPLE_CHARS = 40

/** A column of the file beside the field it would fill. */
export interface LookedColumn {
  readonly label: string
  /** Null: it would not be read. */
  readonly field: string | null
  /** Recognised by its name; as kept earlier; only similar to a name; not at all. */
  readonly how: 'name' | 'kept' | 'similar' | 'none'
  /** What stands below it. */
  readonly samples: readonly string[]
}

/** What is in a file, before anything is read for good. */
export interface Look {
  readonly sheets: readonly { readonly name: string; readonly rows: number; readonly fits: boolean }[]
  /** The sheet the columns are of. */
  readonly sheet: string
  /** Several sheets fit: a person must choose. */
  readonly mustChoose: boolean
  readonly headerRow: number
  readonly columns: readonly LookedColumn[]
  readonly keptOn: string | null
  readonly keptId: string | null
  /** A header is unknown, ambiguous or missing: a person should look at the columns. */
  readonly needsMapping: boolean
  readonly fields: readonly { readonly field: string; readonly title: string; readonly isRequired: boolean }[]
}

/** Looks into a file: sheets, headers, the fields they fill or may fill. Stores nothing. */
export async function lookInto(
  call: Pick<ImportCall, 'db' | 'kind' | 'actor' | 'owner' | 'file' | 'sheet' | 'publish'>,
): Promise<Look> {
  mayImport({ ...call, publish: call.publish || call.kind.listsAtOnce === true })
  const { db, kind } = call
  const { limits } = await importLaw(db)
  const source = typeof call.file === 'string' ? { path: call.file } : { bytes: call.file }
  const file = await openTable(source, limits.maxBytes)
  try {
    const found = await lookAt(file, kind, call.sheet, await mappingsFor(call))
    const fitting = found.filter(({ fits, survey, header }) => fits && survey.rows > header.rowsAbove)
    const chosen = fitting[0] ?? found.toSorted((a, b) => b.survey.rows - a.survey.rows)[0]
    if (!chosen) throw new Error('lookAt answers at least one sheet')
    const { header, survey, kept, fits } = chosen
    const columns = columnsOf(header, survey.top.slice(header.rowsAbove), kind, kept !== undefined)
    const required = requiredFields(kind)
    const isOpen = columns.some(({ how }) => how === 'none' || how === 'similar')
    return {
      sheets: found.map((one) => ({
        name: one.sheet,
        rows: Math.max(0, one.survey.rows - one.header.rowsAbove),
        fits: one.fits,
      })),
      sheet: chosen.sheet,
      mustChoose: fitting.length > 1,
      headerRow: header.lastRow,
      columns,
      keptOn: kept?.keptOn ?? null,
      keptId: kept?.id ?? null,
      needsMapping:
        kept === undefined && (isOpen || !fits || header.repeated.length > 0 || isLacking(header, required)),
      fields: kind.columns.map(({ field, title }) => ({
        field,
        title,
        isRequired: required.has(field),
      })),
    }
  } finally {
    await file.close()
  }
}

function isLacking(header: Header, required: ReadonlySet<string>): boolean {
  const read = header.places.map((place) => place?.column.field)
  return [...required].some((field) => !read.includes(field))
}

function columnsOf(
  header: Header,
  rows: readonly SheetRow[],
  kind: BulkKind,
  isKept: boolean,
): LookedColumn[] {
  const ours = kind.exportedOnly.map(({ title }) => title)
  const taken = new Set(header.places.flatMap((place) => place?.column.field ?? []))
  return header.labels.flatMap((label, i): LookedColumn | [] => {
    if (label === '' || i === header.problemPlace) return []
    const samples = samplesOf(rows, i)
    // Columns that only our own exports have are no question.
    if (ours.includes(label)) return { label, field: null, how: 'name', samples }
    const place = header.places[i]
    if (place) return { label, field: place.column.field, how: isKept ? 'kept' : 'name', samples }
    if (isKept) return { label, field: null, how: 'kept', samples }
    const similar = likest(label, kind.columns, taken)
    if (similar) taken.add(similar.field)
    return { label, field: similar?.field ?? null, how: similar ? 'similar' : 'none', samples }
  })
}

function samplesOf(rows: readonly SheetRow[], place: number): string[] {
  const texts = rows
    .filter(({ cells }) => !cells.some((cell) => textFault(cell, 'prose') === NOT_PUBLIC))
    .map(({ cells }) => (cells[place] ?? '').trim())
    .filter((text) => text !== '')
  return [...new Set(texts)]
    .slice(0, SAMPLES)
    .map((text) => (text.length > SAMPLE_CHARS ? `${text.slice(0, SAMPLE_CHARS)}…` : text))
}

/** The column, not taken yet, whose name is most like the header; undefined when none is. */
export function likest(
  label: string,
  columns: readonly BulkColumn[],
  taken: ReadonlySet<string>,
): BulkColumn | undefined {
  const bare = parted(foldWidth(label).replace(/[\s*]/g, '').toLowerCase()).bare
  const [best] = columns
    .filter(({ field }) => !taken.has(field))
    .map((column) => {
      const names = [column.title, ...(column.aliases ?? [])]
      return { column, likeness: Math.max(...names.map((name) => likeness(bare, name.toLowerCase()))) }
    })
    .toSorted((a, b) => b.likeness - a.likeness)
  return best && best.likeness >= LIKENESS_MIN ? best.column : undefined
}

/** Shared pairs of characters, or shared characters at a discount (Dice); a name inside the other counts for more. */
function likeness(a: string, b: string): number {
  const alike = Math.max(dice(pairs(a), pairs(b)), CHARACTER_WEIGHT * dice(Array.from(a), Array.from(b)))
  const isInside = Math.min(a.length, b.length) > 1 && (a.includes(b) || b.includes(a))
  return isInside ? Math.max(alike, INSIDE) : alike
}

function dice(x: readonly string[], y: readonly string[]): number {
  const shared = x.filter((part) => y.includes(part)).length
  return x.length + y.length === 0 ? 0 : (2 * shared) / (x.length + y.length)
}

function pairs(text: string): string[] {
  const characters = Array.from(text)
  return characters.slice(1).map((character, i) => `${characters[i] ?? ''}${character}`)
}
