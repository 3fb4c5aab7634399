import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { achievement, ok, refused, STRANGER, terms } from '#modules/contracts/fixture.ts'
import type { Client } from '#test/city.ts'
import { licenceDesk, open, posted } from '#test/licence-desk.ts'

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
    // 开始洽谈 of the public funnel: nobody talks about terms that stand.
    const stages = `select stage from deals.pub_stage where deal_id = $1`
    const { rows } = await desk.city.runtime.db.owner((client) => client.query(stages, [taken.dealId]))
    assert.deepEqual(rows, [{ stage: 'asked' }])
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
    const shown = ok(await buyer.get(`/api/v1/licence-offers/${offer.id}`))
    assert.deepEqual([shown.priceRoute, shown.priceIsUnconfirmed], ['开放许可公告', false])
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

  it('民法典 862: an exclusive licence is taken by the first, stands beside no other, and opens again when the deal ends', async () => {
    const achievementId = await desk.publish({ ip: [{ ...achievement.ip[0], number: 'ZL202110666666.6' }] })
    const other = await desk.post('', posted, achievementId)
    const exclusive = { ...posted, mode: '独占许可', achievementId }
    refused(await seller.post('/api/v1/licence-offers', exclusive), /已有公布中的许可条件/)
    ok(await desk.act(seller, 'licence-offer', other.dossierId, 'withdraw', { reason: '改为独占许可。' }))
    const offer = await desk.post('', exclusive, achievementId)
    refused(
      await seller.post('/api/v1/licence-offers', { ...posted, achievementId }),
      /已公布了这项成果的独占许可条件/,
    )
    const taken = await desk.take(offer)
    const stranger = await desk.city.as(STRANGER)
    refused(await stranger.post(`/api/v1/licence-offers/${offer.id}/take`, {}), /名额已满/)
    refused(await desk.act(seller, 'licence-offer', offer.dossierId, 'reopen'), /没有空出的名额/)
    const { dossierId } = ok(await buyer.get(`/api/v1/deals/${taken.dealId}`))
    ok(await desk.act(buyer, 'deal', dossierId, 'end', { reason: '其他' }))
    ok(await desk.act(seller, 'licence-offer', offer.dossierId, 'reopen'))
    ok(await stranger.post(`/api/v1/licence-offers/${offer.id}/take`, {}))
    ok(await desk.act(seller, 'licence-offer', offer.dossierId, 'withdraw', { reason: '已许可。' }))
    refused(await seller.post('/api/v1/licence-offers', exclusive), /已有 1 家/)
  })

  it('an achievement reserved for a lot is neither posted nor taken in its way (P24)', async () => {
    const achievementId = await desk.publish({ ip: [{ ...achievement.ip[0], number: 'ZL202110666667.4' }] })
    const offer = await desk.post('', posted, achievementId)
    const reserve = (exclusive: boolean) =>
      desk.city.runtime.db.owner((client) =>
        client.query(
          `insert into achievements.reservation values ($1, '挂牌竞价', $2, '2026-01-05T00:00:00Z')
           on conflict (achievement_id) do update set exclusive = $2`,
          [achievementId, exclusive],
        ),
      )
    await reserve(true)
    refused(await buyer.post(`/api/v1/licence-offers/${offer.id}/take`, {}), /正在挂牌竞价/)
    refused(await seller.post('/api/v1/licence-offers', { ...posted, achievementId }), /正在挂牌竞价/)
    await reserve(false)
    const exclusive = { ...posted, mode: '独占许可', achievementId }
    refused(await seller.post('/api/v1/licence-offers', exclusive), /正在挂牌竞价/)
    await desk.take(offer)
  })

  it('are listed newest first, page after page, each once', async () => {
    const posts = [await desk.post('', posted), await desk.post('', posted), await desk.post('', posted)]
    const ids: string[] = []
    let cursor = ''
    do {
      const page = ok(await buyer.get(`/api/v1/licence-offers?limit=2${cursor}`))
      ids.push(...(page.items as { id: string }[]).map(({ id }) => id))
      assert.ok(page.total >= posts.length && page.items.length <= 2)
      cursor = page.next === null ? '' : `&cursor=${encodeURIComponent(page.next as string)}`
    } while (cursor !== '')
    assert.equal(new Set(ids).size, ids.length)
    assert.deepEqual(
      ids.slice(0, 3),
      posts.toReversed().map(({ id }) => id),
    )
    const own = ok(await seller.get('/api/v1/my/licence-offers?limit=1'))
    assert.ok(own.total >= 3 && own.next !== null)
    refused(await buyer.get('/api/v1/licence-offers?cursor=x'), /第一页/, 422)
  })

  it('terms of an achievement off the shelf are neither shown nor taken', async () => {
    const achievementId = await desk.publish()
    const offer = await desk.post('', posted, achievementId)
    const listed = async () =>
      ok(await buyer.get(`/api/v1/licence-offers?achievement=${achievementId}`)).items.length as number
    assert.equal(await listed(), 1)
    const { dossierId } = ok(await seller.get(`/api/v1/my/achievements/${achievementId}`))
    ok(
      await desk.act(seller, 'achievement-listing', dossierId, 'withdraw', {
        outcome: '暂不转化',
        reason: '不再转化。',
      }),
    )
    assert.equal(await listed(), 0)
    refused(await buyer.post(`/api/v1/licence-offers/${offer.id}/take`, {}), /已下架/, 404)
  })

  it('专利法 51: nothing exclusive or sole is posted, proposed or agreed while the patent is under open licence', async () => {
    const achievementId = await desk.publish({ ip: [{ ...achievement.ip[0], number: 'ZL202110999999.1' }] })
    const intent = { achievementId, message: '希望独占许可这项成果。' }
    const deal = ok(await buyer.post('/api/v1/deals', intent)).result
    ok(await desk.act(seller, 'deal', deal.dossierId, 'accept'))
    ok(await desk.act(buyer, 'deal', deal.dossierId, 'propose', { ...terms, mode: '独占许可' }))
    const offer = await desk.post('/open', { ...open, patentNumber: '202110999999.1' }, achievementId)
    const says = /专利法第五十一条/
    refused(await desk.act(seller, 'deal', deal.dossierId, 'agree', { termsVersion: 1 }), says)
    refused(await desk.act(buyer, 'deal', deal.dossierId, 'propose', { ...terms, mode: '排他许可' }), says)
    refused(await seller.post('/api/v1/licence-offers', { ...posted, mode: '排他许可', achievementId }), says)
    // Ordinary licences on other terms may be agreed (专利法 51 III).
    ok(await desk.act(buyer, 'deal', deal.dossierId, 'propose', { ...terms, mode: '普通许可' }))
    ok(await desk.act(seller, 'deal', deal.dossierId, 'agree', { termsVersion: 2 }))
    refused(
      await desk.act(seller, 'licence-offer', offer.dossierId, 'withdraw', { reason: '不再实行。' }),
      /第五十条/,
    )
    const taken = await desk.take(offer)
    const withdrawal = { reason: '不再实行。', number: 'CH2026-00007', announcedOn: '2026-11-01' }
    ok(await desk.act(seller, 'licence-offer', offer.dossierId, 'withdraw', withdrawal))
    // 专利法 50 II: what was given before stands; afterwards exclusive terms may be talked about again.
    assert.equal(ok(await buyer.get(`/api/v1/deals/${taken.dealId}`)).state, 'contracting')
    const stranger = await desk.city.as(STRANGER)
    const again = ok(await stranger.post('/api/v1/deals', intent)).result
    ok(await desk.act(seller, 'deal', again.dossierId, 'accept'))
    ok(await desk.act(stranger, 'deal', again.dossierId, 'propose', { ...terms, mode: '独占许可' }))
  })

  it('专利法 50: the same patent is declared once, on whichever record', async () => {
    const ip = [{ ...achievement.ip[0], number: 'ZL202110888888.2' }]
    await desk.post('/open', { ...open, patentNumber: 'ZL202110888888.2' }, await desk.publish({ ip }))
    const unknown = { ...open, patentNumber: 'ZL202110777777.7', achievementId: await desk.publish() }
    refused(await seller.post('/api/v1/licence-offers/open', unknown), /核对专利号/, 422)
  })

  it('促进科技成果转化法 18: a university’s posted price is a listing, announced before anybody may take it', async () => {
    const university = await desk.city.as('gaoxiao.zhuan')
    const { items } = ok(await university.get('/api/v1/my/achievements?state=published&limit=1'))
    const terms18 = { ...posted, achievementId: items[0].id }
    const made = ok(await university.post('/api/v1/licence-offers', terms18)).result
    assert.equal(made.state, 'announcing')
    const path = `/api/v1/licence-offers/${made.id}`
    const shown = ok(await (await desk.city.as(null)).get(path))
    // How long it is announced is a proposal of the product (design.md 1.3).
    assert.deepEqual([shown.priceRoute, shown.priceIsUnconfirmed], ['挂牌', true])
    assert.match(shown.priceReason, /第十八条/)
    assert.match(shown.announcedUntil, /^\d{4}-\d{2}-\d{2}$/)
    refused(await buyer.post(`${path}/take`, {}), /公告期还没有满/)
    assert.equal(ok(await buyer.get(path)).next[0].allowed, false)
    await desk.city.moveTo(`${shown.announcedUntil as string}T02:00:00.000Z`)
    await desk.sweep()
    refused(await buyer.post(`${path}/take`, {}), /公告期还没有满/)
    await desk.city.moveTo(
      new Date(Date.parse(`${shown.announcedUntil as string}T02:00:00Z`) + 86_400_000).toISOString(),
    )
    await desk.sweep()
    const taken = ok(await buyer.post(`${path}/take`, {})).result
    const deal = ok(await university.get(`/api/v1/deals/${taken.dealId}`))
    assert.deepEqual([deal.state, deal.sellerIsStateFounded], ['contracting', true])
    // Talked about again, it is an agreed price, with its notice duty.
    ok(await desk.act(buyer, 'deal', deal.dossierId, 'reopen', { explanation: '想改地域。' }))
    const offered = Object.keys(await desk.offered(university, deal.dossierId))
    assert.ok(offered.includes('agreeToPricing') && !offered.includes('agree'), offered.join())
  })

  it('that a university’s open licence needs no listing is a reading nobody confirmed: reason and badge say so', async () => {
    const university = await desk.city.as('gaoxiao.zhuan')
    const { items } = ok(await university.get('/api/v1/my/achievements?state=published&limit=100'))
    const rights: { id: string; type: string; number?: string; status: string }[] = []
    for (const { id } of items as { id: string }[])
      rights.push(
        ...(ok(await university.get(`/api/v1/my/achievements/${id}`)).form.ip ?? []).map((right: object) => ({
          ...right,
          id,
        })),
      )
    const granted = rights.find(
      ({ type, status, number }) => type === '发明专利' && status === '已授权' && number !== undefined,
    )
    assert.ok(granted)
    const terms = { ...open, patentNumber: granted.number, achievementId: granted.id }
    const made = ok(await university.post('/api/v1/licence-offers/open', terms)).result
    assert.equal(made.state, 'posted')
    const shown = ok(await (await desk.city.as(null)).get(`/api/v1/licence-offers/${made.id}`))
    assert.deepEqual([shown.priceRoute, shown.priceIsUnconfirmed], ['开放许可公告', true])
    assert.match(shown.priceReason, /尚未确认/)
  })

  it('expires on its last day, by the clock, and the invariants hold', async () => {
    const offer = await desk.post('', { ...posted, validUntil: '2027-06-30' })
    await desk.city.moveTo('2027-07-01T02:00:00.000Z')
    await desk.sweep()
    refused(await buyer.post(`/api/v1/licence-offers/${offer.id}/take`, {}), /已撤回或到期/)
    assert.equal(ok(await seller.get(`/api/v1/licence-offers/${offer.id}`)).state, 'expired')
    await desk.mustHold()
  })
})
