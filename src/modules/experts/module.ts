import type { ModuleDef } from '#platform/module.ts'
import { admissionBinding, forgetExpert } from './commands.ts'
import { expertForm, recommendForm } from './forms.ts'
import { uses } from './index.ts'
import { poolPort } from './pool.ts'
import { permissions, routes } from './routes.ts'

export const expertsModule: ModuleDef = {
  name: 'experts',
  uses,
  permissions,
  routes,
  bindings: [admissionBinding],
  forms: { 'pool-expert': expertForm, 'pool-recommendation': recommendForm },
  pool: poolPort,
  forgets: [forgetExpert],
}
