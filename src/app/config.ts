import { resolve } from 'node:path'
import { embeddingsConfig, type EmbeddingsConfig } from '#platform/embeddings/embeddings.ts'
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
  readonly sms: { readonly url: string; readonly token: string } | undefined
  /** Endpoint for vectors of public texts; matching goes by words and facts without one. */
  readonly embeddings: EmbeddingsConfig | undefined
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
  const smsUrl = env['KEQIAO_SMS_URL']
  return {
    host: env['HOST'] ?? '127.0.0.1',
    port,
    databaseUrl: databaseUrl === undefined || databaseUrl === '' ? undefined : databaseUrl,
    dataDir: resolve(env['KEQIAO_DATA'] ?? 'data'),
    city: env['KEQIAO_CITY'] ?? 'shanwei',
    mode: known,
    sms:
      smsUrl === undefined || smsUrl === ''
        ? undefined
        : { url: smsUrl, token: env['KEQIAO_SMS_TOKEN'] ?? '' },
    embeddings: embeddingsConfig(env),
  }
}
