import type { ModuleDef } from '#platform/module.ts'
import type { SearchSource } from '#platform/search/source.ts'
import { forget } from './commands.ts'
import { changeForm } from './forms.ts'
import { uses } from './index.ts'
import { lists } from './percolation.ts'
import { permissions, routesOver } from './routes.ts'

/** Over the public lists of the city: whatever kind has one may be subscribed to. */
export function subscriptionsModule(sources: readonly SearchSource[]): ModuleDef {
  return {
    name: 'subscriptions',
    uses,
    permissions,
    routes: routesOver(lists(sources)),
    forms: { 'saved-search': changeForm },
    forgets: [forget],
  }
}
