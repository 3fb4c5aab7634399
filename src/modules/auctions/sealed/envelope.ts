import { createDecipheriv, createHash } from 'node:crypto'
import { combine } from 'shamir-secret-sharing'
import { envelopeSchema, headSchema, plainSchema } from './forms.ts'
import type { z } from 'zod'

/**
 * Envelopes of sealed bids on the server's side (trust.md A2): their shape, and their opening from the shares that
 * custodians brought. Sealing is done in the browser (`helpers/sealing.ts` of the workbench), checking by anybody with
 * `src/verify/sealed.ts`.
 */
export interface Envelope {
  readonly headText: string
  readonly head: z.infer<typeof headSchema>
  readonly nonce: Buffer
  readonly body: Buffer
  readonly boxes: readonly string[]
}

/** Body of a padded text of 256 bytes with its tag. */
const BODY_BYTES = 272
const TAG_BYTES = 16

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** An envelope as handed in; undefined when it is none. */
export function readEnvelope(text: string): Envelope | undefined {
  const outer = envelopeSchema.safeParse(jsonOf(text))
  const head = headSchema.safeParse(outer.success ? jsonOf(outer.data.head) : undefined)
  if (!outer.success || !head.success) return undefined
  const { head: headText, nonce, body, boxes } = outer.data
  const places = new Set(head.data.seats.map(({ x }) => x))
  const bytes = Buffer.from(body, 'base64')
  if (places.size !== boxes.length || head.data.seats.length !== boxes.length) return undefined
  if (bytes.length !== BODY_BYTES) return undefined
  return { headText, head: head.data, nonce: Buffer.from(nonce, 'hex'), body: bytes, boxes }
}

/** Whether a share is the one its box was said to hold. */
export function isShareOf({ head }: Envelope, custodian: string, share: Uint8Array): boolean {
  const seat = head.seats.find((one) => one.custodian === custodian)
  return seat !== undefined && share[share.length - 1] === seat.x && sha256(share) === seat.hash
}

/**
 * The price in an envelope, from `threshold` shares that are what they were said to be. Any choice of shares gives the
 * same answer: what they make must also make every other share of the head.
 */
export async function openEnvelope(
  { head, headText, nonce, body }: Envelope,
  shares: readonly Uint8Array[],
): Promise<{ readonly amountFen: number } | { readonly fault: string }> {
  for (const { x, hash } of head.seats)
    if (sha256(await shareAt(shares, x)) !== hash) return { fault: '各保管人的密钥份额不成一套。' }
  const key = await combine([...shares])
  if (sha256(key) !== head.key) return { fault: '份额合成的密钥与封面不符。' }
  const plain = decrypted(key, nonce, Buffer.from(headText), body)
  if (plain === undefined) return { fault: '内容打不开，或被改动过。' }
  const read = plainSchema.safeParse(jsonOf(plain))
  if (!read.success) return { fault: '里面不是一个有效的报价。' }
  const { lot, bidder, n, amountFen } = read.data
  if (lot !== head.lot || bidder !== head.bidder || n !== head.n)
    return { fault: '里面的报价是另一次竞价或另一家的。' }
  return { amountFen }
}

/** What an envelope comes to with the shares brought for it: its price, and why it does not count. */
export async function openedBid(
  envelope: Envelope,
  shares: readonly Uint8Array[],
  { threshold, floorFen }: { readonly threshold: number; readonly floorFen: number },
): Promise<{ readonly amountFen: number | null; readonly fault: string | null }> {
  if (shares.length < threshold) return { amountFen: null, fault: '半数以上的密钥盒打不开，报价无效。' }
  const found = await openEnvelope(envelope, shares.slice(0, threshold))
  if ('fault' in found) return { amountFen: null, fault: found.fault }
  const isLow = found.amountFen < floorFen
  return { amountFen: found.amountFen, fault: isLow ? '低于公告的底价，不参加评定。' : null }
}

/** The share at place `x` of the curve through the given ones; the library answers the curve's value at nought. */
async function shareAt(shares: readonly Uint8Array[], x: number): Promise<Uint8Array> {
  const known = shares.find((share) => share[share.length - 1] === x)
  if (known) return known
  // In GF(2⁸) adding is exclusive or: moving every place by x moves x to nought.
  const shifted = shares.map((share) => {
    const copy = Uint8Array.from(share)
    copy[copy.length - 1] = (share[share.length - 1] ?? 0) ^ x
    return copy
  })
  return Uint8Array.from([...(await combine(shifted)), x])
}

function decrypted(key: Uint8Array, nonce: Buffer, head: Buffer, body: Buffer): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
  decipher.setAAD(head)
  decipher.setAuthTag(body.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()]).toString()
  } catch {
    return undefined
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
