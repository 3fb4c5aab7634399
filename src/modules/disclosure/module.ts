import type { ModuleDef } from '#platform/module.ts'
import { itemForm, versionForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions } from './permissions.ts'
import { routes } from './routes.ts'
import { invariants } from './store.ts'

export const disclosureModule: ModuleDef = {
  name: 'disclosure',
  uses,
  permissions,
  routes,
  forms: { 'room-item': itemForm, 'room-version': versionForm },
  invariants,
}
