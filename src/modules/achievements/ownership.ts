import { dayOf, type Day } from '#platform/calendar/calendar.ts'
import type { Tx } from '#platform/db/database.ts'
import { store } from './store.ts'

export interface CoOwner {
  readonly orgId?: string | null | undefined
  readonly name: string
  readonly shareBp: number
}

/**
 * Who owned the achievement on a day, by the public version of that day; by the first one for a day before it was
 * registered. Empty: it is the owner's alone. Asked by income, which divides by ownership first (practice.md P28).
 */
export async function ownersOn(tx: Tx, id: string, day: Day): Promise<readonly CoOwner[]> {
  const record = await store.find(tx, id)
  if (!record) throw new Error(`no achievement ${id}`)
  const newest = record.public_version ?? record.version
  const versions = (await store.versions(tx, id)).filter(({ version }) => version <= newest)
  const counted = versions.find(({ at }) => dayOf(at) <= day) ?? versions.at(-1)
  return counted?.data.coOwners ?? []
}
