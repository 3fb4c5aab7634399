import { sweepDeadlines } from '#platform/clock/sweep.ts'
import { sweepOutbox } from '#platform/outbox/outbox.ts'
import { writeRoutes, type Runtime } from './runtime.ts'

/** Idle wait between turns over the outbox: changes must be visible within 2 s (design.md 5). */
const OUTBOX_IDLE_MS = 400
/** Terms end by the day; a turn every few seconds is early enough and costs one indexed query. */
const CLOCK_IDLE_MS = 5_000

/** Work for the outside waits for changes that were handled, and is not urgent. */
const BACKGROUND_IDLE_MS = 1_000

export interface Loops {
  stop(): Promise<void>
}

/** The loops of a process: one over `outbox`, one over `deadline`, one for each work of a module with the outside. Many processes may run them at once. */
export function startLoops(runtime: Runtime): Loops {
  const report = (error: unknown) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    console.error(JSON.stringify({ level: 'error', where: 'loop', stack }))
  }
  const outbox = loop(OUTBOX_IDLE_MS, () => sweepOutbox(runtime.db, runtime.consumers), report)
  const writes = writeRoutes(runtime.routes)
  const clock = loop(CLOCK_IDLE_MS, () => sweepDeadlines(runtime.db, runtime.bus, writes, report), report)
  const background = runtime.background.map(({ turn }) => loop(BACKGROUND_IDLE_MS, turn, report))
  runtime.waker.listener = outbox.wake
  return {
    stop: async () => {
      runtime.waker.listener = () => {}
      await Promise.all([outbox, clock, ...background].map((one) => one.stop()))
    },
  }
}

/** Runs `turn` again at once while it finds work, else after the idle wait or when woken. */
function loop(idleMs: number, turn: () => Promise<number>, report: (error: unknown) => void) {
  const stopping = new AbortController()
  let wake = () => {}
  const run = async () => {
    while (!stopping.signal.aborted) {
      const found = await turn().catch((error: unknown) => {
        report(error)
        return 0
      })
      if (found > 0 || stopping.signal.aborted) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, idleMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
  const done = run()
  return {
    wake: () => wake(),
    stop: async () => {
      stopping.abort()
      wake()
      await done
    },
  }
}
