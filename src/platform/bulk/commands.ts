import { z } from 'zod'
import { mustReach, type Actor } from '../access/access.ts'
import { routesOf, type CommandTx, type WriteRoute } from '../command/command.ts'
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
  const { write } = routesOf(kind.module)
  const batchId = z.uuid()
  const shared = { method: 'POST', gate: { subjects: 'actor' }, queue: () => kind.queue } as const
  return {
    open: write({
      ...shared,
      path: `/import/${kind.kind}/open`,
      permission: 'bulk.import',
      journal: `${kind.kind}.import-open`,
      says: `{actor}开始为{owner}导入${kind.title}`,
      input: z.object({
        batchId,
        ownerName: z.string().trim().min(1).max(100).optional(),
        ownerOrgId: z.uuid().nullish(),
        publish: z.boolean(),
        sample: z.boolean(),
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
          state: 'applying',
          applied_to: 0,
          person_id: actor.personId,
          created_at: now,
          closed_at: null,
        })
        tx.about('bulk_batch', input.batchId, { owner: owner.name })
        return { ownerOrgId: owner.id, ownerName: owner.name }
      },
    }),
    apply: write({
      ...shared,
      path: `/import/${kind.kind}/apply`,
      permission: 'bulk.import',
      journal: `${kind.kind}.import-apply`,
      says: `{actor}导入${kind.title}第 {from} 至 {to} 行`,
      input: z.object({ batchId, after: z.int().min(0) }),
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
    }),
    flip: write({
      ...shared,
      path: `/import/${kind.kind}/flip`,
      permission: 'bulk.import',
      journal: `${kind.kind}.import-flip`,
      says: `{actor}完成${kind.title}导入，记录一并生效`,
      input: z.object({ batchId }),
      verb: async (tx, actor, input, now) => {
        const batch = await openBatchOf(tx, kind, actor, input.batchId)
        await kind.flip(tx, actor, batch, now)
        await close(tx, kind, batch.id, 'flipped', now)
        return {}
      },
    }),
    discard: write({
      ...shared,
      path: `/import/${kind.kind}/discard`,
      permission: 'bulk.import',
      journal: `${kind.kind}.import-discard`,
      says: `{actor}放弃了一次没有完成的${kind.title}导入`,
      input: z.object({ batchId }),
      verb: async (tx, actor, input, now) => {
        const batch = await openBatchOf(tx, kind, actor, input.batchId)
        await kind.discard(tx, batch, now)
        await close(tx, kind, batch.id, 'discarded', now)
        return {}
      },
    }),
  }
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
  return { id: row.id, ownerOrgId: row.owner_org_id, publish: row.publish, sample: row.sample }
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
