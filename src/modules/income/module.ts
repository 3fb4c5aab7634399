import type { ModuleDef } from '#platform/module.ts'
import { uses } from './index.ts'
import { payoutBinding } from './payout/effects.ts'
import { costsForm, equityForm, ownedDayForm, paymentForm, profitForm } from './payout/forms.ts'
import { permissions } from './permissions.ts'
import { planBinding } from './plan/effects.ts'
import { paperWordForm, planForm, settleForm, whatIfForm, wordForm } from './plan/forms.ts'
import { routes } from './routes.ts'
import { invariants } from './store-invariants.ts'

export const incomeModule: ModuleDef = {
  name: 'income',
  uses,
  permissions,
  routes,
  bindings: [planBinding, payoutBinding],
  // A receipt posted or taken back, a plan in force, a division cancelled: what is not divided is looked for.
  follows: ['settlement.money', 'income.due'].map((topic) => ({
    topic,
    performs: 'income.receive',
    input: ({ contractId }) => ({ contractId }),
  })),
  forms: {
    'income-plan': planForm,
    'income-what-if': whatIfForm,
    'income-word': wordForm,
    'income-paper-word': paperWordForm,
    'income-finding': settleForm,
    'income-costs': costsForm,
    'income-profit': profitForm,
    'income-equity': equityForm,
    'income-owned-day': ownedDayForm,
    'income-payment': paymentForm,
  },
  invariants,
}
