import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { achievementsModule } from '#modules/achievements/module.ts'
import { complete as achievement } from '#modules/achievements/fixture.ts'
import { openMarket, people, UNIVERSITY, type Market } from '#test/market.ts'
import { REFUSAL_REASONS, type Demand } from './forms.ts'
import { exchangeModule } from './module.ts'
import { demandFaults, demandGaps, demandWarnings, publicDemandView } from './rules.ts'

const { firm, office, officer, newcomer } = people
const TODAY = '2026-11-23'
const review = { reviewedBy: '保密办 罗', reviewedOn: '2026-01-04', conclusion: '同意公开' }
const complete = (more: object = {}): Demand & Record<string, unknown> => ({
  name: '示例对虾养殖尾水处理需求',
  type: '技术攻关',
  techField: '资源与环境',
  problem: '尾水亚硝酸盐经常超标，需要低成本处理办法。',
  cooperationModes: ['合作开发'],
  negotiable: true,
  secrecy: '公开',
  contact: 'CANARY 电话',
  ...more,
})

describe('rules of a demand (domain/achievements.md, Demand)', () => {
  const refused: readonly (readonly [string, object, RegExp])[] = [
    [
      'a lower budget above the upper',
      { negotiable: undefined, budgetMinFen: 50_000_000, budgetMaxFen: 40_000_000 },
      /下限大于上限/,
    ],
    ['面议 beside an amount', { budgetMaxFen: 40_000_000 }, /已选“预算面议”/],
    [
      '50 yuan where 500,000 was meant',
      { negotiable: undefined, budgetMaxFen: 5_000 },
      /如应为 500,000\.00 元/,
    ],
    ['a deadline that has passed', { deadline: '2026-11-22' }, /已过/],
    ['a division of another section', { industrySection: 'A', industryDivision: '63' }, /不属于门类 A/],
  ]
  for (const [name, more, sentence] of refused)
    it(`refuses ${name}`, () => {
      assert.match(
        demandFaults(complete(more), TODAY)
          .map((f) => f.message)
          .join('\n'),
        sentence,
      )
    })

  it('takes equal ends of the budget, and names what is missing', () => {
    assert.deepEqual(
      demandFaults(
        complete({ negotiable: undefined, budgetMinFen: 40_000_000, budgetMaxFen: 40_000_000 }),
        TODAY,
      ),
      [],
    )
    assert.deepEqual(demandGaps(complete()), [])
    const fields = demandGaps(complete({ negotiable: undefined, type: undefined })).map((gap) => gap.field)
    assert.deepEqual(fields, ['type', 'budgetMaxFen'])
  })

  it('keeps confidential parts and contact from the public, and shows where they overlap', () => {
    const hidden = '现用药剂为某厂三号配方每吨水四十克'
    const form = complete({
      confidentialParts: hidden,
      problem: `我厂现用药剂为某厂三号配方，每吨水四十克，效果差。`,
    })
    assert.doesNotMatch(JSON.stringify(publicDemandView({ ...form, problem: '公开' })), /CANARY|三号配方/)
    assert.match(demandWarnings(form)[0]?.message ?? '', /现用药剂为某厂三号配方每吨水四十克/)
  })
})

describe('listing a demand and answering matches', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule, exchangeModule])
  })
  after(() => market.drop())

  interface Saved {
    id: string
    code: string
    dossierId: string
  }
  let n = 0
  const act = async (
    actor: typeof firm,
    dossierId: string,
    action: string,
    input: object = {},
    procedure = 'demand-listing',
  ) => {
    const [row] = await market.query<{ visit: number }>('select visit from platform.dossier where id = $1', [
      dossierId,
    ])
    return market.write<{ state: string }>(actor, `${procedure}.${action}`, {
      dossierId,
      visit: row?.visit,
      ...input,
    })
  }
  const published = async (more: object = {}) => {
    const saved = await market.write<Saved>(
      firm,
      'demand.draft',
      complete({ name: `示例需求第 ${(n += 1)} 项`, ...more }),
    )
    await act(firm, saved.dossierId, 'submit', { declaresOpen: true })
    await act(officer, saved.dossierId, 'approve')
    return saved
  }
  const offered = async () => {
    const saved = await market.write<Saved>(
      office,
      'achievement.draft',
      achievement({ name: `示例供给第 ${(n += 1)} 项` }),
    )
    await act(office, saved.dossierId, 'submit', review, 'achievement-listing')
    await act(officer, saved.dossierId, 'approve', {}, 'achievement-listing')
    return saved
  }
  const stateOf = async (id: string) =>
    (await market.query<{ state: string }>('select state from exchange.demand where id = $1', [id]))[0]?.state

  it('goes draft → reviewing → published → solved, and asks how it was solved', async () => {
    const saved = await market.write<Saved>(firm, 'demand.draft', complete())
    assert.match(saved.code, /^XQ-\d{4}-\d{6}$/)
    await assert.rejects(act(firm, saved.dossierId, 'submit', { declaresOpen: false }), /国家秘密/)
    await act(firm, saved.dossierId, 'submit', { declaresOpen: true })
    await assert.rejects(act(firm, saved.dossierId, 'approve'), { kind: 'forbidden' })
    await act(officer, saved.dossierId, 'approve')
    await market.read(office, 'demand.read', { id: saved.id })
    await assert.rejects(act(firm, saved.dossierId, 'solve'), { kind: 'invalid' })
    await act(firm, saved.dossierId, 'solve', { outcome: '已在平台成交', reason: '用了循环水技术' })
    assert.equal(await stateOf(saved.id), 'solved')
    await assert.rejects(market.read(office, 'demand.read', { id: saved.id }), { kind: 'absent' })
  })

  it('returns, rejects, closes and drafts anew, each with a reason where it hurts', async () => {
    const saved = await market.write<Saved>(firm, 'demand.draft', complete({ name: '示例需求退回' }))
    await act(firm, saved.dossierId, 'submit', { declaresOpen: true })
    await act(officer, saved.dossierId, 'return', { reason: '请写明规模' })
    await act(firm, saved.dossierId, 'submit', { declaresOpen: true })
    await act(firm, saved.dossierId, 'recall')
    await act(firm, saved.dossierId, 'submit', { declaresOpen: true })
    await act(officer, saved.dossierId, 'reject', { reason: '不是技术需求' })
    await act(firm, saved.dossierId, 'relist')
    await act(firm, saved.dossierId, 'submit', { declaresOpen: true })
    await act(officer, saved.dossierId, 'approve')
    await act(firm, saved.dossierId, 'close', { outcome: '不再需要', reason: '改了工艺' })
    assert.equal(await stateOf(saved.id), 'closed')
  })

  it('sends a “no” with its class to the owner of the achievement, and counts one answer a side', async () => {
    const demand = await published()
    const supply = await offered()
    const pair = { demandId: demand.id, achievementId: supply.id }
    await assert.rejects(market.write(firm, 'match.answer', { ...pair, answer: 'no' }), /请选择不合适的原因/)
    await assert.rejects(market.write(newcomer, 'match.answer', { ...pair, answer: 'later' }), {
      kind: 'absent',
    })
    await market.write(firm, 'match.answer', {
      ...pair,
      answer: 'no',
      reason: '太早期',
      note: '只有实验室数据',
    })
    await market.write(office, 'match.answer', { ...pair, answer: 'later' })
    const told = await market.query<{ payload: { orgId: string; params: { reason: string } } }>(
      `select payload from platform.outbox where topic = 'message.org' and payload->>'template' like '%不合适%'`,
    )
    assert.deepEqual(
      told.map(({ payload }) => [payload.orgId, payload.params.reason]),
      [[UNIVERSITY, '太早期']],
    )
    const { items } = await market.read<{ items: { side: string; reason: string | null }[] }>(
      firm,
      'match.answers',
      { id: demand.id },
    )
    assert.deepEqual(
      items.map((item) => [item.side, item.reason]),
      [
        ['achievement', null],
        ['demand', '太早期'],
      ],
    )
    assert.equal(REFUSAL_REASONS.length, 8)
    assert.equal(await stateOf(demand.id), 'published')
  })

  it('moves a demand to 对接中 when its owner is interested; it stays public and can be confirmed', async () => {
    const demand = await published()
    const supply = await offered()
    await market.write(firm, 'match.answer', {
      demandId: demand.id,
      achievementId: supply.id,
      answer: 'interested',
    })
    assert.equal(await stateOf(demand.id), 'matching')
    const open = await market.read<{ matching: boolean }>(office, 'demand.read', { id: demand.id })
    assert.equal(open.matching, true)
    await act(firm, demand.dossierId, 'heartbeatMatching')
  })

  it('expires by the clock on the earlier of term and own deadline, from both public states', async () => {
    const own = await published({ deadline: '2026-12-20' })
    const plain = await published()
    await market.pass(60)
    await market.sweep()
    assert.deepEqual([await stateOf(own.id), await stateOf(plain.id)], ['expired', 'published'])
    await act(firm, plain.dossierId, 'heartbeat')
    await market.pass(150)
    await market.sweep()
    assert.equal(await stateOf(plain.id), 'published')
    await market.pass(60)
    await market.sweep()
    assert.equal(await stateOf(plain.id), 'expired')
  })
})
