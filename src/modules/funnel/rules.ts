/**
 * Small counts are withheld so that nobody's deal can be read off a table (practice.md P16), and further counts with
 * them, so that no total gives one away. Pure.
 */

/** `total` is the sum of `parts`, and whoever reads the tables knows it. */
export interface Sum {
  readonly total: string
  readonly parts: readonly string[]
}

/** A prime below 2^26: products stay exact in a double. Ranks of 0, 1, -1 matrices modulo it are those of the rationals. */
const PRIME = 67_108_859

/**
 * Names of the cells to withhold: all above 0 and below `below`, and as few others as a simple rule finds, until the
 * sums among the shown cells determine none of them. Zeros are shown. Cells named `open` are known to everybody and
 * never withheld; undefined when because of them nothing hides the small ones.
 */
export function withheld(
  cells: ReadonlyMap<string, number>,
  sums: readonly Sum[],
  below: number,
  open: ReadonlySet<string> = new Set(),
): ReadonlySet<string> | undefined {
  const valueOf = (name: string) => cells.get(name) ?? 0
  const hidden = new Set(
    [...cells].filter(([name, n]) => n > 0 && n < below && !open.has(name)).map(([name]) => name),
  )
  /** Hides one more of the sum: the smallest count, the total only when no part is left. */
  const hideOneOf = ({ total, parts }: Sum): boolean => {
    const free = (name: string) => valueOf(name) > 0 && !hidden.has(name) && !open.has(name)
    const [next] = parts.filter(free).sort((a, b) => valueOf(a) - valueOf(b))
    const name = next ?? (free(total) ? total : undefined)
    if (name === undefined) return false
    hidden.add(name)
    return true
  }
  for (;;) {
    const exposed = sums.filter((sum) => isExposed(sum, hidden, valueOf))
    if (exposed.map(hideOneOf).includes(true)) continue
    if (exposed.length > 0) return undefined
    const known = determined(hidden, sums)
    if (known === undefined) return hidden
    const near = sums.filter(({ total, parts }) => total === known || parts.includes(known))
    if (!near.some(hideOneOf) && !sums.some(hideOneOf)) return undefined
  }
}

/** One withheld cell of a sum follows from the others; several that are all 1 follow from their sum. */
function isExposed(
  { total, parts }: Sum,
  hidden: ReadonlySet<string>,
  valueOf: (name: string) => number,
): boolean {
  const unknown = parts.filter((name) => hidden.has(name))
  if (hidden.has(total)) return unknown.length === 0
  if (unknown.length === 0) return false
  const sum = unknown.reduce((all, name) => all + valueOf(name), 0)
  return unknown.length === 1 || sum <= unknown.length
}

/** A withheld cell that the sums determine, by elimination over all of them; undefined when none is. */
export function determined(hidden: ReadonlySet<string>, sums: readonly Sum[]): string | undefined {
  const names = [...hidden]
  const columnOf = new Map(names.map((name, column) => [name, column]))
  const rows = sums.flatMap(({ total, parts }) => {
    const row = new Float64Array(names.length)
    for (const part of parts) {
      const column = columnOf.get(part)
      if (column !== undefined) row[column] = 1
    }
    const column = columnOf.get(total)
    if (column !== undefined) row[column] = PRIME - 1
    return row.some((value) => value !== 0) ? [row] : []
  })
  for (const { row } of reduced(rows)) {
    const places = [...row.keys()].filter((place) => row[place] !== 0)
    const [only] = places
    if (places.length === 1 && only !== undefined) return names[only]
  }
  return undefined
}

/** Reduced row echelon form modulo PRIME; rows without a pivot are left out. */
function reduced(rows: Float64Array[]): { readonly row: Float64Array }[] {
  const width = rows[0]?.length ?? 0
  let done = 0
  for (let column = 0; column < width && done < rows.length; column += 1) {
    const found = rows.findIndex((row, place) => place >= done && row[column] !== 0)
    const pivot = rows[found]
    const other = rows[done]
    if (found < 0 || pivot === undefined || other === undefined) continue
    rows[found] = other
    rows[done] = pivot
    const inverse = power(pivot[column] ?? 1, PRIME - 2)
    for (let place = column; place < width; place += 1) pivot[place] = ((pivot[place] ?? 0) * inverse) % PRIME
    for (const row of rows) {
      const factor = row === pivot ? 0 : (row[column] ?? 0)
      if (factor === 0) continue
      for (let place = column; place < width; place += 1)
        row[place] = ((row[place] ?? 0) + (PRIME - factor) * (pivot[place] ?? 0)) % PRIME
    }
    done += 1
  }
  return rows.slice(0, done).map((row) => ({ row }))
}

function power(base: number, exponent: number): number {
  let result = 1
  let square = base % PRIME
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * square) % PRIME
    square = (square * square) % PRIME
  }
  return result
}
