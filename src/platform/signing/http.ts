import { timingSafeEqual } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { parse } from 'hono/utils/cookie'
import { v7 } from 'uuid'
import { z } from 'zod'
import { visitor, type Actor } from '../access/access.ts'
import { fileResponse } from '../files/respond.ts'
import { findFiles } from '../files/files.ts'
import type { FileStore } from '../files/store.ts'
import type { Bus } from '../command/bus.ts'
import type { Database } from '../db/database.ts'
import type { DescribedRoute } from '../http/openapi.ts'
import { fieldsOf, need } from '../identity/http.ts'
import { machineNow } from '../identity/machine-clock.ts'
import type { SmsSender } from '../identity/sms.ts'
import { newSmsCode } from '../identity/token.ts'
import type { Keys } from '../keys/keys.ts'
import { Refusal } from '../refusal.ts'
import type { Tried } from './link-commands.ts'
import { issuedLinks, linkPage, type LinkPage } from './link-page.ts'
import { linkToken, namedProof, readLinkToken } from './link-token.ts'
import { askAbout, type ProviderParts } from './provider-work.ts'
import type { SigningCommands } from './routes.ts'
import * as store from './store.ts'

/** Only for the pages below it. */
const COOKIE = 'keqiao_sign'
const PATH = '/sign'

export interface SigningHttpParts extends ProviderParts {
  readonly db: Database
  readonly bus: Bus
  readonly keys: Keys
  readonly files: FileStore
  readonly sms: SmsSender
  readonly link: SigningCommands['link']
  readonly actorOf: (context: Context) => Promise<Actor>
  readonly isHttps: (context: Context) => boolean
  /** Shared with the certificate service; undefined takes no callback. */
  readonly callbackToken: string | undefined
  readonly refusedForm: (
    context: Context,
    refusal: Refusal,
    values: Readonly<Record<string, string>>,
  ) => Promise<Response>
}

/** What this file mounts under /api, for /api/openapi.json. */
export const signingDescribed: readonly DescribedRoute[] = [
  {
    method: 'GET',
    path: '/api/v1/signing-links/{kind}/{id}',
    name: 'signing-link.list',
    tag: 'platform',
    summary: '本单位为这份文本发出的一次性签署链接',
  },
  {
    method: 'POST',
    path: '/api/v1/signing-callback',
    name: 'signing-callback',
    tag: 'platform',
    summary: '电子认证服务的回调：只是提醒，结果由平台向服务机构查询',
    body: z.object({ ref: z.string() }),
  },
]

/** What the page at `/sign/<token>` shows a browser with these cookies (the header as sent). */
export type LinkPageOf = (cookies: string, token: string) => Promise<LinkPage | null>

/** Mounts the acts of one-time links (plain forms, without JavaScript), the text they are about, and the callback. */
export function signingHttp(app: Hono, parts: SigningHttpParts): LinkPageOf {
  const pageOf: LinkPageOf = async (cookies, token) => {
    const id = readLinkToken(parts.keys, token)
    if (id === undefined) return null
    const proof = parse(cookies, COOKIE)[COOKIE]
    return parts.db.read('platform', (tx) => linkPage(tx, parts.keys, id, proof, machineNow()))
  }
  const form = (path: string, act: (context: Context, token: string, fields: Fields) => Promise<void>) =>
    app.post(path, async (context) => {
      const token = context.req.param('token') ?? ''
      const fields = await fieldsOf(context)
      const back = `${PATH}/${encodeURIComponent(token)}`
      try {
        await act(context, token, fields)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const { code: _code, ...values } = fields
        return parts.refusedForm(context, error, { ...values, _back: back })
      }
      return context.redirect(back, 303)
    })
  form(`${PATH}/:token`, (context, token, fields) => nameSelf(parts, context, token, fields))
  form(`${PATH}/:token/confirm`, (_context, token, fields) => confirm(parts, pageOf, _context, token, fields))
  app.get(`${PATH}/:token/text`, (context) => textOf(parts, pageOf, context))
  app.get('/api/v1/signing-links/:kind/:id', (context) => list(parts, context))
  app.post('/api/v1/signing-callback', (context) => callback(parts, context))
  return pageOf
}

function cookiesOf(context: Context): string {
  return context.req.header('cookie') ?? ''
}

type Fields = Readonly<Record<string, string>>

async function nameSelf(
  parts: SigningHttpParts,
  context: Context,
  token: string,
  fields: Fields,
): Promise<void> {
  const linkId = idOf(parts, token)
  const code = newSmsCode()
  const input = {
    linkId,
    name: need(fields, 'name', '姓名'),
    last4: need(fields, 'last4', '手机号末四位'),
    code,
  }
  const { result } = await parts.bus<Tried>({ route: parts.link.name, actor: visitor, input, key: v7() })
  if (!result.right) throw wrongTry(result, '姓名或手机号末四位不对')
  await parts.sms.send(result.phone ?? '', `签署验证码 ${code}，5 分钟内有效。请勿告诉他人。`)
  const namedAt = await parts.db.read('platform', (tx) => namedAtOf(tx, linkId))
  setCookie(context, COOKIE, namedProof(parts.keys, linkId, namedAt), {
    path: PATH,
    httpOnly: true,
    sameSite: 'Lax',
    secure: parts.isHttps(context),
  })
}

async function confirm(
  parts: SigningHttpParts,
  pageOf: LinkPageOf,
  context: Context,
  token: string,
  fields: Fields,
): Promise<void> {
  const linkId = idOf(parts, token)
  const page = await pageOf(cookiesOf(context), token)
  if (page?.state !== 'sign') throw new Refusal('conflict', '请先填写姓名和手机号末四位。')
  if (fields['agreed'] !== 'yes')
    throw new Refusal('invalid', '请先阅读文本和条款，勾选同意后再确认；不同意的请改用纸质签字盖章。', {}, [
      { field: 'agreed', message: '请勾选。' },
    ])
  const documentHash = need(fields, 'documentHash', '文本摘要')
  const input = { linkId, documentHash, agreed: true, code: need(fields, 'code', '验证码') }
  const { result } = await parts.bus<Tried>({ route: parts.link.sign, actor: visitor, input, key: v7() })
  if (!result.right) throw wrongTry(result, '验证码不对或已过期')
}

function wrongTry({ left }: Tried, what: string): Refusal {
  return left > 0
    ? new Refusal('invalid', '{what}，还可以试 {left} 次。', { what, left })
    : new Refusal('tooMany', '{what}。次数已用完，链接已作废，请联系发链接的单位重新发送。', { what })
}

async function namedAtOf(tx: Parameters<typeof store.findDocument>[0], id: string): Promise<string> {
  const row = await store
    .signing(tx)
    .selectFrom('platform.signing_link')
    .select('named_at')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.named_at ?? ''
}

/** The text itself, once the person has named themselves. */
async function textOf(parts: SigningHttpParts, pageOf: LinkPageOf, context: Context): Promise<Response> {
  const page = await pageOf(cookiesOf(context), context.req.param('token') ?? '')
  if (page?.state !== 'sign') throw new Refusal('absent', '没有找到这个文件，或链接已失效。')
  const [file] = await parts.db.read('platform', (tx) => findFiles(tx, [page.fileId]))
  const bytes = file && parts.files.read(file.sha256)
  if (!file || !bytes) throw new Error(`bytes of file ${page.fileId} are gone`)
  return fileResponse(bytes, file.name, file.type)
}

/** Addresses of links are shown to the side that sent them, and to nobody else. */
async function list(parts: SigningHttpParts, context: Context): Promise<Response> {
  const actor = await parts.actorOf(context)
  const { kind = '', id = '' } = context.req.param()
  if (actor.personId === null) throw new Refusal('unsigned', '请先登录，再办理此事。')
  if (actor.orgId === null || !z.uuid().safeParse(id).success)
    throw new Refusal('absent', '没有找到这条记录，或您无权查看。')
  const { orgId } = actor
  const links = await parts.db.read('platform', (tx) => issuedLinks(tx, { kind, id }, orgId, machineNow()))
  const items = links.map((link) => ({
    ...link,
    address: link.state === 'open' ? `${PATH}/${linkToken(parts.keys, link.id)}` : null,
  }))
  return context.json({ items, total: items.length }, 200, { 'cache-control': 'no-store' })
}

/** The service says that something happened; what, we ask it ourselves. */
async function callback(parts: SigningHttpParts, context: Context): Promise<Response> {
  const given = Buffer.from(context.req.header('authorization') ?? '')
  const wanted = Buffer.from(`Bearer ${parts.callbackToken ?? ''}`)
  const isKnown =
    parts.callbackToken !== undefined && given.length === wanted.length && timingSafeEqual(given, wanted)
  if (!isKnown) throw new Refusal('unsigned', '这个接口只供接入的电子认证服务使用。')
  const text = await context.req.text()
  const ref = z.object({ ref: z.string().min(1).max(200) }).safeParse(parsed(text))
  if (!ref.success) throw new Refusal('badRequest', '请求正文应有 ref。')
  await askAbout(parts, ref.data.ref)
  return context.json({ taken: true }, 200, { 'cache-control': 'no-store' })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.slice(0, 10_000)) as unknown
  } catch {
    return undefined
  }
}

function idOf(parts: SigningHttpParts, token: string): string {
  const id = readLinkToken(parts.keys, token)
  if (id === undefined) throw new Refusal('absent', '这个链接已失效或已使用，请联系发链接的单位。')
  return id
}
