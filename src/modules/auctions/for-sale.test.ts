import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { reachedByQuery, type Actor } from '#platform/access/access.ts'
import { routesOf, type CommandTx } from '#platform/command/command.ts'
import { dealMarks, openPostedDeal } from '#modules/deals/index.ts'
import { licenceTerms, openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { openLots, type Lot } from '#test/lots.ts'
import { people } from '#test/market.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { auctionsModule } from './module.ts'

const { office, leader, firm, firmTwo } = people

describe('an achievement that is offered is kept for it (practice.md P24)', () => {
  let market: DealMarket
  let lots: ReturnType<typeof openLots>
  before(async () => {
    market = await openDealMarket([contractsModule, auctionsModule])
    lots = openLots(market)
  })
  after(() => market.drop())
  let n = 0
  /** A command of the deals module that no page has; stands for the last signature of a contract, or a taken offer. */
  const asDeals = (actor: Actor, verb: (tx: CommandTx, actor: Actor, now: string) => Promise<unknown>) => {
    const route = routesOf('deals').write({
      method: 'POST',
      path: '/test/deals',
      permission: 'deal.open',
      journal: 'test.deals',
      says: '{actor}办理',
      input: z.object({}),
      gate: { none: '测试' },
      verb: async (tx, by, _input, now) => {
        reachedByQuery(by)
        return { id: await verb(tx, by, now) }
      },
    })
    return market.bus({ route, actor, input: {}, key: `deals ${(n += 1)}` })
  }
  /** The contract of a deal is signed by both; the rest learns of it, or has not yet. */
  const sign = (actor: Actor, dealId: string, isTold = true) =>
    asDeals(actor, async (tx, by, now) => {
      await dealMarks.signed(tx, dealId, by, now)
      if (isTold) await tx.emit('contract.concluded', { contractId: dealId, dealId, purpose: 'contract' })
    })
  const posted = async (actor: Actor, { achievementId, terms }: { achievementId: string; terms: object }) => {
    const fixed = {
      terms: { ...terms, paymentKind: '一次总付', priceConfirmed: true },
      proposedBy: office.personId ?? '',
    }
    const taken = { achievementId, priceRoute: '标价', fixed, message: '按公布的条件取得许可。' } as const
    const { result } = await asDeals(
      actor,
      async (tx, by, now) => (await openPostedDeal(tx, by, taken, now)).id,
    )
    return (result as { id: string }).id
  }
  const shown = (actor: Actor, { id }: Lot) =>
    market.read<{ next: object[]; applicants: { alias: string; returnBy: string | null }[] }>(
      actor,
      'lot.show',
      { id },
    )
  /** A deal of the second firm in 签约中, as one agreed before the lot. */
  const otherDeal = async (achievementId: string, mode = '独占许可') => {
    const kept = await market.query<{ by: string }>(
      'delete from achievements.reservation where achievement_id = $1 returning *',
      [achievementId],
    )
    const id = await posted(firmTwo, { achievementId, terms: { ...licenceTerms, mode } })
    for (const row of kept)
      await market.query(
        'insert into achievements.reservation select * from jsonb_populate_record(null::achievements.reservation, $1)',
        [row],
      )
    return id
  }

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
    const other = await otherDeal(achievementId)
    // The listing's own term ends meanwhile, which nobody asked for: what was announced is kept all the same.
    await market.query(
      `update achievements.achievement set state = 'expired', public_version = null where id = $1`,
      [achievementId],
    )
    const { dealId } = await market.write<{ dealId: string }>(firm, 'lot.accept', { id: lot.id })
    assert.equal(await lots.stateOf(lot), 'awarded', 'until the contract is signed')
    const reserved = () =>
      market.query('select deal_id from achievements.reservation where achievement_id = $1', [achievementId])
    assert.deepEqual(await reserved(), [{ deal_id: dealId }])
    await assert.rejects(sign(firmTwo, other), /不能签订与它相冲突的合同/)
    await sign(firm, dealId)
    await market.settle()
    assert.deepEqual([await lots.stateOf(lot), await reserved()], ['concluded', []])
    assert.equal((await shown(firm, lot)).next.length, 0)
  })

  it('a lot is not announced while a contract in its way is under way; a standing offer in its way is not taken', async () => {
    const input = await lots.form()
    const lot = await market.write<Lot>(office, 'lot.draft', input)
    const deal = await otherDeal(input.achievementId, '独占许可')
    await assert.rejects(
      market.act(office, lot.dossierId, 'propose', {}, 'lot'),
      /相冲突的合同正在定价或签约/,
    )
    await market.query(`update deals.deal set state = 'ended' where id = $1`, [deal])
    await market.act(office, lot.dossierId, 'propose', {}, 'lot')
    await market.query(`update deals.deal set state = 'noticing' where id = $1`, [deal])
    const decision = { decidedBy: '领导班子集体决定', free: true }
    await assert.rejects(market.act(leader, lot.dossierId, 'approve', decision, 'lot'), /相冲突的合同/)
    await market.query(`update deals.deal set state = 'ended' where id = $1`, [deal])
    await market.act(leader, lot.dossierId, 'approve', decision, 'lot')
    const take = (mode: string) =>
      posted(firmTwo, { achievementId: input.achievementId, terms: { ...licenceTerms, mode } })
    await assert.rejects(take('独占许可'), /正在挂牌竞价，结束以前不能另行取得许可/)
    assert.ok(await take('普通许可'))
  })

  it('a winner who goes on to the contract and never signs is in default, and its deal ends with the lot (P24, P25)', async () => {
    for (const [action, who, state] of [
      ['declareDefault', leader, 'defaulted'],
      ['failToSell', office, 'unsigned'],
    ] as const) {
      const lot = await lots.announced()
      const alias = await lots.admitted(lot, firm)
      await lots.goTo(lot, 'starts_at', 5_000)
      await market.tick()
      const { dealId } = await market.write<{ dealId: string }>(firm, 'lot.accept', { id: lot.id })
      await assert.rejects(market.write(firm, 'lot.accept', { id: lot.id }), /已经进入签约/)
      const [deal] = await market.query<{ dossier: string; text: string }>(
        'select d.dossier_id as dossier, c.dossier_id as text from deals.deal d join contracts.contract c on c.deal_id = d.id where d.id = $1',
        [dealId],
      )
      const no = { reason: '价格太高，不签。' }
      await assert.rejects(
        market.act(firm, deal?.text ?? '', 'reject', no, 'contract-signing'),
        /竞得后的签约/,
      )
      for (const [leave, said] of [
        ['reopen', { explanation: '另谈价格。' }],
        ['end', { reason: '价格', explanation: '' }],
      ] as const)
        for (const side of [office, firm])
          await assert.rejects(market.act(side, deal?.dossier ?? '', leave, said), /竞得后的签约/)
      await market.pass(40)
      await market.act(who, lot.dossierId, action, { reason: '逾期没有签约。' }, 'lot')
      const after = await market.query<{ deal: string; lot: string }>(
        'select d.state as deal, l.state as lot from deals.deal d join auctions.lot l on l.deal_id = d.id where d.id = $1',
        [dealId],
      )
      assert.deepEqual(after, [{ deal: 'ended', lot: state }])
      const [winner] = (await shown(office, lot)).applicants
      assert.deepEqual([winner?.alias, winner?.returnBy !== null], [alias, state === 'unsigned'])
      await assert.rejects(sign(firm, dealId))
    }
  })

  it('what is signed is no default, and an exclusive contract is not signed twice (民法典 862)', async () => {
    const lot = await lots.announced({ mode: '独占许可' })
    await lots.admitted(lot, firm)
    await lots.goTo(lot, 'starts_at', 5_000)
    await market.tick()
    const { dealId } = await market.write<{ dealId: string }>(firm, 'lot.accept', { id: lot.id })
    const [of] = await market.query<{ id: string }>(
      'select achievement_id as id from deals.deal where id = $1',
      [dealId],
    )
    const other = await otherDeal(of?.id ?? '', '独占许可')
    await sign(firm, dealId, false)
    const why = { reason: '逾期没有签约。' }
    await assert.rejects(market.act(office, lot.dossierId, 'failToSell', why, 'lot'), /合同已经签订/)
    await market.query('delete from achievements.reservation where achievement_id = $1', [of?.id])
    await assert.rejects(sign(firmTwo, other), /已经转让，或者已经独占、排他许可给另一方/)
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
