import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'

/** Ed25519 keys as PKIX writes them are this and 32 bytes. */
const PKIX = Buffer.from('302a300506032b6570032100', 'hex')
const LOG_SIGNATURE = 1
const WITNESS_SIGNATURE = 4

/** A verifier key of C2SP signed-note: `name+id+base64`. */
export interface NoteKey {
  readonly text: string
  readonly name: string
  readonly kind: number
  readonly id: Buffer
  readonly key: KeyObject
}

export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
  /** The instant the log says it signed at. */
  readonly at: string
  /** Size and instant of the checkpoint signed before it, with a space between; empty for the first. */
  readonly after: string
  /** What the signatures are over. */
  readonly body: string
  readonly signatures: readonly { readonly name: string; readonly bytes: Buffer }[]
  readonly text: string
}

export function noteKey(text: string): NoteKey {
  const [, name, id, data] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? []
  const bytes = strictBase64(data ?? '')
  if (name === undefined || bytes?.length !== 33) throw new Error(`“${text}”不是验证公钥（名称+哈希+公钥）。`)
  const expected = createHash('sha256')
    .update(Buffer.concat([Buffer.from(`${name}\n`), bytes]))
    .digest()
    .subarray(0, 4)
  if (expected.toString('hex') !== id) throw new Error(`公钥“${name}”的哈希与内容不符，可能抄错了。`)
  const key = createPublicKey({
    key: Buffer.concat([PKIX, bytes.subarray(1)]),
    format: 'der',
    type: 'spki',
  })
  return { text: text.trim(), name, kind: bytes.readUInt8(0), id: expected, key }
}

/**
 * Reads a checkpoint; throws a sentence when it is none, or has a sign more or less than it should. Signatures are not
 * looked at.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const cut = text.indexOf('\n\n')
  const body = text.slice(0, cut + 1)
  const [origin = '', size = '', root = '', ...extensions] = body.split('\n')
  const bytes = strictBase64(root)
  const lines = text.slice(cut + 2).split('\n')
  if (
    cut < 0 ||
    origin === '' ||
    !/^(0|[1-9]\d{0,14})$/.test(size) ||
    bytes?.length !== 32 ||
    lines.pop() !== ''
  )
    throw new Error('这不是存证公示账的检查点。')
  const extension = (name: string) =>
    extensions.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? ''
  const signatures = lines.map((line) => {
    const [, name, data] = /^— (\S+) (\S+)$/.exec(line) ?? []
    const signature = strictBase64(data ?? '')
    if (name === undefined || !signature) throw new Error('检查点里有一行不是签名。')
    return { name, bytes: signature }
  })
  const [at, after] = [extension('at'), extension('after')]
  return { origin, size: Number(size), root: bytes, at, after, body, signatures, text }
}

/** Bytes of base64 written in its one right way; otherwise a changed sign could go unnoticed. */
function strictBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return text !== '' && bytes.toString('base64') === text ? bytes : undefined
}

/** Whether the log with this key signed the checkpoint. */
export function isSignedBy({ body, origin, signatures }: Checkpoint, key: NoteKey): boolean {
  return (
    key.kind === LOG_SIGNATURE &&
    key.name === origin &&
    signatures.some(
      ({ name, bytes }) =>
        name === key.name &&
        bytes.subarray(0, 4).equals(key.id) &&
        verify(null, Buffer.from(body), key.key, bytes.subarray(4)),
    )
  )
}

/** The second at which the witness with this key cosigned (C2SP cosignature/v1), or undefined when it did not. */
export function cosignedAt({ body, signatures }: Checkpoint, witness: NoteKey): number | undefined {
  for (const { name, bytes } of signatures) {
    if (witness.kind !== WITNESS_SIGNATURE || name !== witness.name || bytes.length !== 76) continue
    if (!bytes.subarray(0, 4).equals(witness.id)) continue
    const time = bytes.readBigUInt64BE(4)
    if (verify(null, cosignedText(time, body), witness.key, bytes.subarray(12))) return Number(time)
  }
  return undefined
}

function cosignedText(time: bigint, body: string): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${time}\n${body}`)
}

/** The verifier key of a witness's private key. */
export function witnessKey(name: string, pem: string): NoteKey {
  const der = createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'der' })
  const typed = Buffer.concat([Buffer.from([WITNESS_SIGNATURE]), der.subarray(PKIX.length)])
  const id = createHash('sha256')
    .update(Buffer.concat([Buffer.from(`${name}\n`), typed]))
    .digest()
    .subarray(0, 4)
  return noteKey(`${name}+${id.toString('hex')}+${typed.toString('base64')}`)
}

/** The line with which a witness cosigns the checkpoint at this second. */
export function cosign({ body }: Checkpoint, witness: NoteKey, pem: string, seconds: number): string {
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(seconds))
  const signature = sign(null, cosignedText(BigInt(seconds), body), createPrivateKey(pem))
  return `— ${witness.name} ${Buffer.concat([witness.id, time, signature]).toString('base64')}`
}
