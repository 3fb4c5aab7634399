import { Refusal } from '../refusal.ts'
import { TILE_WIDTH } from './merkle.ts'

/** A tile asked for by its address (C2SP tlog-tiles): level, number and how many of its hashes or entries. */
export interface TileAddress {
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number
}

/** Levels a tree of 2^48 entries has; nobody asks for more. */
const LEVEL_MAX = 5

/** Reads `L/x001/x234/067` or, for a partial tile, `L/x001/x234/067.p/W`. */
export function parseTile(path: string): TileAddress {
  const found = /^(entries|\d)\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  const width = found?.[3] === undefined ? TILE_WIDTH : Number(found[3])
  const level = found?.[1] === 'entries' ? 'entries' : Number(found?.[1])
  const isWidth = found?.[3] === undefined || (width > 0 && width < TILE_WIDTH && !found[3].startsWith('0'))
  if (!found || !isWidth || (level !== 'entries' && level > LEVEL_MAX))
    throw new Refusal('absent', '存证公示账里没有这个地址。')
  return { level, index: Number((found[2] ?? '').replaceAll(/[x/]/g, '')), width }
}

/** An entry bundle: each leaf's bytes after their length in two bytes. */
export function bundleOf(bodies: readonly string[]): Buffer {
  return Buffer.concat(
    bodies.flatMap((body) => {
      const bytes = Buffer.from(body)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(bytes.length)
      return [length, bytes]
    }),
  )
}
