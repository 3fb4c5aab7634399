import { createHash } from 'node:crypto'

/** Hashes of RFC 6962 2.1, written from the standard and not from the server's code. */
export function leafHash(entry: Buffer | string): Buffer {
  return createHash('sha256')
    .update(Buffer.from([0]))
    .update(entry)
    .digest()
}

function inner(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from([1]), left, right]))
    .digest()
}

/** Root of leaf hashes as the standard defines it: split at the largest power of two below the count. */
export function rootOf(leaves: readonly Buffer[], from = 0, to = leaves.length): Buffer {
  const count = to - from
  if (count === 0) return createHash('sha256').digest()
  if (count === 1) return leaves[from] ?? Buffer.alloc(0)
  let split = 1
  while (split * 2 < count) split *= 2
  return inner(rootOf(leaves, from, from + split), rootOf(leaves, from + split, to))
}

/** Whether the path leads from the leaf to the root (RFC 9162 2.1.3.2). */
export function isIncluded(proof: {
  readonly leaf: Buffer
  readonly index: number
  readonly size: number
  readonly path: readonly Buffer[]
  readonly root: Buffer
}): boolean {
  const { index, size, path, root } = proof
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false
  let [fn, sn, hash] = [index, size - 1, proof.leaf]
  for (const sibling of path) {
    if (sn === 0 || sibling.length !== 32) return false
    if (fn % 2 === 1 || fn === sn) {
      hash = inner(sibling, hash)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else hash = inner(hash, sibling)
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && hash.equals(root)
}

/** Whether the tree of `size` begins with the tree of `earlier` (RFC 9162 2.1.4.2). */
export function isConsistent(proof: {
  readonly earlier: number
  readonly earlierRoot: Buffer
  readonly size: number
  readonly root: Buffer
  readonly path: readonly Buffer[]
}): boolean {
  const { earlier, size, earlierRoot, root } = proof
  if (earlier < 0 || earlier > size) return false
  if (earlier === size) return proof.path.length === 0 && earlierRoot.equals(root)
  if (earlier === 0) return proof.path.length === 0 && earlierRoot.equals(rootOf([]))
  // A tree of a whole power of two is itself the first node of the path.
  const path = isPowerOfTwo(earlier) ? [earlierRoot, ...proof.path] : [...proof.path]
  const [first, ...rest] = path
  if (!first || path.some((hash) => hash.length !== 32)) return false
  let [fn, sn] = [earlier - 1, size - 1]
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)]
  let [fr, sr] = [first, first]
  for (const sibling of rest) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      ;[fr, sr] = [inner(sibling, fr), inner(sibling, sr)]
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else sr = inner(sr, sibling)
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && fr.equals(earlierRoot) && sr.equals(root)
}

function half(n: number): number {
  return Math.floor(n / 2)
}

function isPowerOfTwo(n: number): boolean {
  return Number.isInteger(Math.log2(n))
}
