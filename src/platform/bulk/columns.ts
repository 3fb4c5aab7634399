import { INDUSTRY_SECTIONS, INDUSTRY_TITLES } from '../forms/classes.ts'
import { foldWidth, line, prose } from '../forms/text.ts'
import { readCreditCode } from '../identity/creditCode.ts'
import {
  asList,
  asText,
  asYesNo,
  asYuan,
  choice,
  choices,
  day,
  list,
  moneyIn,
  secrecy,
  text,
  yesNo,
} from './cells.ts'
import { CellFault, type BulkColumn } from './kind.ts'

/**
 * Files bring names and texts that a person would be asked to change: too short, too long, used twice. They are
 * taken as they are and marked 待补充, up to these technical limits.
 */
const IMPORTED_NAME_CHARS = 300
const IMPORTED_TEXT_CHARS = 20_000

export const importedName = () => line(IMPORTED_NAME_CHARS)
export const importedText = () => prose(IMPORTED_TEXT_CHARS).nullish()

/** A column of text, or of what `more` says. */
export function column(field: string, title: string, more: Partial<BulkColumn> = {}): BulkColumn {
  return { field, title, read: text, write: asText, ...more }
}

/** A column of one of a few words. */
export function wordColumn(
  field: string,
  title: string,
  options: readonly string[],
  aliases: readonly string[] = [],
): BulkColumn {
  return column(field, title, { read: choice(options), aliases, choices: options })
}

/** A column of several of a few words. */
export function wordsColumn(
  field: string,
  title: string,
  options: readonly string[],
  aliases: readonly string[] = [],
): BulkColumn {
  const help = '可以填几项，用“；”隔开'
  return column(field, title, {
    read: choices(options),
    write: asList,
    aliases,
    choices: options,
    several: true,
    help,
  })
}

export function yesNoColumn(field: string, title: string, aliases: readonly string[] = []): BulkColumn {
  return column(field, title, { read: yesNo, write: asYesNo, aliases, choices: ['是', '否'] })
}

/** Several texts of the person's own choice. */
export function listColumn(field: string, title: string, more: Partial<BulkColumn> = {}): BulkColumn {
  return column(field, title, { read: list, write: asList, help: '几项之间用“；”隔开', ...more })
}

/** A day; `reading` says what a month without a day means. */
export function dayColumn(
  field: string,
  title: string,
  aliases: readonly string[] = [],
  reading: (cell: string) => string = day,
): BulkColumn {
  return column(field, title, { read: reading, aliases, holds: 'day', help: '写作 2024-05-01' })
}

/** Money: 元 or 万元 in the header or the cell; under the field's own name it is fen. */
export function moneyColumn(field: string, title: string, aliases: readonly string[]): BulkColumn {
  return column(field, title, {
    read: moneyIn,
    write: asYuan,
    unit: '元',
    fieldUnit: '分',
    aliases,
    holds: 'money',
    help: '按表头的单位填数字；表头可以改成“（万元）”',
  })
}

/** A number or code that must keep every digit: text in templates and exports. */
export function digitsColumn(field: string, title: string, more: Partial<BulkColumn> = {}): BulkColumn {
  return column(field, title, { read: (cell) => foldWidth(text(cell)).trim(), holds: 'code', ...more })
}

export function codeColumn(aliases: readonly string[]): BulkColumn {
  return digitsColumn('code', '编号', {
    aliases,
    help: '本单位自己的编号，不重复；再次导入时按它更新。不填则由平台编号',
  })
}

export const secrecyColumn = column('secrecy', '密级', {
  read: secrecy,
  aliases: ['保密级别', '秘密等级', '涉密等级', '是否涉密', '涉密'],
  choices: ['公开'],
  help: '平台只登记公开信息，涉密或内部的内容请勿填写',
})

/** Whose record it is and whether it is an example (practice.md P3): `ownerTitle` is 完成单位 or 需求单位. */
export const exportedOnly = (ownerTitle: string): readonly BulkColumn[] => [
  column('ownerName', ownerTitle),
  yesNoColumn('sample', '示例'),
]

/** Letter of the industry section, with or without its name: `C 制造业`. */
export const sectionColumn = column('industrySection', '行业门类', {
  aliases: ['industry.section'],
  choices: Object.values(INDUSTRY_TITLES),
  help: '国民经济行业分类的门类',
  read: (cell) => {
    const letter = foldWidth(cell).trim().slice(0, 1).toUpperCase()
    if ((INDUSTRY_SECTIONS as readonly string[]).includes(letter)) return letter
    throw new CellFault('行业门类应以 A 至 T 的字母开头，例如“C 制造业”。')
  },
})

export const divisionColumn = column('industryDivision', '行业大类', {
  aliases: ['industry.division'],
  holds: 'code',
  help: '国民经济行业分类的两位代码，例如 14',
  read: (cell) => foldWidth(cell).trim().padStart(2, '0'),
})

/** Only checked, never stored: the owner's code is a fact of the organisation. */
export const creditCodeColumn = column('ownerCreditCode', '统一社会信用代码', {
  aliases: ['信用代码', 'creditCode', '单位信用代码'],
  holds: 'code',
  help: '18 位，只用来核对，不保存',
  read: (cell) => {
    const answer = readCreditCode(cell)
    if (answer.fault !== undefined) throw new CellFault(answer.fault)
    return answer.code
  },
})
