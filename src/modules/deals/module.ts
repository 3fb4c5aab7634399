import { sql } from 'kysely'
import type { ModuleDef } from '#platform/module.ts'
import { dealBinding } from './commands.ts'
import { intentForm, termsForm } from './forms.ts'
import { uses } from './index.ts'
import { permissions, routes } from './routes.ts'

export const dealsModule: ModuleDef = {
  name: 'deals',
  uses,
  permissions,
  routes,
  bindings: [dealBinding],
  forms: { intent: intentForm, terms: termsForm },
  invariants: [
    {
      name: 'a deal has the state of its dossier',
      rows: async (tx) =>
        (
          await sql`select d.id from deals.deal d join platform.dossier o on o.id = d.dossier_id where o.state <> d.state limit 20`.execute(
            tx.as('deals'),
          )
        ).rows,
    },
    {
      name: 'nobody agrees to own terms',
      rows: async (tx) =>
        (
          await sql`select a.deal_id from deals.agreement a join deals.terms t on t.deal_id = a.deal_id and t.version = a.version
            where a.org_id = t.proposed_by_org_id limit 20`.execute(tx.as('deals'))
        ).rows,
    },
    {
      name: 'a state-founded seller has not signed an agreed price without notice',
      rows: async (tx) =>
        (
          await sql`select id from deals.deal where seller_is_state_founded and state in ('contracting', 'signed') limit 20`.execute(
            tx.as('deals'),
          )
        ).rows,
    },
  ],
}
