import { createHash, randomBytes } from 'node:crypto'
import canonicalize from 'canonicalize'

/** RFC 8785 canonical JSON; a value JSON cannot hold is a bug. */
export function canonical(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new Error('value has no canonical JSON')
  return text
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** RFC 6962 leaf hash: SHA-256 over 0x00 and the leaf's bytes. */
export function leafHash(body: string): string {
  return createHash('sha256')
    .update(Buffer.from([0]))
    .update(body)
    .digest('hex')
}

/** A salted commitment to a value: the log holds the hash, the salt opens it (design.md 7). */
export function commit(value: unknown): { hash: string; salt: string } {
  const salt = randomBytes(16).toString('hex')
  return { hash: commitmentHash(value, salt), salt }
}

export function commitmentHash(value: unknown, salt: string): string {
  return sha256(`keqiao-commitment/v1\n${salt}\n${canonical(value)}`)
}

/** The text a receipt signs. */
export function receiptText(leaf: string, at: string, keyId: string): string {
  return `keqiao-receipt/v1\n${leaf}\n${at}\n${keyId}\n`
}
