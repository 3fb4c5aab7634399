import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Receipt } from '#platform/command/command.ts'
import type { Chance } from './chance.ts'

/** A client gives up on an answer after this long and asks again with the same key. */
const ANSWER_MS = 10_000

const replySchema = z.object({
  journalId: z.string(),
  receipt: z.object({ leaf: z.string(), at: z.string(), keyId: z.string(), signature: z.string() }),
})

/** A write the application confirmed. */
export interface Acknowledged {
  readonly key: string
  readonly journalId: string
  readonly receipt: Receipt
}

/** Answers counted over the whole run; `unknown` are those without any answer. */
export interface Answers {
  confirmed: number
  busy503: number
  conflict409: number
  unknown: number
  /** Anything else: an answer no fault excuses. */
  wrong: Record<string, number>
}

/**
 * Writers that send one command after another, each until it is confirmed, always with its key. They run between
 * `resume` and `pause`.
 */
export class Load {
  readonly answers: Answers = { confirmed: 0, busy503: 0, conflict409: 0, unknown: 0, wrong: {} }
  /** Where to send; the address of an application that was started again is another one. */
  target: { readonly url: string } = { url: '' }
  readonly #chance: Chance
  readonly #writers: number
  #running: Promise<unknown> = Promise.resolve()
  #paused = true
  #abandoned = false
  #given = 0
  #acknowledged: Acknowledged[] = []
  #onAnswer: (writer: number, sentAt: number) => void = () => {}

  constructor(writers: number, chance: Chance) {
    this.#writers = writers
    this.#chance = chance
  }

  resume(): void {
    this.#paused = false
    this.#abandoned = false
    this.#running = Promise.all(Array.from({ length: this.#writers }, (_, writer) => this.#write(writer)))
  }

  /** Lets go of commands that nobody confirms. */
  abandon(): void {
    this.#paused = true
    this.#abandoned = true
  }

  /** Stops the writers when each has had its last command confirmed; returns what was confirmed since the last time. */
  async pause(): Promise<Acknowledged[]> {
    this.#paused = true
    await this.#running
    return this.#acknowledged.splice(0)
  }

  /**
   * Milliseconds from `since` (performance.now()) to the first confirmation of a request sent later, and until every
   * writer has had one: then nothing that was under way at `since` is unknown any more. Infinity after `limitMs`.
   */
  async recovery(since: number, limitMs: number): Promise<{ firstMs: number; allMs: number }> {
    const waiting = new Set(Array.from({ length: this.#writers }, (_, writer) => writer))
    let firstMs = Infinity
    const all = new Promise<number>((resolve) => {
      this.#onAnswer = (writer, sentAt) => {
        if (sentAt < since) return
        firstMs = Math.min(firstMs, performance.now() - since)
        waiting.delete(writer)
        if (waiting.size === 0) resolve(performance.now() - since)
      }
    })
    const limit = new AbortController()
    const late = sleep(limitMs, Infinity, { signal: limit.signal }).catch(() => Infinity)
    const allMs = await Promise.race([all, late])
    limit.abort()
    this.#onAnswer = () => {}
    return { firstMs, allMs }
  }

  async #write(writer: number): Promise<void> {
    while (!this.#paused) {
      const key = `fault-${writer}-${(this.#given += 1)}`
      while (!this.#abandoned && !(await this.#send(key, writer))) await sleep(10 + this.#chance.below(90))
    }
  }

  /** Sends it once; true when confirmed. */
  async #send(key: string, writer: number): Promise<boolean> {
    const sentAt = performance.now()
    let status: number
    try {
      const response = await fetch(`${this.target.url}/api/v1/proof/effects`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ key, writer }),
        signal: AbortSignal.timeout(ANSWER_MS),
      })
      const answer: unknown = await response.json()
      status = response.status
      if (status === 200) {
        this.#acknowledged.push({ key, ...replySchema.parse(answer) })
        this.answers.confirmed += 1
        this.#onAnswer(writer, sentAt)
        return true
      }
      if (status === 503 && response.headers.get('retry-after') === null) status = 0
    } catch {
      this.answers.unknown += 1
      return false
    }
    if (status === 503) this.answers.busy503 += 1
    else if (status === 409) this.answers.conflict409 += 1
    else this.answers.wrong[String(status)] = (this.answers.wrong[String(status)] ?? 0) + 1
    return false
  }
}
