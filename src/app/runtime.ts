import { join } from 'node:path'
import type { Permissions } from '#platform/access/access.ts'
import { openBus, type Bus, type BusParts } from '#platform/command/bus.ts'
import type { Route, WriteRoute } from '#platform/command/command.ts'
import { openDatabase, type Database } from '#platform/db/database.ts'
import { openEmbedded } from '#platform/db/embedded.ts'
import { migrate } from '#platform/db/migrate.ts'
import { sequence } from '#platform/evidence/sequencer.ts'
import { openFileStore, type FileStore } from '#platform/files/store.ts'
import { gateWithoutModule } from '#platform/gate/gate.ts'
import { readInstance, type Instance } from '#platform/instance/instance.ts'
import { openKeys, type Keys } from '#platform/keys/keys.ts'
import { openEmbeddings, type Embeddings } from '#platform/embeddings/embeddings.ts'
import type { Background, ModuleDef } from '#platform/module.ts'
import { openOutboxRows, sweepOutbox, type Consumer } from '#platform/outbox/outbox.ts'
import { readPendingPaper } from '#platform/signing/reading.ts'
import { loadPack, packDirectory, type Pack } from '#platform/pack/pack.ts'
import type { Binding } from '#platform/procedure/perform.ts'
import { publicCaller } from '#platform/webhook/call.ts'
import { webhookBackground } from '#platform/webhook/send.ts'
import type { Config } from './config.ts'
import { declarations } from './declarations.ts'
import { deskOf } from './desk.ts'
import { lawCache } from './law.ts'
import { modules } from './modules.ts'
import { followers, fileConsumers, systemConsumers } from './consumers.ts'
import { providerOf, type Signing } from './signing.ts'

/** A city in running order: what every entry (server, command line, tests) works with. */
export interface Runtime {
  readonly config: Config
  readonly db: Database
  readonly databaseUrl: string
  readonly keys: Keys
  readonly files: FileStore
  readonly pack: Pack
  readonly bus: Bus
  readonly law: BusParts['law']
  readonly modules: readonly ModuleDef[]
  readonly bindings: readonly Binding[]
  readonly routes: readonly Route[]
  readonly handled: readonly Route[]
  readonly permissions: Permissions
  /** Permissions of the seat of a paper application 窗口代录. */
  readonly counterSeat: readonly string[]
  readonly consumers: readonly Consumer[]
  readonly signing: Signing
  readonly background: readonly Background[]
  readonly embeddings: Embeddings | undefined
  readonly instance: () => Promise<Instance | undefined>
  /** Handles outbox rows until none is left that can be handled now, reads papers brought back, numbers the log. */
  readonly drain: () => Promise<void>
  /** Has modules follow one another's events, and leaves index, matches and messages to the loops. */
  readonly followUp: () => Promise<void>
  /** The running loops set `listener`, so that a commit wakes them. */
  readonly waker: { listener: () => void }
  close(): Promise<void>
}

export const MIGRATIONS = join(import.meta.dirname, '../../db/migrations')

/** Every schema of the release; roles are made for each. */
export const moduleNames: readonly string[] = modules.map((module) => module.name)

/** Starts or joins the database, migrates it and composes the city; founds nothing. A failure leaves nothing running. */
export async function openRuntime(config: Config): Promise<Runtime> {
  // A city that cannot be read is said before a database is started for it.
  loadPack(packFolder(config))
  const embedded =
    config.databaseUrl === undefined ? await openEmbedded({ dataDir: config.dataDir }) : undefined
  let db: Database | undefined
  const close = async () => {
    await db?.close()
    await embedded?.release()
  }
  try {
    const databaseUrl = config.databaseUrl ?? embedded?.url ?? ''
    db = await openDatabase({ url: databaseUrl })
    await migrate(db, { dir: MIGRATIONS, modules: moduleNames })
    return { ...compose(config, db, databaseUrl), close }
  } catch (error) {
    await close()
    throw error
  }
}

function packFolder(config: Config): string {
  return config.packDir ?? packDirectory(config.city)
}

/** Composes the city over an open, migrated database; tests use it on a cloned one. */
export function compose(config: Config, db: Database, databaseUrl: string): Runtime {
  const keys = openKeys(join(config.dataDir, 'keys'))
  const files = openFileStore(join(config.dataDir, 'files'))
  const pack = loadPack(packFolder(config))
  const desk = deskOf(config, keys, pack)
  const { bindings, routes, handled, permissions, counterSeat, signing } = declarations(
    pack,
    desk.channels.map(({ name }) => name),
  )
  const law = lawCache()
  const waker = { listener: () => {} }
  const bus = openBus({
    db,
    keys,
    permissions,
    gate: gateWithoutModule,
    files,
    law,
    wake: () => waker.listener(),
  })
  const provider = providerOf(config)
  const signingParts = { db, bus, files, provider, commands: signing.provider }
  const embeddings = config.embeddings && openEmbeddings(config.embeddings)
  const parts = { db, pack, embeddings }
  const webhooks = webhooksOf(config, db, keys)
  // The index first: what modules derive from it must see the change.
  const consumers = [
    ...systemConsumers(db, modules, desk),
    ...modules.flatMap((module) => module.consumers?.(parts) ?? []),
    ...fileConsumers(signingParts),
    ...followers(bus, writeRoutes(routes), modules),
  ]
  return {
    config,
    db,
    databaseUrl,
    keys,
    files,
    pack,
    bus,
    law,
    modules,
    bindings,
    routes,
    handled,
    permissions,
    counterSeat,
    consumers,
    signing: { ...signingParts, link: signing.link },
    background: [...modules.flatMap((module) => module.background?.(parts) ?? []), webhooks],
    embeddings,
    instance: () => db.read('platform', readInstance),
    drain: () => drainAll(db, keys, consumers, signingParts),
    followUp: () => followUp(db, consumers),
    waker,
    close: () => db.close(),
  }
}

/** Everything a stopped installation still owes: the outbox, papers to read, leaves to number. */
async function drainAll(
  db: Database,
  keys: Keys,
  consumers: Runtime['consumers'],
  papers: Parameters<typeof readPendingPaper>[0],
): Promise<void> {
  await drain(db, consumers)
  while ((await readPendingPaper(papers)) > 0);
  while ((await sequence({ db, keys })) > 0);
}

function webhooksOf({ webhooksFromDemo: callsFromDemo }: Config, db: Database, keys: Keys): Background {
  return webhookBackground({ db, keys, caller: publicCaller, callsFromDemo })
}

const FOLLOWED = modules.flatMap(({ follows = [] }) => follows.map(({ topic }) => topic))

async function followUp(db: Database, consumers: readonly Consumer[]): Promise<void> {
  while ((await sweepOutbox(db, consumers, FOLLOWED)) > 0);
}

/** A server beside this process may hold rows for a while; longer than this, something is stuck. */
const DRAIN_WAIT_MS = 120_000
const DRAIN_PAUSE_MS = 100

/** Handles outbox rows until none is open, waiting for those another process has in hand. */
async function drain(db: Database, consumers: readonly Consumer[]): Promise<void> {
  const until = performance.now() + DRAIN_WAIT_MS
  for (;;) {
    if ((await sweepOutbox(db, consumers)) > 0) continue
    const left = await db.read('platform', (tx) => openOutboxRows(tx))
    if (left === 0) return
    if (performance.now() > until) {
      throw new Error(
        `还有 ${left} 条后台事项没有处理完，请查看运行日志。(${left} outbox rows are still open.)`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, DRAIN_PAUSE_MS))
  }
}

/** Writes only; for the sweep and the command line. */
export function writeRoutes(routes: readonly Route[]): WriteRoute[] {
  return routes.filter((route) => route.kind === 'write')
}
