import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join, resolve } from 'node:path'
import { Client } from 'pg'
import { Refusal } from '../refusal.ts'
import { copyBinaries, findBinaries, type Binaries } from './binaries.ts'
import * as cluster from './cluster.ts'
import { withFileLock } from './lock.ts'
import { processState } from './process.ts'
import { chooseRunAs, type RunAs } from './run-as.ts'

/** A running embedded server and this process's registration as one that uses it. */
export interface EmbeddedServer {
  /** Connection string of the city's database, superuser included. */
  readonly url: string
  /** Process id of the server now. */
  pid(): number
  /** Ends the registration; the last registered process stops the server. */
  release(): Promise<void>
}

export interface EmbeddedOptions {
  readonly dataDir: string
  /** false only for tests: no fsync. Default true. */
  readonly durable?: boolean
  /** The server stays when this process ends, and is not restarted by it. Default false. */
  readonly leaveRunning?: boolean
  readonly maxConnections?: number
  /** Folder with bin, lib and share of PostgreSQL; default that of the npm package. */
  readonly native?: string
}

const LOCK_MS = 150_000
const WATCH_MS = 250
// Two application processes with full pools, and a few command lines.
const MAX_CONNECTIONS = 100
const DATABASE = 'keqiao'
let registrations = 0

/**
 * The embedded server of `dataDir`: joins the one that runs (also one whose application was killed), else
 * starts it, creating the cluster at first. While registered, this process restarts it on the same port
 * when it dies. Throws a Refusal with one sentence when it cannot run here.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const dataDir = resolve(options.dataDir)
  prepareFolder(dataDir)
  const user = join(dataDir, 'users', `${process.pid}-${(registrations += 1)}`)
  const file = await withFileLock(join(dataDir, 'server.lock'), LOCK_MS, async () => {
    if (!options.leaveRunning) {
      fs.mkdirSync(join(dataDir, 'users'), { recursive: true, mode: 0o700 })
      fs.writeFileSync(user, processState(process.pid)?.identity ?? '')
    }
    return ensureRunning(dataDir, options)
  })
  const watch = options.leaveRunning ? null : watchServer(dataDir, options)
  return {
    url: urlOf(file, DATABASE),
    pid: () => cluster.readServerFile(dataDir)?.pid ?? 0,
    release: async () => {
      await watch?.stop()
      if (!options.leaveRunning) await leave(dataDir, user)
    },
  }
}

/** Stops the server of `dataDir` whoever uses it; for the test cluster. */
export async function stopEmbedded(folder: string): Promise<void> {
  const dataDir = resolve(folder)
  if (!fs.existsSync(join(dataDir, 'server.json'))) return
  await withFileLock(join(dataDir, 'server.lock'), LOCK_MS, () => stopIfRunning(dataDir))
}

function prepareFolder(dataDir: string): void {
  try {
    // 0711: the account that runs the server passes through; what lies inside has its own mode.
    fs.mkdirSync(dataDir, { recursive: true, mode: 0o711 })
    fs.accessSync(dataDir, fs.constants.W_OK)
    if (fs.existsSync(join(dataDir, 'server.json')))
      fs.accessSync(join(dataDir, 'server.json'), fs.constants.R_OK)
  } catch {
    throw new Refusal(
      'busy',
      '不能读写数据文件夹 {dataDir}：请用启动过它的用户运行，或用 KEQIAO_DATA 指定另一个文件夹。 (Cannot read and write {dataDir}: run as the user who started it, or set KEQIAO_DATA.)',
      { dataDir },
    )
  }
}

/** Under the lock: returns the running server, started now if it was not. */
async function ensureRunning(dataDir: string, options: EmbeddedOptions): Promise<cluster.ServerFile> {
  const known = cluster.readServerFile(dataDir)
  if (known && cluster.serverRuns(dataDir, known.pid)) return known
  const { binaries, runAs } = prepareBinaries(dataDir, options)
  let password = known?.password
  const pgdata = join(dataDir, 'pg')
  if (!fs.existsSync(pgdata)) {
    password = cluster.createCluster(dataDir, binaries, runAs)
    cluster.writeServerFile(dataDir, fileOf(0, 0, password))
    fs.renameSync(join(dataDir, 'pg.new'), pgdata)
  }
  checkVersion(pgdata, binaries)
  cluster.giveTo(dataDir, runAs)
  password ??= cluster.resetPassword(dataDir, binaries, runAs)
  const settings = settingsOf(options)
  const started = await cluster.startServer({ dataDir, binaries, runAs, port: known?.port ?? 0, settings })
  const file = fileOf(started.port, started.pid, password)
  cluster.writeServerFile(dataDir, file)
  await createDatabase(file)
  return file
}

function fileOf(port: number, pid: number, password: string): cluster.ServerFile {
  return { port, pid, user: cluster.SUPERUSER, password, startedBy: process.pid }
}

function urlOf(file: cluster.ServerFile, database: string): string {
  return `postgres://${file.user}:${file.password}@127.0.0.1:${file.port}/${database}`
}

function settingsOf(options: EmbeddedOptions): Record<string, string> {
  const durable = options.durable ?? true
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? MAX_CONNECTIONS),
    shared_buffers: '256MB',
    max_wal_size: '1GB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    // What a citizen typed must not reach the log: no statements, no values, no DETAIL with the row.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
  }
}

function prepareBinaries(dataDir: string, options: EmbeddedOptions): { binaries: Binaries; runAs: RunAs } {
  const packaged = findBinaries(dataDir, options.native)
  const runAs = chooseRunAs(packaged, dataDir)
  if (runAs) return { binaries: packaged, runAs }
  const copied = copyBinaries(dataDir, packaged)
  const runCopyAs = chooseRunAs(copied, dataDir)
  if (runCopyAs) return { binaries: copied, runAs: runCopyAs }
  fs.rmSync(join(dataDir, 'programs'), { recursive: true })
  throw new Refusal(
    'busy',
    '内置数据库不能以 root 身份运行，其他用户又进不了 {dataDir}：请用 KEQIAO_DATA 指定一个其他用户可以进入的文件夹、改用普通用户启动，或用 DATABASE_URL 指定已有的 PostgreSQL。' +
      ' (PostgreSQL does not run as root and no other user can enter {dataDir}: set KEQIAO_DATA to a folder others can enter, start as an ordinary user, or set DATABASE_URL.)',
    { dataDir },
  )
}

function checkVersion(pgdata: string, binaries: Binaries): void {
  const found = fs.readFileSync(join(pgdata, 'PG_VERSION'), 'utf8').trim()
  const printed = execFileSync(binaries.postgres, ['--version'], { env: binaries.env, encoding: 'utf8' })
  const version = /[\d.]+/.exec(printed)?.[0] ?? ''
  if (version.startsWith(`${found}.`)) return
  throw new Refusal(
    'busy',
    '数据文件夹属于 PostgreSQL {found}，内置的是 {version}：请用旧版本程序 backup，再用新版本程序 restore 到空文件夹。 (The data folder is of PostgreSQL {found}, the built-in one is {version}: backup with the old release, restore with the new one.)',
    { found, version },
  )
}

async function createDatabase(file: cluster.ServerFile): Promise<void> {
  const client = new Client({ connectionString: urlOf(file, 'postgres') })
  // The error itself reaches whoever awaits a query; without a listener it would end the process.
  client.on('error', () => {})
  await client.connect()
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
    if (found.rows.length === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
}

/** Restarts the server when it died; an error is tried again at the next look. */
function watchServer(dataDir: string, options: EmbeddedOptions): { stop(): Promise<void> } {
  let busy: Promise<unknown> | null = null
  const look = async (): Promise<void> => {
    const file = cluster.readServerFile(dataDir)
    if (!file || cluster.serverRuns(dataDir, file.pid)) return
    await withFileLock(join(dataDir, 'server.lock'), LOCK_MS, () => ensureRunning(dataDir, options))
  }
  const timer = setInterval(() => {
    busy ??= look()
      .catch((error: unknown) => console.error(error instanceof Error ? error.message : error))
      .finally(() => (busy = null))
  }, WATCH_MS)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await busy
    },
  }
}

async function leave(dataDir: string, user: string): Promise<void> {
  await withFileLock(join(dataDir, 'server.lock'), LOCK_MS, async () => {
    fs.rmSync(user, { force: true })
    if (!otherUsers(dataDir)) await stopIfRunning(dataDir)
  })
}

/** Whether a live process is registered; clears what killed processes left. */
function otherUsers(dataDir: string): boolean {
  const folder = join(dataDir, 'users')
  let alive = false
  for (const name of fs.readdirSync(folder)) {
    const state = processState(Number(name.split('-')[0]))
    if (state && state.identity === fs.readFileSync(join(folder, name), 'utf8')) alive = true
    else fs.rmSync(join(folder, name), { force: true })
  }
  return alive
}

async function stopIfRunning(dataDir: string): Promise<void> {
  const file = cluster.readServerFile(dataDir)
  if (!file || file.pid === 0) return
  await cluster.stopServer(dataDir, file.pid)
  cluster.writeServerFile(dataDir, { ...file, pid: 0 })
}
