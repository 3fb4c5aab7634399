import { sql } from 'kysely'
import { z } from 'zod'
import { reachedByQuery } from '../access/access.ts'
import { routesOf } from '../command/command.ts'
import { personalView, type PersonalView } from '../identity/mask.ts'
import { CHANNELS, type ChannelName } from './channels.ts'

/** People shown at once; whoever has more to call begins with the latest. */
const SHOWN = 200

/**
 * The phone list: people whom an outside channel did not reach, for whoever calls instead (practice.md P35). Mounted
 * where lists of people are, so that the look leaves a trace (P18); masked by role. A text about something sealed neither
 * puts anybody on the list nor takes anybody off it until the seal is lifted: who was drawn for a panel would show (P15).
 */
export const listUndelivered = routesOf('platform').read({
  path: '/undelivered',
  permission: 'message.undelivered',
  journal: 'message.undelivered',
  title: '没有送达的提醒（电话名单）',
  input: z.object({}),
  verb: async (tx, actor) => {
    reachedByQuery(actor)
    const orgId = actor.scopes.includes('any') ? null : (actor.orgId ?? '')
    const { rows } = await sql<
      PersonalView & {
        channel: ChannelName
        since: string
        reason: string
        orgs: { id: string; name: string }[]
      }
    >`
      with told as (
        select * from platform.delivery d where not exists (
          select from platform.seal s where s.subject_id = d.seal and s.lifted_at is null)
      )
      select p.id, p.name, p.phone, p.email, d.channel, d.since, d.reason, m.orgs
      from (
        select person_id, channel, max(created_at) as since,
          (array_agg(error order by created_at desc))[1] as reason
        from told f
        where state = 'failed' and not exists (select from told s where s.person_id = f.person_id
          and s.channel = f.channel and s.state = 'sent' and s.created_at > f.created_at)
        group by person_id, channel
      ) d
      join platform.person p on p.id = d.person_id and p.erased_at is null
      cross join lateral (
        select coalesce(jsonb_agg(distinct jsonb_build_object('id', o.id, 'name', o.name)), '[]') as orgs
        from platform.membership s join platform.organisation o on o.id = s.org_id
        where s.person_id = p.id and s.until_day is null
      ) m
      where ${orgId}::uuid is null or m.orgs @> jsonb_build_array(jsonb_build_object('id', ${orgId}::uuid))
      order by d.since desc, p.id limit ${SHOWN}`.execute(tx.as('platform'))
    const items = rows.map(({ channel, since, reason, orgs, ...person }) => {
      const { id: personId, ...shown } = personalView(
        actor,
        person,
        orgs.map(({ id }) => id),
      )
      return {
        personId,
        ...shown,
        orgs: orgs.map(({ name }) => name),
        channel: CHANNELS[channel],
        since,
        reason,
      }
    })
    return { items, total: items.length }
  },
})
