import type { ModuleDef } from '#platform/module.ts'
import { endTieForm, tieForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions } from './permissions.ts'
import { routes } from './routes.ts'
import { forgetTies } from './store.ts'

export const relationsModule: ModuleDef = {
  name: 'relations',
  uses,
  permissions,
  routes,
  forms: { tie: tieForm, 'tie-end': endTieForm },
  forgets: [(tx, person) => forgetTies(tx, person.name, person.orgIds)],
}
