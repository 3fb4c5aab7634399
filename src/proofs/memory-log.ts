import type { Keys } from '#platform/keys/keys.ts'
import { leafHash as hashOfLeaf } from '#platform/evidence/leaf.ts'
import { fold, openTree, TILE_WIDTH, type ReadHashes } from '#platform/evidence/merkle.ts'
import { logVerifier, signCheckpoint } from '#platform/evidence/note.ts'
import { bundleOf, parseTile } from '#platform/evidence/tiles.ts'
import type { ReadLog } from '../verify/source.ts'

export const MEMORY_ORIGIN = 'proof.example/log'

/** Leaf hashes by level, as the sequencer stores them. */
export function storedHashes(leaves: readonly Buffer[]): ReadHashes {
  const levels: (readonly Buffer[])[] = [leaves]
  for (let below = leaves; below.length >= TILE_WIDTH; below = levels.at(-1) ?? [])
    levels.push(
      Array.from({ length: Math.floor(below.length / TILE_WIDTH) }, (_, i) =>
        fold(below.slice(i * TILE_WIDTH, (i + 1) * TILE_WIDTH)),
      ),
    )
  return async (level, from, to) => (levels[level] ?? []).slice(from, to)
}

export function hashesOf(entries: readonly string[]): Buffer[] {
  return entries.map((entry) => Buffer.from(hashOfLeaf(entry), 'hex'))
}

/** A log of these entries served as the site would, with a checkpoint properly signed at this instant. */
export function memoryLog(keys: Keys, entries: readonly string[], at: string): ReadLog {
  return async (path) => {
    if (path === 'keys') return Buffer.from(JSON.stringify({ log: logVerifier(keys, MEMORY_ORIGIN).vkey }))
    if (path === 'checkpoint') {
      const root = await openTree(storedHashes(hashesOf(entries))).root(entries.length)
      return Buffer.from(signCheckpoint(keys, { origin: MEMORY_ORIGIN, size: entries.length, root, at }))
    }
    const { index, width } = parseTile(path.replace(/^tile\//, ''))
    return bundleOf(entries.slice(index * TILE_WIDTH, index * TILE_WIDTH + width))
  }
}
