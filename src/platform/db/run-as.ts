import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Binaries } from './binaries.ts'

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
 * Chooses how to run PostgreSQL on a cluster in `dataDir`. As root: an account that can reach both folders,
 * else a user namespace, else null.
 */
export function chooseRunAs(binaries: Binaries, dataDir: string): RunAs | null {
  if (process.getuid?.() !== 0) return ORDINARY
  const programs = dirname(binaries.postgres)
  const reaches = (account: Account): boolean => canReach(dataDir, account) && canReach(programs, account)
  for (const account of candidates(dataDir)) {
    const runAs = { prefix: [], user: account, owner: account }
    if (reaches(account) && runs(runAs, binaries)) return runAs
  }
  return reaches({ uid: 0, gid: 0 }) && runs(NAMESPACE, binaries) ? NAMESPACE : null
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

function runs(runAs: RunAs, { postgres, env }: Binaries): boolean {
  const [program, ...args] = commandLine(runAs, postgres, ['--version'])
  return (
    spawnSync(program, args, { ...runAs.user, env, stdio: 'ignore', cwd: '/', timeout: 10_000 }).status === 0
  )
}

/** The program and arguments to spawn. */
export function commandLine(runAs: RunAs, program: string, args: readonly string[]): [string, ...string[]] {
  const [first = program, ...rest] = [...runAs.prefix, program, ...args]
  return [first, ...rest]
}
