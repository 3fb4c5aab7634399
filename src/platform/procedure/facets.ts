import { archiveFacet } from '../archive/facet.ts'
import { consentFacet } from '../consent/facet.ts'
import { counterFacet } from '../counter/facet.ts'
import type { Tx } from '../db/database.ts'
import { letterFacet } from '../letters/facet.ts'
import { noticeFacet } from '../notice/facet.ts'
import { panelFacet } from '../panel/facet.ts'
import type { Facet, Standings } from './facet.ts'
import type { Binding } from './perform.ts'
import type { DossierRow } from './store.ts'

/** Every facet of the ground, in the order they are told. */
export const facets: readonly Facet[] = [
  consentFacet,
  noticeFacet,
  panelFacet,
  letterFacet,
  counterFacet,
  archiveFacet,
]

/** How all facets of the dossier's state stand. */
export async function standingsOf(tx: Tx, binding: Binding, dossier: DossierRow): Promise<Standings> {
  let all: Standings = {}
  for (const { standing } of facets) if (standing) all = { ...all, ...(await standing(tx, binding, dossier)) }
  return all
}
