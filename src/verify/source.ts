import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Reads a file of a log by its path (`checkpoint`, `tile/0/000`): from the live site or from a copy in a folder. */
export type ReadLog = (path: string) => Promise<Buffer>

const TILE_WIDTH = 256
/** A busy server asks to wait; after so many tries it is said. */
const TRIES = 6
const WAIT_MS = 5_000
/** A file of the log: 256 entries of at most 64 KiB. */
const BYTES_MAX = 17_000_000

/** The log of a site: its address with or without `/log`. */
export function liveLog(address: string): ReadLog {
  const base = logAddress(address)
  return async (path) => {
    for (let n = 1; ; n += 1) {
      const response = await fetch(`${base}/${path}`, { signal: AbortSignal.timeout(30_000) })
      if (response.ok) {
        const bytes = Buffer.from(await response.arrayBuffer())
        if (bytes.length > BYTES_MAX) throw new Error(`${base}/${path} 太大，不像存证公示账的文件。`)
        return bytes
      }
      if (n >= TRIES || (response.status !== 429 && response.status !== 503))
        throw new Error(`${base}/${path} 没有取到（${response.status}）。`)
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
    }
  }
}

export function logAddress(address: string): string {
  const { origin, pathname } = new URL(address)
  const base = pathname.replace(/\/(api\/v1|log|verify|notices|draws)(\/.*)?$/, '').replace(/\/$/, '')
  return `${origin}${base}/log`
}

/** A copy of the log in a folder, as the site serves it under `/log`. */
export function copiedLog(folder: string): ReadLog {
  return (path) => readFile(join(folder, path))
}

/** Address of a tile (C2SP tlog-tiles): `x001/x234/067`, partial ones with `.p/W`. */
export function tilePath(level: number | 'entries', index: number, width: number): string {
  const digits = String(index)
    .padStart(Math.ceil(String(index).length / 3) * 3, '0')
    .match(/\d{3}/g) ?? ['000']
  const name = digits.map((part, i) => (i < digits.length - 1 ? `x${part}` : part)).join('/')
  return `tile/${level}/${name}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** Bytes of the entries `from` up to, not including, `to`, a bundle at a time. */
export async function* readEntries(read: ReadLog, from: number, to: number): AsyncGenerator<Buffer> {
  for (let tile = Math.floor(from / TILE_WIDTH); tile * TILE_WIDTH < to; tile += 1) {
    const start = tile * TILE_WIDTH
    const width = Math.min(TILE_WIDTH, to - start)
    const entries = splitBundle(await read(tilePath('entries', tile, width)))
    if (entries.length !== width)
      throw new Error(`第 ${start} 条起的记录包里有 ${entries.length} 条，应有 ${width} 条。`)
    yield* entries.slice(Math.max(0, from - start))
  }
}

function splitBundle(bytes: Buffer): Buffer[] {
  const entries: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const end = at + 2 + (at + 2 <= bytes.length ? bytes.readUInt16BE(at) : bytes.length)
    if (end > bytes.length) throw new Error('记录包不完整。')
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return entries
}
