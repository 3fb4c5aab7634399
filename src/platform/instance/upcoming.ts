import { sql } from 'kysely'
import { z } from 'zod'
import { addDays, dayKind, dayOf, type Calendar, type Day } from '../calendar/calendar.ts'
import { missingYears } from '../calendar/deadlines.ts'
import { countProvisional, loadCalendar } from '../calendar/store.ts'
import { routesOf, type Route } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { Binding } from '../procedure/perform.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { readInstance } from './instance.ts'

/** Deadlines read at once; a rehearsal that has more shows the nearest ones. */
const ROWS_MAX = 1_000
/** Days the page lists. */
const DAYS_SHOWN = 20
/** Dossiers named on each day. */
const NAMED_A_DAY = 3

interface UpcomingRow {
  readonly kind: 'term' | 'reminder' | 'opinion' | 'letter' | 'remedy'
  readonly performs: string | null
  readonly procedure: string | null
  readonly title: string | null
  readonly happens_on: Day
}

/** What happens on a day once the clock has come to it. */
export interface UpcomingDay {
  readonly day: Day
  /** A day of rest, a working day, or unknown while the year is not loaded. */
  readonly kind: ReturnType<typeof dayKind>
  readonly acts: readonly { readonly title: string; readonly count: number; readonly of: readonly string[] }[]
}

const { read } = routesOf('platform')

/** The rehearsal clock as the administrator sees it: what becomes due, day by day. */
export function upcomingRoutes(bindings: readonly Binding[]): Route[] {
  const titleOf = (row: UpcomingRow) => actTitle(bindings, row)
  return [
    read({
      path: '/instance/clock',
      permission: 'instance.move-clock',
      journal: 'instance.clock',
      title: '演练时钟和接下来到期的事项',
      input: z.object({}),
      verb: async (tx, _actor, _input, now) => {
        const today = dayOf(now)
        const instance = await readInstance(tx)
        const calendar = await loadCalendar(tx)
        const remindDays = (await loadRuleset(tx)).number('calendar.remindDays', today)
        const rows = await upcomingRows(tx, today)
        return {
          kind: instance?.kind ?? null,
          now,
          today,
          offsetMs: instance?.offsetMs ?? 0,
          missingYears: missingYears(calendar, today, remindDays),
          provisional: await countProvisional(tx),
          days: upcomingDays(rows, calendar, titleOf),
        }
      },
    }),
  ]
}

/** Rows joined by the day they happen on, nearest first. */
export function upcomingDays(
  rows: readonly UpcomingRow[],
  calendar: Calendar,
  titleOf: (row: UpcomingRow) => string,
): UpcomingDay[] {
  const byDay = Map.groupBy(rows, (row) => row.happens_on)
  return [...byDay]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, DAYS_SHOWN)
    .map(([day, group]) => ({
      day,
      kind: dayKind(calendar, day),
      acts: [...Map.groupBy(group, titleOf)].map(([title, same]) => ({
        title,
        count: same.length,
        of: same.slice(0, NAMED_A_DAY).flatMap((row) => row.title ?? []),
      })),
    }))
}

/** Terms in which the clock performs nothing. */
const ENDS: Readonly<Partial<Record<UpcomingRow['kind'], string>>> = {
  letter: '文书送达期限届满',
  remedy: '救济期限届满',
  opinion: '征求意见期限届满',
}

/** What the clock performs on what is of no dossier, by journal name; whatever a module has it do there reminds. */
const TIMED: Readonly<Record<string, string>> = {
  'notice.end-names': '公示期满，个人信息撤下',
  'notice.forget-objectors': '异议人身份信息删除',
}

/** What happens, after the procedure's name where it is of one. */
export function actTitle(
  bindings: readonly Binding[],
  { kind, performs, procedure }: Pick<UpcomingRow, 'kind' | 'performs' | 'procedure'>,
): string {
  const found = bindings.find((binding) => binding.procedure.id === procedure)?.procedure
  const act = performs === null ? undefined : (TIMED[performs] ?? found?.actions[performs]?.title)
  const title = act ?? ENDS[kind] ?? (kind === 'reminder' ? '到期提醒' : '逾期')
  return found ? `${found.title}：${title}` : title
}

/**
 * Open deadlines that are still ahead, by the day on which something happens: the clock acts, and a term is late, the
 * day after the last day; a reminder comes on its own day. Terms that are provisional happen on no day (P1).
 */
async function upcomingRows(tx: Tx, today: Day): Promise<UpcomingRow[]> {
  const { rows } = await sql<Omit<UpcomingRow, 'happens_on'> & { readonly due_on: Day }>`
    select t.kind, t.performs, t.due_on, d.procedure, d.title
    from platform.deadline t left join platform.dossier d on d.id = t.dossier_id
    where t.state = 'open' and t.due_on >= ${today}
    order by t.due_on, t.id limit ${ROWS_MAX}`.execute(tx.as('platform'))
  return rows.map(({ due_on, ...row }) => ({
    ...row,
    happens_on: row.kind === 'reminder' ? due_on : addDays(due_on, 1),
  }))
}
