import { clockActor } from '../access/access.ts'
import type { Bus } from '../command/bus.ts'
import type { WriteRoute } from '../command/command.ts'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../instance/instance.ts'
import { Refusal } from '../refusal.ts'
import { overdueSeats } from './store-seats.ts'

/** Invitations passed in one turn; the next turn takes the rest. */
const BATCH = 50

/** One turn of the clock over invitations nobody answered in time: the next in the drawn order is asked. */
export async function sweepInvitations(
  db: Database,
  bus: Bus,
  routes: readonly WriteRoute[],
): Promise<number> {
  const overdue = await db.read('platform', async (tx) => overdueSeats(tx, await databaseNow(tx), BATCH))
  if (overdue.length === 0) return 0
  const route = routes.find(({ journal }) => journal === 'panel.pass-silent')
  if (!route) throw new Error('no route passes over the silent')
  let passed = 0
  for (const [panelId, seats] of Map.groupBy(overdue, (seat) => seat.panel_id)) {
    try {
      const key = `panel-silent:${seats[0]?.id ?? panelId}`
      await bus({ route, actor: clockActor, input: { panelId }, key })
      passed += 1
    } catch (error) {
      // The dossier left the review meanwhile: nobody is waited for any more.
      if (!(error instanceof Refusal)) throw error
    }
  }
  return passed
}
