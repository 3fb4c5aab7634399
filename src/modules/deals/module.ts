import type { ModuleDef } from '#platform/module.ts'
import { dealBinding } from './effects.ts'
import { intentForm, messageForm, offerForm, pointForm } from './forms.ts'
import { helpBinding } from './help/commands.ts'
import { helpForm } from './help/forms.ts'
import { uses } from './index.ts'
import { meetingBinding } from './meetings/commands.ts'
import { meetingForm } from './meetings/forms.ts'
import { permissions } from './permissions.ts'
import { filingForm, priceForm } from './price/forms.ts'
import { routes } from './routes.ts'
import { invariants } from './store-lists.ts'
import { termsForm } from './terms/forms.ts'

export const dealsModule: ModuleDef = {
  name: 'deals',
  uses,
  permissions,
  routes,
  bindings: [dealBinding, meetingBinding, helpBinding],
  forms: {
    intent: intentForm,
    offer: offerForm,
    terms: termsForm,
    'deal-message': messageForm,
    'deal-point': pointForm,
    'deal-price': priceForm,
    'deal-filing': filingForm,
    meeting: meetingForm,
    'help-request': helpForm,
  },
  invariants,
  stages: [{ view: 'deals.pub_stage', stages: ['asked', 'met'] }],
  reasons: [{ view: 'deals.pub_ending', title: '洽谈结束的原因' }],
}
