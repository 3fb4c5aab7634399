import { defineProcedure } from '#platform/procedure/procedure.ts'
import { opinionForm } from '../forms.ts'
import { BASIS, PLAN_ITEMS, RESTS_ON } from '../procedure.ts'

export interface RegistrationFacts {
  readonly draftedBy: string
}

/** A base recognised on paper before the platform: one person brings the document, another compares it. */
export const registrationProcedure = defineProcedure<RegistrationFacts>()({
  id: 'pilot-base-registration',
  module: 'pilot-bases',
  version: 1,
  title: '既有中试基地登记',
  basis: BASIS,
  form: 'pilot-base-existing',
  restsOn: RESTS_ON,
  planItems: PLAN_ITEMS,
  parts: {
    city: { title: '市级经办人', hold: ['officer'], within: 'unit' },
    decider: { title: '核对人', hold: ['officer', 'decider'], within: 'unit' },
  },
  guards: {
    anotherPerson: ({ draftedBy }, { personId }) =>
      personId === draftedBy ? '登记人与核对人应当是不同的人，请由其他同事核对。' : undefined,
  },
  start: 'checking',
  states: {
    checking: { title: '待核对' },
    registered: { title: '已登记', end: 'granted' },
    dropped: { title: '不予登记', end: 'withdrawn' },
  },
  actions: {
    confirm: {
      title: '核对无误，登记',
      by: 'decider',
      from: 'checking',
      to: 'registered',
      when: ['anotherPerson'],
    },
    drop: { title: '不登记', by: ['city', 'decider'], from: 'checking', to: 'dropped', input: opinionForm },
  },
})
