import { openTree } from '#platform/evidence/merkle.ts'
import { isConsistent, isIncluded, leafHash, rootOf } from '../verify/merkle.ts'
import { openChance, type Chance } from './chance.ts'
import { hashesOf, storedHashes } from './memory-log.ts'

/** Trees of up to 1,500 entries have three levels of partial tiles; larger ones only take longer. */
const SIZE_MAX = 1_500
/** Proofs asked of one tree before another one is made. */
const PER_TREE = 250

interface Inclusion {
  readonly leaf: Buffer
  readonly index: number
  readonly size: number
  readonly path: readonly Buffer[]
  readonly root: Buffer
}

interface Consistency {
  readonly earlier: number
  readonly earlierRoot: Buffer
  readonly size: number
  readonly root: Buffer
  readonly path: readonly Buffer[]
}

/**
 * `n` random proofs of the server's tree, half of inclusion and half of consistency: the outsider's verifier takes each,
 * takes none of `n` mutated ones, and a second writing of RFC 6962's definitions gives the same bytes of roots and paths.
 */
export async function proveLog(n: number) {
  const chance = openChance()
  const failures = { refused: 0, passed: 0, differing: 0 }
  for (let done = 0; done < n;) {
    const entries = Array.from(
      { length: 1 + chance.below(SIZE_MAX) },
      (_, i) => `{"n":${i},"c":${chance.next()}}`,
    )
    const leaves = entries.map((entry) => leafHash(entry))
    if (!hashesOf(entries).every((hash, i) => leaves[i]?.equals(hash))) failures.differing += 1
    const tree = openTree(storedHashes(leaves))
    const reference = referenceOf(leaves)
    for (let i = 0; i < PER_TREE && done < n; i += 1, done += 1) {
      const size = 1 + chance.below(leaves.length)
      const root = await tree.root(size)
      if (!root.equals(reference.root(0, size))) failures.differing += 1
      if (done % 2 === 0) {
        const index = chance.below(size)
        const path = await tree.inclusion(index, size)
        if (!sameBytes(path, reference.path(index, 0, size))) failures.differing += 1
        const proof = { leaf: leaves[index] ?? root, index, size, path, root }
        if (!isIncluded(proof)) failures.refused += 1
        if (isIncluded(mutatedInclusion(proof, chance))) failures.passed += 1
      } else {
        const earlier = 1 + chance.below(size)
        const path = await tree.consistency(earlier, size)
        if (!sameBytes(path, reference.subproof(earlier, 0, size, true))) failures.differing += 1
        const proof = { earlier, size, path, root, earlierRoot: reference.root(0, earlier) }
        if (!isConsistent(proof)) failures.refused += 1
        if (isConsistent(mutatedConsistency(proof, chance))) failures.passed += 1
      }
    }
  }
  const { refused, passed, differing } = failures
  return {
    proof: 'log',
    n,
    failures: refused + passed + differing,
    seed: chance.seed,
    mutated: n,
    ...failures,
  }
}

/** PATH and SUBPROOF word for word as RFC 6962 2.1.1 and 2.1.2 define them; full subtrees are remembered. */
function referenceOf(leaves: readonly Buffer[]) {
  const known = new Map<string, Buffer>()
  const root = (lo: number, hi: number): Buffer => {
    const key = `${lo} ${hi}`
    const found = known.get(key) ?? rootOf(leaves, lo, hi)
    known.set(key, found)
    return found
  }
  const split = (n: number): number => {
    let k = 1
    while (k * 2 < n) k *= 2
    return k
  }
  const path = (m: number, lo: number, hi: number): Buffer[] => {
    if (hi - lo === 1) return []
    const k = lo + split(hi - lo)
    return m < k ? [...path(m, lo, k), root(k, hi)] : [...path(m, k, hi), root(lo, k)]
  }
  const subproof = (m: number, lo: number, hi: number, whole: boolean): Buffer[] => {
    if (m === hi) return whole ? [] : [root(lo, hi)]
    const k = lo + split(hi - lo)
    return m <= k ? [...subproof(m, lo, k, whole), root(k, hi)] : [...subproof(m, k, hi, false), root(lo, k)]
  }
  return { root, path, subproof }
}

function sameBytes(a: readonly Buffer[], b: readonly Buffer[]): boolean {
  return Buffer.concat([...a]).equals(Buffer.concat([...b]))
}

function flipped(hash: Buffer, chance: Chance): Buffer {
  const copy = Buffer.from(hash)
  const bit = chance.below(copy.length * 8)
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
  return copy
}

/** The path with one bit flipped, one hash gone, one too many, or two hashes exchanged. */
function mutatedPath(path: readonly Buffer[], chance: Chance): readonly Buffer[] {
  const at = chance.below(path.length)
  const [first, second] = [path[at], path[(at + 1) % path.length]]
  if (!first || !second) return [Buffer.alloc(32)]
  const cases = [
    () => path.map((hash, i) => (i === at ? flipped(hash, chance) : hash)),
    () => path.filter((_, i) => i !== at),
    () => [...path, flipped(first, chance)],
    () => path.map((hash, i) => (i === at ? second : i === (at + 1) % path.length ? first : hash)),
  ]
  // Exchanging a hash with itself changes nothing.
  return cases[chance.below(path.length > 1 ? 4 : 3)]?.() ?? path
}

function mutatedInclusion(proof: Inclusion, chance: Chance): Inclusion {
  const { index, size } = proof
  const cases: (() => Inclusion)[] = [
    () => ({ ...proof, leaf: flipped(proof.leaf, chance) }),
    () => ({ ...proof, root: flipped(proof.root, chance) }),
    () => ({ ...proof, path: mutatedPath(proof.path, chance) }),
    // Another place of the same tree; a tree of one entry has none.
    () => ({ ...proof, index: size === 1 ? 1 : (index + 1 + chance.below(size - 1)) % size }),
  ]
  return cases[chance.below(cases.length)]?.() ?? proof
}

function mutatedConsistency(proof: Consistency, chance: Chance): Consistency {
  const cases: (() => Consistency)[] = [
    () => ({ ...proof, earlierRoot: flipped(proof.earlierRoot, chance) }),
    () => ({ ...proof, root: flipped(proof.root, chance) }),
    () => ({ ...proof, path: mutatedPath(proof.path, chance) }),
    // The new tree cut to the old size is another tree, unless they were the same.
    () =>
      proof.earlier === proof.size ? { ...proof, size: proof.size + 1 } : { ...proof, size: proof.earlier },
  ]
  return cases[chance.below(cases.length)]?.() ?? proof
}
