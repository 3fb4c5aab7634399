import { sql } from 'kysely'
import { v7 } from 'uuid'
import type { Actor } from '../access/access.ts'
import type { Calendar } from '../calendar/calendar.ts'
import { loadCalendar } from '../calendar/store.ts'
import type { Day, Instant } from '../command/command.ts'
import type { Database, Tx } from '../db/database.ts'
import { actorsOf } from '../identity/seats.ts'
import { emitMany } from '../outbox/many.ts'
import type { Consumer } from '../outbox/outbox.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { outgoing, type Desk } from './outgoing.ts'

/** What one source has for one person today. */
export interface DigestGroup {
  readonly source: string
  /** 待办, 待确认的信息 …: with the count all that leaves the house. */
  readonly title: string
  readonly count: number
  readonly link: string
  /** The first few, for whoever has signed in. */
  readonly items: readonly { readonly text: string; readonly link: string }[]
}

export interface DigestReader {
  readonly personId: string
  /** The person in each of the organisations they act for. */
  readonly actors: readonly Actor[]
}

/** The day a digest is of, with the rules and the calendar that count on it. */
export interface DigestDay {
  readonly day: Day
  readonly now: Instant
  readonly rules: Ruleset
  readonly calendar: Calendar
}

export interface DigestSource {
  readonly collect: (tx: Tx, reader: DigestReader, on: DigestDay) => Promise<DigestGroup | undefined>
  /** Called in the same transaction once the digest is written: nothing is told twice. */
  readonly told?: (tx: Tx, personId: string, now: Instant) => Promise<void>
}

/** People whose digests one outbox row asks for. */
export const PEOPLE_AT_ONCE = 100

/** Items of a group that are kept; the page of the group has all. */
export const ITEMS = 5

/** Everybody with an account who has not turned the digest off, in order, for the command that starts the day. */
export async function readersAfter(tx: Tx, after: string | null): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from platform.person p join platform.account a on a.person_id = p.id
    left join platform.message_preference m on m.person_id = p.id
    where p.erased_at is null and a.disabled_at is null and coalesce(m.digest, true)
      and (${after}::uuid is null or p.id > ${after}::uuid)
    order by p.id limit ${PEOPLE_AT_ONCE}`.execute(tx.as('platform'))
  return rows.map(({ id }) => id)
}

/** Writes the digests the clock asked for; a second delivery of the same row finds them written. */
export function digestConsumer(db: Database, sources: readonly DigestSource[], desk: Desk): Consumer {
  return {
    name: 'digest',
    topic: 'digest.people',
    handle: async (rows) => {
      const law = await db.read('platform', async (tx) => ({
        rules: await loadRuleset(tx),
        calendar: await loadCalendar(tx),
      }))
      for (const { payload } of rows) {
        const on = { day: String(payload['day']), now: String(payload['now']), ...law }
        for (const personId of payload['personIds'] as readonly string[])
          await db.transaction({ isolation: 'read committed', module: 'platform' }, (tx) =>
            writeDigest(tx, sources, desk, personId, on),
          )
      }
    },
  }
}

async function writeDigest(
  tx: Tx,
  sources: readonly DigestSource[],
  desk: Desk,
  personId: string,
  on: DigestDay,
): Promise<void> {
  const { day, now } = on
  const reader = { personId, actors: await actorsOf(tx, personId, day) }
  const groups: DigestGroup[] = []
  for (const source of sources) {
    const group = await source.collect(tx, reader, on)
    if (group && group.count > 0) groups.push(group)
  }
  if (groups.length === 0) return
  const { rows } = await sql<{ id: string }>`
    insert into platform.digest (id, person_id, day, groups, created_at)
    values (${v7()}, ${personId}, ${day}, ${JSON.stringify(groups)}::jsonb, ${now})
    on conflict (person_id, day) do nothing returning id`.execute(tx.as('platform'))
  const [digest] = rows
  if (!digest) return
  for (const source of sources) await source.told?.(tx, personId, now)
  const what = groups.map(({ title, count }) => `${title} ${count}`).join('、')
  await sql`insert into platform.message (id, person_id, template, params, link, created_at)
    values (${digest.id}, ${personId}, '今日汇总：{what}。', ${JSON.stringify({ what })}::jsonb, '/app/subscriptions', ${now})
    on conflict (id) do nothing`.execute(tx.as('platform'))
  const deliveries = await outgoing(tx, desk, { personId, groups }, on)
  await emitMany(
    tx,
    'platform',
    'message.deliver',
    deliveries.map((id) => ({ deliveryId: id })),
    now,
  )
}
