import { createHash } from 'node:crypto'

/**
 * The draw of a panel (practice.md P15): the selection flow of RFC 3797 over SHA-256 instead of MD5. Everything here is
 * fixed by the version in its name; `src/verify/draw.ts` says the same again without this code (decision 0050).
 */
export const ALGORITHM = 'keqiao-draw/1'

/** One candidate as committed to: a leaf that says nothing without its salt. */
export interface Entry {
  /** Place of its row in the criteria, from 0. */
  readonly stratum: number
  /** Lower-case hex of the leaf. */
  readonly leaf: string
}

/** The leaf of a candidate: SHA-256 over 0x00 and a text only the salt's holder can write. */
export function entryLeaf(salt: string, stratum: number, code: string): string {
  return sha256(Buffer.concat([Buffer.from([0]), Buffer.from(`${ALGORITHM}\n${salt}\n${stratum}\n${code}`)]))
}

/** The order in which a pool is committed to and drawn from: by stratum, then by leaf. */
export function committedOrder<E extends Entry>(entries: readonly E[]): E[] {
  return entries.toSorted((a, b) => a.stratum - b.stratum || (a.leaf < b.leaf ? -1 : 1))
}

/** Root of the RFC 6962 tree over the leaves in committed order. */
export function rootOf(entries: readonly Entry[]): string {
  const leaves = committedOrder(entries).map(({ leaf }) => leaf)
  if (leaves.length === 0) return sha256(Buffer.alloc(0))
  return treeOf(leaves)
}

/** What shows that a leaf is in the tree: the siblings from the leaf up, with the side they stand on. */
export interface Inclusion {
  readonly index: number
  readonly path: readonly { readonly side: 'left' | 'right'; readonly hash: string }[]
}

/** Shows that this leaf is in the pool; undefined when it is not. */
export function inclusionOf(entries: readonly Entry[], leaf: string): Inclusion | undefined {
  const leaves = committedOrder(entries).map((entry) => entry.leaf)
  const index = leaves.indexOf(leaf)
  return index === -1 ? undefined : { index, path: pathTo(leaves, index) }
}

function pathTo(leaves: readonly string[], index: number): Inclusion['path'] {
  if (leaves.length === 1) return []
  const at = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, at), leaves.slice(at)]
  return index < at
    ? [...pathTo(left, index), { side: 'right', hash: treeOf(right) }]
    : [...pathTo(right, index - at), { side: 'left', hash: treeOf(left) }]
}

function treeOf(leaves: readonly string[]): string {
  if (leaves.length === 1) return leaves[0] ?? ''
  const at = splitOf(leaves.length)
  const pair = [treeOf(leaves.slice(0, at)), treeOf(leaves.slice(at))]
  return sha256(Buffer.concat([Buffer.from([1]), ...pair.map((hash) => Buffer.from(hash, 'hex'))]))
}

/** The largest power of two below `n`. */
function splitOf(n: number): number {
  let at = 1
  while (at * 2 < n) at *= 2
  return at
}

/** Whole numbers of the public seed, which RFC 3797 sorts: nobody chooses the order they are typed in. */
const SEED_NUMBERS_MAX = 40

/**
 * The public seed as RFC 3797 writes it: its whole numbers ascending, each followed by a point, then a slash. Undefined
 * when the text holds anything but whole numbers and separators.
 */
export function seedOf(typed: string): string | undefined {
  const text = typed.normalize('NFKC').trim()
  if (!/^\d{1,9}(?:[\s,、;+]+\d{1,9})*$/.test(text)) return undefined
  const numbers = text.split(/[\s,、;+]+/).map(Number)
  if (numbers.length > SEED_NUMBERS_MAX) return undefined
  return `${numbers
    .toSorted((a, b) => a - b)
    .map((n) => `${n}.`)
    .join('')}/`
}

/** The order in which candidates are asked, per stratum: leaves of the pool, all of them. */
export function drawOf(entries: readonly Entry[], seed: string): readonly (readonly string[])[] {
  const root = rootOf(entries)
  const strata = Math.max(-1, ...entries.map(({ stratum }) => stratum)) + 1
  return Array.from({ length: strata }, (_, stratum) => {
    const leaves = committedOrder(entries)
      .filter((entry) => entry.stratum === stratum)
      .map(({ leaf }) => leaf)
    return selected(leaves, `${ALGORITHM}/${seed}${root}/${stratum}/`, 'sha256')
  })
}

/**
 * The selection flow of RFC 3797, 4.2: the i-th choice is the remaining item whose place is the hash of (i, key, i) as
 * a big-endian number modulo what remains, i in two bytes. The RFC hashes by MD5, which is kept for its example.
 */
export function selected<T>(
  pool: readonly T[],
  key: string,
  hash: 'sha256' | 'md5',
  wanted = pool.length,
): T[] {
  const remaining = [...pool]
  const order: T[] = []
  while (order.length < wanted && remaining.length > 0) {
    const i = Buffer.from([(order.length >> 8) & 255, order.length & 255])
    const digest = createHash(hash).update(i).update(key).update(i).digest('hex')
    order.push(...remaining.splice(Number(BigInt(`0x${digest}`) % BigInt(remaining.length)), 1))
  }
  return order
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
