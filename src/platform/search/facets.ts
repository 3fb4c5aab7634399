import { DISCREET, facetTerm } from './document.ts'
import { completeLists, deadDocs, facetValues, firstLists, flatten } from './lists.ts'
import { countCommon, seek, type Scored } from './sets.ts'
import type { Sql } from './sql.ts'

export interface FacetCount {
  readonly value: string
  readonly count: number
}

/** Values of one facet that are counted, the commonest. */
const MOST_COUNTED = 100
/** Facets counted in one query; more are left out. */
const MOST_FACETS = 12

/**
 * For each facet its values with how many hits have them, commonest first, zero left out. `hitsWithout` answers the
 * hits with the filters of that facet left out, so that the other values stay on offer; null means all documents.
 */
export async function countFacets(
  sql: Sql,
  kind: string,
  facets: readonly string[],
  hitsWithout: (facet: string) => Scored | null,
): Promise<Record<string, FacetCount[]>> {
  const counted: Record<string, FacetCount[]> = {}
  for (const facet of facets.slice(0, MOST_FACETS))
    counted[facet] = await countFacet(sql, kind, facet, hitsWithout(facet))
  return counted
}

/** Whether the one document left is one that no count may single out. */
function isDiscreet(
  docs: Int32Array,
  among: Int32Array | null,
  dead: Int32Array,
  discreet: Int32Array,
): boolean {
  const has = (list: Int32Array, doc: number) => list[seek(list, 0, doc)] === doc
  const only = docs.find((doc) => (among === null ? !has(dead, doc) : has(among, doc)))
  return only !== undefined && has(discreet, only)
}

async function countFacet(sql: Sql, kind: string, facet: string, hits: Scored | null): Promise<FacetCount[]> {
  const values = await facetValues(sql, kind, facet, MOST_COUNTED)
  const valueOf = (term: string): string => term.slice(facetTerm(facet, '').length)
  const { state, terms } = await firstLists(sql, kind, [...values.map(({ term }) => term), DISCREET])
  const dead = Int32Array.from(await deadDocs(sql, kind, state.version)).sort()
  const needed = hits !== null || dead.length > 0 ? [...terms.values()] : [terms.get(DISCREET)]
  await completeLists(
    sql,
    needed.filter((list) => list !== undefined),
  )
  const discreet = flatten(terms.get(DISCREET)).docs
  const countOf = (term: string, df: number): number => {
    const { docs } = flatten(terms.get(term))
    const among = hits?.docs ?? null
    const count = among === null ? df - countCommon(docs, dead) : countCommon(docs, among)
    return count === 1 && isDiscreet(docs, among, dead, discreet) ? 0 : count
  }
  return values
    .map(({ term, df }) => ({ value: valueOf(term), count: countOf(term, df) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
}
