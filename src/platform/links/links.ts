import type { Instant } from '../command/command.ts'
import type { Keys } from '../keys/keys.ts'

/** What a link of a message may do without signing in; nothing else can be done by one. */
export type LinkPurpose = 'confirm' | 'stop'

export interface SignedLink {
  readonly purpose: LinkPurpose
  readonly personId: string
  /** `stop`: a channel, or `search:` and the id of a saved search. */
  readonly of: string
  /** First instant at which it counts no more; null never ends. */
  readonly until: Instant | null
}

/** Hexadecimal digits of the keyed hash a link carries: 128 bits cannot be guessed. */
const MAC_LENGTH = 32

/** The token of a link: what it may do in clear, and a keyed hash over it. Nothing is stored. */
export function linkToken(keys: Keys, link: SignedLink): string {
  const said = JSON.stringify([link.purpose, link.personId, link.of, link.until])
  return `${Buffer.from(said).toString('base64url')}.${macOf(keys, said)}`
}

/** What a token may do at this instant; undefined for a forged, broken or expired one. */
export function readLink(keys: Keys, token: string, now: Instant): SignedLink | undefined {
  const [body = '', mac = ''] = token.split('.')
  const said = Buffer.from(body, 'base64url').toString()
  // Compared over hashes of the same length made with a key nobody outside has: timing tells nothing of use.
  if (macOf(keys, said) !== mac) return undefined
  const [purpose, personId, of, until] = JSON.parse(said) as [LinkPurpose, string, string, Instant | null]
  return until !== null && until <= now ? undefined : { purpose, personId, of, until }
}

function macOf(keys: Keys, said: string): string {
  return keys.mac(`keqiao-link/v1\n${said}`).slice(0, MAC_LENGTH)
}
