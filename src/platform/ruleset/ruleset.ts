import { z } from 'zod'
import { addDays, isDay, type Day } from '#platform/calendar/calendar.ts'
import { canonical, sha256 } from '#platform/evidence/leaf.ts'
import { Refusal } from '#platform/refusal.ts'

/** How sure we are of a rule, in the words of people who use it. Only `verified` goes without a badge. */
export const RULE_STATUS = {
  verified: '已核实',
  draft: '出自征求意见稿',
  memory: '凭记忆录入，待核对原文',
  proposed: '产品建议值，非法定',
} as const

export type RuleStatus = keyof typeof RULE_STATUS

/** The day a rule is said to begin when its real first day is not known; its note says so. */
export const DATE_UNKNOWN: Day = '1900-01-01'

/** Text of the badge beside everything decided by a rule that is not verified (design.md 1). */
export const BADGE_TEXT = '未确认规则'

export const ruleRowSchema = z.strictObject({
  key: z.string().regex(/^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)+$/),
  /** What the rule is, in Chinese. */
  title: z.string().min(1),
  /** First and last day in force, both included; null: no end is known. */
  from: z.string().refine(isDay),
  until: z.string().refine(isDay).nullable(),
  value: z.json(),
  /** Unit in words, for people: 个工作日, 分, 基点. */
  unit: z.string().min(1),
  status: z.enum(['verified', 'draft', 'memory', 'proposed']),
  source: z.string(),
  note: z.string(),
})

/** One value of one rule over a span of days. */
export type RuleRow = z.infer<typeof ruleRowSchema>
export type RuleValue = RuleRow['value']

/** The city's rows count before the national ones of the same key and day. */
export type RuleLayer = 'national' | 'city'

/** A row together with who set it. */
export interface LayeredRow extends RuleRow {
  readonly layer: RuleLayer
}

/** What a page shows beside a value that is not verified. */
export interface Badge {
  readonly key: string
  readonly text: typeof BADGE_TEXT
  readonly title: string
  readonly status: RuleStatus
  /** The status in words. */
  readonly statusText: string
  readonly source: string
  readonly note: string
}

/** A stored row has more than a file's; made once, since making a schema costs more than using it. */
const layeredRowSchema = ruleRowSchema.loose()

/** What is wrong with a set of rows, in words; empty when a ruleset can be made of them. */
export function ruleFaults(rows: readonly LayeredRow[]): string[] {
  const faults = rows.flatMap((row) => {
    const name = `${row.layer}/${row.key}`
    const parsed = layeredRowSchema.safeParse(row)
    if (!parsed.success)
      return parsed.error.issues.map((issue) => `${name}: ${issue.path.join('.')} ${issue.message}`)
    if (row.until !== null && row.until < row.from)
      return [`${name}: 截止日 ${row.until} 早于起始日 ${row.from}`]
    if (row.status === 'verified' && row.source.trim() === '') return [`${name}: 已核实的规则须写明来源`]
    return []
  })
  for (const group of grouped(rows).values())
    for (const [index, row] of group.entries()) {
      const next = group[index + 1]
      if (next !== undefined && (row.until === null || row.until >= next.from))
        faults.push(`${row.layer}/${row.key}: ${row.from} 起与 ${next.from} 起的两行在同一天都有效`)
    }
  return faults
}

/** Rows of one layer and key, each group sorted by first day. */
function grouped(rows: readonly LayeredRow[]): Map<string, LayeredRow[]> {
  const groups = Map.groupBy(rows, (row) => `${row.layer}/${row.key}`)
  for (const group of groups.values()) group.sort((a, b) => (a.from < b.from ? -1 : 1))
  return groups
}

/** Whether a row is in force on a day. */
export function inForce(row: RuleRow, day: Day): boolean {
  return row.from <= day && (row.until === null || day <= row.until)
}

/**
 * The numbers of law and of the city by date. A key that no row has is a bug and throws; a key without a value
 * on that day is refused in words (409), since an administrator can fill it in.
 */
export class Ruleset {
  readonly rows: readonly LayeredRow[]
  /** SHA-256 over the canonical rows: stored with every decision. */
  readonly version: string
  readonly #byKey: ReadonlyMap<string, readonly LayeredRow[]>

  /** Rows that overlap or are malformed throw with all faults. */
  constructor(rows: readonly LayeredRow[]) {
    const faults = ruleFaults(rows)
    if (faults.length > 0) throw new Error(`ruleset: ${faults.join('; ')}`)
    this.rows = rows.map(plainRow).sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
    this.version = sha256(canonical(this.rows))
    // A city's row stands before the national one, so that the first row in force is the right one.
    this.#byKey = Map.groupBy(
      this.rows.toSorted((a, b) => Number(b.layer === 'city') - Number(a.layer === 'city')),
      (row) => row.key,
    )
  }

  /** True when some row, of whatever date, has this key. */
  has(key: string): boolean {
    return this.#byKey.has(key)
  }

  /** True when some row of this key is in force on the day. */
  holdsOn(key: string, day: Day): boolean {
    return this.#byKey.get(key)?.some((row) => inForce(row, day)) ?? false
  }

  /** The row that counts on a day, with its layer. */
  row(key: string, day: Day): LayeredRow {
    const rows = this.#byKey.get(key)
    if (rows === undefined) throw new Error(`no rule has the key ${key}`)
    const row = rows.find((candidate) => inForce(candidate, day))
    if (row === undefined)
      throw new Refusal('conflict', '规则“{title}”在 {day} 没有生效的内容，请联系平台管理员补录后再办理。', {
        title: rows[0]?.title ?? key,
        day,
      })
    return row
  }

  /** The value on a day, whatever its type. */
  json(key: string, day: Day): RuleValue {
    return this.row(key, day).value
  }

  number(key: string, day: Day): number {
    const value = this.json(key, day)
    return typeof value === 'number' ? value : wrongType(key, day, 'number')
  }

  flag(key: string, day: Day): boolean {
    const value = this.json(key, day)
    return typeof value === 'boolean' ? value : wrongType(key, day, 'boolean')
  }

  text(key: string, day: Day): string {
    const value = this.json(key, day)
    return typeof value === 'string' ? value : wrongType(key, day, 'text')
  }

  list(key: string, day: Day): readonly RuleValue[] {
    const value = this.json(key, day)
    return Array.isArray(value) ? value : wrongType(key, day, 'list')
  }

  /** A badge for each of these rules that is not verified on that day, once each, in the order given. */
  badges(keys: readonly string[], day: Day): Badge[] {
    return [...new Set(keys)].map((key) => this.row(key, day)).flatMap((row) => badgeOf(row) ?? [])
  }
}

function wrongType(key: string, day: Day, type: string): never {
  throw new Error(`rule ${key} of ${day} is no ${type}`)
}

/** The badge of a row; undefined for a verified one. */
export function badgeOf(row: RuleRow): Badge | undefined {
  if (row.status === 'verified') return undefined
  const { key, title, status, source, note } = row
  return { key, text: BADGE_TEXT, title, status, statusText: RULE_STATUS[status], source, note }
}

/** What a new row does to the rows of its layer and key: those it overlaps are replaced by what is left of them. */
export interface Amendment<R extends LayeredRow> {
  readonly replaced: readonly R[]
  /** The new row first, then the remainders before and after it. */
  readonly added: readonly LayeredRow[]
}

/** Puts a row among the current ones without ever changing one: history stays, no day has two values. */
export function amend<R extends LayeredRow>(current: readonly R[], row: LayeredRow): Amendment<R> {
  const replaced = current.filter(
    (old) =>
      old.layer === row.layer &&
      old.key === row.key &&
      (old.until === null || old.until >= row.from) &&
      (row.until === null || old.from <= row.until),
  )
  const remainders = replaced.flatMap((old) => {
    const rest: LayeredRow[] = []
    if (old.from < row.from) rest.push({ ...plainRow(old), until: addDays(row.from, -1) })
    if (row.until !== null && (old.until === null || old.until > row.until))
      rest.push({ ...plainRow(old), from: addDays(row.until, 1) })
    return rest
  })
  return { replaced, added: [row, ...remainders] }
}

/** The row without what a store adds to it, fields in one order. */
function plainRow(row: LayeredRow): LayeredRow {
  const { layer, key, title, from, until, value, unit, status, source, note } = row
  return { layer, key, title, from, until, value, unit, status, source, note }
}

function sortKey(row: LayeredRow): string {
  return `${row.key} ${row.layer} ${row.from}`
}
