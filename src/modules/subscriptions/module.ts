import type { ModuleDef } from '#platform/module.ts'
import type { SearchSource } from '#platform/search/source.ts'
import { forget } from './commands.ts'
import { digestSource } from './digest.ts'
import { changeForm } from './forms.ts'
import { uses } from './index.ts'
import { lists } from './percolation.ts'
import { permissions, routesOver } from './routes.ts'

/** Over the public lists of the city: whatever kind has one may be subscribed to. */
export function subscriptionsModule(sources: readonly SearchSource[]): ModuleDef {
  const known = lists(sources)
  return {
    name: 'subscriptions',
    uses,
    permissions,
    routes: routesOver(known),
    forms: { 'saved-search': changeForm },
    digest: [digestSource(known)],
    forgets: [forget],
  }
}
