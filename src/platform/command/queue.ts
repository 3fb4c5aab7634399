import type { Database } from '../db/database.ts'

/** How long a command waits for its turn at a hot object before it answers 503. */
const TURN_WAIT_MS = 10_000

/**
 * Runs the bodies of one name one after another: first in this process, then across processes by a session
 * advisory lock taken before BEGIN. Serializable retries on a hot object cost more than waiting (design.md 5).
 */
export class Queue {
  readonly #db: Database
  readonly #tails = new Map<string, Promise<unknown>>()

  constructor(db: Database) {
    this.#db = db
  }

  async run<T>(name: string | undefined, body: () => Promise<T>): Promise<T> {
    if (name === undefined) return body()
    const before = this.#tails.get(name) ?? Promise.resolve()
    const turn = before.then(() => this.#db.withAdvisoryLock(`queue:${name}`, TURN_WAIT_MS, body))
    const tail = turn.catch(() => undefined)
    this.#tails.set(name, tail)
    try {
      return await turn
    } finally {
      if (this.#tails.get(name) === tail) this.#tails.delete(name)
    }
  }
}
