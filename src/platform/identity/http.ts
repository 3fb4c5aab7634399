import type { Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Actor, Permissions } from '../access/access.ts'
import { sameOrigin } from '../http/api.ts'
import type { DescribedRoute } from '../http/openapi.ts'
import { Refusal } from '../refusal.ts'
import { openResolver, type Resolved, type Resolver, type SessionView } from './actor.ts'
import { accountsDescribed, mountAccounts } from './http-account.ts'
import { mountPeople, peopleDescribed } from './http-people.ts'
import { sessionDescribed } from './http-session-described.ts'
import { demoOf, mountSession } from './http-session.ts'
import { machineNow } from './machine-clock.ts'
import { readRules, type Rules, type SignInParts } from './sign-in.ts'
import type { SentSms, SmsSender } from './sms.ts'

export const SESSION_COOKIE = 'keqiao_session'
/** Rules of signing in are read again after this time; a changed limit need not show at once. */
const RULES_MS = 5_000
/** Nothing typed here is long. */
const BODY_MAX = 64 * 1024

/** A button of the demo sign-in page; a login of null stays a visitor. */
export interface OneClick {
  readonly key: string
  readonly label: string
  readonly login: string | null
  readonly name: string
}

export interface IdentityParts extends Omit<SignInParts, 'clock'> {
  readonly permissions: Permissions
  /** What the seat of a paper application may do. */
  readonly counterSeat: readonly string[]
  readonly sms: SmsSender
  readonly oneClick: readonly OneClick[]
  /** Shown by authenticator apps beside the login. */
  readonly issuer: string
  /** Network address of the client; behind a proxy the one the proxy vouches for. */
  readonly source: (context: Context) => string
  readonly isHttps: (context: Context) => boolean
  /** Messages the recording sender kept, for the demo banner; left out where a real sender works. */
  readonly sentTo?: (phone: string) => readonly SentSms[]
  /** Shows the page of a plain form again with the sentence; without it the refusal goes to the app's error handler. */
  readonly refusedForm?: (
    context: Context,
    refusal: Refusal,
    values: Readonly<Record<string, string>>,
  ) => Promise<Response>
  readonly clock?: () => string
}

/** Everything handlers of this part share. */
export interface IdentityContext extends Omit<IdentityParts, 'clock'> {
  readonly clock: () => string
  readonly resolver: Resolver
  readonly resolved: (context: Context) => Promise<Resolved>
}

export interface Identity {
  /** Who asks: by cookie `keqiao_session` or `Authorization: Bearer`. */
  actorOf(context: Context): Promise<Actor>
  resolve(context: Context): Promise<Resolved>
  /** What the demo shows a person (null: a visitor): buttons of the cast, codes sent to the phone; empty in production. */
  demo(personId: string | null): Promise<{ cast: readonly OneClick[]; codes: readonly string[] }>
  /** Mounts sign-in, session and people routes; before the general API, whose paths of the same name it handles. */
  mount(app: Hono): void
  /** What `mount` mounts under /api, for the description of the API. */
  readonly described: readonly DescribedRoute[]
}

export function openIdentity(parts: IdentityParts): Identity {
  const clock = parts.clock ?? machineNow
  let known: { at: number; rules: Promise<Rules> } | undefined
  const rulesNow = () => {
    const now = Date.parse(clock())
    if (!known || now - known.at > RULES_MS) {
      const rules = readRules(parts)
      rules.catch(() => (known = undefined))
      known = { at: now, rules }
    }
    return known.rules
  }
  const resolver = openResolver(parts.db, rulesNow, clock, parts.counterSeat)
  const resolved = (context: Context) => {
    const token = tokenOf(context)
    // A write looks at the rights of this moment, and may itself change them for the next request.
    return ['GET', 'HEAD'].includes(context.req.method)
      ? resolver.resolve(token)
      : resolver.resolveFresh(token)
  }
  const shared: IdentityContext = { ...parts, clock, resolver, resolved }
  return {
    actorOf: async (context) => (await resolved(context)).actor,
    resolve: resolved,
    demo: (personId) => demoOf(shared, personId),
    mount: (app) => {
      mountSession(app, shared)
      mountAccounts(app, shared)
      mountPeople(app, shared)
    },
    described: [...sessionDescribed, ...accountsDescribed, ...peopleDescribed],
  }
}

export function tokenOf(context: Context): string | undefined {
  const header = context.req.header('authorization')
  if (header?.startsWith('Bearer ')) return header.slice('Bearer '.length).trim()
  return getCookie(context, SESSION_COOKIE)
}

/**
 * The signed-in person and session, or 401. `owing` also admits one who still owes the second factor, or (only to
 * change it) a new password.
 */
export async function mustBeSigned(shared: IdentityContext, context: Context, owing?: 'factor' | 'password') {
  const { person, session } = await shared.resolved(context)
  if (person === null || session === null || person.personId === null) {
    throw new Refusal('unsigned', '请先登录，再办理此事。')
  }
  if (session.secondFactor === 'needed' && owing !== 'factor') {
    throw new Refusal('unsigned', '请先输入动态口令或短信验证码，完成登录。')
  }
  if (session.passwordOverdue && owing === undefined) {
    throw new Refusal('unsigned', '密码已到更换期限，请先修改密码。')
  }
  return { actor: person, session, personId: person.personId }
}

/** Where a session just opened goes first: what it still owes comes before the page it asked for. */
export function landing(session: SessionView | null, back: string): string {
  const after = (path: string, then: string) => `${path}?back=${encodeURIComponent(then)}`
  const next = session?.secondFactor === 'enrol' ? '/app/security' : back
  const changed = session?.passwordOverdue ? after('/change-password', next) : next
  return session?.secondFactor === 'needed' ? after('/sign-in/code', changed) : changed
}

/** Sets the cookie of a new token, or removes it (null). */
export function putToken(shared: IdentityContext, context: Context, token: string | null): void {
  const options = { path: '/', httpOnly: true, sameSite: 'Lax', secure: shared.isHttps(context) } as const
  setCookie(context, SESSION_COOKIE, token ?? '', token === null ? { ...options, maxAge: 0 } : options)
}

/** Body of a write as text fields: JSON or a plain form. Refused from another site. */
export async function fieldsOf(context: Context): Promise<Record<string, string>> {
  sameOrigin(context)
  const length = Number(context.req.header('content-length') ?? 0)
  if (length > BODY_MAX) throw new Refusal('tooLarge', '提交的内容过长。')
  const text = await context.req.text()
  if (text.length > BODY_MAX) throw new Refusal('tooLarge', '提交的内容过长。')
  if (text.trim() === '') return {}
  if (!(context.req.header('content-type') ?? '').includes('json'))
    return Object.fromEntries(new URLSearchParams(text))
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal('badRequest', '请求正文不是有效的 JSON。')
  }
  if (typeof value !== 'object' || value === null)
    throw new Refusal('badRequest', '请求正文应是一个 JSON 对象。')
  const entries = Object.entries(value as Record<string, unknown>)
  return Object.fromEntries(
    entries.flatMap(([name, v]) => (v === null || v === undefined ? [] : [[name, textOf(v)]])),
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A text field that must be there. */
export function need(fields: Readonly<Record<string, string>>, name: string, title: string): string {
  const value = fields[name]
  if (value !== undefined && value !== '') return value
  throw new Refusal('invalid', '请填写{title}。', { title }, [{ field: name, message: '此项必填。' }])
}

/** Where a form returns to: only a path of this site. */
export function backOf(fields: Readonly<Record<string, string>>, otherwise: string): string {
  const back = fields['_back'] ?? ''
  return /^\/(?![/\\])[^\s\\]*$/.test(back) ? back : otherwise
}
