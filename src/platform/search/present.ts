import type { FacetValue } from './document.ts'

/** Facets without those that have no value: a filter never meets an absent one. */
export function presentFacets(
  facets: Readonly<Record<string, FacetValue | undefined>>,
): Readonly<Record<string, FacetValue>> {
  return Object.fromEntries(
    Object.entries(facets).filter(
      (entry): entry is [string, FacetValue] =>
        entry[1] !== undefined && !(Array.isArray(entry[1]) && entry[1].length === 0),
    ),
  )
}
