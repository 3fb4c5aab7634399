import { lettersOf } from './format.ts'

export interface Change {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

export interface Piece {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Longest text (characters) compared letter by letter; longer ones are shown as removed and added whole. */
const LETTERWISE = 1500

/** Fields whose values differ between two versions of a record, in the order of the newer one. */
export function changesOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Change[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])]
  return names
    .filter((name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null))
    .map((field) => ({ field, before: before[field], after: after[field] }))
}

/** The two texts as pieces that stayed, were added or removed; joined without the removed ones it is `after`. */
export function piecesOf(before: string, after: string): Piece[] {
  const a = lettersOf(before)
  const b = lettersOf(after)
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1
  let tail = 0
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail += 1
  const middle = between(a.slice(head, a.length - tail), b.slice(head, b.length - tail))
  const all: Piece[] = [
    { kind: 'same', text: a.slice(0, head).join('') },
    ...middle,
    { kind: 'same', text: tail === 0 ? '' : a.slice(-tail).join('') },
  ]
  return all.filter((piece) => piece.text !== '')
}

function between(a: readonly string[], b: readonly string[]): Piece[] {
  if (a.length > LETTERWISE || b.length > LETTERWISE) {
    return [
      { kind: 'removed', text: a.join('') },
      { kind: 'added', text: b.join('') },
    ]
  }
  const common = commonLengths(a, b)
  const pieces: { kind: Piece['kind']; text: string }[] = []
  const push = (kind: Piece['kind'], letter: string) => {
    const last = pieces[pieces.length - 1]
    if (last?.kind === kind) last.text += letter
    else pieces.push({ kind, text: letter })
  }
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push('same', a[i] ?? '')
      i += 1
      j += 1
    } else if (j >= b.length || (i < a.length && (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0))) {
      push('removed', a[i] ?? '')
      i += 1
    } else {
      push('added', b[j] ?? '')
      j += 1
    }
  }
  return pieces
}

/** Length of the longest common subsequence of a[i..] and b[j..], for every i and j. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = table[i]
    const below = table[i + 1]
    if (!row || !below) continue
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0)
    }
  }
  return table
}
