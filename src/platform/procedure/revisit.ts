import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Binding } from './perform.ts'
import { recordEntry } from './entries.ts'
import { moveDossier, type DossierRow } from './store.ts'
import { renewTerms } from './terms.ts'

/** What a dossier's history calls a notice that began anew. */
export const RESTART = 'notice.amend'

/**
 * Lets the state a dossier is in begin anew as a visit of its own, with its term from today (a restarted notice). Not an
 * action of the procedure: the state stays, and so do effects and facets, which the caller sees to.
 */
export async function revisit(
  tx: CommandTx,
  { procedure }: Binding,
  dossier: DossierRow,
  input: unknown,
  actor: Actor,
  now: Instant,
): Promise<DossierRow> {
  const { module } = procedure
  const anew = { ...dossier, visit: dossier.visit + 1, entered_at: now }
  const { state, visit, entered_at, closed_at, step, unit_id, asked_org_ids } = anew
  await moveDossier(tx, module, dossier.id, {
    state,
    visit,
    entered_at,
    closed_at,
    step,
    unit_id,
    asked_org_ids,
  })
  await recordEntry(tx, procedure, anew, RESTART, dossier.state, input, actor, now)
  await renewTerms(tx, procedure, anew, now)
  return anew
}
