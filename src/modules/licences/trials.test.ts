import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ok, refused } from '#modules/contracts/fixture.ts'
import type { Client } from '#test/city.ts'
import { licenceDesk } from './fixture.ts'

describe('先用后付', () => {
  let desk: Awaited<ReturnType<typeof licenceDesk>>
  let seller: Client
  let buyer: Client
  before(async () => {
    desk = await licenceDesk()
    ;({ seller, buyer } = desk)
  })
  after(() => desk.city.close())

  const receipt = () =>
    desk.upload(buyer, [
      new File([Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n')], '回单.txt', { type: 'text/plain' }),
    ])

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
})
