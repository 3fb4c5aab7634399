/**
 * Sealed bids in the browser (trust.md A2, A4): a random key closes the price, and is split so that `threshold` of the
 * custodians' boxes give it back (Shamir), each box encrypted to a key that was made in its custodian's own browser
 * (age, X25519). The server gets what `sealBid` answers and nothing else. Loaded on a click.
 */
export interface SealSeat {
  /** Identifier of the appointment. */
  readonly custodian: string
  /** age recipient. */
  readonly recipient: string
}

export interface SealedBidInput {
  /** Public id of the lot. */
  readonly lot: string
  /** Alias of the bidder. */
  readonly bidder: string
  /** 1 for the bidder's first envelope, 2 for the next; an envelope fits one place only. */
  readonly n: number
  readonly amountFen: number
  readonly seats: readonly SealSeat[]
  readonly threshold: number
}

const KEY_BYTES = 32
const NONCE_BYTES = 12
/** Every price makes a text of this length: the size of an envelope says nothing. */
const PLAIN_BYTES = 256
const SALT_BYTES = 16

async function libraries() {
  const [age, shamir] = await Promise.all([import('age-encryption'), import('shamir-secret-sharing')])
  return { ...age, ...shamir }
}

/** The envelope as text, as it is handed in, hashed and kept. */
export async function sealBid(input: SealedBidInput): Promise<string> {
  const { Encrypter, split } = await libraries()
  const key = randomBytes(KEY_BYTES)
  const shares = await split(key, input.seats.length, input.threshold)
  const seats = await Promise.all(
    shares.map(async (share, i) => ({
      custodian: input.seats[i]?.custodian ?? '',
      // The place of a share on its curve is its last byte; with all places known, three shares prove all five.
      x: share[share.length - 1] ?? 0,
      hash: await digestOf(Uint8Array.from(share)),
    })),
  )
  const boxes = await Promise.all(
    shares.map(async (share, i) => {
      const box = new Encrypter()
      box.addRecipient(input.seats[i]?.recipient ?? '')
      return base64(await box.encrypt(share))
    }),
  )
  const { lot, bidder, n, amountFen } = input
  const head = JSON.stringify({ lot, bidder, n, key: await digestOf(key), seats })
  const nonce = randomBytes(NONCE_BYTES)
  const salt = hex(randomBytes(SALT_BYTES))
  const plain = new TextEncoder().encode(
    JSON.stringify({ lot, bidder, n, amountFen, salt }).padEnd(PLAIN_BYTES),
  )
  const cipher = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt'])
  const body = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: new TextEncoder().encode(head) },
    cipher,
    plain,
  )
  return JSON.stringify({ v: 1, head, nonce: hex(nonce), body: base64(new Uint8Array(body)), boxes })
}

export interface CustodianKey {
  /** Private: goes into the custodian's file and nowhere else. */
  readonly identity: string
  readonly recipient: string
}

export async function newCustodianKey(): Promise<CustodianKey> {
  const { generateX25519Identity, identityToRecipient } = await libraries()
  const identity = await generateX25519Identity()
  return { identity, recipient: await identityToRecipient(identity) }
}

/** The private key in a custodian's file, and its public half; undefined when there is none in it. */
export async function readKeyFile(text: string): Promise<CustodianKey | undefined> {
  const identity = /AGE-SECRET-KEY-1[0-9A-Z]{58}/.exec(text)?.[0]
  if (identity === undefined) return undefined
  const { identityToRecipient } = await libraries()
  return identityToRecipient(identity).then(
    (recipient) => ({ identity, recipient }),
    () => undefined,
  )
}

/** The share in a box as hex; null when the box cannot be read with this key. */
export async function openBox(identity: string, box: string): Promise<string | null> {
  const { Decrypter } = await libraries()
  const reader = new Decrypter()
  reader.addIdentity(identity)
  try {
    return hex(await reader.decrypt(bytesOf(box)))
  } catch {
    return null
  }
}

/** SHA-256 in hex. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const data = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', data)))
}

function randomBytes(n: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(n))
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}
