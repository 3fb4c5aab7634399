import { withheld, type Sum } from './rules.ts'

/** Stages of the public funnel in order. */
export const STAGES = ['listed', 'asked', 'met', 'trial', 'signed', 'paid'] as const
export type Stage = (typeof STAGES)[number]
/** Stages whose facts are deals; who listed what is public anyway. */
export type DealStage = Exclude<Stage, 'listed'>
export const DEAL_STAGES: readonly DealStage[] = ['asked', 'met', 'trial', 'signed', 'paid']

export const KINDS = ['achievement', 'demand'] as const
export type Kind = (typeof KINDS)[number]
export const DIMENSIONS = ['field', 'region', 'ownerClass'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Listings alike in everything the statistics look at; `mask` has a bit for each deal stage they have facts of. */
export interface CubeRow {
  readonly kind: Kind
  readonly year: number
  readonly quarter: number
  /** null: not said, or whose it is must not be told. */
  readonly field: string | null
  readonly region: string | null
  readonly ownerClass: string | null
  readonly mask: number
  readonly n: number
}

/** Of the listings first listed in a period, how many reached each stage or a later one; null is withheld. */
export interface FunnelRow {
  readonly kind: Kind
  /** `all`, `2026` or `2026Q1`, by the day of the first listing. */
  readonly period: string
  readonly dimension: 'total' | Dimension
  /** The field, region or class; null where it is not said. */
  readonly value: string | null
  readonly listed: number
  readonly reached: Readonly<Partial<Record<DealStage, number | null>>>
  /** With facts of this very stage; only for totals. */
  readonly own: Readonly<Partial<Record<DealStage, number | null>>>
}

/** Median days between two stages, over the listings that have facts of both; null when too few. */
export interface MedianRow {
  readonly kind: Kind
  readonly period: string
  readonly from: Stage
  readonly to: DealStage
  readonly days: number | null
}

/** The shelf at the end of a day. */
export interface ShelfDay {
  readonly day: string
  readonly live: number
  /** Asked to confirm and not confirmed. */
  readonly asked: number
  /** Left the shelf in the twelve months before. */
  readonly ended: number
  /** Of those, without an outcome after the term to tell it. */
  readonly unexplained: number
}

export interface StaleRow {
  readonly kind: string
  readonly days: readonly ShelfDay[]
  /** On the shelf now, by how long ago they were confirmed. */
  readonly ages: readonly { readonly age: string; readonly n: number }[]
}

export interface CountRow {
  readonly of: string
  readonly reason: string
  /** null is withheld. */
  readonly n: number | null
}

/** Everything the page 市场运行 and `/api/v1/funnel` tell. */
export interface Figures {
  readonly asOf: string
  /** Smaller counts are withheld. */
  readonly suppressBelow: number
  readonly remindDays: number
  readonly outcomeDays: number
  /** Stages some module has facts of; the others say 尚未启用. */
  readonly enabled: readonly DealStage[]
  readonly funnel: readonly FunnelRow[]
  readonly medians: readonly MedianRow[]
  readonly stale: readonly StaleRow[]
  readonly outcomes: readonly CountRow[]
  readonly reasons: readonly CountRow[]
}

/** The numerator and denominator of the stale rate on a day. */
export function staleRate({ live, asked, ended, unexplained }: ShelfDay): number | null {
  return live + ended === 0 ? null : (asked + unexplained) / (live + ended)
}

/** Periods a listing of this quarter counts in. */
export function periodsOf({ year, quarter }: Pick<CubeRow, 'year' | 'quarter'>): readonly string[] {
  return ['all', String(year), `${year}Q${quarter}`]
}

/** The cohort tables of one kind, small counts withheld. */
export function funnelRows(
  kind: Kind,
  cube: readonly CubeRow[],
  enabled: readonly DealStage[],
  below: number,
): FunnelRow[] {
  const groups = new Map<string, Group>()
  for (const row of cube.filter((one) => one.kind === kind)) {
    for (const period of periodsOf(row)) {
      for (const dimension of ['total', ...DIMENSIONS] as const) {
        const value = dimension === 'total' ? null : row[dimension]
        const name = nameOf(period, dimension, value)
        const group = groups.get(name) ?? { period, dimension, value, rows: [] }
        group.rows.push(row)
        groups.set(name, group)
      }
    }
  }
  const sums = sumsOf([...groups.values()])
  const shown = new Map(
    enabled.map((stage) => [stage, shownCounts(groups, sums, below, (mask) => hasReached(mask, stage))]),
  )
  const owned = new Map(
    enabled.map((stage) => [stage, shownCounts(groups, sums, below, (mask) => hasFact(mask, stage))]),
  )
  return [...groups].map(([name, { period, dimension, value, rows }]) => {
    const counts = (of: typeof shown) =>
      Object.fromEntries(enabled.map((stage) => [stage, of.get(stage)?.get(name) ?? null]))
    const reached = counts(shown)
    const own = Object.fromEntries(
      // What is withheld of the wider count is not told by the narrower one.
      Object.entries(dimension === 'total' ? counts(owned) : {}).map(([stage, n]) => [
        stage,
        reached[stage] === null ? null : n,
      ]),
    )
    return { kind, period, dimension, value, listed: total(rows, () => true), reached, own }
  })
}

interface Group {
  readonly period: string
  readonly dimension: 'total' | Dimension
  readonly value: string | null
  readonly rows: CubeRow[]
}

function nameOf(period: string, dimension: string, value: string | null): string {
  return `${period} ${dimension} ${value ?? ''}`
}

function bitOf(stage: DealStage): number {
  return 1 << DEAL_STAGES.indexOf(stage)
}

function hasFact(mask: number, stage: DealStage): boolean {
  return (mask & bitOf(stage)) !== 0
}

/** This stage or a later one: a licence signed without a trial has passed the trial, as it were. */
function hasReached(mask: number, stage: DealStage): boolean {
  return mask >= bitOf(stage)
}

function total(rows: readonly CubeRow[], counts: (mask: number) => boolean): number {
  return rows.reduce((sum, { mask, n }) => sum + (counts(mask) ? n : 0), 0)
}

/** Every count of the tables that is the sum of others: over a dimension, and over the parts of a period. */
function sumsOf(groups: readonly Group[]): Sum[] {
  const byPlace = Map.groupBy(groups, ({ dimension, value }) => nameOf('', dimension, value))
  const overTime = [...byPlace.values()].flatMap((same) => {
    const name = ({ period, dimension, value }: Group) => nameOf(period, dimension, value)
    const parts = (whole: Group, isPart: (period: string) => boolean): Sum => ({
      total: name(whole),
      parts: same.filter(({ period }) => isPart(period)).map(name),
    })
    return same.flatMap((whole) => {
      if (whole.period === 'all') return [parts(whole, (period) => /^\d{4}$/.test(period))]
      return /^\d{4}$/.test(whole.period)
        ? [parts(whole, (period) => period.startsWith(`${whole.period}Q`))]
        : []
    })
  })
  const byPeriod = Map.groupBy(groups, ({ period }) => period)
  const overValues = [...byPeriod].flatMap(([period, same]) =>
    DIMENSIONS.map((dimension) => ({
      total: nameOf(period, 'total', null),
      parts: same
        .filter((group) => group.dimension === dimension)
        .map(({ value }) => nameOf(period, dimension, value)),
    })),
  )
  return [...overTime, ...overValues]
}

function shownCounts(
  groups: ReadonlyMap<string, Group>,
  sums: readonly Sum[],
  below: number,
  counts: (mask: number) => boolean,
): ReadonlyMap<string, number | null> {
  const cells = new Map([...groups].map(([name, { rows }]) => [name, total(rows, counts)]))
  const hidden = withheld(cells, sums, below)
  if (hidden === undefined) throw new Error('counts without open ones can always be withheld')
  return new Map([...cells].map(([name, n]) => [name, hidden.has(name) ? null : n]))
}

/**
 * Counts of one list of reasons, small ones withheld. Their total is taken as known (records come and go in public),
 * and so are the counts named `open`; nothing is told when a small one would follow from them.
 */
export function shownReasons(
  of: string,
  rows: readonly { readonly reason: string; readonly n: number }[],
  below: number,
  open: readonly string[] = [],
): CountRow[] {
  const all = 'total'
  const cells = new Map(rows.map(({ reason, n }) => [`reason ${reason}`, n]))
  const sums = [{ total: all, parts: [...cells.keys()] }]
  cells.set(
    all,
    rows.reduce((sum, { n }) => sum + n, 0),
  )
  const known = new Set([all, ...open.map((reason) => `reason ${reason}`)])
  const hidden = withheld(cells, sums, below, known)
  if (hidden === undefined) return []
  return rows
    .map(({ reason, n }) => ({ of, reason, n: hidden.has(`reason ${reason}`) ? null : n }))
    .sort((a, b) => (b.n ?? 0) - (a.n ?? 0) || (a.reason < b.reason ? -1 : 1))
}
