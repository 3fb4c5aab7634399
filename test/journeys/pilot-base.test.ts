import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { v7 } from 'uuid'
import { writeRoutes } from '#app/runtime.ts'
import { soundApplication } from '#modules/pilot-bases/fixture.ts'
import {
  certificateForm,
  correctionForm,
  draftForm,
  formalForm,
  meetingForm,
  recommendForm,
  siteForm,
  submitForm,
} from '#modules/pilot-bases/forms.ts'
import { sweepDeadlines } from '#platform/clock/sweep.ts'
import { answerForm } from '#platform/notice/forms.ts'
import { testCity, type Client, type TestCity } from '#test/city.ts'
import type { Browser, Page } from 'playwright-core'
import type { z } from 'zod'
import { openBrowser, visit } from './browser.ts'
import { fill } from './fill.ts'
import { button, choose, close, dialog, drawn, look, open, person } from './steps.ts'

const UNIT = '示例·陆丰汇成食品机械有限公司'
const SEED = '3 1 4 15 9'
const CRITERIA = {
  rows: [
    { type: '技术', place: '不限', fields: ['生物与新医药'], seats: 4 },
    { type: '财务', place: '不限', fields: [], seats: 1 },
  ],
  meetingOn: '2026-12-09',
  meetingPlace: '局第一会议室',
}
const SCORES = { site: 2_200, team: 1_300, service: 2_400, results: 1_500, management: 900 }

/** An application of the day of the journey, with few rows: people type them. What it lacks is explained. */
const application = (more: object = {}) => ({
  ...soundApplication(),
  unit: UNIT,
  staff: soundApplication().staff.slice(0, 1),
  pilotItems: soundApplication()
    .pilotItems.slice(1)
    .map((item) => ({
      ...item,
      client: item.external ? item.client : UNIT,
      from: '2025-02-01',
      to: '2025-11-30',
    })),
  ...more,
})

describe('a pilot base, from the application to the plate', () => {
  let city: TestCity
  let browser: Browser
  let origin: string
  const desks = new Map<string, Page>()
  /** The person's own browser, at a page of the workbench. */
  const at = async (login: string, path: string): Promise<Page> => {
    const page = desks.get(login) ?? (await person(browser, origin, login)).page
    desks.set(login, page)
    await open(page, `${origin}/app${path}`)
    return page
  }
  /** An act by its button, its dialog filled in; the receipt stays open. */
  const does = async (page: Page, action: string, title: string, form: z.ZodType, values: object) => {
    await button(page, title).click()
    await fill(dialog(page), `act-${action}`, form, values as Record<string, unknown>)
    await button(dialog(page), `确认${title}`).click()
    await button(dialog(page), '知道了').waitFor()
  }
  const people = new Map<string, Client>()
  const as = async (login: string | null) => {
    const key = login ?? ''
    const client = people.get(key) ?? (await city.as(login))
    people.set(key, client)
    return client
  }
  const query = async <R extends object>(text: string, values: unknown[] = []) =>
    city.runtime.db.owner(async (client) => (await client.query(text, values)).rows as R[])
  const post = async (login: string | null, path: string, body: object = {}) => {
    const answer = await (await as(login)).post(`/api/v1${path}`, body)
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`)
    return answer.body.result as Record<string, unknown>
  }
  const refused = async (login: string, path: string, body: object, why: RegExp) => {
    const answer = await (await as(login)).post(`/api/v1${path}`, body)
    assert.ok(answer.status >= 400, path)
    assert.match(JSON.stringify(answer.body), why)
  }
  const get = async (login: string | null, path: string) => {
    const answer = await (await as(login)).get(path)
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const turn = () =>
    sweepDeadlines(city.runtime.db, city.runtime.bus, writeRoutes(city.runtime.routes), (error) => {
      throw error
    })

  let id: string
  let dossierId: string
  const visitOf = async () => {
    const [row] = await query<{ visit: number; state: string }>(
      'select visit, state from platform.dossier where id = $1',
      [dossierId],
    )
    assert.ok(row)
    return row
  }
  const pathOf = (action: string) => `/procedures/pilot-base-recognition/${dossierId}/${action}`
  const act = async (login: string, action: string, input: object = {}) =>
    post(login, pathOf(action), { visit: (await visitOf()).visit, ...input })

  before(async () => {
    city = await testCity({ workbench: true })
    origin = (await city.serve()).url
    browser = await openBrowser()
    await city.moveTo('2026-12-01T01:00:00Z')
    for (let at = 0; at < 18; at += 1) {
      const personId = v7()
      await query(
        `insert into platform.person (id, name, phone, sample, created_at) values ($1, $2, null, true, '2026-01-01')`,
        [personId, `评审人${at}`],
      )
      await query(`insert into platform.account (person_id, login) values ($1, $2)`, [personId, `judge${at}`])
    }
    await post('ju.chen', '/pool-experts/carry-over', {
      basis: '原科技专家库',
      experts: Array.from({ length: 18 }, (_, at) => ({
        login: `judge${at}`,
        unit: `示例评审单位${at}`,
        title: '教授',
        level: '正高级',
        degree: '博士',
        type: at < 14 ? '技术' : '财务',
        fields: ['生物与新医药'],
        place: '本市',
        region: '示例市',
        employers: [],
      })),
    })
  })
  after(async () => {
    await browser.close()
    await city.close()
  })

  it('is applied for in the form; the county returns it once and says everything that is missing', async () => {
    const page = await at('jixie.du', '/pilot-bases/applications/new')
    const { unit: _prefilled, ...typed } = application({ siteM2: 300 })
    await fill(page, 'pilot-base-draft-', draftForm, { ...typed, address: undefined })
    await page.locator('[id="pilot-base-draft-_address"]').fill(typed.address)
    await look(page, 'pilot-base-form')
    await button(page, '存为草稿').click()
    await page.getByRole('link', { name: '查看自查结果并提交' }).click()
    await page.waitForURL(/applications\/[0-9a-f-]{36}$/)
    id = page.url().split('/').at(-1) ?? ''
    await page.getByText('还差 200 平方米').waitFor()
    const shown = await get('jixie.du', `/api/v1/pilot-bases/applications/${id}`)
    dossierId = shown.dossierId
    assert.equal(shown.form.unit, UNIT, 'prefilled from what is known of the organisation')
    await does(page, 'submit', '提交申报', submitForm, { explanation: '二期场地正在验收。' })
    await close(page)

    await refused('ju.lin', pathOf('askCounty'), { visit: 2, items: ['场地证明'] }, /没有找到|不是此事/)
    const county = await at('lufeng.ke', `/pilot-bases/applications/${id}`)
    const primary = county.locator('.actionbar .ant-btn-primary')
    assert.equal(await primary.innerText(), '推荐上报', 'the ordinary act comes first')
    const items = ['二期场地验收证明', '设备发票']
    await does(county, 'askCounty', '退回补正', correctionForm, { items })
    await close(county)
  })

  it('is corrected and forwarded with a letter of recommendation; the city passes it', async () => {
    const page = await at('jixie.du', `/pilot-bases/applications/${id}/edit`)
    const area = page.locator(`[id="pilot-base-draft-${id}_siteM2"]`)
    await area.fill('一千二')
    await button(page, '存为草稿').click()
    await page.getByText('请填数字，例如 500。').first().waitFor()
    assert.equal(await area.inputValue(), '一千二', 'what cannot be read is kept and told')
    await area.fill('1200')
    page.once('dialog', (asked) => void asked.dismiss())
    await page.getByRole('link', { name: '消息', exact: true }).click()
    assert.match(page.url(), /\/edit$/, 'unsent text is not left by a slip')
    await button(page, '存为草稿').click()
    await page.getByRole('link', { name: '查看自查结果并提交' }).click()
    await drawn(page)
    await does(page, 'correctCounty', '提交补正', submitForm, { explanation: '人员和项目正在补充。' })
    await close(page)

    const county = await at('lufeng.ke', `/pilot-bases/applications/${id}`)
    const opinion = { opinion: '材料齐全，条件具备，同意推荐。' }
    await does(county, 'forward', '推荐上报', recommendForm, opinion)
    await close(county)
    const [letter] = await query<{ kind: string; unit: string }>(
      `select l.kind, o.slug as unit from platform.letter l join platform.organisation o on o.id = l.unit_org_id
       where l.dossier_id = $1 and l.kind = 'recommendation'`,
      [dossierId],
    )
    assert.deepEqual(letter, { kind: 'recommendation', unit: 'lufeng-government' })
    const bureau = await at('ju.lin', `/pilot-bases/applications/${id}`)
    await does(bureau, 'pass', '通过形式审查，征求意见', formalForm, { opinion: '形式审查通过。' })
    await close(bureau)
  })

  it('waits for the opinions of the three units, in the order of the plan', async () => {
    const { visit: round } = await visitOf()
    const units = ['development.lian', 'industry-bureau.lian', 'education-bureau.lian']
    await refused('ju.lin', pathOf('convene'), { visit: round }, /会签单位的意见还没有收齐/)
    for (const unit of units) {
      const { items } = await get(unit, '/api/v1/work')
      const asked = items.find((item: { dossierId: string }) => item.dossierId === dossierId)
      assert.match(asked?.dueOn ?? '', /^2026-12-/, 'its own term stands on its list')
      const page = await at(unit, `/dossiers/${dossierId}`)
      await button(page, '提出意见').click()
      await choose(dialog(page), /^意见/, '同意')
      await dialog(page).locator('button[type=submit]').click()
      await close(page)
    }
    const { rounds } = await get('ju.lin', `/api/v1/dossiers/${dossierId}/opinions`)
    assert.deepEqual(
      rounds[0].units.map((one: { place: number; unit: string }) => [one.place, one.unit.slice(3)]),
      [
        [1, '发展和改革局'],
        [2, '工业和信息化局'],
        [3, '教育局'],
      ],
    )
    const read = await get('industry-bureau.lian', `/api/v1/pilot-bases/applications/${id}`)
    assert.equal(read.title, '示例海洋食品中试基地')
    const bureau = await at('ju.lin', `/pilot-bases/applications/${id}`)
    await button(bureau, '组织专家评审').click()
    await button(dialog(bureau), '确认组织专家评审').click()
    await close(bureau)
  })

  it('is judged by a drawn panel; a full self-score is no score', async () => {
    // Draw, replies and ballots by the API: their pages are walked in panel.test.ts.
    const { visit } = await visitOf()
    await refused('ju.lin', pathOf('passPanel'), { visit }, /自评分不作为评审得分/)
    const [panel] = await query<{ id: string }>('select id from platform.panel where dossier_id = $1', [
      dossierId,
    ])
    const panelId = panel?.id ?? ''
    await post('ju.lin', `/panels/${panelId}/criteria`, CRITERIA)
    await post('ju.chen', `/panels/${panelId}/freeze`, {
      seedName: '示例彩票第1期开奖号码',
      seedAt: '2026-12-08T01:00:00Z',
    })
    await city.moveTo('2026-12-08T02:00:00Z')
    for (const login of ['ju.chen', 'ju.zhou'])
      await post(login, `/panels/${panelId}/seed`, { seed: SEED, source: 'https://example.test/1' })
    const seats = async () =>
      query<{ id: string; state: string; type: string; login: string }>(
        `select s.id, s.state, s.type, a.login from platform.panel_seat s
         join platform.account a on a.person_id = s.person_id where s.panel_id = $1 order by s.id`,
        [panelId],
      )
    for (const seat of await seats()) {
      await post(seat.login, `/panel-seats/${seat.id}/reply`, { accepts: true })
      await post(seat.login, `/panel-seats/${seat.id}/commit`, { confidential: true, noConflict: true })
    }
    await city.moveTo('2026-12-09T02:00:00Z')
    await post('ju.lin', `/panels/${panelId}/open`)
    const members = await seats()
    assert.equal(members.length, 5)
    const chair = members.find(({ type }) => type === '技术')
    assert.ok(chair)
    for (const seat of members.slice(0, 3))
      await post(seat.login, `/panel-seats/${seat.id}/chair`, { seatId: chair.id })
    const reason = '工艺成熟，服务能力较强。'
    const [first] = members
    assert.ok(first)
    await refused(
      first.login,
      `/panel-seats/${first.id}/ballot`,
      { ballot: { ...SCORES, site: 2_501, reason } },
      /“场地和设备”最高 25.00 分/,
    )
    for (const seat of members)
      await post(seat.login, `/panel-seats/${seat.id}/ballot`, { ballot: { ...SCORES, reason } })
    await post(chair.login, `/panel-seats/${chair.id}/opinion`, { opinion: '同意推荐认定。' })
    for (const seat of members) await post(seat.login, `/panel-seats/${seat.id}/confirm`, { agrees: true })
    await act('ju.lin', 'passPanel')
  })

  it('is seen on the spot by two, and goes through the meeting to public notice', async () => {
    const visited = { visitedOn: '2026-12-09', findings: '设备与清单一致，运行正常。', matches: true }
    const { visit } = await visitOf()
    const one = [{ name: '林一', unit: '市科技局' }]
    await refused('ju.lin', pathOf('recordSite'), { visit, ...visited, visitors: one }, /现场考察至少 2 人/)
    const bureau = await at('ju.lin', `/pilot-bases/applications/${id}`)
    const visitors = [...one, { name: '陈二', unit: '市科技局' }]
    await does(bureau, 'recordSite', '记录现场考察', siteForm, { ...visited, visitors })
    await close(bureau)
    const head = await at('ju.zhou', `/pilot-bases/applications/${id}`)
    await does(head, 'resolve', '会议同意，公示', meetingForm, {
      heldOn: '2026-12-09',
      minutesNo: '局务会〔2026〕12号',
      resolution: '同意拟认定，予以公示。',
    })
    await close(head)
    const list = await get(null, '/api/v1/notices')
    assert.ok(JSON.stringify(list).includes('示例海洋食品中试基地'))
    assert.ok(!JSON.stringify(list).includes('人员甲'))
  })

  it('an objection stops the clock until it is answered in writing by somebody else', async () => {
    const [notice] = await query<{ id: string; public_id: string }>(
      'select id, public_id from platform.notice where dossier_id = $1',
      [dossierId],
    )
    assert.ok(notice)
    await city.moveTo('2026-12-11T02:00:00Z')
    const { page: visitor } = await visit(browser, { javaScript: false })
    await visitor.goto(`${origin}/notices/${notice.public_id}`)
    await visitor.locator('#f-words').fill('二期场地是否已经验收，请说明。')
    await visitor.locator('#f-name').fill('某公司')
    await visitor.locator('#f-contact').fill('13900000000')
    await button(visitor, '提交').click()
    await visitor.getByText(/请记下查询码/).waitFor()
    await city.moveTo('2026-12-21T02:00:00Z')
    await turn()
    assert.equal((await visitOf()).state, 'notice', 'the objection is open')
    const [objection] = await query<{ id: string }>(
      'select id from platform.objection where notice_id = $1',
      [notice.id],
    )
    const answer = { outcome: 'rejected', answer: '二期场地已于 2025 年 10 月验收，证明附后。' }
    await refused('ju.lin', `/objections/${objection?.id}/answer`, answer, /不同的人|其他同事/)
    const colleague = await at('ju.chen', `/notices/${notice.public_id}`)
    await button(colleague, '答复异议').click()
    await fill(dialog(colleague), 'dialog-form', answerForm, answer)
    await dialog(colleague).locator('button[type=submit]').click()
    await close(colleague)
    await visitor.reload()
    await visitor.getByText(answer.answer).waitFor()
    await turn()
    assert.equal((await visitOf()).state, 'issuing')
  })

  it('is recognised with certificate and plate, and the public can verify it', async () => {
    const head = await at('ju.zhou', `/pilot-bases/applications/${id}`)
    await does(head, 'recognise', '认定并发证', certificateForm, {
      certNo: '示证〔2026〕9号',
      plateNo: '示牌09',
    })
    await close(head)
    const { items } = await get(null, '/api/v1/pilot-bases?q=海洋食品')
    const [base] = items
    assert.equal(base.certNo, '示证〔2026〕9号')
    assert.equal(base.from, '2026-12-21')
    assert.equal(base.until, '2029-12-20')
    const printed = await (await as(null)).get(`/id/pilot-base/${base.publicId}`)
    assert.equal(printed.status, 302, 'the address printed on the certificate leads to the page')
    const page = await get(null, `/pilot-bases/${base.publicId}`)
    assert.match(page, /示证〔2026〕9号/)
    assert.match(page, /有效/)
    assert.doesNotMatch(page, /人员甲/)
    const certificate = await (await as(null)).get(`/api/v1/pilot-bases/${base.publicId}/certificate.pdf`)
    assert.equal(certificate.status, 200)
    const kinds = await query<{ kind: string }>(
      'select kind from platform.letter where dossier_id = $1 order by drafted_at',
      [dossierId],
    )
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ['correction', 'recommendation', 'siteSheet', 'recognition'],
    )
  })
})
