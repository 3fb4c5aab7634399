import type { ModuleDef } from '#platform/module.ts'
import { matchingConsumers } from './consumers.ts'
import { answerForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions, routes } from './routes.ts'

export const matchingModule: ModuleDef = {
  name: 'matching',
  uses,
  permissions,
  routes,
  consumers: ({ db, pack }) =>
    matchingConsumers({ db, regions: new Set(pack.regions.map(({ code }) => code)) }),
  forms: { 'match-answer': answerForm },
}
