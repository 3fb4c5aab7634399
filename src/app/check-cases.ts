import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import {
  addDays,
  calendarOf,
  dayKind,
  dueDay,
  opensAfter,
  type Calendar,
  type Due,
  type Suspension,
  type Term,
} from '#platform/calendar/calendar.ts'
import { readYearTables } from '#platform/calendar/files.ts'
import { Refusal } from '#platform/refusal.ts'
import { readRuleFiles } from '#platform/ruleset/files.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { runIncome } from './check-income.ts'

/** What one file of acceptance cases came to; `failed` is empty when every case passed. */
export interface CaseLine {
  readonly schema: string | null
  readonly passed: number
  readonly failed: readonly CaseFailure[]
}

export interface CaseFailure {
  readonly id: string
  readonly expected: unknown
  readonly actual: unknown
}

/** What the rules under check need to know of the installation. */
export interface CaseWorld {
  readonly calendar: Calendar
  /** The rows of the nation; a city's own are not what the cases were computed with. */
  readonly rules: Ruleset
}

/** Runs one case's input through the rules that serve users; a Refusal becomes the answer `{error: sentence}`. */
type Run = (input: unknown, world: CaseWorld) => unknown

interface Case {
  readonly id: string
  readonly input: unknown
  readonly expected: unknown
}

/** The schemas that can be checked; a module whose rules have cases adds its line. */
const RUNNERS: Readonly<Record<string, Run>> = {
  deadlines: runDeadline,
  income: (input, { rules }) => runIncome(input, rules),
}

const DEADLINE_TERMS: Readonly<Record<string, (n: number) => Term>> = {
  WITHIN_DAYS: (days) => ({ days }),
  WITHIN_WORKING_DAYS: (workingDays) => ({ workingDays }),
  WITHIN_MONTHS: (months) => ({ months }),
  NOTICE_DAYS: (noticeDays) => ({ noticeDays }),
  NOTICE_WORKING_DAYS: (noticeWorkingDays) => ({ noticeWorkingDays }),
  SUSPENDED_DAYS: (days) => ({ days }),
  SUSPENDED_WORKING_DAYS: (workingDays) => ({ workingDays }),
  SUSPENDED_MONTHS: (months) => ({ months }),
  TEAM_RIGHT_OPENS: (months) => ({ months }),
}

const deadlineInput = z.object({
  kind: z.string().refine((kind) => Object.hasOwn(DEADLINE_TERMS, kind)),
  start: z.string(),
  n: z.number(),
  suspended: z.array(z.tuple([z.string(), z.string()])).optional(),
  today: z.string().optional(),
  convertedOn: z.string().nullish(),
})

const caseFile = z.object({
  schema: z.string(),
  cases: z.array(z.object({ id: z.string(), input: z.unknown(), expected: z.unknown() })),
})
const calendarFile = z.object({
  loadedYears: z.array(z.int()),
  holidayRanges: z.array(z.tuple([z.iso.date(), z.iso.date()])),
  adjustedWorkdays: z.array(z.iso.date()),
})

/** The world of a city: its calendar, read from the pack's calendar folder, and the rules of the nation. */
export function caseWorld(calendarFolder: string): CaseWorld {
  const rules = new Ruleset(readRuleFiles(join(import.meta.dirname, '../../rulesets')))
  return { calendar: calendarOf(readYearTables(calendarFolder)), rules }
}

/**
 * Runs files in the form of domain/cases through the rules that serve users, one line a file. A file that cannot
 * be read, has another form or a schema nobody checks is a line with one failure that says so.
 */
export function checkCases(files: readonly string[], world: CaseWorld): CaseLine[] {
  return files.map((file) => {
    let content: unknown
    try {
      content = JSON.parse(readFileSync(file, 'utf8'))
    } catch (error) {
      return broken(null, file, `这个文件无法读取或不是 JSON：${error instanceof Error ? error.message : ''}`)
    }
    return checkContent(content, file, world)
  })
}

/** True when every line has cases and none failed: the command's exit code 0. */
export function allPassed(lines: readonly CaseLine[]): boolean {
  return lines.length > 0 && lines.every(({ failed }) => failed.length === 0)
}

function checkContent(content: unknown, file: string, world: CaseWorld): CaseLine {
  const calendar = calendarFile.safeParse(content)
  if (calendar.success) return checkCalendar(calendar.data, world)
  const parsed = caseFile.safeParse(content)
  if (!parsed.success) return broken(null, file, '这个文件不是验收案例的格式：缺少 schema 或 cases。')
  const { schema, cases } = parsed.data
  const run = Object.hasOwn(RUNNERS, schema) ? RUNNERS[schema] : undefined
  if (run === undefined) return broken(schema, file, `案例类型“${schema}”还没有可以检查的规则。`)
  if (cases.length === 0) return broken(schema, file, '这个文件里没有案例。')
  const failed = cases.flatMap((each) => failureOf(each, run, world))
  return { schema, passed: cases.length - failed.length, failed }
}

function broken(schema: string | null, file: string, sentence: string): CaseLine {
  return { schema, passed: 0, failed: [{ id: file, expected: null, actual: sentence }] }
}

function failureOf({ id, input, expected }: Case, run: Run, world: CaseWorld): CaseFailure[] {
  let actual: unknown
  try {
    actual = run(input, world)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    actual = { error: error.message }
  }
  return same(expected, actual) ? [] : [{ id, expected, actual }]
}

/** Equal as JSON; lists of codes compare as sets, as domain/README.md says. */
function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    const codes = [...a, ...b].every((item) => typeof item === 'string')
    if (codes) return a.every((item) => b.includes(item)) && b.every((item) => a.includes(item))
    return a.length === b.length && a.every((item, index) => same(item, b[index]))
  }
  if (!isObject(a) || !isObject(b)) return Object.is(a, b)
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function runDeadline(raw: unknown, { calendar }: CaseWorld): unknown {
  const parsed = deadlineInput.safeParse(raw)
  if (!parsed.success) throw new Refusal('invalid', '案例的输入不完整，或期限的种类不认识。')
  const { kind, start, n, suspended, today, convertedOn } = parsed.data
  const term = DEADLINE_TERMS[kind]?.(n) ?? { days: n }
  if (kind === 'TEAM_RIGHT_OPENS') {
    const right = opensAfter(term, start, calendar, today ?? '', convertedOn ?? undefined)
    return 'error' in right ? { error: right.error } : { dueDate: right.lastDay, openToTeam: right.open }
  }
  const due: Due = dueDay(term, start, calendar, (suspended ?? []) satisfies readonly Suspension[])
  return 'error' in due ? { error: due.error } : due
}

/** The calendar the cases were computed with must be the calendar that serves users. */
function checkCalendar(file: z.infer<typeof calendarFile>, { calendar }: CaseWorld): CaseLine {
  const tables = file.loadedYears.map((year) => ({ year, source: 'cases', days: [] }))
  const holidays = new Set<string>()
  const expected: Calendar = {
    years: new Map(tables.map((table) => [table.year, table])),
    holidays,
    workdays: new Set(file.adjustedWorkdays),
  }
  const days = file.loadedYears.flatMap((year) => daysOf(`${year}-01-01`, `${year}-12-31`))
  for (const [from, to] of file.holidayRanges) for (const day of daysOf(from, to)) holidays.add(day)
  const failed = days.flatMap((day) => {
    const [want, got] = [dayKind(expected, day), dayKind(calendar, day)]
    return want === got ? [] : [{ id: day, expected: want, actual: got }]
  })
  return { schema: 'calendar', passed: days.length - failed.length, failed }
}

function daysOf(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}
