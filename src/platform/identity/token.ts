import { createHash, randomBytes, randomInt } from 'node:crypto'

/** Letters and digits that cannot be mistaken for each other when read aloud or written down. */
const READABLE = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** A session or invitation token: 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a token; a plain hash is enough for 100 random bits and more. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Six random digits for an SMS. */
export function newSmsCode(): string {
  return String(randomInt(0, 1_000_000)).padStart(6, '0')
}

/** A code of about 100 bits to be copied by hand: XXXXX-XXXXX-XXXXX-XXXXX. */
export function newLongCode(): string {
  const chars = Array.from({ length: 20 }, () => READABLE.charAt(randomInt(READABLE.length))).join('')
  return chars.replace(/(.{5})(?=.)/g, '$1-')
}

/** A long code as typed: small letters, spaces and missing hyphens do not matter. */
export function longCodeHash(typed: string): string {
  return tokenHash(
    typed
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, ''),
  )
}

/** Random public identifier of a record at a permanent address (design.md 5): 60 bits, never in order. */
export function newPublicId(): string {
  return Array.from({ length: 12 }, () => READABLE.charAt(randomInt(READABLE.length)))
    .join('')
    .toLowerCase()
}
