import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { onInterrupt } from './interrupt.ts'

const PROGRAM = fileURLToPath(new URL('./faults-app.ts', import.meta.url))
const ready = z.object({ url: z.string() })

/** The application under test as a child process that can be killed and started again. */
export class AppProcess {
  readonly #args: readonly string[]
  #child: ChildProcess | undefined
  /** Where it answers; of the last one started. */
  url = ''

  /** `proxyPort` leads its database connections over that port. */
  constructor(dataDir: string, proxyPort?: number) {
    this.#args = [PROGRAM, dataDir, ...(proxyPort === undefined ? [] : [String(proxyPort)])]
  }

  /** Starts it and waits until it answers; throws when it ends before. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [...process.execArgv, ...this.#args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child = child
    // Before the scratch folder goes: an application that lives on would start its database again.
    const interrupted = onInterrupt(() => child.kill('SIGKILL'))
    child.on('exit', () => interrupted.forget())
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the application ended at start with code ${String(code)}`)
    })
    // Also when it ends long after its start, which is then nobody's error.
    ended.catch(() => {})
    const [line]: unknown[] = await Promise.race([once(createInterface(child.stdout), 'line'), ended])
    this.url = ready.parse(JSON.parse(String(line))).url
  }

  /** Whether the process that was last started is still there. */
  get alive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** kill -9 and nothing else; returns when the process is gone. */
  async kill(): Promise<void> {
    if (!this.#child || !this.alive) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }
}
