import { bulkCommands } from '#platform/bulk/commands.ts'
import { bulkPermissionsOf } from '#platform/bulk/routes.ts'
import type { ModuleDef } from '#platform/module.ts'
import {
  endForm,
  enterForm,
  invoiceForm,
  reasonForm,
  receiptForm,
  refundForm,
  royaltyForm,
  scheduleForm,
} from './forms.ts'
import { uses } from './index.ts'
import { permissions } from './permissions.ts'
import { forgetPayer } from './retention.ts'
import { routes } from './routes.ts'
import { bankStatementBulk } from './statement.ts'
import { invariants } from './store-invariants.ts'

export const settlementModule: ModuleDef = {
  name: 'settlement',
  uses,
  permissions: { ...permissions, ...bulkPermissionsOf(bankStatementBulk) },
  routes,
  handled: Object.values(bulkCommands(bankStatementBulk)),
  bulk: [bankStatementBulk],
  follows: [
    {
      topic: 'contract.concluded',
      performs: 'settlement.open',
      input: ({ dealId, purpose }) => ({ dealId, purpose }),
    },
  ],
  forms: {
    settlement: enterForm,
    'settlement-schedule': scheduleForm,
    'settlement-invoice': invoiceForm,
    'settlement-royalty': royaltyForm,
    'settlement-receipt': receiptForm,
    'settlement-refund': refundForm,
    'settlement-end': endForm,
    'settlement-reason': reasonForm,
  },
  forgets: [forgetPayer],
  invariants,
}
