import { addDays, addMonths, isDay, type Day } from '../calendar/day.ts'
import { foldWidth } from '../forms/text.ts'
import { chineseDigits } from './numerals.ts'
import { clausesOf, LONGEST_READ, type Span } from './span.ts'

/** A day by which something is wanted, counted from today by the calendar, and the words that say so. */
export interface DayRead extends Span {
  readonly day: Day
}

/** Later than this nobody asks for a solution; a wrong reading is likelier. */
const YEARS_MAX = 10
const N = String.raw`(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|半)`
const MONTH = String.raw`(?<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月(?:份)?`
const BEFORE = String.raw`(?:之前|以前|前)`
/** Something is to be done: without one of these a length of time is a property (保鲜 30 天以内). */
const DONE =
  /完成|交付|交货|样[品机]|解决|投产|投运|投入使用|见效|验收|上线|试[机用产点]|落地|到位|拿到|出样|给出|提供|拿出|结题|供货|工期|期限|时间|用上|改造|建成|实现|启动|推出|确定|找到|达到|整改|攻[克关]|培训/u
const LASTING = /寿命|保[质鲜修温]|贮|货架|续航|间隔|周期|提前|预警|质保|耐|稳定|每|出结果|响应/u

type Reader = (match: RegExpExecArray, today: Day) => Day | undefined

const yearOf = (day: Day) => Number(day.slice(0, 4))
const endOfMonth = (year: number, month: number): Day | undefined =>
  month >= 1 && month <= 12 ? addDays(addMonths(dayIn(year, month, 1), 1), -1) : undefined

/** Every way of naming a day, the surer first; the first that fits the earliest place counts. */
const WAYS: readonly (readonly [pattern: RegExp, read: Reader, needsDone: boolean])[] = [
  [
    /(?<year>20\d\d)\s*[-/.年]\s*(?<month>\d{1,2})\s*[-/.月]\s*(?<day>\d{1,2})\s*日?(?:之前|以前|前|止)?/u,
    ({ groups }) => given(Number(groups?.['year']), Number(groups?.['month']), Number(groups?.['day'])),
    false,
  ],
  [
    new RegExp(
      String.raw`(?<year>20\d\d|今|明|后)\s*年\s*${MONTH}\s*(?<part>底|末|初|中旬)?\s*(?<before>${BEFORE})?`,
      'u',
    ),
    ({ groups }, today) => inMonth(yearSaid(groups?.['year'], today), groups, today),
    false,
  ],
  [
    new RegExp(
      String.raw`(?:(?<year>20\d\d|今|明|后|本)\s*年\s*年?|(?<!${N}\s?)年)(?:[底末]|内|之内|以内)\s*${BEFORE}?`,
      'u',
    ),
    ({ groups }, today) => dayIn(yearSaid(groups?.['year'], today), 12, 31),
    false,
  ],
  [
    new RegExp(String.raw`(?<year>20\d\d|今|明|后)\s*年\s*(?<half>上|下)半年\s*(?:内|${BEFORE})?`, 'u'),
    ({ groups }, today) => {
      const year = yearSaid(groups?.['year'], today)
      return groups?.['half'] === '上' ? dayIn(year, 6, 30) : dayIn(year, 12, 31)
    },
    false,
  ],
  [
    new RegExp(String.raw`${MONTH}\s*(?<day>\d{1,2})\s*[日号]\s*(?:${BEFORE}|止)`, 'u'),
    ({ groups }, today) =>
      nextOf(today, (year) => given(year, monthSaid(groups?.['month']), Number(groups?.['day']))),
    false,
  ],
  [
    new RegExp(
      String.raw`${MONTH}\s*(?:(?<part>底|末|初|中旬)\s*(?<before>${BEFORE})?|(?<only>${BEFORE}))`,
      'u',
    ),
    ({ groups }, today) =>
      nextOf(today, (year) =>
        inMonth(year, { ...groups, before: groups?.['before'] ?? groups?.['only'] ?? '' }, today),
      ),
    false,
  ],
  [
    new RegExp(String.raw`(?<which>本|这个?|下个?)月\s*(?:[底末]|内|${BEFORE})\s*${BEFORE}?`, 'u'),
    ({ groups }, today) => {
      const month = addMonths(`${today.slice(0, 8)}01`, groups?.['which']?.startsWith('下') ? 1 : 0)
      return addDays(addMonths(month, 1), -1)
    },
    false,
  ],
  [
    new RegExp(
      String.raw`(?<n>${N})\s*(?<unit>个?月|天|日|周|个?星期|年)(?<half>半)?\s*(?:之内|以内|内)`,
      'u',
    ),
    ({ groups }, today) => after(today, groups),
    true,
  ],
]

/** The day by which a text wants a solution; undefined when it names none, or only days gone by. Never throws. */
export function deadlineOf(text: string, today: Day): DayRead | undefined {
  const folded = foldWidth(text.slice(0, LONGEST_READ))
  for (const clause of clausesOf(folded)) {
    const words = folded.slice(clause.from, clause.to)
    const lead = folded.slice(Math.max(0, clause.from - LEAD), clause.from)
    const found = WAYS.flatMap(([pattern, read, needsDone]) => {
      const match = pattern.exec(words)
      if (match === null || !isWanted(words, lead, match[0], needsDone)) return []
      const day = read(match, today)
      if (day === undefined || day < today || day > addMonths(today, YEARS_MAX * 12)) return []
      return [{ day, from: clause.from + match.index, to: clause.from + match.index + match[0].length }]
    })
    const first = found.sort((a, b) => a.from - b.from || b.to - a.to)[0]
    if (first !== undefined) return first
  }
  return undefined
}

/** 截止日期： and 要求， stand in the clause before. */
const LEAD = 8

/** A date is a deadline when it says before or within, or when something is to be done by it; a length only then. */
function isWanted(words: string, lead: string, date: string, needsDone: boolean): boolean {
  if (needsDone) return DONE.test(words) && !LASTING.test(words)
  return (
    /(?:[前内止]|年[底末])$/u.test(date.trim()) || DONE.test(words) || /截止|截至|期限/u.test(lead + words)
  )
}

function inMonth(
  year: number,
  groups: Record<string, string | undefined> | undefined,
  today: Day,
): Day | undefined {
  const month = monthSaid(groups?.['month'])
  const first = given(year, month, 1)
  if (first === undefined || yearOf(today) > year) return undefined
  const part = groups?.['part']
  if (part === '初') return given(year, month, 10)
  if (part === '中旬') return given(year, month, 20)
  // 6 月前 is before June begins; 6 月底前 and 6 月 are its end.
  if (part === undefined && (groups?.['before'] ?? '') !== '') return addDays(first, -1)
  return endOfMonth(year, month)
}

function after(today: Day, groups: Record<string, string | undefined> | undefined): Day | undefined {
  const n = Number(numberSaid(groups?.['n'] ?? '')) + (groups?.['half'] === undefined ? 0 : 0.5)
  const unit = groups?.['unit'] ?? ''
  if (!(n > 0)) return undefined
  if (unit === '年') return addMonths(today, Math.round(n * 12))
  if (unit.endsWith('月')) return addDays(addMonths(today, Math.floor(n)), n % 1 === 0 ? 0 : 15)
  return addDays(today, Math.ceil(n * (/周|星期/u.test(unit) ? 7 : 1)))
}

function yearSaid(said: string | undefined, today: Day): number {
  if (said !== undefined && /^\d/.test(said)) return Number(said)
  return yearOf(today) + (said === '明' ? 1 : said === '后' ? 2 : 0)
}

function monthSaid(said: string | undefined): number {
  return Number(numberSaid(said ?? ''))
}

function numberSaid(said: string): string {
  return /^\d+$/.test(said) ? said : (chineseDigits(said)?.digits ?? '')
}

/** The day this year, or next year when it has gone by. */
function nextOf(today: Day, dayOf: (year: number) => Day | undefined): Day | undefined {
  const year = yearOf(today)
  const day = dayOf(year)
  return day !== undefined && day < today ? dayOf(year + 1) : day
}

function given(year: number, month: number, day: number): Day | undefined {
  const text = dayIn(year, month, day)
  return isDay(text) ? text : undefined
}

function dayIn(year: number, month: number, day: number): Day {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
