import type { ModuleDef } from '#platform/module.ts'
import { commissionBinding } from './agreement/effects.ts'
import { disputeBinding } from './dispute/effects.ts'
import { agreementForm, disputeForm, paymentForm, raiseForm, reasonForm, returnForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions } from './permissions.ts'
import { routes } from './routes.ts'
import { invariants } from './store-invariants.ts'

export const commissionsModule: ModuleDef = {
  name: 'commissions',
  uses,
  permissions,
  routes,
  bindings: [commissionBinding, disputeBinding],
  follows: [
    {
      topic: 'contract.concluded',
      performs: 'commission.follow-contract',
      input: ({ contractId, dealId }) => ({ contractId, dealId }),
    },
    {
      topic: 'settlement.money',
      performs: 'commission.follow-money',
      input: ({ contractId }) => ({ contractId }),
    },
  ],
  forms: {
    commission: agreementForm,
    'commission-claim': raiseForm,
    'commission-payment': paymentForm,
    'commission-return': returnForm,
    'commission-reason': reasonForm,
    'commission-dispute': disputeForm,
  },
  invariants,
}
