import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, reachedByQuery, roleTitles, type Actor, type Role } from '../access/access.ts'
import { routesOf, type CommandTx, type Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import { personNames } from './names.ts'
import { peopleWithRole } from './organisations.ts'
import { identity } from './tables.ts'

const { read, write } = routesOf('platform')

/** Roles that act for their organisation in their own name; a secretary has none of them (P6). */
const PRINCIPALS: readonly Role[] = ['tto', 'researcher', 'researchOffice', 'firm', 'serviceBody', 'leader']

/** What a person is asked to confirm: a text drafted for them, named by its matter (`achievement:<id>:v<version>`). */
export interface Drafted {
  readonly matter: string
  readonly title: string
  /** Page where the whole text is read. */
  readonly link: string
  readonly orgId: string
}

/**
 * Asks somebody of the same organisation who holds one of `roles` to confirm what was drafted for them; a second
 * request for the same matter replaces the first. Answers the request's id.
 */
export async function askDrafting(
  tx: CommandTx,
  actor: Actor,
  drafted: Drafted,
  forPerson: string,
  roles: readonly Role[],
  now: Instant,
): Promise<string> {
  const draftedBy = actor.personId
  if (draftedBy === null) throw new Refusal('unsigned', '请先登录，再办理此事。')
  const people = await peopleWithRole(tx, roles, drafted.orgId, tx.today)
  if (forPerson === draftedBy || !people.some((member) => member.personId === forPerson))
    throw new Refusal('invalid', '请选择本单位的一位{roles}来确认。', { roles: titlesOf(roles) }, [
      { field: 'forPerson', message: `须是本单位在岗的${titlesOf(roles)}。` },
    ])
  await identity(tx)
    .updateTable('platform.drafting')
    .set({ answer: 'replaced', answered_at: now })
    .where('matter', '=', drafted.matter)
    .where('answered_at', 'is', null)
    .execute()
  const id = v7()
  const row = {
    id,
    matter: drafted.matter,
    title: drafted.title,
    link: drafted.link,
    org_id: drafted.orgId,
    drafted_by: draftedBy,
    for_person: forPerson,
    asked_at: now,
    answer: null,
    note: null,
    answered_at: null,
    journal_id: null,
  }
  await identity(tx).insertInto('platform.drafting').values(row).execute()
  await tx.emit('message.person', {
    personId: forPerson,
    template: '{who}代您起草了《{title}》，请核对后确认或退回。',
    params: { who: actor.name, title: drafted.title },
    link: '/drafts',
  })
  return id
}

function titlesOf(roles: readonly Role[]): string {
  return roles.map((role) => roleTitles[role]).join('或')
}

/**
 * Whether this actor only drafts for somebody: holds no role that acts in its own name, or acts from a seat lent
 * for drafting. `forPerson` is the one who lent it, else null (any researcher of the organisation).
 */
export async function draftsOnly(
  tx: CommandTx,
  actor: Actor,
): Promise<{ readonly forPerson: string | null } | undefined> {
  if (actor.agentFor !== null) {
    const lent = await identity(tx)
      .selectFrom('platform.delegation')
      .select('kind')
      .where('from_person', '=', actor.agentFor)
      .where('to_person', '=', actor.personId ?? '')
      .where('ended_at', 'is', null)
      .where('from_day', '<=', tx.today)
      .where('until_day', '>=', tx.today)
      .execute()
    // At the counter the signed paper, whose scan is kept, is the person's own word.
    const actsInFull = lent.some(({ kind }) => kind !== 'secretary')
    return actsInFull ? undefined : { forPerson: actor.agentFor }
  }
  const isSecretary = actor.roles.includes('secretary')
  return isSecretary && !actor.roles.some((role) => PRINCIPALS.includes(role))
    ? { forPerson: null }
    : undefined
}

/** Who confirmed the draft, and when; what a record keeps beside the name of the agent. */
export interface Confirmed {
  readonly draftedBy: string
  readonly confirmedBy: string
  readonly confirmedAt: string
}

/**
 * For a submit by somebody who only drafts: the confirmation of the person drafted for, refused when there is none.
 * Undefined for everybody who acts in own name.
 */
export async function draftConfirmation(
  tx: CommandTx,
  actor: Actor,
  matter: string,
): Promise<Confirmed | undefined> {
  const only = await draftsOnly(tx, actor)
  if (!only) return undefined
  let query = identity(tx)
    .selectFrom('platform.drafting')
    .select(['drafted_by', 'for_person', 'answered_at'])
    .where('matter', '=', matter)
    .where('answer', '=', 'confirmed')
  if (only.forPerson !== null) query = query.where('for_person', '=', only.forPerson)
  const row = await query.orderBy('answered_at', 'desc').limit(1).executeTakeFirst()
  if (!row?.answered_at)
    throw new Refusal(
      'conflict',
      '代拟的内容须由本人确认后才能提交：请先请本人确认这一版；确认后又修改的，须重新确认。',
    )
  return { draftedBy: row.drafted_by, confirmedBy: row.for_person, confirmedAt: row.answered_at }
}

const answer = write({
  method: 'POST',
  path: '/drafts/{id}/answer',
  permission: 'drafting.answer',
  journal: 'drafting.answer',
  says: '{actor}{answer}代拟的《{title}》',
  input: z.object({
    id: z.uuid(),
    answer: z.enum(['confirmed', 'declined']).meta({
      title: '答复',
      options: { confirmed: '确认', declined: '退回' },
    }),
    note: z.string().trim().max(500).default('').meta({ title: '说明', widget: 'textarea' }),
  }),
  gate: { none: '本人确认代拟的文字' },
  verb: async (tx, actor, input, now) => {
    const row = await identity(tx)
      .selectFrom('platform.drafting')
      .selectAll()
      .where('id', '=', input.id)
      .forUpdate()
      .executeTakeFirst()
    mustReach(actor, { personId: row?.for_person ?? null })
    if (!row) throw new Refusal('absent', '没有找到这份代拟的材料。')
    // A deputy or secretary of the professor cannot stand in for the professor's own word.
    if (actor.agentFor !== null) throw new Refusal('forbidden', '代办人不能代为确认，请由本人登录后确认。')
    if (row.answered_at !== null) throw new Refusal('conflict', '这份材料已经答复，或已由新的一版代替。')
    await identity(tx)
      .updateTable('platform.drafting')
      .set({ answer: input.answer, note: input.note, answered_at: now, journal_id: tx.journalId })
      .where('id', '=', row.id)
      .execute()
    const word = input.answer === 'confirmed' ? '确认了' : '退回了'
    await tx.emit('message.person', {
      personId: row.drafted_by,
      template: '{who}{answer}您代拟的《{title}》。{note}',
      params: { who: actor.name, answer: word, title: row.title, note: input.note },
      link: row.link,
    })
    tx.about('drafting', row.id, { answer: word, title: row.title })
    return { id: row.id, answer: input.answer }
  },
})

const list = read({
  path: '/drafts',
  permission: 'drafting.answer',
  journal: 'drafting.list',
  title: '请我确认的代拟材料',
  input: z.object({}),
  verb: async (tx, actor) => {
    reachedByQuery(actor)
    const items = await draftsFor(tx, actor.personId)
    return { items, total: items.length }
  },
})

/** What waits for this person's confirmation, oldest first. */
export async function draftsFor(tx: Tx, personId: string | null) {
  if (personId === null) return []
  const rows = await identity(tx)
    .selectFrom('platform.drafting')
    .select(['id', 'title', 'link', 'drafted_by', 'asked_at'])
    .where('for_person', '=', personId)
    .where('answered_at', 'is', null)
    .orderBy('asked_at')
    .limit(100)
    .execute()
  const names = await personNames(
    tx,
    rows.map((row) => row.drafted_by),
  )
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    link: row.link,
    by: names.get(row.drafted_by) ?? '',
    askedAt: row.asked_at,
  }))
}

export const draftingRoutes = [answer, list]
