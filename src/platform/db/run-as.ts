import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Refusal } from '../refusal.ts'

/** How to run a PostgreSQL program, which refuses to run as root. */
export interface RunAs {
  /** Program and arguments put before the PostgreSQL program. */
  readonly prefix: readonly string[]
  /** Options for spawn: another user, when we are root. */
  readonly user: { readonly uid?: number; readonly gid?: number }
  /** Who must own the data folder; null = whoever runs this process. */
  readonly owner: { readonly uid: number; readonly gid: number } | null
}

interface Account {
  readonly uid: number
  readonly gid: number
}

const ORDINARY: RunAs = { prefix: [], user: {}, owner: null }
// In a user namespace without a map we stay root for the files but look like nobody to PostgreSQL.
const NAMESPACE: RunAs = { prefix: ['unshare', '--user', '--'], user: {}, owner: { uid: 0, gid: 0 } }

/**
 * Chooses how to run the program `postgres` on a cluster in `dataDir`. As root: an account that can reach
 * both folders, else a user namespace, else a Refusal that says in one sentence what to do.
 */
export function chooseRunAs(postgres: string, dataDir: string): RunAs {
  if (process.getuid?.() !== 0) return ORDINARY
  for (const account of candidates(dataDir)) {
    if (!canReach(dataDir, account) || !canReach(dirname(postgres), account)) continue
    const runAs = { prefix: [], user: account, owner: account }
    if (runs(runAs, postgres)) return runAs
  }
  const root = { uid: 0, gid: 0 }
  const reachable = canReach(dataDir, root) && canReach(dirname(postgres), root)
  if (reachable && runs(NAMESPACE, postgres)) return NAMESPACE
  throw new Refusal(
    'busy',
    '数据库不能以 root 身份运行，其他用户又进不了 {folder}：请用 KEQIAO_DATA 指定一个其他用户可以进入的文件夹、改用普通用户启动，或用 DATABASE_URL 指定已有的 PostgreSQL。' +
      ' (PostgreSQL does not run as root and no other user can enter {folder}: set KEQIAO_DATA to a folder others can enter, start as an ordinary user, or set DATABASE_URL.)',
    { folder: canReach(dataDir, { uid: -1, gid: -1 }) ? dirname(postgres) : dataDir },
  )
}

/** Accounts worth trying: the one that owns an existing cluster, the service account, the owners of the folders. */
function candidates(dataDir: string): Account[] {
  const found: Account[] = []
  if (existsSync(`${dataDir}/pg`)) found.push(statSync(`${dataDir}/pg`))
  const passwd = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : ''
  for (const name of ['postgres', 'nobody']) {
    const line = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(passwd)
    if (line) found.push({ uid: Number(line[1]), gid: Number(line[2]) })
  }
  for (const folder of ancestors(dataDir)) found.push(statSync(folder))
  return found.filter(({ uid }) => uid !== 0).map(({ uid, gid }) => ({ uid, gid }))
}

/** Whether the mode bits let this account pass through every folder down to `folder`. */
function canReach(folder: string, { uid, gid }: Account): boolean {
  return ancestors(folder).every((path) => {
    const stat = statSync(path)
    const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001
    return (stat.mode & bit) !== 0
  })
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [...ancestors(parent), folder]
}

function runs(runAs: RunAs, postgres: string): boolean {
  const [program, ...args] = commandLine(runAs, postgres, ['--version'])
  return spawnSync(program, args, { ...runAs.user, stdio: 'ignore', cwd: '/', timeout: 10_000 }).status === 0
}

/** The program and arguments to spawn. */
export function commandLine(runAs: RunAs, program: string, args: readonly string[]): [string, ...string[]] {
  const [first = program, ...rest] = [...runAs.prefix, program, ...args]
  return [first, ...rest]
}
