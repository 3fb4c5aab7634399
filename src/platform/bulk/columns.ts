import { INDUSTRY_SECTIONS } from '../forms/classes.ts'
import { foldWidth, line, prose } from '../forms/text.ts'
import { readCreditCode } from '../identity/creditCode.ts'
import { asText, asYesNo, asYuan, choice, moneyIn, secrecy, text, yesNo } from './cells.ts'
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
  return column(field, title, { read: choice(options), aliases })
}

export function yesNoColumn(field: string, title: string, aliases: readonly string[] = []): BulkColumn {
  return column(field, title, { read: yesNo, write: asYesNo, aliases })
}

/** Money: 元 or 万元 in the header or the cell; under the field's own name it is fen. */
export function moneyColumn(field: string, title: string, aliases: readonly string[]): BulkColumn {
  return column(field, title, { read: moneyIn, write: asYuan, unit: '元', fieldUnit: '分', aliases })
}

export function codeColumn(aliases: readonly string[]): BulkColumn {
  return column('code', '编号', { aliases, read: (cell) => foldWidth(text(cell)).trim() })
}

export const secrecyColumn = column('secrecy', '密级', {
  read: secrecy,
  aliases: ['保密级别', '秘密等级', '涉密等级', '是否涉密', '涉密'],
})

/** Whose record it is and whether it is an example (practice.md P3): `ownerTitle` is 完成单位 or 需求单位. */
export const exportedOnly = (ownerTitle: string): readonly BulkColumn[] => [
  column('ownerName', ownerTitle),
  yesNoColumn('sample', '示例'),
]

/** Letter of the industry section, with or without its name: `C 制造业`. */
export const sectionColumn = column('industrySection', '行业门类', {
  aliases: ['industry.section'],
  read: (cell) => {
    const letter = foldWidth(cell).trim().slice(0, 1).toUpperCase()
    if ((INDUSTRY_SECTIONS as readonly string[]).includes(letter)) return letter
    throw new CellFault('行业门类应以 A 至 T 的字母开头，例如“C 制造业”。')
  },
})

export const divisionColumn = column('industryDivision', '行业大类', {
  aliases: ['industry.division'],
  read: (cell) => foldWidth(cell).trim().padStart(2, '0'),
})

/** Only checked, never stored: the owner's code is a fact of the organisation. */
export const creditCodeColumn = column('ownerCreditCode', '统一社会信用代码', {
  aliases: ['信用代码', 'creditCode', '单位信用代码'],
  read: (cell) => {
    const answer = readCreditCode(cell)
    if (answer.fault !== undefined) throw new CellFault(answer.fault)
    return answer.code
  },
})
