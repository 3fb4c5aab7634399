import { blockForm } from '#platform/booking/forms.ts'
import { bulkCommands } from '#platform/bulk/commands.ts'
import type { ModuleDef } from '#platform/module.ts'
import { forgetProfiles } from '#platform/records/profile.ts'
import { bookingBinding } from './booking.ts'
import { brokerKind, brokerListed, brokerSource } from './broker.ts'
import { brokerBulk, expertBulk, instrumentBulk, serviceBodyBulk } from './bulk.ts'
import { expertKind, expertListed, expertSource } from './expert.ts'
import { bookingForm, brokerForm, draftOf, expertForm, instrumentForm, serviceBodyForm } from './forms.ts'
import { uses } from './index.ts'
import { instrumentSource } from './instrument.ts'
import { listed } from './listed.ts'
import { permissions, routes } from './routes.ts'
import { serviceBodySource } from './service-body.ts'
import { brokers, experts, instruments, serviceBodies } from './store.ts'

const bulk = [serviceBodyBulk, instrumentBulk, brokerBulk, expertBulk]

export const directoriesModule: ModuleDef = {
  name: 'directories',
  uses,
  permissions,
  routes,
  handled: bulk.flatMap((kind) => Object.values(bulkCommands(kind))),
  bindings: [...Object.values(listed).flatMap((kind) => [kind.listing, kind.revision]), bookingBinding],
  bulk,
  forms: {
    'service-body': serviceBodyForm,
    'service-body-draft': draftOf(serviceBodyForm),
    instrument: instrumentForm,
    'instrument-draft': draftOf(instrumentForm),
    broker: brokerForm,
    'broker-draft': draftOf(brokerForm),
    expert: expertForm,
    'expert-draft': draftOf(expertForm),
    booking: bookingForm,
    'instrument-block': blockForm,
  },
  search: [serviceBodySource, instrumentSource, brokerSource, expertSource],
  forgets: [
    // A person's own profiles go as a whole; elsewhere the person may only be named.
    forgetProfiles(brokerKind, brokerListed.listing),
    forgetProfiles(expertKind, expertListed.listing),
    serviceBodies.forget,
    instruments.forget,
    brokers.forget,
    experts.forget,
  ],
}
