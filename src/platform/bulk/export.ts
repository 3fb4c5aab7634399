import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import { admit, type Actor, type Permissions } from '../access/access.ts'
import type { Database } from '../db/database.ts'
import { BOM, harmless } from '../text/csv.ts'
import { Refusal } from '../refusal.ts'
import type { BulkColumn, BulkKind, RowValues } from './kind.ts'
import { keeperFor } from './register.ts'
import { permissions as bulkPermissions } from './routes.ts'

const PAGE = 500

export interface ExportCall {
  readonly db: Database
  readonly kind: BulkKind
  readonly actor: Actor
}

/** The records as csv text, a page at a time, safe against formulas: what the import reads back unchanged. */
export async function* csvOf(call: ExportCall): AsyncGenerator<string> {
  const columns = [...call.kind.columns, ...call.kind.exportedOnly]
  yield BOM + stringify([columns.map(headerText)])
  for await (const page of pagesOf(call))
    yield stringify(page.map((values) => columns.map((column) => safeCell(column, values[column.field]))))
}

/** A table with the header alone: what the import takes, under the titles and units it writes itself. */
export function templateOf(kind: BulkKind): string {
  return BOM + stringify([kind.columns.map(headerText)])
}

/** The records as one JSON array, a page at a time. */
export async function* jsonOf(call: ExportCall): AsyncGenerator<string> {
  let separator = '[\n'
  for await (const page of pagesOf(call))
    for (const values of page) {
      yield separator + JSON.stringify(values)
      separator = ',\n'
    }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
}

/** Writes csv or json by the ending of the file. */
export async function exportFile(call: ExportCall & { readonly file: string }): Promise<{ written: number }> {
  const format = /\.(csv|json)$/i.exec(call.file)?.[1]?.toLowerCase()
  if (format === undefined) throw new Refusal('invalid', '导出的文件名应以 .csv 或 .json 结尾。')
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
  const text = format === 'csv' ? csvOf(counted) : jsonOf(counted)
  await pipeline(Readable.from(text), createWriteStream(call.file))
  return { written }
}

async function* pagesOf({ db, kind, actor }: ExportCall): AsyncGenerator<readonly RowValues[]> {
  const matrix: Permissions = bulkPermissions
  const admitted = admit(matrix, 'bulk.export', actor)
  const ownerId = admitted.scopes.includes('any') ? null : actor.orgId
  if (ownerId === null && !admitted.scopes.includes('any'))
    throw new Refusal('forbidden', '请以单位成员的身份导出。')
  if (ownerId === null) await keeperFor(db, kind, actor)
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

function headerText(column: BulkColumn): string {
  return column.unit === undefined ? column.title : `${column.title}（${column.unit}）`
}

/** Cell text; an apostrophe before what would be run keeps it text, and the import takes it off again. */
export function safeCell(column: BulkColumn, value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = column.write(value)
  return typeof value === 'number' ? text : harmless(text)
}
