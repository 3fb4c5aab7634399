import { lookup } from 'node:dns/promises'
import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { isIP } from 'node:net'
import { hostOf, isPublicAddress } from './address.ts'

/** One call over the wire: to exactly this address, whatever the name says. */
export interface Dialled {
  readonly address: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Caller {
  /** All addresses of a name. */
  readonly resolve: (host: string) => Promise<readonly string[]>
  readonly permits: (address: string) => boolean
  /** Answers the status; a redirect is an answer like others. */
  readonly dial: (call: Dialled) => Promise<number>
}

/** A receiver that did not answer within this time is taken as failed; it is called again later. */
const CALL_MS = 10_000

export const publicCaller: Caller = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  permits: isPublicAddress,
  dial,
}

/** Why a call did not succeed, for the list of outgoing calls; `final` when trying again is no use. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly final: boolean

  constructor(message: string, final = false) {
    super(message)
    this.final = final
  }
}

const OK = 200
const REDIRECT = 300
const FAULT = 400
const GONE = 410

/**
 * Posts a body. The name is looked up once, every one of its addresses must be permitted, and the connection goes to
 * the address that was checked, so that a name which changes between look and call (rebinding) gains nothing. No
 * redirect is followed. Throws CallFailed.
 */
export async function post(
  caller: Caller,
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  if (url.username !== '' || url.password !== '') throw new CallFailed('地址里带有用户名', true)
  const host = hostOf(url)
  const addresses = isIP(host) === 0 ? await resolved(caller, host) : [host]
  const closed = addresses.find((address) => !caller.permits(address))
  if (closed !== undefined) throw new CallFailed('地址指向本机、内网或保留网段，不予发送')
  const [address] = addresses
  if (address === undefined) throw new CallFailed('域名没有地址')
  const status = await caller.dial({ address, url, headers, body }).catch((error: unknown) => {
    throw new CallFailed(`没有连上：${error instanceof Error ? error.message : 'unknown fault'}`)
  })
  if (status >= OK && status < REDIRECT) return
  if (status >= REDIRECT && status < FAULT) throw new CallFailed(`对方要求转到别处（${status}），不予跟随`)
  throw new CallFailed(`对方答复 ${status}`, status === GONE)
}

async function resolved(caller: Caller, host: string): Promise<readonly string[]> {
  return caller.resolve(host).catch(() => {
    throw new CallFailed('域名解析不了')
  })
}

/** Connects to the given address; certificate and Host header are those of the name. */
export function dial({ address, url, headers, body }: Dialled): Promise<number> {
  const host = hostOf(url)
  const isSecure = url.protocol === 'https:'
  const options = {
    method: 'POST',
    host: address,
    port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers: {
      ...headers,
      host: url.host,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    },
    agent: false,
    signal: AbortSignal.timeout(CALL_MS),
    ...(isSecure && isIP(host) === 0 && { servername: host }),
  } as const
  return new Promise((resolve, reject) => {
    const sent = (isSecure ? overHttps : overHttp)(options, (response) => {
      // What a receiver says beyond its status is nobody's business here and could be endless.
      response.destroy()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
