import { Worker } from 'node:worker_threads'
import { Refusal } from '../refusal.ts'
import { tooMuch, type TableKind } from './kinds.ts'
import type { Marks } from './marks.ts'
import type { SheetName, SheetRow, Survey } from './sheet.ts'
import type { Answers, Reply, Request, ThreadData } from './thread.ts'

/** What a reading thread may take. */
export interface ThreadLimits {
  /** Heap: 65,000 rows of an xls need 350 MB, 100,000 of an xlsx a third of that. */
  readonly heapMb: number
  /** The longest an answer may take: the largest xls takes 25 s on a slow machine, a million empty rows 3 s. */
  readonly answerMs: number
}

const LIMITS: ThreadLimits = { heapMb: 512, answerMs: 90_000 }
const YOUNG_MB = 64
/** Threads at a time: two of them with their files are below a gigabyte, and there are two cores. */
const THREADS_MAX = 2
/** A further file waits this long for its turn. */
const TURN_WAIT_MS = 60_000

/** A workbook being read in a thread of its own; `close` must be called. */
export interface Workbook {
  readonly sheets: readonly SheetName[]
  readonly survey: (sheet: string) => Promise<Survey>
  /** Rows that hold anything, with merged cells filled downwards. One reading at a time. */
  readonly rows: (sheet: string) => AsyncGenerator<SheetRow>
  /** A copy with sentences beside the rows. */
  readonly mark: (sheet: string, marks: Marks) => Promise<Uint8Array>
  readonly close: () => Promise<void>
}

let running = 0
const waiting: (() => void)[] = []

/**
 * Opens a workbook in a thread with limits on memory and time: whatever it holds, the server goes on. Refuses, in
 * words, what cannot or must not be read.
 */
export async function openWorkbook(
  bytes: Uint8Array,
  kind: Exclude<TableKind, 'csv'>,
  limits: ThreadLimits = LIMITS,
): Promise<Workbook> {
  await turn()
  const thread = new Thread({ bytes, kind }, limits)
  const close = once(async () => {
    await thread.end()
    handOn()
  })
  try {
    const sheets = await thread.ask<'open'>({ op: 'open' })
    return {
      sheets,
      survey: (sheet) => thread.ask<'survey'>({ op: 'survey', sheet }),
      rows: (sheet) => rowsOf(thread, sheet),
      mark: (sheet, marks) => thread.ask<'mark'>({ op: 'mark', sheet, marks }),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Waits for a place among the threads; who ends hands the place on. */
async function turn(): Promise<void> {
  if (running < THREADS_MAX) {
    running += 1
    return
  }
  await new Promise<void>((resolve, reject) => {
    const go = () => {
      clearTimeout(late)
      resolve()
    }
    const late = setTimeout(() => {
      waiting.splice(waiting.indexOf(go), 1)
      reject(new Refusal('busy', '正在读取别的表格，请过一分钟再试。'))
    }, TURN_WAIT_MS)
    waiting.push(go)
  })
}

function handOn(): void {
  const next = waiting.shift()
  if (next) next()
  else running -= 1
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= run())
}

async function* rowsOf(thread: Thread, sheet: string): AsyncGenerator<SheetRow> {
  await thread.ask<'rows'>({ op: 'rows', sheet })
  for (;;) {
    const part = await thread.ask<'next'>({ op: 'next' })
    if (part === null) return
    yield* part
  }
}

/** The other side of `thread.ts`. */
class Thread {
  readonly #worker: Worker
  readonly #answerMs: number
  #ended: Error | undefined
  #settle: { readonly answered: (reply: Reply) => void; readonly failed: (error: Error) => void } | undefined

  constructor(data: ThreadData, { heapMb, answerMs }: ThreadLimits) {
    this.#answerMs = answerMs
    this.#worker = new Worker(new URL('thread.ts', import.meta.url), {
      workerData: data,
      // Nothing of the server's own start belongs in here.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
    })
    this.#worker.on('message', (reply: Reply) => this.#settle?.answered(reply))
    this.#worker.on('error', (error: NodeJS.ErrnoException) =>
      this.#fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : error),
    )
    this.#worker.on('exit', () => this.#fail(new Error('the reading thread has ended')))
  }

  async ask<Op extends keyof Answers>(request: Request & { readonly op: Op }): Promise<Answers[Op]> {
    if (this.#ended) throw this.#ended
    const reply = await new Promise<Reply>((resolve, reject) => {
      const late = setTimeout(() => this.#fail(tooSlow(this.#answerMs)), this.#answerMs)
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          clearTimeout(late)
          this.#settle = undefined
          settle(value)
        }
      this.#settle = { answered: settled(resolve), failed: settled(reject) }
      this.#worker.postMessage(request, [])
    })
    if ('refusal' in reply)
      throw new Refusal(reply.refusal.kind, reply.refusal.template, reply.refusal.params)
    if ('fault' in reply) throw new Error(`reading thread: ${reply.fault}`)
    return reply.answer as Answers[Op]
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #fail(error: Error): void {
    this.#ended ??= error
    this.#settle?.failed(error)
    void this.#worker.terminate()
  }
}

function tooSlow(ms: number): Refusal {
  return new Refusal(
    'invalid',
    '这个表格读了 {seconds} 秒还没有读完，已停止读取；请只留要导入的一张表，另存为 xlsx 或 csv 后再导入。',
    { seconds: ms / 1000 },
  )
}
