import type { FieldFault, Reply, StoredFile } from './types.ts'

const BASE = '/api/v1'

/** What the server answered when it did not do what was asked; `message` is its sentence for the person. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly fields: readonly FieldFault[]
  readonly incident: string | undefined

  constructor(status: number, message: string, fields: readonly FieldFault[] = [], incident?: string) {
    super(message)
    this.status = status
    this.fields = fields
    this.incident = incident
  }

  /** No answer, or one that only means "try again soon": nothing typed may be lost over it. */
  get passing(): boolean {
    return this.status === 0 || this.status === 503 || this.status === 502 || this.status === 429
  }
}

type Query = Readonly<Record<string, string | number | boolean | null | undefined>>

/** `/api/v1` + path + query; empty parameters are left out. */
export function urlOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return BASE + path + (text ? `?${text}` : '')
}

/** Reads a JSON reply. Throws ApiError. */
export async function get<T>(path: string, query?: Query): Promise<T> {
  return answerOf<T>(await ask(urlOf(path, query), { headers: { accept: 'application/json' } }))
}

/** Asks with a text too long for an address; nothing is written by it. Throws ApiError. */
export async function inquire<T>(path: string, body: unknown, signal: AbortSignal): Promise<T> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  return answerOf<T>(await ask(BASE + path, { method: 'POST', headers, body: JSON.stringify(body), signal }))
}

/**
 * Sends a command. `key` makes a repeated send of the same form harmless: the caller keeps it until the
 * server has answered, so that a retry after a broken connection is the same command.
 */
export async function send<R>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body: unknown,
  key: string = newKey(),
): Promise<Reply<R>> {
  const headers = { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': key }
  return wrapped(
    await answerOf<Reply<R> | R>(
      await ask(BASE + path, { method, headers, body: JSON.stringify(body ?? {}) }),
    ),
  )
}

/** Sign-in and codes answer without a receipt, and some without the wrapper. */
function wrapped<R>(answer: Reply<R> | R): Reply<R> {
  if (typeof answer === 'object' && answer !== null && 'result' in answer) return answer
  return { result: answer } as unknown as Reply<R>
}

/** Sends a form with files. Parts are text or files, in the given order. */
export async function sendFiles<R>(
  path: string,
  parts: Readonly<Record<string, string | File>>,
  key: string = newKey(),
): Promise<R> {
  const form = new FormData()
  for (const [name, part] of Object.entries(parts)) form.append(name, part)
  const headers = { accept: 'application/json', 'idempotency-key': key }
  return answerOf<R>(await ask(BASE + path, { method: 'POST', headers, body: form }))
}

/** Sends a form with a file and reads a file back; `name` as the server calls it. */
export async function exchangeFile(
  path: string,
  parts: Readonly<Record<string, string | File>>,
): Promise<{ readonly content: Blob; readonly name: string }> {
  const form = new FormData()
  for (const [name, part] of Object.entries(parts)) form.append(name, part)
  const response = await ask(BASE + path, { method: 'POST', body: form })
  if (!response.ok) await answerOf(response)
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  return { content: await response.blob(), name: decodeURIComponent(named ?? 'file') }
}

/** Stores one file and answers its identifier and SHA-256. */
export async function storeFile(file: File): Promise<StoredFile> {
  const reply = await sendFiles<StoredFile | Reply<StoredFile>>('/files', { file })
  return 'result' in reply ? reply.result : reply
}

/** Stores photographs as one PDF in the order given, a page each. */
export async function storePhotos(photos: readonly File[]): Promise<StoredFile> {
  const form = new FormData()
  for (const photo of photos) form.append('file', photo)
  form.append('asPdf', '1')
  const headers = { accept: 'application/json', 'idempotency-key': newKey() }
  const response = await ask(`${BASE}/files`, { method: 'POST', headers, body: form })
  const reply = await answerOf<StoredFile | Reply<StoredFile>>(response)
  return 'result' in reply ? reply.result : reply
}

/** How far an import is. */
export interface Progress {
  readonly phase: string
  readonly rows: number
  /** All rows, once the file has been read. */
  readonly total?: number
}

/**
 * Sends a file and reads the reply line by line while the server works: progress lines go to `onLine`, a line with
 * `problem` throws ApiError, the line with `result` is the answer.
 */
export async function sendAndFollow<R>(
  path: string,
  parts: Readonly<Record<string, string | File>>,
  onProgress: (progress: Progress) => void,
): Promise<R> {
  const form = new FormData()
  for (const [name, part] of Object.entries(parts)) form.append(name, part)
  const headers = { accept: 'application/x-ndjson', 'idempotency-key': newKey() }
  const response = await ask(BASE + path, { method: 'POST', headers, body: form })
  if (!response.ok || !response.body) return answerOf<R>(response)
  let result: R | undefined
  for await (const line of linesOf(response.body.getReader())) {
    const said = JSON.parse(line) as {
      progress?: Progress
      result?: R
      problem?: Problem & { status: number }
    }
    if (said.progress !== undefined) onProgress(said.progress)
    if (said.problem) throw errorOf(said.problem.status, said.problem)
    if (said.result !== undefined) result = said.result
  }
  if (result === undefined) throw new ApiError(0, '连接中断，没有收到结果。请稍候再查看是否已经导入。')
  return result
}

async function* linesOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new ApiError(0, '连接中断，没有收到结果。请稍候再查看是否已经导入。')
    })
    const parts = (rest + decoder.decode(value, { stream: !done })).split('\n')
    rest = done ? '' : (parts.pop() ?? '')
    for (const line of parts) if (line.trim() !== '') yield line
    if (done) return
  }
}

/** A UUID of random bits; `crypto.randomUUID` needs Chromium 92 and a secure origin. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { credentials: 'same-origin', ...init })
  } catch {
    throw new ApiError(0, '连接不上服务器。您填写的内容仍在本页，请检查网络后重试。')
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const text = await response.text()
  const body = text === '' ? null : parsed(text)
  if (response.ok && body !== undefined) return body as T
  throw errorOf(response.status, body ?? {})
}

/** The parts of a problem document (RFC 9457) that people are told. */
interface Problem {
  readonly detail?: string
  readonly title?: string
  readonly fields?: readonly FieldFault[]
  readonly incident?: string
}

function errorOf(status: number, problem: Problem): ApiError {
  return new ApiError(
    status,
    problem.detail ?? problem.title ?? sentenceFor(status),
    problem.fields,
    problem.incident,
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function sentenceFor(status: number): string {
  if (status === 401) return '登录已过期，请重新登录。'
  if (status === 403) return '您的身份不能办理此事。'
  if (status === 404) return '没有找到要查看的内容。'
  if (status === 413) return '文件太大，请按提示的上限压缩后再传。'
  if (status >= 502) return '服务器正忙，请稍候再试。您填写的内容仍在本页。'
  return '服务器没有正常答复，请稍候再试。'
}
