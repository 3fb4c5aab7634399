import { randomBytes } from 'node:crypto'

/** Crockford's base 32: no letter that is read as a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
/** Sixty bits: a thousand guesses a second would need some hundred thousand years for one of a million records. */
const LENGTH = 12
const SHAPE = /^[0-9a-hjkmnp-tv-z]{12}$/
const KIND = /^[a-z][a-z-]{0,30}$/

/** A new random identifier for an address or a QR code: 12 characters, telling nothing of time or number of records. */
export function publicId(): string {
  return [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
}

/** A public identifier as somebody typed or read it aloud (case, hyphens, O for 0, I or L for 1); undefined when it is none. */
export function readPublicId(typed: string): string | undefined {
  const plain = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s-]/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1')
  return SHAPE.test(plain) ? plain : undefined
}

/** The permanent address of a record, absolute when an origin (`https://kq.example.cn`) is given; never changes (design.md 5). */
export function permanentAddress(origin: string, kind: string, id: string): string {
  if (!KIND.test(kind) || !SHAPE.test(id)) throw new Error(`no permanent address for ${kind} ${id}`)
  return `${origin.replace(/\/$/, '')}/id/${kind}/${id}`
}

/** Where pages of a kind live today, as a path that ends where the identifier goes: `{ achievement: '/achievements/' }`. */
export type PagesOfKinds = Readonly<Record<string, string>>

/** The page a permanent address leads to at present; undefined for an unknown kind or something that is no identifier. */
export function pageOf(pages: PagesOfKinds, kind: string, typed: string): string | undefined {
  const id = readPublicId(typed)
  const page = Object.hasOwn(pages, kind) ? pages[kind] : undefined
  return id === undefined || page === undefined ? undefined : `${page}${id}`
}
