import { hash, verify } from '@node-rs/argon2'
import { Refusal } from '../refusal.ts'
import { fold, isCommon } from './common-passwords.ts'
import type { PasswordPolicy } from './settings.ts'

/** OWASP's floor for argon2id: 19 MiB, two passes, one lane; about 30 ms here. */
const ARGON = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Verified in place of the hash of an account that does not exist, so that both take the same path. */
let dummy: Promise<string> | undefined

/** argon2id with a random salt, as a PHC string. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), ARGON)
}

/**
 * Whether the password belongs to the hash. Without a hash (unknown login, or an account that has no password) a
 * dummy is verified and the answer is no: the same work, so that time does not tell who has an account.
 */
export async function checkPassword(
  stored: string | null,
  password: string,
  verifyHash: typeof verify = verify,
): Promise<boolean> {
  dummy ??= hashPassword('no account has this password')
  const isRight = await verifyHash(stored ?? (await dummy), password.normalize('NFC'))
  return isRight && stored !== null
}

/** Refuses a new password that the policy does not allow, in one sentence with the field named. */
export function assertPassword(policy: PasswordPolicy, password: string, about: readonly string[]): void {
  const reason = faultOf(policy, password, about)
  if (reason !== undefined)
    throw new Refusal('invalid', '{reason}', { reason }, [{ field: 'password', message: reason }])
}

function faultOf(policy: PasswordPolicy, password: string, about: readonly string[]): string | undefined {
  const length = Array.from(password).length
  if (length < policy.minLength) return `密码至少 ${policy.minLength} 位，可以用一句容易记的话。`
  if (length > policy.maxLength) return `密码最多 ${policy.maxLength} 位。`
  if (classesOf(password) < policy.classes) {
    return `密码须含大写字母、小写字母、数字、符号中的至少 ${policy.classes} 种。`
  }
  const folded = fold(password)
  if (policy.rejectCommon && isCommon(password)) return '这个密码太常见，容易被猜中，请换一个。'
  // Only words long enough to matter: a two-letter login would refuse half of all passwords.
  const own = about.map(fold).filter((word) => word.length >= 4)
  if (own.some((word) => folded.includes(word))) return '密码不能包含登录名、姓名或手机号。'
  return undefined
}

function classesOf(password: string): number {
  return [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((pattern) => pattern.test(password)).length
}

/** Whether the policy asks that a password set at that instant be changed by now. */
export function isOverdue(policy: PasswordPolicy, setAt: string | null, now: string): boolean {
  if (policy.rotateDays === null || setAt === null) return false
  return Date.parse(now) - Date.parse(setAt) > policy.rotateDays * 86_400_000
}
