import type { ModuleDef } from '#platform/module.ts'
import { introductionBinding } from './commands.ts'
import { introductionForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions, routes } from './routes.ts'
import { invariants } from './store.ts'

export const introductionsModule: ModuleDef = {
  name: 'introductions',
  uses,
  permissions,
  routes,
  bindings: [introductionBinding],
  forms: { introduction: introductionForm },
  invariants,
}
