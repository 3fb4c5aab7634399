import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { soundApplication } from '#modules/pilot-bases/fixture.ts'
import type { Server } from '#app/server.ts'
import { roleTitles, type Role } from '#platform/access/access.ts'
import { testCity, type Client, type TestCity } from '#test/city.ts'
import { countsIn, grown, readersOf, readingOf, storedOf, toldTo, type PanelIds } from '#test/panel-crawl.ts'
import { NARROW, openBrowser, visit } from './browser.ts'
import { button, choose, dialog, drawn, field, look, open, person } from './steps.ts'

const CRITERIA = {
  rows: [
    { type: '技术', place: '不限', fields: ['生物与新医药'], seats: 4 },
    { type: '财务', place: '不限', fields: [], seats: 1 },
  ],
  meetingOn: '2026-12-09',
  meetingPlace: '局第一会议室',
}
const SCORES = {
  site: 2_200,
  team: 1_300,
  service: 2_400,
  results: 1_500,
  management: 900,
  reason: '能力较强。',
}

interface Seat {
  readonly id: string
  readonly state: string
  readonly type: string
  readonly login: string
  readonly name: string
}

describe('an expert’s blind ballot on a phone', () => {
  let city: TestCity
  let server: Server
  let browser: Browser
  let panelId = ''
  const people = new Map<string, Client>()
  const query = async <R extends object>(text: string, values: unknown[] = []) =>
    city.runtime.db.owner(async (client) => (await client.query(text, values)).rows as R[])
  const post = async (login: string, path: string, body: object = {}) => {
    const client = people.get(login) ?? (await city.as(login))
    people.set(login, client)
    const answer = await client.post(`/api/v1${path}`, body)
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`)
    return answer.body.result as Record<string, unknown>
  }
  const seats = () =>
    query<Seat>(
      `select s.id, s.state, s.type, a.login, p.name from platform.panel_seat s
       join platform.account a on a.person_id = s.person_id join platform.person p on p.id = s.person_id
       where s.panel_id = $1 order by s.type desc, s.id`,
      [panelId],
    )

  /** The application of a base is before its experts, and five of the sample pool are drawn. */
  const drawnPanel = async () => {
    const made = await post('jixie.du', '/pilot-bases/applications', {
      ...soundApplication(),
      unit: '示例水产企业',
    })
    const dossierId = String(made['dossierId'])
    const act = async (login: string, action: string, input: object = {}) => {
      const [row] = await query<{ visit: number }>('select visit from platform.dossier where id = $1', [
        dossierId,
      ])
      return post(login, `/procedures/pilot-base-recognition/${dossierId}/${action}`, { ...row, ...input })
    }
    await act('jixie.du', 'submit', { explanation: '示例申报。' })
    await act('lufeng.ke', 'forward', { opinion: '材料齐全，同意推荐。' })
    await act('ju.lin', 'pass', { opinion: '形式审查通过。' })
    const [at] = await query<{ visit: number }>('select visit from platform.dossier where id = $1', [
      dossierId,
    ])
    for (const unit of ['development.lian', 'industry-bureau.lian', 'education-bureau.lian'])
      await post(unit, `/dossiers/${dossierId}/opinions`, { ...at, verdict: '同意', words: '' })
    await act('ju.lin', 'convene')
    const [panel] = await query<{ id: string }>('select id from platform.panel where dossier_id = $1', [
      dossierId,
    ])
    panelId = panel?.id ?? ''
    await post('ju.lin', `/panels/${panelId}/criteria`, CRITERIA)
    const widened = CRITERIA.rows.map((row) => ({ ...row, fields: [] }))
    const reason = '本领域的专家不足席位的三倍。'
    await post('ju.lin', `/panels/${panelId}/criteria`, { ...CRITERIA, rows: widened, reason })
    const seedName = '示例彩票第1期开奖号码'
    await post('ju.chen', `/panels/${panelId}/freeze`, { seedName, seedAt: '2026-12-08T01:00:00Z' })
    await city.moveTo('2026-12-08T02:00:00Z')
    for (const login of ['ju.chen', 'ju.zhou'])
      await post(login, `/panels/${panelId}/seed`, { seed: '3 1 4 15 9', source: 'https://example.test/1' })
  }

  /** The texts of the five invitations are given up. */
  const lostTexts = async () => {
    await city.runtime.drain()
    await query(`update platform.delivery set tries = 7 where seal is not null`)
    await query(
      `update platform.outbox set next_at = created_at where topic = 'message.deliver' and done_at is null`,
    )
    await city.runtime.drain()
    const texts = await query<{ state: string; text: string }>(
      `select state, body->>'text' as text from platform.delivery where seal is not null`,
    )
    assert.deepEqual(
      texts.map(({ state }) => state),
      Array.from({ length: 5 }, () => 'failed'),
    )
    assert.ok(
      !texts.some(({ text }) => /评审|专家|panel/.test(text)),
      'a text says nothing of what it is about',
    )
  }

  before(async () => {
    // A gateway that nobody answers at: no text arrives, and the phone list must not tell to whom it did not.
    const env = { KEQIAO_SMS_URL: 'http://127.0.0.1:9/', KEQIAO_ORIGIN: 'http://127.0.0.1' }
    city = await testCity({ workbench: true, env })
    await city.moveTo('2026-12-01T01:00:00Z')
    await drawnPanel()
    await lostTexts()
    server = await city.serve()
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  it('the expert answers and signs; officer and public see pseudonyms only', async () => {
    const [mine, ...others] = await seats()
    assert.ok(mine)
    const { page, context } = await person(browser, server.url, mine.login)
    await page.setViewportSize(NARROW)
    await open(page, `${server.url}/app/my-panels`)
    await look(page, 'panel-mine')
    await page.setViewportSize(NARROW)
    await open(page, `${server.url}/app/my-panels/${mine.id}`)
    await button(page, '答复邀请').click()
    await dialog(page).getByRole('radio', { name: '是' }).first().click()
    await button(dialog(page), '答复邀请').click()
    await button(dialog(page), '知道了').click()
    await button(page, '签署承诺').click()
    for (const one of await dialog(page).getByRole('radio', { name: '是' }).all()) await one.click()
    await button(dialog(page), '签署承诺').click()
    await button(dialog(page), '知道了').click()
    await page.getByText('已签承诺').first().waitFor()
    for (const { id, login } of others) {
      await post(login, `/panel-seats/${id}/reply`, { accepts: true })
      await post(login, `/panel-seats/${id}/commit`, { confidential: true, noConflict: true })
    }
    await context.close()

    const officer = await person(browser, server.url, 'ju.lin', `/panels/${panelId}`)
    await look(officer.page, 'panel-officer')
    const shown = await officer.page.locator('main').innerText()
    for (const { name } of await seats()) assert.ok(!shown.includes(name), 'before the meeting no name')
    await officer.context.close()
    const [draw] = await query<{ public_id: string }>('select public_id from platform.panel_draw')
    const visitor = await visit(browser)
    await visitor.page.goto(`${server.url}/draws/${draw?.public_id ?? ''}`)
    await button(visitor.page, '在本页复算').click()
    await visitor.page.getByText('复算一致').waitFor()
    await look(visitor.page, 'panel-draw')
    await visitor.context.close()
  })

  it('before the meeting no answer, page, export, mail, public table or bundle tells who was drawn (P15)', async () => {
    const asked = await query<{ id: string; name: string; login: string; marks: string[] }>(
      `select s.id, e.name, a.login, array[e.name, e.code, e.id::text, e.person_id::text, a.login] as marks
       from platform.panel_seat s join experts.expert e on e.id = s.expert_id
       join platform.account a on a.person_id = e.person_id order by s.id`,
    )
    assert.equal(asked.length, 5)
    const [ids] = await query<PanelIds>(
      `select d.id as dossier, d.subject_id as application, p.id as panel, w.public_id as draw, s.id as seat
       from platform.panel p join platform.dossier d on d.id = p.dossier_id
       join platform.panel_draw w on w.panel_id = p.id join platform.panel_seat s on s.draw_id = w.id limit 1`,
    )
    assert.ok(ids)
    const marks = asked.flatMap((one) => one.marks)
    const readers = await readersOf(city, Object.keys(roleTitles) as Role[])
    for (const { login } of asked) readers.delete(login)
    const phoneList = JSON.stringify((await (await city.as('ju.lin')).get('/api/v1/undelivered')).body)
    assert.equal(JSON.parse(phoneList).total, 0, phoneList)
    const { read, told } = await toldTo(city, readers, marks, ids)
    const inPool = (path: string) => told.some((one) => one.who === 'ju.lin' && one.path.startsWith(path))
    assert.ok(read > 1_000 && inPool('/pool-experts'), `${read} answers, the pool among them`)
    // The same city where nobody was drawn tells as much of them.
    const other = await testCity()
    try {
      await other.moveTo('2026-12-08T02:00:00Z')
      const more: string[] = []
      for (const { who, path, counts } of told) {
        const reader = await other.as(who === 'visitor' ? null : who)
        const undrawn = countsIn(await readingOf(other, who, reader, path), marks)
        more.push(...grown(counts, undrawn).map((mark) => `${who} ${path}: ${mark}`))
      }
      const stored = await storedOf(other, marks)
      for (const [name, counts] of await storedOf(city, marks))
        more.push(...grown(counts, stored.get(name) ?? new Map()).map((mark) => `${name}: ${mark}`))
      assert.deepEqual(more, [])
    } finally {
      await other.close()
    }
    // One of the drawn reads the own name and no other.
    const [one, ...others] = asked
    const client = people.get(one?.login ?? '')
    assert.ok(client)
    for (const path of [
      '/my/panels',
      `/my/panels/${one?.id}`,
      '/my/pool-proofs',
      '/my/pool-expert',
      '/messages',
    ])
      assert.deepEqual(
        countsIn(
          JSON.stringify((await client.get(`/api/v1${path}`)).body),
          others.flatMap((it) => it.marks),
        ),
        new Map(),
        path,
      )
  })

  it('scores on a phone; nobody reads it before all are in, and it is locked', async () => {
    await city.moveTo('2026-12-09T02:00:00Z')
    await post('ju.lin', `/panels/${panelId}/open`)
    const [mine, ...others] = await seats()
    const chair = others.find(({ type }) => type === '技术')
    assert.ok(mine && chair)
    for (const { id, login } of others.slice(0, 3))
      await post(login, `/panel-seats/${id}/chair`, { seatId: chair.id })
    const { page, context } = await person(browser, server.url, mine.login)
    await page.setViewportSize(NARROW)
    await open(page, `${server.url}/app/my-panels/${mine.id}`)
    for (const [title, points] of [
      ['场地和设备', '22'],
      ['专职队伍', '13'],
      ['服务业绩', '24'],
      ['转化成效', '15'],
      ['管理和安全', '9'],
    ] as const)
      await field(page, title).fill(points)
    await field(page, '评审意见').fill('工艺成熟，服务能力较强。')
    await look(page, 'panel-ballot')
    await page.setViewportSize(NARROW)
    await button(page, '提交评审意见').click()
    await page.getByText('我的评审意见（已锁定）').waitFor()
    await drawn(page)
    for (const { id, login } of others) await post(login, `/panel-seats/${id}/ballot`, { ballot: SCORES })
    await page.reload()
    await page.getByText('能力较强。').first().waitFor()
    await look(page, 'panel-seen')
    const again = await page.request.get(`${server.url}/api/v1/my/panels/${mine.id}`)
    assert.deepEqual((await again.json()).ballot, {
      ...SCORES,
      reason: '工艺成熟，服务能力较强。',
    })
    await context.close()
  })

  it('a member is changed by two people; who manages the project cannot agree', async () => {
    const lin = await person(browser, server.url, 'ju.lin', `/panels/${panelId}`)
    await button(lin.page, '提出更换').first().click()
    await choose(dialog(lin.page), '更换的原因', '泄密')
    await field(dialog(lin.page), '说明').fill('把评审内容告诉了申报单位。')
    await button(dialog(lin.page), '提出更换').click()
    await button(dialog(lin.page), '知道了').click()
    await lin.page.getByText('等核准').waitFor()
    assert.equal(await button(lin.page, '核准或否决').count(), 0)
    await lin.context.close()
    const chen = await person(browser, server.url, 'ju.chen', `/panels/${panelId}`)
    await look(chen.page, 'panel-proposal')
    const proposal = await chen.page.getByRole('region', { name: '更换和重抽的提议' }).innerText()
    assert.ok(
      (await seats()).some(({ name }) => proposal.includes(name)),
      'after the meeting by name',
    )
    await button(chen.page, '核准或否决').click()
    await dialog(chen.page).getByRole('radio', { name: '是' }).first().click()
    await field(dialog(chen.page), '核准或否决的理由').fill('核对属实。')
    await button(dialog(chen.page), '核准或否决').click()
    await button(dialog(chen.page), '知道了').click()
    await chen.page.getByText('已核准').waitFor()
    await chen.context.close()
    const [gone] = await query('select 1 from platform.panel_seat where state = $1', ['removed'])
    assert.ok(gone)
  })

  it('an expert renews from what was declared before', async () => {
    const [mine] = await seats()
    const [entry] = await query<{ dossier_id: string; unit: string }>(
      `select e.dossier_id, e.unit from experts.expert e join platform.panel_seat s on s.expert_id = e.id where s.id = $1`,
      [mine?.id],
    )
    const { page, context } = await person(
      browser,
      server.url,
      mine?.login ?? '',
      `/dossiers/${entry?.dossier_id ?? ''}`,
    )
    await button(page, '申请续期').click()
    assert.equal(await field(dialog(page), '工作单位').inputValue(), entry?.unit)
    await context.close()
  })

  it('the unit filters its pool', async () => {
    const { page, context } = await person(browser, server.url, 'ju.lin', '/pool')
    await choose(page, '类型', '财务')
    await drawn(page)
    await look(page, 'pool')
    await context.close()
  })
})
