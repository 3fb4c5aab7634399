import { createHash } from 'node:crypto'
import { commitmentFaults, isIncluded, type Claim, type PublishedCommitment } from './draw.ts'

/** What an expert keeps to show that the own name stood in the pool of a draw (docs/decisions/0050). */
export interface PoolProof extends Claim {
  readonly publicId: string
  readonly root: string
  readonly leaf: string
}

function isPoolProof(value: unknown): value is PoolProof {
  const { code, salt, stratum, path, root, publicId } = (value ?? {}) as Partial<PoolProof>
  const texts = [code, salt, root, publicId].every((one) => typeof one === 'string')
  return texts && typeof stratum === 'number' && Array.isArray(path)
}

/** The proofs in a file: one, or the list the platform answers. */
export function poolProofsIn(value: unknown): PoolProof[] {
  const { items } = (value ?? {}) as { readonly items?: unknown }
  const all: readonly unknown[] = Array.isArray(items) ? items : [value]
  return all.length > 0 && all.every(isPoolProof) ? [...all] : []
}

/** What does not fit: the expert's code and salt against the root, the root against what was published of the draw. */
export function poolProofFaults(proof: PoolProof, draw?: PublishedCommitment): string[] {
  const text = `keqiao-draw/1\n${proof.salt}\n${proof.stratum}\n${proof.code}`
  const leaf = createHash('sha256')
    .update(Buffer.from([0]))
    .update(text)
    .digest('hex')
  const faults: string[] = []
  if (leaf !== proof.leaf) faults.push('编号和盐值算出的代号与证明里的不同。')
  if (!isIncluded(proof, proof.root)) faults.push('编号、盐值和路径算不出承诺值：这位专家不在名单中。')
  if (!draw) return faults
  if (draw.root !== proof.root) faults.push('证明里的承诺值不是这次抽取公布的承诺值。')
  if (draw.order !== null && draw.order[proof.stratum]?.includes(leaf) !== true)
    faults.push('公布的联系顺序里没有这位专家的代号。')
  return [...faults, ...commitmentFaults(draw)]
}
