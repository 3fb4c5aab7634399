import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, type Actor } from '../access/access.ts'
import { routesOf, type CommandTx } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import { identity } from './tables.ts'

const { write } = routesOf('platform')

/** Commands of this file are called by the handlers in http.ts, which hold token and clock; they are not mounted. */
const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ title: '会话凭据摘要', transient: true })
const mark = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .nullable()
  .meta({ title: '登录来源摘要', transient: true })
const instant = z.iso.datetime()
const gate = { none: '登录与身份切换不办理业务' } as const

/** The person of the session; a command that others could call for them is a bug. */
export function ownPerson(actor: Actor): string {
  if (actor.personId === null) throw new Refusal('unsigned', '请先登录，再办理此事。')
  mustReach(actor, { personId: actor.personId })
  return actor.personId
}

export const openSession = write({
  method: 'POST',
  path: '/session',
  permission: 'session.open',
  journal: 'session.open',
  says: '{actor}登录',
  input: z.object({
    tokenHash: hash,
    at: instant,
    expiresAt: instant,
    oneClick: z.boolean(),
    addressMark: mark,
    deviceMark: mark,
  }),
  gate,
  verb: async (tx, actor, input) => {
    const id = v7()
    const personId = ownPerson(actor)
    const row = {
      id,
      token_hash: input.tokenHash,
      person_id: personId,
      membership_id: null,
      delegation_id: null,
      second_factor_at: null,
      one_click: input.oneClick,
      address_mark: input.addressMark,
      device_mark: input.deviceMark,
      created_at: input.at,
      last_seen_at: input.at,
      expires_at: input.expiresAt,
      revoked_at: null,
    }
    await identity(tx).insertInto('platform.session').values(row).execute()
    tx.about('person', personId)
    return { sessionId: id }
  },
})

export const closeSession = write({
  method: 'DELETE',
  path: '/session',
  permission: 'session.use',
  journal: 'session.close',
  says: '{actor}退出登录',
  input: z.object({ sessionId: z.uuid(), at: instant, others: z.boolean() }),
  gate,
  verb: async (tx, actor, input) => {
    const personId = ownPerson(actor)
    const closed = await identity(tx)
      .updateTable('platform.session')
      .set({ revoked_at: input.at })
      .where('person_id', '=', personId)
      .where('id', input.others ? '<>' : '=', input.sessionId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    tx.about('person', personId)
    return { closed: Number(closed.numUpdatedRows) }
  },
})

export const actAs = write({
  method: 'POST',
  path: '/session/act-as',
  permission: 'session.use',
  journal: 'session.act-as',
  says: '{actor}切换办事身份',
  input: z.object({
    sessionId: z.uuid(),
    tokenHash: hash,
    membershipId: z.uuid().nullable(),
    delegationId: z.uuid().nullable(),
  }),
  gate,
  verb: async (tx, actor, input) => {
    const personId = ownPerson(actor)
    const isOwn =
      input.delegationId === null
        ? await findOwn(tx, 'platform.membership', 'person_id', personId, input.membershipId)
        : await findOwn(tx, 'platform.delegation', 'to_person', personId, input.delegationId)
    if (!isOwn) throw new Refusal('absent', '没有找到这个身份，或它已经终止，请刷新后重新选择。')
    const { sessionId, tokenHash, membershipId, delegationId } = input
    await identity(tx)
      .updateTable('platform.session')
      .set({ token_hash: tokenHash, membership_id: membershipId, delegation_id: delegationId })
      .where('id', '=', sessionId)
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .execute()
    tx.about('person', personId)
    return {}
  },
})

async function findOwn(
  tx: CommandTx,
  table: 'platform.membership' | 'platform.delegation',
  column: 'person_id' | 'to_person',
  personId: string,
  id: string | null,
): Promise<boolean> {
  if (id === null) return false
  const row = await identity(tx)
    .selectFrom(table)
    .select('id')
    .where('id', '=', id)
    .where(column as 'id', '=', personId)
    .where('from_day', '<=', tx.today)
    .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', tx.today)]))
    .executeTakeFirst()
  return row !== undefined
}

/** Every session of a person ends; called when the account is disabled or the password was reset. */
export async function revokeSessions(
  tx: CommandTx,
  personId: string,
  at: string,
  except?: string,
): Promise<void> {
  let update = identity(tx)
    .updateTable('platform.session')
    .set({ revoked_at: at })
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
  if (except !== undefined) update = update.where('id', '<>', except)
  await update.execute()
}

export const sessionRoutes = [openSession, closeSession, actAs]
