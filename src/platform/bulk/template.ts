import { columnName } from '../workbook/sheet.ts'
import {
  writeBook,
  type CellOut,
  type RowOut,
  type SheetOut,
  type ValidationOut,
} from '../workbook/writer.ts'
import { EXAMPLE_MARK } from './beside.ts'
import { headerText } from './export.ts'
import { requiredFields, type BulkColumn, type BulkKind } from './kind.ts'
import { TEMPLATE_SHEETS } from './table.ts'

const [HELP_SHEET, CHOICE_SHEET] = TEMPLATE_SHEETS
/** Rows with drop-down lists; an organisation fills some hundred at a time. */
const ROWS_PREPARED = 2_000
const HEADER_ROW = 1
const NARROW = 14
const WIDE = 36
/** Texts longer than this on average get a wide column. */
const LONG_TEXTS = /简介|问题|优势|范围|效益|名称|说明|资料/

/**
 * A workbook to fill in: headers in Chinese with * and units, drop-down lists, text format where digits count, one
 * example row that the import leaves out, and a sheet that says how to fill each column.
 */
export async function templateOf(kind: BulkKind): Promise<Buffer> {
  const listed = kind.columns.filter(({ choices }) => choices !== undefined)
  return writeBook([tableSheet(kind, listed), helpSheet(kind), choiceSheet(listed)])
}

function tableSheet(kind: BulkKind, listed: readonly BulkColumn[]): SheetOut {
  const required = requiredFields(kind)
  const header: RowOut = {
    height: 32,
    cells: kind.columns.map((column): CellOut => {
      const isRequired = required.has(column.field)
      return {
        text: headerText(column) + (isRequired ? '*' : ''),
        style: isRequired ? 'required' : 'header',
      }
    }),
  }
  const example: RowOut = {
    height: 32,
    cells: kind.columns.map((column) => ({ text: exampleOf(column, kind), style: 'example' })),
  }
  return {
    name: `${kind.title}导入表`,
    columns: kind.columns.map((column) => ({
      width: LONG_TEXTS.test(column.title) ? WIDE : NARROW,
      style: styleOf(column),
    })),
    rows: [header, example],
    frozenRows: HEADER_ROW,
    validations: kind.columns.map((column, i) => validationOf(column, i, listed)),
  }
}

function exampleOf(column: BulkColumn, kind: BulkKind): string {
  if (column.field === kind.nameField) return `${EXAMPLE_MARK}${column.example ?? ''}`
  if (column.example !== undefined) return column.example
  if (column.field === 'code') return '本行是示例，导入时不读取'
  return column.choices?.[0] ?? ''
}

function styleOf({ holds }: BulkColumn) {
  if (holds === 'day') return 'day'
  return holds === 'money' ? 'money' : holds === 'number' ? 'number' : 'text'
}

function validationOf(column: BulkColumn, place: number, listed: readonly BulkColumn[]): ValidationOut {
  const list = listed.indexOf(column)
  const name = columnName(list)
  return {
    column: place,
    fromRow: HEADER_ROW + 1,
    toRow: ROWS_PREPARED,
    title: column.title,
    hint: hintOf(column),
    ...(list >= 0 && {
      list: `'${CHOICE_SHEET}'!$${name}$2:$${name}$${(column.choices?.length ?? 0) + 1}`,
      isStrict: column.several !== true,
    }),
  }
}

function hintOf(column: BulkColumn): string {
  const choices = column.choices === undefined ? '' : '请从列表中选择'
  return [column.help, choices].filter((text) => text !== undefined && text !== '').join('；') || '填文字'
}

function needOf(column: BulkColumn, kind: BulkKind, required: ReadonlySet<string>): string {
  if (required.has(column.field)) return '必填'
  return kind.wanted?.includes(column.field) === true ? '发布前必填' : ''
}

function helpSheet(kind: BulkKind): SheetOut {
  const required = requiredFields(kind)
  const general = [
    `这是${kind.title}导入模板。填在“${kind.title}导入表”里，一行一条；不需要的列可以留空或删去，列的次序可以调整。`,
    `带 * 的列必填；${kind.wanted ? '下表写明“发布前必填”的可以以后在平台上补充，补齐后才能发布。' : ''}以“${EXAMPLE_MARK}”开头的示例行不会导入，可以留着，也可以删去。`,
    '带金额的列，单位以表头括号里写的为准，可以把“（元）”改成“（万元）”。日期写作 2024-05-01，也认 2024.5.1、2024年5月1日。',
    '编号、信用代码等号码的列已设为文本格式，请不要改成数字，以免丢失位数。平台只登记公开信息，涉密或内部的内容请勿填写。',
  ]
  const rows: RowOut[] = [
    { cells: [{ text: `${kind.title}导入表填写说明`, style: 'title' }] },
    ...general.map((text): RowOut => ({ cells: [{ text, style: 'wrapped' }], height: 34 })),
    { cells: [] },
    {
      cells: ['列', '是否必填', '怎样填写', '可选内容'].map((text) => ({ text, style: 'header' })),
    },
    ...kind.columns.map((column): RowOut => {
      const texts = [
        headerText(column),
        needOf(column, kind, required),
        column.help ?? '',
        column.choices?.join('、') ?? '',
      ]
      return { cells: texts.map((text) => ({ text, style: 'wrapped' })) }
    }),
  ]
  const across = Array.from({ length: general.length + 1 }, (_, row) => ({
    fromRow: row,
    toRow: row,
    fromColumn: 0,
    toColumn: 3,
  }))
  const widths = [24, 10, 50, 60].map((width) => ({ width }))
  return { name: HELP_SHEET, columns: widths, rows, merges: across }
}

/** One column for each list, under its title. */
function choiceSheet(listed: readonly BulkColumn[]): SheetOut {
  const longest = Math.max(0, ...listed.map(({ choices }) => choices?.length ?? 0))
  const rows: RowOut[] = [
    { cells: listed.map(({ title }) => ({ text: title, style: 'header' })) },
    ...Array.from({ length: longest }, (_, i): RowOut => {
      return { cells: listed.map(({ choices }) => ({ text: choices?.[i] ?? '' })) }
    }),
  ]
  return { name: CHOICE_SHEET, isHidden: true, columns: listed.map(() => ({ width: 24 })), rows }
}
