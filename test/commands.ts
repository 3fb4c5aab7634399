import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { lawCache } from '#app/law.ts'
import {
  admit,
  assertReached,
  visitor,
  type Actor,
  type Permissions,
  type Role,
} from '#platform/access/access.ts'
import { readYearTables } from '#platform/calendar/files.ts'
import { seedCalendar } from '#platform/calendar/store.ts'
import { openBus, type Bus } from '#platform/command/bus.ts'
import type { ReadRoute, Reply, WriteRoute } from '#platform/command/command.ts'
import { openFileStore, type FileStore } from '#platform/files/store.ts'
import { gateWithoutModule } from '#platform/gate/gate.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { openKeys, type Keys } from '#platform/keys/keys.ts'
import { readRuleFiles } from '#platform/ruleset/files.ts'
import type { LayeredRow } from '#platform/ruleset/ruleset.ts'
import { seedRules } from '#platform/ruleset/store.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'

/** A founded demo city without modules: a database, a bus over it, kept files. */
export interface TestCommands {
  readonly test: TestDatabase
  readonly bus: Bus
  readonly files: FileStore
  readonly keys: Keys
  readonly permissions: Permissions
  /** Runs a command as this actor; a new key each time unless given. */
  run<R = unknown>(route: WriteRoute, actor: Actor, input: unknown, key?: string): Promise<Reply<R>>
}

const SEEDED_AT = '2026-01-01T00:00:00.000Z'

/** Opens a database of its own with the product's rules and the calendar of the default pack. */
export async function testCommands(
  permissions: Permissions,
  poolSize = 8,
  moreRules: readonly LayeredRow[] = [],
): Promise<TestCommands> {
  const test = await testDatabase({ poolSize })
  await test.db.owner(async (client) => {
    await client.query(`insert into platform.state values (true, 0, 'none', 'none')`)
    await client.query(
      `insert into platform.instance values (true, 'demo', 'test', 'test.example', '${SEEDED_AT}')`,
    )
  })
  await test.db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) => {
    const rules = readRuleFiles(join(import.meta.dirname, '../rulesets'))
    await seedRules(tx, [...rules, ...moreRules], SEEDED_AT)
    await seedCalendar(tx, readYearTables(join(import.meta.dirname, '../packs/shanwei/calendar')), SEEDED_AT)
  })
  const folder = mkdtempSync(join(tmpdir(), 'keqiao-commands-'))
  const files = openFileStore(join(folder, 'files'))
  const keys = openKeys(join(folder, 'keys'))
  const bus = openBus({
    db: test.db,
    keys,
    permissions,
    gate: gateWithoutModule,
    files,
    law: lawCache(),
  })
  return {
    test,
    bus,
    files,
    keys,
    permissions,
    run: (route, actor, input, key = v7()) => bus({ route, actor, input, key }),
  }
}

/** A signed-in person of an organisation (null: of none) with these roles. */
export function member(name: string, orgId: string | null, roles: readonly Role[]): Actor {
  const orgName = orgId === null ? null : `${name}的单位`
  return {
    ...visitor,
    kind: 'person',
    personId: v7(),
    name,
    orgId,
    orgName,
    roles,
    orgVerified: orgId !== null,
  }
}

/** Answers a read route as this actor, the query parsed as HTTP does. */
export async function readAs<R>(
  city: TestCommands,
  route: ReadRoute,
  actor: Actor,
  query: unknown = {},
): Promise<R> {
  const admitted = admit(city.permissions, route.permission, actor)
  return city.test.db.read(route.module, async (tx) => {
    const input = route.input.parse(query)
    const answer: unknown = await route.verb(tx, admitted, input, await databaseNow(tx))
    assertReached(admitted, route.journal)
    return answer as R
  })
}
