import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { markAll } from '#modules/matching/consumers.ts'
import { consoleActor } from '#platform/access/access.ts'
import { errorBook } from '#platform/bulk/errors.ts'
import { exportFile } from '#platform/bulk/export.ts'
import { mappingOf } from '#platform/bulk/header.ts'
import { importFile } from '#platform/bulk/import.ts'
import { backup } from '#platform/db/backup.ts'
import { openDatabase } from '#platform/db/database.ts'
import { openEmbedded } from '#platform/db/embedded.ts'
import { migrate } from '#platform/db/migrate.ts'
import { restore } from '#platform/db/restore.ts'
import { retryOutbox } from '#platform/outbox/outbox.ts'
import { Refusal } from '#platform/refusal.ts'
import type { Command } from './commands.ts'
import { readConfig } from './config.ts'
import { modules } from './modules.ts'
import { MIGRATIONS, moduleNames } from './runtime.ts'
import { seedActs } from './sample-acts.ts'
import { withRuntime } from './with-runtime.ts'

const kinds = modules.flatMap((module) => module.bulk ?? [])
const kindNames = kinds.map(({ kind }) => kind).join('|')

/** Commands that bring data in and out. */
export const dataCommands: readonly Command[] = [
  {
    name: 'import',
    usage: `import ${kindNames} FILE [--dry-run] [--good-rows] [--owner NAME] [--publish] [--sheet NAME] [--map FILE.json] [--error-file FILE.xlsx]`,
    options: {
      'dry-run': { type: 'boolean' },
      'good-rows': { type: 'boolean' },
      owner: { type: 'string' },
      publish: { type: 'boolean' },
      sheet: { type: 'string' },
      map: { type: 'string' },
      'error-file': { type: 'string' },
    },
    positionals: { min: 2, max: 2 },
    run: ({ positionals, values, print }) =>
      withRuntime(async (runtime) => {
        const text = (name: string) => {
          const value = values[name]
          return typeof value === 'string' ? value : undefined
        }
        const map = text('map')
        const call = {
          db: runtime.db,
          bus: runtime.bus,
          kind: kindNamed(positionals[0]),
          file: resolve(positionals[1] ?? ''),
          sheet: text('sheet'),
          mapping: mappingOf(map === undefined ? undefined : await textOf(map)),
          owner: text('owner'),
          goodRows: values['good-rows'] === true,
          publish: values['publish'] === true,
          actor: consoleActor,
        }
        const dryRun = values['dry-run'] === true
        const result = await orNothing(print, () =>
          importFile({ ...call, dryRun, onProgress: (progress) => print({ progress }) }),
        )
        const errorFile = text('error-file')
        if (errorFile !== undefined && result.errors.length > 0)
          await writeFile(resolve(errorFile), (await errorBook(call)).bytes)
        print(result)
        const nothing = result.read === 0 || (result.errors.length > 0 && values['good-rows'] !== true)
        return nothing ? 1 : 0
      }),
  },
  {
    name: 'play',
    usage: 'play',
    options: {},
    positionals: { min: 0, max: 0 },
    run: ({ print }) =>
      withRuntime(async (runtime) => {
        const kind = (await runtime.instance())?.kind
        if (kind !== 'rehearsal')
          throw new Error('只有演练环境可以往下演：KEQIAO_MODE=rehearsal，用一个新的 KEQIAO_DATA。')
        const result = await seedActs(runtime, { later: true })
        print(result)
        return result.refused.length === 0 ? 0 : 1
      }),
  },
  {
    name: 'export',
    usage: `export ${kindNames} FILE(.csv|.xlsx|.json) [--owner NAME]`,
    options: { owner: { type: 'string' } },
    positionals: { min: 2, max: 2 },
    run: ({ positionals, values, print }) =>
      withRuntime(async (runtime) => {
        const kind = kindNamed(positionals[0])
        print(
          await exportFile({
            db: runtime.db,
            kind,
            file: resolve(positionals[1] ?? ''),
            actor: consoleActor,
            owner: typeof values['owner'] === 'string' ? values['owner'] : undefined,
          }),
        )
        return 0
      }),
  },
  {
    name: 'rebuild-matches',
    usage: 'rebuild-matches',
    options: {},
    positionals: { min: 0, max: 0 },
    run: ({ print }) =>
      withRuntime(async (runtime) => {
        const demands = await markAll(runtime.db)
        await runtime.drain()
        print({ demands })
        return 0
      }),
  },
  {
    name: 'retry-outbox',
    usage: 'retry-outbox',
    options: {},
    positionals: { min: 0, max: 0 },
    run: ({ print }) =>
      withRuntime(async ({ db }) => {
        print({ retried: await retryOutbox(db) })
        return 0
      }),
  },
  {
    name: 'backup',
    usage: 'backup FILE',
    options: {},
    positionals: { min: 1, max: 1 },
    run: ({ positionals, print }) =>
      withRuntime(async (runtime) => {
        const { db, config } = runtime
        print(await backup({ db, dataDir: config.dataDir, file: resolve(positionals[0] ?? '') }))
        return 0
      }),
  },
  {
    name: 'restore',
    usage: 'restore FILE',
    options: {},
    positionals: { min: 1, max: 1 },
    run: async ({ positionals, print }) => {
      // Below the runtime: keys and city come from the backup, so nothing may be founded or opened before.
      const config = readConfig(process.env)
      const embedded =
        config.databaseUrl === undefined ? await openEmbedded({ dataDir: config.dataDir }) : undefined
      const db = await openDatabase({ url: config.databaseUrl ?? embedded?.url ?? '' })
      try {
        await migrate(db, { dir: MIGRATIONS, modules: moduleNames })
        const file = resolve(positionals[0] ?? '')
        print(
          await restore({ db, dataDir: config.dataDir, file, migrations: MIGRATIONS, modules: moduleNames }),
        )
        return 0
      } finally {
        await db.close()
        await embedded?.release()
      }
    },
  },
]

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(resolve(path), 'utf8')
  } catch {
    throw new Refusal('invalid', '文件“{path}”不存在或无法读取。', { path })
  }
}

/** A file refused as a whole still ends in a line of JSON with the usual counts; the sentence itself goes on. */
async function orNothing<R>(print: (value: unknown) => void, run: () => Promise<R>): Promise<R> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Refusal) {
      const errors = [{ row: 0, column: '', message: error.message }]
      print({ read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, errors })
    }
    throw error
  }
}

function kindNamed(name: string | undefined) {
  const found = kinds.find(({ kind }) => kind === name)
  if (!found) throw new Error(`没有名为 ${name ?? ''} 的数据种类；现有：${kindNames}`)
  return found
}
