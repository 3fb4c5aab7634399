import type { Facet } from '../procedure/facet.ts'
import { Refusal } from '../refusal.ts'
import { caseOfSeat, isLinked, linkDossier } from './store.ts'

/** Notes which dossiers a clerk opened from the seat of a paper application; of others it moves none. */
export const counterFacet: Facet = {
  name: 'counter',
  entered: async (tx, _binding, dossier, actor, now) => {
    const { personId, agentFor, orgId } = actor
    if (personId === null || agentFor === null || orgId === null) return
    const found = await caseOfSeat(tx, { clerk: personId, broughtBy: agentFor, orgId })
    if (!found) return
    const isOwn = dossier.visit === 1 || (await isLinked(tx, found.id, dossier.id))
    if (!isOwn)
      throw new Refusal('forbidden', '窗口代录只能办理本件代录新建的申请；其他事项请申请单位登录办理。')
    await linkDossier(tx, found.id, dossier.id, now)
  },
}
