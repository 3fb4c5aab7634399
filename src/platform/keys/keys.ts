import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The three signing keys of an installation (design.md 5); each signature names its key id. */
export type KeyName = 'session' | 'receipt' | 'log'

export interface Keys {
  /** Ed25519 signature as base64url, with the id of the key that made it. */
  sign(key: KeyName, message: string): { keyId: string; signature: string }
  verify(key: KeyName, message: string, keyId: string, signature: string): boolean
  publicPem(key: KeyName): { keyId: string; pem: string }
  /** Encrypts a secret form field (AES-256-GCM); the label is authenticated, not hidden. */
  seal(label: string, clear: string): { keyId: string; sealed: string }
  open(label: string, keyId: string, sealed: string): string
  /** Keyed hash, so that a stored digest of a low-entropy value cannot be guessed by trying. */
  mac(message: string): string
}

/** AES-256. */
const SECRET_BYTES = 32
const SIGNING: readonly KeyName[] = ['session', 'receipt', 'log']

/** Reads the key files of `folder`, making those that are missing with mode 0600. */
export function openKeys(folder: string): Keys {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pairs = new Map(SIGNING.map((name) => [name, signingKey(join(folder, `${name}.pem`))]))
  const secret = secretKey(join(folder, 'secret.key'))
  const secretId = shortHash(secret)
  const pair = (name: KeyName) => {
    const found = pairs.get(name)
    if (!found) throw new Error(`no ${name} key`)
    return found
  }
  return {
    sign: (name, message) => {
      const { keyId, key } = pair(name)
      return { keyId, signature: sign(null, Buffer.from(message), key).toString('base64url') }
    },
    verify: (name, message, keyId, signature) => {
      const own = pair(name)
      if (own.keyId !== keyId) return false
      return verify(null, Buffer.from(message), createPublicKey(own.key), Buffer.from(signature, 'base64url'))
    },
    publicPem: (name) => {
      const { keyId, key } = pair(name)
      return { keyId, pem: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString() }
    },
    seal: (label, clear) => ({ keyId: secretId, sealed: encrypt(secret, label, clear) }),
    open: (label, keyId, sealed) => {
      if (keyId !== secretId) throw new Error(`secret was sealed with key ${keyId}, which is not here`)
      return decrypt(secret, label, sealed)
    },
    mac: (message) => createHmac('sha256', secret).update(message).digest('hex'),
  }
}

function signingKey(file: string): { keyId: string; key: KeyObject } {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ed25519')
    writeOnce(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  }
  const key = createPrivateKey(readFileSync(file))
  const raw = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return { keyId: shortHash(raw), key }
}

function secretKey(file: string): Buffer {
  if (!existsSync(file)) writeOnce(file, randomBytes(SECRET_BYTES).toString('base64url'))
  const secret = Buffer.from(readFileSync(file, 'utf8'), 'base64url')
  // An empty key would still make keyed hashes, which anybody could guess.
  if (secret.length !== SECRET_BYTES) throw new Error(`${file} is damaged: restore it from a backup`)
  return secret
}

/** Two processes may start together: the file is written aside and linked, so the first wins whole and the other reads it. */
function writeOnce(file: string, text: string): void {
  const aside = `${file}.${randomUUID()}`
  writeFileSync(aside, text, { mode: 0o600, flag: 'wx', flush: true })
  try {
    linkSync(aside, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(aside)
  }
}

function shortHash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}

function encrypt(key: Buffer, label: string, clear: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(label))
  const body = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
}

function decrypt(key: Buffer, label: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(label))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}
