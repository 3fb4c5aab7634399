import { facetTerm } from './document.ts'
import { facetValues } from './lists.ts'
import type { Sql } from './sql.ts'

/** A value, several of which any may hold, or a range of whole numbers, both ends included. */
export type Filter =
  | string
  | number
  | boolean
  | readonly (string | number)[]
  | { readonly min?: number; readonly max?: number }

export type Filters = Readonly<Record<string, Filter>>

/** Terms of one filter; a hit has at least one of them. */
export interface FilterGroup {
  readonly facet: string
  readonly terms: readonly string[]
}

/** Values of a facet a range looks through at most. */
const MOST_VALUES = 2_000

/** The groups of index terms a hit must meet; a filter without values asks for nothing. */
export async function filterGroups(sql: Sql, kind: string, filters: Filters): Promise<FilterGroup[]> {
  const groups: FilterGroup[] = []
  for (const [facet, filter] of Object.entries(filters)) {
    if (typeof filter !== 'object') groups.push({ facet, terms: [facetTerm(facet, filter)] })
    else if (isList(filter)) {
      if (filter.length > 0) groups.push({ facet, terms: filter.map((value) => facetTerm(facet, value)) })
    } else if (filter.min !== undefined || filter.max !== undefined) {
      groups.push({ facet, terms: await rangeTerms(sql, kind, facet, filter) })
    }
  }
  return groups
}

function isList(filter: Filter): filter is readonly (string | number)[] {
  return Array.isArray(filter)
}

async function rangeTerms(
  sql: Sql,
  kind: string,
  facet: string,
  { min = -Infinity, max = Infinity }: { readonly min?: number; readonly max?: number },
): Promise<string[]> {
  const values = await facetValues(sql, kind, facet, MOST_VALUES)
  return values
    .map(({ term }) => term)
    .filter((term) => {
      const value = Number(term.slice(facetTerm(facet, '').length))
      return value >= min && value <= max
    })
}
