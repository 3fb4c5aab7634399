import { z } from 'zod'
import type { Permissions } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import { missingYears, previewYear } from '#platform/calendar/deadlines.ts'
import { parseNotice, parseYearCsv } from '#platform/calendar/notice.ts'
import {
  addYear,
  countProvisional,
  deadlinesFrom,
  loadCalendar,
  moveDeadlines,
} from '#platform/calendar/store.ts'
import { routesOf } from '#platform/command/command.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'

export const permissions = {
  'calendar.read': { visitor: 'any' },
  'calendar.load': { admin: 'any' },
} satisfies Permissions

const { read, write } = routesOf('platform')

/** A State Council notice has about 700 characters, a csv of a year about 1,500. */
const TEXT_MAX = 20_000

const loadForm = z.object({
  year: z.int().min(1950).max(2200).meta({ title: '年份' }),
  format: z.enum(['notice', 'csv']).meta({
    title: '粘贴的内容',
    options: { notice: '国务院办公厅通知正文', csv: 'csv（date,kind 两列）' },
  }),
  text: z.string().min(1).max(TEXT_MAX).meta({ title: '节假日安排', widget: 'textarea' }),
  source: z
    .string()
    .trim()
    .min(4)
    .max(200)
    .meta({ title: '来源文件', help: '文件名称和文号，例如国办发明电〔2024〕12号' }),
  preview: z.boolean().meta({ title: '只预览，不载入' }),
})

/** How many moves the answer lists; all of them are in platform.deadline_move. */
const MOVES_SHOWN = 200

export const routes = [
  read({
    path: '/calendar',
    permission: 'calendar.read',
    journal: 'calendar.show',
    title: '工作日历',
    input: z.object({}),
    verb: async (tx, _actor, _input, now) => {
      const calendar = await loadCalendar(tx)
      const rules = await loadRuleset(tx)
      const today = dayOf(now)
      return {
        years: [...calendar.years.values()].sort((a, b) => b.year - a.year),
        missingYears: missingYears(calendar, today, rules.number('calendar.remindDays', today)),
        provisionalDeadlines: await countProvisional(tx),
      }
    },
  }),
  write({
    method: 'POST',
    path: '/calendar/years',
    permission: 'calendar.load',
    journal: 'calendar.load-year',
    says: '{actor}{act} {year} 年节假日安排，{moved} 个时限的日期随之变动',
    input: loadForm,
    gate: { none: '工作日历不涉及当事人' },
    queue: () => 'calendar',
    verb: async (tx, _actor, input, now) => {
      const parse = input.format === 'notice' ? parseNotice : parseYearCsv
      const parsed = parse(input.text, input.year, input.source)
      if (!parsed.ok)
        throw new Refusal(
          'invalid',
          '节假日安排有 {count} 处需要更正：{first}',
          { count: parsed.faults.length, first: parsed.faults[0] ?? '' },
          parsed.faults.map((message) => ({ field: 'text', message })),
        )
      const { table } = parsed
      const before = tx.calendar
      // A notice may reach back into December; an amended one may free days that the earlier one took.
      const touched = [...table.days, ...(before.years.get(table.year)?.days ?? [])]
        .map(({ day }) => day)
        .sort()
      const deadlines = await deadlinesFrom(tx, touched[0] ?? `${table.year}-01-01`)
      const moves = previewYear(before, table, deadlines)
      if (!input.preview) {
        await addYear(tx, table, now, tx.journalId)
        await moveDeadlines(tx, moves, tx.journalId)
      }
      const act = input.preview ? '预览' : '载入'
      tx.about('calendar', null, { year: table.year, moved: moves.length, act })
      return {
        loaded: !input.preview,
        days: table.days,
        moved: moves.length,
        moves: moves.slice(0, MOVES_SHOWN),
      }
    },
  }),
]
