/**
 * Checks list-append histories: each item is appended once in the whole history, so the final lists give the order
 * of versions and every read names the version it saw (Kingsbury and Alvaro, "Elle", 2020; names after Adya).
 */
export type Step =
  | { readonly kind: 'read'; readonly key: string; readonly items: readonly number[] }
  | { readonly kind: 'append'; readonly key: string; readonly item: number }

export interface HistoryTransaction {
  readonly committed: boolean
  /** Of an aborted transaction only the appends it meant to do. */
  readonly steps: readonly Step[]
}

export type FinalLists = ReadonlyMap<string, readonly number[]>

/** How many of each; all 0 in a serializable history. */
export interface Anomalies {
  /** Committed items missing at the end. */
  lost: number
  /** Items that are in a list twice. */
  duplicate: number
  /** Reads that are no prefix of the final list: two orders of versions. */
  incompatible: number
  /** Reads that contradict an earlier step of their own transaction. */
  internal: number
  /** Sets of transactions whose writes overwrite each other in a circle. */
  G0: number
  /** Items of aborted transactions that were read or kept. */
  G1a: number
  /** Reads between two appends of another transaction to one key. */
  G1b: number
  /** Sets of transactions in a circle of writes and reads of these writes. */
  G1c: number
  /** Overwritten reads that close a circle of writes and reads (lost update, read skew). */
  'G-single': number
  /** Further sets of transactions in a circle with two or more overwritten reads (write skew). */
  G2: number
}

const WW = 1
const WR = 2
const RW = 4
/** From a transaction to those that must come after it, and why (bits of WW, WR, RW). */
type Graph = readonly Map<number, number>[]

/** Judges the whole history against the lists as they stand at the end. */
export function checkHistory(transactions: readonly HistoryTransaction[], finals: FinalLists): Anomalies {
  const writerOf = new Map<number, number>()
  for (const [id, { steps }] of transactions.entries()) {
    for (const step of steps) if (step.kind === 'append') writerOf.set(step.item, id)
  }
  const graph = graphOf(transactions, finals, writerOf)
  return { ...plainAnomalies(transactions, finals, writerOf), ...cycles(graph) }
}

/** All anomalies together. */
export function total(anomalies: Anomalies): number {
  return Object.values(anomalies).reduce((sum: number, count: number) => sum + count, 0)
}

type Plain = Pick<Anomalies, 'lost' | 'duplicate' | 'incompatible' | 'internal' | 'G1a' | 'G1b'>

function plainAnomalies(
  transactions: readonly HistoryTransaction[],
  finals: FinalLists,
  writerOf: ReadonlyMap<number, number>,
): Plain {
  const found: Plain = { lost: 0, duplicate: 0, incompatible: 0, internal: 0, G1a: 0, G1b: 0 }
  const kept = new Set([...finals.values()].flat())
  const aborted = (item: number) => transactions[writerOf.get(item) ?? -1]?.committed !== true
  const lists = [...finals.values()]
  const lastOwn = lastAppends(transactions)
  for (const [id, { committed, steps }] of transactions.entries()) {
    if (!committed) continue
    found.internal += internalFaults(steps)
    for (const step of steps) {
      if (step.kind === 'append') {
        if (!kept.has(step.item)) found.lost += 1
        continue
      }
      lists.push(step.items)
      const final = finals.get(step.key) ?? []
      if (step.items.some((item, place) => final[place] !== item)) found.incompatible += 1
      const last = step.items.at(-1)
      const writer = last === undefined ? undefined : writerOf.get(last)
      if (writer === undefined || writer === id || last === undefined) continue
      if (lastOwn.get(`${writer} ${step.key}`) !== last) found.G1b += 1
    }
  }
  const doubled = new Set<number>()
  const dirty = new Set<number>()
  for (const list of lists) {
    const seen = new Set<number>()
    for (const item of list) {
      if (seen.has(item)) doubled.add(item)
      if (aborted(item)) dirty.add(item)
      seen.add(item)
    }
  }
  return { ...found, duplicate: doubled.size, G1a: dirty.size }
}

/** The last item each transaction appended to each key. */
function lastAppends(transactions: readonly HistoryTransaction[]): Map<string, number> {
  const last = new Map<string, number>()
  for (const [id, { steps }] of transactions.entries()) {
    for (const step of steps) if (step.kind === 'append') last.set(`${id} ${step.key}`, step.item)
  }
  return last
}

function internalFaults(steps: readonly Step[]): number {
  const expected = new Map<string, readonly number[]>()
  let faults = 0
  for (const step of steps) {
    const before = expected.get(step.key)
    if (step.kind === 'append') {
      if (before) expected.set(step.key, [...before, step.item])
      continue
    }
    if (before && before.join() !== step.items.join()) faults += 1
    expected.set(step.key, step.items)
  }
  return faults
}

function graphOf(
  transactions: readonly HistoryTransaction[],
  finals: FinalLists,
  writerOf: ReadonlyMap<number, number>,
): Graph {
  const graph = transactions.map(() => new Map<number, number>())
  const link = (from: number | undefined, to: number | undefined, why: number): void => {
    if (from === undefined || to === undefined || from === to) return
    graph[from]?.set(to, (graph[from].get(to) ?? 0) | why)
  }
  const placeOf = new Map<number, number>()
  for (const list of finals.values()) {
    for (const [place, item] of list.entries()) {
      placeOf.set(item, place)
      const before = list[place - 1]
      if (before !== undefined) link(writerOf.get(before), writerOf.get(item), WW)
    }
  }
  for (const [id, { committed, steps }] of transactions.entries()) {
    if (!committed) continue
    for (const step of steps) {
      if (step.kind === 'append') continue
      const last = step.items.at(-1)
      if (last !== undefined) {
        if (writerOf.get(last) === id) continue
        link(writerOf.get(last), id, WR)
      }
      const place = last === undefined ? -1 : placeOf.get(last)
      if (place === undefined) continue
      const next = finals.get(step.key)?.[place + 1]
      if (next !== undefined) link(id, writerOf.get(next), RW)
    }
  }
  return graph
}

function cycles(graph: Graph): Pick<Anomalies, 'G0' | 'G1c' | 'G-single' | 'G2'> {
  const found = { G0: components(graph, WW).length, G1c: 0, 'G-single': 0, G2: 0 }
  // A circle of writes alone is counted as G0 and not again.
  found.G1c = components(graph, WW | WR).filter((set) => hasInside(graph, set, WR)).length
  for (const set of components(graph, WW | WR | RW)) {
    const singles = closedBy(graph, new Set(set))
    found['G-single'] += singles
    if (singles === 0 && components(graph, WW | WR, new Set(set)).length === 0) found.G2 += 1
  }
  return found
}

function hasInside(graph: Graph, set: readonly number[], why: number): boolean {
  const inside = new Set(set)
  return set.some((id) => [...(graph[id] ?? [])].some(([to, mask]) => inside.has(to) && (mask & why) !== 0))
}

/** How many overwritten reads a→b have a way back from b to a over writes and reads of writes. */
function closedBy(graph: Graph, inside: ReadonlySet<number>): number {
  let count = 0
  for (const from of inside) {
    for (const [to, mask] of graph[from] ?? []) {
      if (mask === RW && inside.has(to) && leads(graph, to, from, inside)) count += 1
    }
  }
  return count
}

function leads(graph: Graph, from: number, goal: number, inside: ReadonlySet<number>): boolean {
  const seen = new Set([from])
  for (const id of seen) {
    if (id === goal) return true
    for (const [to, mask] of graph[id] ?? []) {
      if ((mask & (WW | WR)) !== 0 && inside.has(to)) seen.add(to)
    }
  }
  return false
}

/** Strongly connected sets of two or more (Tarjan, without recursion: a circle may hold thousands). */
function components(graph: Graph, why: number, inside?: ReadonlySet<number>): number[][] {
  const order = new Map<number, number>()
  const low = new Map<number, number>()
  const stack: number[] = []
  const onStack = new Set<number>()
  const found: number[][] = []
  const successors = (id: number) =>
    [...(graph[id] ?? [])].filter(([to, mask]) => (mask & why) !== 0 && (inside?.has(to) ?? true))
  const lower = (id: number, value: number) => low.set(id, Math.min(low.get(id) ?? value, value))
  const open = (id: number) => {
    order.set(id, order.size)
    low.set(id, order.get(id) ?? 0)
    stack.push(id)
    onStack.add(id)
    return { id, rest: successors(id).map(([to]) => to) }
  }
  for (const root of inside ?? graph.keys()) {
    if (order.has(root)) continue
    const work = [open(root)]
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const to = top.rest.pop()
      if (to !== undefined) {
        if (!order.has(to)) work.push(open(to))
        else if (onStack.has(to)) lower(top.id, order.get(to) ?? 0)
        continue
      }
      work.pop()
      const parent = work.at(-1)
      if (parent) lower(parent.id, low.get(top.id) ?? 0)
      if (low.get(top.id) !== order.get(top.id)) continue
      const set = stack.splice(stack.indexOf(top.id))
      for (const id of set) onStack.delete(id)
      if (set.length > 1) found.push(set)
    }
  }
  return found
}
