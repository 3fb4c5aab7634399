import type { ModuleDef } from '#platform/module.ts'
import { offerForm, openForm, takeForm, trialForm, tryForm } from './forms.ts'
import { uses } from './index.ts'
import { offerBinding } from './offer/commands.ts'
import { permissions } from './permissions.ts'
import { routes } from './routes.ts'
import { invariants } from './store-invariants.ts'
import { trialBinding } from './trial/commands.ts'
import { readingForm, wordForm } from './trial/forms.ts'

export const licencesModule: ModuleDef = {
  name: 'licences',
  uses,
  permissions,
  routes,
  bindings: [offerBinding, trialBinding],
  // Signatures are the business of contracts, in whichever way; the trial goes on when the text is concluded.
  follows: [
    {
      topic: 'contract.concluded',
      performs: 'licence-trial.follow',
      input: ({ dealId, purpose }) => ({ dealId, purpose }),
    },
  ],
  forms: {
    'licence-offer': offerForm,
    'open-licence': openForm,
    'trial-offer': trialForm,
    'licence-take': takeForm,
    'licence-try': tryForm,
    'trial-reading': readingForm,
    'trial-reading-word': wordForm,
  },
  invariants,
  stages: [{ view: 'licences.pub_stage', stages: ['trial'] }],
}
