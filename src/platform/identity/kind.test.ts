import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { visitor, type Actor } from '../access/access.ts'
import { Refusal } from '../refusal.ts'
import { checkCharacter } from './creditCode.ts'
import { newOrganisation } from './organisations.ts'
import { identity } from './tables.ts'
import { testCity, type TestCity } from './testing.ts'
import { UNSETTLED } from './kinds.ts'

let city: TestCity
before(async () => {
  city = await testCity()
})
after(() => city.test.drop())

const refusal = (kind: string, pattern: RegExp) => (error: unknown) =>
  error instanceof Refusal && error.kind === kind && pattern.test(error.message)

const kindOf = async (id: string) =>
  (
    await city.rows<{ kind: string; state_founded: boolean; verified: boolean }>(
      `select kind, state_founded, verified_at is not null as verified from platform.organisation where id = $1`,
      [id],
    )
  )[0]

/** An owner as an import leaves it, with an administrator the platform appointed. */
async function imported(
  name: string,
): Promise<{ id: string; admin: Actor; verifying: () => Promise<object> }> {
  const row = newOrganisation({ name, kind: UNSETTLED }, city.now())
  const login = `owner${(count += 1)}`
  const password = 'jiulong shan xia de yu'
  const { personId } = await city.run<{ personId: string }>('account.register', visitor, {
    login,
    name: '陈一',
    phone: `1391112${String(count).padStart(4, '0')}`,
    password,
  })
  await city.test.db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    await identity(tx).insertInto('platform.organisation').values(row).execute()
    await sql`insert into platform.membership (id, person_id, org_id, title, roles, from_day, created_at)
      values (gen_random_uuid(), ${personId}, ${row.id}, '管理员', array['orgAdmin'], '2020-01-01', ${city.now()})`.execute(
      tx.as('platform'),
    )
  })
  const admin = await city.actor(login)
  const verifying = async () => {
    type Opened = { dossierId: string; visit: number }
    const opened = await city.run<Opened>('organisation.ask-verification', admin, { id: row.id })
    await city.run('organisation-verification.submit', admin, opened)
    return { dossierId: opened.dossierId, visit: opened.visit + 1 }
  }
  return { id: row.id, admin, verifying }
}
let count = 0
const creditCode = () => {
  const body = `12999999MB${String((count += 1)).padStart(7, '0')}`
  return body + checkCharacter(body)
}

describe('an owner that an import named', () => {
  it('asks for its verification once; the verifier must settle its kind, and roles follow it', async () => {
    const { id, admin, verifying } = await imported('示例·导入的学院')
    const act = await verifying()
    await assert.rejects(
      city.run('organisation.ask-verification', admin, { id }),
      refusal('conflict', /正在办理/),
    )
    const officer = await city.actor('ju.lin')
    const verify = (more: object) =>
      city.run('organisation-verification.verify', officer, { ...act, ...more })
    await assert.rejects(verify({}), refusal('conflict', /单位类型待核定/))
    await assert.rejects(verify({ kind: '国家设立高校' }), refusal('conflict', /统一社会信用代码/))
    await assert.rejects(verify({ kind: '政府' }), { kind: 'invalid' })
    await city.run('organisation.change', admin, { id, creditCode: creditCode() })
    await verify({ kind: '国家设立高校' })
    assert.deepEqual(await kindOf(id), { kind: '国家设立高校', state_founded: true, verified: true })
    const roles = await city.rows('select roles from platform.membership where org_id = $1', [id])
    assert.deepEqual(roles, [{ roles: ['orgAdmin', 'tto'] }])
    await assert.rejects(
      city.run('organisation.ask-verification', admin, { id }),
      refusal('conflict', /已通过核验/),
    )
  })

  it('may be a person acting alone, who has no credit code', async () => {
    const { id, verifying } = await imported('示例·导入的发明人')
    const act = await verifying()
    await city.run('organisation-verification.verify', await city.actor('ju.lin'), { ...act, kind: '个人' })
    assert.deepEqual(await kindOf(id), { kind: '个人', state_founded: false, verified: true })
  })
})

describe('the kind of an organisation', () => {
  it('is changed by the platform’s administrator, with the reason in the journal; government stays apart', async () => {
    const platform: Actor = { ...(await city.actor('ju.chen')), roles: ['admin'] }
    const { id, admin } = await imported('示例·改类型的单位')
    const change = { id, kind: '国家设立研发机构', reason: '据事业单位法人证书更正' }
    await assert.rejects(city.run('organisation.set-kind', admin, change), { kind: 'forbidden' })
    await city.run('organisation.set-kind', platform, change)
    assert.deepEqual(await kindOf(id), { kind: '国家设立研发机构', state_founded: true, verified: false })
    const [entry] = await city.rows<{ params: Record<string, string> }>(
      `select params from platform.journal where command = 'organisation.set-kind'`,
    )
    assert.equal(entry?.params['from'], '待核定')
    assert.equal(entry?.params['reason'], '据事业单位法人证书更正')
    await assert.rejects(
      city.run('organisation.set-kind', platform, { ...change, kind: '政府' }),
      refusal('forbidden', /城市数据包/),
    )
  })

  it('of a registration is one of the known kinds, never 待核定', async () => {
    const person = await city.actor('owner1')
    const form = { kind: UNSETTLED, name: '示例·自报待定', creditCode: creditCode() }
    await assert.rejects(city.run('organisation.register', person, form), { kind: 'invalid' })
  })
})
