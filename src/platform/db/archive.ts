import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, renameSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { extract, pack, type Pack } from 'tar-stream'
import { Refusal } from '../refusal.ts'

/** Adds one file to the archive: its whole content, or a stream of exactly `size` bytes. */
export type Add = (
  name: string,
  size: number,
  content: Iterable<Buffer> | AsyncIterable<Buffer>,
) => Promise<void>

// An empty gzip member with a comment: gunzip and tar ignore it, and it lets every byte before it be checked.
const TRAILER_HEAD = Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 0xff])
const TRAILER_TAIL = Buffer.from([0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
const TRAILER_BYTES = TRAILER_HEAD.length + 'sha256 '.length + 64 + TRAILER_TAIL.length

function trailer(sha256: string): Buffer {
  return Buffer.concat([TRAILER_HEAD, Buffer.from(`sha256 ${sha256}`), TRAILER_TAIL])
}

/**
 * Writes a tar.gz that ends with the hash of all its bytes, readable by the owner only; it gets its name when
 * it is complete and on disk. Throws when the disk is full; then nothing is left.
 */
export async function writeArchive(file: string, produce: (add: Add) => Promise<void>): Promise<void> {
  const partial = `${file}.partial`
  const tar = pack()
  const hash = createHash('sha256')
  const hashed = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
    yield trailer(hash.digest('hex'))
  }
  const written = pipeline(
    tar,
    createGzip(),
    hashed,
    createWriteStream(partial, { mode: 0o600, flush: true }),
  )
  const produced = produce((name, size, content) => addEntry(tar, name, size, content)).then(() =>
    tar.finalize(),
  )
  try {
    await Promise.all([produced, written])
    renameSync(partial, file)
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)))
    await Promise.allSettled([written])
    rmSync(partial, { force: true })
    throw error
  }
}

async function addEntry(tar: Pack, name: string, size: number, content: Parameters<Add>[2]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const header = { name, size, mode: 0o600, mtime: new Date(0) }
  const entry = tar.entry(header, (error) => (error ? reject(error) : resolve()))
  for await (const chunk of content) {
    if (!entry.write(chunk)) await new Promise<void>((drained) => entry.once('drain', drained))
  }
  entry.end(null)
  return promise
}

/** Refuses a file of which any byte was changed, added or lost since it was written. */
export async function checkArchive(file: string): Promise<void> {
  const size = statSync(file).size
  if (size <= TRAILER_BYTES) throw damaged(file)
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { end: size - TRAILER_BYTES - 1 })) hash.update(chunk)
  const handle = await open(file)
  try {
    const found = Buffer.alloc(TRAILER_BYTES)
    await handle.read(found, 0, TRAILER_BYTES, size - TRAILER_BYTES)
    if (!found.equals(trailer(hash.digest('hex')))) throw damaged(file)
  } finally {
    await handle.close()
  }
}

/**
 * Calls `onEntry` with each file of the archive in order, until it answers 'stop'; the content must be read
 * before it returns.
 */
export async function readArchive(
  file: string,
  onEntry: (name: string, content: AsyncIterable<Buffer>) => Promise<'stop' | void>,
): Promise<void> {
  const tar = extract()
  let stopped = false
  const fed = pipeline(createReadStream(file), createGunzip(), tar).catch((error: unknown) => {
    if (!stopped) throw error
  })
  const read = async (): Promise<void> => {
    for await (const entry of tar) {
      stopped = (await onEntry(entry.header.name, bytesOf(entry))) === 'stop'
      if (stopped) return
      entry.resume()
    }
  }
  try {
    await Promise.all([fed, read()])
  } finally {
    tar.destroy()
  }
}

async function* bytesOf(entry: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of entry) {
    if (!Buffer.isBuffer(chunk)) throw new Error('tar gave something that is not bytes')
    yield chunk
  }
}

/** The sentence for a file that is no backup or was damaged. */
export function damaged(file: string): Refusal {
  return new Refusal(
    'invalid',
    '备份文件 {file} 不完整或已损坏，没有恢复任何内容：请换一份备份。 (The backup file is incomplete or damaged; nothing was restored.)',
    { file },
  )
}
