import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { visitor, type Actor } from '../access/access.ts'
import { Refusal } from '../refusal.ts'
import { checkCharacter } from './creditCode.ts'
import { result, testCity, type Client, type TestCity } from './testing.ts'

let city: TestCity
let count = 0

before(async () => {
  city = await testCity()
})
after(() => city.test.drop())

const PASSWORD = 'jiulong shan xia de yu'

async function newPerson(): Promise<{ actor: Actor; login: string; client: Client }> {
  count += 1
  const login = `member${count}`
  const phone = `1391111${String(count).padStart(4, '0')}`
  await city.run('account.register', visitor, { login, name: `陈${count}`, phone, password: PASSWORD })
  const client = city.client(`desk${count}`)
  await client.call('POST', '/api/v1/session', { login, password: PASSWORD })
  return { actor: await city.actor(login), login, client }
}

function newCode(): string {
  count += 1
  const body = `91999999MA${String(count).padStart(7, '0')}`
  return body + checkCharacter(body)
}

interface Registered {
  id: string
  dossierId: string
  visit: number
  membershipId: string
}

async function register(actor: Actor, more: object = {}): Promise<Registered> {
  return city.run<Registered>('organisation.register', actor, {
    kind: '民企',
    name: `甲子渔业${count}`,
    creditCode: newCode(),
    ...more,
  })
}

/** A firm with its administrator, registered and submitted for verification. */
async function submitted() {
  const { login, actor, client } = await newPerson()
  const org = await register(actor)
  const admin = await city.actor(login)
  await city.run('organisation-verification.submit', admin, { dossierId: org.dossierId, visit: org.visit })
  return { org, admin, login, client }
}

const refusal = (kind: string, pattern: RegExp) => (error: unknown) =>
  error instanceof Refusal && error.kind === kind && pattern.test(error.message)

describe('registering an organisation', () => {
  it('folds the credit code, opens a dossier with the competent unit, and makes the person its administrator', async () => {
    const { login, actor } = await newPerson()
    const code = newCode()
    const org = await register(actor, { creditCode: ` ${code.toLowerCase()} ` })
    const [row] = await city.rows<{ credit_code: string; slug: string; state: string }>(
      `select o.credit_code, u.slug, d.state from platform.organisation o
       join platform.dossier d on d.subject_id = o.id join platform.organisation u on u.id = d.unit_id where o.id = $1`,
      [org.id],
    )
    assert.deepEqual(row, { credit_code: code, slug: 'science-bureau', state: 'draft' })
    const admin = await city.actor(login)
    assert.deepEqual([admin.orgId, admin.roles, admin.orgVerified], [org.id, ['orgAdmin', 'firm'], false])
  })

  it('refuses a wrong, a missing and a taken credit code with a sentence each, and stores nothing', async () => {
    const { actor } = await newPerson()
    const taken = newCode()
    await register(actor, { creditCode: taken })
    const before = await city.rows('select id from platform.organisation')
    await assert.rejects(
      register(actor, { creditCode: '91350100M000100Y44' }),
      refusal('invalid', /校验码不符/),
    )
    await assert.rejects(
      register(actor, { creditCode: undefined }),
      refusal('invalid', /请填写统一社会信用代码/),
    )
    await assert.rejects(register(actor, { creditCode: taken }), refusal('conflict', /已由另一单位登记/))
    await assert.rejects(register(actor, { kind: '政府' }), refusal('forbidden', /平台管理员/))
    assert.equal((await city.rows('select id from platform.organisation')).length, before.length)
  })
})

describe('organisation verification', () => {
  it('is done by an officer of the competent unit, and shows in the actor and the public view', async () => {
    const { org, login } = await submitted()
    const officer = await city.actor('ju.lin')
    const other = await city.actor('caizheng.wu')
    const act = { dossierId: org.dossierId, visit: 2 }
    await assert.rejects(
      city.run('organisation-verification.verify', other, act),
      refusal('absent', /没有找到/),
    )
    await city.run('organisation-verification.verify', officer, act)
    assert.equal((await city.actor(login)).orgVerified, true)
    const view = await city.rows('select verified, sample from platform.pub_organisation where id = $1', [
      org.id,
    ])
    assert.deepEqual(view, [{ verified: true, sample: false }])
  })

  it('is refused to whoever submitted it (T42)', async () => {
    const { org, admin } = await submitted()
    const unit = await city.actor('ju.lin')
    const both: Actor = { ...admin, orgId: unit.orgId, roles: ['officer', 'orgAdmin'] }
    await assert.rejects(
      city.run('organisation-verification.verify', both, { dossierId: org.dossierId, visit: 2 }),
      refusal('forbidden', /应当是不同的人/),
    )
  })

  it('returns with a reason, keeps what was typed, and goes on with what was left of the term', async () => {
    const { org, admin } = await submitted()
    const officer = await city.actor('ju.lin')
    await city.run('organisation-verification.return', officer, {
      dossierId: org.dossierId,
      visit: 2,
      reason: '地址请补到门牌号',
    })
    await city.run('organisation.change', admin, { id: org.id, address: '东埔县示例路 1 号' })
    await city.run('organisation-verification.submit', admin, { dossierId: org.dossierId, visit: 3 })
    const [row] = await city.rows<{ name: string; address: string; terms: number }>(
      `select o.name, o.address, (select count(*)::int from platform.deadline d
         where d.dossier_id = $2 and d.kind = 'term') as terms from platform.organisation o where o.id = $1`,
      [org.id, org.dossierId],
    )
    assert.equal(row?.address, '东埔县示例路 1 号')
    assert.match(row?.name ?? '', /^甲子渔业/)
    assert.equal(row?.terms, 2)
  })

  it('fixes name and code once verified', async () => {
    const { org, admin } = await submitted()
    await city.run('organisation-verification.verify', await city.actor('ju.lin'), {
      dossierId: org.dossierId,
      visit: 2,
    })
    await assert.rejects(
      city.run('organisation.change', admin, { id: org.id, name: '别的名字' }),
      refusal('conflict', /不能自行更改/),
    )
  })
})

describe('members', () => {
  const join = async (org: Registered, client: Client, roles: readonly string[]) => {
    const invited = await client.call('POST', `/api/v1/organisations/${org.id}/invitations`, {
      title: '经办',
      roles,
    })
    const joining = await newPerson()
    const { membershipId } = await city.run<{ membershipId: string }>('member.join', joining.actor, {
      code: String(result(invited)['code']).toLowerCase(),
    })
    return {
      ...joining,
      membershipId,
      actor: await city.actor(joining.login),
      code: String(result(invited)['code']),
    }
  }

  it('come by an invitation that works once; a role foreign to the kind, or the own roles, cannot be given', async () => {
    const { org, admin, client } = await submitted()
    const member = await join(org, client, ['firm'])
    assert.deepEqual(member.actor.roles, ['firm'])
    const late = await newPerson()
    await assert.rejects(
      city.run('member.join', late.actor, { code: member.code }),
      refusal('invalid', /已经用过/),
    )
    for (const role of ['officer', 'admin', 'auditor']) {
      const set = { membershipId: member.membershipId, roles: [role] }
      await assert.rejects(city.run('member.set-roles', admin, set), refusal('forbidden', /不属于可授予/))
    }
    const own = { membershipId: org.membershipId, roles: ['firm', 'orgAdmin', 'finance'] }
    await assert.rejects(city.run('member.set-roles', admin, own), refusal('forbidden', /本人的角色/))
    const stranger = (await submitted()).admin
    const foreign = { membershipId: member.membershipId, roles: ['firm'] }
    await assert.rejects(city.run('member.set-roles', stranger, foreign), refusal('absent', /没有找到/))
  })

  it('三员分立: no person gets platform administration and audit together (T42)', async () => {
    const platform: Actor = { ...(await city.actor('ju.chen')), roles: ['admin'] }
    const [row] = await city.rows<{ id: string }>(
      `select m.id from platform.membership m join platform.account a on a.person_id = m.person_id where a.login = 'ju.xu'`,
    )
    for (const roles of [
      ['admin', 'auditor'],
      ['officer', 'auditor'],
    ]) {
      const set = { membershipId: row?.id, roles }
      await assert.rejects(city.run('member.set-roles', platform, set), refusal('conflict', /三员分立/))
    }
  })

  it('a leaver with open dossiers stays until they are handed over (P6)', async () => {
    const { org, admin, client } = await submitted()
    const member = await join(org, client, ['firm', 'orgAdmin'])
    await city.rows('update platform.dossier set opened_by = $1 where id = $2', [
      member.actor.personId,
      org.dossierId,
    ])
    const end = { membershipId: member.membershipId }
    await assert.rejects(
      city.run('member.end', admin, end),
      refusal('conflict', /1 个未办结的办件（《甲子渔业/),
    )
    const over = { ...end, kind: 'dossier', id: org.dossierId, toPerson: admin.personId }
    const outsider = (await city.actor('ju.chen')).personId
    await assert.rejects(
      city.run('member.hand-over', admin, { ...over, toPerson: outsider }),
      refusal('invalid', /本单位/),
    )
    const done = await city.run<{ title: string }>('member.hand-over', admin, over)
    assert.match(done.title, /^甲子渔业/)
    await assert.rejects(city.run('member.hand-over', admin, over), refusal('conflict', /已不在其名下/))
    // Rights lent and taken over are ended by name, not silently.
    const lent = await city.run<{ delegationId: string }>('delegation.give', admin, {
      kind: 'deputy',
      toPerson: member.actor.personId,
      roles: ['firm'],
      from: '2020-01-01',
      until: '2099-12-31',
    })
    await assert.rejects(
      city.run('member.end', admin, end),
      refusal('conflict', /1 个未交接的事项（代陈\d+办理/),
    )
    await city.run('delegation.end', admin, lent)
    await city.run('member.end', admin, end)
    assert.equal((await city.actor(member.login)).orgId, null)
    await assert.rejects(
      city.run('member.end', admin, { membershipId: org.membershipId }),
      refusal('conflict', /至少要有一位|未办结/),
    )
  })

  it('a deputy acts with lent roles as 代, only while the owner holds them and the days last (AB角)', async () => {
    const { org, admin, client } = await submitted()
    const deputy = await join(org, client, ['finance'])
    const give = {
      kind: 'deputy',
      toPerson: deputy.actor.personId,
      roles: ['firm'],
      from: '2020-01-01',
      until: '2099-12-31',
    }
    const over = { ...give, roles: ['orgAdmin'] }
    await assert.rejects(city.run('delegation.give', admin, over), refusal('forbidden', /不能由您转授/))
    const { delegationId } = await city.run<{ delegationId: string }>('delegation.give', admin, give)
    const acted = await deputy.client.call('POST', '/api/v1/session/act-as', { delegationId })
    assert.equal(acted.status, 200)
    const context = () => ({
      req: {
        method: 'GET',
        header: (name: string) => (name === 'authorization' ? `Bearer ${deputy.client.cookie}` : undefined),
      },
    })
    const actor = await city.identity.actorOf(context() as never)
    assert.deepEqual(actor.roles, ['firm'])
    assert.equal(actor.agentFor, admin.personId)
    assert.match(actor.name, /（代陈\d+）/)
    await city.run('delegation.end', admin, { delegationId })
    city.pass(1)
    assert.deepEqual((await city.identity.actorOf(context() as never)).roles, ['finance'])
  })
})

describe('competence (P4)', () => {
  it('moves to another unit with the open dossiers, in one journal entry', async () => {
    const { org } = await submitted()
    const admin: Actor = { ...(await city.actor('ju.lin')), roles: ['admin'] }
    const [unit] = await city.rows<{ id: string }>(
      `select id from platform.organisation where slug = 'industry-bureau'`,
    )
    const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const move = {
      procedure: 'organisation-verification',
      unitOrgId: unit?.id,
      basis: '机构改革方案（测试）',
      from: day,
      status: 'proposed',
    }
    const result = await city.run<{ dossiers: string[] }>('competence.move', admin, move)
    assert.ok(result.dossiers.includes(org.dossierId))
    const [entry] = await city.rows<{ params: { n: number } }>(
      `select params from platform.journal where command = 'competence.move'`,
    )
    assert.equal(entry?.params.n, result.dossiers.length)
    await assert.rejects(
      city.run('organisation-verification.verify', await city.actor('ju.lin'), {
        dossierId: org.dossierId,
        visit: 2,
      }),
      refusal('absent', /没有找到/),
    )
    await assert.rejects(city.run('competence.move', admin, move), refusal('conflict', /已有职责记录/))
  })
})
