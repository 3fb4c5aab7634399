import type { Context, Hono } from 'hono'
import { databaseNow } from '../instance/instance.ts'
import { dayOf } from '../calendar/calendar.ts'
import { Refusal } from '../refusal.ts'
import { changePassword } from './account-commands.ts'
import {
  activateFactor,
  confirmByCode,
  enrolFactor,
  giveSecondFactor,
  matterName,
  sendCode,
} from './factor-commands.ts'
import {
  backOf,
  fieldsOf,
  landing,
  mustBeSigned,
  need,
  putToken,
  tokenOf,
  type IdentityContext,
  type OneClick,
} from './http.ts'
import { minutesAfter } from './machine-clock.ts'
import { maskPhone } from './mask.ts'
import { factorOf, loginOf, openSessionsOf, phoneOf, seatsOf } from './seats.ts'
import { actAs, closeSession } from './session-commands.ts'
import { checkOwnPassword, fromOf, readRules, run, runWithCode, signIn, signInSample } from './sign-in.ts'
import { newSmsCode, newToken, tokenHash } from './token.ts'
import { newTotpSecret, totpAddress } from './totp.ts'

const JSON_HEADERS = { 'cache-control': 'no-store' } as const
/** Where a sign-in leads when the form names no page. */
const HOME = '/app/'

/** Sign-in, sign-out, seats, second factor and password: JSON under /api/v1/session, plain forms beside it. */
export function mountSession(app: Hono, shared: IdentityContext): void {
  app.get('/api/v1/session', async (context) => context.json(await state(shared, context), 200, JSON_HEADERS))
  app.post('/api/v1/session', (context) => open(shared, context))
  app.delete('/api/v1/session', (context) => answer(context, close(shared, context)))
  app.post('/api/v1/session/act-as', (context) => answer(context, choose(shared, context)))
  app.post('/api/v1/session/code', (context) => answer(context, send(shared, context)))
  app.post('/api/v1/session/second-factor', (context) => answer(context, secondFactor(shared, context)))
  app.post('/api/v1/session/confirm', (context) => answer(context, confirm(shared, context)))
  app.post('/api/v1/session/factors', (context) => answer(context, enrol(shared, context)))
  app.post('/api/v1/session/factors/:factorId/activate', (context) =>
    answer(context, activate(shared, context)),
  )
  app.post('/api/v1/session/password', (context) => answer(context, password(shared, context)))
  app.get('/api/v1/demo/cast', async (context) =>
    context.json(await demo(shared, context, 'cast'), 200, JSON_HEADERS),
  )
  app.get('/api/v1/demo/codes', async (context) =>
    context.json(await demo(shared, context, 'codes'), 200, JSON_HEADERS),
  )
  mountForms(app, shared)
}

/**
 * The same acts for a browser without JavaScript: 303 to `_back` (or where the act leads), or the page again with
 * the refusal.
 */
function mountForms(app: Hono, shared: IdentityContext): void {
  const form = (
    path: string,
    home: string,
    act: (context: Context, fields: Record<string, string>, back: string) => Promise<unknown>,
  ) =>
    app.post(path, async (context) => {
      const fields = await fieldsOf(context)
      const back = backOf(fields, home)
      let leadsTo: unknown
      try {
        leadsTo = await act(context, fields, back)
      } catch (error) {
        if (!(error instanceof Refusal) || !shared.refusedForm) throw error
        const { password: _password, current: _current, code: _code, ...values } = fields
        return shared.refusedForm(context, error, values)
      }
      return context.redirect(typeof leadsTo === 'string' ? leadsTo : back, 303)
    })
  form('/sign-in', HOME, async (context, fields, back) => {
    const signed = await signIn(
      sessionParts(shared),
      credentials(fields),
      fromOf(shared.source(context), context.req.header('user-agent')),
    )
    putToken(shared, context, signed.token)
    const { session } = await shared.resolver.resolve(signed.token)
    return landing(session, back)
  })
  form('/sign-in/code', HOME, (context, fields) => secondFactor(shared, context, fields))
  form('/sign-in/send-code', '/sign-in/code', (context) => send(shared, context))
  form('/change-password', HOME, (context, fields) => password(shared, context, fields))
  form('/sign-out', '/', (context) => end(shared, context, false))
  form('/act-as', HOME, (context, fields) => choose(shared, context, fields))
  form('/demo/sign-in', HOME, (context, fields) => oneClick(shared, context, fields))
}

/** Like the general API's replies; without receipt, since one act may have run several commands. */
async function answer(context: Context, result: Promise<object>): Promise<Response> {
  return context.json({ result: await result }, 200, JSON_HEADERS)
}

function sessionParts(shared: IdentityContext) {
  const { db, bus, keys, law, clock } = shared
  return { db, bus, keys, law, clock }
}

function credentials(fields: Readonly<Record<string, string>>) {
  return { login: need(fields, 'login', '登录名'), password: need(fields, 'password', '密码') }
}

async function open(shared: IdentityContext, context: Context): Promise<Response> {
  const fields = await fieldsOf(context)
  const signed = await signIn(
    sessionParts(shared),
    credentials(fields),
    fromOf(shared.source(context), context.req.header('user-agent')),
  )
  const isBearer = fields['bearer'] === 'true'
  if (!isBearer) putToken(shared, context, signed.token)
  const { session } = await shared.resolver.resolve(signed.token)
  const result = {
    personId: signed.personId,
    secondFactor: session?.secondFactor ?? 'none',
    passwordOverdue: session?.passwordOverdue ?? false,
    ...(isBearer && { token: signed.token }),
  }
  return context.json({ result }, 200, JSON_HEADERS)
}

async function close(shared: IdentityContext, context: Context): Promise<object> {
  const fields = await fieldsOf(context)
  return end(shared, context, fields['others'] === 'true')
}

async function end(shared: IdentityContext, context: Context, others: boolean): Promise<object> {
  const { session, person } = await shared.resolved(context)
  if (!others) putToken(shared, context, null)
  if (!session || !person) return { closed: 0 }
  const result = await run<{ closed: number }>(shared.bus, closeSession, person, {
    sessionId: session.id,
    at: shared.clock(),
    others,
  })
  shared.resolver.forget(tokenOf(context) ?? '')
  return result
}

/** A new token for the same session, so that one seen before a change of rights is worth nothing after it. */
async function renew(
  shared: IdentityContext,
  context: Context,
  change: (hash: string) => Promise<object>,
): Promise<object> {
  const old = tokenOf(context) ?? ''
  const token = newToken()
  const result = await change(tokenHash(token))
  shared.resolver.forget(old)
  if (context.req.header('authorization') !== undefined) return { ...result, token }
  putToken(shared, context, token)
  return result
}

async function choose(
  shared: IdentityContext,
  context: Context,
  given?: Record<string, string>,
): Promise<object> {
  const fields = given ?? (await fieldsOf(context))
  const { actor, session } = await mustBeSigned(shared, context)
  return renew(shared, context, (hash) =>
    run(shared.bus, actAs, actor, {
      sessionId: session.id,
      tokenHash: hash,
      membershipId: fields['membershipId'] ?? null,
      delegationId: fields['delegationId'] ?? null,
    }),
  )
}

async function send(shared: IdentityContext, context: Context): Promise<object> {
  if (!context.req.raw.bodyUsed) await fieldsOf(context)
  const { actor, personId } = await mustBeSigned(shared, context, 'factor')
  const rules = await readRules(shared)
  const phone = await shared.db.read('platform', (tx) => phoneOf(tx, personId))
  if (phone === null) throw new Refusal('conflict', '您还没有登记手机号，请先在“我的个人信息”中补填。')
  const code = newSmsCode()
  const at = shared.clock()
  await run(shared.bus, sendCode, actor, {
    at,
    expiresAt: minutesAfter(at, rules.login.codeMinutes),
    since: minutesAfter(at, -rules.login.windowMinutes),
    limit: rules.login.codeAttempts,
    code,
  })
  await shared.sms.send(
    phone,
    `【科桥】验证码 ${code}，${rules.login.codeMinutes} 分钟内有效。请勿告诉他人。`,
  )
  return { phone: maskPhone(phone), validMinutes: rules.login.codeMinutes }
}

async function secondFactor(
  shared: IdentityContext,
  context: Context,
  given?: Record<string, string>,
): Promise<object> {
  const fields = given ?? (await fieldsOf(context))
  const resolved = await mustBeSigned(shared, context, 'factor')
  const code = need(fields, 'code', '验证码')
  return renew(shared, context, async (hash) => {
    const input = { sessionId: resolved.session.id, tokenHash: hash, at: shared.clock(), code }
    return (await runWithCode(
      sessionParts(shared),
      giveSecondFactor,
      resolved.actor,
      input,
      shared.source(context),
    )) as object
  })
}

async function confirm(shared: IdentityContext, context: Context): Promise<object> {
  const fields = await fieldsOf(context)
  const resolved = await mustBeSigned(shared, context)
  // Before the code is looked at: a page that forgot to say what is confirmed must not cost the person a code.
  const matter = matterName.safeParse(fields['matter'])
  if (!matter.success) {
    const message = '没有说明要确认的事项，请刷新页面后重试。'
    throw new Refusal('invalid', message, {}, [{ field: 'matter', message }])
  }
  const rules = await readRules(shared)
  const at = shared.clock()
  const input = {
    at,
    expiresAt: minutesAfter(at, rules.login.codeMinutes),
    matter: matter.data,
    code: need(fields, 'code', '验证码'),
  }
  return (await runWithCode(
    sessionParts(shared),
    confirmByCode,
    resolved.actor,
    input,
    shared.source(context),
  )) as object
}

/** The secret is shown once, to be scanned; the database holds it only sealed. */
async function enrol(shared: IdentityContext, context: Context): Promise<object> {
  const fields = await fieldsOf(context)
  const { actor, personId } = await mustBeSigned(shared, context)
  const kind = fields['kind'] === 'sms' ? 'sms' : 'totp'
  const secret = kind === 'totp' ? newTotpSecret() : null
  const { factorId } = await run<{ factorId: string }>(shared.bus, enrolFactor, actor, {
    kind,
    at: shared.clock(),
    secret,
  })
  if (secret === null) return { factorId, kind }
  const login = await shared.db.read('platform', (tx) => loginOf(tx, personId))
  return { factorId, kind, secret, uri: totpAddress(secret, shared.issuer, login) }
}

async function activate(shared: IdentityContext, context: Context): Promise<object> {
  const fields = await fieldsOf(context)
  const resolved = await mustBeSigned(shared, context)
  const input = {
    factorId: context.req.param('factorId') ?? '',
    sessionId: resolved.session.id,
    at: shared.clock(),
    code: need(fields, 'code', '验证码'),
  }
  const result = await runWithCode(
    sessionParts(shared),
    activateFactor,
    resolved.actor,
    input,
    shared.source(context),
  )
  shared.resolver.forget(tokenOf(context) ?? '')
  return result as object
}

async function password(
  shared: IdentityContext,
  context: Context,
  given?: Record<string, string>,
): Promise<object> {
  const fields = given ?? (await fieldsOf(context))
  const { actor, personId, session } = await mustBeSigned(shared, context, 'password')
  const next = need(fields, 'password', '新密码')
  const current = need(fields, 'current', '现在的密码')
  await checkOwnPassword(sessionParts(shared), personId, current, shared.source(context))
  return renew(shared, context, (hash) =>
    run(shared.bus, changePassword, actor, { sessionId: session.id, tokenHash: hash, password: next }),
  )
}

async function oneClick(
  shared: IdentityContext,
  context: Context,
  fields: Record<string, string>,
): Promise<void> {
  const key = fields['as'] ?? fields['role'] ?? ''
  const button = shared.oneClick.find((one) => one.key === key)
  const login = button === undefined ? (fields['login'] ?? '') : button.login
  if (login === null) {
    await end(shared, context, false)
    return
  }
  const token = await signInSample(sessionParts(shared), login)
  putToken(shared, context, token)
}

async function state(shared: IdentityContext, context: Context): Promise<object> {
  const { person, session } = await shared.resolved(context)
  if (!session || !person) return { signedIn: false }
  const { personId } = session
  const shown = { id: personId, name: person.name }
  // What the person is elsewhere is told only after everything owed was given.
  if (session.secondFactor === 'needed' || session.passwordOverdue)
    return { signedIn: true, person: shown, session, factor: null, seats: [], sessions: [] }
  const rest = await shared.db.read('platform', async (tx) => ({
    seats: await seatsOf(tx, personId, dayOf(await databaseNow(tx))),
    factor: await factorOf(tx, personId),
    sessions: await openSessionsOf(tx, session, shared.clock()),
  }))
  return { signedIn: true, person: shown, session, ...rest }
}

/** What the demo shows instead of hiding: buttons of the cast, codes sent to this person's phone; nothing in production. */
export async function demoOf(
  shared: IdentityContext,
  personId: string | null,
): Promise<{ cast: readonly OneClick[]; codes: readonly string[] }> {
  const { instance } = await readRules(shared)
  if (instance.kind === 'production') return { cast: [], codes: [] }
  const phone = personId === null ? null : await shared.db.read('platform', (tx) => phoneOf(tx, personId))
  const codes = phone === null || !shared.sentTo ? [] : shared.sentTo(phone).map((sms) => sms.text)
  return { cast: shared.oneClick, codes }
}

async function demo(shared: IdentityContext, context: Context, part: 'cast' | 'codes'): Promise<object> {
  const { session } = await shared.resolved(context)
  if (part === 'codes' && !session) throw new Refusal('unsigned', '请先登录，再办理此事。')
  const items = (await demoOf(shared, session?.personId ?? null))[part]
  return { items, total: items.length }
}
