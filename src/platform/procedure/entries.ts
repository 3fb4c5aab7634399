import { v7 } from 'uuid'
import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { markedFields } from '../command/secret.ts'
import { inputOf, type ActionDef, type Procedure } from './procedure.ts'
import { insertEntry, type DossierRow } from './store.ts'

/** What the dossier shows of an input: never codes, nothing of a person that must be forgettable (P18), no secret. */
export function keptOf(action: ActionDef, input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input
  const form = inputOf(action)
  const left = new Set(MARKS.flatMap((mark) => markedFields(form, mark)))
  return Object.fromEntries(Object.entries(input).filter(([name]) => !left.has(name)))
}

const MARKS = ['secret', 'transient', 'personal'] as const

/** The entry of a dossier for what was just done. */
export async function recordEntry(
  tx: CommandTx,
  procedure: Procedure,
  dossier: DossierRow,
  action: string,
  from: string,
  input: unknown,
  actor: Actor,
  now: Instant,
): Promise<void> {
  await insertEntry(tx, procedure.module, {
    id: v7(),
    dossier_id: dossier.id,
    visit: dossier.visit,
    action,
    from_state: from,
    to_state: dossier.state,
    actor_kind: actor.kind,
    person_id: actor.personId,
    org_id: actor.orgId,
    agent_for: actor.agentFor,
    input,
    at: now,
    journal_id: tx.journalId,
  })
}
