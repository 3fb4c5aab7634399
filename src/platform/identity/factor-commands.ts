import { v7 } from 'uuid'
import { z } from 'zod'
import type { Actor } from '../access/access.ts'
import { routesOf, type CommandTx } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import { machineNow } from './machine-clock.ts'
import { ownPerson } from './session-commands.ts'
import { identity } from './tables.ts'
import { totpStep } from './totp.ts'

const { write } = routesOf('platform')

const instant = z.iso.datetime()
const code = z.string().max(20).meta({ title: '验证码', transient: true, widget: 'code' })
const gate = { none: '第二因素核验不办理业务' } as const

export type FactorWay = 'totp' | 'sms'

/** What a confirmation is given for: kind and particulars of the act, `contract:<id>:<sha256>`. */
export const matterName = z
  .string()
  .regex(/^[a-z-]+(:[\w.-]+)+$/)
  .max(200)
  .meta({ title: '确认的事项' })

export const enrolFactor = write({
  method: 'POST',
  path: '/session/factors',
  permission: 'account.secure',
  journal: 'second-factor.enrol',
  says: '{actor}登记第二因素',
  input: z.object({
    kind: z.enum(['totp', 'sms']),
    at: instant,
    secret: z.string().nullable().meta({ title: '动态口令密钥', secret: true }),
  }),
  gate,
  verb: async (tx, actor, input) => {
    const personId = ownPerson(actor)
    const id = v7()
    const row = {
      id,
      person_id: personId,
      kind: input.kind,
      secret_ref: input.secret,
      last_step: 0,
      created_at: input.at,
      confirmed_at: null,
      removed_at: null,
    }
    await identity(tx).insertInto('platform.second_factor').values(row).execute()
    tx.about('person', personId)
    return { factorId: id }
  },
})

export const activateFactor = write({
  method: 'POST',
  path: '/session/factors/{factorId}/activate',
  permission: 'account.secure',
  journal: 'second-factor.activate',
  says: '{actor}启用第二因素',
  input: z.object({ factorId: z.uuid(), sessionId: z.uuid(), at: instant, code }),
  gate,
  verb: async (tx, actor, input) => {
    const personId = ownPerson(actor)
    await spendCode(tx, personId, input.code, input.at, input.factorId)
    const others = identity(tx)
      .updateTable('platform.second_factor')
      .set({ removed_at: input.at })
      .where('person_id', '=', personId)
      .where('id', '<>', input.factorId)
      .where('removed_at', 'is', null)
    await others.execute()
    await identity(tx)
      .updateTable('platform.second_factor')
      .set({ confirmed_at: input.at })
      .where('id', '=', input.factorId)
      .execute()
    await identity(tx)
      .updateTable('platform.session')
      .set({ second_factor_at: input.at })
      .where('id', '=', input.sessionId)
      .where('person_id', '=', personId)
      .execute()
    tx.about('person', personId)
    return {}
  },
})

export const sendCode = write({
  method: 'POST',
  path: '/session/code',
  permission: 'session.use',
  journal: 'second-factor.send-code',
  says: '向{actor}发送短信验证码',
  input: z.object({
    at: instant,
    expiresAt: instant,
    since: instant,
    limit: z.int().positive(),
    code: z.string().meta({ title: '验证码', secret: true }),
  }),
  gate,
  verb: async (tx, actor, input) => {
    const personId = ownPerson(actor)
    const recent = await identity(tx)
      .selectFrom('platform.one_time_code')
      .select('id')
      .where('person_id', '=', personId)
      .where('created_at', '>', input.since)
      .limit(input.limit)
      .execute()
    if (recent.length >= input.limit) throw new Refusal('tooMany', '验证码发送过于频繁，请稍后再试。')
    await identity(tx)
      .updateTable('platform.one_time_code')
      .set({ used_at: input.at })
      .where('person_id', '=', personId)
      .where('used_at', 'is', null)
      .execute()
    const row = {
      id: v7(),
      purpose: 'second-factor' as const,
      person_id: personId,
      org_id: null,
      secret_ref: input.code,
      code_hash: null,
      created_at: input.at,
      expires_at: input.expiresAt,
      used_at: null,
    }
    await identity(tx).insertInto('platform.one_time_code').values(row).execute()
    tx.about('person', personId)
    return {}
  },
})

export const giveSecondFactor = write({
  method: 'POST',
  path: '/session/second-factor',
  permission: 'session.use',
  journal: 'session.second-factor',
  says: '{actor}通过第二因素核验',
  input: z.object({
    sessionId: z.uuid(),
    tokenHash: z.string().meta({ title: '会话凭据摘要', transient: true }),
    at: instant,
    code,
  }),
  gate,
  verb: async (tx, actor, input) => {
    const personId = ownPerson(actor)
    const way = await spendCode(tx, personId, input.code, input.at)
    await identity(tx)
      .updateTable('platform.session')
      .set({ token_hash: input.tokenHash, second_factor_at: input.at })
      .where('id', '=', input.sessionId)
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .execute()
    tx.about('person', personId)
    return { way }
  },
})

export const confirmByCode = write({
  method: 'POST',
  path: '/session/confirm',
  permission: 'account.secure',
  journal: 'second-factor.confirm',
  says: '{actor}以第二因素确认即将办理的事项',
  input: z.object({ at: instant, expiresAt: instant, matter: matterName, code }),
  gate,
  verb: async (tx, actor, input) => {
    const personId = ownPerson(actor)
    const way = await spendCode(tx, personId, input.code, input.at)
    const id = v7()
    const row = {
      id,
      person_id: personId,
      matter: input.matter,
      way,
      at: input.at,
      expires_at: input.expiresAt,
      used_at: null,
      journal_id: null,
    }
    await identity(tx).insertInto('platform.confirmation').values(row).execute()
    tx.about('person', personId)
    return { confirmation: id, way, expiresAt: input.expiresAt }
  },
})

/**
 * Uses up the second factor the actor gave within the last minutes for this matter (POST /session/confirm), in the
 * transaction of the act it confirms (P8 b). Refused when there is none; one given for another matter is not touched.
 * Answers the way and the machine's time of the code.
 */
export async function useConfirmation(
  tx: CommandTx,
  actor: Actor,
  matter: string,
  at: string = machineNow(),
): Promise<{ way: FactorWay; at: string }> {
  const found = await identity(tx)
    .selectFrom('platform.confirmation')
    .select(['id', 'way', 'at'])
    .where('person_id', '=', actor.personId ?? '')
    .where('matter', '=', matter)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!found)
    throw new Refusal(
      'conflict',
      '请先用动态口令或短信验证码确认身份，再提交此项；确认只对所看的这一份内容有效，几分钟内只能用一次。',
    )
  await identity(tx)
    .updateTable('platform.confirmation')
    .set({ used_at: at, journal_id: tx.journalId })
    .where('id', '=', found.id)
    .execute()
  return { way: found.way, at: found.at }
}

/** Accepts a TOTP code or the SMS code last sent, once. With `factorId` only that factor, which may be new. */
async function spendCode(
  tx: CommandTx,
  personId: string,
  typed: string,
  at: string,
  factorId?: string,
): Promise<FactorWay> {
  const factors = await identity(tx)
    .selectFrom('platform.second_factor')
    .select(['id', 'kind', 'secret_ref', 'last_step', 'confirmed_at'])
    .where('person_id', '=', personId)
    .where('removed_at', 'is', null)
    .execute()
  const usable = factors.filter((factor) =>
    factorId === undefined ? factor.confirmed_at !== null : factor.id === factorId,
  )
  for (const factor of usable) {
    if (factor.kind !== 'totp' || factor.secret_ref === null) continue
    const step = totpStep(await tx.openSecret(factor.secret_ref), typed, at, factor.last_step)
    if (step === undefined) continue
    await identity(tx)
      .updateTable('platform.second_factor')
      .set({ last_step: step })
      .where('id', '=', factor.id)
      .execute()
    return 'totp'
  }
  // Somebody with an app must use it: falling back to SMS would make the app worth nothing.
  const mayUseSms =
    usable.every((factor) => factor.kind === 'sms') && (factorId === undefined || usable.length > 0)
  if (mayUseSms && (await spendSmsCode(tx, personId, typed, at))) return 'sms'
  throw new Refusal('invalid', '验证码不正确、已经用过或已过期，请重新获取后再试。', {}, [
    { field: 'code', message: '验证码不正确、已经用过或已过期。' },
  ])
}

async function spendSmsCode(tx: CommandTx, personId: string, typed: string, at: string): Promise<boolean> {
  const sent = await identity(tx)
    .selectFrom('platform.one_time_code')
    .select(['id', 'secret_ref'])
    .where('person_id', '=', personId)
    .where('purpose', '=', 'second-factor')
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (sent?.secret_ref == null) return false
  if ((await tx.openSecret(sent.secret_ref)) !== typed.normalize('NFKC').trim()) return false
  await identity(tx)
    .updateTable('platform.one_time_code')
    .set({ used_at: at })
    .where('id', '=', sent.id)
    .execute()
  return true
}

export const factorRoutes = [enrolFactor, activateFactor, sendCode, giveSecondFactor, confirmByCode]
