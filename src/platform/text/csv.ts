import { stringify } from 'csv-stringify/sync'

/** Spreadsheets take a csv for UTF-8 only with a byte order mark. */
export const BOM = '\ufeff'
/** What a spreadsheet may take for a formula when a cell begins with it, full-width forms included. */
export const RISKY = /^[=+\-@＝＋－＠\t\r\n]/

/** Cell text that no spreadsheet runs: an apostrophe keeps what would be a formula a text. */
export function harmless(text: string): string {
  return RISKY.test(text) ? `'${text}` : text
}

/** A small table as csv; amounts come as numbers, everything else as text that is kept from being run. */
export function csvOf(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? harmless(cell) : (cell ?? ''))),
  )
  return BOM + stringify([[...head], ...cells])
}
