import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 20

/**
 * Runs `body` while this process alone holds the lock on `file`; waits at most `waitMs`, then throws.
 * The lock is SQLite's: a kernel lock on the open file, so kill -9 frees it and no stale lock exists.
 * (Node offers no flock; a lock file with a process id has a race when two processes clear it.)
 */
export async function withFileLock<T>(file: string, waitMs: number, body: () => Promise<T>): Promise<T> {
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    for (let waited = 0; !tryLock(lock); waited += POLL_MS) {
      if (waited >= waitMs) throw new Error(`lock ${file} was not free within ${waitMs} ms`)
      await sleep(POLL_MS)
    }
    return await body()
  } finally {
    lock.close()
  }
}

function tryLock(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (error instanceof Error && error.message.includes('locked')) return false
    throw error
  }
}
