import { z } from 'zod'
import { prose } from '#platform/forms/text.ts'

/** Five boxes of some 200 bytes, a head and a body of fixed length. */
export const ENVELOPE_MAX = 12_000
export const SEATS_MAX = 15
/** Bids of one opening: far above what a lot sees. */
const SHARES_MAX = 2_000

/** Key share with its place, 33 bytes. */
export const shareText = () => z.string().regex(/^[0-9a-f]{66}$/)

const digest = () => z.string().regex(/^[0-9a-f]{64}$/)

export const appointForm = z.object({
  seat: z.int().min(1).max(SEATS_MAX).meta({ title: '席位', widget: 'number' }),
  orgId: z.uuid().meta({
    title: '保管单位',
    widget: 'org',
    help: '由该单位的一人接受并生成密钥；参加竞买的单位不能担任。',
  }),
  reason: prose(500).or(z.literal('')).default('').meta({
    title: '更换的理由',
    widget: 'textarea',
    help: '公告以后更换的必须写，公开显示。',
  }),
})

export const seatForm = z.object({
  seat: z.int().min(1).max(SEATS_MAX),
  recipient: z.string().regex(/^age1[0-9a-z]{58}$/, '公钥的格式不对，请在本页重新生成。'),
})

/** What a bidder's browser hands in; the price is not in it. */
export const handInForm = z.object({ envelope: z.string().min(1).max(ENVELOPE_MAX) })

export const sharesForm = z.object({
  shares: z
    .array(
      z.object({
        bid: z.uuid(),
        /** Null when the box could not be read. */
        share: shareText().nullable(),
      }),
    )
    .max(SHARES_MAX),
})

const base64 = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/)

export const envelopeSchema = z.strictObject({
  v: z.literal(1),
  head: z.string().max(4_000),
  nonce: z.string().regex(/^[0-9a-f]{24}$/),
  body: base64(400),
  boxes: z.array(base64(800)).min(1).max(SEATS_MAX),
})

export const headSchema = z.strictObject({
  lot: z.string().max(64),
  bidder: z.string().max(16),
  n: z.int().min(1),
  /** SHA-256 of the key that closes the body. */
  key: digest(),
  seats: z
    .array(z.strictObject({ custodian: z.uuid(), x: z.int().min(1).max(255), hash: digest() }))
    .min(1)
    .max(SEATS_MAX),
})

export const plainSchema = z.strictObject({
  lot: z.string(),
  bidder: z.string(),
  n: z.int(),
  amountFen: z.int().min(1),
  salt: z.string(),
})
