import type { Tx } from '#platform/db/database.ts'
import { serviceListed } from './service.ts'

/** What is public of a line, by id or public id; undefined when nothing is. */
export async function publicService(tx: Tx, id: string, today: string) {
  return serviceListed.publicRecord(tx, id, today)
}
export type PublicService = NonNullable<Awaited<ReturnType<typeof publicService>>>
