import type { Day } from '../command/command.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'

/** What a password must be; two presets are rows of the ruleset, `password.preset` names the one in use. */
export interface PasswordPolicy {
  readonly minLength: number
  readonly maxLength: number
  /** How many of capital, small, digit, other must occur; 0 asks for none (ASVS 5.0 6.2.5 forbids asking). */
  readonly classes: number
  /** Days after which it must be changed; null never (ASVS 5.0 6.2.10 forbids it, GB/T 22239 三级 demands it). */
  readonly rotateDays: number | null
  /** How many former passwords may not be used again. */
  readonly history: number
  readonly rejectCommon: boolean
}

export interface LoginSettings {
  /** Failed tries allowed in the window, per account and per source. */
  readonly attempts: number
  readonly windowMinutes: number
  readonly idleMinutes: number
  readonly maxHours: number
  readonly codeMinutes: number
  readonly codeAttempts: number
  /** Accounts opened and long codes tried in the window, per source. */
  readonly registerAttempts: number
  readonly registerMinutes: number
}

/** The limits of signing in on a day. */
export function loginSettings(rules: Ruleset, day: Day): LoginSettings {
  return {
    attempts: rules.number('login.attempts', day),
    windowMinutes: rules.number('login.windowMinutes', day),
    idleMinutes: rules.number('session.idleMinutes', day),
    maxHours: rules.number('session.maxHours', day),
    codeMinutes: rules.number('code.validMinutes', day),
    codeAttempts: rules.number('code.attempts', day),
    registerAttempts: rules.number('register.attempts', day),
    registerMinutes: rules.number('register.windowMinutes', day),
  }
}

/** The password policy in use on a day. */
export function passwordPolicy(rules: Ruleset, day: Day): PasswordPolicy {
  const preset = rules.text('password.preset', day)
  return rules.json(`password.${preset}`, day) as unknown as PasswordPolicy
}
