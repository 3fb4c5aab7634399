import type { Actor } from '../access/access.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import type { ActionDef, Procedure } from './procedure.ts'
import { hasPerformed, type DossierRow } from './store.ts'

/**
 * Refusal for whoever performed, or was represented in, one of the actions this one is apart from: a deputy must not
 * check what the represented person prepared, nor the other way round (domain/README convention 5).
 */
export async function separation(
  tx: Tx,
  procedure: Procedure,
  dossier: Pick<DossierRow, 'id'>,
  action: ActionDef,
  actor: Pick<Actor, 'personId' | 'agentFor'>,
): Promise<Refusal | undefined> {
  const who = await hasPerformed(tx, procedure.module, dossier.id, action.apartFrom ?? [], actor)
  if (who === undefined) return undefined
  const sentence =
    who === 'self'
      ? '提交人与审核人应当是不同的人，请由其他同事{action}。'
      : '提交人与审核人应当是不同的人，代理人与被代理人视为同一人，请由其他同事{action}。'
  return new Refusal('forbidden', sentence, { action: action.title })
}
