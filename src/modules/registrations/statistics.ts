import { z } from 'zod'
import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { SIZE_CLASSES } from '#platform/forms/contracts.ts'
import { spanOf } from '#platform/procedure/statistics.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { writeBook, type CellOut, type RowOut } from '#platform/workbook/writer.ts'
import { REASONS, type Reason } from './forms.ts'
import { FLOWS, type Flow } from './rules.ts'
import {
  cellsOf,
  daysToDecision,
  firstDecision,
  refusalsOf,
  type Cell,
  type Span,
} from './store-statistics.ts'

/** Dimensions in the order they are shown (domain/contracts.md, Statistics). */
const DIMENSIONS: Readonly<Record<string, string>> = {
  all: '合计',
  type: '合同类别',
  field: '技术领域',
  right: '知识产权',
  sellerKind: '卖方类别',
  buyerKind: '买方类别',
  flow: '流向',
  gov: '政府资金支持',
  size: '成交额档次',
}

/** One line; null where it is not made public. */
export interface Line {
  readonly title: string
  readonly contracts: number | null
  readonly totalFen: number | null
  readonly techFen: number | null
}

export interface Figures {
  readonly from: string
  readonly until: string
  /** Cells below this are not shown; null where everything is. */
  readonly suppressedBelow: number | null
  readonly groups: readonly { readonly title: string; readonly lines: readonly Line[] }[]
  readonly refusals: readonly { readonly title: string; readonly contracts: number | null }[]
  readonly decisions: number | null
  readonly medianDays: number | null
}

type Asked = { readonly from?: string | undefined; readonly until?: string | undefined }

export const publicQuery = z.object({ year: z.coerce.number().int().min(2000).max(2100).optional() })

export interface PublicFigures extends Figures {
  readonly year: number
  /** Years that may be asked for, newest first. */
  readonly years: readonly number[]
}

/**
 * What the public reads: counts below the rule suppressed, and with a lone one the next (practice.md P16). Only by whole
 * years, the running one to the end of its last quarter: from spans of one's choice a single contract's price could be
 * taken by subtraction.
 */
export async function publicFigures(
  tx: Tx,
  { year }: z.infer<typeof publicQuery>,
  now: Instant,
): Promise<PublicFigures> {
  const today = dayOf(now)
  const below = (await loadRuleset(tx)).number('statistics.suppressBelow', today)
  const until = lastQuarterEnd(today)
  const newest = yearOf(until)
  const first = await firstDecision(tx)
  const oldest = first === null ? newest : Math.min(yearOf(first), newest)
  const years = Array.from({ length: newest - oldest + 1 }, (_, i) => newest - i)
  const chosen = year !== undefined && years.includes(year) ? year : newest
  const span = { from: `${chosen}-01-01`, until: chosen === newest ? until : `${chosen}-12-31` }
  return { year: chosen, years, ...(await figures(tx, span, below)) }
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4))
}

/** Last day of the newest quarter that is over. */
export function lastQuarterEnd(today: string): string {
  const quarter = Math.floor((Number(today.slice(5, 7)) - 1) / 3)
  const month = String(quarter * 3 + 1).padStart(2, '0')
  return addDays(`${today.slice(0, 4)}-${month}-01`, -1)
}

/** What the office reads. */
export async function allFigures(tx: Tx, asked: Asked, now: Instant): Promise<Figures> {
  return figures(tx, spanOf(asked, now), null)
}

async function figures(tx: Tx, span: Span, below: number | null): Promise<Figures> {
  const cells = Map.groupBy(await cellsOf(tx, span), ({ dimension }) => dimension)
  const { decisions, medianDays } = await daysToDecision(tx, span)
  const refusals = await refusalsOf(tx, span)
  return {
    ...span,
    suppressedBelow: below,
    groups: Object.entries(DIMENSIONS).flatMap(([dimension, title]) => {
      const found = cells.get(dimension) ?? []
      return found.length === 0 ? [] : [{ title, lines: linesOf(dimension, found, below) }]
    }),
    refusals: refusals.map(({ ground, contracts }) => ({
      title: REASONS[ground as Reason],
      contracts: below !== null && contracts < below ? null : contracts,
    })),
    decisions: below !== null && decisions < below ? null : decisions,
    medianDays: below !== null && decisions < below ? null : medianDays,
  }
}

function linesOf(dimension: string, cells: readonly Cell[], below: number | null): Line[] {
  const hidden = below === null ? new Set<string>() : suppressed(cells, below)
  const order = dimension === 'size' ? cells.toSorted((a, b) => Number(a.key) - Number(b.key)) : cells
  return order.map((cell) => {
    const title = titleOf(cell)
    if (hidden.has(cell.key)) return { title, contracts: null, totalFen: null, techFen: null }
    return { title, contracts: cell.contracts, totalFen: cell.totalFen, techFen: cell.techFen }
  })
}

/** Keys of cells below the limit; a single one could be computed from the sum, so the smallest other goes with it. */
export function suppressed(
  cells: readonly { readonly key: string; readonly contracts: number }[],
  below: number,
): Set<string> {
  const small = cells.filter(({ contracts }) => contracts < below)
  if (small.length !== 1) return new Set(small.map(({ key }) => key))
  const next = cells
    .filter(({ contracts }) => contracts >= below)
    .toSorted((a, b) => a.contracts - b.contracts)[0]
  return new Set([...small, ...(next ? [next] : [])].map(({ key }) => key))
}

function titleOf({ dimension, key }: Cell): string {
  if (dimension === 'all') return '全部登记合同'
  if (dimension === 'flow') return FLOWS[key as Flow]
  if (dimension === 'gov') return key === 'true' ? '有' : '没有'
  if (dimension === 'size') return SIZE_CLASSES[Number(key)]?.title ?? key
  return key
}

/** A name for the figures of a span. */
export function bookName({ from, until }: Span): string {
  return `技术合同登记统计-${from}-${until}.xlsx`
}

const HEADS = ['分组', '项目', '合同数', '成交额（元）', '技术交易额（元）']
const WIDTHS = [16, 30, 12, 20, 20]
const HIDDEN = '不公布'

/** The figures as a workbook; amounts in yuan as numbers. */
export async function figuresBook(found: Figures): Promise<Buffer> {
  const rows: RowOut[] = [
    { cells: HEADS.map((text) => ({ text, style: 'header' })) },
    ...found.groups.flatMap((group) =>
      group.lines.map((line) => ({
        cells: [
          { text: group.title },
          { text: line.title },
          cell(line.contracts),
          yuan(line.totalFen),
          yuan(line.techFen),
        ],
      })),
    ),
    ...found.refusals.map((one) => ({
      cells: [{ text: '不予登记' }, { text: one.title }, cell(one.contracts)],
    })),
    { cells: [{ text: '办理' }, { text: '从受理到决定的天数（中位数）' }, cell(found.medianDays)] },
  ]
  return writeBook([
    { name: '技术合同登记统计', columns: WIDTHS.map((width) => ({ width })), frozenRows: 1, rows },
  ])
}

function cell(value: number | null): CellOut {
  return value === null ? { text: HIDDEN } : { number: value }
}

function yuan(fen: number | null): CellOut {
  return fen === null ? { text: HIDDEN } : { number: fen / 100 }
}
