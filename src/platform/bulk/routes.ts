import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, reachedByQuery, type Permissions } from '../access/access.ts'
import { routesOf } from '../command/command.ts'
import { line } from '../forms/text.ts'
import { Refusal } from '../refusal.ts'
import type { BulkKind } from './kind.ts'
import { dropMapping, findMapping, keepMapping, mappingsOf } from './mapping-store.ts'
import { findBatch } from './store.ts'

/** Who may import for the own organisation; only an officer or the operator lists records without a review each. */
export const permissions = {
  'bulk.import': {
    tto: 'org',
    researchOffice: 'org',
    secretary: 'org',
    researcher: 'org',
    firm: 'org',
    serviceBody: 'org',
    officer: 'any',
    console: 'any',
  },
  'bulk.publish': { officer: 'any', console: 'any' },
  'bulk.export': {
    tto: 'org',
    researchOffice: 'org',
    secretary: 'org',
    researcher: 'org',
    firm: 'org',
    serviceBody: 'org',
    officer: 'any',
    auditor: 'any',
    console: 'any',
  },
} satisfies Permissions

/** The rows that a kind with access of its own adds to its module's permissions. */
export function bulkPermissionsOf({ kind, access }: BulkKind): Permissions {
  return access ? { [`${kind}.import`]: access.imports, [`${kind}.export`]: access.exports } : {}
}

/** The matrix of one kind of file: its own rows where it has them. */
export function matrixOf({ access }: BulkKind): Permissions {
  return access
    ? { ...permissions, 'bulk.import': access.imports, 'bulk.export': access.exports }
    : permissions
}

const { read, write } = routesOf('platform')

/** Headers and fields in one mapping: as many as a table may have columns. */
const HEADERS_MAX = 300
const HEADER_CHARS = 200

/** Fields must be named by the import page of the kind; one that no longer exists is passed over when a file is read. */
const fields = z.record(
  line(HEADER_CHARS),
  z
    .string()
    .regex(/^[a-zA-Z]\w{0,60}$/)
    .nullable(),
)

export const routes = [
  read({
    path: '/import/{batchId}',
    permission: 'bulk.import',
    journal: 'bulk.show',
    title: '导入进度',
    input: z.object({ batchId: z.uuid() }),
    verb: async (tx, actor, { batchId }) => {
      const batch = await findBatch(tx, 'platform', batchId)
      mustReach(actor, { orgId: batch?.owner_org_id ?? null })
      if (!batch) throw new Refusal('absent', '没有找到这次导入。')
      const {
        id,
        kind,
        publish,
        state,
        applied_to: appliedTo,
        created_at: createdAt,
        closed_at: closedAt,
      } = batch
      return { id, kind, publish, state, appliedTo, createdAt, closedAt }
    },
  }),
  read({
    path: '/import-mappings',
    permission: 'bulk.import',
    journal: 'import-mapping.list',
    title: '本单位保存的列对应',
    input: z.object({}),
    verb: async (tx, actor) => {
      reachedByQuery(actor)
      if (actor.orgId === null) return { items: [] }
      const rows = await mappingsOf(tx, actor.orgId)
      const items = rows.map(({ id, kind, labels, fields: kept, kept_on: keptOn }) => {
        return { id, kind, labels, fields: kept, keptOn }
      })
      return { items }
    },
  }),
  write({
    method: 'POST',
    path: '/import-mappings',
    permission: 'bulk.import',
    journal: 'import-mapping.keep',
    says: '{actor}保存了本单位表格的列对应（{columns} 列）',
    input: z.object({
      kind: z.string().regex(/^[a-z][a-z-]{0,40}$/),
      labels: z.array(line(HEADER_CHARS)).min(1).max(HEADERS_MAX),
      fields,
    }),
    gate: { none: '只影响以后怎样读取本单位的表格' },
    verb: async (tx, actor, { kind, labels, fields: given }) => {
      const { orgId } = actor
      if (orgId === null) throw new Refusal('forbidden', '请以单位成员的身份保存列对应。')
      mustReach(actor, { orgId })
      const id = v7()
      await keepMapping(tx, {
        id,
        org_id: orgId,
        kind,
        labels,
        fields: given,
        kept_by: actor.personId,
        kept_on: tx.today,
      })
      tx.about('import_mapping', id, { columns: labels.length })
      return { id }
    },
  }),
  write({
    method: 'POST',
    path: '/import-mappings/{id}/drop',
    permission: 'bulk.import',
    journal: 'import-mapping.drop',
    says: '{actor}删除了本单位保存的一份列对应',
    input: z.object({ id: z.uuid() }),
    gate: { none: '只影响以后怎样读取本单位的表格' },
    verb: async (tx, actor, { id }) => {
      const mapping = await findMapping(tx, id)
      mustReach(actor, { orgId: mapping?.org_id ?? null })
      await dropMapping(tx, id)
      tx.about('import_mapping', id)
      return {}
    },
  }),
]
