import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { FIRM, people, rules, UNIVERSITY } from '#test/market.ts'
import { END_REASONS } from './forms.ts'
import { licenceTerms, openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { nextStep, waitsFor } from './rules.ts'
import { dealsModule } from './module.ts'
import { dealProcedure } from './procedure.ts'

const { office, firm, newcomer, secondOffice } = people
const TODAY = '2026-11-23'

interface Opened {
  readonly id: string
  readonly dossierId: string
}

describe('offers, answers and the clock (nothing rots)', () => {
  let market: DealMarket
  let n = 0
  before(async () => {
    market = await openDealMarket()
  })
  after(() => market.drop())

  const named = (what: string) => `示例${what}第 ${String((n += 1))} 号`
  const offer = async () => {
    const achievementId = await market.achievement(named('成果'))
    const demandId = await market.demand(named('需求'))
    const input = { achievementId, demandId, message: '我们的装置能在线测亚硝酸盐。' }
    const deal = await market.write<Opened>(office, 'deal.offer', input)
    return { ...deal, input }
  }
  const talk = async () => {
    const deal = await offer()
    await market.act(firm, deal.dossierId, 'acceptOffer')
    return deal
  }
  const stateOf = async (deal: Opened) => {
    const rows = await market.query<{ state: string; reason: string | null; by_org_id: string | null }>(
      `select d.state, e.reason, e.by_org_id from deals.deal d left join deals.ending e on e.deal_id = d.id where d.id = $1`,
      [deal.id],
    )
    return rows[0]
  }
  const told = async (orgId: string) =>
    (
      await market.query<{ template: string }>(
        `select payload ->> 'template' as template from platform.outbox
         where topic = 'message.org' and payload ->> 'orgId' = $1 order by id`,
        [orgId],
      )
    ).map((row) => row.template)
  const daysOf = (key: string) => rules.number(key, TODAY)

  it('an owner offers an achievement to a published demand; its demander accepts', async () => {
    const deal = await offer()
    assert.deepEqual(await stateOf(deal), { state: 'offered', reason: null, by_org_id: null })
    await assert.rejects(market.act(office, deal.dossierId, 'acceptOffer'), /这一步由需求方办理/)
    await market.act(firm, deal.dossierId, 'acceptOffer')
    assert.equal((await stateOf(deal))?.state, 'negotiating')
    const stages = await market.query<{ stage: string }>(
      'select stage from deals.pub_stage where deal_id = $1 order by at',
      [deal.id],
    )
    assert.deepEqual(
      stages.map((row) => row.stage),
      ['asked', 'met'],
    )
  })

  it('declines with one of the eight reasons, which the owner reads', async () => {
    assert.equal(END_REASONS.length, 8)
    const deal = await offer()
    await assert.rejects(market.act(firm, deal.dossierId, 'declineOffer', { reason: '不想要' }))
    await market.act(firm, deal.dossierId, 'declineOffer', { reason: '价格', explanation: '超出预算。' })
    assert.deepEqual(await stateOf(deal), { state: 'ended', reason: '价格', by_org_id: FIRM })
    assert.ok((await told(UNIVERSITY)).some((text) => text.includes('洽谈已结束，原因：{reason}')))
  })

  it('is refused for foreign achievements and demands, for own ones, twice, and to the unverified', async () => {
    const { input } = await offer()
    const refused = (actor: typeof office, more: object, sentence: RegExp) =>
      assert.rejects(market.write(actor, 'deal.offer', { ...input, ...more }), sentence)
    await refused(office, {}, /已经在洽谈/)
    await refused(firm, {}, /不是本单位的/)
    await refused(newcomer, {}, /尚未通过核验/)
    await refused(office, { demandId: input.achievementId }, /没有找到这项需求/)
    await refused(office, { message: '行' }, /至少 5 个字/)
    const other = { ...input, achievementId: await market.achievement(named('成果')) }
    await market.write(office, 'deal.offer', other)
  })

  it('an offer nobody answers is reminded of and then ends by the clock: 对方未答复', async () => {
    const deal = await offer()
    const before = (await told(FIRM)).length
    const isReminded = async () =>
      (await told(FIRM)).slice(before).some((text) => text.includes('还没有答复'))
    let days = 0
    for (; days < 60 && !(await isReminded()); days += 1) {
      await market.pass(1)
      await market.sweep()
    }
    assert.equal((await stateOf(deal))?.state, 'offered')
    for (; days < 60 && (await stateOf(deal))?.state === 'offered'; days += 1) {
      await market.pass(1)
      await market.sweep()
    }
    assert.ok(days > daysOf('deal.answer.workingDays'), `ended after ${String(days)} days`)
    assert.deepEqual(await stateOf(deal), { state: 'ended', reason: '对方未答复', by_org_id: null })
    assert.ok((await told(UNIVERSITY)).some((text) => text.includes('已由系统结束')))
  })

  it('a message does not put off the answer that is owed', async () => {
    const deal = await offer()
    await market.write(office, 'deal.message', { id: deal.id, body: '盼复。' })
    await market.pass(daysOf('deal.answer.workingDays') * 3)
    await market.sweep()
    assert.equal((await stateOf(deal))?.reason, '对方未答复')
  })

  const acts: readonly (readonly [string, (deal: Opened) => Promise<unknown>])[] = [
    ['a message', (deal) => market.write(firm, 'deal.message', { id: deal.id, body: '我们在内部讨论。' })],
    ['仍在洽谈', (deal) => market.act(firm, deal.dossierId, 'stillTalking')],
    ['terms', (deal) => market.act(firm, deal.dossierId, 'propose', licenceTerms)],
    ['an open point', (deal) => market.write(office, 'deal.add-point', { id: deal.id, body: '交付时间？' })],
  ]
  for (const [name, act] of acts)
    it(`a talk without any act ends as 长期无进展; ${name} puts the clock back`, async () => {
      const awake = await talk()
      const idle = await talk()
      // Four weeks are at least 18 working days, also over a holiday; the term is 30.
      await market.pass(28)
      await act(awake)
      await market.pass(28)
      await market.sweep()
      assert.equal((await stateOf(awake))?.state, 'negotiating')
      assert.deepEqual(await stateOf(idle), { state: 'ended', reason: '长期无进展', by_org_id: null })
      await market.act(office, awake.dossierId, 'end', { reason: '其他' })
    })

  it('counts the reasons for both sides', async () => {
    const own = await market.read<{ items: { reason: string; side: string; by: string; count: number }[] }>(
      firm,
      'deal.reasons',
      {},
    )
    const priced = own.items.find((one) => one.reason === '价格')
    assert.deepEqual([priced?.side, priced?.by, priced?.count], ['buyer', 'own', 1])
    const other = await market.read<typeof own>(office, 'deal.reasons', {})
    assert.equal(other.items.find((one) => one.reason === '价格')?.by, 'other')
    assert.ok(other.items.some((one) => one.by === 'clock' && one.reason === '长期无进展'))
    const none = await market.read<typeof own>(newcomer, 'deal.reasons', {})
    assert.deepEqual(none.items, [])
  })

  it('open points are answered once, by either side, and never those of another deal', async () => {
    const deal = await talk()
    const { id: pointId } = await market.write<{ id: string }>(firm, 'deal.add-point', {
      id: deal.id,
      field: 'priceFen',
      body: '价款是否含培训？',
    })
    const other = await talk()
    await assert.rejects(market.write(office, 'deal.settle-point', { id: other.id, pointId }), /没有找到/)
    await market.write(office, 'deal.settle-point', { id: deal.id, pointId, body: '含两次培训。' })
    await assert.rejects(market.write(firm, 'deal.settle-point', { id: deal.id, pointId }), /已经解决/)
    const shown = await market.read<{ points: { field: string; answer: { body: string } }[] }>(
      firm,
      'deal.show',
      { id: deal.id },
    )
    assert.deepEqual(
      shown.points.map((point) => [point.field, point.answer.body]),
      [['priceFen', '含两次培训。']],
    )
  })

  it('whoever has colleagues on the other side says so before agreeing (trust.md A7)', async () => {
    const deal = await talk()
    await market.act(firm, deal.dossierId, 'propose', licenceTerms)
    const agree = (more: object) =>
      market.act(office, deal.dossierId, 'agreeToPricing', { termsVersion: 1, ...more })
    for (const orgId of [UNIVERSITY, FIRM])
      await market.query(
        `insert into platform.membership (id, person_id, org_id, title, roles, from_day, until_day, created_at)
         values (gen_random_uuid(), $1, $2, '教授', '{researcher}', '2026-01-01', null, '2026-01-05')`,
        [await anybody(), orgId],
      )
    await assert.rejects(agree({}), /有关联（任职）。请申报/)
    await assert.rejects(agree({ related: '有关联关系' }), /请说明关联关系/)
    await agree({ related: '有关联关系', relatedNote: '一位教授在该公司任顾问。' })
    const shown = await market.read<{ agreements: { related: string }[] }>(firm, 'deal.show', { id: deal.id })
    assert.equal(shown.agreements[0]?.related, '有关联关系')
    await market.query(`delete from platform.membership where title = '教授'`)
  })
  const anybody = async () => {
    const rows = await market.query<{ id: string }>(
      `insert into platform.person (id, name, sample, created_at)
       values ('01920000-0000-7000-8000-00000000cafe', '两边任职', true, '2026-01-05')
       on conflict (id) do update set name = excluded.name returning id`,
    )
    return rows[0]?.id
  }

  it('lists by side, state and turn, finds by the other side’s name, and exports the same rows', async () => {
    const deal = await talk()
    await market.act(firm, deal.dossierId, 'propose', licenceTerms)
    const list = (actor: typeof office, query: object) =>
      market.read<{ items: { id: string; waiting: string }[]; total: number; next: string | null }>(
        actor,
        'deal.list',
        query,
      )
    const has = async (actor: typeof office, query: object) =>
      (await list(actor, { ...query, limit: 100 })).items.some((one) => one.id === deal.id)
    assert.ok(await has(office, { waiting: 'me', side: 'seller', state: 'negotiating', q: '示例公司' }))
    assert.ok(await has(firm, { waiting: 'other', side: 'buyer', q: '示例大学' }))
    assert.ok(!(await has(firm, { waiting: 'me' })))
    assert.ok(!(await has(firm, { side: 'seller' })))
    assert.ok(!(await has(firm, { q: '%' })))
    assert.ok(!(await has(newcomer, {})))
    const first = await list(firm, { limit: 1 })
    const second = await list(firm, { limit: 1, cursor: first.next ?? '' })
    assert.equal(first.total, second.total)
    assert.notEqual(first.items[0]?.id, second.items[0]?.id)
    const csv = await market.read<Response>(firm, 'deal.export', { waiting: 'other' })
    const text = Buffer.from(await csv.arrayBuffer()).toString()
    assert.match(text, /^\ufeff成果,成果方,需求方/)
    assert.match(text, /示例大学,示例公司,需求方,洽谈中,对方/)
  })

  it('prints its course for the parties only', async () => {
    const deal = await talk()
    await market.write(secondOffice, 'deal.message', { id: deal.id, body: '附上试验安排。' })
    const pdf = await market.read<Response>(firm, 'deal.course', { id: deal.id })
    assert.equal(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
      '%PDF-',
    )
    await assert.rejects(market.read(newcomer, 'deal.course', { id: deal.id }), /没有找到/)
  })

  it('is told to whoever may read the deal, not to everybody of the organisation (P16)', async () => {
    const told = await market.query<{ roles: string[] | null }>(
      `select distinct payload -> 'roles' as roles from platform.outbox
       where topic = 'message.org' and payload ->> 'link' like '/app/deals/%'`,
    )
    assert.deepEqual(
      told.map(({ roles }) => roles?.includes('firm') === true && !roles.includes('hr')),
      [true],
    )
  })

  it('leaves nothing that its invariants forbid', async () => {
    for (const { name, rows } of dealsModule.invariants ?? [])
      assert.deepEqual(await market.test.db.read('deals', rows), [], name)
  })
})

describe('whose turn it is', () => {
  it('is said for every state and side', () => {
    for (const state of Object.keys(dealProcedure.states))
      for (const latestTermsBy of ['seller', 'buyer', null] as const)
        for (const side of ['seller', 'buyer', null] as const) {
          const sentence = nextStep({ state, latestTermsBy }, side)
          const turn = waitsFor({ state, latestTermsBy })
          assert.ok(sentence.endsWith('。'))
          if (turn === 'seller' || turn === 'buyer')
            assert.equal(sentence.includes('您'), turn === side, sentence)
        }
  })
})
