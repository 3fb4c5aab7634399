import { v7 } from 'uuid'
import { visitor, type Actor } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { Bus, BusParts } from '../command/bus.ts'
import type { WriteRoute } from '../command/command.ts'
import type { Database } from '../db/database.ts'
import { databaseNow, readInstance, type Instance } from '../instance/instance.ts'
import type { Keys } from '../keys/keys.ts'
import { Refusal } from '../refusal.ts'
import { minutesAfter } from './machine-clock.ts'
import { checkPassword } from './password.ts'
import { openSession } from './session-commands.ts'
import { loginSettings, passwordPolicy, type LoginSettings, type PasswordPolicy } from './settings.ts'
import { identity } from './tables.ts'
import { reserveTry } from './throttle.ts'
import { newToken, tokenHash } from './token.ts'

export interface SignInParts {
  readonly db: Database
  readonly bus: Bus
  readonly keys: Keys
  readonly law: BusParts['law']
  /** The machine's clock as ISO text; tests give their own. */
  readonly clock: () => string
}

export interface Rules {
  readonly login: LoginSettings
  readonly password: PasswordPolicy
  readonly instance: Instance
}

/** The rules of signing in that are in force today. */
export async function readRules(parts: Pick<SignInParts, 'db' | 'law'>): Promise<Rules> {
  return parts.db.read('platform', async (tx) => {
    const instance = await readInstance(tx)
    if (!instance) throw new Refusal('busy', '平台正在初始化，请稍后再试。')
    const { rules } = await parts.law(tx, instance.rulesetVersion, instance.calendarVersion)
    const today = dayOf(await databaseNow(tx))
    return { login: loginSettings(rules, today), password: passwordPolicy(rules, today), instance }
  })
}

/** Where somebody signs in from. */
export interface From {
  readonly source: string
  /** What the browser calls itself; empty where it does not say. */
  readonly browser: string
}

export function fromOf(source: string, browser: string | undefined): From {
  return { source, browser: browser ?? '' }
}

export interface SignedIn {
  readonly token: string
  readonly personId: string
}

/**
 * Checks login and password and opens a session with a new token. The try is written down before the check; an
 * unknown login costs the same as a wrong password and gets the same answer (T36).
 */
export async function signIn(
  parts: SignInParts,
  typed: { readonly login: string; readonly password: string },
  from: From,
): Promise<SignedIn> {
  const rules = await readRules(parts)
  const login = typed.login.normalize('NFKC').trim().toLowerCase()
  const wasRight = await reserveTry(
    parts.db,
    parts.keys.mac(`login:${login}`),
    from.source,
    limitOf(rules),
    parts.clock(),
  )
  const account = await parts.db.read('platform', async (tx) =>
    identity(tx)
      .selectFrom('platform.account as a')
      .innerJoin('platform.person as p', 'p.id', 'a.person_id')
      .select(['a.person_id', 'a.password_hash', 'a.disabled_at', 'p.name'])
      .where('a.login', '=', login)
      .executeTakeFirst(),
  )
  const isRight = await checkPassword(account?.password_hash ?? null, typed.password)
  if (!account || !isRight || account.disabled_at !== null) {
    throw new Refusal('unsigned', '登录名或密码不正确；忘记密码请联系本单位管理员。')
  }
  await wasRight()
  const token = await open(parts, rules, { id: account.person_id, name: account.name }, from)
  return { token, personId: account.person_id }
}

/** Signs in a person of the cast by login, without password: only in demo and rehearsal (P38). */
export async function signInSample(parts: SignInParts, login: string): Promise<string> {
  const rules = await readRules(parts)
  if (rules.instance.kind === 'production')
    throw new Refusal('absent', '正式环境没有一键登录，请用登录名和密码登录。')
  const person = await parts.db.read('platform', async (tx) =>
    identity(tx)
      .selectFrom('platform.account as a')
      .innerJoin('platform.person as p', 'p.id', 'a.person_id')
      .select(['p.id', 'p.name'])
      .where('a.login', '=', login)
      .where('p.sample', '=', true)
      .where('a.disabled_at', 'is', null)
      .executeTakeFirst(),
  )
  if (!person) throw new Refusal('absent', '没有这个示例身份，请从登录页选择。')
  return open(parts, rules, person, null)
}

/** Opens a session; `from` is null for the one click of a demo, which everybody presses on one machine. */
async function open(
  parts: SignInParts,
  rules: Rules,
  person: { id: string; name: string },
  from: From | null,
): Promise<string> {
  const token = newToken()
  const at = parts.clock()
  const expiresAt = minutesAfter(at, rules.login.maxHours * 60)
  const actor: Actor = { ...visitor, kind: 'person', personId: person.id, name: person.name }
  await run(parts.bus, openSession, actor, {
    tokenHash: tokenHash(token),
    at,
    expiresAt,
    oneClick: from === null,
    addressMark: from && parts.keys.mac(`address:${from.source}`),
    deviceMark: from && parts.keys.mac(`device:${from.source} ${from.browser}`),
  })
  return token
}

/** Whether the password is that of the signed-in person; throttled like a sign-in. */
export async function checkOwnPassword(
  parts: SignInParts,
  personId: string,
  password: string,
  source: string,
): Promise<void> {
  const rules = await readRules(parts)
  const key = parts.keys.mac(`password:${personId}`)
  const wasRight = await reserveTry(parts.db, key, source, limitOf(rules), parts.clock())
  const account = await parts.db.read('platform', async (tx) =>
    identity(tx)
      .selectFrom('platform.account')
      .select('password_hash')
      .where('person_id', '=', personId)
      .executeTakeFirst(),
  )
  if (!(await checkPassword(account?.password_hash ?? null, password))) {
    throw new Refusal('invalid', '原密码不正确。', {}, [{ field: 'old', message: '原密码不正确。' }])
  }
  await wasRight()
}

/** Runs a command that spends a code, with its tries counted per person and source. */
export async function runWithCode(
  parts: SignInParts,
  route: WriteRoute,
  actor: Actor,
  input: Readonly<Record<string, unknown>>,
  source: string,
): Promise<unknown> {
  const rules = await readRules(parts)
  const key = parts.keys.mac(`factor:${actor.personId ?? ''}`)
  const limit = { attempts: rules.login.codeAttempts, windowMinutes: rules.login.windowMinutes }
  const wasRight = await reserveTry(parts.db, key, source, limit, parts.clock())
  const result = await run(parts.bus, route, actor, input)
  await wasRight()
  return result
}

/** A command of this part with a key of its own: its input holds a fresh token or time, so that it is never the same twice. */
export async function run<R>(
  bus: Bus,
  route: WriteRoute,
  actor: Actor,
  input: Readonly<Record<string, unknown>>,
): Promise<R> {
  const reply = await bus<R>({ route, actor, input, key: v7() })
  return reply.result
}

function limitOf(rules: Rules) {
  return { attempts: rules.login.attempts, windowMinutes: rules.login.windowMinutes }
}
