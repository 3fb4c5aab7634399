import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import { z } from 'zod'
import { stopEmbedded } from '#platform/db/embedded.ts'

/** Another process that opens the embedded server, prints what it got, and releases it on SIGTERM. */
const PROGRAM = `
  const { openEmbedded } = await import(${JSON.stringify(join(import.meta.dirname, '..', 'src/platform/db/embedded.ts'))})
  const [dataDir, native] = process.argv.slice(1)
  try {
    const server = await openEmbedded(native ? { dataDir, native } : { dataDir })
    console.log(JSON.stringify({ url: server.url, pid: server.pid() }))
    process.on('SIGTERM', () => server.release().then(() => process.exit(0)))
    setInterval(() => {}, 1000)
  } catch (error) { console.log(JSON.stringify({ refused: error.message })) }`

const answer = z.union([z.object({ url: z.string(), pid: z.number() }), z.object({ refused: z.string() })])

/** Another process that uses the embedded server. */
export interface App {
  readonly child: ChildProcess
  readonly url: string
  /** Process id of the server. */
  readonly pid: number
}

interface AppOptions {
  readonly uid?: number
  readonly gid?: number
  readonly env?: Record<string, string>
  readonly native?: string
}

/** The sentence with which a process is refused that opens the server of `dataDir`. */
export async function refusalOf(dataDir: string, options: AppOptions = {}): Promise<string> {
  const app = await tryApp(dataDir, options)
  assert.ok(typeof app === 'string', 'it was not refused')
  return app
}

async function tryApp(dataDir: string, options: AppOptions): Promise<App | string> {
  const { native, ...others } = options
  const args = ['--input-type=module', '--eval', PROGRAM, dataDir, ...(native === undefined ? [] : [native])]
  const child = spawn(process.execPath, args, { ...others, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line]: unknown[] = await once(createInterface(child.stdout), 'line')
  const got = answer.parse(JSON.parse(String(line)))
  return 'refused' in got ? got.refused : { child, ...got }
}

/** Starts a process that opens the server of `dataDir`. */
export async function startApp(dataDir: string, options: AppOptions = {}): Promise<App> {
  const app = await tryApp(dataDir, options)
  assert.ok(typeof app !== 'string', `refused: ${JSON.stringify(app)}`)
  return app
}

/** Sends the signal and waits for the end. */
export async function stopApp(app: App, signal: NodeJS.Signals): Promise<void> {
  const ended = once(app.child, 'exit')
  app.child.kill(signal)
  await ended
}

/** One statement on a connection of its own. */
export async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

/** Data folders under one new folder that everyone may pass through; `clean` stops their servers. */
export function dataFolders(): {
  base: string
  folder: (name: string, mode?: number) => string
  clean: () => Promise<void>
} {
  // /tmp, not TMPDIR: the tests run servers as other users.
  const base = mkdtempSync(join(existsSync('/tmp') ? '/tmp' : tmpdir(), 'keqiao-embedded-'))
  chmodSync(base, 0o755)
  const made: string[] = []
  const folder = (name: string, mode = 0o755): string => {
    const parent = join(base, name)
    mkdirSync(parent)
    chmodSync(parent, mode)
    made.push(join(parent, 'data'))
    return join(parent, 'data')
  }
  const clean = async (): Promise<void> => {
    for (const dataDir of made) await stopEmbedded(dataDir)
    rmSync(base, { recursive: true, force: true })
  }
  return { base, folder, clean }
}
