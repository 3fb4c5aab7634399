import type { ModuleDef } from '#platform/module.ts'
import { recognitionBinding, renewalBinding } from './commands.ts'
import {
  accidentForm,
  applicationForm,
  changeForm,
  draftForm,
  existingForm,
  reportForm,
  revocationForm,
} from './forms.ts'
import { uses } from './index.ts'
import { assessmentBinding, changeBinding, revocationBinding } from './life/effects.ts'
import { registrationBinding } from './register.ts'
import { permissions, routes } from './routes.ts'
import { invariants } from './store-matters.ts'

export const pilotBasesModule: ModuleDef = {
  name: 'pilot-bases',
  uses,
  permissions,
  routes,
  bindings: [
    recognitionBinding,
    registrationBinding,
    renewalBinding,
    assessmentBinding,
    revocationBinding,
    changeBinding,
  ],
  forms: {
    'pilot-base-application': applicationForm,
    'pilot-base-draft': draftForm,
    'pilot-base-accident': accidentForm,
    'pilot-base-report': reportForm,
    'pilot-base-change': changeForm,
    'pilot-base-revocation': revocationForm,
    'pilot-base-existing': existingForm,
  },
  invariants,
}
