import { foldWidth } from '../forms/text.ts'
import type { CellProblem } from '../workbook/sheet.ts'

/** What is wrong with cells whose text is not what the person means, whatever their column. */
export const PROBLEMS: Readonly<Record<CellProblem, string>> = {
  error: '单元格是错误值（如 #N/A、#REF!），请改正公式，或直接填写内容。',
  uncalculated:
    '单元格是公式，但文件里没有它的计算结果（多由程序导出）；请用表格软件打开并保存一次，或改填计算结果。',
  digitsLost:
    '数字超过 15 位，表格软件已把后面的位数变成 0，无法还原；请先把这一列设为“文本”格式，再重新填写原来的号码。',
}

/** Why a cell cannot be taken at all, whatever its column; the message repeats nothing of it. */
export function cellFault(cell: string, maxChars: number): string | undefined {
  if (cell.length > maxChars)
    return `单元格有 ${cell.length} 字，超过 ${maxChars} 字的上限，请删减或放进附件。`
  if (isFormula(cell))
    return '单元格以公式符号开头，像是公式；请在表格软件中改为文字（选择性粘贴为数值）后再导出。'
  return undefined
}

/** A code that a spreadsheet has shortened to 9.14403E+17 before it was saved as text. */
export function codeFault(cell: string): string | undefined {
  if (!/^\d(?:\.\d+)?E\+\d{1,3}$/i.test(foldWidth(cell).trim())) return undefined
  return '号码变成了科学记数（形如 9.14E+17），后面的位数已丢失；请把这一列设为“文本”格式，再重新填写原来的号码。'
}

/** What a spreadsheet would run: an equals sign, an @ function, or a sign with a call to another program. */
export function isFormula(cell: string): boolean {
  const text = foldWidth(cell).trimStart()
  if (/^=./s.test(text)) return true
  return (
    /^@[A-Za-z]+\(/.test(text) ||
    /^[+\-@].*(\||!|\()[^)]*[!|(]/s.test(text) ||
    /^[+-]\s*[A-Za-z]+\(/.test(text)
  )
}
