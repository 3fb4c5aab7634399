import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono, type Context } from 'hono'
import { mountPortal } from '#modules/portal/mount.ts'
import { bulkDescribed, importHttp } from '#platform/bulk/http.ts'
import { logDescribed, logHttp } from '#platform/evidence/http.ts'
import { logState } from '#platform/evidence/store.ts'
import { filesDescribed, filesHttp } from '#platform/files/http.ts'
import { mountApi, problemResponse } from '#platform/http/api.ts'
import type { DescribedRoute } from '#platform/http/openapi.ts'
import { mountIdentifiers } from '#platform/identifiers/routes.ts'
import { openRateLimit, type RateLimit } from '#platform/http/rate.ts'
import { mountPlainForms } from '#platform/http/plain-forms.ts'
import { openIdentity, type Identity } from '#platform/identity/http.ts'
import { httpSms, recordingSms, type SentSms, type SmsSender } from '#platform/identity/sms.ts'
import { deadOutboxRows, openOutboxRows } from '#platform/outbox/outbox.ts'
import { Refusal } from '#platform/refusal.ts'
import { mountLinks } from './links.ts'
import { figuresDescribed, mountFigures, openFigures } from './market-figures.ts'
import { signingDescribed, signingHttp } from '#platform/signing/http.ts'
import { meAnswer } from './me.ts'
import { portalDeps } from './portal-deps.ts'
import { mountPublicLists, publicListsDescribed } from './public-lists.ts'
import { markDownloads } from './rehearsal.ts'
import { writeRoutes, type Runtime } from './runtime.ts'
import { buildWorkbench, mountWorkbench } from './workbench-build.ts'

const PACKAGE = join(import.meta.dirname, '../../package.json')
const { version: VERSION } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }

/** Where the page of a permanent identifier is today; achievements and demands are the portal's own. */
const PAGES = {
  achievement: '/achievements/',
  draw: '/draws/',
  demand: '/demands/',
  'service-body': '/service-bodies/',
  instrument: '/instruments/',
  broker: '/brokers/',
  expert: '/experts/',
  contract: '/app/contracts/',
  deal: '/app/deals/',
  introduction: '/app/introductions/',
  event: '/events/',
  lot: '/lots/',
  notice: '/notices/',
  letter: '/letters/',
  receipt: '/receipts/',
  'pilot-base': '/pilot-bases/',
  'pilot-service': '/pilot-services/',
}

/** What this file mounts, for /api/openapi.json. */
const ownDescribed: readonly DescribedRoute[] = [
  { method: 'GET', path: '/healthz', name: 'health', tag: 'app', summary: '是否就绪：就绪 200，否则 503' },
  {
    method: 'GET',
    path: '/api/v1/me',
    name: 'me',
    tag: 'app',
    summary: '我是谁、可以做什么、在哪个环境',
  },
]

export interface AppOptions {
  /** False spares tests of the API the build of the workbench. */
  readonly workbench: boolean
}

type Refused = (
  context: Context,
  refusal: Refusal,
  values: Readonly<Record<string, string>>,
) => Promise<Response>

const describedElsewhere = [
  ...publicListsDescribed,
  ...figuresDescribed,
  ...filesDescribed,
  ...logDescribed,
  ...bulkDescribed,
  ...signingDescribed,
]

/** The whole city over HTTP: health, sign-in, API, files, import, portal, workbench. */
export async function buildApp(
  runtime: Runtime,
  say: (text: string) => void,
  options: AppOptions = { workbench: true },
): Promise<Hono> {
  const app = new Hono()
  // Every answer tells browsers to guess no type, to pass on no address and to frame nothing.
  app.use(async (context, next) => {
    await next()
    context.res.headers.set('x-content-type-options', 'nosniff')
    context.res.headers.set('referrer-policy', 'same-origin')
    context.res.headers.set('x-frame-options', 'DENY')
  })
  markDownloads(app, runtime)
  // Sign-in and plain forms show the portal's page again, and the portal asks who is signed in: it comes last.
  const shown: { again?: Refused } = {}
  const again: Refused = (context, refusal, values) => {
    if (!shown.again) throw refusal
    return shown.again(context, refusal, values)
  }
  const phone = phoneOf(runtime)
  const identity = cityIdentity(runtime, phone, again)
  const actorOf = (context: Context) => identity.actorOf(context)
  app.get('/healthz', (context) => health(runtime, context))
  identity.mount(app)
  app.get('/api/v1/me', async (context) => {
    const me = await meAnswer(runtime, await identity.resolve(context))
    return context.json(me, 200, { 'cache-control': 'no-store' })
  })
  mountPublicLists(app, runtime.db)
  const figures = openFigures(runtime.db, runtime.modules)
  mountFigures(app, figures)
  const rate = openRateLimit()
  const linkPage = mountApis(app, runtime, {
    phone,
    rate,
    actorOf,
    refusedForm: again,
    identity: identity.described,
  })
  const { bus } = runtime
  const routes = writeRoutes(runtime.routes)
  mountPlainForms(app, { bus, routes, actorOf, rate, source: addressOf, refused: again })
  if (options.workbench) {
    say('正在准备工作台页面（首次启动需要构建）…')
    await mountWorkbench(app, await buildWorkbench())
  }
  mountIdentifiers(app, PAGES)
  mountLinks(app, runtime)
  logHttp(app, { ...runtime, rate, source: addressOf, witnesses: runtime.config.witnesses })
  const asked = { rate, source: addressOf }
  const links = { linkPage, sentTo: phone.sentTo }
  const portal = mountPortal(app, portalDeps(runtime, identity, { asked, links, figures }))
  shown.again = portal.again
  app.onError((error, context) => {
    if (context.req.path.startsWith('/api/')) return problemResponse(context, error).response
    return portal.failed(context, error)
  })
  return app
}

/** The API and what speaks HTTP beside it: files, import, signing. Answers what the page of a signing link asks. */
function mountApis(
  app: Hono,
  runtime: Runtime,
  at: {
    readonly phone: ReturnType<typeof phoneOf>
    readonly rate: RateLimit
    readonly actorOf: Identity['actorOf']
    readonly refusedForm: Refused
    readonly identity: readonly DescribedRoute[]
  },
): ReturnType<typeof signingHttp> {
  const { actorOf, refusedForm } = at
  filesHttp(app, { ...runtime, actorOf })
  importHttp(app, { ...runtime, actorOf })
  const linkPage = signingHttp(app, {
    ...runtime,
    ...runtime.signing,
    sms: at.phone.sms,
    actorOf,
    isHttps,
    callbackToken: runtime.config.signing?.token,
    refusedForm,
  })
  mountApi(app, {
    ...runtime,
    actorOf,
    rate: at.rate,
    source: addressOf,
    version: VERSION,
    described: [...ownDescribed, ...at.identity, ...describedElsewhere],
  })
  return linkPage
}

/** How codes reach people: the city's gateway; a demo records them, and shows what it would have sent. */
function phoneOf(runtime: Runtime): { sms: SmsSender; sentTo?: (phone: string) => readonly SentSms[] } {
  const { config } = runtime
  if (config.sms) return { sms: httpSms(config.sms) }
  const recording = recordingSms()
  const sentTo = (phone: string) => recording.sentTo(phone)
  return { sms: config.mode === 'production' ? noSms : recording, sentTo }
}

const isHttps = (context: Context) => context.req.header('x-forwarded-proto') === 'https'

function cityIdentity(runtime: Runtime, phone: ReturnType<typeof phoneOf>, refusedForm: Refused): Identity {
  const { cast } = runtime.pack
  return openIdentity({
    db: runtime.db,
    bus: runtime.bus,
    keys: runtime.keys,
    law: runtime.law,
    permissions: runtime.permissions,
    counterSeat: runtime.counterSeat,
    ...phone,
    oneClick: cast.oneClick.map(({ key, label, person }) => {
      const found = cast.persons.find(({ id }) => id === person)
      return { key, label, login: found?.login ?? null, name: found?.name ?? '访客' }
    }),
    issuer: runtime.pack.city.market.zh,
    source: addressOf,
    isHttps,
    refusedForm,
  })
}

/** Production without a gateway sends nothing, and says so instead of recording codes nobody gets. */
const noSms: SmsSender = {
  send: async () => {
    throw new Refusal('busy', '短信服务尚未配置，请改用身份验证器，或联系平台管理员。')
  },
}

/** Requests made inside the process (tests) come from no address. */
function addressOf(context: Context): string {
  const { incoming } = (context.env ?? {}) as { incoming?: unknown }
  return incoming === undefined ? 'process' : (getConnInfo(context).remote.address ?? 'unknown')
}

/** 200 once the city is founded and the index has caught up with the outbox (design.md 8). */
async function health(runtime: Runtime, context: Context): Promise<Response> {
  const instance = await runtime.instance().catch(() => undefined)
  const background = runtime.consumers.filter((one) => one.isBackground).map(({ topic }) => topic)
  const waiting = instance
    ? await runtime.db.read('platform', (tx) => openOutboxRows(tx, background)).catch(() => -1)
    : -1
  const dead = instance ? await runtime.db.read('platform', deadOutboxRows).catch(() => -1) : -1
  const log = instance ? await runtime.db.read('platform', logState).catch(() => null) : null
  const ready = instance !== undefined && waiting === 0
  const body = {
    ready,
    version: VERSION,
    kind: instance?.kind ?? null,
    city: instance?.city ?? null,
    outbox: waiting,
    dead,
    log,
    database:
      runtime.config.databaseUrl === undefined ? '内嵌数据库；正式运行请设置 DATABASE_URL' : '外部数据库',
  }
  return context.json(body, ready ? 200 : 503, { 'cache-control': 'no-store' })
}
