import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { stream } from 'hono/streaming'
import { z } from 'zod'
import { admit, scopesOf, type Actor, type Permissions } from '../access/access.ts'
import type { Bus } from '../command/bus.ts'
import type { Database } from '../db/database.ts'
import { problemOf } from '../http/problem.ts'
import { sameOrigin } from '../http/api.ts'
import type { DescribedRoute } from '../http/openapi.ts'
import type { ModuleDef } from '../module.ts'
import { Refusal } from '../refusal.ts'
import { errorBook } from './errors.ts'
import { csvOf, EXPORT_FORMATS, jsonOf, xlsxOf, type ExportFormat } from './export.ts'
import { readyImport, type ImportCall } from './import.ts'
import { mappingOf } from './header.ts'
import type { BulkKind } from './kind.ts'
import { importLaw } from './limits.ts'
import { lookInto } from './look.ts'
import { mayKeep } from './register.ts'
import { matrixOf } from './routes.ts'
import { templateOf } from './template.ts'

/** Boundaries, headers and options of a multipart body around the file. */
const ENVELOPE_BYTES = 64 * 1024
const MEGABYTE = 1_000_000

export interface ImportHttpParts {
  readonly db: Database
  readonly bus: Bus
  readonly modules: readonly ModuleDef[]
  readonly permissions: Permissions
  readonly actorOf: (context: Context) => Promise<Actor>
}

const option = z.enum(['true', 'on', '1']).optional()
const uploadForm = z.object({
  file: z.string().meta({ format: 'binary' }),
  sheet: z.string().optional(),
  map: z.string().optional().meta({ description: 'JSON: {表头: 字段名或 null}' }),
  goodRows: option,
  publish: option,
  owner: z.string().optional(),
})
const upload = { method: 'POST', tag: 'bulk', bodyType: 'multipart/form-data' } as const

/** What this file mounts, for /api/openapi.json. */
export const bulkDescribed: readonly DescribedRoute[] = [
  {
    ...upload,
    path: '/api/v1/import/{kind}',
    name: 'bulk.import',
    summary: '导入 xlsx、xls、et 或 csv；答复为逐行 JSON，最后一行是结果',
    body: uploadForm.extend({ dryRun: option }),
    answers: 'application/x-ndjson',
  },
  {
    ...upload,
    path: '/api/v1/import/{kind}/look',
    name: 'bulk.look',
    summary: '看一个文件有哪些工作表和列，各列对应哪个字段；不保存任何内容',
    body: uploadForm.pick({ file: true, sheet: true, owner: true }),
  },
  {
    ...upload,
    path: '/api/v1/import/{kind}/errors',
    name: 'bulk.errors',
    summary: '试导入，答复为原来的表格加一列红色的“导入问题”；不保存任何内容',
    body: uploadForm,
    answers: EXPORT_FORMATS.xlsx,
  },
  {
    method: 'GET',
    path: '/api/v1/bulk',
    name: 'bulk.kinds',
    tag: 'bulk',
    summary: '可以导入导出的数据种类，和文件的上限',
  },
  {
    method: 'GET',
    path: '/api/v1/bulk/{kind}/template',
    name: 'bulk.template',
    tag: 'bulk',
    summary: '导入模板：带下拉列表、填写说明和示例行的 xlsx',
    answers: EXPORT_FORMATS.xlsx,
  },
  {
    method: 'GET',
    path: '/api/v1/export/{file}',
    name: 'bulk.export',
    tag: 'bulk',
    summary: '导出；file 为数据种类加 .csv、.xlsx 或 .json，例如 achievements.xlsx',
    answers: 'text/csv',
  },
]

/**
 * Mounts import, look and errors (multipart: `file` and options), kinds, template and export. An uploaded file stays
 * in memory: nothing of a refused one is ever on disk (P17).
 */
export function importHttp(app: Hono, parts: ImportHttpParts): void {
  const kinds = parts.modules.flatMap((module) => module.bulk ?? [])
  app.use('/api/v1/import/:kind/:step?', async (context, next) => {
    if (context.req.method !== 'POST') return next()
    sameOrigin(context)
    // A stranger is refused before one byte of the body is read.
    const actor = await parts.actorOf(context)
    admit(matrixOf(kindNamed(kinds, context.req.param('kind'))), 'bulk.import', actor)
    return (await limitOf(parts.db))(context, next)
  })
  app.post('/api/v1/import/:kind', (context) => receive(parts, kinds, context))
  app.post('/api/v1/import/:kind/look', (context) => look(parts, kinds, context))
  app.post('/api/v1/import/:kind/errors', (context) => errors(parts, kinds, context))
  app.get('/api/v1/bulk', (context) => listKinds(parts, kinds, context))
  app.get('/api/v1/bulk/:kind/template', async (context) => {
    const kind = kindNamed(kinds, context.req.param('kind'))
    admit(matrixOf(kind), 'bulk.import', await parts.actorOf(context))
    return book(context, await templateOf(kind), `${kind.title}导入模板.xlsx`)
  })
  app.get('/api/v1/export/:file{[a-z-]+\\.(csv|json|xlsx)}', (context) => send(parts, kinds, context))
}

async function limitOf(db: Database) {
  const { limits } = await importLaw(db)
  return bodyLimit({
    maxSize: limits.maxBytes + ENVELOPE_BYTES,
    onError: () => {
      throw new Refusal('tooLarge', '文件应小于 {limit} MB，请按行拆成几份分别导入。', {
        limit: Math.floor(limits.maxBytes / MEGABYTE),
      })
    },
  })
}

/** What the person may bring in and take out, told before a file is chosen. */
async function listKinds(parts: ImportHttpParts, kinds: readonly BulkKind[], context: Context) {
  const actor = await parts.actorOf(context)
  const known: BulkKind[] = []
  for (const one of kinds) if (await mayKeep(parts.db, one, actor)) known.push(one)
  const offered = known
    .map((one) => ({
      kind: one.kind,
      title: one.title,
      imports: scopesOf(matrixOf(one), 'bulk.import', actor).length > 0,
      exports: scopesOf(matrixOf(one), 'bulk.export', actor).length > 0,
    }))
    .filter((one) => one.imports || one.exports)
  if (offered.length === 0) admit(parts.permissions, 'bulk.export', actor)
  const { limits } = await importLaw(parts.db)
  const says = `可以导入 xlsx、xls、et（WPS 表格）和 csv，不超过 ${Math.floor(limits.maxBytes / MEGABYTE)} MB、${limits.maxRows} 行。`
  return context.json({
    kinds: offered,
    maxBytes: limits.maxBytes,
    says,
  })
}

async function receive(
  parts: ImportHttpParts,
  kinds: readonly BulkKind[],
  context: Context,
): Promise<Response> {
  const { call, body } = await uploadOf(parts, kinds, context)
  // What is refused here is an ordinary answer with its own status; later ones are the last line of the stream.
  const ready = await readyImport({ ...call, dryRun: isOn(body['dryRun']) })
  context.header('content-type', 'application/x-ndjson; charset=utf-8')
  context.header('cache-control', 'no-store')
  return stream(context, async (out) => {
    const line = (value: object) => out.write(`${JSON.stringify(value)}\n`)
    try {
      await line({ result: await ready.run((progress) => void line({ progress })) })
    } catch (error) {
      await line({ problem: problemOf(error) })
    }
  })
}

async function look(parts: ImportHttpParts, kinds: readonly BulkKind[], context: Context) {
  const { call } = await uploadOf(parts, kinds, context)
  return context.json(await lookInto(call), 200, { 'cache-control': 'no-store' })
}

async function errors(parts: ImportHttpParts, kinds: readonly BulkKind[], context: Context) {
  const { call, name } = await uploadOf(parts, kinds, context)
  const { bytes } = await errorBook(call)
  return book(context, bytes, `${name.replace(/\.[^.]*$/, '')}-导入问题.xlsx`)
}

function book(context: Context, bytes: Uint8Array, name: string): Response {
  context.header('content-type', EXPORT_FORMATS.xlsx)
  context.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
  context.header('cache-control', 'no-store')
  return context.body(new Uint8Array(bytes))
}

interface Upload {
  readonly call: Omit<ImportCall, 'dryRun' | 'onProgress'>
  readonly body: Readonly<Record<string, unknown>>
  readonly name: string
}

/** The file and options of a multipart body; only who may import for every organisation names another one. */
async function uploadOf(
  parts: ImportHttpParts,
  kinds: readonly BulkKind[],
  context: Context,
): Promise<Upload> {
  const kind = kindNamed(kinds, context.req.param('kind') ?? '')
  const actor = admit(matrixOf(kind), 'bulk.import', await parts.actorOf(context))
  const body = await bodyOf(context)
  const file = body['file']
  if (!(file instanceof File)) throw new Refusal('badRequest', '请选择要导入的表格文件（xlsx、xls 或 csv）。')
  const text = (name: string) => {
    const value = body[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const call = {
    db: parts.db,
    bus: parts.bus,
    kind,
    file: new Uint8Array(await file.arrayBuffer()),
    sheet: text('sheet'),
    mapping: mappingOf(text('map')),
    owner: actor.scopes.includes('any') ? text('owner') : undefined,
    goodRows: isOn(body['goodRows']),
    publish: isOn(body['publish']),
    actor,
  }
  return { call, body, name: file.name }
}

/** A body that is no multipart form, or a broken one, is the sender's fault. */
async function bodyOf(context: Context) {
  try {
    return await context.req.parseBody()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Refusal('badRequest', '没有收到完整的文件，请重新选择 xlsx、xls 或 csv 文件后再上传。')
  }
}

async function send(parts: ImportHttpParts, kinds: readonly BulkKind[], context: Context): Promise<Response> {
  const [name = '', ending = ''] = (context.req.param('file') ?? '').split('.')
  const format = ending as ExportFormat
  const kind = kindNamed(kinds, name)
  const actor = admit(matrixOf(kind), 'bulk.export', await parts.actorOf(context))
  const call = { db: parts.db, kind, actor }
  if (format === 'xlsx') return book(context, await xlsxOf(call), `${kind.title}.xlsx`)
  const text = format === 'csv' ? csvOf(call) : jsonOf(call)
  context.header('content-type', EXPORT_FORMATS[format])
  context.header('content-disposition', `attachment; filename="${name}.${format}"`)
  context.header('cache-control', 'no-store')
  return stream(context, async (out) => {
    for await (const piece of text) await out.write(piece)
  })
}

function kindNamed(kinds: readonly BulkKind[], name: string | undefined): BulkKind {
  const found = kinds.find(({ kind }) => kind === name)
  if (!found)
    throw new Refusal('absent', '没有这种数据；可以导入导出的有：{kinds}。', {
      kinds: kinds.map(({ kind }) => kind).join('、'),
    })
  return found
}

function isOn(value: unknown): boolean {
  return value === 'true' || value === 'on' || value === '1'
}
