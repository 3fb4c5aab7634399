import { foldWithMap } from './fold.ts'
import { runs, wordTerm } from './tokens.ts'

/** A piece of a text as it was written, and whether the query met it. */
export interface Segment {
  readonly text: string
  readonly hit: boolean
}

/** How much of a long text a list shows, in UTF-16 units, and how much of it before the first hit. */
const SNIPPET = 160
const LEAD = 30

/** Splits a text at the places where folded marks stand in it; joined again the pieces are the composed (NFC) text. */
export function highlight(text: string, marks: readonly string[]): Segment[] {
  const { folded, original, starts } = foldWithMap(text)
  const hit = new Uint8Array(original.length)
  for (const [from, to] of places(folded, marks)) {
    // The last unit may be the inside of a character that folds to several (㎏ → kg): mark it whole.
    const last = starts[to - 1] ?? 0
    const end = starts.find((start, i) => i >= to && start > last) ?? original.length
    hit.fill(1, starts[from] ?? 0, end)
  }
  const segments: Segment[] = []
  for (let at = 0; at < original.length;) {
    let end = at + 1
    while (end < original.length && hit[end] === hit[at]) end += 1
    segments.push({ text: original.slice(at, end), hit: hit[at] === 1 })
    at = end
  }
  return segments
}

/** The part of a long text around its first hit, highlighted, with … where it was cut. */
export function snippet(text: string, marks: readonly string[]): Segment[] {
  const whole = highlight(text, marks)
  if (text.length <= SNIPPET) return whole
  const firstHit = whole.findIndex((segment) => segment.hit)
  const before = whole.slice(0, Math.max(0, firstHit)).reduce((sum, segment) => sum + segment.text.length, 0)
  const from = before <= SNIPPET - LEAD ? 0 : before - LEAD
  const cut: Segment[] = from > 0 ? [{ text: '…', hit: false }] : []
  let at = 0
  for (const segment of whole) {
    const piece = segment.text.slice(Math.max(0, from - at), Math.max(0, from + SNIPPET - at)).toWellFormed()
    if (piece !== '') cut.push({ text: piece, hit: segment.hit })
    at += segment.text.length
  }
  if (at > from + SNIPPET) cut.push({ text: '…', hit: false })
  return cut
}

/** Half-open places of the marks in folded text: Latin marks as whole words of the same stem, others anywhere. */
function places(folded: string, marks: readonly string[]): [from: number, to: number][] {
  const found: [number, number][] = []
  const stems = new Set<string>()
  for (const mark of marks) {
    if (mark === '') continue
    if (/^[\p{L}\p{N}.]+$/u.test(mark) && !/\p{Script=Han}/u.test(mark)) stems.add(wordTerm(mark))
    else
      for (let at = folded.indexOf(mark); at >= 0; at = folded.indexOf(mark, at + mark.length))
        found.push([at, at + mark.length])
  }
  if (stems.size > 0) {
    for (const run of runs(folded)) {
      if (run.kind === 'word' && stems.has(wordTerm(run.text))) found.push([run.at, run.at + run.text.length])
    }
  }
  return found
}
