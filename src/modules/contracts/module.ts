import type { ModuleDef } from '#platform/module.ts'
import { contractBinding, signingSubject } from './commands.ts'
import { ndaForm, supplementForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions, routes } from './routes.ts'
import { invariants } from './store-invariants.ts'

export const contractsModule: ModuleDef = {
  name: 'contracts',
  uses,
  permissions,
  routes,
  bindings: [contractBinding],
  signs: [signingSubject],
  forms: { nda: ndaForm, supplement: supplementForm },
  invariants,
  stages: [{ view: 'contracts.pub_stage', stages: ['signed'] }],
}
