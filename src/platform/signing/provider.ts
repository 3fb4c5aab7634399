/** A licensed certificate service (practice.md P8 c; 电子签名法 13, 16): a port, so that each city connects its own. */
export interface SignatureProvider {
  readonly name: string
  /** The demo's own: certifies nothing and says so. */
  readonly isFake: boolean
  /** Asks for a signature; answers the service's reference and the page where the person signs. */
  request(asked: AskedSignature): Promise<{ readonly ref: string; readonly address: string }>
  /** What has become of it. Never taken from a callback: a callback only says that it is time to ask. */
  status(ref: string): Promise<ProviderAnswer>
}

export interface AskedSignature {
  readonly requestId: string
  readonly title: string
  readonly sha256: string
  readonly organisation: string
  readonly person: string
  readonly capacity: string
}

export type ProviderAnswer =
  | { readonly state: 'open' }
  | { readonly state: 'declined'; readonly reason: string }
  | {
      readonly state: 'signed'
      /** Hash the certificate was given for; another one than ours is a fault. */
      readonly sha256: string
      readonly issuer: string
      readonly serial: string
      /** Time stamp of the service, an instant. */
      readonly stampedAt: string
    }

/** A service that did not answer within this time is asked again later. */
const SERVICE_MS = 10_000

interface HttpOptions {
  readonly url: string
  readonly token: string
  readonly name: string
  readonly fetch?: typeof fetch
}

/** `POST /signatures` with the request, `GET /signatures/{ref}` for its state; JSON, the token as bearer. */
export function httpProvider(options: HttpOptions): SignatureProvider {
  const call = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await (options.fetch ?? fetch)(new URL(path, options.url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${options.token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(SERVICE_MS),
      redirect: 'error',
    })
    if (!response.ok) throw new Error(`the certificate service answered ${response.status}`)
    return (await response.json()) as Record<string, unknown>
  }
  return {
    name: options.name,
    isFake: false,
    request: async (asked) => {
      const answer = await call('signatures', asked)
      const [ref, address] = [textIn(answer, 'ref'), textIn(answer, 'address')]
      // The address is shown as a link: only a page of the service itself may be.
      if (new URL(address).origin !== new URL(options.url).origin)
        throw new Error('the certificate service named a page of another site')
      return { ref, address }
    },
    status: async (ref) => answerOf(await call(`signatures/${encodeURIComponent(ref)}`)),
  }
}

function answerOf(answer: Record<string, unknown>): ProviderAnswer {
  const state = textIn(answer, 'state')
  if (state === 'open') return { state }
  if (state === 'declined') return { state, reason: textIn(answer, 'reason') }
  if (state !== 'signed') throw new Error(`the certificate service answered the state ${state}`)
  const [sha256, issuer, serial, stampedAt] = ['sha256', 'issuer', 'serial', 'stampedAt'].map((name) =>
    textIn(answer, name),
  )
  if (Number.isNaN(Date.parse(stampedAt ?? ''))) throw new Error('the time stamp is no instant')
  return {
    state,
    sha256: sha256 ?? '',
    issuer: issuer ?? '',
    serial: serial ?? '',
    stampedAt: stampedAt ?? '',
  }
}

function textIn(answer: Record<string, unknown>, name: string): string {
  const value = answer[name]
  if (typeof value !== 'string' || value === '' || value.length > 2_000)
    throw new Error(`the certificate service answered no ${name}`)
  return value
}

/** Signs at once what it is asked for, and says on every record that it certifies nothing. Demo, rehearsal, tests. */
export function fakeProvider(): SignatureProvider {
  const asked = new Map<string, AskedSignature>()
  return {
    name: '演示用签名服务（不产生效力）',
    isFake: true,
    request: async (one) => {
      asked.set(one.requestId, one)
      return { ref: one.requestId, address: '' }
    },
    status: async (ref) => {
      const one = asked.get(ref)
      // After a restart the demo has forgotten; asking anew is harmless.
      if (!one) return { state: 'declined', reason: '演示服务重新启动，请重新提交。' }
      return {
        state: 'signed',
        sha256: one.sha256,
        issuer: '演示证书，不产生效力',
        serial: `DEMO-${ref.slice(-12).toUpperCase()}`,
        stampedAt: new Date().toISOString(),
      }
    },
  }
}
