import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { addDays, calendarOf } from '#platform/calendar/calendar.ts'
import { actTitle, upcomingDays } from '#platform/instance/upcoming.ts'
import { LANG_COOKIE } from '#modules/portal/mount.ts'
import { markDownloads } from '#app/rehearsal.ts'
import { permissions, routes } from '#platform/instance/routes.ts'
import { member, testCommands, type TestCommands } from './commands.ts'
import { Hono } from 'hono'
import { testCity, type Client, type TestCity } from './city.ts'

describe('a rehearsal', () => {
  let city: TestCity
  let admin: Client
  before(async () => {
    city = await testCity()
    admin = await city.as('xitong.guan')
  })
  after(() => city.close())
  const today = async (): Promise<string> => (await admin.get('/api/v1/me')).body.today
  const move = (to: object) => admin.post('/api/v1/instance/clock', to)

  it('shows what becomes due before its clock is moved, nearest day first', async () => {
    const { status, body } = await admin.get('/api/v1/instance/clock')
    assert.equal(status, 200, JSON.stringify(body))
    const days = (body.days as { day: string }[]).map(({ day }) => day)
    assert.ok(days.length > 3, `${days.length} days`)
    assert.deepEqual(days, days.toSorted())
    assert.ok((days[0] ?? '') >= body.today)
    assert.equal((await (await city.as('ju.lin')).get('/api/v1/instance/clock')).status, 403)
  })

  it('goes to a day, only forward, and the clock then does what was announced', async () => {
    const from = await today()
    for (const on of [from, addDays(from, -1), addDays(from, 4000), '2026-02-30']) {
      const refused = await move({ on })
      assert.equal(refused.status, 422, JSON.stringify(refused.body))
    }
    assert.equal(await today(), from)
    const { body } = await admin.get('/api/v1/instance/clock')
    type Upcoming = { day: string; acts: { title: string; count: number }[] }
    const next = (body.days as Upcoming[]).find(({ day }) => day > from)
    assert.ok(next)
    const moved = await move({ on: next.day })
    assert.equal(moved.status, 200, JSON.stringify(moved.body))
    assert.equal(await today(), next.day)
    const left = await admin.get('/api/v1/instance/clock')
    const now = (left.body.days as Upcoming[])[0]
    assert.ok(now && now.day >= next.day, JSON.stringify(now))
    assert.equal(
      (await (await city.as('ju.lin')).post('/api/v1/instance/clock', { on: '2030-01-01' })).status,
      403,
    )
  })

  it('names every download 演练 with its day, and says so on portal and print', async () => {
    const day = await today()
    const mark = encodeURIComponent(`演练-${day}-`)
    for (const path of ['/achievements.csv', '/achievements.xlsx', '/market.csv']) {
      const answer = await city.app.request(`http://localhost${path}`)
      assert.match(answer.headers.get('content-disposition') ?? '', new RegExp(`UTF-8''${mark}`), path)
    }
    const page = await (await city.app.request('http://localhost/guides')).text()
    assert.match(page, new RegExp(`banner rehearsal[\\s\\S]*演练时间 ${day}`))
  })

  it('a guide of every procedure is on the portal, in both languages', async () => {
    for (const { procedure } of city.runtime.bindings)
      for (const lang of ['zh', 'en']) {
        const headers = { cookie: `${LANG_COOKIE}=${lang}` }
        const page = await city.app.request(`http://localhost/guides/${procedure.id}`, { headers })
        assert.equal(page.status, 200, procedure.id)
        assert.ok((await page.text()).includes(procedure.title), procedure.id)
      }
    assert.equal((await city.app.request('http://localhost/guides/no-such')).status, 404)
  })
})

describe('a city that is no rehearsal', () => {
  let city: TestCommands
  before(async () => {
    // A demo: a real city is refused by the same word.
    city = await testCommands(permissions)
  })
  after(() => city.test.drop())

  it('never moves its clock, nor marks its downloads', async () => {
    const route = routes.find(({ journal }) => journal === 'instance.move-clock')
    assert.ok(route)
    const admin = member('管', null, ['admin'])
    await assert.rejects(city.run(route, admin, { on: '2030-01-01' }), /只有演练环境可以拨动时钟/)
    const app = new Hono()
    markDownloads(app, city.test)
    const disposition = { 'content-disposition': 'attachment; filename="a.csv"' }
    app.get('/a.csv', (context) => context.text('a', 200, disposition))
    const answer = await app.request('/a.csv')
    assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="a.csv"')
  })
})

describe('what happens on a day', () => {
  const calendar = calendarOf([
    { year: 2026, source: '测试', days: [{ day: '2026-12-31', kind: '放假', festival: '元旦' }] },
  ])
  const row = (happens_on: string, performs: string | null, title: string) => ({
    kind: 'term' as const,
    performs,
    procedure: 'p',
    title,
    happens_on,
  })

  it('has a name, also where it is of no dossier', () => {
    const ofNone = (kind: 'letter' | 'remedy' | 'reminder', performs: string | null = null) =>
      actTitle([], { kind, performs, procedure: null })
    assert.deepEqual(
      [
        ofNone('letter'),
        ofNone('remedy'),
        ofNone('reminder', 'notice.end-names'),
        ofNone('reminder', 'notice.forget-objectors'),
        ofNone('reminder', 'match.remind'),
      ],
      ['文书送达期限届满', '救济期限届满', '公示期满，个人信息撤下', '异议人身份信息删除', '到期提醒'],
    )
  })

  it('is counted by act, with working days, days of rest and years not loaded kept apart', () => {
    const rows = [
      row('2027-01-04', 'lapse', '丁'),
      row('2026-12-30', 'lapse', '甲'),
      row('2026-12-31', null, '乙'),
      row('2026-12-30', 'lapse', '丙'),
    ]
    assert.deepEqual(
      upcomingDays(rows, calendar, ({ performs }) => performs ?? '逾期'),
      [
        { day: '2026-12-30', kind: 'working', acts: [{ title: 'lapse', count: 2, of: ['甲', '丙'] }] },
        { day: '2026-12-31', kind: 'rest', acts: [{ title: '逾期', count: 1, of: ['乙'] }] },
        { day: '2027-01-04', kind: 'unknown', acts: [{ title: 'lapse', count: 1, of: ['丁'] }] },
      ],
    )
  })
})
