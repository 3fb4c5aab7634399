import { clockActor } from '../access/access.ts'
import type { Bus } from '../command/bus.ts'
import type { Instant, WriteRoute } from '../command/command.ts'
import type { Database, Tx } from '../db/database.ts'
import { databaseNow } from '../instance/instance.ts'

/**
 * What the clock performs at an instant, where a deadline ends with a day (docs/decisions/0068-open-bidding.md): the
 * close of a bidding. `due` reads what is to be performed now; the key makes each once, whoever sees it.
 */
export interface Tick {
  /** Journal name of the command. */
  readonly performs: string
  readonly due: (
    tx: Tx,
    now: Instant,
  ) => Promise<readonly { readonly key: string; readonly input: Readonly<Record<string, unknown>> }[]>
}

/** One turn over the ticks of all modules; answers how many commands did something new. */
export async function sweepTicks(
  db: Database,
  bus: Bus,
  routes: readonly WriteRoute[],
  ticks: readonly Tick[],
  report: (error: unknown) => void,
): Promise<number> {
  let done = 0
  for (const tick of ticks) {
    const route = routes.find(({ journal }) => journal === tick.performs)
    if (!route) throw new Error(`no route writes ${tick.performs}`)
    const due = await db.read(route.module, async (tx) => tick.due(tx, await databaseNow(tx)))
    for (const { key, input } of due) {
      try {
        const reply = await bus({ route, actor: clockActor, input, key: `tick:${tick.performs}:${key}` })
        if (!reply.repeated) done += 1
      } catch (error) {
        report(error)
      }
    }
  }
  return done
}
