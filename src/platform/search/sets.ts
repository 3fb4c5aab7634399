import type { PostingList } from './postings.ts'

/** Documents by rising number, each with its score. */
export interface Scored {
  readonly docs: Int32Array
  readonly scores: Float64Array
}

export interface Weighted {
  readonly list: PostingList
  /** What one unit of impact of this term counts. */
  readonly weight: number
}

/** Room to narrow a list in, used again by each call: this code runs to its end without waiting. */
let roomForDocs = new Int32Array(0)
let roomForScores = new Float64Array(0)

/** Documents that stand in every list, with the sum of their weighted impacts. */
export function intersect(lists: readonly Weighted[], dead: ReadonlySet<number>): Scored {
  const [first, ...others] = [...lists].sort((a, b) => a.list.docs.length - b.list.docs.length)
  if (first === undefined) return { docs: new Int32Array(0), scores: new Float64Array(0) }
  const { docs, impacts } = first.list
  if (roomForDocs.length < docs.length) {
    roomForDocs = new Int32Array(docs.length * 2)
    roomForScores = new Float64Array(docs.length * 2)
  }
  let size = 0
  for (let i = 0; i < docs.length; i += 1) {
    const doc = docs[i] ?? 0
    if (dead.size > 0 && dead.has(doc)) continue
    roomForDocs[size] = doc
    roomForScores[size] = (impacts[i] ?? 0) * first.weight
    size += 1
  }
  for (const other of others) size = narrow(roomForDocs, roomForScores, size, other)
  return { docs: roomForDocs.slice(0, size), scores: roomForScores.slice(0, size) }
}

function dropDead(docs: Int32Array, scores: Float64Array, dead: ReadonlySet<number>): number {
  let size = 0
  for (let i = 0; i < docs.length; i += 1) {
    const doc = docs[i] ?? 0
    if (dead.has(doc)) continue
    docs[size] = doc
    scores[size] = scores[i] ?? 0
    size += 1
  }
  return size
}

/** Keeps the first `size` documents that stand in the other list too, in place; answers how many are left. */
function narrow(docs: Int32Array, scores: Float64Array, size: number, { list, weight }: Weighted): number {
  const others = list.docs
  const bits = bitsOf(list)
  let kept = 0
  let at = 0
  for (let i = 0; i < size; i += 1) {
    const doc = docs[i] ?? 0
    if (bits !== null && !hasBit(bits, doc)) continue
    if (bits === null || weight !== 0) {
      at = seek(others, at, doc)
      if (at === others.length) break
      if (others[at] !== doc) continue
    }
    docs[kept] = doc
    scores[kept] = (scores[i] ?? 0) + (weight === 0 ? 0 : (list.impacts[at] ?? 0) * weight)
    kept += 1
  }
  return kept
}

/** A list with fewer documents is searched quickly enough as it is. */
const SHORTEST_WITH_BITS = 4_096
/** A bit for each document number costs less than the list itself when at least one in so many is set. */
const SPARSEST_WITH_BITS = 128

/** A bit for each document number from 32 times `base` on. */
export interface Bits {
  readonly base: number
  readonly words: Int32Array
}

const bitsOfLists = new WeakMap<Int32Array, Bits>()

/** A bit for each document of a long list, made once: most candidates are turned away by one look. Null for others. */
export function bitsOf({ docs }: PostingList): Bits | null {
  const first = docs[0] ?? 0
  const last = docs.at(-1) ?? 0
  if (docs.length < SHORTEST_WITH_BITS || docs.length * SPARSEST_WITH_BITS < last - first) return null
  const known = bitsOfLists.get(docs)
  if (known !== undefined) return known
  const base = first >>> 5
  const words = new Int32Array((last >>> 5) - base + 1)
  for (const doc of docs) words[(doc >>> 5) - base] = (words[(doc >>> 5) - base] ?? 0) | (1 << (doc & 31))
  const bits = { base, words }
  bitsOfLists.set(docs, bits)
  return bits
}

export function hasBit({ base, words }: Bits, doc: number): boolean {
  return ((words[(doc >>> 5) - base] ?? 0) & (1 << (doc & 31))) !== 0
}

/** The first position from `at` on whose document is not below `doc`: doubling steps, then halving. */
export function seek(docs: Int32Array, at: number, doc: number): number {
  if (at >= docs.length || (docs[at] ?? 0) >= doc) return at
  let step = 1
  let low = at
  while (low + step < docs.length && (docs[low + step] ?? 0) < doc) {
    low += step
    step *= 2
  }
  let high = Math.min(docs.length, low + step)
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((docs[middle] ?? 0) < doc) low = middle
    else high = middle
  }
  return high
}

/** Adds the weighted impacts of documents that are in the list; the others stay as they are. */
export function addBonus(scored: Scored, { list, weight }: Weighted): void {
  let at = 0
  for (let i = 0; i < scored.docs.length; i += 1) {
    const doc = scored.docs[i] ?? 0
    at = seek(list.docs, at, doc)
    if (at === list.docs.length) return
    if (list.docs[at] === doc) scored.scores[i] = (scored.scores[i] ?? 0) + (list.impacts[at] ?? 0) * weight
  }
}

/** One list with the documents of any of these, impacts 0: values of one filter. */
export function unite(lists: readonly PostingList[]): PostingList {
  const [only] = lists
  if (lists.length === 1 && only !== undefined) return only
  const all = new Int32Array(lists.reduce((sum, list) => sum + list.docs.length, 0))
  let at = 0
  for (const { docs } of lists) {
    all.set(docs, at)
    at += docs.length
  }
  all.sort()
  const docs = all.filter((doc, i) => i === 0 || doc !== all[i - 1])
  return { docs, impacts: new Uint8Array(docs.length) }
}

/** A sum for each document number, all zero between uses: this code runs to its end without waiting. */
let sums = new Float64Array(0)

/** Documents of any list with the sum of their weighted impacts; impacts and weights above zero. */
export function uniteScored(lists: readonly Weighted[], dead: ReadonlySet<number>): Scored {
  const last = lists.reduce((most, { list }) => Math.max(most, list.docs.at(-1) ?? 0), 0)
  if (sums.length <= last) sums = new Float64Array(last * 2 + 1)
  const docs = new Int32Array(lists.reduce((total, { list }) => total + list.docs.length, 0))
  let size = 0
  for (const { list, weight } of lists) {
    for (let i = 0; i < list.docs.length; i += 1) {
      const doc = list.docs[i] ?? 0
      const sum = sums[doc] ?? 0
      if (sum === 0) {
        docs[size] = doc
        size += 1
      }
      sums[doc] = sum + (list.impacts[i] ?? 0) * weight
    }
  }
  const all = docs.subarray(0, size).sort()
  const scores = new Float64Array(size)
  for (let i = 0; i < size; i += 1) {
    const doc = all[i] ?? 0
    scores[i] = sums[doc] ?? 0
    sums[doc] = 0
  }
  const kept = dead.size === 0 ? size : dropDead(all, scores, dead)
  return { docs: all.subarray(0, kept), scores: scores.subarray(0, kept) }
}

/** Scored documents of several segments as one, given by rising numbers. */
export function joined(parts: readonly Scored[]): Scored {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  const size = parts.reduce((sum, { docs }) => sum + docs.length, 0)
  const all = { docs: new Int32Array(size), scores: new Float64Array(size) }
  let at = 0
  for (const { docs, scores } of parts) {
    all.docs.set(docs, at)
    all.scores.set(scores, at)
    at += docs.length
  }
  return all
}

/** The scored documents that stand in every list. */
export function within(scored: Scored, lists: readonly PostingList[]): Scored {
  const docs = scored.docs.slice()
  const scores = scored.scores.slice()
  const size = lists.reduce((size, list) => narrow(docs, scores, size, { list, weight: 0 }), docs.length)
  return { docs: docs.subarray(0, size), scores: scores.subarray(0, size) }
}

/** How many documents two rising lists have in common. */
export function countCommon(a: Int32Array, b: Int32Array): number {
  const [small, large] = a.length <= b.length ? [a, b] : [b, a]
  let count = 0
  let at = 0
  for (const doc of small) {
    at = seek(large, at, doc)
    if (at === large.length) break
    if (large[at] === doc) count += 1
  }
  return count
}

export interface Ranked {
  readonly doc: number
  readonly score: number
}

/** Best score first; equal scores: the newer document first. */
export function byRank(a: Ranked, b: Ranked): number {
  return b.score - a.score || b.doc - a.doc
}

/** The best `count` documents after a position in the ranking, in order. */
export function best(scored: Scored, count: number, after: Ranked | null): Ranked[] {
  const kept: Ranked[] = []
  let worst: Ranked | undefined
  for (let i = 0; i < scored.docs.length; i += 1) {
    const doc = scored.docs[i] ?? 0
    const score = scored.scores[i] ?? 0
    if (worst !== undefined && (score < worst.score || (score === worst.score && doc < worst.doc))) continue
    if (after !== null && (score > after.score || (score === after.score && doc >= after.doc))) continue
    insert(kept, { doc, score })
    if (kept.length > count) kept.pop()
    if (kept.length === count) worst = kept.at(-1)
  }
  return kept
}

/** Puts one into its place; few get this far once the list is full. */
export function insert(kept: Ranked[], one: Ranked): void {
  let at = kept.length
  while (at > 0 && byRank(one, kept[at - 1] ?? one) < 0) at -= 1
  kept.splice(at, 0, one)
}
