import { timingSafeEqual } from 'node:crypto'
import type { Keys } from '../keys/keys.ts'

/** 128 bits of a keyed hash: nobody makes the address of a link from its id. */
const MAC_DIGITS = 32
const SHAPE = /^([\w-]{22})([0-9a-f]{32})$/

/** The last part of the address of a link; made from its id, so that no row of the database opens it. */
export function linkToken(keys: Keys, id: string): string {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
  return bytes.toString('base64url') + macOf(keys, id)
}

/** The id of a link by its token; undefined when nobody here made it. */
export function readLinkToken(keys: Keys, token: string): string | undefined {
  const found = SHAPE.exec(token)
  if (!found) return undefined
  const [, short = '', mac = ''] = found
  const hex = Buffer.from(short, 'base64url').toString('hex')
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return same(mac, macOf(keys, id)) ? id : undefined
}

/** What a browser keeps once the person has named themselves at this moment. */
export function namedProof(keys: Keys, id: string, namedAt: string): string {
  return keys.mac(`signing-link-named:${id}:${namedAt}`)
}

export function same(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}

function macOf(keys: Keys, id: string): string {
  return keys.mac(`signing-link:${id}`).slice(0, MAC_DIGITS)
}
