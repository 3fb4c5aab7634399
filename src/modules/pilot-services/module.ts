import { blockForm } from '#platform/booking/forms.ts'
import type { ModuleDef } from '#platform/module.ts'
import { bookingBinding } from './effects.ts'
import { requestForm, returnForm, serviceDraftForm, serviceForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions, routes } from './routes.ts'
import { serviceListed, serviceSource } from './service.ts'
import { invariants } from './store-invariants.ts'
import { services } from './store.ts'

export const pilotServicesModule: ModuleDef = {
  name: 'pilot-services',
  uses,
  permissions,
  routes,
  follows: [
    {
      topic: 'pilot-base.passed',
      performs: 'pilot-service.pass',
      input: ({ from, to }) => ({ from, to }),
    },
    {
      topic: 'pilot-base.reported',
      performs: 'pilot-service.keep',
      input: ({ dossierId, orgId, year }) => ({ dossierId, orgId, year }),
    },
  ],
  bindings: [serviceListed.listing, serviceListed.revision, bookingBinding],
  forms: {
    'pilot-service': serviceForm,
    'pilot-service-draft': serviceDraftForm,
    'pilot-booking': requestForm,
    'pilot-service-block': blockForm,
    'pilot-raise-decline': returnForm,
  },
  search: [serviceSource],
  forgets: [services.forget],
  invariants,
}
