import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { visitor, type Actor } from '#platform/access/access.ts'
import { calendarOf } from '#platform/calendar/calendar.ts'
import { openBus, type Bus } from '#platform/command/bus.ts'
import { openDatabase, type Database, type DatabaseOptions } from '#platform/db/database.ts'
import { openEmbedded, stopEmbedded } from '#platform/db/embedded.ts'
import { migrate } from '#platform/db/migrate.ts'
import { openFileStore } from '#platform/files/store.ts'
import { gateWithoutModule } from '#platform/gate/gate.ts'
import { mountApi, problemResponse } from '#platform/http/api.ts'
import { openKeys, type Keys } from '#platform/keys/keys.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { onInterrupt } from './interrupt.ts'
import { permissions, routes } from './routes.ts'
import { makeTables } from './store.ts'

/** Exit code of a program that Ctrl-C ended. */
const INTERRUPTED = 130
const MIGRATIONS = join(import.meta.dirname, '../../db/migrations')

/** The one person who acts in the proofs. */
export const prover: Actor = {
  ...visitor,
  kind: 'person',
  personId: '01920000-0000-7000-8000-000000000001',
  name: '验证员',
  orgId: '01920000-0000-7000-8000-0000000000aa',
  roles: ['officer'],
}

/** The command path of the product over a scratch database with the proofs' own routes. */
export interface ProofCity {
  readonly db: Database
  readonly bus: Bus
  readonly keys: Keys
  /** The product's HTTP layer over the same bus; everybody is the prover. */
  readonly app: Hono
}

/** Composes bus and HTTP over an open database whose files lie in `dataDir`. */
export function composeCity(db: Database, dataDir: string): ProofCity {
  const keys = openKeys(join(dataDir, 'keys'))
  const calendar = calendarOf([])
  const files = openFileStore(join(dataDir, 'files'))
  const bus = openBus({
    db,
    keys,
    permissions,
    gate: gateWithoutModule,
    files,
    law: async () => ({ rules: new Ruleset([]), calendar }),
  })
  const app = new Hono()
  app.onError((error, context) => problemResponse(context, error).response)
  mountApi(app, { db, bus, files, permissions, routes, actorOf: async () => prover, version: 'proof' })
  return { db, bus, keys, app }
}

/** Migrates the database and gives it the proofs' tables. */
export async function prepareDatabase(db: Database): Promise<void> {
  await migrate(db, { dir: MIGRATIONS, modules: [] })
  await makeTables(db)
}

/** Runs the body with a new folder for KEQIAO_DATA; afterwards stops the server in it and removes it. */
export async function withScratchFolder<T>(body: (dataDir: string) => Promise<T>): Promise<T> {
  const base = mkdtempSync(join(tmpdir(), 'keqiao-proof-'))
  // As root the database runs under another account, which has to pass through.
  chmodSync(base, 0o755)
  const dataDir = join(base, 'data')
  const remove = async (): Promise<void> => {
    await stopEmbedded(dataDir)
    rmSync(base, { recursive: true, force: true })
  }
  const interrupted = onInterrupt(() => void remove().finally(() => process.exit(INTERRUPTED)))
  try {
    return await body(dataDir)
  } finally {
    interrupted.forget()
    await remove()
  }
}

/**
 * Runs the body on a scratch city in this process. Its server does not wait for the disk: only the proof of faults
 * takes power or disks away.
 */
export async function withCity<T>(
  options: Omit<DatabaseOptions, 'url'>,
  body: (city: ProofCity) => Promise<T>,
): Promise<T> {
  return withScratchFolder(async (dataDir) => {
    const server = await openEmbedded({ dataDir, durable: false })
    try {
      const setup = await openDatabase({ url: server.url })
      await prepareDatabase(setup).finally(() => setup.close())
      const db = await openDatabase({ url: server.url, ...options })
      return await body(composeCity(db, dataDir)).finally(() => db.close())
    } finally {
      await server.release()
    }
  })
}
