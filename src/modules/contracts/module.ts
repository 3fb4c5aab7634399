import type { ModuleDef } from '#platform/module.ts'
import { contractBinding } from './commands.ts'
import { uses } from './index.ts'
import { permissions, routes } from './routes.ts'
import { invariants } from './store.ts'

export const contractsModule: ModuleDef = {
  name: 'contracts',
  uses,
  permissions,
  routes,
  bindings: [contractBinding],
  invariants,
}
