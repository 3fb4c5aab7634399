import { sql } from 'kysely'
import { z } from 'zod'
import { mustReach, reachedByQuery, type Actor } from '../access/access.ts'
import { missingYears } from '../calendar/deadlines.ts'
import { routesOf, type CommandTx, type Route } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { maskEmail, maskPhone } from '../identity/mask.ts'
import { Refusal } from '../refusal.ts'
import { channelNames, CHANNELS, type ChannelName } from './channels.ts'
import { readersAfter, type DigestGroup } from './digest.ts'

const { read, write } = routesOf('platform')
const own = { permission: 'message.own', gate: { none: '提醒方式只涉及本人' } } as const

interface Preference {
  readonly digest: boolean
  readonly channels: readonly ChannelName[]
}

/** Routes of a person's digest and channels, and the clock's that starts the day; `channels`: what the city has set up. */
export function digestRoutes(channels: readonly ChannelName[]): Route[] {
  return [
    read({
      path: '/my/digest',
      permission: 'message.own',
      journal: 'digest.show',
      title: '提醒与每日汇总',
      input: z.object({}),
      verb: (tx, actor) => show(tx, channels, actor),
    }),
    write({
      ...own,
      method: 'PUT',
      path: '/my/digest',
      journal: 'digest.prefer',
      says: '{actor}修改了提醒方式',
      input: z.object({
        digest: z.boolean().meta({ title: '每日汇总', widget: 'switch' }),
        channels: z
          .array(z.enum(channelNames))
          .max(channelNames.length)
          .meta({ title: '另外发送到', widget: 'multiselect', options: CHANNELS }),
      }),
      verb: (tx, actor, input, now) => prefer(tx, channels, actor, input, now),
    }),
    write({
      ...own,
      method: 'POST',
      path: '/my/digest/stop',
      journal: 'digest.stop',
      says: '{actor}停止了“{channel}”的提醒',
      input: z.object({ channel: z.enum(channelNames) }),
      verb: async (tx, actor, { channel }, now) => {
        const before = await preferenceOf(tx, actor)
        await keep(
          tx,
          actor,
          { ...before, channels: before.channels.filter((name) => name !== channel) },
          now,
        )
        tx.about('person', actor.personId, { channel: CHANNELS[channel] })
        return { stopped: channel }
      },
    }),
    write({
      method: 'POST',
      path: '/digests',
      permission: 'digest.compile',
      journal: 'digest.compile',
      says: '系统开始汇总 {day} 的提醒',
      input: z.object({}),
      gate: { none: '汇总提醒不办理业务' },
      everyDay: 'message.digest.time',
      verb: (tx, _actor, _input, now) => compile(tx, now),
    }),
  ]
}

async function preferenceOf(tx: Tx, actor: Actor): Promise<Preference> {
  reachedByQuery(actor)
  const { rows } = await sql<Preference>`
    select digest, channels from platform.message_preference where person_id = ${actor.personId}`.execute(
    tx.as('platform'),
  )
  return rows[0] ?? { digest: true, channels: [] }
}

async function addressOf(tx: Tx, actor: Actor) {
  const { rows } = await sql<{ phone: string | null; email: string | null }>`
    select phone, email from platform.person where id = ${actor.personId}`.execute(tx.as('platform'))
  return rows[0] ?? { phone: null, email: null }
}

async function show(tx: Tx, channels: readonly ChannelName[], actor: Actor) {
  const preference = await preferenceOf(tx, actor)
  const { phone, email } = await addressOf(tx, actor)
  const { rows } = await sql<{ day: string; groups: DigestGroup[] }>`
    select day, groups from platform.digest where person_id = ${actor.personId} order by day desc limit 1`.execute(
    tx.as('platform'),
  )
  const masked = {
    phone: phone === null ? null : maskPhone(phone),
    email: email === null ? null : maskEmail(email),
  }
  return {
    ...preference,
    available: channels.map((name) => ({
      name,
      title: CHANNELS[name],
      address: name === 'email' ? masked.email : masked.phone,
    })),
    latest: rows[0] ?? null,
  }
}

async function prefer(
  tx: CommandTx,
  channels: readonly ChannelName[],
  actor: Actor,
  input: Preference,
  now: string,
): Promise<Preference> {
  mustReach(actor, { personId: actor.personId })
  const { phone, email } = await addressOf(tx, actor)
  for (const name of input.channels) {
    if (!channels.includes(name))
      throw new Refusal('conflict', '本平台还没有开通“{channel}”，请先用站内消息。', {
        channel: CHANNELS[name],
      })
    if ((name === 'email' ? email : phone) === null)
      throw new Refusal('conflict', '您还没有登记{what}，请先到“我的数据”补充。', {
        what: name === 'email' ? '电子邮箱' : '手机号',
      })
  }
  await keep(tx, actor, input, now)
  tx.about('person', actor.personId)
  return input
}

async function keep(tx: CommandTx, actor: Actor, { digest, channels }: Preference, now: string) {
  await sql`insert into platform.message_preference (person_id, digest, channels, changed_at)
    values (${actor.personId}, ${digest}, ${[...new Set(channels)]}::text[], ${now})
    on conflict (person_id) do update set digest = excluded.digest, channels = excluded.channels,
      changed_at = excluded.changed_at`.execute(tx.as('platform'))
}

/** Asks for everybody's digest of today, and tells administrators which calendar year will be needed (P1). */
async function compile(tx: CommandTx, now: string): Promise<{ readonly people: number }> {
  let people = 0
  for (let after: string | null = null; ;) {
    const personIds: string[] = await readersAfter(tx, after)
    if (personIds.length === 0) break
    await tx.emit('digest.people', { personIds, day: tx.today, now })
    people += personIds.length
    after = personIds.at(-1) ?? null
  }
  for (const year of missingYears(tx.calendar, tx.today, tx.rules.number('calendar.remindDays', tx.today)))
    await tellAdministrators(tx, year)
  tx.about('digest', null, { day: tx.today })
  return { people }
}

async function tellAdministrators(tx: CommandTx, year: number): Promise<void> {
  const { rows } = await sql<{ person_id: string }>`
    select distinct person_id from platform.membership
    where 'admin' = any (roles) and from_day <= ${tx.today} and (until_day is null or until_day >= ${tx.today})`.execute(
    tx.as('platform'),
  )
  for (const { person_id: personId } of rows)
    await tx.emit('message.person', {
      personId,
      // Once a year and person, however many days it is asked for.
      once: `calendar ${year}`,
      template: '{year} 年的节假日安排即将用到，请在“工作日历”载入；载入前有关期限只是暂定。',
      params: { year },
      link: '/app/calendar',
    })
}
