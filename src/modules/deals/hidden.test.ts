import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { complete } from '#modules/achievements/fixture.ts'
import { testCity, type Answer, type Client, type TestCity } from '#test/city.ts'
import { dealsModule } from './module.ts'
import { licenceTerms } from '#test/deal-market.ts'

const SELLER = 'gaoxiao.zhuan'
/** A firm without a sample deal with the seller: such a deal names it, as it should. */
const BUYER = 'nongchang.tian'
/** Everybody of the seller: whatever a role may read, it must not learn the demander. */
const SELLERS = [
  SELLER,
  'gaoxiao.xiaozhang',
  'jiaoshou.lin',
  'gaoxiao.fawu',
  'gaoxiao.caiwu',
  'gaoxiao.keyan',
  'gaoxiao.mishu',
]
/** Reads that tell of every organisation alike; the demander stands there with or without a deal. */
const DIRECTORY = /^\/(organisations|achievements|demands)(\/|$)/

describe('a blind demand in a deal: the seller reads 匿名需求方 everywhere until the demander consents', () => {
  let city: TestCity
  let seller: Client
  let buyer: Client
  let officer: Client
  const canaries: string[] = []
  const ids: Record<string, string> = {}

  const done = (answer: Answer) => {
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body.result ?? answer.body
  }
  const refused = (answer: Answer, sentence: RegExp) => {
    assert.ok(answer.status >= 400, `answered ${String(answer.status)}`)
    assert.match(answer.body.detail, sentence)
    assertNoCanary('a refusal', JSON.stringify(answer.body))
  }
  const act = async (who: Client, dossierId: string, action: string, input: object = {}) => {
    const { procedure, dossier } = done(await who.get(`/api/v1/dossiers/${dossierId}`))
    return who.post(`/api/v1/procedures/${procedure.id}/${dossierId}/${action}`, {
      visit: dossier.visit,
      ...input,
    })
  }
  const found = (text: string) => canaries.filter((canary) => text.includes(canary))
  const assertNoCanary = (what: string, text: string) => assert.deepEqual(found(text), [], what)

  /** Lists a demand and makes it blind, as its own form will once it can. */
  const blindDemand = async (name: string) => {
    const form = {
      name,
      type: '技术攻关',
      techField: '生物与新医药',
      problem: '即食牡蛎常温保质期太短。',
      cooperationModes: ['普通许可'],
      negotiable: true,
      secrecy: '公开',
    }
    const record = done(await buyer.post('/api/v1/demands', form))
    const { dossierId } = done(await buyer.get(`/api/v1/my/demands/${record.id}`))
    done(await act(buyer, dossierId, 'submit', { declaresOpen: true }))
    done(await act(officer, dossierId, 'approve'))
    await city.runtime.db.owner((client) =>
      client.query(
        `update exchange.demand_version set data = data || '{"blind": true}' where record_id = $1`,
        [record.id],
      ),
    )
    return record.id as string
  }
  const published = async (name: string) => {
    const record = done(await seller.post('/api/v1/achievements', complete({ name, fundingSource: '自筹' })))
    const { dossierId } = done(await seller.get(`/api/v1/my/achievements/${record.id}`))
    const review = { reviewedBy: '保密员', reviewedOn: '2026-11-20', conclusion: '同意公开' }
    done(await act(seller, dossierId, 'submit', review))
    done(await act(officer, dossierId, 'approve'))
    return record.id as string
  }
  const offer = async (demandId: string, name: string) => {
    const achievementId = await published(name)
    const message = '我们的工艺能把保质期延长到六个月。'
    return done(await seller.post('/api/v1/deals/offers', { demandId, achievementId, message })) as {
      id: string
      dossierId: string
    }
  }

  before(async () => {
    city = await testCity()
    seller = await city.as(SELLER)
    buyer = await city.as(BUYER)
    officer = await city.as('ju.lin')
    const me = done(await buyer.get('/api/v1/me'))
    const rows = await city.runtime.db.read('platform', (tx) =>
      sql<{ text: string }>`
        select unnest(array[o.id::text, o.public_id, o.name, o.short_name, o.credit_code, p.id::text, p.name, p.phone]) as text
        from platform.organisation o, platform.person p
        where o.id = ${me.org.id} and p.id = ${me.person.id}`.execute(tx.as('platform')),
    )
    canaries.push(...rows.rows.map((row) => row.text).filter(Boolean), BUYER)
    assert.ok(canaries.length >= 7)
  })
  after(() => city.close())

  it('talks, proposes and asks without being seen; what would show it is refused with the way out', async () => {
    ids['demand'] = await blindDemand('示例即食牡蛎常温保鲜')
    const deal = await offer(ids['demand'], '示例牡蛎即食保鲜工艺')
    Object.assign(ids, { deal: deal.id, dossier: deal.dossierId })
    const other = await offer(await blindDemand('示例鱼糜凝胶强度提升'), '示例鱼糜增强工艺')
    const shown = done(await seller.get(`/api/v1/deals/${deal.id}`))
    assert.deepEqual(shown.buyer, { orgId: null, name: '匿名需求方' })
    assert.equal(shown.identity.mayDisclose, false)
    assert.equal(done(await buyer.get(`/api/v1/deals/${deal.id}`)).identity.mayDisclose, true)

    done(await buyer.post(`/api/v1/deals/${deal.id}/messages`, { body: '请问需要什么设备？' }))
    done(await buyer.post(`/api/v1/deals/${deal.id}/points`, { body: '保质期以什么标准检验？' }))
    const fileIds = ['01920000-0000-4000-8000-000000000001']
    const attached = await buyer.post(`/api/v1/deals/${deal.id}/messages`, { body: '附件', fileIds })
    assert.match(attached.body.detail, /附件的名称、属性和内容可能泄露身份/)
    refused(await act(seller, deal.dossierId, 'acceptOffer'), /只有|需求方|不能|身份/)
    refused(
      await seller.post(`/api/v1/deals/${deal.id}/meetings`, {
        topic: '看样品',
        way: '现场',
        place: '学校',
        slots: [{ startsAt: '2030-01-01T09:00', endsAt: '2030-01-01T10:00' }],
      }),
      /双方同意洽谈后/,
    )
    refused(await seller.post(`/api/v1/deals/${deal.id}/disclose`, { agrees: true }), /只有需求方/)
    done(await act(buyer, other.dossierId, 'declineOffer', { reason: '已有方案' }))
    ids['declined'] = other.id
  })

  it('an own intent for a blind demand is as blind, and terms wait for the consent', async () => {
    const demandId = await blindDemand('示例虾壳综合利用')
    const achievementId = await published('示例虾壳酶解工艺')
    const intent = { achievementId, demandId, message: '想先了解酶解成本。' }
    const deal = done(await buyer.post('/api/v1/deals', intent))
    Object.assign(ids, { intent: deal.id, intentDossier: deal.dossierId })
    done(await act(seller, deal.dossierId, 'accept'))
    done(await act(buyer, deal.dossierId, 'propose', licenceTerms))
    refused(await act(seller, deal.dossierId, 'agreeToPricing', { termsVersion: 1 }), /还没有公开身份/)
    done(await act(seller, deal.dossierId, 'propose', { ...licenceTerms, priceFen: 30_000_000 }))
  })

  it('is asked of the operator without a helper learning who asked', async () => {
    const about = { aboutKind: 'deal', aboutId: ids['deal'] }
    const own = done(await buyer.post('/api/v1/help-requests', { ...about, question: '请帮忙判断可行性。' }))
    const pan = done(await (await city.as('jingji.pan')).get('/api/v1/me'))
    const assigned = await act(officer, own.dossierId, 'assign', {
      helperOrgId: pan.org.id,
      explanation: '请协助。',
    })
    assert.match(assigned.body.detail, /没有公开身份，请由主管单位直接答复/)
    const sellers = done(
      await seller.post('/api/v1/help-requests', { ...about, question: '请协调对方尽快答复。' }),
    )
    ids['help'] = sellers.id
    done(
      await act(officer, sellers.dossierId, 'assign', { helperOrgId: pan.org.id, explanation: '请协助。' }),
    )
    const helper = await city.as('jingji.pan')
    const shown = await helper.get(`/api/v1/help-requests/${sellers.id}`)
    assert.equal(shown.body.deal.buyer, '匿名需求方')
    assertNoCanary('a helper', JSON.stringify(shown.body))
  })

  it('no read route of any role of the seller holds a trace', async () => {
    await city.runtime.drain()
    const named = Object.values(ids)
    let read = 0
    for (const login of SELLERS) {
      const client = await city.as(login)
      for (const route of city.runtime.routes) {
        if (route.kind !== 'read' || DIRECTORY.test(route.path)) continue
        const paths = /\{\w+\}/.test(route.path)
          ? named.map((id) => route.path.replace(/\{\w+\}/g, id))
          : [route.path]
        for (const path of paths) {
          const { status, body } = await client.get(`/api/v1${path}`)
          if (status < 400) read += 1
          assertNoCanary(`${login} ${path}`, typeof body === 'string' ? body : JSON.stringify(body))
        }
      }
      await crawlJournal(client, login)
    }
    assert.ok(read > 100, `${String(read)} answers read`)
  })

  const crawlJournal = async (client: Client, login: string) => {
    const list = await client.get('/api/v1/journal?limit=100')
    if (list.status !== 200) return
    const entries = list.body.items as { id: string; subjectId: string | null; sentence: string }[]
    const ours = entries.filter((entry) => [ids['deal'], ids['intent']].includes(entry.subjectId ?? ''))
    assert.ok(ours.length > 3, `${login} reads ${String(ours.length)} entries of the deals`)
    assert.ok(ours.some((entry) => entry.sentence.startsWith('匿名需求方')))
    for (const { id } of ours)
      assertNoCanary(`journal ${id}`, JSON.stringify((await client.get(`/api/v1/journal/${id}`)).body))
    const me = done(await buyer.get('/api/v1/me'))
    const asked = await client.get(`/api/v1/journal?personId=${String(me.person.id)}`)
    const told = (asked.body.items as { subjectId: string }[]).map((entry) => entry.subjectId)
    assert.ok(!told.includes(ids['deal'] ?? ''), 'asking by person tells nothing')
  }

  it('the list does not find it by its name, and an open deal of the same demander hints at nothing', async () => {
    const open = done(
      await buyer.post('/api/v1/deals', {
        achievementId: await published('示例虾青素提取工艺'),
        message: '想了解提取收率。',
      }),
    )
    const name = canaries.find((canary) => canary.includes('有限公司')) ?? ''
    const list = done(await seller.get(`/api/v1/deals?q=${encodeURIComponent(name)}`))
    assert.deepEqual(
      (list.items as { id: string }[]).map((deal) => deal.id),
      [open.id],
    )
  })

  it('consent is an act of its own with a receipt; from then on both see each other, also in what went before', async () => {
    const answer = await buyer.post(`/api/v1/deals/${ids['intent'] ?? ''}/disclose`, { agrees: false })
    assert.equal(answer.status, 422)
    const reply = await buyer.post(`/api/v1/deals/${ids['intent'] ?? ''}/disclose`, { agrees: true })
    done(reply)
    assert.match(reply.body.receipt.signature, /\S{20}/)
    assert.equal(
      (await buyer.post(`/api/v1/deals/${ids['intent'] ?? ''}/disclose`, { agrees: true })).status,
      409,
    )
    const shown = done(await seller.get(`/api/v1/deals/${ids['intent'] ?? ''}`))
    assert.match(shown.buyer.name, /绿源/)
    assert.match(shown.messages[0].by, /田/)
    const dossier = done(await seller.get(`/api/v1/dossiers/${ids['intentDossier'] ?? ''}`))
    assert.ok(dossier.entries.some((entry: { by: string }) => entry.by.includes('绿源')))
    assertNoCanary(
      'the other deal',
      JSON.stringify((await seller.get(`/api/v1/deals/${ids['deal'] ?? ''}`)).body),
    )
  })

  it('accepting an offer says that it shows who one is, and only then does', async () => {
    const { next } = done(await buyer.get(`/api/v1/dossiers/${ids['dossier'] ?? ''}`))
    const offered = (next as { name: string; confirm?: string }[]).map((one) => one.name)
    assert.ok(offered.includes('acceptOfferOpenly') && !offered.includes('acceptOffer'))
    assert.match(
      next.find((one: { name: string }) => one.name === 'acceptOfferOpenly').confirm,
      /公开后不能收回/,
    )
    refusedToBuyer(await act(buyer, ids['dossier'] ?? '', 'acceptOffer'), /还没有公开身份/)
    refusedToBuyer(await act(buyer, ids['dossier'] ?? '', 'acceptOfferOpenly'), /此项必填/)
    done(await act(buyer, ids['dossier'] ?? '', 'acceptOfferOpenly', { agrees: true }))
    const shown = done(await seller.get(`/api/v1/deals/${ids['deal'] ?? ''}`))
    assert.match(shown.buyer.name, /绿源/)
    assert.ok(shown.identity.disclosedAt)
  })
  const refusedToBuyer = (answer: Answer, sentence: RegExp) => {
    assert.ok(answer.status >= 400)
    assert.match(answer.body.detail, sentence)
  }

  it('a declined one stays unknown, and the invariants hold', async () => {
    assertNoCanary(
      'declined',
      JSON.stringify((await seller.get(`/api/v1/deals/${ids['declined'] ?? ''}`)).body),
    )
    for (const { name, rows } of dealsModule.invariants ?? [])
      assert.deepEqual(await city.runtime.db.read('deals', rows), [], name)
  })
})
