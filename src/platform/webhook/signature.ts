import { createHmac } from 'node:crypto'

/** How a secret is written: 32 random bytes as base64 behind a prefix that tells people and scanners what it is. */
export const SECRET = /^whsec_[A-Za-z0-9+/]{43}=$/

export interface Signed {
  readonly 'webhook-id': string
  readonly 'webhook-timestamp': string
  readonly 'webhook-signature': string
}

/** Headers over id, time (seconds) and body, as Standard Webhooks 1.0 says: a receiver may use any of its libraries. */
export function signedHeaders(secret: string, id: string, seconds: number, body: string): Signed {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const mac = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${mac}`,
  }
}
