import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { clockActor } from '#platform/access/access.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { checkCharacter } from '#platform/identity/creditCode.ts'
import { complete } from '#modules/achievements/fixture.ts'
import { upload } from '#modules/contracts/fixture.ts'
import { completeRecord } from '#modules/directories/fixture.ts'
import { partiesOfCast, soundRegistration } from '#modules/registrations/fixture.ts'
import { YEAR_2027 } from './year-2027.ts'
import { testCity, type Client, type TestCity } from './city.ts'

/** Opened by the clock when the report of the year is due. */
const YEARLY = 'pilot-base-assessment'

/** Terms of a licence, negotiated or offered. */
const agreed = {
  mode: '普通许可',
  payment: '签约后 10 日内一次付清。',
  termMonths: 36,
  deliverables: '交付技术资料一套。',
  acceptance: '按双方确认的检验大纲验收。',
  liability: '按民法典的规定承担。',
}
const terms = { ...agreed, priceFen: 38_000_000 }
const offered = { ...agreed, routeReason: '有多家企业提出过意向。', priceBasis: '参照同类许可。' }

describe('P1: the year that is not loaded yet', () => {
  let city: TestCity
  let admin: Client
  let officer: Client
  const opened = new Map<string, string>()

  before(async () => {
    // The samples are brought and the cast acts on that day: most procedures are opened by it.
    city = await testCity({ at: '2026-12-20T02:00:00Z' })
    admin = await city.as('xitong.guan')
    officer = await city.as('ju.lin')
  })
  after(() => city.close())

  const ok = (answer: { status: number; body: { result?: unknown } }) => {
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    // oxlint-disable-next-line typescript/no-explicit-any -- each step names what it reads
    return answer.body.result as any
  }
  const act = async (who: Client, dossierId: string, action: string, input: object = {}) => {
    const { body } = await who.get(`/api/v1/dossiers/${dossierId}`)
    return who.post(`/api/v1/procedures/${body.procedure.id}/${dossierId}/${action}`, {
      visit: body.dossier.visit,
      ...input,
    })
  }
  const review = { reviewedBy: '示例保密员', reviewedOn: '2026-12-25', conclusion: '同意公开' }
  const deadlines = async (dossierId: string) => {
    const { rows } = await city.runtime.db.owner((client) =>
      client.query<{ kind: string; nominal_on: string; due_on: string | null; provisional: boolean }>(
        `select kind, nominal_on::text, due_on::text, provisional from platform.deadline
         where dossier_id = $1 and state = 'open' and kind = 'term'`,
        [dossierId],
      ),
    )
    return rows
  }

  const revise = async (who: Client, path: string, id: string) => {
    const { body } = await who.get(`/api/v1/my/${path}/${id}`)
    const form = { ...body.form, contact: '示例 跨年' }
    return who.put(`/api/v1/${path}/${id}`, { ...form, version: body.version })
  }

  it('2026-12-20: a dossier of every procedure opens and moves; none is refused for the calendar', async () => {
    const firm = await city.as('cailiao.shen')
    const record = ok(await firm.post('/api/v1/achievements', complete({ name: '示例跨年成果之一' })))
    const own = await firm.get(`/api/v1/my/achievements/${record.id}`)
    opened.set('achievement-listing', own.body.dossierId)

    const listed = await firm.get('/api/v1/my/achievements?state=published')
    const published = listed.body.items[0]
    const whole = await firm.get(`/api/v1/my/achievements/${published.id}`)
    const changed = { ...whole.body.form, name: `${whole.body.form.name}（改）`, contact: '示例' }
    ok(await firm.put(`/api/v1/achievements/${published.id}`, { ...changed, version: whole.body.version }))
    const revised = await firm.get(`/api/v1/my/achievements/${published.id}`)
    opened.set('achievement-revision', revised.body.revisionId)

    const buyer = await city.as('shuichan.cai')
    const demand = ok(await buyer.post('/api/v1/demands', { name: '示例跨年需求之一', secrecy: '公开' }))
    opened.set('demand-listing', (await buyer.get(`/api/v1/my/demands/${demand.id}`)).body.dossierId)

    const other = listed.body.items[1]
    const deal = ok(
      await buyer.post('/api/v1/deals', { achievementId: other.id, message: '跨年之前先谈起来。' }),
    )
    opened.set('deal', deal.dossierId)
    ok(await act(firm, deal.dossierId, 'accept'))
    ok(await act(buyer, deal.dossierId, 'propose', terms))
    ok(await act(firm, deal.dossierId, 'agree', { termsVersion: 1 }))
    opened.set('contract-signing', ok(await buyer.post(`/api/v1/deals/${deal.id}/contract`)).dossierId)

    const mine = await buyer.get('/api/v1/my/demands?state=published')
    const stood = await buyer.get(`/api/v1/my/demands/${mine.body.items[0].id}`)
    const edited = { ...stood.body.form, problem: `${stood.body.form.problem}（改）`, contact: '示例' }
    ok(await buyer.put(`/api/v1/demands/${stood.body.id}`, { ...edited, version: stood.body.version }))
    opened.set('demand-revision', (await buyer.get(`/api/v1/my/demands/${stood.body.id}`)).body.revisionId)

    const newcomer = await city.as('zhuanjia.qin')
    const code = `91440000MA5EXAMP1${checkCharacter('91440000MA5EXAMP1')}`
    const registered = { kind: '民企', name: '示例·跨年新企业有限公司', creditCode: code }
    opened.set(
      'organisation-verification',
      ok(await newcomer.post('/api/v1/organisations', registered)).dossierId,
    )

    for (const [procedure, dossierId] of opened) assert.match(dossierId, /^[0-9a-f-]{36}$/, procedure)
  })

  it('nor is one of the directories: a change of each kind of record, and a booking', async () => {
    const university = await city.as('gaoxiao.zhuan')
    for (const path of ['service-bodies', 'instruments']) {
      const { body } = await university.get(`/api/v1/my/${path}?state=published`)
      ok(await revise(university, path, body.items[0].id))
      const kind = path === 'instruments' ? 'instrument' : 'service-body'
      ok(await university.post(`/api/v1/${path}`, completeRecord(kind, { name: '示例跨年' })))
    }
    for (const [login, path] of [
      ['jingji.ma', 'brokers'],
      ['zhuanjia.qin', 'experts'],
    ] as const) {
      const own = await city.as(login)
      const kind = path === 'brokers' ? 'broker' : 'expert'
      const form = completeRecord(kind, { ...(kind === 'broker' && { certificateNo: 'JJ-示例-跨年' }) })
      const { id } = ok(await own.post(`/api/v1/${path}`, form))
      const { body } = await own.get(`/api/v1/my/${path}/${id}`)
      ok(await act(own, body.dossierId, 'submit', { consents: true }))
      ok(await act(officer, body.dossierId, 'approve'))
      ok(await revise(own, path, id))
    }
    const buyer = await city.as('shuichan.cai')
    const { body } = await buyer.get(`/api/v1/instruments?q=${encodeURIComponent('衍射')}`)
    const slot = { from: '2026-12-30T02:00:00Z', until: '2026-12-30T03:00:00Z', purpose: '测试涂层样品' }
    ok(await buyer.post(`/api/v1/instruments/${body.items[0].id}/bookings`, slot))
  })

  it('nor is what follows the recognition of a pilot base: a change, a renewal, a revocation', async () => {
    const { body } = await officer.get('/api/v1/pilot-bases')
    const baseOf = (field: string): string =>
      (body.items as { id: string; field: string }[]).find((base) => base.field === field)?.id ?? ''
    const materials = await city.as('xincai.tang')
    const change = {
      what: ['name'],
      changedOn: '2026-12-18',
      newName: '先进陶瓷中试基地（示例）',
      account: '基地名称变更，其余不变。',
    }
    ok(await materials.post(`/api/v1/pilot-bases/${baseOf('新材料')}/changes`, change))
    const electronics = await city.as('dianzi.yu')
    ok(await electronics.post(`/api/v1/pilot-bases/${baseOf('电子信息')}/renewals`))
    const ground = { ground: 'closed', facts: '示例：已停止运营。' }
    ok(await officer.post(`/api/v1/pilot-bases/${baseOf('生物与新医药')}/revocations`, ground))
  })

  it('nor is a service of a pilot base: its change, and a booking', async () => {
    const electronics = await city.as('dianzi.yu')
    const mine = await electronics.get('/api/v1/my/pilot-services?state=published')
    ok(await revise(electronics, 'pilot-services', mine.body.items[0].id))
    const buyer = await city.as('shuichan.cai')
    const { body } = await buyer.get(`/api/v1/pilot-services?q=${encodeURIComponent('陶瓷烧结')}`)
    const run = { process: '小批烧结', material: '氮化硅', batch: 20, hazard: '高温高压', confidential: '否' }
    const slot = { from: '2026-12-23T01:00:00Z', until: '2026-12-23T02:00:00Z' }
    ok(await buyer.post(`/api/v1/pilot-services/${body.items[0].id}/bookings`, { ...run, ...slot }))
  })

  it('nor is a lot, though its bidding is of the year that is missing', async () => {
    const university = await city.as('gaoxiao.zhuan')
    const { body } = await university.get('/api/v1/my/achievements?state=published')
    const lot = {
      ...offered,
      achievementId: body.items[0].id,
      floorFen: 10_000_000,
      stepFen: 1_000_000,
      depositFen: 0,
      depositAccount: '无',
      startsAt: '2027-02-23T09:00',
      endsAt: '2027-02-24T09:00',
    }
    const { id, dossierId } = ok(await university.post('/api/v1/lots', lot))
    ok(await act(university, dossierId, 'propose'))
    await lookThrough(id)
  })

  it('nor is a sale at an exchange outside', async () => {
    const university = await city.as('gaoxiao.zhuan')
    const { body } = await university.get('/api/v1/my/achievements?state=published')
    const prices = { floorFen: 10_000_000, depositFen: 0 }
    const sale = { ...offered, ...prices, achievementId: body.items[1].id, exchange: '示例产权交易中心' }
    const { dossierId } = ok(await university.post('/api/v1/outside-sales', sale))
    ok(await act(university, dossierId, 'propose'))
  })

  /** As if the lot had ended with two bidders for whom one person acted: the clock opens the review of the signals. */
  const lookThrough = async (id: string) => {
    await city.runtime.db.owner(async (client) => {
      await client.query(
        `insert into auctions.bidder (id, lot_id, org_id, person_id, alias, deposit_file_id, deposit_account, at, journal_id)
         select gen_random_uuid(), $1, o.id, p.id, o.public_id, gen_random_uuid(), '无', '2026-12-20T02:00:00Z', gen_random_uuid()
         from (select id, public_id from platform.organisation order by id limit 2) o,
           (select id from platform.person order by id limit 1) p`,
        [id],
      )
      await client.query(
        `update auctions.lot set closed_at = '2026-12-20T03:00:00Z', state = 'awarded' where id = $1`,
        [id],
      )
    })
    const route = city.runtime.routes.find(({ journal }) => journal === 'bid-signal.examine')
    assert.ok(route?.kind === 'write')
    const { result } = await city.runtime.bus<{ found: number }>({
      route,
      actor: clockActor,
      input: { id },
      key: 'new-year-signals',
    })
    assert.equal(result.found, 1)
    await city.runtime.db.owner((client) =>
      client.query(`update auctions.lot set closed_at = null, state = 'proposed' where id = $1`, [id]),
    )
  }

  it('nor is a plan of income, and the division of a year of own use by it', async () => {
    const university = await city.as('gaoxiao.zhuan')
    const leader = await city.as('gaoxiao.xiaozhang')
    const finance = await city.as('gaoxiao.caiwu')
    const { body } = await university.get('/api/v1/my/achievements?state=published')
    const professor = await city.as('jiaoshou.lin')
    const me = (await professor.get('/api/v1/me')).body
    const member = { personId: me.person.id, name: me.person.name, weightBp: 10_000, main: true, post: '无' }
    const plan = { ruleSource: 'NONE', teamRateBp: 500, firstYear: 2025, years: 3, members: [member] }
    const matter = { achievementId: body.items[1].id, mode: 'SELF_IMPLEMENT' }
    const { id, dossierId } = ok(await university.post('/api/v1/income/plans', { ...plan, matter }))
    ok(await act(university, dossierId, 'ask'))
    ok(await professor.post(`/api/v1/income/plans/${id}/words`, { word: 'agree' }))
    ok(await act(university, dossierId, 'submit'))
    const decision = { decidedBy: '领导班子集体决定', decidedOn: '2026-12-20', free: true }
    ok(await act(leader, dossierId, 'approve', decision))
    const file = new FormData()
    file.append('file', new File(['年度,营业利润\n2025,1000'], '示例核算表.csv', { type: 'text/csv' }))
    const kept = await city.app.request('http://localhost/api/v1/files', {
      method: 'POST',
      headers: { cookie: finance.cookie, 'idempotency-key': 'new-year-profit' },
      body: file,
    })
    const fileId = ((await kept.json()) as { result: { id: string } }).result.id
    ok(await finance.post(`/api/v1/income/plans/${id}/profits`, { year: 2025, profitFen: 100_000, fileId }))
  })

  it('nor is the commission of a broker, nor a dispute about one', async () => {
    const broker = await city.as('jingji.ma')
    const payer = await city.as('shuichan.cai')
    const { items } = (await broker.get('/api/v1/introductions')).body
    const introduction = items.find(({ state }: { state: string }) => state === 'confirmedByOne')
    ok(await act(payer, introduction.dossierId, 'confirmToo', { agrees: true }))
    const agreement = { payer: 'buyer', kind: 'rate', bp: 300, unrelated: true }
    const path = `/api/v1/introductions/${introduction.id}/commissions`
    const { id, dossierId } = ok(await broker.post(path, agreement))
    ok(await act(payer, dossierId, 'confirm', { agrees: true }))
    const contractCode = publicId()
    await city.runtime.db.owner((client) =>
      client.query(
        `insert into contracts.contract (id, public_id, purpose, deal_id, achievement_id, demand_id, dossier_id, type, title,
           seller_org_id, buyer_org_id, sample, state, version, matter, drafted_by, drafted_at, concluded_at)
         select gen_random_uuid(), $1, 'contract', gen_random_uuid(), i.achievement_id, null, $2, '普通许可', '示例合同',
           i.seller_org_id, i.buyer_org_id, true, 'confirmed', 1, null, i.broker_person_id, '2026-12-20T12:00:00Z', '2026-12-20T12:00:00Z'
         from introductions.introduction i where i.id = $3`,
        [contractCode, dossierId, introduction.id],
      ),
    )
    const commission = `/api/v1/commissions/${id}`
    ok(await broker.post(`${commission}/claims`, { contractCode, reason: '示例：合同由引荐促成。' }))
    ok(await act(payer, dossierId, 'contest', { reason: '示例：早已相识。' }))
    const dispute = { grounds: 'knownBefore', account: '示例：引荐以前已经试用过一批。' }
    ok(await payer.post(`${commission}/disputes`, dispute))
  })

  it('nor is the registration of a contract, nor what follows one', async () => {
    const university = await city.as('gaoxiao.zhuan')
    const paper = new File(['%PDF-1.4\n%%EOF'], '示例合同.pdf', { type: 'application/pdf' })
    const form = soundRegistration({
      parties: partiesOfCast(city, 'sample-university', 'sample-seafood-firm'),
      rights: [{ kind: '技术秘密' }],
      signedOn: '2026-12-18',
      effectiveOn: '2026-12-18',
      fromDay: '2026-12-18',
      untilDay: '2031-12-17',
      fileIds: [await upload(city, university, [paper], false)],
    })
    const { id, dossierId } = ok(await university.post('/api/v1/contract-registrations', form))
    ok(await act(university, dossierId, 'submit', { honest: true }))
    ok(await act(await city.as('gongxin.he'), dossierId, 'accept'))
    const reviewer = await city.as('gongxin.luo')
    const fileId = await upload(city, reviewer, [paper], false)
    const given = { number: 'DJ-2026-99999', fileId, opinion: '属于技术许可合同。' }
    ok(await act(reviewer, dossierId, 'register', given))
    const path = `/api/v1/contract-registrations/${id}`
    const why = { benefitsUsed: false, account: '示例：双方协商一致。' }
    ok(await university.post(`${path}/changes`, { ...why, what: ['term'], newUntilDay: '2033-03-01' }))
    ok(await university.post(`${path}/cancellations`, { ...why, because: '合同解除' }))
    ok(await university.post(`${path}/objections`, { ...why, against: '类别' }))
  })

  it('every procedure there is has been opened on that day, but the yearly one that the calendar opens', async () => {
    const { rows } = await city.runtime.db.owner((client) =>
      client.query<{ procedure: string; last: string }>(
        'select procedure, max(opened_at) as last from platform.dossier group by procedure',
      ),
    )
    const procedures = city.runtime.bindings
      .map(({ procedure }) => procedure.id)
      .filter((id) => id !== YEARLY)
    assert.deepEqual(rows.map(({ procedure }) => procedure).toSorted(), procedures.toSorted())
    for (const { procedure, last } of rows) assert.ok(last >= '2026-12-20', procedure)
  })

  it('an administrator takes the rehearsal to 2026-12-28 and is told that 2027 is missing', async () => {
    ok(await admin.post('/api/v1/instance/clock', { on: '2026-12-28' }))
    const clock = await admin.get('/api/v1/instance/clock')
    assert.equal(clock.body.today, '2026-12-28')
    assert.deepEqual(clock.body.missingYears, [2027])
    assert.ok(clock.body.provisional > 0)
    const firm = await city.as('cailiao.shen')
    ok(await act(firm, opened.get('achievement-listing') ?? '', 'submit', review))
  })

  it('terms that reach 2027 keep a nominal day and say that it is provisional', async () => {
    const [term] = await deadlines(opened.get('achievement-listing') ?? '')
    assert.deepEqual(term, { kind: 'term', nominal_on: '2027-01-04', due_on: null, provisional: true })
    const { body } = await officer.get('/api/v1/work')
    const item = (body.items as { dossierId: string; provisional: boolean; late: boolean }[]).find(
      ({ dossierId }) => dossierId === opened.get('achievement-listing'),
    )
    assert.equal(item?.provisional, true)
    assert.equal(item?.late, false)
    const goLive = await admin.get('/api/v1/go-live')
    assert.deepEqual(goLive.body.missingYears, [2027])
  })

  it('a preview of 2027 tells which deadlines move and changes nothing; loading moves and journals them', async () => {
    const load = {
      year: 2027,
      format: 'csv',
      text: YEAR_2027,
      source: '示例：尚未公布，测试用',
      preview: true,
    }
    assert.equal((await officer.post('/api/v1/calendar/years', load)).status, 403)
    const preview = ok(await admin.post('/api/v1/calendar/years', load))
    assert.ok(preview.moved > 100, `${preview.moved} deadlines would move`)
    assert.equal((await deadlines(opened.get('achievement-listing') ?? ''))[0]?.provisional, true)
    const loaded = ok(await admin.post('/api/v1/calendar/years', { ...load, preview: false }))
    assert.equal(loaded.moved, preview.moved)
    // 12-29, 12-30, 12-31, then 1-1..3 is a holiday: 1-4 and 1-5.
    assert.deepEqual(await deadlines(opened.get('achievement-listing') ?? ''), [
      { kind: 'term', nominal_on: '2027-01-05', due_on: '2027-01-05', provisional: false },
    ])
    const { rows } = await city.runtime.db.owner((client) =>
      client.query<{ n: number }>(`select count(*)::int as n from platform.deadline_move`),
    )
    assert.equal(rows[0]?.n, loaded.moved)
  })

  it('a term of 2027 is written definite once the year is loaded', async () => {
    ok(await act(officer, opened.get('achievement-listing') ?? '', 'approve'))
    const [term] = await deadlines(opened.get('achievement-listing') ?? '')
    assert.equal(term?.provisional, false)
    assert.equal(term?.due_on, '2027-12-28')
  })
  it('across New Year only forward, and every day of 2027 is known', async () => {
    assert.equal((await admin.post('/api/v1/instance/clock', { on: '2026-12-27' })).status, 422)
    ok(await admin.post('/api/v1/instance/clock', { on: '2027-01-04' }))
    const { body } = await admin.get('/api/v1/instance/clock')
    assert.equal(body.today, '2027-01-04')
    assert.deepEqual(body.missingYears, [])
    const day = city.runtime.routes.find(({ journal }) => journal === 'pilot-base.day')
    assert.ok(day?.kind === 'write')
    const { result } = await city.runtime.bus<{ assessed: number }>({
      route: day,
      actor: clockActor,
      input: {},
      key: 'new-year',
    })
    assert.ok(result.assessed > 0, `${YEARLY} opens in the new year`)
    assert.deepEqual(
      (body.days as { day: string; kind: string }[]).filter(
        ({ day, kind }) => day < '2028' && kind === 'unknown',
      ),
      [],
    )
  })
})
