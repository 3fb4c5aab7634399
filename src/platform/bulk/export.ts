import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import { admit, type Actor } from '../access/access.ts'
import { isDay } from '../calendar/calendar.ts'
import type { Database } from '../db/database.ts'
import { organisationsNamed } from '../identity/organisations.ts'
import { Refusal } from '../refusal.ts'
import { BOM, harmless, RISKY } from '../text/csv.ts'
import { dayCell, writeBook, type CellOut, type RowOut } from '../workbook/writer.ts'
import { isFormula } from './faults.ts'
import type { BulkColumn, BulkKind, RowValues } from './kind.ts'
import { keeperFor } from './register.ts'
import { matrixOf } from './routes.ts'

const PAGE = 500
const NARROW = 14
const WIDE = 40

export interface ExportCall {
  readonly db: Database
  readonly kind: BulkKind
  readonly actor: Actor
  /** Only of this organisation; for who may export all, and the only way to a kind that is its owner's alone. */
  readonly owner?: string | undefined
}

/** Forms an export comes in, by the ending of the file. */
export const EXPORT_FORMATS = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

export type ExportFormat = keyof typeof EXPORT_FORMATS

/** The records as csv text, a page at a time, safe against formulas: what the import reads back unchanged. */
export async function* csvOf(call: ExportCall): AsyncGenerator<string> {
  const columns = columnsOf(call.kind)
  const ownerId = await ownerOf(call)
  yield BOM + stringify([columns.map(headerText)])
  for await (const page of pagesOf(call, ownerId))
    yield stringify(page.map((values) => columns.map((column) => safeCell(column, values[column.field]))))
}

/** The records as one JSON array, a page at a time. */
export async function* jsonOf(call: ExportCall): AsyncGenerator<string> {
  let separator = '[\n'
  for await (const page of pagesOf(call, await ownerOf(call)))
    for (const values of page) {
      yield separator + JSON.stringify(values)
      separator = ',\n'
    }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
}

/** The records as a workbook: amounts, numbers and days as such, everything else as text that cannot run. */
export async function xlsxOf(call: ExportCall): Promise<Buffer> {
  const columns = columnsOf(call.kind)
  return writeBook([
    {
      name: call.kind.title,
      columns: columns.map(({ holds }) => ({ width: holds === undefined ? WIDE : NARROW })),
      frozenRows: 1,
      rows: recordRows(call, columns),
    },
  ])
}

async function* recordRows(call: ExportCall, columns: readonly BulkColumn[]): AsyncGenerator<RowOut> {
  yield { cells: columns.map((column) => ({ text: headerText(column), style: 'header' })) }
  for await (const page of pagesOf(call, await ownerOf(call)))
    for (const values of page)
      yield { cells: columns.map((column) => sheetCell(column, values[column.field])) }
}

function columnsOf(kind: BulkKind): readonly BulkColumn[] {
  return [...kind.columns, ...kind.exportedOnly]
}

/** Writes csv, json or xlsx by the ending of the file. */
export async function exportFile(call: ExportCall & { readonly file: string }): Promise<{ written: number }> {
  const format = /\.(csv|json|xlsx)$/i.exec(call.file)?.[1]?.toLowerCase()
  if (format === undefined) throw new Refusal('invalid', '导出的文件名应以 .csv、.xlsx 或 .json 结尾。')
  let written = 0
  const counted: ExportCall = {
    ...call,
    kind: {
      ...call.kind,
      export: async (...asked) => {
        const page = await call.kind.export(...asked)
        written += page.length
        return page
      },
    },
  }
  if (format === 'xlsx') await writeFile(call.file, await xlsxOf(counted))
  else {
    const text = format === 'csv' ? csvOf(counted) : jsonOf(counted)
    await pipeline(Readable.from(text), createWriteStream(call.file))
  }
  return { written }
}

/** Whose records are exported: one organisation's, or all for null. */
async function ownerOf({ db, kind, actor, owner }: ExportCall): Promise<string | null> {
  const mayAll = admit(matrixOf(kind), 'bulk.export', actor).scopes.includes('any')
  if (owner !== undefined && mayAll) {
    const named = await db.read('platform', (tx) => organisationsNamed(tx, owner))
    if (!named[0]) throw new Refusal('absent', '没有名为“{owner}”的单位。', { owner })
    return named[0].id
  }
  if (mayAll && kind.isPrivate !== true) {
    await keeperFor(db, kind, actor)
    return null
  }
  if (actor.orgId !== null) return actor.orgId
  throw new Refusal(
    'forbidden',
    '{kind}只能由所属单位导出；请以单位成员的身份导出（命令行用 --owner 单位名称）。',
    {
      kind: kind.title,
    },
  )
}

async function* pagesOf(
  { db, kind }: ExportCall,
  ownerId: string | null,
): AsyncGenerator<readonly RowValues[]> {
  let after: string | null = null
  for (;;) {
    const from: string | null = after
    const page: Awaited<ReturnType<BulkKind['export']>> = await db.read(kind.module, (tx) =>
      kind.export(tx, ownerId, from, PAGE),
    )
    const last = page.at(-1)
    if (!last) return
    yield page.map(({ values }) => values)
    if (page.length < PAGE) return
    after = last.id
  }
}

/** Title of a column with its unit. */
export function headerText(column: BulkColumn): string {
  return column.unit === undefined ? column.title : `${column.title}（${column.unit}）`
}

/** Cell text; an apostrophe before what would be run keeps it text, and the import takes it off again. */
export function safeCell(column: BulkColumn, value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = column.write(value)
  return typeof value === 'number' ? text : harmless(text)
}

/** A cell of a workbook is typed, so that text stays text; what looks like a formula gets the apostrophe besides. */
function sheetCell(column: BulkColumn, value: unknown): CellOut {
  if (value === undefined || value === null) return {}
  const text = column.write(value)
  if (column.holds === 'day' && isDay(text)) return { number: dayCell(text), style: 'day' }
  const isNumber = column.holds === 'money' || column.holds === 'number'
  if (isNumber && /^-?\d{1,15}(?:\.\d+)?$/.test(text))
    return { number: Number(text), style: column.holds === 'money' ? 'money' : 'number' }
  if (isFormula(text)) return { text: `'${text}`, style: 'guarded' }
  return { text, style: RISKY.test(text) ? 'guarded' : 'text' }
}
