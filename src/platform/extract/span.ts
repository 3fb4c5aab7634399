/** A place in a text, in UTF-16 units: `text.slice(from, to)` are the words. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Texts longer than this are read only up to here: forms take 2,000 characters, files 20,000. */
export const LONGEST_READ = 20_000

export function overlapping(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to
}

/** The span without white space at its ends. */
export function trimmed(text: string, { from, to }: Span): Span {
  let start = from
  let end = to
  while (start < end && /\s/.test(text.charAt(start))) start += 1
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1
  return { from: start, to: end }
}

/** Parts of a text between marks, each as a place; empty parts are left out. The marks themselves belong to no part. */
export function partsBetween(text: string, marks: RegExp): Span[] {
  const parts: Span[] = []
  let from = 0
  for (const mark of text.matchAll(marks)) {
    parts.push({ from, to: mark.index })
    from = mark.index + mark[0].length
  }
  parts.push({ from, to: text.length })
  return parts.map((part) => trimmed(text, part)).filter((part) => part.to > part.from)
}

/** Ends of sentences; a numbered point (1. 2、 （3）) begins a new one, a decimal point does not end one. */
const SENTENCE_END = /[。！？；!?;\n\r]+|\.(?=\s|$)|(?<!\d)\d{1,2}[、.](?!\d)|[（(]\d{1,2}[)）]|[①-⑳]/g
const CLAUSE_END = /[。！？；!?;\n\r，,：:（()）]+(?!\d{3}(?!\d))|\.(?=\s|$)|(?<!\d)\d{1,2}[、.](?!\d)|[①-⑳]/g

export function sentencesOf(text: string): Span[] {
  return partsBetween(text, SENTENCE_END)
}

/** Parts of sentences between commas, colons and brackets; a comma inside a number (5,000) is no mark. */
export function clausesOf(text: string): Span[] {
  return partsBetween(text, CLAUSE_END)
}
