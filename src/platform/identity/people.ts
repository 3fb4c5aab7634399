import { v7 } from 'uuid'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import { assertPassword, hashPassword } from './password.ts'
import { passwordPolicy } from './settings.ts'
import { identity } from './tables.ts'

export interface NewPerson {
  readonly login: string
  readonly name: string
  readonly phone: string
  readonly password: string
}

/** A person with an account; refused when the login is taken or the policy does not allow the password. */
export async function createPerson(tx: CommandTx, person: NewPerson, now: Instant): Promise<string> {
  const { login, name, phone, password } = person
  assertPassword(passwordPolicy(tx.rules, tx.today), password, [login, name, phone])
  const taken = await identity(tx)
    .selectFrom('platform.account')
    .select('person_id')
    .where('login', '=', login)
    .executeTakeFirst()
  if (taken) {
    throw new Refusal('conflict', '登录名“{login}”已被使用，请换一个。', { login }, [
      { field: 'login', message: '已被使用，请换一个。' },
    ])
  }
  const id = v7()
  const row = { id, name, phone, email: null, sample: false, created_at: now, erased_at: null }
  await identity(tx).insertInto('platform.person').values(row).execute()
  const account = {
    person_id: id,
    login,
    password_hash: await hashPassword(password),
    password_set_at: now,
    disabled_at: null,
  }
  await identity(tx).insertInto('platform.account').values(account).execute()
  return id
}

/** Sets a new password after policy and history; the old hash joins the history. */
export async function setPassword(
  tx: CommandTx,
  personId: string,
  password: string,
  now: Instant,
  isSame: (hash: string) => Promise<boolean>,
): Promise<void> {
  const person = await identity(tx)
    .selectFrom('platform.account as a')
    .innerJoin('platform.person as p', 'p.id', 'a.person_id')
    .select(['a.login', 'a.password_hash', 'a.password_set_at', 'p.name', 'p.phone'])
    .where('a.person_id', '=', personId)
    .executeTakeFirst()
  if (!person) throw new Refusal('absent', '没有找到这个账号。')
  const policy = passwordPolicy(tx.rules, tx.today)
  assertPassword(policy, password, [person.login, person.name, person.phone ?? ''])
  const former = await identity(tx)
    .selectFrom('platform.password_history')
    .select('password_hash')
    .where('person_id', '=', personId)
    .orderBy('set_at', 'desc')
    .limit(Math.max(0, policy.history - 1))
    .execute()
  const hashes = policy.history === 0 ? [] : former.map((row) => row.password_hash)
  if (person.password_hash !== null) hashes.unshift(person.password_hash)
  for (const hash of hashes) {
    if (await isSame(hash)) {
      throw new Refusal('invalid', '新密码不能与最近用过的密码相同，请换一个。', {}, [
        { field: 'password', message: '不能与最近用过的密码相同。' },
      ])
    }
  }
  if (person.password_hash !== null && policy.history > 0) {
    const old = {
      id: v7(),
      person_id: personId,
      password_hash: person.password_hash,
      set_at: person.password_set_at ?? now,
    }
    await identity(tx).insertInto('platform.password_history').values(old).execute()
  }
  await identity(tx)
    .updateTable('platform.account')
    .set({ password_hash: await hashPassword(password), password_set_at: now })
    .where('person_id', '=', personId)
    .execute()
}

/** Who has this login name, while not erased. */
export async function personByLogin(
  tx: Tx,
  login: string,
): Promise<{ id: string; name: string; sample: boolean } | undefined> {
  return identity(tx)
    .selectFrom('platform.account as a')
    .innerJoin('platform.person as p', 'p.id', 'a.person_id')
    .select(['p.id', 'p.name', 'p.sample'])
    .where('a.login', '=', login)
    .where('p.erased_at', 'is', null)
    .executeTakeFirst()
}
