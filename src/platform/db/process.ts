import { readFileSync } from 'node:fs'

/**
 * The state of a process: `null` when there is none, or only one that has ended and that nobody reaped.
 * `identity` differs between two processes that got the same id one after the other.
 */
export function processState(pid: number): { readonly identity: string; readonly command: string } | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null
  if (process.platform !== 'linux') return signalReaches(pid) ? { identity: '', command: '' } : null
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold blanks; the state is the first field after it, the start time the 20th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    // Its memory is gone: it has ended and is about to be a zombie.
    if (command === '') return null
    return { identity: fields[19] ?? '', command }
  } catch {
    return null
  }
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
