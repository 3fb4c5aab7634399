import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { licenceTerms, openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { openLots, type Lot } from '#test/lots.ts'
import { people } from '#test/market.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { auctionsModule } from './module.ts'

const { office, firm, firmTwo } = people

describe('an achievement that is offered is kept for it (practice.md P24)', () => {
  let market: DealMarket
  let lots: ReturnType<typeof openLots>
  before(async () => {
    market = await openDealMarket([contractsModule, auctionsModule])
    lots = openLots(market)
  })
  after(() => market.drop())

  it('an achievement is reserved while its lot stands: not taken off the shelf, nothing conflicting agreed or signed (P24)', async () => {
    const lot = await lots.announced({ mode: '独占许可' })
    const [of] = await market.query<{ id: string; dossier: string }>(
      `select a.id, a.dossier_id as dossier from achievements.achievement a
       join auctions.lot l on l.achievement_id = a.id where l.id = $1`,
      [lot.id],
    )
    const { id: achievementId = '', dossier = '' } = of ?? {}
    const end = { outcome: '暂不转化', reason: '另有安排。' }
    const off = () => market.act(office, dossier, 'withdraw', end, 'achievement-listing')
    await assert.rejects(off(), /正在挂牌竞价，结束以前不能下架/)
    const deal = await market.write<Lot>(firmTwo, 'deal.open', { achievementId, message: '希望取得许可。' })
    await market.act(office, deal.dossierId, 'accept')
    await market.act(office, deal.dossierId, 'propose', licenceTerms)
    const agree = { termsVersion: 1, related: '没有关联关系' }
    await assert.rejects(market.act(firmTwo, deal.dossierId, 'agreeToPricing', agree), /不能同意与它相冲突/)
    await lots.admitted(lot, firm)
    await lots.goTo(lot, 'starts_at', 5_000)
    await market.tick()
    await assert.rejects(off(), /不能下架/)
    // The listing's own term ends meanwhile, which nobody asked for: what was announced is kept all the same.
    await market.query(
      `update achievements.achievement set state = 'expired', public_version = null where id = $1`,
      [achievementId],
    )
    const { dealId } = await market.write<{ dealId: string }>(firm, 'lot.accept', { id: lot.id })
    assert.equal(await lots.stateOf(lot), 'concluded')
    assert.ok(dealId)
    assert.deepEqual(
      await market.query('select * from achievements.reservation where achievement_id = $1', [achievementId]),
      [],
    )
  })

  it('a lot taken back, or left unsold, sets its achievement free', async () => {
    for (const end of ['withdraw', 'close']) {
      const lot = await lots.announced()
      if (end === 'withdraw')
        await market.act(office, lot.dossierId, 'withdraw', { reason: '另有安排。' }, 'lot')
      else {
        await lots.goTo(lot, 'starts_at', 5_000)
        await market.tick()
      }
      const [of] = await market.query<{ dossier: string }>(
        `select a.dossier_id as dossier from achievements.achievement a
         join auctions.lot l on l.achievement_id = a.id where l.id = $1`,
        [lot.id],
      )
      const off = await market.act(
        office,
        of?.dossier ?? '',
        'withdraw',
        { outcome: '其他', reason: '另有安排。' },
        'achievement-listing',
      )
      assert.equal(off.state, 'offShelf')
    }
  })
})
