import type { Context, Hono } from 'hono'
import { v7 } from 'uuid'
import { visitor, type Actor } from '../access/access.ts'
import type { WriteRoute } from '../command/command.ts'
import { describedBy, type DescribedRoute } from '../http/openapi.ts'
import { Refusal } from '../refusal.ts'
import { firstAdministrator, register, resetPassword } from './account-commands.ts'
import { backOf, fieldsOf, landing, mustBeSigned, putToken, type IdentityContext } from './http.ts'
import { join } from './member-commands.ts'
import { fromOf, readRules, signIn } from './sign-in.ts'
import { reserveTry } from './throttle.ts'

/** An act of somebody who is not inside yet: as JSON, and as a plain form on the page of the same address. */
interface Door {
  readonly api: string
  readonly page: string
  readonly route: WriteRoute
  /** Who may come: anybody, or a signed-in person. */
  readonly admits: 'visitor' | 'person'
  /** Where the plain form leads; a new account is signed in on the way. */
  readonly leadsTo: string
  readonly signsIn?: true
}

const doors: readonly Door[] = [
  {
    api: '/api/v1/accounts',
    page: '/register',
    route: register,
    admits: 'visitor',
    leadsTo: '/register/organisation',
    signsIn: true,
  },
  {
    api: '/api/v1/first-administrator',
    page: '/first-administrator',
    route: firstAdministrator,
    admits: 'visitor',
    leadsTo: '/app/go-live',
    signsIn: true,
  },
  {
    api: '/api/v1/password-reset',
    page: '/reset-password',
    route: resetPassword,
    admits: 'visitor',
    leadsTo: '/sign-in',
  },
  {
    api: '/api/v1/invitations/accept',
    page: '/invitation',
    route: join,
    admits: 'person',
    leadsTo: '/app/',
  },
]

/** What this file mounts under /api, for /api/openapi.json. */
export const accountsDescribed: readonly DescribedRoute[] = doors.map(({ api, route }) => ({
  ...describedBy(route),
  method: 'POST',
  path: api,
}))

/** Registration, first administrator, new password by code, invitation: each try is counted by source first. */
export function mountAccounts(app: Hono, shared: IdentityContext): void {
  for (const door of doors) {
    app.post(door.api, async (context) => {
      const fields = await fieldsOf(context)
      const key = context.req.header('idempotency-key')
      return context.json(await enter(shared, context, door, fields, key), 200, {
        'cache-control': 'no-store',
      })
    })
    app.post(door.page, (context) => answerForm(shared, context, door))
  }
}

async function answerForm(shared: IdentityContext, context: Context, door: Door): Promise<Response> {
  const { _key: key, _back: asked, ...typed } = await fieldsOf(context)
  // A field left empty was not filled in.
  const fields = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== ''))
  try {
    await enter(shared, context, door, fields, key)
    const back = backOf({ _back: asked ?? '' }, door.leadsTo)
    return context.redirect(door.signsIn ? await signedIn(shared, context, fields, back) : back, 303)
  } catch (error) {
    if (!(error instanceof Refusal) || !shared.refusedForm) throw error
    const { password: _password, code: _code, ...values } = typed
    const kept = {
      ...values,
      ...(key !== undefined && { _key: key }),
      ...(asked !== undefined && { _back: asked }),
    }
    return shared.refusedForm(context, error, kept)
  }
}

/** Counts the try, then runs the command. A right code is taken off again; every new account stays counted. */
async function enter(
  shared: IdentityContext,
  context: Context,
  door: Door,
  input: Readonly<Record<string, string>>,
  key: string | undefined,
): Promise<object> {
  const actor: Actor = door.admits === 'visitor' ? visitor : (await mustBeSigned(shared, context)).actor
  const { login } = await readRules(shared)
  const limit = { attempts: login.registerAttempts, windowMinutes: login.registerMinutes }
  // Counted apart from sign-ins, which share the table: who registers a class must still be able to sign in.
  const source = `register:${shared.source(context)}`
  const wasRight = await reserveTry(shared.db, shared.keys.mac(source), source, limit, shared.clock())
  const reply = await shared.bus<object>({ route: door.route, actor, input, key: key ?? v7() })
  if (door.route !== register) await wasRight()
  return reply
}

/** Signs the new account in, so that its first page is not a form to type the same again. */
async function signedIn(
  shared: IdentityContext,
  context: Context,
  fields: Readonly<Record<string, string>>,
  back: string,
): Promise<string> {
  try {
    const typed = { login: fields['login'] ?? '', password: fields['password'] ?? '' }
    const signed = await signIn(
      shared,
      typed,
      fromOf(shared.source(context), context.req.header('user-agent')),
    )
    putToken(shared, context, signed.token)
    const { session } = await shared.resolver.resolve(signed.token)
    return landing(session, back)
  } catch (error) {
    // The account is there all the same; only this source has to wait before it signs in.
    if (error instanceof Refusal) return '/sign-in'
    throw error
  }
}
