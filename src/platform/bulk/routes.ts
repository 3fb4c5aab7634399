import { z } from 'zod'
import { mustReach, type Permissions } from '../access/access.ts'
import { routesOf } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
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

const { read } = routesOf('platform')

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
]
