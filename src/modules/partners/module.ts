import { bulkCommands } from '#platform/bulk/commands.ts'
import { bulkPermissionsOf } from '#platform/bulk/routes.ts'
import type { ModuleDef } from '#platform/module.ts'
import { partnerBulk } from './bulk.ts'
import { shelves } from './commands.ts'
import { partnerForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions, routes } from './routes.ts'

const kinds = shelves.map(partnerBulk)

export const partnersModule: ModuleDef = {
  name: 'partners',
  uses,
  permissions: Object.assign({}, permissions, ...kinds.map(bulkPermissionsOf)),
  routes,
  handled: kinds.flatMap((kind) => Object.values(bulkCommands(kind))),
  bulk: kinds,
  forms: { partner: partnerForm },
}
