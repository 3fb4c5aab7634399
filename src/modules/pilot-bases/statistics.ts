import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { GRADES, statusOn, STATUS, type Grade } from './rules.ts'
import { gradesByYear } from './store-matters.ts'
import { basesBy } from './store.ts'

/** More than any city has. */
export const BASES_MAX = 2_000

export interface Counted {
  readonly key: string
  readonly bases: number
  readonly equipmentFen: number
  readonly staff: number
}

/** Public figures of the register (domain/pilotbase.md, statistics); those of services come from their module. */
export interface BaseStatistics {
  /** In force on the day: valid, or under correction. */
  readonly inForce: number
  readonly byStatus: readonly { readonly title: string; readonly bases: number }[]
  readonly byRegion: readonly Counted[]
  readonly byField: readonly Counted[]
  readonly equipmentFen: number
  readonly staff: number
  readonly grades: readonly { readonly year: number; readonly counts: Readonly<Record<Grade, number>> }[]
}

export async function baseStatistics(tx: Tx, now: Instant): Promise<BaseStatistics> {
  const today = dayOf(now)
  const bases = await basesBy(tx, { limit: BASES_MAX })
  const statuses = bases.map((base) => statusOn(base, today))
  const inForce = bases.filter((_base, at) => statuses[at] === 'valid' || statuses[at] === 'correcting')
  const sum = (of: 'equipment_fen' | 'staff') => inForce.reduce((total, base) => total + base[of], 0)
  const years = Map.groupBy(await gradesByYear(tx), (row) => row.year)
  return {
    inForce: inForce.length,
    byStatus: Object.entries(STATUS).map(([status, title]) => ({
      title,
      bases: statuses.filter((one) => one === status).length,
    })),
    byRegion: countedBy(inForce, (base) => base.region),
    byField: countedBy(inForce, (base) => base.field),
    equipmentFen: sum('equipment_fen'),
    staff: sum('staff'),
    grades: [...years].map(([year, rows]) => ({
      year,
      counts: Object.fromEntries(
        GRADES.map((grade) => [grade, rows.find((row) => row.grade === grade)?.bases ?? 0]),
      ) as Record<Grade, number>,
    })),
  }
}

type Base = Awaited<ReturnType<typeof basesBy>>[number]

/** Groups in the order of their size, then of their key. */
function countedBy(bases: readonly Base[], keyOf: (base: Base) => string): Counted[] {
  return [...Map.groupBy(bases, keyOf)]
    .map(([key, rows]) => ({
      key,
      bases: rows.length,
      equipmentFen: rows.reduce((sum, row) => sum + row.equipment_fen, 0),
      staff: rows.reduce((sum, row) => sum + row.staff, 0),
    }))
    .toSorted((a, b) => b.bases - a.bases || (a.key < b.key ? -1 : 1))
}
