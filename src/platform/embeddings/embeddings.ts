/** An embedding endpoint as the operator sets it (docs/operations.md). Off unless `url` is given. */
export interface EmbeddingsConfig {
  /** `http://host:port`, with or without `/v1` or `/v1/embeddings`. */
  readonly url: string
  readonly model: string
  /** Model name for questions where the endpoint tells them from passages by it; the same by default. */
  readonly queryModel: string
  readonly key: string
  /** Put before each text; e5 models want `query: ` and `passage: `. */
  readonly queryPrefix: string
  readonly passagePrefix: string
}

/** A question is what is looked for; a passage is what is found. */
export type TextRole = 'query' | 'passage'

export interface Embeddings {
  /** Names model and prefixes: vectors of another space are never compared. */
  readonly space: string
  /**
   * Unit vectors of the texts in their order; null when the endpoint does not answer in time or not as agreed, or has
   * failed so often that it is left alone for a while. Never throws, so that whoever asks goes on without.
   */
  readonly embed: (texts: readonly string[], role: TextRole) => Promise<readonly Float32Array[] | null>
}

/** Longest wait for one call; a batch of passages takes its time on a small machine. */
const CALL_MS: Readonly<Record<TextRole, number>> = { query: 10_000, passage: 30_000 }
/** After so many failures in a row the endpoint is left alone for the pause. */
const FAILURES_MAX = 3
const PAUSE_MS = 60_000
/** Vectors of known models have 256 to 4,096 numbers; more is no vector. */
const DIMENSIONS_MAX = 4_096
/** An answer larger than this for one text is none: 4,096 numbers of 30 digits. */
const BYTES_PER_TEXT = 125_000

type Clock = () => number

/** Opens the client; nothing is sent before the first `embed`. Throws in words on an address that is none. */
export function openEmbeddings(config: EmbeddingsConfig, clock: Clock = () => performance.now()): Embeddings {
  const address = addressOf(config.url)
  let failures = 0
  let closedUntil = 0
  return {
    space: [config.model, config.queryModel, config.queryPrefix, config.passagePrefix].join('\n'),
    embed: async (texts, role) => {
      if (texts.length === 0) return []
      if (clock() < closedUntil) return null
      const vectors = await ask(address, config, texts, role).catch(() => null)
      failures = vectors === null ? failures + 1 : 0
      if (failures >= FAILURES_MAX) {
        failures = 0
        closedUntil = clock() + PAUSE_MS
      }
      return vectors
    },
  }
}

/** The one address that is ever asked. */
function addressOf(url: string): URL {
  const parsed = URL.parse(url)
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username !== '' || parsed.password !== '')
    throw new Error('EMBEDDINGS_URL 应是 http:// 或 https:// 开头的地址，不带用户名和密码。')
  const base = parsed.pathname
    .replace(/\/+$/, '')
    .replace(/\/embeddings$/, '')
    .replace(/\/v1$/, '')
  return new URL(`${base}/v1/embeddings`, parsed.origin)
}

async function ask(
  address: URL,
  config: EmbeddingsConfig,
  texts: readonly string[],
  role: TextRole,
): Promise<Float32Array[] | null> {
  const prefix = role === 'query' ? config.queryPrefix : config.passagePrefix
  const response = await fetch(address, {
    method: 'POST',
    // A redirect would carry the text, and the key, to an address nobody configured.
    redirect: 'error',
    signal: AbortSignal.timeout(CALL_MS[role]),
    headers: {
      'content-type': 'application/json',
      ...(config.key !== '' && { authorization: `Bearer ${config.key}` }),
    },
    body: JSON.stringify({
      model: role === 'query' ? config.queryModel : config.model,
      input: texts.map((text) => prefix + text),
      encoding_format: 'float',
    }),
  })
  if (!response.ok) {
    await response.body?.cancel()
    return null
  }
  const body = await bounded(response, texts.length * BYTES_PER_TEXT)
  return body === null ? null : vectorsOf(JSON.parse(body), texts.length)
}

/** The body as text; null when it is larger than any answer can be. */
async function bounded(response: Response, most: number): Promise<string | null> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    const bytes: Uint8Array = part
    size += bytes.length
    if (size > most) return null
    parts.push(bytes)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** One unit vector a text, all of one length; null for anything else. */
function vectorsOf(answer: unknown, count: number): Float32Array[] | null {
  const data = (answer as { readonly data?: unknown }).data
  if (!Array.isArray(data) || data.length !== count) return null
  const vectors: (Float32Array | undefined)[] = Array.from({ length: count })
  for (const [i, one] of data.entries()) {
    const { index = i, embedding } = one as { readonly index?: unknown; readonly embedding?: unknown }
    const vector = unit(embedding)
    if (vector === null || typeof index !== 'number' || !(index in vectors)) return null
    vectors[index] = vector
  }
  const [first] = vectors
  const isWhole = vectors.every((vector) => vector !== undefined && vector.length === first?.length)
  return isWhole ? (vectors as Float32Array[]) : null
}

function unit(embedding: unknown): Float32Array | null {
  if (!Array.isArray(embedding) || embedding.length === 0 || embedding.length > DIMENSIONS_MAX) return null
  const vector = Float32Array.from(embedding as number[])
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  return Number.isFinite(length) && length > 0 ? vector.map((value) => value / length) : null
}

/** The endpoint the environment names; undefined when it names none. */
export function embeddingsConfig(env: NodeJS.ProcessEnv): EmbeddingsConfig | undefined {
  const url = env['EMBEDDINGS_URL'] ?? ''
  if (url === '') return undefined
  const model = env['EMBEDDINGS_MODEL'] ?? 'default'
  return {
    url,
    model,
    queryModel: env['EMBEDDINGS_QUERY_MODEL'] ?? model,
    key: env['EMBEDDINGS_KEY'] ?? '',
    queryPrefix: env['EMBEDDINGS_QUERY_PREFIX'] ?? '',
    passagePrefix: env['EMBEDDINGS_PASSAGE_PREFIX'] ?? '',
  }
}
