import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono, type Context } from 'hono'
import { mountPortal } from '#modules/portal/mount.ts'
import { importHttp } from '#platform/bulk/http.ts'
import { filesHttp } from '#platform/files/http.ts'
import { mountApi, problemResponse } from '#platform/http/api.ts'
import { openIdentity, type Identity } from '#platform/identity/http.ts'
import { recordingSms } from '#platform/identity/sms.ts'
import { openOutboxRows } from '#platform/outbox/outbox.ts'
import { meAnswer } from './me.ts'
import { portalDeps } from './portal-deps.ts'
import { mountPublicLists } from './public-lists.ts'
import type { Runtime } from './runtime.ts'
import { buildWorkbench, mountWorkbench } from './workbench-build.ts'

const PACKAGE = join(import.meta.dirname, '../../package.json')
const { version: VERSION } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }

/** The whole city over HTTP: health, sign-in, API, files, import, portal, workbench. */
export async function buildApp(runtime: Runtime, say: (text: string) => void): Promise<Hono> {
  const app = new Hono()
  const identity = cityIdentity(runtime)
  const portal = mountPortalLater(runtime, identity)
  app.use(async (context, next) => {
    await next()
    context.res.headers.set('x-content-type-options', 'nosniff')
    context.res.headers.set('referrer-policy', 'same-origin')
    context.res.headers.set('x-frame-options', 'DENY')
  })
  app.onError(async (error, context) => {
    const { problem, response } = problemResponse(context, error)
    const wantsPage = !context.req.path.startsWith('/api/') && context.req.method === 'GET'
    return wantsPage ? portal.problemPage(context, problem) : response
  })
  app.get('/healthz', (context) => health(runtime, context))
  identity.mount(app)
  app.get('/api/v1/me', async (context) => context.json(await meAnswer(runtime, await identity.resolve(context)), 200, {
    'cache-control': 'no-store',
  }))
  const actorOf = (context: Context) => identity.actorOf(context)
  mountPublicLists(app, runtime.db)
  filesHttp(app, { ...runtime, actorOf })
  importHttp(app, { ...runtime, actorOf })
  mountApi(app, { ...runtime, actorOf, version: VERSION })
  say('正在准备工作台页面（首次启动需要构建）…')
  await mountWorkbench(app, await buildWorkbench())
  portal.mount(app)
  return app
}

function mountPortalLater(runtime: Runtime, identity: Identity) {
  const portal = mountPortal(portalDeps(runtime, identity))
  return portal
}

function cityIdentity(runtime: Runtime): Identity {
  const sms = recordingSms()
  const { cast } = runtime.pack
  return openIdentity({
    db: runtime.db,
    bus: runtime.bus,
    keys: runtime.keys,
    law: runtime.law,
    permissions: runtime.permissions,
    sms,
    sentTo: (phone) => sms.sentTo(phone),
    oneClick: cast.oneClick.map(({ key, label, person }) => {
      const found = cast.persons.find(({ id }) => id === person)
      return { key, label, login: found?.login ?? null, name: found?.name ?? '访客' }
    }),
    issuer: runtime.pack.city.market.zh,
    source: (context) => getConnInfo(context).remote.address ?? 'unknown',
    isHttps: (context) => context.req.header('x-forwarded-proto') === 'https',
  })
}

/** 200 once the city is founded and the index has caught up with the outbox (design.md 8). */
async function health(runtime: Runtime, context: Context): Promise<Response> {
  const instance = await runtime.instance().catch(() => undefined)
  const waiting = instance ? await runtime.db.read('platform', openOutboxRows).catch(() => -1) : -1
  const ready = instance !== undefined && waiting === 0
  const body = {
    ready,
    version: VERSION,
    kind: instance?.kind ?? null,
    city: instance?.city ?? null,
    outbox: waiting,
    database: runtime.config.databaseUrl === undefined ? '内嵌数据库；正式运行请设置 DATABASE_URL' : '外部数据库',
  }
  return context.json(body, ready ? 200 : 503, { 'cache-control': 'no-store' })
}
