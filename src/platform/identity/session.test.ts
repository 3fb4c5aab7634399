import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { visitor } from '../access/access.ts'
import { result, testCity, type TestCity } from './testing.ts'

const PASSWORD = 'jiulong shan xia de yu'
let city: TestCity

before(async () => {
  city = await testCity()
})
after(() => city.test.drop())

let count = 0
/** A new person with a password, and the login. */
async function person(): Promise<string> {
  count += 1
  const login = `user${count}`
  await city.run('account.register', visitor, {
    login,
    name: '王小海',
    phone: `1390000${String(count).padStart(4, '0')}`,
    password: PASSWORD,
  })
  return login
}

const signIn = (login: string, source: string, password = PASSWORD) => {
  const client = city.client(source)
  return client.call('POST', '/api/v1/session', { login, password }).then((answer) => ({ client, ...answer }))
}

describe('signing in', () => {
  it('opens a session with a fresh token; the database holds only its hash, journal and replies hold neither', async () => {
    const login = await person()
    const { client, status } = await signIn(login, 'a1')
    assert.equal(status, 200)
    assert.match(client.cookie ?? '', /^[\w-]{43}$/)
    const me = await client.call('GET', '/api/v1/session')
    assert.equal(me.body['signedIn'], true)
    const dump = await city.rows<{ text: string }>(
      `select input::text as text from platform.journal union all select reply::text from platform.idempotency
       union all select to_jsonb(s)::text from platform.session s union all select to_jsonb(a)::text from platform.account a`,
    )
    assert.ok(dump.length > 3)
    for (const { text } of dump) {
      assert.ok(!text?.includes(client.cookie ?? '-'), 'the token is stored nowhere')
      assert.ok(!text?.includes(PASSWORD), 'the password is stored nowhere')
    }
  })

  it('answers an unknown login and a wrong password alike', async () => {
    const login = await person()
    const wrong = await signIn(login, 'a2', 'not the password')
    const unknown = await signIn('nobody.here', 'a3', 'not the password')
    assert.equal(wrong.status, 401)
    assert.deepEqual(wrong.body, unknown.body)
  })

  it('allows at most the ruleset number of failed tries per account, from however many sources, then waits (T36)', async () => {
    const login = await person()
    const tries = await Promise.all(
      Array.from({ length: 30 }, (_, i) => signIn(login, `many-${i}`, `guess ${i}`)),
    )
    const checked = tries.filter((t) => t.status === 401).length
    assert.ok(checked <= 10, `${checked} guesses were checked`)
    assert.ok(tries.every((t) => t.status === 401 || t.status === 429))
    assert.equal((await signIn(login, 'own-desk')).status, 429, 'even the right password has to wait')
    city.pass(16 * 60)
    assert.equal((await signIn(login, 'own-desk')).status, 200)
  })

  it('allows at most that number per source, over however many accounts (T36)', async () => {
    const answers = []
    for (let i = 0; i < 12; i += 1) answers.push((await signIn(`spray${i}`, 'one-source', 'guess')).status)
    assert.ok(answers.filter((status) => status === 401).length <= 10)
    assert.equal(answers.at(-1), 429)
  })

  it('ignores a token planted before sign-in, and a token from before a change of rights (fixation)', async () => {
    const login = await person()
    const client = city.client('fix')
    client.cookie = 'planted-by-somebody-else'
    await client.call('POST', '/api/v1/session', { login, password: PASSWORD })
    assert.notEqual(client.cookie, 'planted-by-somebody-else')
    const before = client.cookie
    await client.call('POST', '/api/v1/session/password', {
      current: PASSWORD,
      password: 'honghaiwan de feng hen da',
    })
    assert.notEqual(client.cookie, before)
    const old = city.client()
    old.cookie = before
    city.pass(1)
    assert.equal((await old.call('GET', '/api/v1/session')).body['signedIn'], false)
    assert.equal((await client.call('GET', '/api/v1/session')).body['signedIn'], true)
  })

  it('refuses a sign-in that comes from another site', async () => {
    const login = await person()
    const foreign = { origin: 'https://elsewhere.example', host: 'localhost' }
    const answer = await city
      .client('a9')
      .call('POST', '/api/v1/session', { login, password: PASSWORD }, foreign)
    assert.equal(answer.status, 403)
  })

  it('leads a plain form back only to a page of this site', async () => {
    for (const [back, location] of [
      ['/app/deals', '/app/deals'],
      ['//elsewhere.example', '/app/'],
      ['/\\elsewhere.example', '/app/'],
      ['https://elsewhere.example', '/app/'],
    ]) {
      const response = await city.client().form('/demo/sign-in', { as: 'firm', _back: back ?? '' })
      assert.equal(response.status, 303)
      assert.equal(response.headers.get('location'), location)
      assert.match(response.headers.get('set-cookie') ?? '', /HttpOnly; SameSite=Lax/)
    }
  })
})

describe('a session ends', () => {
  it('on sign-out, within a second everywhere', async () => {
    const { client } = await signIn(await person(), 'b1')
    const copy = city.client()
    copy.cookie = client.cookie
    assert.equal((await copy.call('GET', '/api/v1/session')).body['signedIn'], true)
    await client.call('DELETE', '/api/v1/session')
    city.pass(1)
    assert.equal((await copy.call('GET', '/api/v1/session')).body['signedIn'], false)
  })

  it('after the idle time, and at the latest after its longest time', async () => {
    const { client } = await signIn(await person(), 'b2')
    city.pass(29 * 60)
    assert.equal((await client.call('GET', '/api/v1/session')).body['signedIn'], true)
    city.pass(31 * 60)
    assert.equal((await client.call('GET', '/api/v1/session')).body['signedIn'], false)
    const busy = (await signIn(await person(), 'b3')).client
    let hours = 0
    for (let i = 0; i < 60 && (await busy.call('GET', '/api/v1/session')).body['signedIn'] === true; i += 1) {
      city.pass(20 * 60)
      hours = ((i + 1) * 20) / 60
    }
    assert.ok(hours <= 12 + 20 / 60, `${hours} hours`)
  })

  it('when the account is disabled; and roles follow their change within a second (T36)', async () => {
    const client = city.client()
    await client.form('/demo/sign-in', { as: 'tto' })
    const token = client.cookie ?? ''
    const context = {
      req: {
        method: 'GET',
        header: (name: string) => (name === 'authorization' ? `Bearer ${token}` : undefined),
      },
    }
    const actor = () => city.identity.actorOf(context as never)
    assert.ok((await actor()).roles.includes('tto'))
    const personId = (await actor()).personId
    await city.rows(`update platform.membership set roles = array['finance'] where person_id = $1`, [
      personId,
    ])
    city.pass(1)
    assert.deepEqual((await actor()).roles, ['finance'])
    const admin = { ...(await city.actor('ju.lin')), roles: ['admin' as const] }
    await city.run('account.disable', admin, { personId })
    city.pass(1)
    assert.equal((await actor()).kind, 'visitor')
  })
})

describe('second factor (P7)', () => {
  const codeAt = (secret: string, at: string) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.parse(at) })

  it('TOTP: withholds everything until given, and refuses a replay', async () => {
    const login = await person()
    const { client } = await signIn(login, 'c1')
    const enrolled = await client.call('POST', '/api/v1/session/factors', { kind: 'totp' })
    const secret = String(result(enrolled)['secret'])
    const dump = await city.rows<{ text: string }>(
      `select to_jsonb(j)::text as text from platform.journal j union all select reply::text from platform.idempotency
       union all select to_jsonb(s)::text from platform.secret s`,
    )
    assert.ok(
      dump.every(({ text }) => !text?.includes(secret)),
      'the secret is stored only sealed',
    )
    const factor = String(result(enrolled)['factorId'])
    const first = codeAt(secret, city.now())
    assert.equal(
      (await client.call('POST', `/api/v1/session/factors/${factor}/activate`, { code: first })).status,
      200,
    )

    const form = await city.client('c2').form('/sign-in', { login, password: PASSWORD, _back: '/app/deals' })
    assert.equal(form.headers.get('location'), '/sign-in/code?back=%2Fapp%2Fdeals')
    const second = (await signIn(login, 'c2')).client
    const state = await second.call('GET', '/api/v1/session')
    assert.equal((state.body['session'] as { secondFactor: string }).secondFactor, 'needed')
    assert.deepEqual(state.body['seats'], [])
    const half = {
      req: {
        method: 'GET',
        header: (name: string) => (name === 'authorization' ? `Bearer ${second.cookie}` : undefined),
      },
    }
    assert.equal(
      (await city.identity.actorOf(half as never)).kind,
      'visitor',
      'half signed in is nobody to the rest',
    )
    for (const [path, body] of [
      ['password', { current: PASSWORD, password: 'honghaiwan de feng hen da' }],
      ['factors', { kind: 'sms' }],
      ['confirm', { code: first }],
    ] as const) {
      assert.equal((await second.call('POST', `/api/v1/session/${path}`, body)).status, 401)
    }
    assert.equal((await second.call('POST', '/api/v1/session/second-factor', { code: first })).status, 422)
    city.pass(60)
    const fresh = codeAt(secret, city.now())
    const before = second.cookie
    assert.equal((await second.call('POST', '/api/v1/session/second-factor', { code: fresh })).status, 200)
    assert.notEqual(second.cookie, before, 'a new token after the change of rights')
    assert.equal(
      (await second.call('POST', '/api/v1/session/confirm', { matter: 'test:1', code: fresh })).status,
      422,
    )

    city.pass(16 * 60)
    const code = codeAt(secret, city.now())
    const atOnce = Array.from({ length: 4 }, () =>
      second.call('POST', '/api/v1/session/confirm', { matter: 'test:1', code }),
    )
    const statuses = (await Promise.all(atOnce)).map(({ status }) => status)
    assert.deepEqual(
      statuses.sort((a, b) => a - b),
      [200, 422, 422, 422],
      'one code, one use, however many at once',
    )
  })

  it('SMS: the code works once, an older one not at all, and guessing is throttled', async () => {
    const login = await person()
    const { client } = await signIn(login, 'c3')
    const send = async () => {
      await client.call('POST', '/api/v1/session/code')
      const shown = await client.call('GET', '/api/v1/demo/codes')
      return /\d{6}/.exec(String((shown.body['items'] as string[]).at(-1)))?.[0] ?? ''
    }
    const old = await send()
    const code = await send()
    if (old !== code)
      assert.equal(
        (await client.call('POST', '/api/v1/session/confirm', { matter: 'test:1', code: old })).status,
        422,
      )
    const confirmed = await client.call('POST', '/api/v1/session/confirm', { matter: 'test:1', code })
    assert.equal(result(confirmed)['way'], 'sms')
    assert.equal(
      (await client.call('POST', '/api/v1/session/confirm', { matter: 'test:1', code })).status,
      422,
    )
    const answers = []
    for (let i = 0; i < 12; i += 1)
      answers.push(
        (await client.call('POST', '/api/v1/session/confirm', { matter: 'test:1', code: '000000' })).status,
      )
    assert.ok(answers.includes(429))
    const leak = await city.rows<{ text: string }>(`select to_jsonb(j)::text as text from platform.journal j`)
    assert.ok(leak.every(({ text }) => !text.includes(`"${code}"`)))
  })
})
