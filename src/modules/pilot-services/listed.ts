import type { Tx } from '#platform/db/database.ts'
import type { PilotService } from './forms.ts'
import { serviceListed } from './service.ts'

/** What is public of a line, by id or public id; undefined when nothing is. */
export async function publicService(tx: Tx, id: string, today: string) {
  const found = await serviceListed.publicRecord(tx, id, today)
  // The public view of a line is its form without what is not open.
  return found && { ...found, fields: found.fields as PilotService }
}
export type PublicService = NonNullable<Awaited<ReturnType<typeof publicService>>>
