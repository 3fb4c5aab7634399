import { sql } from 'kysely'
import type { Permissions } from '../access/access.ts'
import type { Route } from '../command/command.ts'
import type { Invariant } from '../module.ts'
import {
  accountRoutes,
  allowReset,
  changePassword,
  firstAdministrator,
  register,
  resetPassword,
} from './account-commands.ts'
import { competenceRoutes } from './competence-commands.ts'
import { delegationRoutes } from './delegation-commands.ts'
import { draftingRoutes } from './drafting.ts'
import { factorRoutes } from './factor-commands.ts'
import {
  correctionForm,
  delegationForm,
  firstAdministratorForm,
  organisationChangeForm,
  organisationForm,
  registerForm,
  resetForm,
  rolesForm,
} from './forms.ts'
import { kindRoutes } from './kind-commands.ts'
import { invite, join, memberRoutes } from './member-commands.ts'
import { myDataRoutes } from './my-data-commands.ts'
import { organisationRoutes } from './organisation-commands.ts'
import { listHoldings, listMembers, listOrganisations, listUsers, showOrganisation } from './people-reads.ts'
import { sessionRoutes } from './session-commands.ts'
import { identity } from './tables.ts'
import { verificationBinding } from './verification.ts'

export const permissions = {
  'session.open': { person: 'own' },
  'session.use': { person: 'own' },
  // Password and second factor; apart from leaving a seat, which a seat lent for one matter must keep.
  'account.secure': { person: 'own' },
  'account.register': { visitor: 'any' },
  'organisation.read': { visitor: 'any' },
  'organisation.register': { person: 'own' },
  'organisation.set-kind': { admin: 'any' },
  'organisation.edit': { orgAdmin: 'org', admin: 'any' },
  'member.manage': { orgAdmin: 'org', admin: 'any' },
  'member.read': { person: 'org', admin: 'any', auditor: 'any' },
  'user.read': { orgAdmin: 'org', admin: 'any', auditor: 'any' },
  'user.manage': { orgAdmin: 'org', admin: 'any' },
  'delegation.give': { person: 'own' },
  'delegation.end': { person: 'own', orgAdmin: 'org', admin: 'any' },
  'delegation.read': { person: 'own', orgAdmin: 'org' },
  'competence.read': { visitor: 'any' },
  'competence.move': { admin: 'any' },
  'drafting.answer': { person: 'own' },
  'my-data': { person: 'own' },
} satisfies Permissions

/** Routes the general API mounts. */
export const routes: readonly Route[] = [
  ...accountRoutes,
  ...organisationRoutes,
  ...kindRoutes,
  ...memberRoutes,
  ...delegationRoutes,
  ...draftingRoutes,
  ...competenceRoutes,
  ...myDataRoutes,
  listOrganisations,
  showOrganisation,
  listHoldings,
]

/**
 * Routes that only the handlers of http.ts call: they make tokens and codes, throttle tries, or write down who read.
 * Part of the access matrix, never mounted by the general API nor reachable as a plain form.
 */
export const handledRoutes: readonly Route[] = [
  ...sessionRoutes,
  ...factorRoutes,
  register,
  firstAdministrator,
  resetPassword,
  changePassword,
  allowReset,
  invite,
  join,
  listUsers,
  listMembers,
]

export const bindings = [verificationBinding]

export const forms = {
  register: registerForm,
  'first-administrator': firstAdministratorForm,
  'password-reset': resetForm,
  'my-data': correctionForm,
  organisation: organisationForm,
  'organisation-change': organisationChangeForm,
  'member-roles': rolesForm,
  delegation: delegationForm,
}

export const invariants: readonly Invariant[] = [
  {
    name: 'an erased person has no account, session or membership left',
    rows: (tx) =>
      identity(tx)
        .selectFrom('platform.person as p')
        .leftJoin('platform.account as a', 'a.person_id', 'p.id')
        .select('p.id')
        .where('p.erased_at', 'is not', null)
        .where((where) =>
          where.or([
            where('a.person_id', 'is not', null),
            where('p.phone', 'is not', null),
            where.exists(
              where
                .selectFrom('platform.session as s')
                .select('s.id')
                .whereRef('s.person_id', '=', 'p.id')
                .where('s.revoked_at', 'is', null),
            ),
          ]),
        )
        .execute(),
  },
  {
    name: 'nobody holds roles that must be apart (三员分立)',
    rows: (tx) =>
      identity(tx)
        .selectFrom('platform.membership as one')
        .innerJoin('platform.membership as other', 'other.person_id', 'one.person_id')
        .select('one.person_id')
        .where('one.until_day', 'is', null)
        .where('other.until_day', 'is', null)
        .where(sql<boolean>`'admin' = any (one.roles)`)
        .where(sql<boolean>`other.roles && array['auditor', 'security']`)
        .execute(),
  },
  {
    name: 'a sample person or organisation exists only where samples are allowed (P38)',
    rows: async (tx) => {
      const { rows } = await sql`
        select id from platform.person where sample and exists (select from platform.instance where kind = 'production')
        union all
        select id from platform.organisation where sample and exists (select from platform.instance where kind = 'production')`.execute(
        tx.as('platform'),
      )
      return rows
    },
  },
]
