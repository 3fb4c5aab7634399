import { addDays, dayOf, type Day } from '#platform/calendar/calendar.ts'
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
  const [owned] = await ownersDuring(tx, id, day, day)
  return owned?.owners ?? []
}

/** Who owned it between two days, the newest first, each with the last of these days on which that counted. */
export async function ownersDuring(
  tx: Tx,
  id: string,
  from: Day,
  until: Day,
): Promise<readonly { readonly on: Day; readonly owners: readonly CoOwner[] }[]> {
  const record = await store.find(tx, id)
  if (!record) throw new Error(`no achievement ${id}`)
  const newest = record.public_version ?? record.version
  const versions = (await store.versions(tx, id)).filter(({ version }) => version <= newest)
  const found: { on: Day; owners: readonly CoOwner[] }[] = []
  let on = until
  for (const [i, { at, data }] of versions.entries()) {
    const since = dayOf(at)
    const isFirst = i === versions.length - 1
    if (since > on && !isFirst) continue
    found.push({ on, owners: data.coOwners ?? [] })
    on = addDays(since, -1)
    if (on < from) break
  }
  return found
}
