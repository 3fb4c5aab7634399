import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { visitor } from '../access/access.ts'
import { Refusal } from '../refusal.ts'
import { firstAdministratorCode, foundCity } from './found.ts'
import { findOrCreateOrganisation, findUnit, peopleWithRole } from './organisations.ts'
import { result, testCity, type TestCity } from './testing.ts'

describe('founding a demo city', () => {
  let city: TestCity
  before(async () => {
    city = await testCity('demo')
  })
  after(() => city.test.drop())

  it('brings every unit of the pack as organisation, competence and the whole cast, and once only', async () => {
    const counts = () =>
      city.rows(
        `select (select count(*)::int from platform.organisation) as orgs, (select count(*)::int from platform.person) as people,
           (select count(*)::int from platform.competence) as rows, (select count(*)::int from platform.journal) as entries`,
      )
    const first = await counts()
    const { pack } = city
    const units = pack.units.filter((unit) => unit.kind !== 'group').length
    assert.deepEqual(first, [
      {
        orgs: units + pack.cast.organisations.length,
        people: pack.cast.persons.length,
        rows: pack.competence.length,
        entries: 1,
      },
    ])
    await foundCity(city.test.db, pack, 'demo', { ruleset: 'r2', calendar: 'c2' })
    assert.deepEqual(await counts(), first)
  })

  it('signs in each of the cast by one click, and a visitor as nobody', async () => {
    for (const { key, person } of city.pack.cast.oneClick) {
      const client = city.client()
      const response = await client.form('/demo/sign-in', { as: key })
      assert.equal(response.status, 303)
      const answer = await client.call('GET', '/api/v1/session')
      assert.equal(answer.body['signedIn'], person !== null)
    }
  })

  it('finds units by slug, people by role, and an owner of an import by name or anew', async () => {
    const found = await city.test.db.read('platform', async (tx) => {
      const unit = await findUnit(tx, 'science-bureau')
      return { unit, officers: await peopleWithRole(tx, ['officer'], unit?.id ?? null, '2099-01-01') }
    })
    assert.equal(found.unit?.kind, '政府')
    assert.deepEqual(found.officers.map((m) => m.name).sort(), ['林知远（示例）', '陈思齐（示例）'])
    const options = { isolation: 'serializable', module: 'platform' } as const
    const twice = await city.test.db.transaction(options, async (tx) => {
      const first = await findOrCreateOrganisation(tx as never, ' 碣石大学 ', city.now(), '国家设立高校')
      return [first, await findOrCreateOrganisation(tx as never, '碣石大学', city.now())]
    })
    assert.deepEqual(twice[0], twice[1])
    assert.deepEqual([twice[0]?.stateFounded, twice[0]?.verified], [true, false])
  })
})

describe('a production city (P38)', () => {
  let city: TestCity
  before(async () => {
    city = await testCity('production')
  })
  after(() => city.test.drop())

  it('has units and competence, no cast, no samples, no one-click sign-in', async () => {
    assert.deepEqual(await city.rows('select id from platform.person'), [])
    assert.deepEqual(await city.rows('select id from platform.organisation where sample'), [])
    const client = city.client()
    assert.equal((await client.form('/demo/sign-in', { as: 'officer' })).status, 404)
    assert.deepEqual((await client.call('GET', '/api/v1/demo/cast')).body, { items: [], total: 0 })
    assert.deepEqual(await city.identity.demo(null), { cast: [], codes: [] })
  })

  it('gives the first administrator by a code that works once, and roles only with a second factor', async () => {
    const unused = await firstAdministratorCode(city.test.db)
    const code = await firstAdministratorCode(city.test.db)
    assert.match(code ?? '', /^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/)
    const form = {
      login: 'first.admin',
      name: '管理员甲',
      phone: '13900000009',
      password: 'zhe shi yi ju hua ma',
    }
    const become = (given: string, login = form.login) =>
      city.run('account.first-administrator', visitor, { ...form, login, code: given })
    await assert.rejects(
      become('AAAAA-AAAAA-AAAAA-AAAAA'),
      (e) => e instanceof Refusal && e.kind === 'invalid',
    )
    await become(String(code).toLowerCase().replaceAll('-', ' '))
    await assert.rejects(become(String(code), 'second.admin'), { message: /已经用过/ })
    await assert.rejects(become(String(unused), 'third.admin'), { message: /已有管理员/ })
    assert.equal(await firstAdministratorCode(city.test.db), undefined)

    const client = city.client()
    await client.call('POST', '/api/v1/session', { login: form.login, password: form.password })
    const state = await client.call('GET', '/api/v1/session')
    assert.equal((state.body['session'] as { secondFactor: string }).secondFactor, 'enrol')
    assert.equal(
      (await client.call('GET', '/api/v1/users')).status,
      200,
      'as administrator of the own unit only',
    )
    const actor = await city.actor(form.login)
    assert.deepEqual(actor.roles, ['admin', 'orgAdmin'])
    const enrolled = await client.call('POST', '/api/v1/session/factors', { kind: 'sms' })
    await client.call('POST', '/api/v1/session/code')
    const sent = /\d{6}/.exec(city.sms.sentTo(form.phone).at(-1)?.text ?? '')?.[0]
    const activate = `/api/v1/session/factors/${String(result(enrolled)['factorId'])}/activate`
    assert.equal((await client.call('POST', activate, { code: sent })).status, 200)
    const after = await client.call('GET', '/api/v1/session')
    assert.equal((after.body['session'] as { secondFactor: string }).secondFactor, 'done')
  })
})
