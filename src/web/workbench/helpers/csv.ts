/** Cells that a spreadsheet would run as a formula are given as text. */
const FORMULA = /^[=+\-@\t\r]/

/** A table as CSV for Excel and WPS: byte order mark, CRLF, quoted cells, formulas made harmless. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => `"${(FORMULA.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}
