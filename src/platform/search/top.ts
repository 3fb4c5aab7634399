import { bitsOf, byRank, hasBit, insert, seek, type Ranked, type Scored, type Weighted } from './sets.ts'

/** Documents of the rarest list scored before the others are compared with the worst of the kept. */
const FIRST_SCORED = 1_000
/** Sums are made in one order; a bound is the sum in another. */
const ROUNDING = 1e-6

/** Collects the best documents over several segments. */
export class Top {
  readonly #wanted: number
  readonly #kept: Ranked[] = []

  constructor(wanted: number) {
    this.#wanted = wanted
  }

  /** A document with a lower score cannot get in. */
  get least(): number {
    const worst = this.#kept[this.#wanted - 1]
    return worst === undefined ? -Infinity : worst.score - ROUNDING
  }

  /** Whether the document would be kept. */
  admits(one: Ranked): boolean {
    const worst = this.#kept[this.#wanted - 1]
    return worst === undefined || byRank(one, worst) < 0
  }

  add(one: Ranked): void {
    insert(this.#kept, one)
    if (this.#kept.length > this.#wanted) this.#kept.pop()
  }

  result(): Scored {
    const sorted = this.#kept.toSorted((a, b) => a.doc - b.doc)
    return {
      docs: Int32Array.from(sorted, ({ doc }) => doc),
      scores: Float64Array.from(sorted, ({ score }) => score),
    }
  }
}

/**
 * Adds to `top` the best documents that stand in every list, bonus lists included in the score: what `intersect` and
 * `addBonus` would find, without scoring those that cannot reach the worst of the kept.
 */
export function collectTop(
  top: Top,
  lists: readonly Weighted[],
  bonus: readonly Weighted[],
  dead: ReadonlySet<number>,
): void {
  const [rarest, ...others] = [...lists].sort((a, b) => a.list.docs.length - b.list.docs.length)
  if (rarest === undefined) return
  const added = [...others, ...bonus]
  const rest = added.map((_, j) => added.slice(j).reduce((sum, one) => sum + highest(one), 0))
  const cut = shapeOf(rarest.list.impacts).cut
  const scan = { top, rarest, others, bonus, dead, rest: [...rest, 0] }
  scanImpacts(scan, cut, 255)
  if (cut > 0) scanImpacts(scan, 0, cut - 1)
}

interface Scan {
  readonly top: Top
  readonly rarest: Weighted
  readonly others: readonly Weighted[]
  readonly bonus: readonly Weighted[]
  readonly dead: ReadonlySet<number>
  /** The most that the other lists, then the bonus lists, can add from each position on. */
  readonly rest: readonly number[]
}

/** Tries the documents of the rarest list whose impact lies between the two, both included. */
function scanImpacts({ top, rarest, others, bonus, dead, rest }: Scan, lowest: number, most: number): void {
  const { docs, impacts } = rarest.list
  const bits = others.map(({ list }) => bitsOf(list)).filter((one) => one !== null)
  const places = new Int32Array(others.length + bonus.length)
  const atLeast = (): number => Math.max(lowest, Math.ceil((top.least - (rest[0] ?? 0)) / rarest.weight))
  let least = atLeast()
  if (least > most) return
  next: for (let i = 0; i < docs.length; i += 1) {
    const impact = impacts[i] ?? 0
    if (impact < least || impact > most) continue
    const doc = docs[i] ?? 0
    for (const one of bits) if (!hasBit(one, doc)) continue next
    let score = impact * rarest.weight
    for (let j = 0; j < others.length; j += 1) {
      const added = look(others[j], places, j, doc)
      if (added < 0) continue next
      score += added
      if (score + (rest[j + 1] ?? 0) < top.least) continue next
    }
    for (let j = 0; j < bonus.length; j += 1)
      score += Math.max(0, look(bonus[j], places, others.length + j, doc))
    if (!top.admits({ doc, score }) || dead.has(doc)) continue
    top.add({ doc, score })
    least = atLeast()
  }
}

/** What the list adds to a document's score, -1 when it is not in it; documents must rise from call to call. */
function look(weighted: Weighted | undefined, places: Int32Array, j: number, doc: number): number {
  if (weighted === undefined) return -1
  const { list, weight } = weighted
  const at = seek(list.docs, places[j] ?? 0, doc)
  places[j] = at
  return list.docs[at] === doc ? (list.impacts[at] ?? 0) * weight : -1
}

interface Shape {
  readonly highest: number
  /** The highest impact that `FIRST_SCORED` postings reach; 0 when there are fewer. */
  readonly cut: number
}

const shapes = new WeakMap<Uint8Array, Shape>()

/** How the impacts of a list are spread, counted once. */
function shapeOf(impacts: Uint8Array): Shape {
  const known = shapes.get(impacts)
  if (known !== undefined) return known
  const counts = new Int32Array(256)
  for (const impact of impacts) counts[impact] = (counts[impact] ?? 0) + 1
  let reached = 0
  let cut = 255
  while (cut > 0 && reached + (counts[cut] ?? 0) < FIRST_SCORED) {
    reached += counts[cut] ?? 0
    cut -= 1
  }
  const shape = {
    highest: Math.max(
      0,
      counts.findLastIndex((count) => count > 0),
    ),
    cut,
  }
  shapes.set(impacts, shape)
  return shape
}

/** The most a list can add to a score. */
function highest({ list, weight }: Weighted): number {
  return weight === 0 ? 0 : shapeOf(list.impacts).highest * weight
}

/** How many living documents stand in every list, counted until more than `cap` are found. */
export function countAll(lists: readonly Weighted[], dead: ReadonlySet<number>, cap: number): number {
  const [rarest, ...others] = [...lists].sort((a, b) => a.list.docs.length - b.list.docs.length)
  if (rarest === undefined) return 0
  const bits = others.map(({ list }) => bitsOf(list))
  const places = new Int32Array(others.length)
  let count = 0
  next: for (const doc of rarest.list.docs) {
    for (const one of bits) if (one !== null && !hasBit(one, doc)) continue next
    for (let j = 0; j < others.length; j += 1)
      if (bits[j] === null && look(others[j], places, j, doc) < 0) continue next
    if (dead.has(doc)) continue
    count += 1
    if (count > cap) return count
  }
  return count
}
