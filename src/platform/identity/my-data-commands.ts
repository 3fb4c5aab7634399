import { sql } from 'kysely'
import { v7 } from 'uuid'
import { z } from 'zod'
import { reachedByQuery, type Actor } from '../access/access.ts'
import { addDays } from '../calendar/calendar.ts'
import { routesOf, type CommandTx, type Instant } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import type { Forget, Forgotten } from './forget.ts'
import { correctionForm } from './forms.ts'
import { holdings, matters, mustHoldNothing } from './holdings.ts'
import { machineNow } from './machine-clock.ts'
import { currentMemberships } from './member-commands.ts'
import { myData, myDataCopy } from './my-data.ts'
import { ownPerson } from './session-commands.ts'
import { identity } from './tables.ts'

const { read, write } = routesOf('platform')
const gate = { none: '个人信息权利' } as const

const show = read({
  path: '/my-data',
  permission: 'my-data',
  journal: 'my-data.show',
  title: '我的个人信息',
  input: z.object({}),
  verb: (tx, actor) => myData(tx, actor),
})

const copy = read({
  path: '/my-data/copy',
  permission: 'my-data',
  journal: 'my-data.copy',
  title: '个人信息副本',
  input: z.object({}),
  verb: (tx, actor, _input, now) => myDataCopy(tx, actor, now),
})

const correct = write({
  method: 'PUT',
  path: '/my-data',
  permission: 'my-data',
  journal: 'my-data.correct',
  says: '{actor}更正个人信息',
  input: correctionForm,
  gate,
  verb: async (tx, actor, input) => {
    const personId = ownPerson(actor)
    const { name, phone, email } = input
    const set = {
      ...(name !== undefined && { name }),
      ...(phone !== undefined && { phone }),
      ...(email !== undefined && { email }),
    }
    if (Object.keys(set).length === 0) throw new Refusal('invalid', '请至少填写一项要更正的内容。')
    await identity(tx).updateTable('platform.person').set(set).where('id', '=', personId).execute()
    tx.about('person', personId)
    return {}
  },
})

const consent = write({
  method: 'POST',
  path: '/my-data/electronic-service',
  permission: 'my-data',
  journal: 'my-data.electronic-service',
  says: '{actor}{answer}电子送达',
  input: z.object({ given: z.boolean().meta({ title: '同意以电子方式送达文书', widget: 'switch' }) }),
  gate,
  verb: async (tx, actor, input, now) => {
    const personId = ownPerson(actor)
    const row = { id: v7(), person_id: personId, given: input.given, at: now }
    await identity(tx).insertInto('platform.service_consent').values(row).execute()
    tx.about('person', personId, { answer: input.given ? '同意' : '撤回同意' })
    return {}
  },
})

/** Closes the actor's account; `forgets` takes the person out of what the modules keep. */
export const eraseRoute = (forgets: readonly Forget[]) =>
  write({
    method: 'POST',
    path: '/my-data/erase',
    permission: 'my-data',
    journal: 'my-data.erase',
    says: '一位用户注销账号，其个人信息已删除',
    input: z.object({
      confirm: z.literal('注销').meta({ title: '确认', help: '请输入“注销”二字', transient: true }),
    }),
    gate,
    verb: async (tx, actor, _input, now) => {
      const personId = ownPerson(actor)
      const seats = await currentMemberships(tx, personId)
      // First what is the person's own: a profile ends with its person and is no matter to hand over.
      await forgetEverywhere(tx, personId, forgets, actor, now)
      for (const seat of seats) mustHoldNothing(matters(await holdings(tx, seat, tx.today)))
      await mustNotBeLastAdmin(tx, personId)
      await erasePerson(tx, personId, now)
      tx.about('person', personId)
      return { erased: true }
    },
  })

async function mustNotBeLastAdmin(tx: CommandTx, personId: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select coalesce(o.name, '本平台') as name
    from platform.membership m left join platform.organisation o on o.id = m.org_id
    cross join unnest(array['admin', 'orgAdmin']) as r
    where m.person_id = ${personId} and r = any (m.roles) and (m.until_day is null or m.until_day >= ${tx.today})
      and exists (select from platform.membership c where c.org_id is not distinct from m.org_id
        and c.person_id <> ${personId} and (c.until_day is null or c.until_day >= ${tx.today}))
      and not exists (select from platform.membership x where x.org_id is not distinct from m.org_id
        and x.person_id <> ${personId} and r = any (x.roles) and (x.until_day is null or x.until_day >= ${tx.today}))
    limit 1`.execute(tx.as('platform'))
  if (rows[0]) {
    throw new Refusal('conflict', '您是“{org}”唯一的管理员，请先指定接任者，再注销账号。', {
      org: rows[0].name,
    })
  }
}

async function forgetEverywhere(
  tx: CommandTx,
  personId: string,
  forgets: readonly Forget[],
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { rows } = await sql<Forgotten>`
    select p.id as "personId", p.name, p.phone, p.email, array(select distinct m.org_id::text from platform.membership m
      where m.person_id = p.id and m.org_id is not null) as "orgIds"
    from platform.person p where p.id = ${personId}`.execute(tx.as('platform'))
  const [person] = rows
  if (!person) return
  for (const forget of forgets) await forget(tx, person, actor, now)
}

/**
 * Forgets a person (PIPL 47): the row becomes a pseudonym, everything that signs in or reaches the person goes,
 * and the salts that tie the person to leaves are destroyed. Leaves, hashes and ledger rows are not touched, so the
 * log stays valid while nobody can open those commitments any more.
 */
async function erasePerson(tx: CommandTx, personId: string, now: string): Promise<void> {
  const at = machineNow()
  const db = tx.as('platform')
  await sql`update platform.person set name = ${`已注销用户${personId.slice(-4)}`}, phone = null, email = null, erased_at = ${now}
    where id = ${personId}`.execute(db)
  await sql`update platform.session set revoked_at = ${at} where person_id = ${personId} and revoked_at is null`.execute(
    db,
  )
  await sql`update platform.session set address_mark = null, device_mark = null where person_id = ${personId}`.execute(
    db,
  )
  await sql`update platform.membership set until_day = ${addDays(tx.today, -1)}
    where person_id = ${personId} and (until_day is null or until_day >= ${tx.today})`.execute(db)
  await sql`update platform.delegation set ended_at = ${now}
    where (from_person = ${personId} or to_person = ${personId}) and ended_at is null`.execute(db)
  for (const table of [
    'account',
    'password_history',
    'second_factor',
    'one_time_code',
    'confirmation',
    'message',
    'message_preference',
    'digest',
    'delivery',
    'work_view',
    'dossier_handler',
  ]) {
    await sql`delete from ${sql.table(`platform.${table}`)} where person_id = ${personId}`.execute(db)
  }
  // Salts of secret business fields stay: an auditor must still be able to open them.
  await sql`delete from platform.evidence_salt s using platform.journal j
    where s.leaf_id = j.leaf_id and (j.person_id = ${personId} or (j.subject_kind = 'person' and j.subject_id = ${personId}))
      and (
        (s.field = 'actor' and j.person_id = ${personId})
        or (s.field = 'act' and j.subject_kind = 'person' and j.subject_id = ${personId})
        or (s.field like 'secret:%' and not exists (select from platform.secret x
          where x.journal_id = j.id and 'secret:' || x.field = s.field)))`.execute(db)
}

/** Whether electronic service was agreed to, latest word counts. */
const serviceConsent = read({
  path: '/my-data/electronic-service',
  permission: 'my-data',
  journal: 'my-data.electronic-service-state',
  title: '电子送达同意',
  input: z.object({}),
  verb: async (tx, actor) => {
    reachedByQuery(actor)
    const row = await identity(tx)
      .selectFrom('platform.service_consent')
      .select(['given', 'at'])
      .where('person_id', '=', actor.personId ?? '')
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    return { given: row?.given ?? false, at: row?.at ?? null }
  },
})

export const myDataRoutes = [show, copy, correct, consent, serviceConsent]
