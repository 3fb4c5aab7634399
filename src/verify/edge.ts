import { createHash } from 'node:crypto'

/** The right edge of a tree: roots of its full subtrees from left to right, enough to go on from without the rest. */
export interface Edge {
  readonly size: number
  readonly peaks: readonly Buffer[]
}

export const emptyEdge: Edge = { size: 0, peaks: [] }

/** The edge after one more leaf hash. */
export function extended({ size, peaks }: Edge, leaf: Buffer): Edge {
  const next = [...peaks]
  let hash = leaf
  for (let n = size; n % 2 === 1; n = (n - 1) / 2) hash = node(next.pop() ?? hash, hash)
  return { size: size + 1, peaks: [...next, hash] }
}

/** Root of the tree with this edge (RFC 6962 2.1). */
export function edgeRoot({ peaks }: Edge): Buffer {
  const last = peaks.at(-1)
  if (!last) return createHash('sha256').digest()
  return peaks.slice(0, -1).reduceRight((root, peak) => node(peak, root), last)
}

function node(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from([1]), left, right]))
    .digest()
}
