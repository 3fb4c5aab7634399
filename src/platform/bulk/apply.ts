import type { Actor } from '../access/access.ts'
import type { Bus } from '../command/bus.ts'
import type { WriteRoute } from '../command/command.ts'
import { bulkCommands, type AppliedPart } from './commands.ts'
import type { Applied, BulkKind, RowOutcome } from './kind.ts'
import { Tally } from './rows.ts'

/** Who applies which kind, and how. */
export interface Applying {
  readonly bus: Bus
  readonly kind: BulkKind
  readonly actor: Actor
  /** Goes on when a row meets a fault in the database; otherwise the whole batch is given up. */
  readonly goodRows: boolean
  /** Told how many of the staged rows have been looked at, after each part. */
  readonly onApplied?: (rows: number) => void
}

export interface BatchOpening {
  /** Name of the owner, found or created; else its id. */
  readonly ownerName?: string
  readonly ownerOrgId?: string | null
  readonly publish: boolean
  readonly sample: boolean
  /** Rows that are not in the batch because they did not pass the checks. */
  readonly rejected?: number
}

/** Outcomes of rows, counted. */
export class Counts {
  readonly found: Record<RowOutcome, number> = { created: 0, updated: 0, unchanged: 0 }

  /** Adds a part's outcomes; rows with a fault go to the tally. */
  add(applied: Applied, tally: Tally): void {
    for (const outcome of applied.outcomes) this.found[outcome] += 1
    const byRow = Map.groupBy(applied.faults, (fault) => fault.row)
    for (const faults of byRow.values()) tally.reject(faults)
  }

  get rows(): number {
    return this.found.created + this.found.updated + this.found.unchanged
  }
}

/** Opens a batch over rows already staged, applies them part by part and makes them visible; null when it was given up. */
export async function applyStaged(
  call: Applying,
  batchId: string,
  opening: BatchOpening,
  tally: Tally,
): Promise<Counts | null> {
  const commands = bulkCommands(call.kind)
  await send(call, commands.open, `${batchId}:open`, { batchId, ...opening })
  return goOn(call, batchId, 0, tally)
}

/**
 * Goes on with a batch that was cut off after staging, from the last applied row; what `applyStaged` would have
 * answered, for the rest.
 */
export async function resumeImport(
  call: Applying,
  batch: { readonly id: string; readonly appliedTo: number },
): Promise<Counts | null> {
  return goOn(call, batch.id, batch.appliedTo, new Tally())
}

/** Gives up a batch: nothing of it was ever visible. */
export async function discardBatch(call: Omit<Applying, 'goodRows'>, batchId: string): Promise<void> {
  await send(call, bulkCommands(call.kind).discard, `${batchId}:discard`, { batchId })
}

async function goOn(call: Applying, batchId: string, from: number, tally: Tally): Promise<Counts | null> {
  const commands = bulkCommands(call.kind)
  const counts = new Counts()
  let lookedAt = 0
  for (let after = from; ;) {
    const part = await send<AppliedPart>(call, commands.apply, `${batchId}:${after}`, { batchId, after })
    counts.add(part, tally)
    if (part.faults.length > 0 && !call.goodRows) break
    if (part.to === null) {
      if (from === 0 && counts.rows === 0) break
      await send(call, commands.flip, `${batchId}:flip`, { batchId })
      return counts
    }
    after = part.to
    lookedAt += part.outcomes.length + new Set(part.faults.map(({ row }) => row)).size
    call.onApplied?.(lookedAt)
  }
  await discardBatch(call, batchId)
  return null
}

async function send<R>(
  call: Omit<Applying, 'goodRows'>,
  route: WriteRoute,
  key: string,
  input: unknown,
): Promise<R> {
  const reply = await call.bus<R>({ route, actor: call.actor, input, key })
  return reply.result
}
