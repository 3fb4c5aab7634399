import { bulkCommands } from '#platform/bulk/commands.ts'
import { bulkPermissionsOf } from '#platform/bulk/routes.ts'
import type { ModuleDef } from '#platform/module.ts'
import { contractBinding } from './commands.ts'
import { uses } from './index.ts'
import { pastContractBulk } from './past-bulk.ts'
import { pastPermissions, pastRoutes } from './past-contracts.ts'
import { pastContractForm } from './past-forms.ts'
import { permissions, routes } from './routes.ts'
import { invariants } from './store.ts'

export const contractsModule: ModuleDef = {
  name: 'contracts',
  uses,
  permissions: { ...permissions, ...pastPermissions, ...bulkPermissionsOf(pastContractBulk) },
  routes: [...routes, ...pastRoutes],
  handled: Object.values(bulkCommands(pastContractBulk)),
  bindings: [contractBinding],
  bulk: [pastContractBulk],
  forms: { 'past-contract': pastContractForm },
  invariants,
}
