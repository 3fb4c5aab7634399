import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Database, Tx } from '../db/database.ts'
import { problemResponse } from '../http/api.ts'
import type { DescribedRoute } from '../http/openapi.ts'
import type { RateLimit } from '../http/rate.ts'
import { readInstance } from '../instance/instance.ts'
import type { Keys } from '../keys/keys.ts'
import { Refusal } from '../refusal.ts'
import { openTree } from './merkle.ts'
import { cosignatureTime, logVerifier, parseVerifier, type Verifier } from './note.ts'
import {
  findLeaf,
  logSize,
  readBodies,
  readCheckpoint,
  readCheckpointOf,
  readCosignatures,
  readCosigned,
  readHashes,
  writeCosignature,
  type StoredCheckpoint,
} from './store.ts'
import { bundleOf, parseTile } from './tiles.ts'

export interface LogHttpParts {
  readonly db: Database
  readonly keys: Keys
  readonly rate: RateLimit
  readonly source: (context: Context) => string
  /** Verifier keys of the witnesses the operator knows (C2SP `name+hash+key`). */
  readonly witnesses: readonly string[]
}

/** Tiles and checkpoints a source may ask for in a minute: a monitor of a million entries reads them all in seven. */
const FILES_PER_MINUTE = 1_200
/** Proofs read a few dozen tiles each; the portal's page counts with the same. */
export const PROOFS_PER_MINUTE = 240
/** Cosignatures: a witness looks once a minute, and each is checked by a signature. */
const COSIGNATURES_PER_MINUTE = 60
/** A checkpoint with the cosignatures of a dozen witnesses. */
const NOTE_MAX = 8_192

const described = { method: 'GET', tag: 'log' } as const
const leafQuery = z.object({ leaf: z.string().regex(/^[0-9a-f]{64}$/, '叶子哈希是 64 位十六进制小写。') })
const rangeQuery = z.object({
  from: z.coerce.number().int().min(0),
  to: z.coerce.number().int().min(1).optional(),
})

export const logDescribed: readonly DescribedRoute[] = [
  { ...described, path: '/log/checkpoint', name: 'log.checkpoint', summary: '最新的签名检查点（C2SP）' },
  { ...described, path: '/log/cosigned', name: 'log.cosigned', summary: '最近一个有见证人副署的检查点' },
  { ...described, path: '/log/keys', name: 'log.keys', summary: '存证公示账的名称、公钥和见证人' },
  { ...described, path: '/log/proof', name: 'log.proof', summary: '一条记录的包含证明', query: leafQuery },
  {
    ...described,
    path: '/log/consistency',
    name: 'log.consistency',
    summary: '两个检查点之间的一致性证明',
    query: rangeQuery,
  },
  {
    method: 'POST',
    tag: 'log',
    path: '/log/cosignature',
    name: 'log.cosignature',
    summary: '见证人提交副署（C2SP cosignature/v1）',
  },
]

/** The public evidence log under `/log`: C2SP tiles and checkpoints, proofs as JSON, cosignatures of witnesses. */
export function logHttp(app: Hono, parts: LogHttpParts): void {
  const { db, rate, source } = parts
  const log = new Hono()
  log.onError((error, context) => problemResponse(context, error).response)
  log.use(async (context, next) => {
    await next()
    // What is public here may be read by any page: a verifier need not be ours.
    context.res.headers.set('access-control-allow-origin', '*')
  })
  const read = <T>(context: Context, what: string, perMinute: number, body: (tx: Tx) => Promise<T>) => {
    rate(what, source(context), perMinute)
    return db.read('platform', body)
  }
  for (const [path, find] of [
    ['/checkpoint', (tx: Tx) => readCheckpoint(tx)],
    ['/cosigned', readCosigned],
  ] as const) {
    log.get(path, async (context) => {
      const note = await read(context, 'log.file', FILES_PER_MINUTE, async (tx) =>
        withCosignatures(tx, await find(tx)),
      )
      return context.text(note, 200, { 'cache-control': 'no-store' })
    })
  }
  log.get('/keys', async (context) =>
    context.json(await read(context, 'log.file', FILES_PER_MINUTE, (tx) => keysOf(tx, parts))),
  )
  log.get('/tile/:path{.+}', async (context) => {
    const tile = parseTile(context.req.param('path'))
    const bytes = await read(context, 'log.file', FILES_PER_MINUTE, (tx) => tileBytes(tx, tile))
    return context.body(new Uint8Array(bytes), 200, {
      'content-type': 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })
  log.get('/proof', async (context) => {
    const { leaf } = parsed(leafQuery, context)
    return context.json(
      await read(context, 'log.proof', PROOFS_PER_MINUTE, (tx) => foundProof(tx, parts, leaf)),
    )
  })
  log.get('/consistency', async (context) => {
    const { from, to } = parsed(rangeQuery, context)
    return context.json(
      await read(context, 'log.proof', PROOFS_PER_MINUTE, (tx) => consistencyOf(tx, from, to)),
    )
  })
  log.post('/cosignature', async (context) => {
    rate('log.cosignature', source(context), COSIGNATURES_PER_MINUTE)
    await takeCosignature(parts, await context.req.text())
    return context.json({ taken: true })
  })
  app.route('/log', log)
}

function parsed<T>(schema: z.ZodType<T>, context: Context): T {
  const found = schema.safeParse(context.req.query())
  if (found.success) return found.data
  throw new Refusal('invalid', '查询条件有误：{first}', { first: found.error.issues[0]?.message ?? '' })
}

async function withCosignatures(tx: Tx, checkpoint: StoredCheckpoint | undefined): Promise<string> {
  if (!checkpoint) throw new Refusal('absent', '存证公示账还没有这样的检查点。')
  return [checkpoint.note, ...(await readCosignatures(tx, checkpoint)).map((line) => `${line}\n`)].join('')
}

async function keysOf(tx: Tx, { keys, witnesses }: Pick<LogHttpParts, 'keys' | 'witnesses'>) {
  const origin = (await readInstance(tx))?.origin ?? ''
  return {
    origin,
    log: logVerifier(keys, origin).vkey,
    receipt: keys.publicPem('receipt'),
    witnesses: knownWitnesses(witnesses).map(({ vkey }) => vkey),
  }
}

async function tileBytes(tx: Tx, { level, index, width }: ReturnType<typeof parseTile>): Promise<Buffer> {
  const from = index * 256
  const found =
    level === 'entries'
      ? await readBodies(tx, from, from + width)
      : await readHashes(tx)(level, from, from + width)
  if (found.length !== width) throw new Refusal('absent', '存证公示账里没有这个地址。')
  return level === 'entries' ? bundleOf(found as string[]) : Buffer.concat(found as Buffer[])
}

async function foundProof(tx: Tx, parts: LogHttpParts, leaf: string) {
  const proof = await leafProof(tx, parts, leaf)
  if (!proof) throw new Refusal('absent', '存证公示账里没有这个叶子哈希，请核对是否抄全。')
  return proof
}

/** The proof of a leaf as `/log/proof` answers it; undefined when there is no such leaf. */
export async function leafProof(tx: Tx, parts: Pick<LogHttpParts, 'keys' | 'witnesses'>, leaf: string) {
  const found = await findLeaf(tx, leaf)
  if (!found) return undefined
  const { index, at, body } = found
  const cosigned = index === null ? undefined : await readCosigned(tx)
  // One that a witness cosigned proves more than a newer one that nobody outside has seen.
  const covers = cosigned !== undefined && cosigned.size > (index ?? 0)
  const checkpoint = covers ? cosigned : await readCheckpoint(tx)
  if (index === null || !checkpoint) return { format: 'keqiao-proof/v1', leaf, at, index: null } as const
  const path = await openTree(readHashes(tx)).inclusion(index, checkpoint.size)
  return {
    format: 'keqiao-proof/v1',
    leaf,
    at,
    index,
    size: checkpoint.size,
    path: path.map((hash) => hash.toString('hex')),
    entry: body,
    checkpoint: await withCosignatures(tx, checkpoint),
    keys: await keysOf(tx, parts),
  }
}

async function consistencyOf(tx: Tx, from: number, to: number | undefined) {
  const size = await logSize(tx)
  const end = to ?? size
  if (from > end || end > size)
    throw new Refusal('invalid', '起止大小应满足 0 ≤ from ≤ to ≤ {size}。', { size })
  const path = await openTree(readHashes(tx)).consistency(from, end)
  return { from, to: end, path: path.map((hash) => hash.toString('hex')) }
}

function knownWitnesses(texts: readonly string[]): readonly Verifier[] {
  return texts.map(parseVerifier).filter((one) => one !== undefined)
}

/**
 * Keeps a witness's cosignature. It is no act of a person and changes nothing of the city: it proves itself by its
 * signature, so it passes no command (docs/decisions/0045-evidence-log.md).
 */
async function takeCosignature({ db, witnesses }: LogHttpParts, text: string): Promise<void> {
  if (text.length > NOTE_MAX) throw new Refusal('tooLarge', '提交的内容过长。')
  const size = Number(/^[^\n]+\n(\d{1,15})\n/.exec(text)?.[1])
  const lines = text.split('\n').filter((line) => line.startsWith('— '))
  const known = knownWitnesses(witnesses)
  await db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    const checkpoint = Number.isSafeInteger(size) ? await readCheckpointOf(tx, size, text) : undefined
    if (!checkpoint) throw new Refusal('absent', '没有签发过这个检查点，不接受它的副署。')
    let taken = 0
    for (const line of lines) {
      const witness = known.find((one) => cosignatureTime(one, checkpoint.note, line) !== undefined)
      if (!witness) continue
      await writeCosignature(tx, checkpoint, { vkey: witness.vkey, line })
      taken += 1
    }
    if (taken === 0) throw new Refusal('forbidden', '没有一条副署来自本平台登记的见证人。')
  })
}
