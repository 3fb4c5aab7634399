import { edgeRoot, emptyEdge, extended, type Edge } from './edge.ts'
import { leafHash } from './merkle.ts'
import { isSignedBy, noteKey, parseCheckpoint, type Checkpoint, type NoteKey } from './note.ts'
import type { Fault } from './report.ts'
import { readEntries, type ReadLog } from './source.ts'

/** What an observer keeps of a log between two looks; a text file it can read. */
export interface Memory {
  /** Verifier key of the log, pinned at the first look. */
  readonly key: string
  readonly checkpoint: string
  /** The tree's edge, in hex. */
  readonly peaks: readonly string[]
}

/** A leaf is in the log within 60 s of its time (the promise of a receipt); five more for the turn that signs. */
const PROMISE_MS = 65_000
/** A leaf is never later than the checkpoint over it, but clocks of two processes may differ a little. */
const AHEAD_MS = 5_000

export interface Look {
  readonly memory: Memory | undefined
  readonly checkpoint: Checkpoint | undefined
  readonly faults: readonly Fault[]
}

/**
 * Looks at the log once more: the checkpoint is signed by the same key, is not smaller, does not go back in time, and
 * the tree it names is the remembered one with the new entries behind it, none of them back-dated. With any fault the
 * memory stays as it was.
 */
export async function look(read: ReadLog, key: NoteKey, memory: Memory | undefined): Promise<Look> {
  const refuse = (record: string, why: string): Look => ({
    memory,
    checkpoint: undefined,
    faults: [{ record, why }],
  })
  let checkpoint: Checkpoint
  try {
    checkpoint = parseCheckpoint((await read('checkpoint')).toString('utf8'))
  } catch (error) {
    return refuse('checkpoint', error instanceof Error ? error.message : String(error))
  }
  if (memory && memory.key !== key.text) return refuse('key', '存证公示账换了签名公钥，与记下的不同。')
  if (!isSignedBy(checkpoint, key)) return refuse('checkpoint', '检查点不是由这本账的密钥签署的。')
  const seen = memory && parseCheckpoint(memory.checkpoint)
  const fault = seen && shrunk(seen, checkpoint)
  if (fault) return refuse('checkpoint', fault)
  const before: Edge = {
    size: seen?.size ?? 0,
    peaks: (memory?.peaks ?? []).map((hex) => Buffer.from(hex, 'hex')),
  }
  const { edge, faults } = await follow(read, before, checkpoint, seen)
  if (faults.length > 0) return { memory, checkpoint: undefined, faults }
  if (!edgeRoot(edge).equals(checkpoint.root))
    return refuse(
      'checkpoint',
      `检查点的根与记下的 ${before.size} 条加上新的记录算出的根不同：账被分叉或改写。`,
    )
  const peaks = edge.peaks.map((peak) => peak.toString('hex'))
  return { memory: { key: key.text, checkpoint: checkpoint.text, peaks }, checkpoint, faults: [] }
}

function shrunk(seen: Checkpoint, now: Checkpoint): string | undefined {
  if (now.origin !== seen.origin) return `账名从“${seen.origin}”变成了“${now.origin}”。`
  if (now.size < seen.size) return `账从 ${seen.size} 条变成了 ${now.size} 条：被截断或回退。`
  if (now.size === seen.size && !now.root.equals(seen.root))
    return `同样 ${seen.size} 条，根却不同：账被分叉。`
  if (Date.parse(now.at) < Date.parse(seen.at)) return `检查点的时间从 ${seen.at} 退回 ${now.at}：倒签。`
  return undefined
}

/** Reads the entries behind the edge and puts them on it; names those whose time cannot be true. */
async function follow(read: ReadLog, before: Edge, now: Checkpoint, seen: Checkpoint | undefined) {
  let edge = before.size === 0 ? emptyEdge : before
  const faults: Fault[] = []
  const earliest = seen ? Date.parse(seen.at) - PROMISE_MS : -Infinity
  const latest = Date.parse(now.at) + AHEAD_MS
  try {
    for await (const entry of readEntries(read, before.size, now.size)) {
      const at = timeOf(entry)
      if (!(at >= earliest && at <= latest))
        faults.push({
          record: `entry ${edge.size}`,
          why: '记录的时间早于上次所见的检查点，或晚于包含它的检查点：倒签或迟记。',
        })
      edge = extended(edge, leafHash(entry))
    }
  } catch (error) {
    faults.push({ record: `entry ${edge.size}`, why: error instanceof Error ? error.message : String(error) })
  }
  return { edge, faults }
}

function timeOf(entry: Buffer): number {
  try {
    const { at } = JSON.parse(entry.toString('utf8')) as { at?: unknown }
    return typeof at === 'string' ? Date.parse(at) : NaN
  } catch {
    return NaN
  }
}

/** The key of the log at its site; what an observer trusts at its first look. */
export async function publishedKey(read: ReadLog): Promise<NoteKey> {
  const { log } = JSON.parse((await read('keys')).toString('utf8')) as { log?: string }
  return noteKey(log ?? '')
}

/** Root of the first `size` entries, computed from them. */
export async function rootAt(read: ReadLog, size: number): Promise<Buffer> {
  let edge = emptyEdge
  for await (const entry of readEntries(read, 0, size)) edge = extended(edge, leafHash(entry))
  return edgeRoot(edge)
}
