import { slotsOf } from '#platform/booking/slots.ts'
import { instantAt, minutesOf } from '#platform/booking/slots.ts'
import { addDays, addMonths, dayOf, type Calendar, type Day } from '#platform/calendar/calendar.ts'
import { loadCalendar } from '#platform/calendar/store.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { bookingRulesOf } from '#platform/forms/booking.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import type { PilotService } from './forms.ts'
import { shareBp } from './rules.ts'
import { acceptedRuns, heldMinutes, type CountedRun } from './store-booking.ts'
import { services } from './store.ts'

/** Runs and lines counted; more than any city has in a year. */
const RUNS_MAX = 50_000
const LINES_MAX = 2_000
const YEAR_MONTHS = 12
/** Days between which slots are counted; a longer question is cut to this. */
const DAYS_MAX = 400

/** What a base did for others between two days, both included, counted from its bookings and from nothing typed. */
export interface ServiceFigures {
  readonly from: Day
  readonly until: Day
  /** Runs accepted. */
  readonly runs: number
  /** Of these for clients that are neither the base nor affiliated with it. */
  readonly external: number
  readonly externalBp: number
  readonly clients: number
  readonly incomeFen: number
  readonly industrialised: number
  /** Achievements whose owner confirmed a higher maturity. */
  readonly raised: number
  /** Minutes that runs held, of the minutes its lines were open for. */
  readonly heldMinutes: number
  readonly openMinutes: number
  readonly utilisationBp: number
  readonly ratings: number
  /** Mean of the stars in hundredths; null without any. */
  readonly starsHundredths: number | null
}

/** Figures of one base, or of all with null. */
export async function serviceFigures(
  tx: Tx,
  orgId: string | null,
  from: Day,
  until: Day,
): Promise<ServiceFigures> {
  const window = [instantAt(from, 0), instantAt(addDays(until, 1), 0)] as const
  const runs = await acceptedRuns(tx, orgId, ...window, RUNS_MAX)
  const ids = await services.publicIds(tx, null, LINES_MAX, orgId ?? undefined)
  // Of the same lines as the minutes open: one that was taken down has none of either.
  const held = (await heldMinutes(tx, orgId, ...window))
    .filter((line) => ids.includes(line.service_id))
    .reduce((sum, { minutes }) => sum + minutes, 0)
  const lines = await services.publicOf(tx, ids)
  const calendar = await loadCalendar(tx)
  const open = lines.reduce((sum, { data }) => sum + openMinutes(data, from, until, calendar), 0)
  return {
    from,
    until,
    ...counted(runs),
    heldMinutes: held,
    openMinutes: open,
    utilisationBp: shareBp(held, open),
  }
}

export function counted(runs: readonly CountedRun[]) {
  const external = runs.filter(
    (run) => run.affiliated !== true && run.client_org_id !== run.base_org_id,
  ).length
  const stars = runs.flatMap((run) => run.stars ?? [])
  const sum = stars.reduce((total, star) => total + star, 0)
  return {
    runs: runs.length,
    external,
    externalBp: shareBp(external, runs.length),
    clients: new Set(runs.map((run) => run.client_org_id)).size,
    incomeFen: runs.reduce((total, run) => total + run.fee_fen, 0),
    industrialised: runs.filter((run) => run.industrialised).length,
    raised: runs.filter((run) => run.raised).length,
    ratings: stars.length,
    starsHundredths: stars.length === 0 ? null : Math.round((sum * 100) / stars.length),
  }
}

/** Minutes a line was open for, each place counted. */
function openMinutes(form: PilotService, from: Day, until: Day, calendar: Calendar): number {
  const rules = bookingRulesOf(form)
  if (!rules) return 0
  let minutes = 0
  let day = from
  for (let n = 0; n < DAYS_MAX && day <= until; n += 1, day = addDays(day, 1))
    for (const slot of slotsOf(rules, day, calendar)) minutes += minutesOf(slot)
  return minutes * rules.capacity
}

/** What everybody may know: counts of the last year; small cells and money stay out (P16). */
export interface PublicServiceStatistics {
  readonly from: Day
  readonly until: Day
  readonly lines: number
  readonly runs: number | null
  readonly externalBp: number | null
  readonly industrialised: number | null
  readonly raised: number | null
  readonly utilisationBp: number
  readonly stars: number | null
  /** Runs by maturity before and after; those of fewer than the rule's number are left out. */
  readonly steps: readonly { readonly before: number; readonly after: number; readonly runs: number }[]
}

export async function publicStatistics(tx: Tx, now: Instant): Promise<PublicServiceStatistics> {
  const until = dayOf(now)
  const from = addMonths(until, -YEAR_MONTHS)
  const least = (await loadRuleset(tx)).number('statistics.suppressBelow', until)
  const all = await serviceFigures(tx, null, from, until)
  const runs = await acceptedRuns(tx, null, instantAt(from, 0), instantAt(addDays(until, 1), 0), RUNS_MAX)
  return {
    from,
    until,
    lines: (await services.publicIds(tx, null, LINES_MAX)).length,
    ...publicCounts(runs, least),
    utilisationBp: all.utilisationBp,
  }
}

/** Counts of runs without cells below `least`, nor any that can be worked out from what is left (P16). */
export function publicCounts(
  runs: readonly CountedRun[],
  least: number,
): Omit<PublicServiceStatistics, 'from' | 'until' | 'lines' | 'utilisationBp'> {
  const all = counted(runs)
  const isSafe = (n: number) => n === 0 || n >= least
  // The whole is said beside it: what a part leaves over is a cell too.
  const part = (n: number) => (n >= least && isSafe(all.runs - n) ? n : null)
  const splits = isSafe(all.external) && isSafe(all.runs - all.external)
  return {
    runs: all.runs >= least ? all.runs : null,
    externalBp: all.runs >= least && splits ? all.externalBp : null,
    industrialised: part(all.industrialised),
    raised: part(all.raised),
    stars: all.ratings >= least && all.starsHundredths !== null ? all.starsHundredths / 100 : null,
    steps: publicSteps(runs, least),
  }
}

function publicSteps(runs: readonly CountedRun[], least: number): PublicServiceStatistics['steps'] {
  const groups = [...Map.groupBy(runs, (run) => `${run.trl_before}-${run.trl_after}`).values()]
  const steps = groups
    .filter((group) => group.length >= least)
    .flatMap((group) => {
      const [first] = group
      return first ? [{ before: first.trl_before, after: first.trl_after, runs: group.length }] : []
    })
    .toSorted((a, b) => b.runs - a.runs || a.before - b.before || a.after - b.after)
  const rest = runs.length - steps.reduce((sum, step) => sum + step.runs, 0)
  // The smallest goes too where what is left out would be a small cell by itself.
  const kept = rest > 0 && rest < least ? steps.slice(0, -1) : steps
  return kept.toSorted((a, b) => a.before - b.before || a.after - b.after)
}
