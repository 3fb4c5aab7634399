import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ok, refused, STRANGER } from '#modules/contracts/fixture.ts'
import type { Client } from '#test/city.ts'
import { licenceDesk, trialTerms } from '#test/licence-desk.ts'

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF')
const end = { reason: '其他', note: '示例说明。' }
const dayAfter = (day: string, n: number) =>
  new Date(Date.parse(`${day}T02:00:00Z`) + n * 86_400_000).toISOString()

describe('先用后付', () => {
  let desk: Awaited<ReturnType<typeof licenceDesk>>
  let seller: Client
  let buyer: Client
  before(async () => {
    desk = await licenceDesk()
    ;({ seller, buyer } = desk)
  })
  after(() => desk.city.close())

  const receipt = () => desk.upload(buyer, [new File([PDF], '回单.pdf', { type: 'application/pdf' })])

  it('tried, metered, converted, paid: the second side confirms each reading and the payment', async () => {
    const trial = await desk.running()
    const today = await desk.today()
    const path = `/api/v1/licence-trials/${trial.id}/readings`
    const reading = { fromOn: today, toOn: today, quantity: '12.5' }
    ok(await buyer.post(path, reading))
    const [read] = (await desk.showTrial(seller, trial)).readings
    ok(await seller.post(`${path}/${read.id}/answer`, { word: 'confirm' }))
    ok(await desk.actOnTrial(buyer, trial, 'convert'))
    // 50,000.00 and 12.5 × 200.50 yuan.
    assert.equal((await desk.showTrial(buyer, trial)).dueFen, 5_000_000 + 250_625)
    await desk.signText(trial.dealId, 'contract')
    assert.equal((await desk.showTrial(buyer, trial)).state, 'awaitingPayment')
    const payment = {
      amountFen: 5_250_625,
      paidOn: today,
      payer: '示例公司',
      account: '示例研究中心 某行',
      fileId: await receipt(),
    }
    ok(await desk.actOnTrial(buyer, trial, 'pay', payment))
    refused(await desk.actOnTrial(buyer, trial, 'confirmPayment'), /许可方办理/)
    ok(await desk.actOnTrial(seller, trial, 'confirmPayment'))
    assert.equal((await desk.showTrial(seller, trial)).state, 'converted')
  })

  it('a reading is disputed with its reason, corrected by the user, and never confirmed by who wrote it', async () => {
    const trial = await desk.running()
    const today = await desk.today()
    const path = `/api/v1/licence-trials/${trial.id}/readings`
    const reading = { fromOn: today, toOn: today, quantity: '10' }
    refused(await seller.post(path, reading), /试用方登记/, 403)
    refused(await buyer.post(path, { ...reading, quantity: '1.2345' }), /三位小数/, 422)
    const { id } = ok(await buyer.post(path, reading)).result
    refused(await buyer.post(path, reading), /重叠/, 422)
    refused(await buyer.post(`${path}/${id}/answer`, { word: 'confirm' }), /许可方确认/, 403)
    refused(await seller.post(`${path}/${id}/answer`, { word: 'dispute' }), /写明/, 422)
    ok(await seller.post(`${path}/${id}/answer`, { word: 'dispute', note: '地磅记录是 12 吨。' }))
    refused(await seller.post(`${path}/${id}/answer`, { word: 'confirm' }), /已经答复/)
    const next = ok(await buyer.post(`${path}/${id}/correct`, { ...reading, quantity: '12' })).result
    ok(await seller.post(`${path}/${next.id}/answer`, { word: 'confirm' }))
    refused(await buyer.post(`${path}/${next.id}/correct`, reading), /不能再更正/)
    const shown = await desk.showTrial(buyer, trial)
    assert.deepEqual(
      shown.readings.map((one: { quantity: string; word: string }) => [one.quantity, one.word]),
      [
        ['10', 'replace'],
        ['12', 'confirm'],
      ],
    )
    assert.deepEqual([shown.meter.quantity, shown.meter.priceFen], ['12', 5_000_000 + 240_600])
  })

  it('a payment that is refused is shown again; parts add up; more than is due is refused (P25)', async () => {
    const trial = await desk.running({ unitFen: undefined, capFen: undefined })
    const today = await desk.today()
    ok(await desk.actOnTrial(buyer, trial, 'convert'))
    await desk.signText(trial.dealId, 'contract')
    const pay = async (amountFen: number) =>
      desk.actOnTrial(buyer, trial, 'pay', {
        amountFen,
        paidOn: today,
        payer: '示例公司',
        account: '示例研究中心 某行',
        fileId: await receipt(),
      })
    refused(await pay(5_000_001), /多于尚未付/, 422)
    ok(await pay(2_000_000))
    refused(await desk.actOnTrial(seller, trial, 'confirmPayment'), /部分/)
    ok(await desk.actOnTrial(seller, trial, 'refusePayment', { reason: '没有到账。' }))
    ok(await pay(2_000_000))
    ok(await desk.actOnTrial(seller, trial, 'confirmPart'))
    assert.equal((await desk.showTrial(seller, trial)).confirmedFen, 2_000_000)
    ok(await pay(3_000_000))
    ok(await desk.actOnTrial(seller, trial, 'confirmPayment'))
    assert.equal((await desk.showTrial(buyer, trial)).state, 'converted')
    assert.equal(ok(await buyer.get(`/api/v1/deals/${trial.dealId}`)).state, 'signed')
  })

  it('before it begins: withdrawn, declined, cancelled; each ends the deal with its reason', async () => {
    const offer = await desk.post('/trial', trialTerms)
    const apply = async () =>
      ok(await buyer.post(`/api/v1/licence-offers/${offer.id}/try`, { purpose: '在一号车间试用。' })).result
    const stranger = await desk.city.as(STRANGER)
    refused(await stranger.post(`/api/v1/licence-offers/${offer.id}/take`, {}), /申请试用/)
    const paths = [
      [buyer, [], 'withdraw', 'abandoned'],
      [seller, [], 'decline', 'declined'],
      [buyer, ['accept'], 'cancel', 'abandoned'],
    ] as const
    for (const [actor, before, action, state] of paths) {
      const trial = await apply()
      for (const step of before) ok(await desk.actOnTrial(seller, trial, step))
      refused(
        await desk.actOnTrial(actor === buyer ? seller : buyer, trial, 'receive', {
          receivedOn: '2026-11-27',
        }),
        /不能/,
      )
      ok(await desk.actOnTrial(actor, trial, action, end))
      const shown = await desk.showTrial(buyer, trial)
      assert.deepEqual([shown.state, shown.ending.note, shown.beganAt], [state, end.note, null])
      assert.equal(ok(await seller.get(`/api/v1/deals/${trial.dealId}`)).ending.reason, '其他')
    }
    const { items } = ok(await seller.get('/api/v1/contracts?purpose=trial'))
    // The text nobody signed can still be read, and is put away.
    const text = (items as { id: string; state: string; dossierId: string }[]).find(
      (one) => one.state === 'drafted',
    )
    ok(await seller.get(`/api/v1/contracts/${text?.id ?? ''}`))
    assert.deepEqual(Object.keys(await desk.offered(seller, text?.dossierId ?? '')), ['discard'])
  })

  it('given up while the contract is signed: the trial lapses, the deal ends, and the text is put away', async () => {
    const trial = await desk.running({ unitFen: undefined, capFen: undefined })
    ok(await desk.actOnTrial(buyer, trial, 'convert'))
    ok(await desk.actOnTrial(seller, trial, 'giveUp', end))
    assert.equal((await desk.showTrial(buyer, trial)).state, 'stopping')
    assert.equal(ok(await seller.get(`/api/v1/deals/${trial.dealId}`)).state, 'ended')
    const { items } = ok(await seller.get(`/api/v1/contracts?deal=${trial.dealId}&purpose=contract`))
    ok(await seller.get(`/api/v1/contracts/${items[0].id}`))
    ok(await desk.sign(seller, items[0].dossierId, 'discard'))
    const stopped = { stoppedOn: await desk.today(), returned: '已返还' }
    refused(await desk.actOnTrial(seller, trial, 'confirmStopped', stopped), /试用方办理/)
    ok(await desk.actOnTrial(buyer, trial, 'confirmStopped', stopped))
    assert.equal((await desk.showTrial(buyer, trial)).state, 'lapsed')
  })

  it('the owner ends it early only with its reason; a price by the meter needs a reading', async () => {
    const trial = await desk.running()
    refused(await desk.actOnTrial(buyer, trial, 'convert'), /没有任何读数/)
    refused(await desk.actOnTrial(seller, trial, 'terminate', {}), /必填/, 422)
    ok(await desk.actOnTrial(seller, trial, 'terminate', { note: '试用方把技术给了第三人。' }))
    assert.equal((await desk.showTrial(buyer, trial)).ending.by, 'seller')
  })

  it('a trial with a fee that lapses is over when the fee is paid, confirmed by the other side, or given up (P25)', async () => {
    const fee = { trialFeeFen: 300_000, unitFen: undefined, capFen: undefined }
    const trial = await desk.running(fee)
    const today = await desk.today()
    const stopped = { stoppedOn: today, returned: '已返还' }
    ok(await desk.actOnTrial(buyer, trial, 'stop', end))
    assert.equal((await desk.showTrial(seller, trial)).dueFen, 300_000)
    refused(await desk.actOnTrial(buyer, trial, 'confirmStopped', stopped), /试用费/)
    ok(await desk.actOnTrial(buyer, trial, 'confirmStoppedOwing', stopped))
    assert.equal((await desk.showTrial(seller, trial)).state, 'feeDue')
    const pay = async (amountFen: number) =>
      desk.actOnTrial(buyer, trial, 'payFee', {
        amountFen,
        paidOn: today,
        payer: '示例公司',
        account: '示例研究中心 某行',
        fileId: await receipt(),
      })
    refused(await pay(300_001), /多于尚未付/, 422)
    ok(await pay(100_000))
    refused(await desk.actOnTrial(buyer, trial, 'confirmFeePart'), /许可方办理/)
    refused(await desk.actOnTrial(seller, trial, 'confirmFee'), /部分/)
    ok(await desk.actOnTrial(seller, trial, 'confirmFeePart'))
    ok(await pay(200_000))
    ok(await desk.actOnTrial(seller, trial, 'refuseFee', { reason: '没有到账。' }))
    ok(await pay(200_000))
    ok(await desk.actOnTrial(seller, trial, 'confirmFee'))
    assert.equal((await desk.showTrial(buyer, trial)).state, 'lapsed')

    const other = await desk.running(fee)
    ok(await desk.actOnTrial(buyer, other, 'convert'))
    ok(await desk.actOnTrial(seller, other, 'giveUp', end))
    // Not the price of the licence that was never signed.
    assert.equal((await desk.showTrial(seller, other)).dueFen, 300_000)
    ok(await desk.actOnTrial(buyer, other, 'confirmStoppedOwing', stopped))
    refused(await desk.actOnTrial(buyer, other, 'waiveFee', { note: '不想付。' }), /许可方办理/)
    ok(await desk.actOnTrial(seller, other, 'waiveFee', { note: '试用效果不佳，不再收取。' }))
    assert.equal((await desk.showTrial(buyer, other)).state, 'waived')
    await desk.mustHold()
  })

  it('a stranger neither sees a trial nor its readings', async () => {
    const trial = await desk.running()
    const stranger = await desk.city.as(STRANGER)
    refused(await stranger.get(`/api/v1/licence-trials/${trial.id}`), /没有找到/, 404)
    assert.deepEqual(ok(await stranger.get('/api/v1/licence-trials')).items, [])
    const first = ok(await seller.get('/api/v1/licence-trials?side=seller&limit=1'))
    const cursor = encodeURIComponent(first.next as string)
    const second = ok(await seller.get(`/api/v1/licence-trials?side=seller&limit=1&cursor=${cursor}`))
    assert.equal(first.items[0].id, trial.id)
    assert.ok(second.items[0].appliedAt < first.items[0].appliedAt && second.total === first.total)
    const reading = { fromOn: '2026-11-27', toOn: '2026-11-27', quantity: '1' }
    refused(await stranger.post(`/api/v1/licence-trials/${trial.id}/readings`, reading), /没有找到/, 404)
  })

  // All within the loaded years: of a year without calendar the clock ends nothing (P1).
  it('nobody acts: the clock leads every trial to an end, and the funnel knows those that began', async () => {
    const offer = await desk.post('/trial', { ...trialTerms, validUntil: '2029-12-31' })
    const applied = ok(
      await buyer.post(`/api/v1/licence-offers/${offer.id}/try`, { purpose: '在一号车间试用。' }),
    ).result
    const trial = await desk.running({ trialDays: 5, answerDays: 2 })
    const { endsOn, answerBy } = await desk.showTrial(buyer, trial)
    await desk.city.moveTo(dayAfter(endsOn, 1))
    await desk.sweep()
    assert.equal((await desk.showTrial(buyer, trial)).state, 'deciding')
    await desk.city.moveTo(dayAfter(answerBy, 1))
    refused(await desk.actOnTrial(buyer, trial, 'convert'), /答复期限已过|没有任何读数/)
    await desk.sweep()
    assert.equal((await desk.showTrial(buyer, trial)).state, 'stopping')
    await desk.city.moveTo(dayAfter(answerBy, 25))
    await desk.sweep()
    const shown = await desk.showTrial(seller, trial)
    assert.deepEqual(
      [shown.state, shown.ending.by, shown.ending.reason],
      ['unconfirmed', 'clock', '对方未答复'],
    )
    assert.equal((await desk.showTrial(buyer, applied)).state, 'abandoned')
    const stages = await desk.stages()
    assert.ok(stages.some((one) => one.deal_id === trial.dealId && one.stage === 'trial'))
    assert.ok(!stages.some((one) => one.deal_id === applied.dealId))
    await desk.mustHold()
  })
})
