import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { UNEXPLAINED } from '#platform/records/forms.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import {
  DEAL_STAGES,
  funnelRows,
  KINDS,
  shownReasons,
  type DealStage,
  type Figures,
  type MedianRow,
  type Stage,
  type StaleRow,
} from './cohorts.ts'
import { ageRows, countedDays, shelfDays, trendDays } from './shelf.ts'
import {
  agesOf,
  cube,
  medianDays,
  outcomesOf,
  reasonsOf,
  spells,
  unexplained,
  type Sources,
} from './store.ts'

/** Asked what came of it, and the term is not over. */
export const WAITING = '待说明'
/** Steps whose length is told; a stage nobody has facts of is left out. */
const STEPS: readonly (readonly [Stage, DealStage])[] = [
  ['listed', 'asked'],
  ['asked', 'met'],
  ['met', 'trial'],
  ['trial', 'signed'],
  ['met', 'signed'],
  ['signed', 'paid'],
]

/** The public figures of the market, counted from the facts as they are now. */
export async function marketFigures(tx: Tx, sources: Sources, now: Instant): Promise<Figures> {
  const today = dayOf(now)
  const rules = await loadRuleset(tx)
  const below = rules.number('statistics.suppressBelow', today)
  const remindDays = rules.number('listing.reminder.days', today)
  const outcomeDays = rules.number('listing.outcome.days', today)
  const enabled = DEAL_STAGES.filter((stage) => sources.stages.some(({ stages }) => stages.includes(stage)))
  const rows = await cube(tx, sources)
  const ended = await outcomesOf(tx)
  const reasons = await reasonsOf(tx, sources)
  return {
    asOf: now,
    suppressBelow: below,
    remindDays,
    outcomeDays,
    enabled,
    funnel: KINDS.flatMap((kind) => funnelRows(kind, rows, enabled, below)),
    medians: await medians(tx, sources, enabled, below),
    stale: await stale(tx, today, remindDays, outcomeDays),
    outcomes: [...Map.groupBy(ended, ({ kind }) => kind)].flatMap(([kind, own]) =>
      shownReasons(
        kind,
        own.map(({ outcome, n }) => ({ reason: outcome ?? WAITING, n })),
        below,
        [WAITING, UNEXPLAINED],
      ),
    ),
    reasons: [...Map.groupBy(reasons, ({ title }) => title)].flatMap(([title, own]) =>
      shownReasons(title, own, below),
    ),
  }
}

async function medians(
  tx: Tx,
  sources: Sources,
  enabled: readonly DealStage[],
  below: number,
): Promise<MedianRow[]> {
  const isEnabled = (stage: Stage) => stage === 'listed' || enabled.includes(stage)
  const steps = STEPS.filter(([from, to]) => isEnabled(from) && isEnabled(to))
  const facts = await medianDays(tx, sources, steps)
  return facts.map(({ kind, year, from, to, days, n }) => ({
    kind,
    period: year === null ? 'all' : String(year),
    from,
    to,
    days: n < below ? null : days,
  }))
}

async function stale(tx: Tx, today: string, remindDays: number, outcomeDays: number): Promise<StaleRow[]> {
  const days = trendDays(today)
  const counted = countedDays(days)
  const buckets = Map.groupBy(await spells(tx, counted, remindDays), ({ kind }) => kind)
  const silent = Map.groupBy(await unexplained(tx, counted[0] ?? today), ({ kind }) => kind)
  const ages = Map.groupBy(await agesOf(tx, today), ({ kind }) => kind)
  return [...buckets].map(([kind, own]) => ({
    kind,
    days: shelfDays(days, counted, own, silent.get(kind) ?? [], outcomeDays),
    ages: ageRows(ages.get(kind) ?? []),
  }))
}
