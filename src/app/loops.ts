import { sweepDaily } from '#platform/clock/daily.ts'
import { sweepDeadlines } from '#platform/clock/sweep.ts'
import { sweepTicks } from '#platform/clock/ticks.ts'
import { pollRequests } from '#platform/signing/provider-work.ts'
import { sequence } from '#platform/evidence/sequencer.ts'
import { readPendingPaper } from '#platform/signing/reading.ts'
import { sweepInvitations } from '#platform/panel/sweep.ts'
import { sweepOutbox } from '#platform/outbox/outbox.ts'
import { writeRoutes, type Runtime } from './runtime.ts'

/** Idle wait between turns over the outbox: changes must be visible within 2 s (design.md 5). */
const OUTBOX_IDLE_MS = 400
/** Terms end by the day; a turn every few seconds is early enough and costs one indexed query. */
const CLOCK_IDLE_MS = 5_000
/** A bidding closes at a second: asked about this often. */
const TICK_IDLE_MS = 500
/** Papers brought back are read soon: a person waits to compare them. */
const PAPER_IDLE_MS = 1_500
/** The evidence log is at most a second behind (design.md 5); a receipt promises 60. */
const LOG_IDLE_MS = 700
/** A certificate service is asked this often about open requests; its callback hastens it. */
const SIGNING_IDLE_MS = 20_000

/** Work for the outside waits for changes that were handled, and is not urgent. */
const BACKGROUND_IDLE_MS = 1_000

export interface Loops {
  stop(): Promise<void>
}

/**
 * The loops of a process: over `outbox`, over `deadline`, over papers brought back, over leaves of the evidence log that wait, over open requests to a certificate
 * service, one for each work of a module with the outside. Many processes may run them at once.
 */
export function startLoops(runtime: Runtime): Loops {
  const report = (error: unknown) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    console.error(JSON.stringify({ level: 'error', where: 'loop', stack }))
  }
  const outbox = loop(OUTBOX_IDLE_MS, () => sweepOutbox(runtime.db, runtime.consumers), report)
  const writes = writeRoutes(runtime.routes)
  const done = new Map<string, string>()
  const clock = loop(
    CLOCK_IDLE_MS,
    async () =>
      (await sweepDeadlines(runtime.db, runtime.bus, writes, report)) +
      (await sweepInvitations(runtime.db, runtime.bus, writes)) +
      (await sweepDaily(runtime.db, runtime.bus, writes, done)),
    report,
  )
  const ticks = runtime.modules.flatMap((module) => module.ticks ?? [])
  const instants = loop(
    TICK_IDLE_MS,
    () => sweepTicks(runtime.db, runtime.bus, writes, ticks, report),
    report,
  )
  const papers = loop(PAPER_IDLE_MS, () => readPendingPaper(runtime.signing), report)
  const log = loop(LOG_IDLE_MS, () => sequence(runtime), report)
  const { provider } = runtime.signing
  // The demo's service is done at once, there is nothing to ask.
  const signing =
    provider && !provider.isFake
      ? loop(SIGNING_IDLE_MS, () => pollRequests(runtime.signing), report)
      : undefined
  const background = runtime.background.map(({ turn }) => loop(BACKGROUND_IDLE_MS, turn, report))
  runtime.waker.listener = outbox.wake
  return {
    stop: async () => {
      runtime.waker.listener = () => {}
      const all = [outbox, clock, instants, papers, log, ...(signing ? [signing] : []), ...background]
      await Promise.all(all.map((one) => one.stop()))
    },
  }
}

/** Has the clock do at once what is due by now, with what follows from it; for a rehearsal without a server. */
export async function catchUp(runtime: Runtime): Promise<void> {
  const { db, bus } = runtime
  const writes = writeRoutes(runtime.routes)
  const ticks = runtime.modules.flatMap((module) => module.ticks ?? [])
  const stop = (error: unknown) => {
    throw error
  }
  while (
    (await sweepDeadlines(db, bus, writes, stop)) +
      (await sweepDaily(db, bus, writes, new Map())) +
      (await sweepTicks(db, bus, writes, ticks, stop)) >
    0
  )
    await runtime.drain()
  await runtime.drain()
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
