import { scopesOf } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Resolved } from '#platform/identity/actor.ts'
import { seatsOf } from '#platform/identity/seats.ts'
import { databaseNow, readInstance } from '#platform/instance/instance.ts'
import type { Runtime } from './runtime.ts'

/** Who the browser is, what it may do, and where it is: the first thing the workbench asks. */
export async function meAnswer(runtime: Runtime, { actor, session }: Resolved) {
  const { instance, now, seats } = await runtime.db.read('platform', async (tx) => {
    const at = await databaseNow(tx)
    const own = actor.personId === null ? [] : await seatsOf(tx, actor.personId, dayOf(at))
    return { instance: await readInstance(tx), now: at, seats: own }
  })
  const may = Object.keys(runtime.permissions).filter(
    (permission) => scopesOf(runtime.permissions, permission, actor).length > 0,
  )
  return {
    person: actor.personId === null ? null : { id: actor.personId, name: actor.name },
    org:
      actor.orgId === null
        ? null
        : {
            id: actor.orgId,
            name: actor.orgName,
            verified: actor.orgVerified,
            kind: session?.orgKind ?? null,
          },
    roles: actor.roles,
    memberships: seats.flatMap(({ membershipId, org, roles }) =>
      membershipId === null
        ? []
        : {
            id: membershipId,
            orgId: org?.id ?? null,
            orgName: org?.name ?? '本平台',
            roles,
            current: membershipId === session?.membershipId,
          },
    ),
    may,
    /** Acts from the seat of a paper application, from which only that is open. */
    atCounter: actor.only !== undefined,
    session,
    instance: {
      kind: instance?.kind ?? null,
      city: instance?.city ?? null,
      offsetMs: instance?.offsetMs ?? 0,
    },
    market: runtime.pack.city.market.zh,
    now,
    today: dayOf(now),
  }
}
