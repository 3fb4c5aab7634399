import type { PortalDeps } from '#modules/portal/deps.ts'
import type { Basis } from '#platform/basis/rules.ts'
import { basesOf } from '#platform/basis/store.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import { formsOf } from '#platform/facts/routes.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { seatsOn } from '#platform/procedure/competence.ts'
import { guideHead, guideOf, type GuideLaw } from '#platform/procedure/guide.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import type { Runtime } from './runtime.ts'

/** Citizen's guides of every procedure, by the rules and competence rows of today. */
export function guideDeps(runtime: Runtime): Pick<PortalDeps, 'guides' | 'guide' | 'guideIds'> {
  const procedures = runtime.bindings.map(({ procedure }) => procedure)
  const forms = formsOf(runtime.modules)
  const withLaw = async <T>(answer: (lawOf: (id: string) => GuideLaw, bases: readonly Basis[]) => T) =>
    runtime.db.read('platform', async (tx) => {
      const today = dayOf(await databaseNow(tx))
      const rules = await loadRuleset(tx)
      const seats = await seatsOn(tx, today)
      return answer((id) => ({ rules, today, seats: seats.get(id) ?? [] }), await basesOf(tx, 'platform'))
    })
  return {
    guideIds: procedures.map(({ id }) => id),
    guides: () => withLaw((lawOf) => procedures.map((one) => guideHead(one, lawOf(one.id)))),
    guide: async (id) => {
      const found = runtime.bindings.find(({ procedure }) => procedure.id === id)
      if (!found) return null
      const { procedure, letters = {} } = found
      const form = forms.get(procedure.form ?? '')?.form
      return withLaw((lawOf, all) => {
        const bases = all.filter(({ basis }) => procedure.restsOn?.includes(basis))
        return guideOf(procedure, { form, letters, bases }, lawOf(id))
      })
    },
  }
}
