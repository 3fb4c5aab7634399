import type { ModuleDef } from '#platform/module.ts'
import { eventBinding } from './commands.ts'
import { answerForm, eventForm, inviteForm, pairForm, scheduleForm } from './forms.ts'
import { uses } from './index.ts'
import { forgetGuest } from './people.ts'
import { permissions, routes } from './routes.ts'
import { invariants } from './store-pairs.ts'

export const eventsModule: ModuleDef = {
  name: 'events',
  uses,
  permissions,
  routes,
  bindings: [eventBinding],
  forms: {
    event: eventForm,
    'event-invitation': inviteForm,
    'event-pair': pairForm,
    'event-schedule': scheduleForm,
    'event-answer': answerForm,
  },
  invariants,
  stages: [{ view: 'events.pub_stage', stages: ['met'] }],
  forgets: [forgetGuest],
}
