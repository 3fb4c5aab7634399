import { clockActor } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { Bus } from '../command/bus.ts'
import type { WriteRoute } from '../command/command.ts'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../instance/instance.ts'
import { onDayOf } from '../message/quiet.ts'
import { loadRuleset } from '../ruleset/store.ts'

/**
 * One turn over the acts of the day. The bus remembers the key of each, so that many processes and many turns do each
 * once; `done` spares this process the asking. Answers how many were done now.
 */
export async function sweepDaily(
  db: Database,
  bus: Bus,
  routes: readonly WriteRoute[],
  done: Map<string, string>,
): Promise<number> {
  const now = await db.read('platform', databaseNow)
  const day = dayOf(now)
  const open = routes.filter(({ journal, everyDay }) => everyDay !== undefined && done.get(journal) !== day)
  if (open.length === 0) return 0
  const rules = await db.read('platform', loadRuleset)
  let count = 0
  for (const route of open) {
    const { journal, everyDay } = route
    if (everyDay === undefined || now < onDayOf(now, rules.text(everyDay, day))) continue
    const { repeated } = await bus({ route, actor: clockActor, input: {}, key: `daily:${journal}:${day}` })
    done.set(journal, day)
    if (!repeated) count += 1
  }
  return count
}
