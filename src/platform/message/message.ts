import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { OutboxRow } from '../outbox/outbox.ts'

/**
 * Turns outbox rows into messages in people's in-trays (practice.md P35). `message.org` goes to every member of
 * the organisation on the day it was sent, `message.person` and `message.sealed` to one; nobody erased gets any. The
 * row's id makes a second delivery of the same row harmless.
 */
export async function writeMessages(db: Database, rows: readonly OutboxRow[]): Promise<void> {
  const wanted = rows.map((row) => ({
    org: row.payload['orgId'] ?? null,
    person: row.payload['personId'] ?? null,
    // Of an organisation only who holds one of these; without them everybody who belongs to it.
    roles: row.payload['roles'] ?? [],
    template: row.payload['template'],
    params: row.payload['params'] ?? {},
    link: row.payload['link'] ?? null,
    seal: row.payload['seal'] ?? null,
    // A message that is to come once whatever asks for it again has a name of its own.
    once: row.payload['once'] ?? row.id,
    at: row.created_at,
  }))
  await db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    await sql`
      insert into platform.message (id, person_id, template, params, link, seal, created_at)
      select md5(w.once || p.person_id::text)::uuid, p.person_id, w.template, w.params, w.link, w.seal, w.at
      from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
        as w(once text, org uuid, person uuid, roles jsonb, template text, params jsonb, link text, seal uuid, at timestamptz)
      cross join lateral (
        select w.person as person_id where w.person is not null
        union
        select m.person_id from platform.membership m where m.org_id = w.org
          and (jsonb_array_length(w.roles) = 0
            or m.roles && array(select jsonb_array_elements_text(w.roles)))
          and (m.until_day is null or m.until_day >= (w.at at time zone 'Asia/Shanghai')::date)
      ) p
      join platform.person one on one.id = p.person_id and one.erased_at is null
      on conflict (id) do nothing`.execute(tx.as('platform'))
  })
}
