import { createHash, randomBytes } from 'node:crypto'
import canonicalize from 'canonicalize'
import { v7 } from 'uuid'

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

/** A leaf as it is stored: its bytes, their hash, and what opens its commitments. */
export interface Leaf {
  readonly id: string
  readonly body: string
  readonly hash: string
  readonly salts: readonly { readonly field: string; readonly salt: string }[]
}

/** What was done, as its leaf says it. */
export interface Done {
  readonly journal: string
  readonly at: string
  readonly ruleset: string
  readonly command: string
  readonly subject: { readonly kind: string; readonly id: string | null } | null
  readonly actor: { readonly kind: string; readonly personId: string | null; readonly orgId: string | null }
  readonly input: unknown
  readonly gate: unknown
  readonly secrets: readonly { readonly field: string; readonly hash: string; readonly salt: string }[]
  readonly attested: readonly { readonly name: string; readonly hash: string }[]
}

/**
 * The leaf of a command, whose bytes the public log shows: when, the journal entry's identifier and the version of rules
 * in clear; what was done to what, by whom and with what only as salted commitments, because the name of a command and
 * its subject already tell who is trading and how many bids there are (docs/decisions/0045-evidence-log.md).
 */
export function commandLeaf(done: Done): Leaf {
  const { journal, at, ruleset, secrets, attested } = done
  const commitments = {
    act: commit({ command: done.command, subject: done.subject }),
    actor: commit(done.actor),
    input: commit(done.input),
    gate: commit(done.gate),
  }
  const body = canonical({
    v: 2,
    journal,
    at,
    ruleset,
    act: commitments.act.hash,
    actor: commitments.actor.hash,
    input: commitments.input.hash,
    gate: commitments.gate.hash,
    secrets: secrets.map(({ hash }) => hash),
    ...(attested.length > 0 && { attested }),
  })
  const salts = [
    ...Object.entries(commitments).map(([field, { salt }]) => ({ field, salt })),
    ...secrets.map(({ field, salt }) => ({ field: `secret:${field}`, salt })),
  ]
  return { id: v7(), body, hash: leafHash(body), salts }
}
