import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Only what comes from this site runs, shows or frames (design.md 3); no inline script or style anywhere. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/** Below this a packet carries it all, compressed or not. */
const SMALLEST_COMPRESSED = 600
/** Brotli's middle: a page in about a millisecond; more costs ten times that for a few per cent. */
const BROTLI_QUALITY = 5

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

export interface Content {
  readonly status: number
  readonly type: string
  readonly body: string | Uint8Array
  readonly cache: 'forever' | 'shared' | 'revalidate' | 'never'
  readonly headers?: Readonly<Record<string, string>>
}

const cacheControl = {
  forever: 'public, max-age=31536000, immutable',
  shared: 'public, max-age=600',
  revalidate: 'no-cache',
  never: 'no-store',
} as const

/** The content as a response: compressed as the browser takes it, 304 when it has it already. */
export async function respond(request: Request, content: Content): Promise<Response> {
  const etag = `W/"${createHash('sha256').update(content.body).digest('base64url').slice(0, 22)}"`
  const headers = new Headers({
    'content-type': content.type,
    'cache-control': cacheControl[content.cache],
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    vary: isForAll(content) ? 'Accept-Encoding' : 'Accept-Encoding, Cookie',
    ...content.headers,
  })
  if (content.cache !== 'never' && content.status === 200) {
    headers.set('etag', etag)
    const known = request.headers.get('if-none-match') ?? ''
    if (known.split(',').some((tag) => tag.trim() === etag))
      return new Response(null, { status: 304, headers })
  }
  const body = Buffer.from(content.body)
  const { encoding, bytes } = await compressed(body, request.headers.get('accept-encoding') ?? '')
  if (encoding !== null) headers.set('content-encoding', encoding)
  headers.set('content-length', String(bytes.length))
  return new Response(new Uint8Array(bytes), { status: content.status, headers })
}

/** No cookie changes it. */
function isForAll({ cache }: Content): boolean {
  return cache === 'forever' || cache === 'shared'
}

async function compressed(
  body: Buffer,
  accepted: string,
): Promise<{ encoding: string | null; bytes: Buffer }> {
  if (body.length < SMALLEST_COMPRESSED) return { encoding: null, bytes: body }
  const takes = (name: string) => accepted.split(',').some((part) => part.trim().split(';')[0] === name)
  if (takes('br')) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY }
    return { encoding: 'br', bytes: await brotli(body, { params }) }
  }
  if (takes('gzip')) return { encoding: 'gzip', bytes: await zip(body) }
  return { encoding: null, bytes: body }
}
