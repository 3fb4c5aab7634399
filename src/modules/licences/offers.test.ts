import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ok, refused, STRANGER } from '#modules/contracts/fixture.ts'
import type { Client } from '#test/city.ts'
import { licenceDesk, open, posted } from './fixture.ts'

describe('posted licences and open licences', () => {
  let desk: Awaited<ReturnType<typeof licenceDesk>>
  let seller: Client
  let buyer: Client
  before(async () => {
    desk = await licenceDesk()
    ;({ seller, buyer } = desk)
  })
  after(() => desk.city.close())

  it('one click on posted terms: deal and contract text stand ready to sign, with the posted terms', async () => {
    const offer = await desk.post('', posted)
    assert.equal(offer.state, 'posted')
    const taken = await desk.take(offer)
    const deal = ok(await buyer.get(`/api/v1/deals/${taken.dealId}`))
    assert.deepEqual([deal.state, deal.openedAs, deal.agreedTermsVersion], ['contracting', 'posted', 1])
    assert.deepEqual([deal.terms[0].data.priceFen, deal.terms[0].data.mode], [12_800_050, '普通许可'])
    assert.equal((await desk.show(buyer, taken.contractId)).state, 'drafted')
    await desk.signText(taken.dealId, 'contract')
    assert.equal(ok(await seller.get(`/api/v1/deals/${taken.dealId}`)).state, 'signed')
    refused(await buyer.post(`/api/v1/licence-offers/${offer.id}/take`, {}), /已按这项条件办理/)
  })

  it('专利法 50, 51: an open licence in one click, whose notice and declaration are on paper', async () => {
    const offer = await desk.post('/open', open)
    const taken = await desk.take(offer)
    const deal = ok(await seller.get(`/api/v1/deals/${taken.dealId}`))
    assert.match(deal.messages[0].body, /专利法第五十一条书面通知/)
    assert.match(deal.terms[0].data.background, /KF2026-00001/)
    await desk.signText(taken.dealId, 'contract')
    assert.equal(ok(await seller.get(`/api/v1/deals/${taken.dealId}`)).state, 'signed')
  })

  it('a stranger reads posted terms, takes nothing from an owner, and cannot post for another', async () => {
    const offer = await desk.post('', posted)
    const visitor = await desk.city.as(null)
    const shown = ok(await visitor.get(`/api/v1/licence-offers/${offer.id}`))
    assert.deepEqual([shown.price, shown.takes, shown.next], ['128,000.50 元', [], []])
    refused(await seller.post(`/api/v1/licence-offers/${offer.id}/take`, {}), /本单位公布/)
    const stranger = await desk.city.as(STRANGER)
    const other = await desk.publish()
    refused(
      await stranger.post('/api/v1/licence-offers', { ...posted, achievementId: other }),
      /没有找到/,
      404,
    )
  })
})
