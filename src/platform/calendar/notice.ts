import { parse } from 'csv-parse/sync'
import {
  addDays,
  isDay,
  weekday,
  yearOf,
  type CalendarDay,
  type Day,
  type YearTable,
} from '#platform/calendar/calendar.ts'

/** A year table ready to load, or everything that is wrong with what was pasted, in words. */
export type ParsedYear =
  | { readonly ok: true; readonly table: YearTable }
  | { readonly ok: false; readonly faults: readonly string[] }

/** The festivals of 全国年节及纪念日放假办法 第二条; a notice that lacks one was not pasted whole. */
const FESTIVALS = ['元旦', '春节', '清明', '劳动节', '端午', '中秋', '国庆']
/** Holidays of the same 办法 that fall on the same day of the Gregorian calendar each year. */
const FIXED_HOLIDAYS = ['01-01', '05-01', '10-01']
const WEEKDAYS = '一二三四五六日'

/** “2027年1月1日(周五)” with its parts named y1, m1, d1, note1 (or 2 for the end of a range). */
const date = (n: 1 | 2) =>
  String.raw`(?:(?<y${n}>\d{4})年)?(?:(?<m${n}>\d{1,2})月)?(?<d${n}>\d{1,2})日(?:\((?<note${n}>[^)]*)\))?`
const TOKEN = new RegExp(
  [
    String.raw`(?<festival>(?:元旦|春节|清明|劳动|端午|中秋|国庆)[^:;。\d]*):`,
    String.raw`${date(1)}(?:[至到—~-]+${date(2)})?`,
    String.raw`(?<verb>放假|上班)(?:(?<length>\d+)天)?`,
    String.raw`共(?<total>\d+)天`,
  ].join('|'),
  'g',
)

/**
 * Reads a State Council holiday notice as pasted from a web page:
 * “元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。” for all seven festivals.
 * Weekdays and totals written in the text are checked, so a slip of the pen or of the mouse is found.
 */
export function parseNotice(text: string, year: number, source: string): ParsedYear {
  const flat = text.normalize('NFKC').replace(/\s+/g, '')
  const faults: string[] = []
  const title = /关于(\d{4})年/.exec(flat)
  if (title !== null && Number(title[1]) !== year)
    faults.push(`文件标题写的是 ${title[1]} 年，要载入的是 ${year} 年。`)
  const reader: Reader = { year, faults, days: [], festival: '', seen: '' }
  // Advice such as “鼓励各单位…安排职工在除夕（2月9日）休息” is no holiday.
  for (const sentence of flat.split(/[。;]/)) if (!/鼓励|建议/.test(sentence)) readSentence(reader, sentence)
  for (const festival of FESTIVALS)
    if (!reader.seen.includes(festival)) faults.push(`没有找到“${festival}”的安排，请粘贴完整的通知。`)
  return finish({ year, source, days: reader.days }, faults)
}

/** Reads a csv with the columns date, kind (放假 or 上班) and, if wanted, festival; Chinese headers work too. */
export function parseYearCsv(csv: string, year: number, source: string): ParsedYear {
  let rows: string[][]
  try {
    rows = parse(csv, { bom: true, relax_column_count: true, skip_empty_lines: true, trim: true })
  } catch {
    return { ok: false, faults: ['无法按 csv 格式读取，请检查引号是否成对。'] }
  }
  const header = (rows[0] ?? []).map((cell) => cell.normalize('NFKC').toLowerCase())
  const column = (...names: string[]) => header.findIndex((cell) => names.includes(cell))
  const at = {
    date: column('date', '日期'),
    kind: column('kind', '类型', '安排'),
    festival: column('festival', '节日'),
  }
  if (at.date < 0 || at.kind < 0)
    return { ok: false, faults: ['第 1 行须有“date,kind”（或“日期,类型”）两个列名。'] }
  const faults: string[] = []
  const days: CalendarDay[] = []
  for (const [index, row] of rows.entries()) {
    if (index === 0) continue
    const day = readDate(row[at.date] ?? '')
    const kind = row[at.kind]
    if (day === undefined)
      faults.push(`第 ${index + 1} 行的日期“${row[at.date] ?? ''}”无法识别，请写成 2027-01-01。`)
    if (kind !== '放假' && kind !== '上班')
      faults.push(`第 ${index + 1} 行的类型“${kind ?? ''}”须是“放假”或“上班”。`)
    else if (day !== undefined) days.push({ day, kind, festival: row[at.festival] || '未注明' })
  }
  return finish({ year, source, days }, faults)
}

/** What is wrong with a year table, in words; empty when it can be loaded. */
export function checkTable(table: YearTable): string[] {
  const { year, source, days } = table
  const faults: string[] = []
  if (source.trim() === '') faults.push('请填写节假日安排的来源文件。')
  if (!Number.isInteger(year) || year < 1950 || year > 2200) faults.push(`年份 ${year} 不在可载入的范围内。`)
  const kinds = new Map<Day, string>()
  for (const { day, kind } of days) {
    if (!isDay(day)) faults.push(`日期“${day}”不存在。`)
    else if (yearOf(day) !== year && !day.startsWith(`${year - 1}-12`))
      faults.push(`${day} 不属于 ${year} 年的安排。`)
    else if (kind === '上班' && weekday(day) <= 5)
      faults.push(`${day} 是周${WEEKDAYS[weekday(day) - 1]}，本来就上班，不应列为调休上班。`)
    if (kinds.has(day)) faults.push(`${day} 写了两次（${kinds.get(day)}、${kind}）。`)
    kinds.set(day, kind)
  }
  for (const fixed of FIXED_HOLIDAYS)
    if (kinds.get(`${year}-${fixed}`) !== '放假')
      faults.push(`${year}-${fixed} 是法定节日，表中没有列为放假。`)
  return faults
}

interface Reader {
  readonly year: number
  readonly faults: string[]
  readonly days: CalendarDay[]
  festival: string
  seen: string
}

function readSentence(reader: Reader, sentence: string): void {
  let pending: Day[] = []
  let holidays = 0
  for (const match of sentence.matchAll(TOKEN)) {
    const { festival, d1, verb, length, total } = match.groups ?? {}
    if (festival !== undefined) {
      reader.festival = festival
      reader.seen += festival
    } else if (d1 !== undefined) {
      pending.push(...readRange(reader, match))
    } else if (verb !== undefined) {
      const kind = verb === '放假' ? '放假' : '上班'
      for (const day of pending) reader.days.push({ day, kind, festival: reader.festival })
      if (kind === '放假') holidays = pending.length
      if (length !== undefined) checkTotal(reader, holidays, Number.parseInt(length, 10))
      pending = []
    } else if (total !== undefined) {
      checkTotal(reader, holidays, Number(total))
    }
  }
}

function checkTotal(reader: Reader, read: number, written: number): void {
  if (read !== written)
    reader.faults.push(`“${reader.festival}”写明共 ${written} 天，按起止日期是 ${read} 天，请核对。`)
}

/** The days of “1月1日(周四)至3日(周六)”; the end takes month and year from the start when it has none. */
function readRange(reader: Reader, match: RegExpMatchArray): Day[] {
  const { y1, m1, d1, note1, y2, m2, d2, note2 } = match.groups ?? {}
  if (m1 === undefined) {
    reader.faults.push(`“${match[0]}”没有写明月份。`)
    return []
  }
  const startYear = y1 ?? String(reader.year)
  const start = written(startYear, m1, d1 ?? '')
  checkWeekday(reader, start, note1)
  if (d2 === undefined) return [start]
  const end = written(y2 ?? startYear, m2 ?? m1, d2)
  checkWeekday(reader, end, note2)
  if (!isDay(start) || !isDay(end) || end < start || addDays(start, 31) < end) {
    reader.faults.push(`“${match[0]}”的起止日期不对，请核对。`)
    return []
  }
  const days = [start]
  while (days.at(-1) !== end) days.push(addDays(days.at(-1) ?? start, 1))
  return days
}

function checkWeekday(reader: Reader, day: Day, note: string | undefined): void {
  const named = /(?:周|星期)([一二三四五六日天])/.exec(note ?? '')?.[1]?.replace('天', '日')
  if (named === undefined || !isDay(day)) return
  const actual = WEEKDAYS[weekday(day) - 1]
  if (named !== actual) reader.faults.push(`${day} 是周${actual}，通知里写的是周${named}，请核对年份和日期。`)
}

function readDate(cell: string): Day | undefined {
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(cell.normalize('NFKC'))
  if (match === null) return undefined
  const day = written(match[1] ?? '', match[2] ?? '', match[3] ?? '')
  return isDay(day) ? day : undefined
}

function written(year: string, month: string, day: string): Day {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

function finish(raw: YearTable, faults: readonly string[]): ParsedYear {
  const table = { ...raw, days: raw.days.toSorted((a, b) => (a.day < b.day ? -1 : 1)) }
  const all = [...faults, ...checkTable(table)]
  return all.length === 0 ? { ok: true, table } : { ok: false, faults: all }
}
