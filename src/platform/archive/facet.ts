import type { Facet } from '../procedure/facet.ts'

/** A dossier that enters an end state is due for the archive; the volume is made outside its command. */
export const archiveFacet: Facet = {
  name: 'archive',
  entered: async (tx, { procedure }, dossier) => {
    if (procedure.states[dossier.state]?.end) await tx.emit('archive.due', { dossierId: dossier.id })
  },
}
