import { z } from 'zod'
import { reachedByQuery, type Actor, type Permissions } from '#platform/access/access.ts'
import { routesOf, type Route } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import type { ListedForm, RecordKind } from '#platform/records/kind.ts'
import { claimProfile } from '#platform/records/profile.ts'
import { bookingPermissions, bookingRoutes } from './booking-routes.ts'
import { brokerKind } from './broker.ts'
import { expertKind } from './expert.ts'
import { listed } from './listed.ts'

const kinds = Object.values(listed)

export const permissions: Permissions = Object.assign(
  {
    ...bookingPermissions,
    'broker.claim': { broker: 'own' },
    'expert.claim': { expert: 'own', researcher: 'own' },
  },
  ...kinds.map((kind) => kind.permissions),
)

const { write, read } = routesOf('directories')

/** Profiles an import brought in the actor's name, and taking one of them as one's own. */
function claimRoutes<Form extends ListedForm>(kind: RecordKind<Form>, path: string): Route[] {
  return [
    read({
      path: `/my${path}-to-claim`,
      permission: `${kind.kind}.claim`,
      journal: `${kind.kind}.claimable`,
      title: `可以认领的${kind.title}资料`,
      input: z.object({}),
      verb: (tx, actor) => claimable(tx, kind, actor),
    }),
    write({
      method: 'POST',
      path: `${path}/{id}/claim`,
      permission: `${kind.kind}.claim`,
      journal: `${kind.kind}.claim`,
      says: '{actor}认领了资料《{title}》',
      input: z.object({ id: z.uuid() }),
      gate: { subjects: 'actor' },
      verb: (tx, actor, { id }) => claimProfile(tx, kind, actor, id),
    }),
  ]
}

async function claimable<Form extends ListedForm>(tx: Tx, kind: RecordKind<Form>, actor: Actor) {
  reachedByQuery(actor)
  const found = actor.orgId === null ? [] : await kind.store.unclaimed(tx, actor.orgId, actor.name)
  return {
    items: found.map(({ id, code, updated_at: at }) => ({ id, code, name: actor.name, updatedAt: at })),
    total: found.length,
  }
}

export const routes: readonly Route[] = [
  ...kinds.flatMap((kind) => kind.routes),
  ...claimRoutes(brokerKind, '/brokers'),
  ...claimRoutes(expertKind, '/experts'),
  ...bookingRoutes,
]
