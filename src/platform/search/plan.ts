import { trigramTerms } from './document.ts'
import { fold } from './fold.ts'
import { STOP_WORDS } from './stop-words.ts'
import { cut, runs, searchWords, wordTerm, type Run } from './tokens.ts'

/** Longer queries are cut, with a hint: nobody reads what a longer one would find. */
export const LONGEST_QUERY = 200
/** Terms of one query; each is a list to read. */
const MOST_TERMS = 48
const QUOTED = /"([^"]+)"|“([^”]+)”|「([^」]+)」|『([^』]+)』/g
/** Signs that change what a word means: C++, 50%, a_b, #3. A word with one is searched literally. */
const MEANINGFUL = /[%_+#@&$*=^~±°℃\\]/

/** What a query asks for, in terms of the index. */
export interface QueryPlan {
  /** The folded query. */
  readonly text: string
  /** Terms every hit must have. */
  readonly required: readonly string[]
  /** Terms that only raise a hit: whole words and neighbouring pairs. */
  readonly bonus: readonly string[]
  /** Folded text every hit must contain as it is. */
  readonly literals: readonly string[]
  /** Terms of inexact search, when nothing has all required ones. */
  readonly loose: readonly string[]
  /** Folded pieces to mark in the hits; Latin ones match by word. */
  readonly marks: readonly string[]
  readonly wasCut: boolean
}

/** Reads a query as people write it. Never refuses: what cannot be searched is left out. */
export function planQuery(query: string): QueryPlan {
  const characters = Array.from(query.normalize('NFC').trim())
  const wasCut = characters.length > LONGEST_QUERY
  const given = characters.slice(0, LONGEST_QUERY).join('')
  const quoted = [...given.matchAll(QUOTED)].map((match) =>
    fold(match.slice(1).find((part) => part !== undefined) ?? '').trim(),
  )
  const literals = quoted.filter((literal) => literal !== '')
  const free = fold(given.replaceAll(QUOTED, ' ')).trim()
  for (const chunk of free.split(/\s+/)) {
    if (MEANINGFUL.test(chunk) && /[\p{L}\p{N}]/u.test(chunk)) literals.push(chunk)
  }
  const text = [free, ...quoted].join(' ').trim()
  const collected = new Collector()
  for (const run of meaningful(runs(text))) collected.take(run)
  return { text, ...collected.result(), literals, wasCut }
}

/** Leaves out punctuation and stop words when there is anything else to search for. */
function meaningful(all: readonly Run[]): readonly Run[] {
  const words = all.filter((run) => run.kind !== 'symbol')
  if (words.length === 0) return all
  const telling = words.filter((run) => !STOP_WORDS.has(run.text))
  return telling.length === 0 ? words : telling
}

class Collector {
  readonly #required = new Set<string>()
  readonly #bonus = new Set<string>()
  readonly #loose = new Set<string>()
  readonly #marks = new Set<string>()

  take(run: Run): void {
    if (run.kind === 'cjk') this.#takeCjk(run.text)
    else {
      const term = run.kind === 'word' ? wordTerm(run.text) : run.text
      this.#required.add(term)
      this.#loose.add(term)
      this.#marks.add(run.text)
      if (run.kind === 'word') for (const trigram of trigramTerms(run.text)) this.#loose.add(trigram)
    }
  }

  #takeCjk(text: string): void {
    const characters = Array.from(text)
    for (const pair of pairsOf(characters)) {
      this.#bonus.add(pair)
      this.#loose.add(pair)
    }
    for (const character of characters) this.#loose.add(character)
    for (const piece of pieces(text)) {
      this.#marks.add(piece)
      for (const part of partsOf(piece)) {
        this.#marks.add(part)
        const inPart = Array.from(part)
        if (inPart.length === 1) this.#required.add(part)
        else for (const pair of pairsOf(inPart)) this.#required.add(pair)
      }
      if (Array.from(piece).length > 2) this.#bonus.add(piece)
    }
  }

  result(): Pick<QueryPlan, 'required' | 'bonus' | 'loose' | 'marks'> {
    const required = [...this.#required].slice(0, MOST_TERMS)
    const bonus = [...this.#bonus].filter((term) => !this.#required.has(term)).slice(0, MOST_TERMS)
    return { required, bonus, loose: [...this.#loose].slice(0, 2 * MOST_TERMS), marks: [...this.#marks] }
  }
}

/**
 * Words of a run without stop words. Neighbouring characters that belong to no word stay together: an unknown name
 * is searched as written, while known words may stand in any order.
 */
function pieces(text: string): string[] {
  const found: string[] = []
  let singles = ''
  const flush = (): void => {
    if (singles !== '') found.push(singles)
    singles = ''
  }
  for (const word of cut(text)) {
    if (STOP_WORDS.has(word)) flush()
    else if (Array.from(word).length === 1) singles += word
    else {
      flush()
      found.push(word)
    }
  }
  flush()
  return found.length === 0 ? [text] : found
}

/**
 * The shorter words a compound is made of (锂离子电池: 锂离子, 电池), which a text may have apart; the piece itself
 * when no shorter words cover it. Texts that have it in one piece still come first, by the bonus of its pairs.
 */
function partsOf(piece: string): string[] {
  const words = new Set(searchWords(piece).filter((word) => word !== piece && Array.from(word).length > 1))
  const parts: string[] = []
  let rest = piece
  while (rest !== '') {
    const longest = [...words].filter((word) => rest.startsWith(word)).sort((a, b) => b.length - a.length)[0]
    if (longest === undefined) return [piece]
    parts.push(longest)
    rest = rest.slice(longest.length)
  }
  return parts
}

/** Neighbouring pairs of characters. */
export function pairsOf(characters: readonly string[]): string[] {
  return characters.slice(1).map((character, i) => (characters[i] ?? '') + character)
}
