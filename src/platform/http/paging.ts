import { z } from 'zod'
import { Refusal } from '../refusal.ts'

/** Where a list goes on: instant and identifier of the last row shown. */
export type After = readonly [at: string, id: string]

export const paged = {
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
}

export function readAfter(cursor: string | undefined): After | undefined {
  if (cursor === undefined) return undefined
  const [at = '', id = ''] = cursor.split('_')
  if (!z.iso.datetime().safeParse(at).success || !z.uuid().safeParse(id).success)
    throw new Refusal('invalid', '翻页位置有误，请从第一页看起。')
  return [at, id]
}

/** The rows of one page out of one more than its limit, and the cursor of the next; null when there is none. */
export function pageOf<Row>(rows: readonly Row[], limit: number, after: (row: Row) => After) {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, next: rows.length > limit && last !== undefined ? after(last).join('_') : null }
}
