import { stringify } from 'csv-stringify/sync'
import { headerText, safeCell } from '#platform/bulk/export.ts'
import type { BulkColumn } from '#platform/bulk/kind.ts'
import { permanentAddress } from '#platform/identifiers/identifiers.ts'
import type { OutsideShelf } from '#platform/records/outside.ts'
import { writeBook, type SheetOut } from '#platform/workbook/writer.ts'
import { headerPairs } from './rules.ts'
import type { PartnerRow, SentRow } from './store.ts'

/** Spreadsheets take a csv for UTF-8 only with a byte order mark. */
const BOM = '\ufeff'
const NARROW = 14
const WIDE = 36

export interface SentSheet {
  readonly shelf: OutsideShelf
  readonly rows: readonly SentRow[]
}

/** A file for a partner as a workbook, a sheet a kind. */
export function sentBook(partner: PartnerRow, sheets: readonly SentSheet[], origin: string): Promise<Buffer> {
  return writeBook(
    sheets.filter(({ rows }) => rows.length > 0).map((sheet) => sheetOf(partner, sheet, origin)),
  )
}

/** A file for a partner as csv, one kind. */
export function sentCsv(partner: PartnerRow, sheet: SentSheet, origin: string): string {
  return BOM + stringify(tableOf(partner, sheet, origin))
}

function sheetOf(partner: PartnerRow, sheet: SentSheet, origin: string): SheetOut {
  const [header = [], ...rows] = tableOf(partner, sheet, origin)
  return {
    name: sheet.shelf.title,
    columns: header.map((title) => ({ width: /简介|问题|名称|优势|范围/.test(title) ? WIDE : NARROW })),
    frozenRows: 1,
    rows: [
      { cells: header.map((text) => ({ text, style: 'header' as const })) },
      ...rows.map((cells) => ({ cells: cells.map((text) => ({ text, style: 'text' as const })) })),
    ],
  }
}

/** Public content only: a column nobody filled is left out; a record that was taken down keeps what names it. */
function tableOf(partner: PartnerRow, { shelf, rows }: SentSheet, origin: string): string[][] {
  const pairs = headerPairs(partner.headers)
  const columns = shelf.bulk.columns.filter(({ field }) =>
    rows.some(({ row }) => field === 'code' || field === 'name' || row.values[field] !== undefined),
  )
  const kind = shelf.name === 'achievements' ? 'achievement' : 'demand'
  const header = columns.map((column) => pairs.get(column.title) ?? headerText(column))
  const also = ['来源单位', '原始页面', '在架状态', '变化'].map((title) => pairs.get(title) ?? title)
  const lines = rows.map(({ change, row }) => {
    const values = { ...(change === '下架' ? {} : row.values), code: row.code, name: row.name }
    return [
      ...columns.map((column) => cellOf(column, (values as Record<string, unknown>)[column.field])),
      safeText(row.owner),
      permanentAddress(origin, kind, row.publicId),
      change === '下架' ? '下架' : '在架',
      change,
    ]
  })
  return [[...header, ...also], ...lines]
}

function cellOf(column: BulkColumn, value: unknown): string {
  return safeCell(column.show ? { ...column, write: column.show } : column, value)
}

function safeText(text: string): string {
  return safeCell({ field: '', title: '', read: String, write: String }, text)
}
