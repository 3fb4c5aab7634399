import { Worker } from 'node:worker_threads'

export type RasterTask =
  | { readonly do: 'pages'; readonly bytes: Uint8Array }
  | { readonly do: 'texts'; readonly bytes: Uint8Array; readonly max: number }
  | { readonly do: 'heic'; readonly bytes: Uint8Array }
  | {
      readonly do: 'stamp'
      readonly bytes: Uint8Array
      readonly type: string
      readonly max: number
      /** A page of a PDF laid over every page. */
      readonly over: Uint8Array
    }
  | {
      readonly do: 'sheets'
      readonly bytes: Uint8Array
      readonly type: string
      /** Sheets looked at, and codes looked for on them. */
      readonly max: number
      readonly codes: number
    }

/** One page of a scan as a picture, and what the codes on it say. */
export interface Sheet {
  readonly picture: Uint8Array
  readonly codes: readonly string[]
}

export interface RasterAnswer {
  readonly pages?: number
  readonly texts?: readonly string[]
  readonly picture?: Uint8Array
  readonly sheets?: readonly Sheet[]
  /** Pages as JPEG. */
  readonly stamped?: readonly Uint8Array[]
}

/**
 * Opening a file and counting its pages takes a tenth of a second; longer is a file made to hold us. Eighty sheets take
 * half a second each, and looking closer at some.
 */
const LIMITS_MS = { short: 20_000, long: 150_000 } as const
/** The pictures of one scan; beyond it the worker dies and the scan counts as unreadable. */
const HEAP_MB = 384
/** One scan at a time: each takes a core and some hundred megabytes. Short tasks do not wait behind scans. */
const queues: Record<'short' | 'long', Promise<unknown>> = {
  short: Promise.resolve(),
  long: Promise.resolve(),
}

/** Pages of a PDF; null when it cannot be opened (damaged, with a password, made to do harm). */
export async function pdfPages(bytes: Uint8Array): Promise<number | null> {
  const answer = await run({ do: 'pages', bytes }).catch(() => undefined)
  return answer?.pages !== undefined && answer.pages > 0 ? answer.pages : null
}

/** The text of each page of a PDF, at most `max` pages; empty when there is none or the file cannot be opened. */
export async function pdfTexts(bytes: Uint8Array, max: number): Promise<readonly string[]> {
  const answer = await run({ do: 'texts', bytes, max }).catch(() => undefined)
  return answer?.texts ?? []
}

/** A HEIC photograph as JPEG without its metadata; undefined when it cannot be decoded. */
export async function heicToJpeg(bytes: Uint8Array): Promise<Buffer | undefined> {
  const answer = await run({ do: 'heic', bytes }).catch(() => undefined)
  return answer?.picture && Buffer.from(answer.picture)
}

/** The sheets of a scan (PDF or picture), at most `max`, and up to `codes` codes on them; undefined when it cannot be read. */
export async function readSheets(
  bytes: Uint8Array,
  type: string,
  max: number,
  codes = max,
): Promise<readonly Sheet[] | undefined> {
  const answer = await run({ do: 'sheets', bytes, type, max, codes }).catch(() => undefined)
  return answer?.sheets
}

/**
 * The pages of a PDF or picture as JPEG with a watermark page laid over each, at most `max`; undefined when it cannot
 * be read. What comes out has no text layer and nothing hidden.
 */
export async function stampPages(
  bytes: Uint8Array,
  type: string,
  over: Uint8Array,
  max: number,
): Promise<readonly Buffer[] | undefined> {
  const answer = await run({ do: 'stamp', bytes, type, max, over }).catch(() => undefined)
  return answer?.stamped?.map((page) => Buffer.from(page))
}

/** Foreign files are opened in a thread of their own, which dies with what they do to it. */
async function run(task: RasterTask): Promise<RasterAnswer> {
  const kind = task.do === 'sheets' || task.do === 'stamp' ? 'long' : 'short'
  const turn = queues[kind].then(() => once(task, LIMITS_MS[kind]))
  queues[kind] = turn.catch(() => undefined)
  return turn
}

async function once(task: RasterTask, limitMs: number): Promise<RasterAnswer> {
  const worker = new Worker(new URL('raster-worker.ts', import.meta.url), {
    workerData: task,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    stdout: true,
    stderr: true,
  })
  try {
    return await new Promise<RasterAnswer>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the file took too long')), limitMs)
      worker.once('message', (answer: RasterAnswer) => (clearTimeout(timer), resolve(answer)))
      worker.once('error', (error) => (clearTimeout(timer), reject(error)))
      worker.once('exit', () => (clearTimeout(timer), reject(new Error('the file could not be opened'))))
    })
  } finally {
    await worker.terminate()
  }
}
