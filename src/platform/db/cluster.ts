import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { Refusal } from '../refusal.ts'
import type { Binaries } from './binaries.ts'
import { processState } from './process.ts'
import { commandLine } from './run-as.ts'
import type { RunAs } from './run-as.ts'

const serverFile = z.object({
  port: z.number(),
  pid: z.number(),
  user: z.string(),
  password: z.string(),
  /** Process id of the application that started it. */
  startedBy: z.number(),
})

/** What KEQIAO_DATA/server.json says about the embedded server; `pid` 0 = stopped cleanly. */
export type ServerFile = Readonly<z.infer<typeof serverFile>>

export const SUPERUSER = 'keqiao'
// Recovery of a long log after a power cut is slow on a small disk.
const START_MS = 120_000
const STOP_MS = 60_000
const LOG_LIMIT_BYTES = 10_000_000

/** Reads server.json; null when there is none. */
export function readServerFile(dataDir: string): ServerFile | null {
  const file = join(dataDir, 'server.json')
  if (!fs.existsSync(file)) return null
  return serverFile.parse(JSON.parse(fs.readFileSync(file, 'utf8')))
}

/** Writes server.json readable by the owner only, in one step. */
export function writeServerFile(dataDir: string, content: ServerFile): void {
  const temporary = join(dataDir, `server.json.${process.pid}`)
  fs.writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 })
  fs.renameSync(temporary, join(dataDir, 'server.json'))
}

/** Whether the server of this data folder runs; a process that merely got its old id does not count. */
export function serverRuns(dataDir: string, pid: number): boolean {
  const state = processState(pid)
  return state !== null && (process.platform !== 'linux' || state.command.includes(join(dataDir, 'pg')))
}

/** Creates the cluster in `dataDir/pg`: complete or not at all. Returns the superuser's new password. */
export function createCluster(dataDir: string, binaries: Binaries, runAs: RunAs): string {
  const password = randomBytes(24).toString('base64url')
  const building = join(dataDir, 'pg.new')
  const passwordFile = join(dataDir, 'pg.password')
  fs.rmSync(building, { recursive: true, force: true })
  fs.mkdirSync(building, { mode: 0o700 })
  fs.writeFileSync(passwordFile, password, { mode: 0o600 })
  try {
    if (runAs.owner) {
      fs.chownSync(building, runAs.owner.uid, runAs.owner.gid)
      fs.chownSync(passwordFile, runAs.owner.uid, runAs.owner.gid)
    }
    const [program, ...args] = commandLine(runAs, binaries.initdb, [
      `--pgdata=${building}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--locale=C',
      '--encoding=UTF8',
      '--no-instructions',
    ])
    const done = spawnSync(program, args, { ...runAs.user, env: binaries.env, cwd: '/', encoding: 'utf8' })
    if (done.status !== 0) throw cannotStart(`${done.stderr} ${done.error?.message ?? ''}`)
  } finally {
    fs.rmSync(passwordFile, { force: true })
  }
  return password
}

/** Sets the superuser's password of a stopped cluster whose server.json was lost. */
export function resetPassword(dataDir: string, binaries: Binaries, runAs: RunAs): string {
  const password = randomBytes(24).toString('base64url')
  const [program, ...args] = commandLine(runAs, binaries.postgres, [
    '--single',
    '-D',
    join(dataDir, 'pg'),
    'postgres',
  ])
  const input = `ALTER ROLE ${SUPERUSER} PASSWORD '${password}'\n`
  const options = { ...runAs.user, env: binaries.env, cwd: '/', input, encoding: 'utf8' } as const
  const done = spawnSync(program, args, options)
  if (done.status !== 0) throw cannotStart(done.stderr)
  return password
}

/** Gives the cluster's files to the account that will run it, where they belong to another one. */
export function giveTo(dataDir: string, runAs: RunAs): void {
  const pg = join(dataDir, 'pg')
  const owner = runAs.owner
  if (!owner || fs.statSync(pg).uid === owner.uid) return
  for (const name of fs.readdirSync(pg, { recursive: true, encoding: 'utf8' })) {
    fs.lchownSync(join(pg, name), owner.uid, owner.gid)
  }
  fs.chownSync(pg, owner.uid, owner.gid)
}

/** Starts the server on `port` (0 = any free one) and waits until it accepts connections. */
export async function startServer(options: {
  dataDir: string
  binaries: Binaries
  runAs: RunAs
  port: number
  settings: Readonly<Record<string, string>>
}): Promise<{ pid: number; port: number }> {
  let port = options.port === 0 ? await freePort() : options.port
  const deadline = performance.now() + START_MS
  for (;;) {
    const started = await tryStart(options, port, deadline)
    if ('pid' in started) return { pid: started.pid, port }
    if (performance.now() > deadline) throw cannotStart(started.log)
    if (started.log.includes('could not bind')) port = await freePort()
    // After kill -9 of the server its children need a moment to notice and leave.
    else if (started.log.includes('shared memory block')) await sleep(100)
    else throw cannotStart(started.log)
  }
}

async function tryStart(
  options: Parameters<typeof startServer>[0],
  port: number,
  deadline: number,
): Promise<{ pid: number } | { log: string }> {
  const { dataDir, binaries, runAs } = options
  disownPidFile(join(dataDir, 'pg', 'postmaster.pid'))
  const logFile = join(dataDir, 'postgres.log')
  rotateLog(logFile)
  const log = fs.openSync(logFile, 'a', 0o600)
  const from = fs.fstatSync(log).size
  const settings = { ...options.settings, port: String(port) }
  const [program, ...args] = commandLine(runAs, binaries.postgres, [
    '-D',
    join(dataDir, 'pg'),
    ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ])
  // A session of its own: Ctrl-C and the end of the application do not reach it.
  const child = spawn(program, args, {
    ...runAs.user,
    env: binaries.env,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  })
  fs.closeSync(log)
  const server = { error: '', hasEnded: false }
  child.on('error', (error) => Object.assign(server, { error: error.message, hasEnded: true }))
  // Told by the child itself: /proc has no command line yet for a moment after the program was loaded.
  child.on('exit', () => (server.hasEnded = true))
  child.unref()
  const pid = child.pid ?? 0
  while (!server.hasEnded && performance.now() < deadline) {
    if (isReady(dataDir, pid)) return { pid }
    await sleep(10)
  }
  return { log: `${server.error}${fs.readFileSync(logFile).subarray(from).toString('utf8')}` }
}

/** Line 8 of postmaster.pid says "ready" once connections are accepted. */
function isReady(dataDir: string, pid: number): boolean {
  try {
    const lines = fs.readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

/**
 * Puts our own id into a postmaster.pid left by kill -9. PostgreSQL takes its parent's id for stale, but
 * would believe the old one if another process or a zombie has it now; the other lines keep its check
 * for children that still run. Only called when the server is known to be gone.
 */
function disownPidFile(file: string): void {
  if (!fs.existsSync(file)) return
  const rest = fs.readFileSync(file, 'utf8').split('\n').slice(1)
  fs.writeFileSync(file, [String(process.pid), ...rest].join('\n'))
}

function rotateLog(file: string): void {
  if ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES)
    fs.renameSync(file, `${file}.1`)
}

/** Stops the server: fast (rolls back open transactions, writes a checkpoint), and immediately if that hangs. */
export async function stopServer(dataDir: string, pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!serverRuns(dataDir, pid)) return
    process.kill(pid, signal)
    for (let waited = 0; waited < STOP_MS && serverRuns(dataDir, pid); waited += 10) await sleep(10)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function cannotStart(log: string): Refusal {
  const lines = log.split('\n').filter((line) => line.trim() !== '')
  const reason = lines.findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1) ?? 'no message'
  return new Refusal(
    'busy',
    '内置数据库没有启动：{reason}（日志在 KEQIAO_DATA 的 postgres.log）。 (The built-in database did not start; see postgres.log in KEQIAO_DATA.)',
    { reason: reason.trim() },
  )
}
