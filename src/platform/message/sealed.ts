import { sql } from 'kysely'
import type { Database, Tx } from '../db/database.ts'
import { emitMany } from '../outbox/many.ts'
import { oneByOne, type Consumer, type OutboxRow } from '../outbox/outbox.ts'
import { dateTime } from '../text/format.ts'
import type { ChannelName } from './channels.ts'
import { insertDelivery, type Desk } from './outgoing.ts'

/** Ways that reach one person alone, the quickest first. A robot writes into a group and mentions whom it is for. */
const ALONE: readonly ChannelName[] = ['sms', 'email']

/**
 * A message about something sealed (`message.sealed`: who was drawn for a panel) that must be answered within hours: one
 * text of its own, at once, that says nothing of what it is about (P15, P35). It goes to whoever has an address, whatever
 * they chose for digests, the chosen way first.
 */
export function sealedConsumer(db: Database, desk: Desk): Consumer {
  return {
    name: 'sealed',
    topic: 'message.sealed',
    handle: (rows) =>
      oneByOne(rows, (row) =>
        db.transaction({ isolation: 'read committed', module: 'platform' }, (tx) => writeText(tx, desk, row)),
      ),
  }
}

async function writeText(tx: Tx, desk: Desk, { id, payload, created_at: now }: OutboxRow): Promise<void> {
  const personId = String(payload['personId'])
  const { rows } = await sql<{ has: ChannelName[]; chosen: ChannelName[] }>`
    select array_remove(array[case when p.phone is not null then 'sms' end, case when p.email is not null then 'email' end], null) as has,
      coalesce(m.channels, '{}') as chosen
    from platform.person p left join platform.message_preference m on m.person_id = p.id
    where p.id = ${personId} and p.erased_at is null`.execute(tx.as('platform'))
  const ways = ALONE.filter(
    (way) => rows[0]?.has.includes(way) && desk.channels.some(({ name }) => name === way),
  )
  const channel = ways.find((way) => rows[0]?.chosen.includes(way)) ?? ways[0]
  if (channel === undefined) return
  const until = dateTime(String(payload['until']))
  const title = `${desk.market}：有一件事项请在 ${until} 前答复`
  const body = { title, text: `${title}。\n登录查看：${desk.origin}/app/messages`, stop: null }
  // The outbox row's id: given again it writes nothing twice.
  if (await insertDelivery(tx, { id, personId, channel, body, seal: String(payload['seal']), now }))
    await emitMany(tx, 'platform', 'message.deliver', [{ deliveryId: id }], now)
}
