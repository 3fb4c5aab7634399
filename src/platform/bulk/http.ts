import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { stream } from 'hono/streaming'
import { z } from 'zod'
import { admit, type Actor, type Permissions } from '../access/access.ts'
import type { Bus } from '../command/bus.ts'
import type { Database } from '../db/database.ts'
import { problemOf } from '../http/problem.ts'
import { sameOrigin } from '../http/api.ts'
import type { DescribedRoute } from '../http/openapi.ts'
import type { ModuleDef } from '../module.ts'
import { Refusal } from '../refusal.ts'
import { csvOf, jsonOf, templateOf } from './export.ts'
import { readyImport } from './import.ts'
import type { BulkKind } from './kind.ts'
import { LARGEST_FILE_BYTES } from './source.ts'

/** Boundaries, headers and options of a multipart body around the file. */
const ENVELOPE_BYTES = 64 * 1024

export interface ImportHttpParts {
  readonly db: Database
  readonly bus: Bus
  readonly modules: readonly ModuleDef[]
  readonly permissions: Permissions
  readonly actorOf: (context: Context) => Promise<Actor>
}

const option = z.enum(['true', 'on', '1']).optional()

/** What this file mounts, for /api/openapi.json. */
export const bulkDescribed: readonly DescribedRoute[] = [
  {
    method: 'POST',
    path: '/api/v1/import/{kind}',
    name: 'bulk.import',
    tag: 'bulk',
    summary: '导入 csv；答复为逐行 JSON，最后一行是结果',
    body: z.object({
      file: z.string().meta({ format: 'binary' }),
      dryRun: option,
      goodRows: option,
      publish: option,
      owner: z.string().optional(),
    }),
    bodyType: 'multipart/form-data',
    answers: 'application/x-ndjson',
  },
  {
    method: 'GET',
    path: '/api/v1/import/{kind}/template.csv',
    name: 'bulk.template',
    tag: 'bulk',
    summary: '导入模板：只有表头的 csv',
    answers: 'text/csv',
  },
  {
    method: 'GET',
    path: '/api/v1/export/{file}',
    name: 'bulk.export',
    tag: 'bulk',
    summary: '导出；file 为数据种类加 .csv 或 .json，例如 achievements.csv',
    answers: 'text/csv',
  },
]

/**
 * Mounts `POST /api/v1/import/{kind}` (multipart: `file`, options `dryRun`, `goodRows`, `publish`, `owner`), answered
 * as JSON lines while it runs, the result last, `GET /api/v1/import/{kind}/template.csv`, the header alone, and
 * `GET /api/v1/export/{kind}.csv|json`. The file stays in memory
 * until it was checked: nothing of a refused one is ever on disk (P17).
 */
export function importHttp(app: Hono, parts: ImportHttpParts): void {
  const kinds = parts.modules.flatMap((module) => module.bulk ?? [])
  const limit = bodyLimit({
    maxSize: LARGEST_FILE_BYTES + ENVELOPE_BYTES,
    onError: () => {
      throw new Refusal('tooLarge', '文件应小于 {limit} MB，请按行拆成几份分别导入。', {
        limit: LARGEST_FILE_BYTES / 1_000_000,
      })
    },
  })
  app.post('/api/v1/import/:kind', async (context, next) => {
    sameOrigin(context)
    // A stranger is refused before one byte of the body is read.
    admit(parts.permissions, 'bulk.import', await parts.actorOf(context))
    kindNamed(kinds, context.req.param('kind'))
    await limit(context, next)
  })
  app.post('/api/v1/import/:kind', (context) => receive(parts, kinds, context))
  app.get('/api/v1/import/:kind/template.csv', async (context) => {
    admit(parts.permissions, 'bulk.import', await parts.actorOf(context))
    return template(kindNamed(kinds, context.req.param('kind')), context)
  })
  app.get('/api/v1/export/:file{[a-z-]+\\.(csv|json)}', (context) => send(parts, kinds, context))
}

async function receive(
  parts: ImportHttpParts,
  kinds: readonly BulkKind[],
  context: Context,
): Promise<Response> {
  const actor = await parts.actorOf(context)
  const kind = kindNamed(kinds, context.req.param('kind') ?? '')
  const body = await bodyOf(context)
  const file = body['file']
  if (!(file instanceof File)) throw new Refusal('badRequest', '请选择要导入的 csv 文件。')
  const owner = body['owner']
  const bytes = new Uint8Array(await file.arrayBuffer())
  // What is refused here is an ordinary answer with its own status; later ones are the last line of the stream.
  const ready = await readyImport({
    db: parts.db,
    bus: parts.bus,
    kind,
    file: bytes,
    owner: typeof owner === 'string' && owner !== '' && mayName(parts, actor) ? owner : undefined,
    dryRun: isOn(body['dryRun']),
    goodRows: isOn(body['goodRows']),
    publish: isOn(body['publish']),
    actor: admit(parts.permissions, 'bulk.import', actor),
  })
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

/** A body that is no multipart form, or a broken one, is the sender's fault. */
async function bodyOf(context: Context) {
  try {
    return await context.req.parseBody()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Refusal('badRequest', '没有收到完整的文件，请重新选择 csv 文件后再上传。')
  }
}

/** Only who may import for every organisation names another one. */
function mayName(parts: ImportHttpParts, actor: Actor): boolean {
  return admit(parts.permissions, 'bulk.import', actor).scopes.includes('any')
}

async function send(parts: ImportHttpParts, kinds: readonly BulkKind[], context: Context): Promise<Response> {
  const actor = admit(parts.permissions, 'bulk.export', await parts.actorOf(context))
  const [name = '', format = ''] = (context.req.param('file') ?? '').split('.')
  const kind = kindNamed(kinds, name)
  const text = format === 'csv' ? csvOf({ ...parts, kind, actor }) : jsonOf({ ...parts, kind, actor })
  context.header(
    'content-type',
    format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
  )
  context.header('content-disposition', `attachment; filename="${name}.${format}"`)
  context.header('cache-control', 'no-store')
  return stream(context, async (out) => {
    for await (const piece of text) await out.write(piece)
  })
}

function template(kind: BulkKind, context: Context): Response {
  context.header('content-type', 'text/csv; charset=utf-8')
  context.header('content-disposition', `attachment; filename="${kind.kind}-template.csv"`)
  return context.body(templateOf(kind))
}

function kindNamed(kinds: readonly BulkKind[], name: string): BulkKind {
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
