import { bulkCommands } from '#platform/bulk/commands.ts'
import type { ModuleDef } from '#platform/module.ts'
import { enterpriseBulk } from './bulk.ts'
import { correctionForm, enterpriseForm, figureWordForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions, routes } from './routes.ts'
import { forgetContact } from './store.ts'

export const enterprisesModule: ModuleDef = {
  name: 'enterprises',
  uses,
  permissions,
  routes,
  handled: Object.values(bulkCommands(enterpriseBulk)),
  bulk: [enterpriseBulk],
  forms: {
    enterprise: enterpriseForm,
    'enterprise-correction': correctionForm,
    'figure-word': figureWordForm,
  },
  forgets: [forgetContact],
}
