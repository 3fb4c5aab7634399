import { z } from 'zod'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { yearOf, dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { fileResponse, XLSX } from '#platform/files/respond.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { writeBook } from '#platform/workbook/writer.ts'
import { tellOrgs } from '#platform/message/tell.ts'
import { signedIn, unitOf } from '../hands.ts'
import { reportRows, unitsToRemind } from '../store-report.ts'
import { remindsToday, reportDays, reportOf, type ModeFigures } from './rules.ts'

/** More units than any city has. */
const UNITS_MAX = 1000
const RULES = ['income.report.submit.day', 'income.report.forward.day'] as const

export const reportQuery = z.object({ year: z.coerce.number().int().min(2015).max(2100).optional() })
type Query = z.infer<typeof reportQuery>

/** 科技成果转化年度报告 of the actor's unit: counts and sums by mode, with the days it is due. */
export async function showReport(tx: Tx, actor: Actor, query: Query, now: Instant) {
  const { orgId } = signedIn(actor)
  mustReach(actor, { orgId })
  const today = dayOf(now)
  const year = query.year ?? yearOf(today) - 1
  const rules = await loadRuleset(tx)
  const rows = await reportRows(tx, { orgId, from: `${String(year)}-01-01`, until: `${String(year)}-12-31` })
  const unit = await unitOf(tx, orgId)
  return {
    year,
    unit: unit.name,
    isBound: unit.stateFounded,
    ...reportDays(year, rules.text(RULES[0], today), rules.text(RULES[1], today)),
    badges: rules.badges(RULES, today),
    lines: reportOf(
      rows.map((row) => ({
        mode: row.mode,
        achievements: row.achievements,
        receipts: row.receipts,
        partFen: row.part_fen,
        netFen: row.net_fen,
        poolFen: row.pool_fen,
        paidFen: row.paid_fen,
        people: row.people,
      })),
    ),
  }
}

const COLUMNS: readonly (readonly [title: string, of: (line: ModeFigures) => string | number])[] = [
  ['转化方式', ({ title }) => title],
  ['成果数', ({ achievements }) => achievements],
  ['收入笔数', ({ receipts }) => receipts],
  ['单位所得（元）', ({ partFen }) => partFen / 100],
  ['净收入（元）', ({ netFen }) => netFen / 100],
  ['奖励总额（元）', ({ poolFen }) => poolFen / 100],
  ['已发放（元）', ({ paidFen }) => paidFen / 100],
  ['留归单位（元）', ({ unitFen }) => unitFen / 100],
  ['奖励人次', ({ people }) => people],
]

/** The same as a workbook, to be handed in to the supervising unit. */
export async function reportFile(tx: Tx, actor: Actor, query: Query, now: Instant): Promise<Response> {
  const { year, unit, lines } = await showReport(tx, actor, query, now)
  const name = `科技成果转化年度报告 ${String(year)}`
  const cell = (value: string | number) =>
    typeof value === 'number' ? { number: value } : { text: value, style: 'text' as const }
  const rows = [
    { cells: [{ text: `${unit} ${name}`, style: 'title' as const }] },
    { cells: COLUMNS.map(([title]) => ({ text: title, style: 'header' as const })) },
    ...lines.map((line) => ({ cells: COLUMNS.map(([, of]) => cell(of(line))) })),
  ]
  const columns = COLUMNS.map(() => ({ width: 16 }))
  return fileResponse(
    await writeBook([{ name: String(year), columns, frozenRows: 2, rows }]),
    `${name}.xlsx`,
    XLSX,
  )
}

/** On some days before it is due, units hear of the report of the year before. */
export async function remindOfReports(tx: CommandTx) {
  const year = yearOf(tx.today) - 1
  const [submit, forward] = RULES.map((rule) => tx.rules.text(rule, tx.today))
  const { submitBy } = reportDays(year, submit ?? '', forward ?? '')
  const daysBefore = tx.rules.list('income.report.remind.days', tx.today).map(Number)
  if (!remindsToday(tx.today, submitBy, daysBefore)) return { reminded: 0 }
  const span = { from: `${String(year)}-01-01`, until: `${String(year)}-12-31` }
  const units = await unitsToRemind(tx, span, UNITS_MAX)
  await tellOrgs(tx, units, {
    template: '{year} 年度科技成果转化年度报告请在 {on} 以前报送主管部门（促进科技成果转化法第二十一条）。',
    params: { year: String(year), on: submitBy },
    link: `/app/income/report?year=${String(year)}`,
  })
  return { reminded: units.length }
}
