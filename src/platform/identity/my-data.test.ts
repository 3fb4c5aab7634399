import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { visitor } from '../access/access.ts'
import { leafHash } from '../evidence/leaf.ts'
import { Refusal } from '../refusal.ts'
import { invariants } from './routes.ts'
import { forgotten, testCity, type Client, type TestCity } from './testing.ts'

const PASSWORD = 'jiulong shan xia de yu'
const CANARY = { name: '卡那丽', phone: '13912345678', email: 'canary-7731@example.cn' }
let city: TestCity

before(async () => {
  city = await testCity()
})
after(() => city.test.drop())

async function canary(login: string): Promise<Client> {
  await city.run('account.register', visitor, { login, ...CANARY, password: PASSWORD })
  const client = city.client(login)
  await client.call('POST', '/api/v1/session', { login, password: PASSWORD })
  await city.run('my-data.correct', await city.actor(login), { email: CANARY.email })
  return client
}

interface Read {
  kinds: { title: string; why: string; basis: string; until: string; value: unknown }[]
  readBy: { reader: string; what: string }[]
  readTotal: number
}

async function read(login: string, journal: 'my-data.show' | 'my-data.copy'): Promise<Read> {
  const { routes } = await import('./routes.ts')
  const route = routes.find((r) => r.kind === 'read' && r.journal === journal)
  const actor = { ...(await city.actor(login)), scopes: ['own' as const] }
  return city.test.db.read(
    'platform',
    async (tx) => route?.verb(tx as never, actor, {} as never, city.now()) as Promise<Read>,
  )
}

describe('personal data page (P18)', () => {
  it('says what, why, on which ground and until when, and gives a copy of all of it', async () => {
    await canary('canary.page')
    const page = await read('canary.page', 'my-data.show')
    assert.ok(page.kinds.length >= 7)
    for (const kind of page.kinds) assert.ok(kind.title && kind.why && kind.basis && kind.until)
    assert.ok(JSON.stringify(page.kinds[0]?.value).includes(CANARY.email))
    const started = Date.now()
    const copy = await read('canary.page', 'my-data.copy')
    assert.ok(Date.now() - started < 60_000)
    const text = JSON.stringify(copy)
    for (const value of Object.values(CANARY)) assert.ok(text.includes(value))
    assert.ok(text.includes('my-data.correct'), 'own acts are in the copy')
  })

  it('shows who read it: a list with the person in it leaves a trace before it is sent, a refused one none', async () => {
    const login = 'canary.read'
    const client = await canary(login)
    const officer = city.client('office')
    await officer.form('/demo/sign-in', { as: 'officer' })
    assert.equal((await officer.call('GET', '/api/v1/users?q=canary.read')).status, 403)
    assert.equal((await read(login, 'my-data.show')).readTotal, 0)
    await city.rows(
      `update platform.membership set roles = array['admin'] where person_id =
        (select person_id from platform.account where login = 'ju.lin')`,
    )
    city.pass(1)
    const list = await officer.call('GET', '/api/v1/users?q=canary.read')
    assert.equal(list.status, 200)
    assert.ok(JSON.stringify(list.body).includes(CANARY.phone))
    const page = await read(login, 'my-data.show')
    assert.deepEqual([page.readTotal, page.readBy[0]?.what], [1, 'user.list'])
    assert.match(page.readBy[0]?.reader ?? '', /林知远/)
    assert.equal((await client.call('GET', '/api/v1/users')).status, 403)
  })

  it('a consent to electronic service can be given and withdrawn, and both stay on record', async () => {
    await canary('canary.consent')
    const actor = await city.actor('canary.consent')
    await city.run('my-data.electronic-service', actor, { given: true })
    await city.run('my-data.electronic-service', actor, { given: false })
    const rows = await city.rows(
      'select given from platform.service_consent where person_id = $1 order by at',
      [actor.personId],
    )
    assert.deepEqual(rows, [{ given: true }, { given: false }])
  })
})

describe('erasure (PIPL 47)', () => {
  it('leaves no trace of the canary outside audit rows, keeps every leaf hash valid and destroys the salts', async () => {
    const login = 'canary.gone'
    const client = await canary(login)
    const actor = await city.actor(login)
    const leaves = await city.rows<{ body: string; hash: string }>(
      'select body, hash from platform.evidence_leaf order by id',
    )
    const salts = async () =>
      city.rows<{ field: string }>(
        `select s.field from platform.evidence_salt s join platform.journal j on j.leaf_id = s.leaf_id
         where j.person_id = $1 or j.subject_id = $1`,
        [actor.personId],
      )
    assert.ok((await salts()).some(({ field }) => field === 'secret:name'))
    await assert.rejects(city.run('my-data.erase', actor, { confirm: '是' }), (e) => e instanceof Refusal)
    await city.run('my-data.erase', actor, { confirm: '注销' })

    const after = await city.rows<{ body: string; hash: string }>(
      'select body, hash from platform.evidence_leaf order by id',
    )
    assert.deepEqual(after.slice(0, leaves.length), leaves)
    for (const { body, hash } of after) assert.equal(leafHash(body), hash)
    const left = (await salts()).map(({ field }) => field)
    assert.ok(!left.some((field) => field.startsWith('secret:')), left.join())

    const [person] = await city.rows<{ name: string; phone: string | null }>(
      'select name, phone from platform.person where id = $1',
      [actor.personId],
    )
    assert.match(person?.name ?? '', /^已注销用户/)
    assert.equal(person?.phone, null)
    city.pass(1)
    assert.equal((await client.call('GET', '/api/v1/session')).body['signedIn'], false)
    assert.equal((await client.call('POST', '/api/v1/session', { login, password: PASSWORD })).status, 401)
    for (const invariant of invariants) {
      const broken = await city.test.db.read('platform', invariant.rows)
      assert.deepEqual(broken, [], invariant.name)
    }
  })

  it('phone, e-mail and login of an erased person are in no table of the database (T41)', async () => {
    const unique = { login: 'canary.unique', name: '卡那无双', phone: '13987654321', password: PASSWORD }
    await city.run('account.register', visitor, unique)
    const actor = await city.actor(unique.login)
    await city.run('my-data.correct', actor, { email: 'unique-9917@example.cn' })
    const hits = async () => {
      const tables = await city.rows<{ name: string }>(
        `select table_name as name from information_schema.tables where table_schema = 'platform' and table_type = 'BASE TABLE'`,
      )
      assert.ok(tables.length > 20)
      const found: string[] = []
      for (const { name } of tables) {
        const rows = await city.rows<{ n: number }>(
          `select count(*)::int as n from platform.${name} t where to_jsonb(t)::text ~ '13987654321|unique-9917|canary.unique'`,
        )
        if ((rows[0]?.n ?? 0) > 0) found.push(name)
      }
      return found.sort()
    }
    assert.deepEqual(await hits(), ['account', 'person'], 'before: only where it belongs')
    await city.run('my-data.erase', actor, { confirm: '注销' })
    assert.deepEqual(await hits(), [])
    const { name, phone } = unique
    const personId = actor.personId ?? ''
    assert.deepEqual(forgotten.at(-1), { personId, name, phone, email: 'unique-9917@example.cn', orgIds: [] })
  })

  it('waits while the person is the only administrator of colleagues', async () => {
    const tto = await city.actor('gaoxiao.zhuan')
    await assert.rejects(city.run('my-data.erase', tto, { confirm: '注销' }), { message: /唯一的管理员/ })
  })
})
