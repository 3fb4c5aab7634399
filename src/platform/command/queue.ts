import type { Database } from '../db/database.ts'
import { Refusal } from '../refusal.ts'

/** How long a command waits for its turn at a hot object before it answers 503. */
const TURN_WAIT_MS = 10_000

/**
 * Runs the bodies of one name one after another: first in this process, then across processes by a session
 * advisory lock taken before BEGIN. Serializable retries on a hot object cost more than waiting (design.md 5).
 */
export class Queue {
  readonly #db: Database
  readonly #waitMs: number
  readonly #tails = new Map<string, Promise<unknown>>()

  constructor(db: Database, waitMs = TURN_WAIT_MS) {
    this.#db = db
    this.#waitMs = waitMs
  }

  async run<T>(name: string | undefined, body: () => Promise<T>): Promise<T> {
    if (name === undefined) return body()
    const before = this.#tails.get(name) ?? Promise.resolve()
    const latest = performance.now() + this.#waitMs
    const turn = before.then(() => {
      const left = latest - performance.now()
      // Whoever stands far back is told at once when the turn comes too late, and the queue gets shorter.
      if (left <= 0) throw new Refusal('busy', '正在处理同一事项的其他请求，请稍后再试。')
      return this.#db.withAdvisoryLock(`queue:${name}`, left, body)
    })
    const tail = turn.catch(() => undefined)
    this.#tails.set(name, tail)
    try {
      return await turn
    } finally {
      if (this.#tails.get(name) === tail) this.#tails.delete(name)
    }
  }
}
