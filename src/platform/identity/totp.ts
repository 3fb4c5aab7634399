import { Secret, TOTP } from 'otpauth'

/** RFC 6238 with the parameters every authenticator app understands. */
const PERIOD_S = 30
const DIGITS = 6
/** Steps before and after the present one that are accepted: clocks of phones drift. */
const WINDOW = 1

/** A new secret of 160 bits in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** The otpauth: address that an authenticator app reads from a QR code. */
export function totpAddress(secret: string, issuer: string, login: string): string {
  return totpOf(secret, issuer, login).toString()
}

/**
 * The time step a code belongs to, or undefined when it is wrong or not newer than the last step used: a code that
 * was seen over a shoulder must not work again (RFC 6238 5.2).
 */
export function totpStep(secret: string, code: string, at: string, lastStep: number): number | undefined {
  const digits = code.normalize('NFKC').replace(/\s/g, '')
  if (!/^\d{6}$/.test(digits)) return undefined
  const timestamp = Date.parse(at)
  const delta = totpOf(secret).validate({ token: digits, timestamp, window: WINDOW })
  if (delta === null) return undefined
  const step = Math.floor(timestamp / 1000 / PERIOD_S) + delta
  return step > lastStep ? step : undefined
}

function totpOf(secret: string, issuer = 'Keqiao', label = 'Keqiao'): TOTP {
  return new TOTP({
    issuer,
    label,
    algorithm: 'SHA1',
    digits: DIGITS,
    period: PERIOD_S,
    secret: Secret.fromBase32(secret),
  })
}
