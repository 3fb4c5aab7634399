import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { admit, type Actor, type Permissions } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { Bus } from '../command/bus.ts'
import type { Database } from '../db/database.ts'
import { sameOrigin } from '../http/api.ts'
import type { DescribedRoute } from '../http/openapi.ts'
import { databaseNow } from '../instance/instance.ts'
import { Refusal } from '../refusal.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { keepFile, readableFile } from './files.ts'
import { cleanName, inspectFile, KINDS_IN_WORDS, type Inspected } from './inspect.ts'
import { fileResponse } from './respond.ts'
import { photosToPdf } from './photos.ts'
import { pdfPages } from './raster.ts'
import { refuseSecret } from './secrecy.ts'
import type { FileStore } from './store.ts'

/** Boundaries and headers of a multipart body around the file. */
const ENVELOPE_BYTES = 16 * 1024
const MB = 1024 * 1024

export interface FilesHttpParts {
  readonly db: Database
  readonly bus: Bus
  readonly files: FileStore
  readonly permissions: Permissions
  readonly actorOf: (context: Context) => Promise<Actor>
}

/** What this file mounts, for /api/openapi.json. */
export const filesDescribed: readonly DescribedRoute[] = [
  {
    method: 'GET',
    path: '/api/v1/files/limits',
    name: 'file.limits',
    tag: 'platform',
    summary: '可以上传的文件种类和大小',
  },
  {
    method: 'POST',
    path: '/api/v1/files',
    name: keepFile.journal,
    tag: 'platform',
    summary: '上传文件；asPdf 为 1 时多张照片合成一个 PDF',
    body: z.object({ file: z.string().meta({ format: 'binary' }), asPdf: z.enum(['1']).optional() }),
    bodyType: 'multipart/form-data',
    takesKey: true,
  },
  {
    method: 'GET',
    path: '/api/v1/files/{id}',
    name: 'file.download',
    tag: 'platform',
    summary: '下载文件',
    answers: 'application/octet-stream',
  },
]

/** What may be uploaded, told before one chooses a file (practice.md P33). */
export interface UploadLimits {
  readonly maxBytes: number
  readonly maxPerRecord: number
  readonly kinds: string
  readonly says: string
}

/**
 * Mounts upload (`POST /api/v1/files`, multipart field `file`; several
 * photographs with `asPdf` = 1 become one PDF), limits (`GET /api/v1/files/limits`) and download
 * (`GET /api/v1/files/{id}`). Mount before the API's own routes.
 */
export function filesHttp(app: Hono, parts: FilesHttpParts): void {
  app.get('/api/v1/files/limits', async (context) => context.json(await limitsOf(parts.db)))
  app.post('/api/v1/files', (context) => upload(parts, context))
  app.get('/api/v1/files/:id', (context) => download(parts, context))
}

async function limitsOf(db: Database): Promise<UploadLimits> {
  return db.read('platform', async (tx) => {
    const today = dayOf(await databaseNow(tx))
    const rules = await loadRuleset(tx)
    const maxBytes = rules.number('file.maxBytes', today)
    const maxPerRecord = rules.number('file.maxPerRecord', today)
    const says = `可以上传 ${KINDS_IN_WORDS}，单个文件不超过 ${megabytes(maxBytes)}，一条记录最多 ${maxPerRecord} 个。`
    return { maxBytes, maxPerRecord, kinds: KINDS_IN_WORDS, says }
  })
}

async function upload(parts: FilesHttpParts, context: Context): Promise<Response> {
  sameOrigin(context)
  // A stranger is refused before one byte of the body is read.
  const actor = await parts.actorOf(context)
  admit(parts.permissions, keepFile.permission, actor)
  const { maxBytes } = await limitsOf(parts.db)
  const tooLarge = () =>
    new Refusal('tooLarge', '文件超过 {limit}，请压缩或拆分后再上传。', { limit: megabytes(maxBytes) })
  let answer: Response | undefined
  const limit = bodyLimit({
    maxSize: maxBytes + ENVELOPE_BYTES,
    onError: () => {
      throw tooLarge()
    },
  })
  await limit(context, async () => {
    const { name, type, bytes } = await contentOf(await formOf(context), maxBytes, tooLarge)
    await refuseSecret(name, type, bytes)
    const sha256 = parts.files.write(bytes)
    const pages = type === 'application/pdf' ? await pdfPages(bytes) : null
    const input = { sha256, name, type, size: bytes.length, pages }
    const reply = await parts.bus({
      route: keepFile,
      actor,
      input,
      key: context.req.header('idempotency-key'),
    })
    answer = context.json(reply, 200, { 'cache-control': 'no-store' })
  })
  if (!answer) throw new Error('the upload was neither taken nor refused')
  return answer
}

async function formOf(context: Context): Promise<FormData> {
  try {
    return await context.req.raw.formData()
  } catch {
    // Not multipart, or cut off half-way: nothing was kept.
    throw new Refusal('badRequest', '上传没有完成，请检查网络后重新上传。')
  }
}

/** The one file, or several photographs with `asPdf` = 1 as one PDF named by the first. */
async function contentOf(form: FormData, maxBytes: number, tooLarge: () => Refusal): Promise<Inspected> {
  const files = form.getAll('file').filter((part) => part instanceof File)
  const [first] = files
  if (!first) throw new Refusal('badRequest', '没有收到文件，请选择文件后再上传。')
  if (files.reduce((sum, file) => sum + file.size, 0) > maxBytes) throw tooLarge()
  const inspected: Inspected[] = []
  for (const file of files)
    inspected.push(await inspectFile(Buffer.from(await file.arrayBuffer()), file.name))
  const [only] = inspected
  if (form.get('asPdf') === '1') {
    const bytes = await photosToPdf(inspected)
    if (bytes.length > maxBytes) throw tooLarge()
    return { name: cleanName(first.name).replace(/\.[^.]+$/, '.pdf'), type: 'application/pdf', bytes }
  }
  if (!only || inspected.length > 1)
    throw new Refusal('badRequest', '一次上传一个文件；多张照片请选“合成一个 PDF”。')
  return only
}

async function download(parts: FilesHttpParts, context: Context): Promise<Response> {
  const actor = admit(parts.permissions, 'file.read', await parts.actorOf(context))
  const id = z.uuid().safeParse(context.req.param('id'))
  if (!id.success) throw new Refusal('absent', '没有找到这个文件。')
  const row = await parts.db.read('platform', (tx) => readableFile(tx, actor, id.data))
  const bytes = parts.files.read(row.sha256)
  if (!bytes) throw new Error(`bytes of file ${row.id} are gone`)
  return fileResponse(bytes, row.name, row.type)
}

function megabytes(bytes: number): string {
  return `${Math.floor((bytes * 10) / MB) / 10} MB`
}
