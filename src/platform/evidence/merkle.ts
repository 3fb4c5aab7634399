import { createHash } from 'node:crypto'

/** Entries of a tile, and of the next level's subtree: C2SP tlog-tiles has tiles of height 8. */
export const TILE_WIDTH = 256

/** Hashes `from` up to, not including, `to` of a level: roots of full subtrees of 256^level entries. */
export type ReadHashes = (level: number, from: number, to: number) => Promise<readonly Buffer[]>

/** A Merkle tree (RFC 6962 2.1) whose hashes lie in tiles; every answer reads only the tiles it needs, each once. */
export interface Tree {
  /** Root of the first `size` entries. */
  root(size: number): Promise<Buffer>
  /** Audit path of entry `index` in the tree of `size` entries (RFC 6962 2.1.1). */
  inclusion(index: number, size: number): Promise<readonly Buffer[]>
  /** Proof that the tree of `size` entries begins with that of `earlier` (RFC 6962 2.1.2). */
  consistency(earlier: number, size: number): Promise<readonly Buffer[]>
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256')
    .update(Buffer.from([1]))
    .update(left)
    .update(right)
    .digest()
}

/** Root over a whole power of two of hashes. */
export function fold(hashes: readonly Buffer[]): Buffer {
  let row = [...hashes]
  while (row.length > 1) {
    const next: Buffer[] = []
    for (let i = 0; i + 1 < row.length; i += 2) next.push(nodeHash(at(row, i), at(row, i + 1)))
    row = next
  }
  return at(row, 0)
}

/** The tree over stored hashes; reads at most one tile's width at a time. */
export function openTree(read: ReadHashes): Tree {
  const subtree = subtrees(read)
  return {
    root: async (size) => (size === 0 ? createHash('sha256').digest() : subtree(0, size, size)),
    inclusion: async (index, size) => {
      const path: Buffer[] = []
      let [lo, hi] = [0, size]
      while (hi - lo > 1) {
        const middle = lo + largestBelow(hi - lo)
        const isLeft = index < middle
        path.unshift(await (isLeft ? subtree(middle, hi, size) : subtree(lo, middle, size)))
        ;[lo, hi] = isLeft ? [lo, middle] : [middle, hi]
      }
      return path
    },
    consistency: async (earlier, size) => {
      if (earlier === 0 || earlier === size) return []
      const path: Buffer[] = []
      let [lo, hi, whole] = [0, size, true]
      while (hi !== earlier) {
        const middle = lo + largestBelow(hi - lo)
        const isLeft = earlier <= middle
        path.unshift(await (isLeft ? subtree(middle, hi, size) : subtree(lo, middle, size)))
        ;[lo, hi, whole] = isLeft ? [lo, middle, whole] : [middle, hi, false]
      }
      // The old tree's own root is known to whoever asks.
      return whole ? path : [await subtree(lo, hi, size), ...path]
    },
  }
}

/** Roots of the subtrees of a tree of `size` entries as RFC 6962 splits it. */
function subtrees(read: ReadHashes) {
  const tiles = new Map<string, Promise<readonly Buffer[]>>()
  const hashes = async (level: number, from: number, count: number, limit: number) => {
    const tile = Math.floor(from / TILE_WIDTH)
    const end = Math.min((tile + 1) * TILE_WIDTH, limit)
    const key = `${level}/${tile}/${end}`
    const found = tiles.get(key) ?? read(level, tile * TILE_WIDTH, end)
    tiles.set(key, found)
    const start = from - tile * TILE_WIDTH
    const part = (await found).slice(start, start + count)
    if (part.length !== count) throw new Error(`the log lacks hashes of level ${level} at ${from}`)
    return part
  }
  // A full subtree: entries lo to lo + width, width a power of two that divides lo.
  const full = async (lo: number, width: number, size: number) => {
    let [level, unit] = [0, 1]
    while (unit * TILE_WIDTH <= width) [level, unit] = [level + 1, unit * TILE_WIDTH]
    return fold(await hashes(level, lo / unit, width / unit, Math.floor(size / unit)))
  }
  const subtree = async (lo: number, hi: number, size: number): Promise<Buffer> => {
    const width = hi - lo
    const left = largestBelow(width)
    if (left * 2 === width || width === 1) return full(lo, width, size)
    return nodeHash(await subtree(lo, lo + left, size), await subtree(lo + left, hi, size))
  }
  return subtree
}

/** The largest power of two below n (RFC 6962's k); 1 for n = 1. */
function largestBelow(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

function at(hashes: readonly Buffer[], index: number): Buffer {
  const hash = hashes[index]
  if (!hash) throw new Error('no hash to fold')
  return hash
}
