/** Shorter runs are ordinary phrases; longer ones are copied (practice.md P17: overlaps shown before submit). */
const RUN_MIN = 8

/**
 * Longest runs of at least eight characters that stand in both texts, whatever the punctuation, width of spaces or
 * line breaks between them; in the order of the confidential text, none inside another.
 */
export function overlaps(confidential: string, open: string): string[] {
  const secret = bare(confidential)
  const known = bare(open)
  const grams = new Set<string>()
  for (let i = 0; i + RUN_MIN <= known.length; i += 1) grams.add(known.slice(i, i + RUN_MIN).join(''))
  const runs: string[] = []
  let from = 0
  while (from + RUN_MIN <= secret.length) {
    let length = 0
    while (from + length + RUN_MIN <= secret.length && grams.has(gram(secret, from + length))) length += 1
    if (length === 0) {
      from += 1
      continue
    }
    runs.push(secret.slice(from, from + length + RUN_MIN - 1).join(''))
    from += length + RUN_MIN - 1
  }
  return runs
}

function gram(text: readonly string[], from: number): string {
  return text.slice(from, from + RUN_MIN).join('')
}

function bare(text: string): string[] {
  return Array.from(text.normalize('NFKC').replace(/[\s\p{P}]/gu, ''))
}
