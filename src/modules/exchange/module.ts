import { bulkCommands } from '#platform/bulk/commands.ts'
import type { ModuleDef } from '#platform/module.ts'
import { demandBulk } from './bulk.ts'
import { listed } from './commands.ts'
import { demandDraftForm, demandForm, postForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions, routes } from './routes.ts'
import { demandSource } from './search.ts'
import { store } from './store.ts'

export const exchangeModule: ModuleDef = {
  name: 'exchange',
  uses,
  permissions,
  routes,
  handled: Object.values(bulkCommands(demandBulk)),
  bindings: [listed.listing, listed.revision],
  bulk: [demandBulk],
  forms: { demand: demandForm, 'demand-draft': demandDraftForm, 'demand-post': postForm },
  search: [demandSource],
  forgets: [store.forget],
}
