import { createPublicKey, createHash, verify } from 'node:crypto'
import { isIncluded, leafHash } from './merkle.ts'
import { cosignedAt, isSignedBy, noteKey, parseCheckpoint } from './note.ts'
import type { Fault } from './report.ts'
import type { Trusted } from './witnesses.ts'

/** An answer of `/log/proof`, kept as a file. */
export interface Proof {
  readonly format: 'keqiao-proof/v1'
  readonly leaf: string
  readonly at: string
  readonly index: number | null
  readonly size: number
  readonly path: readonly string[]
  readonly entry: string
  readonly checkpoint: string
  readonly keys: LogKeys
}

export interface LogKeys {
  readonly log: string
  readonly receipt: { readonly keyId: string; readonly pem: string }
  readonly witnesses: readonly string[]
}

/** What every acknowledged command answers beside its result. */
export interface Receipt {
  readonly leaf: string
  readonly at: string
  readonly keyId: string
  readonly signature: string
}

/** Faults of an inclusion proof; `key` is the log's key when the asker knows it better than the file. */
export function proofFaults(proof: Proof, key?: string): Fault[] {
  const record = `leaf ${proof.leaf}`
  const fault = (why: string): Fault[] => [{ record, why }]
  if (proof.index === null) return fault('这条记录还没有编入存证公示账；回执承诺 60 秒内编入，请稍后再查。')
  try {
    const checkpoint = parseCheckpoint(proof.checkpoint)
    if (!isSignedBy(checkpoint, noteKey(key ?? proof.keys.log))) return fault('检查点的签名不对。')
    if (checkpoint.size !== proof.size) return fault('证明与检查点的大小不同。')
    const hash = leafHash(proof.entry)
    if (hash.toString('hex') !== proof.leaf) return fault('记录的内容与叶子哈希不符。')
    const path = proof.path.map((hex) => Buffer.from(hex, 'hex'))
    const { size, root } = checkpoint
    if (!isIncluded({ leaf: hash, index: proof.index, size, path, root }))
      return fault('证明路径算不出检查点的根：记录不在这本账里。')
    return []
  } catch (error) {
    return fault(error instanceof Error ? error.message : String(error))
  }
}

/** Names of those witnesses that cosigned the proof's checkpoint. */
export function cosignersOf({ checkpoint }: Pick<Proof, 'checkpoint'>, { keys }: Trusted): string[] {
  const parsed = parseCheckpoint(checkpoint)
  return keys.filter((key) => cosignedAt(parsed, key) !== undefined).map(({ name }) => name)
}

/** Whether the receipt was signed with the key, which its id names. */
export function receiptFaults(receipt: Receipt, key: LogKeys['receipt']): Fault[] {
  const record = `receipt ${receipt.leaf}`
  const publicKey = createPublicKey(key.pem)
  const id = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16)
  if (receipt.keyId !== id) return [{ record, why: `回执由密钥 ${receipt.keyId} 签署，手头的公钥是 ${id}。` }]
  const text = `keqiao-receipt/v1\n${receipt.leaf}\n${receipt.at}\n${receipt.keyId}\n`
  const holds = verify(null, Buffer.from(text), publicKey, Buffer.from(receipt.signature, 'base64url'))
  return holds ? [] : [{ record, why: '回执的签名不对。' }]
}

/** Reads a receipt out of a file: itself, or the whole reply it came in. */
export function receiptIn(value: unknown): Receipt | undefined {
  const found = (value as { receipt?: unknown } | null)?.receipt ?? value
  const { leaf, at, keyId, signature } = (found ?? {}) as Partial<Record<keyof Receipt, unknown>>
  const isText = [leaf, at, keyId, signature].every((part) => typeof part === 'string')
  return isText ? (found as Receipt) : undefined
}
