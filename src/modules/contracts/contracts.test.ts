import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { DEAL_MODES } from '#modules/deals/terms/forms.ts'
import type { Client } from '#test/city.ts'
import { contractDesk, ok, refused, STRANGER } from './fixture.ts'

describe('a contract from agreed terms to confirmed (P8 way b)', () => {
  let desk: Awaited<ReturnType<typeof contractDesk>>
  let seller: Client
  let buyer: Client

  before(async () => {
    desk = await contractDesk()
    ;({ seller, buyer } = desk)
  })
  after(() => desk.city.close())

  it('is made, agreed to be electronic, confirmed by both by second factor, and signs the deal', async () => {
    const deal = await desk.agreedDeal()
    const made = await desk.make(deal)
    refused(await desk.tryConfirm(seller, made), /请先同意电子确认条款/)
    ok(await desk.sign(seller, made.dossierId, 'consentElectronic', { version: 1, agreed: true }))
    refused(
      await desk.sign(seller, made.dossierId, 'consentElectronic', { version: 1, agreed: true }),
      /已同意/,
    )
    refused(await desk.tryConfirm(seller, made), /对方还没有同意/)
    ok(await desk.sign(buyer, made.dossierId, 'consentElectronic', { version: 1, agreed: true }))

    ok(await desk.confirm(seller, made))
    refused(await desk.tryConfirm(seller, made), /已经确认/)
    assert.equal((await desk.show(buyer, made.id)).state, 'drafted', 'one confirmation makes no contract')
    ok(await desk.confirm(buyer, made))

    const contract = await desk.show(buyer, made.publicId)
    assert.equal(contract.state, 'confirmed')
    assert.deepEqual(
      contract.confirmations.map((c: { way: string; factor: string; documentSha256: string }) => [
        c.way,
        c.factor,
        c.documentSha256,
      ]),
      [
        ['b', 'sms', made.sha256],
        ['b', 'sms', made.sha256],
      ],
    )
    assert.ok(
      contract.confirmations.every((c: { leaf: string | null }) => /^[0-9a-f]{64}$/.test(c.leaf ?? '')),
    )
    assert.equal(ok(await seller.get(`/api/v1/deals/${deal.id}`)).state, 'signed')
    await registrable(made.id)
  })

  /** Registration is prefilled from the agreed terms, for the seller alone; one contract is registered once. */
  const registrable = async (id: string) => {
    const waiting = ok(await seller.get('/api/v1/contract-registrations/contracts')).items
    assert.ok(waiting.some((one: { id: string }) => one.id === id))
    const path = `/api/v1/contract-registrations/prefill?contract=${id}`
    assert.equal((await buyer.get(path)).status, 404)
    const { form } = ok(await seller.get(path))
    assert.deepEqual([form.type, form.subtype, form.totalFen], ['技术许可', '普通许可', 12_800_050])
    assert.deepEqual(
      form.parties.map((party: { name: string }) => party.name),
      [desk.sellerName, desk.buyerName],
    )
    const draft = { ...form, contractId: id }
    const first = ok(await seller.post('/api/v1/contract-registrations', draft)).result
    const shown = ok(await seller.get(`/api/v1/contract-registrations/${first.id}`))
    assert.ok(shown.files.length > 0, 'the signed text is attached')
    assert.deepEqual(
      shown.check.missing.filter(({ field }: { field: string }) => field.startsWith('fileIds')),
      [],
    )
    refused(await seller.post('/api/v1/contract-registrations', draft), /一份合同只登记一次/)
    assert.equal((await buyer.post('/api/v1/contract-registrations', draft)).status, 404)
  }

  it('has a text whose bytes have the hash that is confirmed, for the parties and nobody else (P16)', async () => {
    const made = await desk.make(await desk.agreedDeal())
    const text = await desk.bytesOf(seller, `/api/v1/contracts/${made.id}/pdf`)
    assert.equal(text.subarray(0, 5).toString(), '%PDF-')
    assert.equal(createHash('sha256').update(text).digest('hex'), made.sha256)
    for (const login of [STRANGER, 'xitong.shen', 'gaoxiao.zhuan', null]) {
      const other = await desk.city.as(login)
      const { status } = await other.get(`/api/v1/contracts/${made.id}/pdf`)
      assert.ok(status >= 401 && status <= 404, `${login}: ${status}`)
    }
    const { fileId } = await fileOf(made.id)
    assert.equal((await (await desk.city.as(STRANGER)).get(`/api/v1/files/${fileId}`)).status, 404)
    const auditor = await desk.city.as('xitong.shen')
    assert.equal(
      (await desk.show(auditor, made.id)).documents[0].sha256,
      made.sha256,
      'an auditor sees the hash',
    )
  })

  it('is confirmed only with a second factor of the moment, on the very text, and never twice with one code', async () => {
    const made = await desk.make(await desk.agreedDeal())
    await desk.consentBoth(made)
    const capacity = '主任'
    refused(
      await desk.sign(seller, made.dossierId, 'confirm', { capacity, documentHash: made.sha256 }),
      /动态口令或短信验证码/,
    )
    await desk.giveFactor(seller, `contract:${made.id}:${made.sha256}`)
    refused(
      await desk.sign(seller, made.dossierId, 'confirm', { capacity, documentHash: 'a'.repeat(64) }),
      /摘要与现在的合同文本不符/,
    )
    refused(
      await desk.sign(seller, made.dossierId, 'confirm', { documentHash: made.sha256 }),
      /需要更正/,
      422,
    )
    ok(await desk.sign(seller, made.dossierId, 'confirm', { capacity, documentHash: made.sha256 }))
    const second = await desk.make(await desk.agreedDeal())
    await desk.consentBoth(second)
    refused(
      await desk.sign(seller, second.dossierId, 'confirm', { capacity, documentHash: second.sha256 }),
      /只能用一次/,
    )
  })

  it('has, once confirmed, a sheet with the same bytes whenever it is asked for', async () => {
    const made = await desk.make(await desk.agreedDeal())
    refused(await buyer.get(`/api/v1/contracts/${made.id}/confirmation-sheet`), /双方都确认后/)
    await desk.consentBoth(made)
    ok(await desk.confirm(seller, made))
    ok(await desk.confirm(buyer, made))
    const first = await desk.bytesOf(buyer, `/api/v1/contracts/${made.id}/confirmation-sheet`)
    await desk.city.moveTo(new Date(Date.now() + 86_400_000).toISOString())
    const later = await desk.bytesOf(seller, `/api/v1/contracts/${made.id}/confirmation-sheet`)
    assert.deepEqual(later, first)
    await desk.city.moveTo('2000-01-01T00:00:00.000Z')
  })

  it('made again is a new version that voids every consent and confirmation of the old one', async () => {
    const made = await desk.make(await desk.agreedDeal())
    await desk.consentBoth(made)
    ok(await desk.confirm(seller, made))
    ok(await desk.sign(buyer, made.dossierId, 'regenerate'))
    const contract = await desk.show(seller, made.id)
    assert.deepEqual([contract.version, contract.consents, contract.confirmations], [2, [], []])
    assert.notEqual(contract.documents[0].sha256, made.sha256)
    refused(
      await desk.sign(seller, made.dossierId, 'consentElectronic', { version: 1, agreed: true }),
      /重新生成/,
    )
    await desk.consentBoth(made, 2)
    refused(await desk.tryConfirm(buyer, made), /摘要与现在的合同文本不符/)
    ok(await desk.confirm(buyer, { ...made, sha256: contract.documents[0].sha256 }))
    assert.equal(
      (await desk.bytesOf(seller, `/api/v1/contracts/${made.id}/pdf?version=1`)).length > 10_000,
      true,
      'the old text stays',
    )
  })

  it('rejected with a reason goes back to the terms; the next text is another contract', async () => {
    const deal = await desk.agreedDeal()
    const made = await desk.make(deal)
    ok(await desk.sign(buyer, made.dossierId, 'reject', { reason: '付款时间要改为验收以后' }))
    const rejected = await desk.show(seller, made.id)
    assert.deepEqual([rejected.state, rejected.rejection.reason], ['rejected', '付款时间要改为验收以后'])
    assert.equal(ok(await seller.get(`/api/v1/deals/${deal.id}`)).state, 'negotiating')
    refused(await seller.post(`/api/v1/deals/${deal.id}/contract`), /进入签约后/)
    await desk.propose(deal, '转让')
    const next = await desk.make(deal, buyer)
    assert.notEqual(next.id, made.id)
    assert.match((await desk.show(buyer, next.id)).title, /^技术转让合同：示例·荔枝/)
  })

  it('no longer stands when the deal was reopened, and is voided by the next text', async () => {
    const deal = await desk.agreedDeal()
    const made = await desk.make(deal)
    await desk.consentBoth(made)
    ok(await desk.act(seller, 'deal', deal.dossierId, 'reopen', { explanation: '再谈价格' }))
    refused(await desk.tryConfirm(buyer, made), /这份文本作废/)
    const offered = async () =>
      ok(await buyer.get(`/api/v1/dossiers/${made.dossierId}`)).next.map(
        (action: { name: string }) => action.name,
      )
    assert.deepEqual(await offered(), ['discard'])
    await desk.propose(deal, '普通许可')
    refused(await desk.tryConfirm(buyer, made), /这份文本作废/)
    const next = await desk.make(deal)
    assert.equal((await desk.show(buyer, made.id)).state, 'voided')
    refused(await desk.sign(buyer, next.dossierId, 'discard'), /仍在签约/)
    ok(await desk.act(seller, 'deal', deal.dossierId, 'reopen', { explanation: '再谈' }))
    ok(await desk.sign(buyer, next.dossierId, 'discard'))
    assert.equal((await desk.show(buyer, next.id)).state, 'voided')
  })

  it('is made by parties only, and for every mode a deal can have', async () => {
    const deal = await desk.agreedDeal('技术服务')
    refused(await (await desk.city.as(STRANGER)).post(`/api/v1/deals/${deal.id}/contract`), /没有找到/, 404)
    const titles: string[] = []
    for (const mode of Object.keys(DEAL_MODES)) {
      const made = await desk.make(await desk.agreedDeal(mode))
      titles.push((await desk.show(seller, made.id)).title.split('：')[0])
    }
    assert.deepEqual(titles, [
      '技术转让合同',
      '技术许可合同（独占许可）',
      '技术许可合同（排他许可）',
      '技术许可合同（普通许可）',
      '技术开发（合作）合同',
      '技术开发（委托）合同',
      '技术咨询合同',
      '技术服务合同',
      '技术培训合同',
      '技术中介合同',
    ])
  })

  it('leaves nothing that its invariants forbid', async () => {
    const { invariants = [] } = desk.city.runtime.modules.find((module) => module.name === 'contracts') ?? {}
    assert.equal(invariants.length, 5)
    for (const { name, rows } of invariants)
      assert.deepEqual(await desk.city.runtime.db.read('contracts', rows), [], name)
  })

  const fileOf = async (contractId: string): Promise<{ fileId: string }> => {
    const { rows } = await desk.city.runtime.db.owner((client) =>
      client.query<{ fileId: string }>(
        'select file_id as "fileId" from contracts.document where contract_id = $1',
        [contractId],
      ),
    )
    assert.ok(rows[0])
    return rows[0]
  }
})
