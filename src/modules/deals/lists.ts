import { z } from 'zod'
import { reachedByQuery, type Actor } from '#platform/access/access.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { fileResponse } from '#platform/files/respond.ts'
import { Refusal } from '#platform/refusal.ts'
import { csvOf } from '#platform/text/csv.ts'
import { dateTime, dayOf } from '#platform/text/format.ts'
import { dealProcedure } from './procedure.ts'
import { countDeals, countReasons, dealsOf, type DealQuery } from './store-lists.ts'
import { listed } from './view.ts'

const STATES = Object.keys(dealProcedure.states) as [string, ...string[]]

const conditions = z.object({
  q: z.string().trim().max(100).optional(),
  state: z.enum(STATES).optional(),
  side: z.enum(['seller', 'buyer']).optional(),
  waiting: z.enum(['me', 'other']).optional(),
})

export const listQuery = conditions.extend({
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export const exportQuery = conditions

/** Rows one export holds; an organisation with more narrows it by state. */
const EXPORT_MAX = 5_000
/** Nobody's organisation: an actor without one has no deals. */
const NO_ORG = '00000000-0000-0000-0000-000000000000'

/** Deals of the actor's organisation, or all for those who supervise. */
function queryOf(actor: Actor, asked: z.infer<typeof conditions>, limit: number): DealQuery {
  reachedByQuery(actor)
  return { ...asked, orgId: actor.scopes.includes('any') ? null : (actor.orgId ?? NO_ORG), limit }
}

export async function listDeals(tx: Tx, actor: Actor, { cursor, ...asked }: z.infer<typeof listQuery>) {
  const [at, id] = cursor?.split('_') ?? []
  if (cursor !== undefined && (at === undefined || !z.uuid().safeParse(id).success))
    throw new Refusal('invalid', '翻页位置有误，请从第一页看起。')
  const query = queryOf(actor, asked, asked.limit + 1)
  const rows = await dealsOf(tx, { ...query, ...(at && id && { after: [at, id] as const }) })
  const page = rows.slice(0, asked.limit)
  const last = page.at(-1)
  return {
    items: await listed(tx, actor, page),
    total: await countDeals(tx, query),
    next: rows.length > asked.limit && last ? `${last.opened_at}_${last.id}` : null,
  }
}

const SIDES = { seller: '成果方', buyer: '需求方' } as const
const WAITING = { me: '我方', other: '对方', both: '双方' } as const

export async function exportDeals(
  tx: Tx,
  actor: Actor,
  asked: z.infer<typeof exportQuery>,
  now: Instant,
): Promise<Response> {
  const rows = await listed(tx, actor, await dealsOf(tx, queryOf(actor, asked, EXPORT_MAX)))
  const text = csvOf(
    ['成果', '成果方', '需求方', '我方', '状态', '等待', '开始时间'],
    rows.map((row) => [
      row.name,
      row.seller,
      row.buyer,
      SIDES[row.side],
      row.stateTitle,
      row.isOver ? '' : (WAITING[row.waiting as keyof typeof WAITING] ?? ''),
      dateTime(row.openedAt),
    ]),
  )
  return fileResponse(Buffer.from(text), `洽谈-${dayOf(now)}.csv`, 'text/csv')
}

/** Why deals ended, counted for both sides; those who supervise see the whole market. */
export async function reasons(tx: Tx, actor: Actor) {
  reachedByQuery(actor)
  const items = await countReasons(tx, actor.scopes.includes('any') ? null : (actor.orgId ?? NO_ORG))
  return { items, total: items.reduce((sum, one) => sum + one.count, 0) }
}
