import { addDays, addMonths, isDay } from '../calendar/calendar.ts'
import { foldWidth, NOT_PUBLIC } from '../forms/text.ts'
import { CellFault } from './kind.ts'

/** Fen in one of each unit a header or cell may name. */
const UNIT_FEN: Readonly<Record<string, number>> = {
  分: 1,
  元: 100,
  千元: 100_000,
  万: 1_000_000,
  万元: 1_000_000,
  亿: 10_000_000_000,
  亿元: 10_000_000_000,
}
const YES = ['是', '有', 'true', '1', 'y', 'yes', '√']
const NO = ['否', '无', 'false', '0', 'n', 'no', '×']
/** Day zero of a spreadsheet's day numbers, so that 45413 is 2024-05-01. */
const SHEET_EPOCH = '1899-12-30'

/** Text as it stands. A leading apostrophe before a formula sign is our own export's guard and is taken off. */
export function text(cell: string): string {
  return /^'[=+\-@＝＋－＠\t\r\n]/.test(cell) ? cell.slice(1) : cell
}

/** One of a few words. */
export function choice(options: readonly string[]) {
  return (cell: string): string => {
    const word = foldWidth(cell).trim()
    if (options.includes(word)) return word
    throw new CellFault(`应为下列之一：${options.join('、')}。`)
  }
}

/** Several texts in a cell, separated by ；、|, or line breaks, or as a JSON list. */
export function list(cell: string): string[] {
  const json = jsonList(cell)
  if (json) return json.map(String)
  return cell
    .split(/[；;、|，,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

export function choices(options: readonly string[]) {
  const one = choice(options)
  return (cell: string): string[] => list(cell).map(one)
}

export function integer(cell: string): number {
  const digits = foldWidth(cell).trim().replace(/,/g, '')
  if (!/^-?\d{1,15}(\.0+)?$/.test(digits)) throw new CellFault('应为整数。')
  return Number(digits)
}

/** Technology readiness: 7, 7级, TRL7, 7 系统级. */
export function readiness(cell: string): number {
  const found = /^(?:TRL)?\s*-?(\d)(?:\D.*)?$/i.exec(foldWidth(cell).trim())
  if (!found) throw new CellFault('技术就绪度应为 1 至 9 级，例如 7。')
  return Number(found[1])
}

export function yesNo(cell: string): boolean {
  const word = foldWidth(cell).trim().toLowerCase()
  if (YES.includes(word)) return true
  if (NO.includes(word)) return false
  throw new CellFault('应填“是”或“否”。')
}

/** A day as people write it: 2024-05-01, 2024/5/1, 2024.5.1, 2024年5月1日, 20240501, or a spreadsheet's day number. */
export function day(cell: string): string {
  const found = dayIn(foldWidth(cell).trim())
  if (!isDay(found)) throw new CellFault('日期应写作 2024-05-01，年、月、日都要有，并且确有这一天。')
  return found
}

/** A day until which something lasts; a month alone (2024年5月, 2024.5) means its last day. */
export function lastDay(cell: string): string {
  const first = firstOfMonth(foldWidth(cell).trim())
  return first === undefined ? day(cell) : addDays(addMonths(first, 1), -1)
}

/** A day, or a month where the day is not known: 2024-05-01 or 2024-05. */
export function dayOrMonth(cell: string): string {
  const first = firstOfMonth(foldWidth(cell).trim())
  return first === undefined ? day(cell) : first.slice(0, 7)
}

function dayIn(written: string): string {
  if (/^\d{5}(?:\.\d+)?$/.test(written)) return addDays(SHEET_EPOCH, Math.floor(Number(written)))
  const parts =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$/.exec(written) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(written)
  return parts ? `${parts[1]}-${(parts[2] ?? '').padStart(2, '0')}-${(parts[3] ?? '').padStart(2, '0')}` : ''
}

/** First day of a month written without a day; undefined for anything else. */
function firstOfMonth(written: string): string | undefined {
  const parts = /^(\d{4})[-/.年](\d{1,2})月?$/.exec(written)
  const first = parts ? `${parts[1]}-${(parts[2] ?? '').padStart(2, '0')}-01` : ''
  return isDay(first) ? first : undefined
}

/** Money in fen. The unit comes from the cell (50万元) or else from the header (价格（万元）); without one it is refused. */
export function moneyIn(cell: string, headerUnit: string | undefined): number {
  const written = foldWidth(cell)
    .trim()
    .replace(/^[¥￥]|人民币/g, '')
    .replace(/,/g, '')
  const parts = /^(-?\d+(?:\.\d+)?)\s*([千万亿]?元|[万亿分])?整?$/.exec(written)
  if (!parts) throw new CellFault('金额应为数字，例如 50 或 50万元。')
  const unit = parts[2] ?? headerUnit
  const factor = unit === undefined ? undefined : UNIT_FEN[unit]
  if (factor === undefined)
    throw new CellFault(
      '看不出金额的单位：请把表头写作“价格（万元）”或“价格（元）”，或在单元格里写“50万元”。',
    )
  return exactFen(parts[1] ?? '', factor)
}

/** Decimal text times a power of ten without binary fractions; more than a whole fen is refused. */
function exactFen(decimal: string, factor: number): number {
  const [whole = '0', fraction = ''] = decimal.split('.')
  const scale = 10n ** BigInt(fraction.length)
  const scaled = BigInt(whole.replace('-', '') + fraction) * BigInt(factor)
  if (scaled % scale !== 0n) throw new CellFault('金额不能精确到比“分”更小，请四舍五入。')
  const fen = scaled / scale
  if (fen > BigInt(Number.MAX_SAFE_INTEGER)) throw new CellFault('金额过大，请核对单位。')
  return whole.startsWith('-') ? -Number(fen) : Number(fen)
}

/** Secrecy: only what says 公开 in one of its usual ways passes; anything else is refused without repeating it (P17). */
export function secrecy(cell: string): string {
  const word = foldWidth(cell).replace(/\s/g, '')
  if (['公开', '非密', '非涉密', '无密级', '否', '无', '主动公开'].includes(word)) return '公开'
  throw new CellFault(NOT_PUBLIC)
}

/** A share: 60%, 60.5%, or basis points without a sign (6000). */
export function shareBp(written: string): number {
  const text = foldWidth(written).trim()
  const parts = /^(\d+)(?:\.(\d+))?%$/.exec(text)
  if (!parts) return integer(text)
  const fraction = (parts[2] ?? '').replace(/0+$/, '')
  if (fraction.length > 2) throw new CellFault('份额最多精确到 0.01%。')
  return Number(parts[1]) * 100 + Number(fraction.padEnd(2, '0'))
}

/** The JSON list in a cell; undefined when it is written otherwise. */
export function jsonList(cell: string): unknown[] | undefined {
  if (!cell.trim().startsWith('[')) return undefined
  try {
    const value: unknown = JSON.parse(cell)
    return Array.isArray(value) ? value : undefined
  } catch {
    throw new CellFault('方括号开头的内容应是 JSON 列表，这里缺引号、逗号或括号。')
  }
}

/** Rows of a cell, each split at |: for lists of several fields (`类型|号码|状态`). */
export function records(cell: string): string[][] {
  return cell
    .split(/[；;\n]/)
    .map((line) => line.split('|').map((part) => part.trim()))
    .filter((parts) => parts.some((part) => part !== ''))
}

export const asText = (value: unknown): string => {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
export const asList = (value: unknown): string => (Array.isArray(value) ? value.map(String).join('；') : '')
export const asYesNo = (value: unknown): string => (value === undefined ? '' : value === true ? '是' : '否')
/** Yuan with two decimals, without separators: exact for any safe number of fen. */
export const asYuan = (value: unknown): string =>
  typeof value === 'number' ? `${Math.trunc(value / 100)}.${String(value % 100).padStart(2, '0')}` : ''
export const asJson = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value))
