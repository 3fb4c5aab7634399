import { createHash } from 'node:crypto'
import type { Database } from '#platform/db/database.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import type { Embeddings, TextRole } from '#platform/embeddings/embeddings.ts'
import { indexedTexts, wantedPart, type Meaning } from '#platform/search/index.ts'
import { publicAchievementIds } from '#modules/achievements/index.ts'
import { publicDemandIds } from '#modules/exchange/index.ts'
import { cosine, meanOf, NearIndex } from './near.ts'
import * as store from './store-vectors.ts'

/** Of a text this much is sent: vectors of more are hardly better, and take longer on a small machine. */
const PASSAGE = 800
const QUESTION = 400
/** Texts of one call; small, so that a call ends in time on two cores. */
const CALL = 8
/** Records looked at in one turn. */
const TURN = 32
/** Candidates that nearness adds to those found by words. */
const NEAR = 50
const PAGE = 2_000

/** A text to be sent, exactly; only public texts ever come here (practice.md P18). */
interface Text {
  readonly role: TextRole
  readonly text: string
}

/**
 * What stands for a record: of an achievement its beginning, of a demand its title and its beginning. `matter` is
 * what the public index has of it; owner and code are not part of that.
 */
export function textsOf(kind: store.VectorKind, matter: string): Text[] {
  if (kind === 'achievement') return [{ role: 'passage', text: matter.slice(0, PASSAGE) }]
  const [title = '', ...rest] = matter.split('\n')
  return subjectTexts(title, rest.join('\n'))
}

/** The two texts of a subject (folded); together they find better than either alone (docs/figures/matching.md). */
export function subjectTexts(title: string, text: string): Text[] {
  const whole = `${title}\n${wantedPart(text)}`.trim().slice(0, QUESTION)
  return [title.trim(), whole].filter((one) => one !== '').map((one) => ({ role: 'query', text: one }))
}

const hashOf = ({ role, text }: Text): string => createHash('sha256').update(`${role}\n${text}`).digest('hex')

/** Keeps the vectors of public records, and answers how near they are to a demand. */
export class Vectors {
  readonly #db: Database
  readonly #embeddings: Embeddings
  readonly #space: string
  readonly #achievements: NearIndex
  readonly #demands: NearIndex

  constructor(db: Database, embeddings: Embeddings) {
    this.#db = db
    this.#embeddings = embeddings
    this.#space = createHash('sha256').update(embeddings.space).digest('hex')
    this.#achievements = new NearIndex(db, this.#space, 'achievement')
    this.#demands = new NearIndex(db, this.#space, 'demand')
  }

  /** Nearness of achievements to a demand; undefined while the demand has no vector. */
  async meaningOf(demandId: string): Promise<Meaning | undefined> {
    const subject = await this.#vectorOf('demand', demandId)
    if (subject === null) return undefined
    return {
      near: () => this.#achievements.nearest(subject, NEAR),
      closeness: async (ids) => {
        const known = await this.#db.read('matching', (tx) =>
          store.vectorsOf(tx, this.#space, 'achievement', { ids }),
        )
        return new Map(
          known.flatMap(({ id, numbers: [vector] }) =>
            vector?.length === subject.length ? [[id, cosine(subject, vector)] as const] : [],
          ),
        )
      },
    }
  }

  /** Demands an achievement is near to. */
  async demandsNear(achievementId: string): Promise<readonly string[]> {
    const vector = await this.#vectorOf('achievement', achievementId)
    return vector === null ? [] : this.#demands.nearest(vector, NEAR)
  }

  async #vectorOf(kind: store.VectorKind, id: string): Promise<Float32Array | null> {
    const [found] = await this.#db.read('matching', (tx) =>
      store.vectorsOf(tx, this.#space, kind, { ids: [id] }),
    )
    return found === undefined ? null : meanOf(found.numbers)
  }

  /** Marks every public record that has no vector yet: at the start, and after the model changed. */
  async markMissing(): Promise<void> {
    for (const [kind, idsOf] of [
      ['demand', publicDemandIds],
      ['achievement', publicAchievementIds],
    ] as const) {
      for (let after: string | null = null; ;) {
        const from: string | null = after
        const ids: readonly string[] = await this.#db.read('matching', (tx) => idsOf(tx, from, PAGE))
        await this.#db.transaction({ isolation: 'read committed', module: 'matching' }, async (tx) => {
          const missing = await store.withoutVector(tx, this.#space, kind, ids)
          await store.markVectors(
            tx,
            missing.map((id) => ({ kind, id })),
            await databaseNow(tx),
          )
        })
        after = ids.at(-1) ?? null
        if (after === null || ids.length < PAGE) break
      }
    }
  }

  /**
   * Computes the vectors of some marked records; answers those done, null when the endpoint does not answer (they
   * stay marked, and matches go by words and facts meanwhile).
   */
  async turn(): Promise<readonly store.Due[] | null> {
    const due = await this.#db.read('matching', (tx) => store.dueVectors(tx, TURN))
    if (due.length === 0) return []
    const matters = new Map<string, string>()
    for (const kind of ['demand', 'achievement'] as const) {
      const ids = due.filter((row) => row.kind === kind).map(({ id }) => id)
      for (const [id, matter] of await indexedTexts(this.#db.reader, kind, ids)) matters.set(id, matter)
    }
    const wanted = due.map(({ kind, id }) => {
      const matter = matters.get(id)
      return { kind, id, texts: matter === undefined ? [] : textsOf(kind, matter) }
    })
    const isAnswered = await this.#embedMissing(wanted.flatMap(({ texts }) => texts))
    if (!isAnswered) return null
    await this.#db.transaction({ isolation: 'read committed', module: 'matching' }, async (tx) => {
      const rows = wanted.map(({ kind, id, texts }) => ({ kind, id, hashes: texts.map(hashOf) }))
      await store.assignVectors(tx, this.#space, rows, await databaseNow(tx))
      await store.settleVectors(tx, due)
    })
    return due
  }

  async #embedMissing(texts: readonly Text[]): Promise<boolean> {
    const byHash = new Map(texts.map((text) => [hashOf(text), text]))
    const known = await this.#db.read('matching', (tx) =>
      store.knownHashes(tx, this.#space, [...byHash.keys()]),
    )
    const missing = [...byHash].filter(([hash]) => !known.has(hash))
    for (const [role, group] of Map.groupBy(missing, ([, text]) => text.role)) {
      for (let from = 0; from < group.length; from += CALL) {
        const part = group.slice(from, from + CALL)
        const vectors = await this.#embeddings.embed(
          part.map(([, { text }]) => text),
          role,
        )
        if (vectors === null) return false
        const rows = part.flatMap(([hash], i) => {
          const numbers = vectors[i]
          return numbers === undefined ? [] : [{ hash, numbers }]
        })
        await this.#db.transaction({ isolation: 'read committed', module: 'matching' }, (tx) =>
          store.keepVectors(tx, this.#space, rows),
        )
      }
    }
    return true
  }
}
