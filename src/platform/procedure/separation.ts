import type { Actor } from '../access/access.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import { partsOf, type ActionDef, type Procedure } from './procedure.ts'
import { hasActedFor, hasPerformed, type DossierRow } from './store.ts'

/**
 * Whether the actor, now of another organisation, acted for the applicant in a dossier: a clerk who entered its paper at
 * the counter neither judges the case nor answers what is said against it.
 */
export async function hasActedForApplicant(
  tx: Tx,
  module: string,
  { id, org_id: orgId }: Pick<DossierRow, 'id' | 'org_id'>,
  actor: Pick<Actor, 'personId' | 'agentFor' | 'orgId'>,
): Promise<boolean> {
  return actor.orgId !== orgId && (await hasActedFor(tx, module, id, orgId, actor))
}

const APART = {
  self: '提交人与审核人应当是不同的人，请由其他同事{action}。',
  agent: '提交人与审核人应当是不同的人，代理人与被代理人视为同一人，请由其他同事{action}。',
} as const

/**
 * Refusal for whoever acts for the unit after having acted for the applicant, and for whoever performed, or was represented in, one of the actions this one is apart from: a deputy must not
 * check what the represented person prepared, nor the other way round (domain/README convention 5).
 */
export async function separation(
  tx: Tx,
  procedure: Procedure,
  dossier: Pick<DossierRow, 'id' | 'org_id'>,
  action: ActionDef,
  actor: Pick<Actor, 'personId' | 'agentFor' | 'orgId'>,
): Promise<Refusal | undefined> {
  const who = await hasPerformed(tx, procedure.module, dossier.id, action.apartFrom ?? [], actor)
  if (who !== undefined) return new Refusal('forbidden', APART[who], { action: action.title })
  const isOfUnit = partsOf(action).some((part) => procedure.parts[part]?.within === 'unit')
  if (isOfUnit && (await hasActedForApplicant(tx, procedure.module, dossier, actor)))
    return new Refusal('forbidden', '您曾代申请单位办理这件事，请由其他同事{action}。', {
      action: action.title,
    })
  return undefined
}
