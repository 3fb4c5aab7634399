import { mustReach, type Actor } from '#platform/access/access.ts'
import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import type { Forget } from '#platform/identity/forget.ts'
import { signedInFrom } from '#platform/identity/traces.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { authorKey } from './rules.ts'
import * as store from './store.ts'

/** Marks erased in one command, far more than the biddings of a day leave; the rest goes with the next turn. */
const ERASED_MAX = 10_000
const FIRST_DAY = '1900-01-01'

/** Marks of biddings whose term is over, but for those a person looks into (PIPL 19). */
async function oldTraces(tx: Tx, now: Instant, limit: number) {
  const days = (await loadRuleset(tx)).number('auction.signal.trace.days', dayOf(now))
  return store.tracesBefore(tx, addDays(dayOf(now), -days), limit)
}

/** Once a day, where any is to go. */
export async function tracesDue(tx: Tx, now: Instant) {
  return (await oldTraces(tx, now, 1)).length === 0 ? [] : [{ key: dayOf(now), input: {} }]
}

export async function eraseOldTraces(tx: CommandTx, actor: Actor, _input: object, now: Instant) {
  mustReach(actor, { orgId: null })
  tx.about('bid-signal', null)
  return { erased: await store.eraseTraces(tx, await oldTraces(tx, now, ERASED_MAX)) }
}

/**
 * Takes an erased person out of the marks of the organisations it acted for (practice.md P18); those of a case that is
 * looked into stay until it is closed and their term is over (PIPL 47).
 */
export const forgetTraces: Forget = async (tx, person) => {
  const { personId, name, phone, email, orgIds } = person
  const seen = (await signedInFrom(tx, [personId], FIRST_DAY)).get(personId)
  const texts = [
    ['phone', phone],
    ['mail', email?.toLowerCase()],
    ['author', authorKey(name)],
  ] as const
  const marks = [
    ...texts.flatMap(([kind, text]) => (text ? [tx.mark(kind, text)] : [])),
    ...(seen?.addresses ?? []),
    ...(seen?.devices ?? []),
  ]
  return store.eraseTraces(tx, await store.tracesOf(tx, orgIds, marks))
}
