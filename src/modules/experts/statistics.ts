import { mustReach, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { panelStatistics } from '#platform/panel/statistics.ts'
import { competentUnit } from '#platform/procedure/competence.ts'
import { admission } from './procedure.ts'
import { IN_POOL } from './conflicts.ts'
import { expertsIn } from './store.ts'

/** Counts of the pool by field, place and type, and of what panels did with it. */
export async function poolStatistics(tx: Tx, actor: Actor, _input: object, now: Instant) {
  mustReach(actor, { unitId: await competentUnit(tx, admission, dayOf(now)) })
  const rows = await expertsIn(tx, IN_POOL)
  const panels = await panelStatistics(tx)
  const codes = new Map(rows.map(({ id, code }) => [id, code]))
  return {
    experts: rows.length,
    byType: counted(rows.map(({ type }) => type ?? '未填')),
    byField: counted(rows.flatMap(({ fields }) => fields)),
    byPlace: counted(rows.map(({ is_local, region }) => (is_local ? '本市' : region))),
    ...panels,
    perExpert: panels.perExpert.map(({ expertId, ...figures }) => ({
      code: codes.get(expertId) ?? '—',
      ...figures,
    })),
  }
}

function counted(values: readonly string[]): { name: string; n: number }[] {
  return [...Map.groupBy(values, (value) => value)]
    .map(([name, all]) => ({ name, n: all.length }))
    .sort((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1))
}
