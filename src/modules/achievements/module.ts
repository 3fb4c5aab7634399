import { bulkCommands } from '#platform/bulk/commands.ts'
import { bulkPermissionsOf } from '#platform/bulk/routes.ts'
import type { ModuleDef } from '#platform/module.ts'
import { achievementBulk } from './bulk.ts'
import { listed } from './commands.ts'
import { achievementForm, draftForm, secrecyReviewForm } from './forms.ts'
import { uses } from './index.ts'
import { patentBulk } from './patent-bulk.ts'
import { patentForm } from './patent-forms.ts'
import { patents } from './patents.ts'
import { permissions, routes } from './routes.ts'
import { achievementSource } from './search.ts'
import { store } from './store.ts'

export const achievementsModule: ModuleDef = {
  name: 'achievements',
  uses,
  permissions: { ...permissions, ...patents.permissions, ...bulkPermissionsOf(patentBulk) },
  routes: [...routes, ...patents.routes],
  handled: [achievementBulk, patentBulk].flatMap((kind) => Object.values(bulkCommands(kind))),
  bindings: [listed.listing, listed.revision],
  bulk: [achievementBulk, patentBulk],
  forms: {
    achievement: achievementForm,
    'achievement-draft': draftForm,
    'secrecy-review': secrecyReviewForm,
    patent: patentForm,
  },
  search: [achievementSource],
  forgets: [store.forget],
}
