import { Refusal } from '../refusal.ts'
import { textFault, NOT_PUBLIC } from '../forms/text.ts'
import { PROBLEM_COLUMN } from '../workbook/marks.ts'
import type { SheetRow, Survey } from '../workbook/sheet.ts'
import { candidates, mapped, type Candidate, type Header, type Mapping } from './header.ts'
import type { BulkKind } from './kind.ts'
import type { TableFile } from './source.ts'

/** Sheets looked at in a workbook with many; the others are read when they are named. */
const SHEETS_LOOKED_AT = 30
/** Columns a header may name: more than any kind has, with a person's own ones between. */
const HEADER_COLUMNS_MAX = 300

/** Sheets of our own templates beside the table: how to fill it in, and the choices of its lists. */
export const TEMPLATE_SHEETS = ['填写说明', '选项'] as const

/** How a person, or the organisation once before, has said which header fills which field. */
export interface Mappings {
  /** For this file. */
  readonly given?: Mapping | undefined
  /** Kept earlier, each for the headers it was made for. */
  readonly kept?: readonly KeptMapping[]
}

export interface KeptMapping {
  readonly id: string
  /** The headers in their order. */
  readonly labels: readonly string[]
  readonly fields: Mapping
  /** Day on which it was kept. */
  readonly keptOn: string
}

/** The sheet of a file that holds the records, and how its columns are read. */
export interface Table {
  readonly file: TableFile
  readonly sheet: string
  readonly survey: Survey
  readonly header: Header
  /** The kept mapping by which the columns are read. */
  readonly kept: KeptMapping | undefined
  /** What was not read or was read in a special way, as sentences. */
  readonly notes: readonly string[]
}

interface Found {
  readonly sheet: string
  readonly survey: Survey
  readonly header: Header
  readonly kept: KeptMapping | undefined
  readonly fits: boolean
}

/** Finds sheet and header; refuses what is no table of this kind, with what is missing and what to do. */
export async function findTable(
  file: TableFile,
  kind: BulkKind,
  sheetName: string | undefined,
  mappings: Mappings,
): Promise<Table> {
  const found = await lookAt(file, kind, sheetName, mappings)
  const chosen = oneOf(found, kind)
  refuseHeader(chosen.header, kind)
  return { file, ...chosen, notes: [...notesOf(file, found, chosen)] }
}

/** The sheets that may be meant, the best header of each; refuses a file without any, and secret titles. */
export async function lookAt(
  file: TableFile,
  kind: BulkKind,
  sheetName: string | undefined,
  mappings: Mappings,
): Promise<Found[]> {
  const found: Found[] = []
  for (const { name } of sheetsNamed(file, sheetName)) {
    const survey = await file.survey(name)
    const [best] = candidates(survey, kind)
    if (!best) continue
    const chosen = byMapping(candidates(survey, kind), mappings, kind) ?? {
      header: best.header,
      kept: undefined,
    }
    found.push({ sheet: name, survey, ...chosen, fits: fits(chosen.header, kind) })
  }
  if (found.length === 0) throw new Refusal('invalid', '文件里没有内容。')
  return found
}

/** A sheet of notes may have the one word 名称 somewhere; a table has a second column that is known, or no other. */
function fits({ places, labels }: Header, kind: BulkKind): boolean {
  const known = places.filter((place) => place !== undefined)
  const hasName = known.some(({ column }) => column.field === kind.nameField)
  return hasName && (known.length > 1 || labels.filter((label) => label !== '').length <= 2)
}

function sheetsNamed(file: TableFile, sheetName: string | undefined) {
  const visible = file.sheets.filter(({ isHidden }) => !isHidden)
  if (sheetName === undefined || file.kind === 'csv') {
    if (file.sheets.length > 0 && visible.length === 0)
      throw new Refusal('invalid', '工作簿里的表都是隐藏的；请取消隐藏要导入的那一张，保存后再导入。')
    const ours: readonly string[] = TEMPLATE_SHEETS
    const theirs = visible.filter(({ name }) => !ours.includes(name))
    return (theirs.length > 0 ? theirs : visible).slice(0, SHEETS_LOOKED_AT)
  }
  const named = file.sheets.filter(({ name }) => name === sheetName)
  if (named.some(({ isHidden }) => isHidden))
    throw new Refusal('invalid', '工作表“{sheet}”是隐藏的；请取消隐藏，保存后再导入。', { sheet: sheetName })
  if (named.length === 0)
    throw new Refusal('invalid', '没有名为“{sheet}”的工作表；这个文件里有：{names}。', {
      sheet: sheetName,
      names: visible.map(({ name }) => name).join('、'),
    })
  return named
}

/** The header by a mapping: the one given for this file, or the one kept for exactly these headers. */
function byMapping(
  all: readonly Candidate[],
  { given, kept = [] }: Mappings,
  kind: BulkKind,
): { readonly header: Header; readonly kept: KeptMapping | undefined } | undefined {
  if (given) {
    const named = Object.keys(given)
    const has = (one: Candidate) => named.filter((label) => one.header.labels.includes(label)).length
    const [best] = all.toSorted((a, b) => has(b) - has(a))
    return best && { header: mapped(best.header, given, kind), kept: undefined }
  }
  for (const { header } of all) {
    const same = kept.find((one) => sameLabels(one.labels, header.labels))
    if (same) return { header: mapped(header, same.fields, kind), kept: same }
  }
  return undefined
}

function sameLabels(a: readonly string[], b: readonly string[]): boolean {
  const [x, y] = [keyLabels(a), keyLabels(b)]
  return x.length === y.length && x.every((label, i) => label === y[i])
}

/** Headers as a mapping is kept for them: without empty ones and without the column of sentences a copy of ours has. */
export function keyLabels(labels: readonly string[]): string[] {
  return labels.filter((label) => label !== '' && label !== PROBLEM_COLUMN)
}

function oneOf(found: readonly Found[], kind: BulkKind): Found {
  const [only] = found
  if (found.length === 1 && only) return only
  const fitting = found.filter(({ fits }) => fits)
  const filled = fitting.filter(({ survey, header }) => survey.rows > header.rowsAbove)
  const [first, ...others] = filled.length > 0 ? filled : fitting
  const names = (sheets: readonly Found[]) => sheets.map(({ sheet }) => `“${sheet}”`).join('、')
  if (!first)
    throw new Refusal(
      'invalid',
      '{names}这几张表里都没有认出{kind}的表头（要有“{title}”这一列）；请核对文件，或指定工作表并对应各列。',
      { names: names(found), kind: kind.title, title: titleOfName(kind) },
    )
  if (others.length > 0)
    throw new Refusal(
      'invalid',
      '文件里有 {count} 张表都像{kind}表：{names}；请指定导入哪一张（命令行用 --sheet 名称）。',
      { count: others.length + 1, kind: kind.title, names: names([first, ...others]) },
    )
  return first
}

function titleOfName(kind: BulkKind): string {
  return kind.columns.find((column) => column.field === kind.nameField)?.title ?? ''
}

function refuseHeader(header: Header, kind: BulkKind): void {
  const known = header.places.filter((place) => place !== undefined)
  if (header.labels.filter((label) => label !== '').length > HEADER_COLUMNS_MAX)
    throw new Refusal('invalid', '表头超过 {limit} 列，请删去不导入的列后再导入。', {
      limit: HEADER_COLUMNS_MAX,
    })
  if (known.length === 0)
    throw new Refusal(
      'invalid',
      '没有认出表头：应有一行是列名，例如“{example}”；列名不同的，请在导入页面把各列对应起来（命令行用 --map）。',
      {
        example: kind.columns
          .slice(0, 3)
          .map((column) => column.title)
          .join('、'),
      },
    )
  const [twice] = header.repeated
  if (twice)
    throw new Refusal('invalid', '表头里“{title}”出现了两次，请只留一列，或在导入页面说明用哪一列。', {
      title: twice.title,
    })
  if (!known.some((place) => place.column.field === kind.nameField))
    throw new Refusal(
      'invalid',
      '表头里没有“{title}”（{field}）这一列，请补上，或在导入页面说明哪一列是它。',
      {
        title: titleOfName(kind),
        field: kind.nameField,
      },
    )
}

function* notesOf(file: TableFile, found: readonly Found[], chosen: Found): Generator<string> {
  const { survey, header, sheet, kept } = chosen
  const ours: readonly string[] = TEMPLATE_SHEETS
  const hidden = file.sheets
    .filter(({ isHidden, name }) => isHidden && !ours.includes(name))
    .map(({ name }) => `“${name}”`)
  if (hidden.length > 0) yield `隐藏的工作表${hidden.join('、')}没有读取。`
  const others = found.filter((other) => other !== chosen).map((other) => `“${other.sheet}”`)
  if (others.length > 0) yield `读取的是工作表“${sheet}”，没有读取${others.join('、')}。`
  if (header.firstRow > 1) yield `表头在第 ${header.firstRow} 行，它上面的内容没有读取。`
  if (survey.hiddenColumns.length > 0)
    yield `隐藏的 ${survey.hiddenColumns.length} 列没有读取；需要的请取消隐藏后再导入。`
  const isUnitUsed = header.places.some(
    (place) => place?.column.holds === 'money' && place.unit === header.unitAbove,
  )
  if (header.unitAbove !== undefined && isUnitUsed)
    yield `表头没有写单位的金额，按表格上方所写的“单位：${header.unitAbove}”读取。`
  if (kept) yield `各列按本单位 ${kept.keptOn} 保存的对应关系读取。`
}

/** Rows below the header; refuses the whole file when what stands above it marks it as secret (practice.md P17). */
export async function* rowsBelow({ file, sheet, header, survey }: Table): AsyncGenerator<SheetRow> {
  refuseSecret([sheet, ...survey.top.slice(0, header.rowsAbove).flatMap(({ cells }) => cells)])
  for await (const row of file.rows(sheet)) if (row.row > header.lastRow) yield row
}

function refuseSecret(texts: readonly string[]): void {
  if (texts.some((text) => textFault(text, 'prose') === NOT_PUBLIC))
    throw new Refusal('invalid', '{message}', { message: NOT_PUBLIC })
}
