import { resolve } from 'node:path'
import { embeddingsConfig, type EmbeddingsConfig } from '#platform/embeddings/embeddings.ts'
import { parseVerifier } from '#platform/evidence/note.ts'
import type { InstanceKind } from '#platform/instance/instance.ts'

/** What the environment decides; everything else is data in the database or the city pack. */
export interface Config {
  readonly host: string
  readonly port: number
  /** Given by the operator (production); undefined runs the embedded database under `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  readonly city: string
  /** Folder of a pack outside `packs/`: only tests set it, to run a city that is not shipped. */
  readonly packDir?: string
  /** Kind of a city founded by this start; an existing city keeps its own. */
  readonly mode: InstanceKind
  /** SMS gateway (practice.md P7); without one codes are only recorded, and production refuses to send. */
  readonly sms: Relay | undefined
  /** Robot of WeCom or 粤政易, and relay of e-mail (practice.md P35); only the operator names them. */
  readonly wecom: Relay | undefined
  readonly email: Relay | undefined
  /** Scheme and host people reach the site at, for links in messages; without it nothing leaves the house. */
  readonly origin: string | undefined
  /** Webhooks call out from a demo or rehearsal too, where anybody may sign in as administrator (KEQIAO_WEBHOOKS=on). */
  readonly webhooksFromDemo: boolean
  /** Licensed certificate service (practice.md P8 c); without one a demo has its own, and production says 尚未接入. */
  readonly signing: (Relay & { readonly name: string }) | undefined
  /** Verifier keys (C2SP) of the witnesses whose cosignatures of the evidence log are taken and shown. */
  readonly witnesses: readonly string[]
  /** Endpoint for vectors of public texts; matching goes by words and facts without one. */
  readonly embeddings: EmbeddingsConfig | undefined
}

interface Relay {
  readonly url: string
  readonly token: string
}

const MODES: readonly InstanceKind[] = ['demo', 'rehearsal', 'production']

/** Reads the environment; a value that cannot be used is one sentence. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const port = Number(env['PORT'] ?? 8080)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT 应是 0 到 65535 的整数，现在是“${env['PORT'] ?? ''}”。`)
  }
  const mode = env['KEQIAO_MODE'] ?? 'demo'
  const known = MODES.find((kind) => kind === mode)
  if (!known) throw new Error(`KEQIAO_MODE 应是 demo、rehearsal 或 production，现在是“${mode}”。`)
  const databaseUrl = env['DATABASE_URL']
  return {
    host: env['HOST'] ?? '127.0.0.1',
    port,
    databaseUrl: databaseUrl === undefined || databaseUrl === '' ? undefined : databaseUrl,
    dataDir: resolve(env['KEQIAO_DATA'] ?? 'data'),
    city: env['KEQIAO_CITY'] ?? 'shanwei',
    mode: known,
    sms: relayOf(env, 'KEQIAO_SMS'),
    wecom: relayOf(env, 'KEQIAO_WECOM'),
    email: relayOf(env, 'KEQIAO_MAIL'),
    origin: originOf(env['KEQIAO_ORIGIN']),
    webhooksFromDemo: env['KEQIAO_WEBHOOKS'] === 'on',
    signing: signingOf(env),
    witnesses: witnessesOf(env['KEQIAO_WITNESSES'] ?? ''),
    embeddings: embeddingsConfig(env),
  }
}

function relayOf(env: NodeJS.ProcessEnv, name: string): Relay | undefined {
  const url = env[`${name}_URL`]
  return url === undefined || url === '' ? undefined : { url, token: env[`${name}_TOKEN`] ?? '' }
}

function originOf(typed: string | undefined): string | undefined {
  if (typed === undefined || typed === '') return undefined
  const url = URL.parse(typed)
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new Error(`KEQIAO_ORIGIN 应是平台的网址，例如 https://keqiao.example，现在是“${typed}”。`)
}

function witnessesOf(typed: string): readonly string[] {
  const keys = typed.split(/[\s,]+/).filter((text) => text !== '')
  for (const text of keys) {
    if (!parseVerifier(text))
      throw new Error(`KEQIAO_WITNESSES 应是见证人的验证公钥（名称+哈希+公钥），现在有“${text}”。`)
  }
  return keys
}

function signingOf(env: NodeJS.ProcessEnv): Config['signing'] {
  const url = env['KEQIAO_SIGN_URL'] ?? ''
  if (url === '') return undefined
  const token = env['KEQIAO_SIGN_TOKEN'] ?? ''
  if (!URL.canParse(url) || token === '')
    throw new Error('KEQIAO_SIGN_URL 应是电子认证服务的完整地址，并同时设置 KEQIAO_SIGN_TOKEN。')
  return { url: url.replace(/\/?$/, '/'), token, name: env['KEQIAO_SIGN_NAME'] ?? new URL(url).host }
}
