import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { readServerFile, serverRuns } from '#platform/db/cluster.ts'

/** The server of this folder and its children by process id; empty when it does not run. */
export function databaseProcesses(dataDir: string): number[] {
  const pid = readServerFile(dataDir)?.pid ?? 0
  if (!serverRuns(dataDir, pid)) return []
  return [pid, ...childrenOf(pid)]
}

function childrenOf(parent: number): number[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n')
    return lines
      .map((line) => line.trim().split(/\s+/).map(Number))
      .flatMap(([pid = 0, of]) => (of === parent ? [pid] : []))
  }
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent)
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}

/** Sends kill -9; a process that is gone already is none the worse. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      continue
    }
  }
}

/** Debian's package of that name; most machines have none. */
const STRACE = 'strace'
/** How long strace may take to attach, and the database to ask for its next flush. */
const STRACE_MS = 20_000

/** Lets the disk of running processes fail: every flush from the `after`-th of each process on answers EIO. */
export class FailingDisk {
  readonly #strace: ChildProcess
  readonly #trace: string

  private constructor(strace: ChildProcess, trace: string) {
    this.#strace = strace
    this.#trace = trace
  }

  /** Why it cannot be done here; undefined when it can. */
  static whyNot(): string | undefined {
    try {
      execFileSync(STRACE, ['-e', 'trace=none', 'true'], { stdio: 'pipe', timeout: STRACE_MS })
      return undefined
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      return missing ? 'not run: strace is not installed' : 'not run: strace may not trace here'
    }
  }

  /** Attaches to the processes and to those they start; `trace` is the file for what was injected. */
  static async attach(pids: readonly number[], after: number, trace: string): Promise<FailingDisk> {
    const args = ['-f', '-o', trace, '-e', 'trace=fsync,fdatasync']
    args.push(
      '-e',
      `inject=fsync,fdatasync:error=EIO:when=${after}+`,
      ...pids.flatMap((pid) => ['-p', String(pid)]),
    )
    const strace = spawn(STRACE, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    const said: string[] = []
    const attached = new Promise<boolean>((resolve) => {
      createInterface(strace.stderr).on('line', (line) => {
        said.push(line)
        if (line.includes('attached')) resolve(true)
      })
      strace.on('exit', () => resolve(false))
    })
    if (await attached) return new FailingDisk(strace, trace)
    throw new Error(`strace did not attach: ${said.join(' ')}`)
  }

  /** Waits until a flush has failed; false when none was asked for in time. */
  async failed(): Promise<boolean> {
    for (let waited = 0; waited < STRACE_MS; waited += 20) {
      if (existsSync(this.#trace) && readFileSync(this.#trace, 'utf8').includes('INJECTED')) return true
      await sleep(20)
    }
    return false
  }

  /** The disk works again. */
  async detach(): Promise<void> {
    if (this.#strace.exitCode !== null || this.#strace.signalCode !== null) return
    const ended = once(this.#strace, 'exit')
    this.#strace.kill('SIGTERM')
    await ended
  }
}
