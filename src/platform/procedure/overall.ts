import {
  addDays,
  dayKind,
  dayOf,
  workingDaysLeft,
  type Calendar,
  type Day,
  type Suspension,
  type Term,
} from '../calendar/calendar.ts'
import { datesOf, type KeptTerm } from '../calendar/deadlines.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import type { Procedure, Term as OverallTerm } from './procedure.ts'
import type { DossierEntryRow } from './store.ts'

/** How the term of the whole matter 承诺办结时限 stands. */
export interface OverallView {
  readonly startsOn: Day
  readonly nominalOn: Day
  readonly dueOn: Day | null
  readonly provisional: boolean
  readonly workingDaysLeft: number | null
  /** The clock stands still: somebody else is waited for. */
  readonly stopped: boolean
  /** The last day has passed, or had passed when the matter ended. */
  readonly late: boolean
  /** Days used of the term, in its unit, up to today or the day it ended; null while a year is not loaded. */
  readonly usedDays: number | null
}

type Entries = readonly Pick<DossierEntryRow, 'to_state' | 'at'>[]

/** Where the term of the whole began, and the days up to `end` that it stood still; undefined before it has begun. */
export function overallTerm(
  { overall }: Procedure,
  entries: Entries,
  end: Day,
  rules: Ruleset,
): { readonly startsOn: Day; readonly kept: KeptTerm; readonly stopped: boolean } | undefined {
  if (!overall || !entries.some(({ to_state }) => to_state === overall.from)) return undefined
  const isCorrection = (at: number) => overall.restartsAfter?.includes(entries[at]?.to_state ?? '') === true
  const returned = entries.findLastIndex((_, at) => isCorrection(at - 1) && !isCorrection(at))
  const begun = entries.findIndex(({ to_state }) => to_state === overall.from)
  const counted = entries.slice(Math.max(begun, returned))
  const startsOn = dayOf(counted[0]?.at ?? '')
  const { suspensions, stopped } = pauses(counted, overall.stopsIn, end)
  const term = { [overall.term.unit]: rules.number(overall.term.rule, startsOn) } as unknown as Term
  return { startsOn, kept: { term, suspensions }, stopped }
}

/**
 * The term of the whole, counted from the entries of a dossier in order: it begins with the first entry of `from`, and
 * does not count the days in states where others act (correction by the applicant, review by experts, public notice;
 * 行政许可法 第四十五条 for its own field). Derived from the entries; the deadline kept for work lists (terms.ts) is written from the same.
 */
export function overallOf(
  procedure: Procedure,
  entries: Entries,
  closedAt: string | null,
  law: { readonly rules: Ruleset; readonly calendar: Calendar; readonly today: Day },
): OverallView | undefined {
  const { calendar, today } = law
  const end = closedAt === null ? today : dayOf(closedAt)
  const found = overallTerm(procedure, entries, end, law.rules)
  if (!procedure.overall || !found) return undefined
  const { startsOn, kept, stopped } = found
  const { nominalOn, dueOn, provisional } = datesOf(kept, startsOn, calendar)
  const left = dueOn === null || closedAt !== null ? undefined : workingDaysLeft(calendar, today, dueOn)
  const late = dueOn !== null && dueOn < end
  const used = usedDays(startsOn, end, kept.suspensions, procedure.overall.term.unit, calendar)
  return {
    startsOn,
    nominalOn,
    dueOn,
    provisional,
    workingDaysLeft: left ?? null,
    stopped,
    late,
    usedDays: used ?? null,
  }
}

/** Days after the first up to the last that are not paused: working days where the term counts those. */
function usedDays(
  startsOn: Day,
  end: Day,
  suspensions: readonly Suspension[],
  unit: OverallTerm['unit'],
  calendar: Calendar,
): number | undefined {
  const isWorking = unit === 'workingDays' || unit === 'noticeWorkingDays'
  let used = 0
  for (let day = addDays(startsOn, 1); day <= end; day = addDays(day, 1)) {
    if (suspensions.some(([from, to]) => day >= from && day <= to)) continue
    const kind = isWorking ? dayKind(calendar, day) : 'working'
    if (kind === 'unknown') return undefined
    if (kind === 'working') used += 1
  }
  return used
}

/** The days in the states named: from the day one is entered to the day before it is left; the last may still run. */
function pauses(
  entries: Entries,
  stopsIn: readonly string[],
  end: Day,
): { suspensions: Suspension[]; stopped: boolean } {
  const suspensions: Suspension[] = []
  let since: Day | undefined
  const resume = (on: Day) => {
    if (since !== undefined && addDays(on, -1) >= since) suspensions.push([since, addDays(on, -1)])
    since = undefined
  }
  for (const { to_state, at } of entries) {
    if (stopsIn.includes(to_state)) since ??= dayOf(at)
    else resume(dayOf(at))
  }
  const stopped = since !== undefined
  // What runs on today counts as paused too: the last day moves with every day of waiting.
  resume(addDays(end, 1))
  return { suspensions, stopped }
}
