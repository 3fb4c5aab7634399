import { sql } from 'kysely'
import type { Actor } from '../access/access.ts'
import { addMonths, dayOf, type Calendar, type Day } from '../calendar/calendar.ts'
import { loadCalendar } from '../calendar/store.ts'
import type { Tx } from '../db/database.ts'
import { fileResponse, XLSX } from '../files/respond.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { writeBook, type CellOut } from '../workbook/writer.ts'
import { overallOf } from './overall.ts'
import type { Binding } from './perform.ts'
import type { Procedure } from './procedure.ts'
import type { DossierEntryRow } from './store.ts'

/** How the terms of a procedure were kept; a term belongs to the day it began on. */
export interface TermFigures {
  readonly procedure: string
  readonly title: string
  /** Terms of the unit in single states 环节; those by which the clock acts are nobody's to keep. */
  readonly steps: StepFigures
  /** The whole 承诺办结时限; null where the procedure promises none. */
  readonly overall: OverallFigures | null
}

interface StepFigures {
  readonly ended: number
  readonly kept: number
  readonly lateNow: number
}

interface OverallFigures {
  readonly promised: number
  readonly kind: '工作日' | '天'
  readonly cases: number
  readonly ended: number
  readonly kept: number
  /** Of those that ended, days in which others acted left out; null without any, or while a year is not loaded. */
  readonly medianDays: number | null
  readonly lateNow: number
}

export interface TermStatistics {
  readonly from: Day
  readonly until: Day
  readonly items: readonly TermFigures[]
}

interface Span {
  readonly from: Day
  readonly until: Day
}

const YEAR_MONTHS = 12
/** Entries read at once: a city's dossiers of some years. */
const ENTRIES_MAX = 200_000

/** One dossier as its term of the whole is counted. */
export interface Case {
  readonly procedure: string
  readonly closedAt: string | null
  readonly entries: readonly Pick<DossierEntryRow, 'to_state' | 'at'>[]
}

/** Terms kept between two days, both included: those of the own unit, or of all for who supervises. */
export async function termStatistics(
  tx: Tx,
  bindings: readonly Binding[],
  actor: Actor,
  span: Span,
  today: Day,
): Promise<TermStatistics> {
  const unitId = actor.scopes.includes('any') ? null : actor.orgId
  const law = { rules: await loadRuleset(tx), calendar: await loadCalendar(tx), today }
  const steps = await stepFigures(tx, unitId, span, today)
  const cases = await casesOf(tx, unitId, span)
  const items = bindings.map(({ procedure }) => ({
    procedure: procedure.id,
    title: procedure.title,
    steps: steps.get(procedure.id) ?? { ended: 0, kept: 0, lateNow: 0 },
    overall: overallFigures(
      procedure,
      cases.filter((one) => one.procedure === procedure.id),
      span,
      law,
    ),
  }))
  return {
    ...span,
    items: items.filter(
      ({ steps: { ended, lateNow }, overall }) => ended + lateNow > 0 || (overall?.cases ?? 0) > 0,
    ),
  }
}

/** How the term of the whole was kept in these dossiers of a procedure. */
export function overallFigures(
  procedure: Procedure,
  cases: readonly Case[],
  { from, until }: Span,
  law: { readonly rules: Ruleset; readonly calendar: Calendar; readonly today: Day },
): OverallFigures | null {
  const { overall } = procedure
  if (!overall) return null
  const counted = cases.flatMap(({ entries, closedAt }) => {
    const view = overallOf(procedure, entries, closedAt, law)
    return view && view.startsOn >= from && view.startsOn <= until ? [{ ...view, closedAt }] : []
  })
  const ended = counted.filter(({ closedAt }) => closedAt !== null)
  return {
    promised: law.rules.number(overall.term.rule, law.today),
    kind: overall.term.unit.toLowerCase().endsWith('workingdays') ? '工作日' : '天',
    cases: counted.length,
    ended: ended.length,
    kept: ended.filter(({ late }) => !late).length,
    medianDays: median(ended.flatMap(({ usedDays }) => usedDays ?? [])),
    lateNow: counted.filter(({ closedAt, late }) => closedAt === null && late).length,
  }
}

/** The middle one, the mean of the two in the middle of an even number; null of none. */
export function median(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2
}

async function stepFigures(
  tx: Tx,
  unitId: string | null,
  { from, until }: Span,
  today: Day,
): Promise<ReadonlyMap<string, StepFigures>> {
  const { rows } = await sql<StepFigures & { procedure: string }>`
    select d.procedure,
      count(*) filter (where t.state = 'done')::int as ended,
      count(*) filter (where t.state = 'done'
        and (t.closed_at at time zone 'Asia/Shanghai')::date <= t.nominal_on)::int as kept,
      count(*) filter (where t.state = 'open' and t.due_on < ${today}::date)::int as "lateNow"
    from platform.deadline t join platform.dossier d on d.id = t.dossier_id
    where t.kind = 'term' and t.performs is null and t.starts_on between ${from}::date and ${until}::date
      and (${unitId}::uuid is null or d.unit_id = ${unitId}::uuid)
    group by d.procedure`.execute(tx.as('platform'))
  return new Map(rows.map(({ procedure, ...figures }) => [procedure, figures]))
}

async function casesOf(tx: Tx, unitId: string | null, { from, until }: Span): Promise<Case[]> {
  const { rows } = await sql<{
    dossier_id: string
    procedure: string
    closed_at: string | null
    to_state: string
    at: string
  }>`
    select e.dossier_id, d.procedure, d.closed_at, e.to_state, e.at
    from platform.dossier d join platform.dossier_entry e on e.dossier_id = d.id
    where (d.opened_at at time zone 'Asia/Shanghai')::date <= ${until}::date
      and (d.closed_at is null or (d.closed_at at time zone 'Asia/Shanghai')::date >= ${from}::date)
      and (${unitId}::uuid is null or d.unit_id = ${unitId}::uuid)
    order by e.dossier_id, e.visit limit ${ENTRIES_MAX}`.execute(tx.as('platform'))
  return [...Map.groupBy(rows, (row) => row.dossier_id).values()].flatMap((entries) => {
    const [first] = entries
    return first ? [{ procedure: first.procedure, closedAt: first.closed_at, entries }] : []
  })
}

const TITLES = [
  '事项',
  '承诺办结时限',
  '时限单位',
  '受理件数',
  '已办结',
  '按期办结',
  '办理用时中位数',
  '现在超期（全程）',
  '办完的环节',
  '按期办完的环节',
  '现在超期（环节）',
] as const
const WIDTHS = [30, 14, 10] as const
const WIDTH = 16

/** The same as a workbook. */
export async function termBook({ from, until, items }: TermStatistics): Promise<Response> {
  const numbered = (values: readonly (number | null | undefined)[]): CellOut[] =>
    values.map((value) => (value === null || value === undefined ? {} : { number: value }))
  const rows = items.map(({ title, steps, overall }) => ({
    cells: [
      { text: title, style: 'text' as const },
      ...numbered([overall?.promised]),
      { text: overall?.kind ?? '', style: 'text' as const },
      ...numbered([overall?.cases, overall?.ended, overall?.kept, overall?.medianDays, overall?.lateNow]),
      ...numbered([steps.ended, steps.kept, steps.lateNow]),
    ],
  }))
  const bytes = await writeBook([
    {
      name: '办理时限',
      columns: TITLES.map((_title, at) => ({ width: WIDTHS[at] ?? WIDTH })),
      frozenRows: 1,
      rows: [{ cells: TITLES.map((title) => ({ text: title, style: 'header' as const })) }, ...rows],
    },
  ])
  return fileResponse(bytes, `办理时限统计-${from}-${until}.xlsx`, XLSX)
}

/** The year that ends today, unless other days are asked for. */
export function spanOf(
  asked: { readonly from?: Day | undefined; readonly until?: Day | undefined },
  now: string,
): Span {
  const today = dayOf(now)
  return { from: asked.from ?? addMonths(today, -YEAR_MONTHS), until: asked.until ?? today }
}
