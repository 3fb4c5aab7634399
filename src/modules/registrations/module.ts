import type { ModuleDef } from '#platform/module.ts'
import { registrationBinding } from './effects.ts'
import { cancellationBinding, changeBinding, objectionBinding } from './follow/effects.ts'
import { forgetContact } from './forgetting.ts'
import {
  cancellationForm,
  changeForm,
  draftForm,
  incomeForm,
  objectionForm,
  registrationForm,
} from './forms.ts'
import { uses } from './index.ts'
import { permissions } from './permissions.ts'
import { routes } from './routes.ts'
import { invariants } from './store-matters.ts'

export const registrationsModule: ModuleDef = {
  name: 'registrations',
  uses,
  permissions,
  routes,
  bindings: [registrationBinding, changeBinding, cancellationBinding, objectionBinding],
  forms: {
    'contract-registration': registrationForm,
    'contract-registration-draft': draftForm,
    'contract-registration-change': changeForm,
    'contract-registration-cancellation': cancellationForm,
    'contract-registration-objection': objectionForm,
    'contract-registration-income': incomeForm,
  },
  forgets: [forgetContact],
  invariants,
}
