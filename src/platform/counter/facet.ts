import type { Facet } from '../procedure/facet.ts'
import { leaves, partsOf, type Procedure } from '../procedure/procedure.ts'
import { Refusal } from '../refusal.ts'
import { caseOfSeat, isLinked, linkDossier } from './store.ts'

/** Whether the organisation itself has a step to do where a matter begins: until then nothing is handed in. */
export function hasDraft(procedure: Procedure): boolean {
  return Object.values(procedure.actions).some(
    (action) =>
      leaves(action, procedure.start) &&
      partsOf(action).some((part) => ['org', 'own'].includes(procedure.parts[part]?.within ?? '')),
  )
}

/** Notes which dossiers a clerk opened from the seat of a paper application; of others it moves none. */
export const counterFacet: Facet = {
  name: 'counter',
  entered: async (tx, { procedure }, dossier, actor, now) => {
    const { personId, agentFor, orgId } = actor
    if (personId === null || agentFor === null || orgId === null) return
    const found = await caseOfSeat(tx, { clerk: personId, broughtBy: agentFor, orgId })
    if (!found) return
    const isOwn = dossier.visit === 1 || (await isLinked(tx, found.id, dossier.id))
    if (!isOwn)
      throw new Refusal('forbidden', '窗口代录只能办理本件代录新建的申请；其他事项请申请单位登录办理。')
    await linkDossier(tx, found.id, { id: dossier.id, handedIn: !hasDraft(procedure) }, now)
  },
}
