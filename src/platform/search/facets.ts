import { facetTerm } from './document.ts'
import { completeLists, deadDocs, facetValues, firstLists, flatten } from './lists.ts'
import { countCommon, type Scored } from './sets.ts'
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

async function countFacet(sql: Sql, kind: string, facet: string, hits: Scored | null): Promise<FacetCount[]> {
  const values = await facetValues(sql, kind, facet, MOST_COUNTED)
  const valueOf = (term: string): string => term.slice(facetTerm(facet, '').length)
  const { state, terms } = await firstLists(
    sql,
    kind,
    values.map(({ term }) => term),
  )
  const dead = Int32Array.from(await deadDocs(sql, kind, state.version)).sort()
  if (hits !== null || dead.length > 0) await completeLists(sql, [...terms.values()])
  const countOf = (term: string, df: number): number => {
    const { docs } = flatten(terms.get(term))
    return hits === null ? df - countCommon(docs, dead) : countCommon(docs, hits.docs)
  }
  return values
    .map(({ term, df }) => ({ value: valueOf(term), count: countOf(term, df) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
}
