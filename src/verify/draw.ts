import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { canonicalJson } from './canonical.ts'
import { leafHash } from './merkle.ts'

/**
 * The outsider's check of a drawn panel: `node src/verify/draw.ts FILE|URL`, where the file is what
 * `/api/v1/draws/{id}` answers. It imports node only and shares no code with the rest: tree and draw are written anew
 * from docs/decisions/0050.
 */

export interface PublishedDraw {
  readonly algorithm: string
  /** Commitment published before the seed was known. */
  readonly root: string
  readonly counts: readonly number[]
  readonly seed: string | null
  /** Leaves of each stratum, in the order they were asked. */
  readonly order: readonly (readonly string[])[] | null
}

/** What a draw says of its commitment in the public log. */
export interface PublishedCommitment extends PublishedDraw {
  readonly id: string
  readonly seedName: string
  readonly seedAt: string
  readonly commitment: { readonly leaf: string; readonly leafBody: string } | null
}

/** Faults of the commitment: named by a leaf of the public log that is older than the public number. */
export function commitmentFaults(draw: PublishedCommitment): string[] {
  const { algorithm, root, counts, seedName, commitment } = draw
  if (!commitment) return ['没有给出承诺值的存证。']
  if (leafHash(commitment.leafBody).toString('hex') !== commitment.leaf)
    return ['承诺值的存证与叶子哈希不符。']
  const body = JSON.parse(commitment.leafBody) as {
    at?: string
    attested?: { name: string; hash: string }[]
  }
  const seedAt = new Date(draw.seedAt).toISOString()
  const said = canonicalJson({ algorithm, root, counts, seedName, seedAt })
  const named = body.attested?.find(({ name }) => name === `draw:${draw.id}`)
  if (named?.hash !== createHash('sha256').update(said).digest('hex'))
    return ['存证的承诺值、人数或公开号码的名称与公布的不同。']
  return Date.parse(body.at ?? '') < Date.parse(seedAt) ? [] : ['承诺值是在公开号码产生之后才存证的。']
}

export interface Claim {
  readonly salt: string
  readonly stratum: number
  readonly code: string
  readonly path: readonly { readonly side: string; readonly hash: string }[]
}

/** What does not fit; empty when the draw is sound. */
export function drawFaults(draw: PublishedDraw): string[] {
  if (draw.algorithm !== 'keqiao-draw/1') return [`不认识的抽取算法 ${draw.algorithm}。`]
  if (draw.seed === null || draw.order === null) return ['尚未抽取，只公布了承诺值，无从复算。']
  if (!isSeed(draw.seed)) return ['公开号码不是规定的写法。']
  const faults: string[] = []
  const pool = draw.order.map((leaves) => [...leaves].sort())
  if (
    pool.some((leaves) => leaves.some((leaf, at) => !/^[0-9a-f]{64}$/.test(leaf) || leaf === leaves[at - 1]))
  )
    return ['名单里有不是代号的内容，或同一代号出现两次。']
  const root = merkle(pool.flat().map((leaf) => Buffer.from(leaf, 'hex'))).toString('hex')
  if (root !== draw.root) faults.push('名单与抽取前公布的承诺值不符。')
  if (pool.length !== draw.counts.length || pool.some((leaves, at) => leaves.length !== draw.counts[at]))
    faults.push('名单人数与抽取前公布的各组人数不符。')
  for (const [stratum, leaves] of pool.entries()) {
    const again = shuffled(leaves, `keqiao-draw/1/${draw.seed}${draw.root}/${stratum}/`)
    if (again.join() !== draw.order[stratum]?.join())
      faults.push(`第 ${stratum + 1} 组的顺序与复算结果不同。`)
  }
  return faults
}

/**
 * RFC 3797's writing: numbers in ascending order without leading zeros, each ended by a point, then a stroke. Another
 * writing of the same numbers would be another draw, so whoever writes could choose.
 */
function isSeed(seed: string): boolean {
  if (!/^(?:(?:0|[1-9]\d*)\.)+\/$/.test(seed)) return false
  const numbers = seed.split('.').slice(0, -1).map(BigInt)
  return numbers.every((number, at) => at === 0 || number >= (numbers[at - 1] ?? 0n))
}

/** Whether an expert's salt and path lead to the root that was published. */
export function isIncluded(claim: Claim, root: string): boolean {
  const text = `keqiao-draw/1\n${claim.salt}\n${claim.stratum}\n${claim.code}`
  let hash = digest(Buffer.from([0]), Buffer.from(text))
  for (const { side, hash: other } of claim.path) {
    const sibling = Buffer.from(other, 'hex')
    hash = side === 'left' ? digest(Buffer.from([1]), sibling, hash) : digest(Buffer.from([1]), hash, sibling)
  }
  return hash.toString('hex') === root
}

/** RFC 6962: level by level, where a last odd node goes up as it is. */
function merkle(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return digest()
  let level = [...leaves]
  while (level.length > 1) {
    const above: Buffer[] = []
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]]
      if (left) above.push(right ? digest(Buffer.from([1]), left, right) : left)
    }
    level = above
  }
  return level[0] ?? digest()
}

/** Selection of RFC 3797 with SHA-256; the remainder is taken byte by byte, as the RFC's own program does. */
function shuffled(leaves: readonly string[], key: string): string[] {
  const left: (string | undefined)[] = [...leaves]
  const order: string[] = []
  for (let count = leaves.length; count > 0; count -= 1) {
    const i = order.length
    const two = Buffer.from([Math.floor(i / 256) % 256, i % 256])
    let remainder = 0
    for (const byte of digest(two, Buffer.from(key), two)) remainder = (remainder * 256 + byte) % count
    let at = -1
    for (let seen = -1; seen < remainder;) {
      at += 1
      if (left[at] !== undefined) seen += 1
    }
    order.push(left[at] ?? '')
    left[at] = undefined
  }
  return order
}

function digest(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

async function main(where: string): Promise<void> {
  const text = /^https?:/.test(where) ? await (await fetch(where)).text() : readFileSync(where, 'utf8')
  const faults = drawFaults(JSON.parse(text) as PublishedDraw)
  console.log(JSON.stringify({ ok: faults.length === 0, faults }))
  process.exitCode = faults.length === 0 ? 0 : 1
}

if (import.meta.main) {
  const [where] = process.argv.slice(2)
  if (where === undefined) {
    console.error('用法：node src/verify/draw.ts 文件|网址')
    process.exitCode = 2
  } else await main(where)
}
