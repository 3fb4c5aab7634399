import type { Tx } from '../db/database.ts'
import { fileResponse, XLSX } from '../files/respond.ts'
import { RISKY } from '../text/csv.ts'
import { dayCell, writeBook, type CellOut, type RowOut } from '../workbook/writer.ts'
import { WORK_LIMIT, workList, type WorkItem, type WorkView } from './list.ts'
import type { WorkAsked } from './store.ts'

/** More lines than a person works off in a year; the sheet says when there were more. */
const EXPORTED_MAX = 10_000

const COLUMNS: readonly { readonly title: string; readonly width: number }[] = [
  { title: '名称', width: 44 },
  { title: '事项', width: 22 },
  { title: '环节', width: 14 },
  { title: '到达时间', width: 18 },
  { title: '截止日', width: 12 },
  { title: '期限', width: 26 },
  { title: '经办人', width: 14 },
  { title: '代谁办理', width: 14 },
  { title: '可办理', width: 30 },
]

/** The work list as it was asked for, as a workbook: text that cannot run, days as days. */
export async function workBook(tx: Tx, view: WorkView, asked: WorkAsked): Promise<Response> {
  const items: WorkItem[] = []
  let cursor: string | undefined
  do {
    const page = await workList(tx, view, asked, { cursor, limit: WORK_LIMIT })
    items.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined && items.length < EXPORTED_MAX)
  const rows: RowOut[] = [
    { cells: COLUMNS.map(({ title }) => ({ text: title, style: 'header' })) },
    ...items.map((item) => ({ cells: cellsOf(item) })),
    ...(cursor === undefined ? [] : [{ cells: [text(`只列出前 ${EXPORTED_MAX} 件，请加筛选后再导出。`)] }]),
  ]
  const bytes = await writeBook([
    { name: '待办', columns: COLUMNS.map(({ width }) => ({ width })), frozenRows: 1, rows },
  ])
  return fileResponse(bytes, `待办清单-${view.today}.xlsx`, XLSX)
}

function cellsOf(item: WorkItem): CellOut[] {
  const day = item.dueOn ?? item.nominalOn
  return [
    text(item.title),
    text(item.procedureTitle),
    text(item.stateTitle),
    text(shanghai(item.enteredAt)),
    day === null ? {} : { number: dayCell(day), style: 'day' },
    text(termOf(item)),
    text(item.handler?.name ?? ''),
    text(item.as?.name ?? ''),
    text(item.actions.map(({ title }) => title).join('、')),
  ]
}

function termOf({ dueOn, nominalOn, provisional, late, workingDaysLeft }: WorkItem): string {
  if (provisional || (dueOn === null && nominalOn !== null)) return '暂定，待节假日安排公布后确认'
  if (dueOn === null) return '无时限'
  if (late) return '超期'
  return workingDaysLeft === null ? '' : `剩余 ${workingDaysLeft} 个工作日`
}

function text(value: string): CellOut {
  return { text: value, style: RISKY.test(value) ? 'guarded' : 'text' }
}

const SHANGHAI_MS = 8 * 3_600_000

function shanghai(instant: string): string {
  return new Date(Date.parse(instant) + SHANGHAI_MS).toISOString().slice(0, 16).replace('T', ' ')
}
