import type { Tx } from '../db/database.ts'
import type { DossierRow } from '../procedure/store.ts'

/** Items of one round; a call that draws more is divided by the unit. */
const RIVALS_MAX = 300

/** Open dossiers of the same procedure in the same state: they compete with this one. */
export async function competingDossiers(tx: Tx, dossier: DossierRow): Promise<DossierRow[]> {
  return tx
    .as<{ 'platform.dossier': DossierRow }>('platform')
    .selectFrom('platform.dossier')
    .selectAll()
    .where('procedure', '=', dossier.procedure)
    .where('state', '=', dossier.state)
    .where('id', '<>', dossier.id)
    .limit(RIVALS_MAX)
    .execute()
}
