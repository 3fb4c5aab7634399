import { analyse, facetTerm, type AnalysedDoc, type SearchDoc } from './document.ts'
import { planQuery } from './plan.ts'
import { isRange, type Question } from './question.ts'

/** A question as terms of the index: the same plan and the same terms as a search has. */
interface Asked<Key> {
  readonly key: Key
  readonly required: readonly string[]
  readonly literals: readonly string[]
  /** Terms of one filter each: a document has at least one of them. */
  readonly groups: readonly (readonly string[])[]
  readonly ranges: readonly { readonly facet: string; readonly min: number; readonly max: number }[]
}

/**
 * Search the other way round: many kept questions, one document at a time. Meets exactly the documents an exact search
 * would (never the inexact ones it falls back to), without reading the index, so that thousands of questions cost a
 * changed record a few dozen look-ups.
 */
export class Percolator<Key> {
  /** Questions by a term without which they are not met. */
  readonly #byTerm = new Map<string, Asked<Key>[]>()
  /** Questions that ask for no single term. */
  readonly #others: Asked<Key>[] = []

  constructor(questions: readonly { readonly key: Key; readonly question: Question }[]) {
    for (const { key, question } of questions) {
      const asked = askedOf(key, question)
      const doors = doorsOf(asked)
      if (doors.length === 0) this.#others.push(asked)
      for (const term of doors) {
        const known = this.#byTerm.get(term)
        if (known === undefined) this.#byTerm.set(term, [asked])
        else known.push(asked)
      }
    }
  }

  /** Keys of the questions this document answers, each once. */
  meeting(doc: SearchDoc): Key[] {
    const analysed = analyse(doc)
    const found = new Set<Key>()
    const take = (asked: Asked<Key>) => {
      if (!found.has(asked.key) && isMet(asked, doc, analysed)) found.add(asked.key)
    }
    this.#others.forEach(take)
    for (const terms of [analysed.frequencies.keys(), analysed.flags])
      for (const term of terms) this.#byTerm.get(term)?.forEach(take)
    return [...found]
  }
}

/** Terms one of which every answer has: the longest word asked for is the rarest, mostly; else the values of a filter. */
function doorsOf<Key>({ required, groups }: Asked<Key>): readonly string[] {
  const longest = required.toSorted((a, b) => b.length - a.length)[0]
  return longest === undefined ? (groups[0] ?? []) : [longest]
}

function askedOf<Key>(key: Key, { q, filters }: Question): Asked<Key> {
  const plan = planQuery(q)
  const groups: string[][] = []
  const ranges: { facet: string; min: number; max: number }[] = []
  for (const [facet, filter] of Object.entries(filters)) {
    if (isRange(filter)) ranges.push({ facet, min: filter.min ?? -Infinity, max: filter.max ?? Infinity })
    else {
      const values = [filter].flat()
      if (values.length > 0) groups.push(values.map((value) => facetTerm(facet, value)))
    }
  }
  return { key, required: plan.required, literals: plan.literals, groups, ranges }
}

function isMet<Key>(asked: Asked<Key>, doc: SearchDoc, { text, frequencies, flags }: AnalysedDoc): boolean {
  return (
    asked.required.every((term) => frequencies.has(term)) &&
    asked.groups.every((terms) => terms.some((term) => flags.has(term))) &&
    asked.ranges.every(({ facet, min, max }) =>
      [doc.facets[facet] ?? []].flat().some((value) => Number(value) >= min && Number(value) <= max),
    ) &&
    asked.literals.every((literal) => text.includes(literal))
  )
}
