import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openMarket, people, type Market } from '#test/market.ts'
import { complete } from './fixture.ts'
import { exchangeModule } from './module.ts'
import { demandFaults, demandGaps, demandWarnings, publicDemandView } from './rules.ts'

const { firm, office, officer } = people
const TODAY = '2026-11-23'

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

describe('listing a demand', () => {
  let market: Market
  before(async () => {
    market = await openMarket([exchangeModule])
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
