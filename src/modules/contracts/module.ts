import { bulkCommands } from '#platform/bulk/commands.ts'
import { bulkPermissionsOf } from '#platform/bulk/routes.ts'
import type { ModuleDef } from '#platform/module.ts'
import { contractBinding, signingSubject } from './commands.ts'
import { ndaForm, supplementForm } from './forms.ts'
import { uses } from './index.ts'
import { pastContractBulk } from './past-bulk.ts'
import { pastPermissions, pastRoutes } from './past-contracts.ts'
import { pastContractForm } from './past-forms.ts'
import { permissions, routes } from './routes.ts'
import { invariants } from './store-invariants.ts'

export const contractsModule: ModuleDef = {
  name: 'contracts',
  uses,
  permissions: { ...permissions, ...pastPermissions, ...bulkPermissionsOf(pastContractBulk) },
  routes: [...routes, ...pastRoutes],
  handled: Object.values(bulkCommands(pastContractBulk)),
  bindings: [contractBinding],
  signs: [signingSubject],
  bulk: [pastContractBulk],
  forms: { nda: ndaForm, supplement: supplementForm, 'past-contract': pastContractForm },
  invariants,
  stages: [{ view: 'contracts.pub_stage', stages: ['signed'] }],
}
