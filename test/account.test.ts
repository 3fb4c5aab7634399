import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import { firstAdministratorCode } from '#platform/identity/found.ts'
import { handledRoutes } from '#platform/identity/routes.ts'
import { checkCharacter } from '#platform/identity/creditCode.ts'
import { testCity, type TestCity } from './city.ts'

const ORIGIN = 'http://localhost'
const PASSWORD = 'jiulong shan xia de yu'

/** A browser without JavaScript: follows nothing by itself, keeps the cookie. */
function browser(city: TestCity) {
  let cookie = ''
  const ask = async (path: string, fields?: Record<string, string>) => {
    const response = await city.app.request(`${ORIGIN}${path}`, {
      method: fields === undefined ? 'GET' : 'POST',
      headers: { cookie, host: 'localhost', 'content-type': 'application/x-www-form-urlencoded' },
      ...(fields !== undefined && { body: new URLSearchParams(fields).toString() }),
    })
    const set = /keqiao_session=[^;]*/.exec(response.headers.get('set-cookie') ?? '')
    if (set) cookie = set[0]
    return { status: response.status, to: response.headers.get('location'), html: await response.text() }
  }
  /** Sends the form of a page as the page drew it: hidden fields and all. */
  const fill = async (path: string, fields: Record<string, string>) => {
    const { html } = await ask(path)
    const form = /<form action="([^"]+)" method="post"[\s\S]*?<\/form>/.exec(html.slice(html.indexOf('<h1')))
    assert.ok(form, `a form on ${path}`)
    const hidden = [...form[0].matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value] as const,
    )
    return ask(form[1] ?? '', { ...Object.fromEntries(hidden), ...fields })
  }
  return { ask, fill }
}

const person = (login: string) => ({ login, name: '郑小渔', phone: '13900001234', password: PASSWORD })

describe('accounts without JavaScript', () => {
  let city: TestCity
  before(async () => {
    city = await testCity()
  })
  after(() => city.close())

  it('registers a person, signs in, and registers the organisation with its credit code', async () => {
    const { ask, fill } = browser(city)
    const weak = await fill('/register', { ...person('zheng.xy'), password: '12345678' })
    assert.equal(weak.status, 422)
    assert.match(weak.html, /密码至少/)
    assert.match(weak.html, /value="zheng.xy"/, 'what was typed is kept')
    assert.doesNotMatch(weak.html, /12345678/, 'and the password is not')

    const done = await fill('/register', person('zheng.xy'))
    assert.deepEqual([done.status, done.to], [303, '/register/organisation'])
    const page = await ask('/register/organisation')
    assert.match(page.html, /退出 郑小渔/)
    const firm = { kind: '民企', name: '示例·甲子渔业有限公司' }
    const wrong = await fill('/register/organisation', { ...firm, creditCode: '91350100M000100Y44' })
    assert.equal(wrong.status, 422)
    assert.match(wrong.html, /校验码不符/)
    assert.match(wrong.html, /value="示例·甲子渔业有限公司"/)
    const body = '91441500MA0000001'
    const right = await fill('/register/organisation', {
      ...firm,
      creditCode: body + checkCharacter(body),
      region: '441521',
    })
    assert.equal(right.status, 303)
    assert.match((await ask(right.to ?? '')).html, /单位已登记/)
  })

  it('tells a visitor where an invitation begins, refuses a wrong code with a sentence', async () => {
    const { ask, fill } = browser(city)
    assert.match((await ask('/invitation')).html, /请先登录或注册/)
    assert.equal((await ask('/invitation', { code: 'ABCDE' })).status, 401)
    await fill('/register', person('zheng.wen'))
    const refused = await fill('/invitation', { code: 'ABCDE-ABCDE-ABCDE-ABCDE' })
    assert.equal(refused.status, 422)
    assert.match(refused.html, /邀请码不正确/)
  })

  it('sets a new password by the code of an administrator, once', async () => {
    const { fill } = browser(city)
    await fill('/register', person('zheng.lost'))
    const admin = await city.as('xitong.guan')
    const users = await admin.get('/api/v1/users?q=zheng.lost')
    const issued = await admin.post(`/api/v1/users/${users.body.items[0].personId}/reset`)
    const { code } = issued.body.result
    const other = browser(city)
    const next = { code, password: 'xin de mima hen chang' }
    assert.deepEqual((await other.fill('/reset-password', next)).to, '/sign-in')
    assert.equal((await other.fill('/reset-password', next)).status, 422)
    const signed = await other.fill('/sign-in', { login: 'zheng.lost', password: next.password })
    assert.deepEqual([signed.status, signed.to], [303, '/app/'])
  })

  it('has no page for a first administrator outside production', async () => {
    assert.equal((await browser(city).ask('/first-administrator')).status, 404)
  })

  it('asks for a new password before anything else when the preset djcp is on (GB/T 22239)', async () => {
    const { ask, fill } = browser(city)
    const strong = { ...person('zheng.djcp'), password: 'Jiulong-Shan-2026-yu' }
    await fill('/register', strong)
    const admin = await city.as('xitong.guan')
    const rule = { key: 'password.preset', value: 'djcp', from: '2020-01-01' }
    const set = { ...rule, status: 'proposed', source: '等级保护测评（测试）' }
    assert.equal((await admin.post('/api/v1/ruleset/rows', set)).status, 200)
    await city.runtime.db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
      await sql`update platform.account set password_set_at = '2020-01-01T00:00:00Z' where login = 'zheng.djcp'`.execute(
        tx.as('platform'),
      )
    })
    // The rules of signing in are read again after a few seconds.
    await setTimeout(5_100)
    const { to } = await fill('/sign-in', { login: strong.login, password: strong.password })
    assert.equal(to, '/change-password?back=%2Fapp%2F')
    const me = await ask('/api/v1/me')
    assert.equal(JSON.parse(me.html).person, null, 'a visitor until it is changed')
    const wrong = await fill(to ?? '', { current: 'nonsense', password: 'Xin-Mima-2026-haoyu' })
    assert.equal(wrong.status, 422)
    const changed = await fill(to ?? '', { current: strong.password, password: 'Xin-Mima-2026-haoyu' })
    assert.deepEqual([changed.status, changed.to], [303, '/app/'])
    assert.equal(JSON.parse((await ask('/api/v1/me')).html).person.name, '郑小渔')
  })

  it('no handled command is reachable as a plain form: tokens, codes and tries belong to their handlers', async () => {
    assert.ok(handledRoutes.length >= 15)
    const { ask, fill } = browser(city)
    await fill('/sign-in', { login: 'zheng.wen', password: PASSWORD })
    for (const { journal } of handledRoutes) {
      const answer = await ask(`/do/${journal}`, { _key: journal })
      assert.equal(answer.status, 404, journal)
      assert.match(answer.html, /没有这个操作/)
    }
  })

  it('counts registrations by source and stops them for a while', async () => {
    const limit = 30
    const statuses: number[] = []
    for (let i = 0; i <= limit; i += 1) {
      const answer = await browser(city).ask('/register', { ...person(`mass${i}`), password: 'short' })
      statuses.push(answer.status)
      if (answer.status === 429) break
    }
    assert.equal(statuses.at(-1), 429)
    assert.ok(statuses.length <= limit + 1)
    const person1 = browser(city)
    const signed = await person1.fill('/sign-in', { login: 'zheng.xy', password: PASSWORD })
    assert.equal(signed.status, 303, 'who has an account still signs in')
  })
})

describe('the first administrator of a production city (P38)', () => {
  it('takes the code of the console once, and is led to enrol a second factor before the strong roles work', async () => {
    const city = await testCity({ mode: 'production' })
    try {
      const { ask, fill } = browser(city)
      assert.match((await ask('/first-administrator')).html, /控制台/)
      const refused = await fill('/first-administrator', {
        ...person('shouwei.guan'),
        code: 'ABCDE-ABCDE-ABCDE-ABCDE',
      })
      assert.equal(refused.status, 422)
      const code = (await firstAdministratorCode(city.runtime.db)) ?? assert.fail('an administrator is there')
      const done = await fill('/first-administrator', { ...person('shouwei.guan'), code })
      assert.deepEqual([done.status, done.to], [303, '/app/security'])
      const session = JSON.parse((await ask('/api/v1/session')).html)
      assert.equal(session.session.secondFactor, 'enrol')
      const me = JSON.parse((await ask('/api/v1/me')).html)
      assert.deepEqual(me.roles, ['orgAdmin'], 'administration waits for the factor')

      const enrolled = JSON.parse((await ask('/api/v1/session/factors', { kind: 'totp' })).html).result
      const totp = () => new TOTP({ secret: Secret.fromBase32(enrolled.secret) }).generate()
      const activated = await ask(`/api/v1/session/factors/${enrolled.factorId}/activate`, { code: totp() })
      assert.equal(activated.status, 200, activated.html)
      const strong = JSON.parse((await ask('/api/v1/me')).html)
      assert.deepEqual(strong.roles, ['admin', 'orgAdmin'], 'the strong role is back at once')
      const later = await browser(city).fill('/sign-in', { login: 'shouwei.guan', password: PASSWORD })
      assert.equal(later.to, '/sign-in/code?back=%2Fapp%2F', 'and asks for the factor from now on')

      const again = await browser(city).fill('/first-administrator', { ...person('zai.lai'), code })
      assert.equal(again.status, 422)
    } finally {
      await city.close()
    }
  })
})
