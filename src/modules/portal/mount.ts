import { Hono, type Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { logFault, problemOf, statusOf } from '#platform/http/problem.ts'
import { sameOrigin } from '#platform/http/api.ts'
import { Refusal } from '#platform/refusal.ts'
import type { Lang } from '#platform/text/text.ts'
import { readAssets, type Asset, type Assets } from '#web/portal/assets.ts'
import { withQuery, type FormReply, type Page } from '#web/portal/page.tsx'
import { respond } from '#web/portal/respond.ts'
import type { PageRequest, PortalDeps } from './deps.ts'
import { errorPage, type Fault } from './errors.tsx'
import type { FileAnswer } from './files.ts'
import { KEPT_SECONDS, keptNames, piecesOf, textOf } from './kept-text.ts'
import { renderPage, requestOf, type Visit } from './render.tsx'
import { pages, type Answer } from './table.ts'

export const LANG_COOKIE = 'keqiao_lang'
export const ELDER_COOKIE = 'keqiao_elder'
const YEAR_SECONDS = 31_536_000
/** Where a plain form without page of its own was shown. */
const formPages: Readonly<Record<string, string>> = {
  '/demo/sign-in': '/sign-in',
  '/sign-in/send-code': '/sign-in/code',
}

interface Env {
  Bindings: { readonly reply?: FormReply; readonly replyStatus?: Page['status'] }
}

/** What the rest of the app asks of the mounted portal. */
export interface Portal {
  /** The page a plain form was on, again, with the sentence and the typed values. */
  readonly again: (
    context: Context,
    refusal: Refusal,
    values: Readonly<Record<string, string>>,
  ) => Promise<Response>
  /** Anything thrown outside the API, as a page; a bug is logged under its incident number. */
  readonly failed: (context: Context, error: unknown) => Promise<Response>
  /** 404 for what no route answers. */
  readonly absent: (context: Context) => Promise<Response>
}

/** Mounts every public page and the portal's assets. */
export function mountPortal(app: Hono, deps: PortalDeps): Portal {
  const assets = readAssets()
  const desk = openDesk(deps, assets)
  const portal = new Hono<Env>()
  for (const asset of [assets.css, assets.js, assets.icon, assets.verify, assets.recompute])
    mountAsset(portal, asset)
  portal.get('/favicon.ico', (context) => context.redirect(assets.icon.path, 302))
  for (const { path, answer } of pages) {
    portal.get(path, (context) => desk.answer(context, answer))
  }
  portal.post(KEEPS_TEXT, (context) => keepText(context))
  portal.notFound((context) => desk.absent(context))
  app.route('/', portal)
  app.notFound((context) => desk.absent(context))
  return {
    again: async (context, refusal, values) => {
      const fields = refusal.fields.map(({ field, message }) => ({ field, message }))
      const reply: FormReply = { sentence: refusal.message, fields, values }
      const address = new URL(pageOf(context.req.path, values['_back']), context.req.url)
      const request = new Request(address, { headers: context.req.raw.headers })
      return portal.fetch(request, { reply, replyStatus: statusOf[refusal.kind] })
    },
    failed: (context, error) => desk.failed(context, error),
    absent: (context) => desk.absent(context),
  }
}

/** The page whose text waits in the browser. */
const KEEPS_TEXT = '/demands/new'
/** A text of 2,000 characters, each of three bytes as an address writes them. */
const TEXT_FORM_MAX_BYTES = 20_000

/** Hands the text back to the browser to keep, and shows the page again; nothing is stored here. */
async function keepText(context: Context): Promise<Response> {
  sameOrigin(context)
  const form = await context.req.text()
  if (form.length > TEXT_FORM_MAX_BYTES) throw new Refusal('tooLarge', '提交的内容过长，请精简后再提交。')
  keep(context, new URLSearchParams(form).get('text')?.trim() ?? '')
  return context.redirect(KEEPS_TEXT, 303)
}

function forgetting(response: Response): Response {
  for (const name of keptNames)
    response.headers.append('set-cookie', `${name}=; Path=${KEEPS_TEXT}; Max-Age=0`)
  return response
}

function keep(context: Context, text: string): void {
  const isHttps = new URL(context.req.url).protocol === 'https:'
  const pieces = piecesOf(text)
  for (const [i, name] of keptNames.entries()) {
    const piece = pieces[i] ?? ''
    const path = KEEPS_TEXT
    if (piece === '') deleteCookie(context, name, { path })
    else
      setCookie(context, name, piece, {
        path,
        maxAge: KEPT_SECONDS,
        httpOnly: true,
        sameSite: 'Lax',
        secure: isHttps,
      })
  }
}

function mountAsset(portal: Hono<Env>, asset: Asset): void {
  portal.get(asset.path, (context) =>
    respond(context.req.raw, { status: 200, type: asset.type, body: asset.body, cache: 'forever' }),
  )
}

/** The page a form belongs to: itself, its own page, else where it says it came from. */
function pageOf(path: string, back: string | undefined): string {
  const own = formPages[path] ?? path
  if (pages.some((page) => page.path === own)) return own
  return back !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(back) ? back : '/'
}

/** The functions that turn answers and failures into responses, sharing what was last known of the instance. */
function openDesk(deps: PortalDeps, assets: Assets) {
  let known: Visit['instance'] | undefined

  const visitOf = async (context: Context): Promise<Visit> => {
    const [instance, viewer] = await Promise.all([deps.instance(), deps.viewer(context)])
    known = instance
    return { ...asked(deps, context), instance, viewer }
  }
  const page = (context: Context, visit: Visit, shown: Page) =>
    respond(context.req.raw, {
      status: shown.status,
      type: 'text/html; charset=utf-8',
      body: renderPage(deps, assets, visit, shown),
      cache: shown.status === 200 && !isOwn(visit.path) ? 'revalidate' : 'never',
    })
  const fault = (context: Context, visit: Visit, what: Fault) =>
    page(context, visit, errorPage(deps, requestOf(visit), what))
  const absent = async (context: Context) =>
    fault(context, await visitOf(context), { status: 404, sentence: '没有找到这个页面，或它已下架。' })
  const failed = async (context: Context, error: unknown) => {
    const problem = problemOf(error)
    logFault(problem, `${context.req.method} ${context.req.path}`, error)
    // The visit itself may be what failed; then the page shows what was last known, and nobody signed in.
    const visit = await visitOf(context).catch(() => ({
      ...asked(deps, context),
      instance: known ?? { kind: 'production' as const, now: '1970-01-01T00:00:00Z' },
      viewer: null,
    }))
    return fault(context, visit, {
      status: problem.status as Fault['status'],
      sentence: problem.detail,
      ...(problem.incident !== undefined && { incident: problem.incident }),
    })
  }
  const answer = async (
    context: Context<Env>,
    ask: (deps: PortalDeps, request: PageRequest) => Promise<Answer>,
  ): Promise<Response> => {
    const preference = preferenceOf(context)
    if (preference !== null) return preference
    try {
      const { reply, replyStatus } = context.env ?? {}
      const visit = { ...(await visitOf(context)), ...(reply !== undefined && { reply }) }
      const found = await ask(deps, requestOf(visit))
      if (found === null) return await absent(context)
      if ('location' in found) return context.redirect(found.location, found.status)
      if ('body' in found && 'title' in found) {
        const shown = replyStatus === undefined ? found : { ...found, status: replyStatus }
        const response = await page(context, visit, shown)
        // What was sent is kept no longer.
        return visit.path === KEEPS_TEXT && visit.query.has('done') ? forgetting(response) : response
      }
      return await file(context, found)
    } catch (error) {
      return failed(context, error)
    }
  }
  return { answer, absent, failed }
}

/** Pages about one's account are for one pair of eyes: no cache keeps them. */
function isOwn(path: string): boolean {
  // The poster's code stands in the address, and who is signed in on the page.
  if (path.startsWith('/events/') && path.endsWith('/sign-in')) return true
  const own = [
    '/sign-in',
    '/register',
    '/first-administrator',
    '/invitation',
    '/reset-password',
    '/change-password',
    '/drafts',
    '/l',
    '/sign',
    '/objections',
    KEEPS_TEXT,
  ]
  return own.some((start) => path === start || path.startsWith(`${start}/`))
}

function file(context: Context, found: FileAnswer): Promise<Response> {
  const { type, body, download, shared } = found
  return respond(context.req.raw, {
    status: 200,
    type,
    body,
    cache: shared ? 'shared' : 'revalidate',
    ...(download !== undefined && {
      headers: { 'content-disposition': `attachment; filename="${download}"` },
    }),
  })
}

function asked(deps: PortalDeps, context: Context): Omit<Visit, 'instance' | 'viewer'> {
  const url = new URL(context.req.url)
  return {
    path: url.pathname,
    query: url.searchParams,
    params: context.req.param(),
    origin: deps.origin ?? url.origin,
    source: deps.source(context),
    kept: url.pathname === KEEPS_TEXT ? textOf(keptNames.map((name) => getCookie(context, name))) : '',
    lang: langOf(getCookie(context, LANG_COOKIE)),
    elder: getCookie(context, ELDER_COOKIE) === '1',
    cookies: context.req.header('cookie') ?? '',
  }
}

function langOf(cookie: string | undefined): Lang {
  return cookie === 'en' ? 'en' : 'zh'
}

/** `?lang=en` and `?elder=1` are remembered and taken out of the address; null when neither is there. */
function preferenceOf(context: Context): Response | null {
  const url = new URL(context.req.url)
  const lang = url.searchParams.get('lang')
  const elder = url.searchParams.get('elder')
  if (lang === null && elder === null) return null
  const options = { path: '/', maxAge: YEAR_SECONDS, sameSite: 'Lax', httpOnly: true } as const
  if (lang !== null) setCookie(context, LANG_COOKIE, langOf(lang), options)
  if (elder !== null) setCookie(context, ELDER_COOKIE, elder === '1' ? '1' : '0', options)
  return context.redirect(withQuery(url.pathname, url.searchParams, { lang: null, elder: null }), 303)
}
