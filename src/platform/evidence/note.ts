import { createHash, createPublicKey, verify } from 'node:crypto'
import type { Keys } from '../keys/keys.ts'

/** Kinds of Ed25519 signature in a signed note: of the log itself, and a witness's cosignature/v1 (C2SP). */
const ED25519 = 1
const COSIGNATURE = 4
/** SubjectPublicKeyInfo of an Ed25519 key is this before its 32 bytes. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** A verifier key as C2SP writes it: `name+hash+base64(kind and key)`. */
export interface Verifier {
  readonly name: string
  readonly vkey: string
  readonly kind: number
  readonly id: Buffer
  readonly key: Buffer
}

export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
  readonly at: string
  /** The checkpoint before this one, or nothing when it is the first. */
  readonly after?: { readonly size: number; readonly at: string } | undefined
}

/** The public key of the log, as outsiders pin it. */
export function logVerifier(keys: Keys, origin: string): Verifier {
  const der = createPublicKey(keys.publicPem('log').pem).export({ type: 'spki', format: 'der' })
  return verifierOf(origin, ED25519, der.subarray(SPKI_PREFIX.length))
}

function verifierOf(name: string, kind: number, key: Buffer): Verifier {
  const typed = Buffer.concat([Buffer.from([kind]), key])
  const id = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4)
  return { name, kind, key, id, vkey: `${name}+${id.toString('hex')}+${typed.toString('base64')}` }
}

/** Reads a verifier key; undefined when it is none or its hash does not fit. */
export function parseVerifier(text: string): Verifier | undefined {
  const [name, hash, ...rest] = text.trim().split('+')
  const typed = Buffer.from(rest.join('+'), 'base64')
  if (name === undefined || name === '' || /\s/.test(name) || typed.length !== 33) return undefined
  const found = verifierOf(name, typed.readUInt8(0), typed.subarray(1))
  return found.id.toString('hex') === hash ? found : undefined
}

/**
 * A signed checkpoint (C2SP tlog-checkpoint) with two extension lines: the instant, so that hourly ones differ, and which
 * checkpoint was signed before it, so that none can be taken out of the row.
 */
export function signCheckpoint(keys: Keys, { origin, size, root, at, after }: Checkpoint): string {
  const before = after ? `after ${after.size} ${after.at}\n` : ''
  const body = `${origin}\n${size}\n${root.toString('base64')}\nat ${at}\n${before}`
  const { id } = logVerifier(keys, origin)
  const signature = Buffer.from(keys.sign('log', body).signature, 'base64url')
  return `${body}\n— ${origin} ${Buffer.concat([id, signature]).toString('base64')}\n`
}

/** Whether the line is this witness's cosignature/v1 of the note's text, and the second it says. */
export function cosignatureTime(witness: Verifier, note: string, line: string): number | undefined {
  const found = /^— (\S+) (\S+)$/.exec(line)
  const bytes = Buffer.from(found?.[2] ?? '', 'base64')
  if (witness.kind !== COSIGNATURE || found?.[1] !== witness.name || bytes.length !== 76) return undefined
  if (!bytes.subarray(0, 4).equals(witness.id)) return undefined
  const time = bytes.readBigUInt64BE(4)
  const body = note.slice(0, note.indexOf('\n\n') + 1)
  const key = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, witness.key]),
    format: 'der',
    type: 'spki',
  })
  const holds = verify(null, Buffer.from(`cosignature/v1\ntime ${time}\n${body}`), key, bytes.subarray(12))
  return holds ? Number(time) : undefined
}
