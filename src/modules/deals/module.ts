import type { ModuleDef } from '#platform/module.ts'
import { dealBinding } from './commands.ts'
import { intentForm, termsForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions, routes } from './routes.ts'
import { invariants } from './store.ts'

export const dealsModule: ModuleDef = {
  name: 'deals',
  uses,
  permissions,
  routes,
  bindings: [dealBinding],
  forms: { intent: intentForm, terms: termsForm },
  invariants,
  stages: [{ view: 'deals.pub_stage', stages: ['asked', 'met', 'signed'] }],
  reasons: [{ view: 'deals.pub_ending', title: '洽谈结束的原因' }],
}
