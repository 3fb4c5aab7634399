import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, roleTitles, type Actor, type Role } from '../access/access.ts'
import { addDays } from '../calendar/calendar.ts'
import { routesOf, type CommandTx } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import { invitationForm, rolesForm } from './forms.ts'
import { HOLDING_KINDS, holdings, mustHoldNothing, passOn } from './holdings.ts'
import { conflictingRoles, grantableRoles } from './kinds.ts'
import { machineNow } from './machine-clock.ts'
import { ownPerson } from './session-commands.ts'
import { identity, type MembershipRow } from './tables.ts'
import { longCodeHash } from './token.ts'

const { write } = routesOf('platform')
const gate = { none: '单位内部人员管理' } as const

/** Called by http.ts, which makes the code and shows it once to who invites. */
export const invite = write({
  method: 'POST',
  path: '/organisations/{id}/invitations',
  permission: 'member.manage',
  journal: 'member.invite',
  says: '{actor}邀请新成员加入“{org}”',
  input: invitationForm.extend({
    codeHash: z.string().meta({ title: '代码摘要', transient: true }),
    expiresAt: z.iso.datetime(),
  }),
  gate,
  verb: async (tx, actor, input, now) => {
    mustReach(actor, { orgId: input.id })
    const org = await mustGrant(tx, actor, input.id, input.roles)
    const id = v7()
    const row = {
      id,
      org_id: input.id,
      code_hash: input.codeHash,
      title: input.title,
      roles: [...input.roles],
      invited_by: actor.personId ?? '',
      created_at: now,
      expires_at: input.expiresAt,
      used_at: null,
      used_by: null,
    }
    await identity(tx).insertInto('platform.invitation').values(row).execute()
    tx.about('organisation', input.id, { org })
    return { invitationId: id }
  },
})

/** Called by http-account.ts, which counts tries. */
export const join = write({
  method: 'POST',
  path: '/invitations/accept',
  permission: 'organisation.register',
  journal: 'member.join',
  says: '{actor}接受邀请加入“{org}”',
  input: z.object({ code: z.string().min(1).max(60).meta({ title: '邀请码', transient: true }) }),
  gate,
  verb: async (tx, actor, input, now) => {
    const personId = ownPerson(actor)
    const invitation = await identity(tx)
      .updateTable('platform.invitation')
      .set({ used_at: now, used_by: personId })
      .where('code_hash', '=', longCodeHash(input.code))
      .where('used_at', 'is', null)
      .where('expires_at', '>', machineNow())
      .returning(['org_id', 'title', 'roles'])
      .executeTakeFirst()
    if (!invitation) throw new Refusal('invalid', '邀请码不正确、已经用过或已过期，请向邀请人重新索取。')
    const current = await currentMemberships(tx, personId)
    if (current.some((m) => m.org_id === invitation.org_id))
      throw new Refusal('conflict', '您已经是该单位的成员。')
    mustStayApart([...current.flatMap((m) => m.roles), ...invitation.roles])
    const id = v7()
    const row = {
      id,
      person_id: personId,
      ...invitation,
      from_day: tx.today,
      until_day: null,
      created_at: now,
    }
    await identity(tx).insertInto('platform.membership').values(row).execute()
    tx.about('organisation', invitation.org_id, { org: await orgName(tx, invitation.org_id) })
    return { membershipId: id }
  },
})

const setRoles = write({
  method: 'PUT',
  path: '/memberships/{membershipId}',
  permission: 'member.manage',
  journal: 'member.set-roles',
  says: '{actor}调整成员角色为{roles}',
  input: rolesForm,
  gate,
  verb: async (tx, actor, input) => {
    const membership = await lockMembership(tx, actor, input.membershipId)
    if (membership.person_id === actor.personId) {
      throw new Refusal('forbidden', '不能调整本人的角色，请由其他管理员办理。')
    }
    const added = input.roles.filter((role) => !membership.roles.includes(role))
    await mustGrant(tx, actor, membership.org_id, added)
    const removed = membership.roles.filter((role) => !(input.roles as readonly string[]).includes(role))
    if (removed.includes('orgAdmin')) await mustLeaveAdmin(tx, membership)
    const others = (await currentMemberships(tx, membership.person_id)).filter((m) => m.id !== membership.id)
    mustStayApart([...others.flatMap((m) => m.roles), ...input.roles])
    await identity(tx)
      .updateTable('platform.membership')
      .set({ roles: [...input.roles], ...(input.title !== undefined && { title: input.title }) })
      .where('id', '=', membership.id)
      .execute()
    tx.about('membership', membership.id, { roles: input.roles.map((role) => roleTitles[role]).join('、') })
    return { membershipId: membership.id }
  },
})

/** One held matter goes to a colleague: a command each, so that the journal says what went to whom. */
const handOver = write({
  method: 'POST',
  path: '/memberships/{membershipId}/hand-over',
  permission: 'member.manage',
  journal: 'member.hand-over',
  says: '{actor}办理工作交接，移交{what}《{title}》',
  input: z.object({
    membershipId: z.uuid(),
    kind: z.enum(['dossier', 'handler', 'draft']),
    id: z.uuid(),
    toPerson: z.uuid().meta({ title: '接手人', widget: 'person' }),
  }),
  gate,
  verb: async (tx, actor, input) => {
    const membership = await lockMembership(tx, actor, input.membershipId)
    const heirs = await currentMemberships(tx, input.toPerson)
    if (input.toPerson === membership.person_id || !heirs.some((m) => m.org_id === membership.org_id)) {
      throw new Refusal('invalid', '接手人须是本单位的其他在岗成员。')
    }
    const title = await passOn(tx, membership, input)
    if (title === undefined)
      throw new Refusal('conflict', '这一项已不在其名下，或不能移交给所选的人，请刷新后再试。')
    tx.about('membership', membership.id, { what: HOLDING_KINDS[input.kind], title })
    await tx.emit('message.person', {
      personId: input.toPerson,
      template: '《{title}》已移交给您。',
      params: { title },
      link: input.kind === 'draft' ? '/drafts' : `/app/dossiers/${input.id}`,
    })
    return { title }
  },
})

const end = write({
  method: 'POST',
  path: '/memberships/{membershipId}/end',
  permission: 'member.manage',
  journal: 'member.end',
  says: '{actor}办理成员离岗',
  input: z.object({ membershipId: z.uuid() }),
  gate,
  verb: async (tx, actor, input) => {
    const membership = await lockMembership(tx, actor, input.membershipId)
    mustHoldNothing(await holdings(tx, membership, tx.today))
    if (membership.roles.includes('orgAdmin')) await mustLeaveAdmin(tx, membership)
    // The last day was yesterday: the roles end now, not at midnight.
    await identity(tx)
      .updateTable('platform.membership')
      .set({ until_day: addDays(tx.today, -1) })
      .where('id', '=', membership.id)
      .execute()
    tx.about('membership', membership.id)
    return {}
  },
})

async function lockMembership(tx: CommandTx, actor: Actor, id: string): Promise<MembershipRow> {
  const row = await identity(tx)
    .selectFrom('platform.membership')
    .selectAll()
    .where('id', '=', id)
    .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', tx.today)]))
    .forUpdate()
    .executeTakeFirst()
  mustReach(actor, { orgId: row?.org_id ?? null })
  if (!row) throw new Refusal('absent', '没有找到这位成员，或已经离岗。')
  return row
}

export async function currentMemberships(tx: CommandTx, personId: string): Promise<MembershipRow[]> {
  return identity(tx)
    .selectFrom('platform.membership')
    .selectAll()
    .where('person_id', '=', personId)
    .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', tx.today)]))
    .execute()
}

/** The organisation's name, after making sure that these roles may be given there by this actor. */
async function mustGrant(
  tx: CommandTx,
  actor: Actor,
  orgId: string | null,
  roles: readonly Role[],
): Promise<string> {
  const org =
    orgId === null
      ? undefined
      : await identity(tx)
          .selectFrom('platform.organisation')
          .select(['kind', 'name'])
          .where('id', '=', orgId)
          .executeTakeFirst()
  if (orgId !== null && !org) throw new Refusal('absent', '没有找到这个单位。')
  const grantable = grantableRoles(org?.kind ?? null, actor.scopes.includes('any'))
  const beyond = roles.find((role) => !grantable.includes(role))
  if (beyond) {
    throw new Refusal('forbidden', '“{role}”不属于可授予的角色，请联系平台管理员。', {
      role: roleTitles[beyond],
    })
  }
  mustStayApart(roles)
  return org?.name ?? ''
}

function mustStayApart(roles: readonly string[]): void {
  const pair = conflictingRoles(roles as readonly Role[])
  if (!pair) return
  throw new Refusal('conflict', '“{one}”与“{other}”须由不同的人担任（三员分立）。', {
    one: roleTitles[pair[0]],
    other: roleTitles[pair[1]],
  })
}

async function mustLeaveAdmin(tx: CommandTx, leaving: MembershipRow): Promise<void> {
  const rest = await peopleOf(tx, leaving.org_id)
  if (rest.some((m) => m.id !== leaving.id && m.roles.includes('orgAdmin'))) return
  throw new Refusal('conflict', '单位至少要有一位单位管理员，请先指定接任者。')
}

async function peopleOf(tx: CommandTx, orgId: string | null): Promise<MembershipRow[]> {
  return identity(tx)
    .selectFrom('platform.membership')
    .selectAll()
    .where('org_id', 'is not distinct from', orgId)
    .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', tx.today)]))
    .execute()
}

async function orgName(tx: CommandTx, id: string): Promise<string> {
  const row = await identity(tx)
    .selectFrom('platform.organisation')
    .select('name')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.name ?? ''
}

export const memberRoutes = [setRoles, handOver, end]
