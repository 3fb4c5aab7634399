import { bulkCommands } from '#platform/bulk/commands.ts'
import type { ModuleDef } from '#platform/module.ts'
import { achievementBulk } from './bulk.ts'
import { listed } from './commands.ts'
import { achievementForm, draftForm, secrecyReviewForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions, routes } from './routes.ts'
import { achievementSource } from './search.ts'
import { store } from './store.ts'

export const achievementsModule: ModuleDef = {
  name: 'achievements',
  uses,
  permissions,
  routes,
  handled: Object.values(bulkCommands(achievementBulk)),
  bindings: [listed.listing, listed.revision],
  bulk: [achievementBulk],
  forms: {
    achievement: achievementForm,
    'achievement-draft': draftForm,
    'secrecy-review': secrecyReviewForm,
  },
  search: [achievementSource],
  forgets: [store.forget],
}
