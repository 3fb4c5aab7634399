import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, reaches, type Actor } from '../access/access.ts'
import { routesOf, type CommandTx } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import { hasAdministrator } from './found.ts'
import { firstAdministratorForm, registerForm, resetForm } from './forms.ts'
import { machineNow } from './machine-clock.ts'
import { checkPassword } from './password.ts'
import { createPerson, setPassword } from './people.ts'
import { ownPerson, revokeSessions } from './session-commands.ts'
import { identity } from './tables.ts'
import { longCodeHash } from './token.ts'

const { write } = routesOf('platform')
const gate = { none: '账号事项不办理业务' } as const

export const register = write({
  method: 'POST',
  path: '/accounts',
  permission: 'account.register',
  journal: 'account.register',
  says: '新用户注册账号',
  input: registerForm,
  gate,
  verb: async (tx, _actor, input, now) => {
    const personId = await createPerson(tx, input, now)
    tx.about('person', personId)
    return { personId }
  },
})

export const firstAdministrator = write({
  method: 'POST',
  path: '/first-administrator',
  permission: 'account.register',
  journal: 'account.first-administrator',
  says: '首位平台管理员启用账号',
  input: firstAdministratorForm,
  gate,
  verb: async (tx, _actor, input, now) => {
    const code = await spendLongCode(tx, 'first-administrator', input.code)
    if (await hasAdministrator(tx)) {
      throw new Refusal('conflict', '平台已有管理员，这个一次性代码不再有效；请联系管理员邀请您。')
    }
    const personId = await createPerson(tx, input, now)
    const membership = {
      id: v7(),
      person_id: personId,
      org_id: code.org_id,
      title: '平台管理员',
      roles: ['admin', 'orgAdmin'],
      from_day: tx.today,
      until_day: null,
      created_at: now,
    }
    await identity(tx).insertInto('platform.membership').values(membership).execute()
    tx.about('person', personId)
    return { personId }
  },
})

export const resetPassword = write({
  method: 'POST',
  path: '/password-reset',
  permission: 'account.register',
  journal: 'account.reset-password',
  says: '凭重置代码设置新密码',
  input: resetForm,
  gate,
  verb: async (tx, _actor, input, now) => {
    const code = await spendLongCode(tx, 'password-reset', input.code)
    if (code.person_id === null) throw new Error('a reset code belongs to a person')
    await setPassword(tx, code.person_id, input.password, now, (hash) => checkPassword(hash, input.password))
    await revokeSessions(tx, code.person_id, machineNow())
    tx.about('person', code.person_id)
    return {}
  },
})

async function spendLongCode(
  tx: CommandTx,
  purpose: 'first-administrator' | 'password-reset',
  typed: string,
) {
  const at = machineNow()
  const code = await identity(tx)
    .updateTable('platform.one_time_code')
    .set({ used_at: at })
    .where('purpose', '=', purpose)
    .where('code_hash', '=', longCodeHash(typed))
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .returning(['person_id', 'org_id'])
    .executeTakeFirst()
  if (code) return code
  throw new Refusal('invalid', '代码不正确、已经用过或已过期，请核对或重新获取。', {}, [
    { field: 'code', message: '代码不正确、已经用过或已过期。' },
  ])
}

/** Called by http.ts after the old password was checked; the session goes on under a new token, all others end. */
export const changePassword = write({
  method: 'POST',
  path: '/session/password',
  permission: 'account.secure',
  journal: 'account.change-password',
  says: '{actor}修改密码',
  input: z.object({
    sessionId: z.uuid(),
    tokenHash: z.string().meta({ title: '会话凭据摘要', transient: true }),
    password: z.string().max(500).meta({ title: '新密码', transient: true }),
  }),
  gate,
  verb: async (tx, actor, input, now) => {
    const personId = ownPerson(actor)
    await setPassword(tx, personId, input.password, now, (hash) => checkPassword(hash, input.password))
    await revokeSessions(tx, personId, machineNow(), input.sessionId)
    await identity(tx)
      .updateTable('platform.session')
      .set({ token_hash: input.tokenHash })
      .where('id', '=', input.sessionId)
      .where('person_id', '=', personId)
      .execute()
    tx.about('person', personId)
    return {}
  },
})

/** Called by http.ts, which makes the code and shows it once to the administrator. */
export const allowReset = write({
  method: 'POST',
  path: '/users/{personId}/reset',
  permission: 'user.manage',
  journal: 'account.allow-reset',
  says: '{actor}为用户签发密码重置代码',
  input: z.object({
    personId: z.uuid(),
    codeHash: z.string().meta({ title: '代码摘要', transient: true }),
    at: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  }),
  gate,
  verb: async (tx, actor, input) => {
    await mustManage(tx, actor, input.personId)
    const row = {
      id: v7(),
      purpose: 'password-reset' as const,
      person_id: input.personId,
      org_id: null,
      secret_ref: null,
      code_hash: input.codeHash,
      created_at: input.at,
      expires_at: input.expiresAt,
      used_at: null,
    }
    await identity(tx).insertInto('platform.one_time_code').values(row).execute()
    tx.about('person', input.personId)
    return {}
  },
})

const disable = write({
  method: 'POST',
  path: '/users/{personId}/disable',
  permission: 'user.manage',
  journal: 'account.disable',
  says: '{actor}停用账号',
  input: z.object({ personId: z.uuid() }),
  gate,
  verb: async (tx, actor, input) => {
    await mustManage(tx, actor, input.personId)
    if (input.personId === actor.personId)
      throw new Refusal('conflict', '不能停用自己的账号，请由其他管理员办理。')
    await setDisabled(tx, input.personId, machineNow())
    await revokeSessions(tx, input.personId, machineNow())
    tx.about('person', input.personId)
    return {}
  },
})

const enable = write({
  method: 'POST',
  path: '/users/{personId}/enable',
  permission: 'user.manage',
  journal: 'account.enable',
  says: '{actor}恢复账号',
  input: z.object({ personId: z.uuid() }),
  gate,
  verb: async (tx, actor, input) => {
    await mustManage(tx, actor, input.personId)
    await setDisabled(tx, input.personId, null)
    tx.about('person', input.personId)
    return {}
  },
})

async function setDisabled(tx: CommandTx, personId: string, at: string | null): Promise<void> {
  await identity(tx)
    .updateTable('platform.account')
    .set({ disabled_at: at })
    .where('person_id', '=', personId)
    .execute()
}

/** An organisation's administrator manages the accounts of those who belong to that organisation and to no other. */
async function mustManage(tx: CommandTx, actor: Actor, personId: string): Promise<void> {
  const memberships = await identity(tx)
    .selectFrom('platform.membership')
    .select(['org_id', 'roles'])
    .where('person_id', '=', personId)
    .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', tx.today)]))
    .execute()
  const isBeyond = memberships.some(
    (m) => !reaches(actor, { orgId: m.org_id }) || m.roles.includes('admin') || m.roles.includes('auditor'),
  )
  // Only the platform's administrator, whose permission reaches any object, gets past this.
  if (isBeyond || memberships.length === 0) mustReach(actor, { orgId: null })
}

export const accountRoutes = [disable, enable]
