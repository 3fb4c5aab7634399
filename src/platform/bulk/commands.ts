import { z } from 'zod'
import { mustReach, type Actor } from '../access/access.ts'
import { routesOf, type CommandTx, type Instant, type WriteRoute } from '../command/command.ts'
import { findOrCreateOrganisation, findOrganisation } from '../identity/organisations.ts'
import { Refusal } from '../refusal.ts'
import type { Applied, Batch, BulkKind } from './kind.ts'
import { changeBatch, emptyBatch, findBatch, insertBatch, stagedAfter } from './store.ts'

/** Rows of one command: large enough to be fast, small enough to retry (design.md 5). */
export const ROWS_PER_COMMAND = 500

/** The commands of an import. They are called by `importFile` only and are not mounted on HTTP. */
export interface BulkCommands {
  readonly open: WriteRoute
  readonly apply: WriteRoute
  readonly flip: WriteRoute
  readonly discard: WriteRoute
}

export interface Opened {
  readonly ownerOrgId: string
  readonly ownerName: string
}

export interface AppliedPart extends Applied {
  /** The last row looked at; null when none was left. */
  readonly to: number | null
}

/** The four commands of a kind, journalled with batch and range, never with the rows. */
export function bulkCommands(kind: BulkKind): BulkCommands {
  return {
    open: openRoute(kind),
    apply: applyRoute(kind),
    flip: endRoute(
      kind,
      'flip',
      `{actor}完成${kind.title}导入，记录一并生效`,
      async (tx, actor, batch, now) => {
        await kind.flip(tx, actor, batch, now)
        await close(tx, kind, batch.id, 'flipped', now)
      },
    ),
    discard: endRoute(
      kind,
      'discard',
      `{actor}放弃了一次没有完成的${kind.title}导入`,
      async (tx, _actor, batch, now) => {
        await kind.discard(tx, batch, now)
        await close(tx, kind, batch.id, 'discarded', now)
      },
    ),
  }
}

/** What the four have in common: one waits for another, since they take from the number series. */
function shared(kind: BulkKind, name: string) {
  return {
    method: 'POST',
    path: `/import/${kind.kind}/${name}`,
    permission: kind.access ? `${kind.kind}.import` : 'bulk.import',
    journal: `${kind.kind}.import-${name}`,
    gate: { subjects: 'actor' },
    queue: () => kind.queue,
  } as const
}

function openRoute(kind: BulkKind): WriteRoute {
  return routesOf(kind.module).write({
    ...shared(kind, 'open'),
    says: `{actor}开始为{owner}导入${kind.title}`,
    input: z.object({
      batchId: z.uuid(),
      ownerName: z.string().trim().min(1).max(100).optional(),
      ownerOrgId: z.uuid().nullish(),
      publish: z.boolean(),
      sample: z.boolean(),
      rejected: z.int().min(0).default(0),
    }),
    verb: async (tx, actor, input, now): Promise<Opened> => {
      const owner = await ownerOf(tx, input, now)
      mustReach(actor, { orgId: owner.id })
      await insertBatch(tx, kind.module, {
        id: input.batchId,
        kind: kind.kind,
        owner_org_id: owner.id,
        publish: input.publish,
        sample: input.sample,
        rejected: input.rejected,
        state: 'applying',
        applied_to: 0,
        person_id: actor.personId,
        created_at: now,
        closed_at: null,
      })
      tx.about('bulk_batch', input.batchId, { owner: owner.name })
      return { ownerOrgId: owner.id, ownerName: owner.name }
    },
  })
}

function applyRoute(kind: BulkKind): WriteRoute {
  return routesOf(kind.module).write({
    ...shared(kind, 'apply'),
    says: `{actor}导入${kind.title}第 {from} 至 {to} 行`,
    input: z.object({ batchId: z.uuid(), after: z.int().min(0) }),
    verb: async (tx, actor, input, now): Promise<AppliedPart> => {
      const batch = await openBatchOf(tx, kind, actor, input.batchId)
      const rows = await stagedAfter(tx, kind.module, batch.id, input.after, ROWS_PER_COMMAND)
      const last = rows.at(-1)?.row ?? null
      tx.about('bulk_batch', batch.id, { from: rows[0]?.row ?? 0, to: last ?? 0 })
      if (last === null) return { outcomes: [], faults: [], to: null }
      const applied = await kind.apply(tx, actor, batch, rows, now)
      await changeBatch(tx, kind.module, batch.id, { applied_to: last })
      return { ...applied, to: last }
    },
  })
}

function endRoute(
  kind: BulkKind,
  name: string,
  says: string,
  end: (tx: CommandTx, actor: Actor, batch: Batch, now: Instant) => Promise<void>,
): WriteRoute {
  return routesOf(kind.module).write({
    ...shared(kind, name),
    says,
    input: z.object({ batchId: z.uuid() }),
    verb: async (tx, actor, input, now) => {
      const batch = await openBatchOf(tx, kind, actor, input.batchId)
      tx.about('bulk_batch', batch.id)
      await end(tx, actor, batch, now)
      return {}
    },
  })
}

/** The permission a caller needs besides, when the batch is listed at once. */
export const PUBLISH_PERMISSION = 'bulk.publish'

async function ownerOf(
  tx: CommandTx,
  input: { readonly ownerName?: string | undefined; readonly ownerOrgId?: string | null | undefined },
  now: string,
) {
  if (input.ownerName !== undefined) return findOrCreateOrganisation(tx, input.ownerName, now)
  const found = !input.ownerOrgId ? undefined : await findOrganisation(tx, input.ownerOrgId)
  if (!found) throw new Refusal('invalid', '请说明这些记录属于哪个单位（--owner 单位名称）。')
  return found
}

async function openBatchOf(tx: CommandTx, kind: BulkKind, actor: Actor, id: string): Promise<Batch> {
  const row = await findBatch(tx, kind.module, id)
  mustReach(actor, { orgId: row?.kind === kind.kind ? row.owner_org_id : null })
  if (row?.kind !== kind.kind || row.closed_at !== null)
    throw new Refusal('conflict', '这次导入已经结束，请重新导入。')
  const { id: batchId, owner_org_id: ownerOrgId, publish, sample, rejected } = row
  return { id: batchId, ownerOrgId, publish, sample, rejected }
}

async function close(
  tx: CommandTx,
  kind: BulkKind,
  id: string,
  state: 'flipped' | 'discarded',
  now: string,
): Promise<void> {
  await changeBatch(tx, kind.module, id, { state, closed_at: now })
  await emptyBatch(tx, kind.module, id)
}
