import type { Database } from '#platform/db/database.ts'
import { vectorsOf, type VectorKind } from './store-vectors.ts'

/** Vectors kept in memory, one byte a number: 77 MB at most for 384 numbers. Records beyond are found by words alone. */
const KEPT = 200_000
const PAGE = 2_000
/** A full byte: unit vectors have numbers from -1 to 1. */
const SCALE = 127

/** All vectors of a kind in memory, to find the nearest ones: PostgreSQL alone has no index for that. */
export class NearIndex {
  readonly #db: Database
  readonly #space: string
  readonly #kind: VectorKind
  readonly #rows = new Map<string, Int8Array>()
  #since: string | null = null

  constructor(db: Database, space: string, kind: VectorKind) {
    this.#db = db
    this.#space = space
    this.#kind = kind
  }

  /** Ids of the nearest records, nearest first. */
  async nearest(vector: Float32Array, limit: number): Promise<string[]> {
    await this.#catchUp()
    const asked = bytesOf(vector)
    const found: { id: string; dot: number }[] = []
    for (const [id, numbers] of this.#rows) found.push({ id, dot: dot(asked, numbers) })
    return found
      .sort((a, b) => b.dot - a.dot)
      .slice(0, limit)
      .map(({ id }) => id)
  }

  /** Reads what changed since the last time; rows of the last instant again, since others may have it too. */
  async #catchUp(): Promise<void> {
    for (;;) {
      const since = this.#since
      const page = await this.#db.read('matching', (tx) =>
        vectorsOf(tx, this.#space, this.#kind, { since, limit: PAGE }),
      )
      for (const { id, numbers, changedAt } of page) {
        const mean = meanOf(numbers)
        if (mean !== null && (this.#rows.has(id) || this.#rows.size < KEPT)) this.#rows.set(id, bytesOf(mean))
        this.#since = changedAt
      }
      if (page.length < PAGE || this.#since === since) return
    }
  }
}

function bytesOf(vector: Float32Array): Int8Array {
  return Int8Array.from(vector, (value) => Math.round(value * SCALE))
}

function dot(a: Int8Array, b: Int8Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** The unit vector between several; null for none, or for vectors of different lengths. */
export function meanOf(vectors: readonly Float32Array[]): Float32Array | null {
  const [first] = vectors
  if (first === undefined || vectors.some((vector) => vector.length !== first.length)) return null
  const sum = first.map((_, i) => vectors.reduce((total, vector) => total + (vector[i] ?? 0), 0))
  const length = Math.sqrt(sum.reduce((total, value) => total + value * value, 0))
  return length === 0 ? null : sum.map((value) => value / length)
}

export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
