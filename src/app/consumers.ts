import { subscriptionConsumer } from '#modules/subscriptions/index.ts'
import { clockActor } from '#platform/access/access.ts'
import { destroyedConsumer } from '#platform/archive/routes.ts'
import type { Bus } from '#platform/command/bus.ts'
import type { WriteRoute } from '#platform/command/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { FileStore } from '#platform/files/store.ts'
import type { ModuleDef } from '#platform/module.ts'
import { oneByOne, type Consumer, type OutboxRow } from '#platform/outbox/outbox.ts'
import { digestConsumer } from '#platform/message/digest.ts'
import { platformSources } from '#platform/message/digest-sources.ts'
import { deliveryConsumer, type Desk } from '#platform/message/outgoing.ts'
import { writeMessages } from '#platform/message/message.ts'
import { sealedConsumer } from '#platform/message/sealed.ts'
import { webhookConsumer } from '#platform/webhook/send.ts'
import { bringRequests, type ProviderParts } from '#platform/signing/provider-work.ts'
import { indexRecords, reindexOwner } from '#platform/search/index.ts'

/** Consumers of the ground itself: the public index and messages to people. */
export function systemConsumers(db: Database, modules: readonly ModuleDef[], desk: Desk): Consumer[] {
  const sources = modules.flatMap((module) => module.search ?? [])
  const digests = [
    ...platformSources(modules.flatMap((module) => module.bindings ?? [])),
    ...modules.flatMap((module) => module.digest ?? []),
  ]
  return [
    {
      name: 'search',
      topic: 'record.changed',
      handle: async (rows) => {
        for (const source of sources) {
          const ids = rows
            .filter((row) => row.payload['kind'] === source.kind)
            .map((row) => String(row.payload['id']))
          if (ids.length > 0) await indexRecords(db, source, [...new Set(ids)])
          for (const id of changedOwners(rows)) await reindexOwner(db, source, id)
        }
      },
    },
    subscriptionConsumer(db, sources),
    { name: 'messages', topic: 'message.org', handle: (rows) => writeMessages(db, rows) },
    { name: 'messages', topic: 'message.person', handle: (rows) => writeMessages(db, rows) },
    { name: 'messages', topic: 'message.sealed', handle: (rows) => writeMessages(db, rows) },
    sealedConsumer(db, desk),
    digestConsumer(db, digests, desk),
    deliveryConsumer(db, desk),
    webhookConsumer(db),
  ]
}

/** Commands that follow what other modules emitted; the key makes a row given again harmless. */
export function followers(
  bus: Bus,
  routes: readonly WriteRoute[],
  modules: readonly ModuleDef[],
): Consumer[] {
  return modules.flatMap((module) =>
    (module.follows ?? []).map(({ topic, performs, input }) => {
      const route = routes.find((one) => one.journal === performs)
      if (!route) throw new Error(`${module.name} follows ${topic} by ${performs}, which does not exist`)
      return {
        name: performs,
        topic,
        handle: (rows) =>
          oneByOne(rows, ({ id, payload }) =>
            bus({ route, actor: clockActor, input: input(payload), key: `follow:${id}:${performs}` }),
          ),
      } satisfies Consumer
    }),
  )
}

/** What follows a request to the certificate service, and the destruction of an archive volume. */
export function fileConsumers(parts: ProviderParts & { readonly files: FileStore }): Consumer[] {
  return [
    { name: 'signing', topic: 'signing.request', handle: (rows) => bringRequests(parts, rows) },
    destroyedConsumer(parts.db, parts.files),
  ]
}

/** Organisations whose kind or verification changed: their records show it. */
function changedOwners(rows: readonly OutboxRow[]): ReadonlySet<string> {
  return new Set(
    rows.filter((row) => row.payload['kind'] === 'organisation').map((row) => String(row.payload['id'])),
  )
}
