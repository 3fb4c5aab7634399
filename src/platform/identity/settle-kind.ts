import type { Role } from '../access/access.ts'
import type { CommandTx } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import { firstRoles, grantableRoles, isStateFounded, type OrgKind } from './kinds.ts'
import { identity } from './tables.ts'

/**
 * Sets the kind of an organisation, on which the notice duty of 转化法 18 depends. Roles the new kind does not know
 * are taken away, and its administrators get the first roles of that kind. Answers the organisation's name.
 */
export async function settleKind(tx: CommandTx, orgId: string, kind: OrgKind): Promise<string> {
  const org = await identity(tx)
    .updateTable('platform.organisation')
    .set({ kind, state_founded: isStateFounded(kind) })
    .where('id', '=', orgId)
    .returning('name')
    .executeTakeFirst()
  if (!org) throw new Refusal('absent', '没有找到这个单位。')
  // Roles only the platform gives (expert, auditor) do not hang on the kind.
  const known = grantableRoles(kind, true)
  const members = await identity(tx)
    .selectFrom('platform.membership')
    .select(['id', 'roles'])
    .where('org_id', '=', orgId)
    .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', tx.today)]))
    .execute()
  for (const member of members) {
    const kept = member.roles.filter((role) => known.includes(role as Role))
    const first = member.roles.includes('orgAdmin') ? firstRoles(kind) : []
    await identity(tx)
      .updateTable('platform.membership')
      .set({ roles: [...new Set([...kept, ...first])] })
      .where('id', '=', member.id)
      .execute()
  }
  await tx.emit('record.changed', { kind: 'organisation', id: orgId })
  return org.name
}
