import type { RecordKind } from '#platform/records/kind.ts'
import { blindWarnings, ownerFaults } from './blind/checks.ts'
import { demandId, demandVeil } from './blind/veil.ts'
import type { Demand } from './forms.ts'
import { demandFaults, demandGaps, demandWarnings } from './rules.ts'
import { store } from './store.ts'

export const demandKind: RecordKind<Demand> = {
  kind: 'demand',
  title: '需求',
  module: 'exchange',
  codePrefix: 'XQ',
  store,
  liveStates: ['draft', 'reviewing', 'published', 'matching'],
  publishedState: 'published',
  validityRule: 'demand.validity.months',
  link: (id) => `/app/demands/${id}`,
  faults: (form, _rules, today) => demandFaults(form, today),
  gaps: (form) => demandGaps(form),
  warnings: async (tx, id, form) => [...demandWarnings(form), ...(await blindWarnings(tx, id, form))],
  ownerFaults,
  veil: demandVeil,
  newId: demandId,
  lastDayField: 'deadline',
  statistics: { field: 'techField', hidden: 'blind' },
}
