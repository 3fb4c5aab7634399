import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { DEAL_MODES } from '#modules/deals/forms.ts'
import { testCity, type Answer, type Client, type TestCity } from '#test/city.ts'

/** A research centre that is no state-founded institute, a firm, another firm. */
const SELLER = 'nongye.zhuan'
const BUYER = 'shuichan.cai'
const STRANGER = 'dianzi.yu'

const terms = {
  mode: '普通许可',
  priceFen: 12_800_050,
  payment: '签约后 10 日内一次付清。',
  territory: '中华人民共和国境内',
  termMonths: 36,
  deliverables: '交付工艺规程一套。',
  acceptance: '按工艺规程连续运行三批检验合格。',
  improvements: '无',
  confidentiality: '无',
  liability: '逾期付款的，按每日万分之五支付违约金。',
  disputes: '协商不成的，向被告住所地人民法院起诉。',
}

const achievement = {
  kind: '应用技术',
  techField: '生物与新医药',
  industrySection: 'A',
  industryDivision: '01',
  jobRelated: true,
  fundingSource: '自筹',
  trl: 3,
  modes: ['转让', '普通许可'],
  priceMode: '协议定价',
  negotiable: true,
  summary: '以低温和气调包装延长荔枝保鲜时间。',
  secrecy: '公开',
  exportControl: '否',
  ip: [
    {
      type: '发明专利',
      number: 'ZL202110123456.3',
      status: '已授权',
      filedOn: '2021-02-03',
      publishedOn: '2021-08-03',
      grantedOn: '2023-05-06',
    },
  ],
}
const review = { reviewedBy: '保密员', reviewedOn: '2026-01-05', conclusion: '同意公开' }

describe('a contract from agreed terms to confirmed (P8 way b)', () => {
  let city: TestCity
  let seller: Client
  let buyer: Client
  let officer: Client
  let published = 0

  before(async () => {
    city = await testCity()
    seller = await city.as(SELLER)
    buyer = await city.as(BUYER)
    officer = await city.as('ju.lin')
  })
  after(() => city.close())

  const ok = (answer: Answer) => {
    assert.ok(answer.status < 300, JSON.stringify(answer.body))
    return answer.body
  }
  const refused = (answer: Answer, words: RegExp, status = 409) => {
    assert.equal(answer.status, status, JSON.stringify(answer.body))
    assert.match(answer.body.detail, words)
  }
  const visitOf = async (client: Client, dossierId: string) =>
    ok(await client.get(`/api/v1/dossiers/${dossierId}`)).dossier.visit
  const act = async (
    client: Client,
    procedure: string,
    dossierId: string,
    action: string,
    input: object = {},
  ) =>
    client.post(`/api/v1/procedures/${procedure}/${dossierId}/${action}`, {
      ...input,
      visit: await visitOf(client, dossierId),
    })
  const sign = (client: Client, dossierId: string, action: string, input: object = {}) =>
    act(client, 'contract-signing', dossierId, action, input)

  /** An achievement of the centre, reviewed and published. */
  const publish = async (): Promise<string> => {
    const name = `示例·荔枝保鲜工艺第${(published += 1)}号`
    const { id, dossierId } = ok(await seller.post('/api/v1/achievements', { ...achievement, name })).result
    ok(await act(seller, 'achievement-listing', dossierId, 'submit', review))
    ok(await act(officer, 'achievement-listing', dossierId, 'approve'))
    return id
  }
  /** A deal both agreed to, ready to be signed. */
  const agreedDeal = async (mode = terms.mode) => {
    const opened = ok(
      await buyer.post('/api/v1/deals', {
        achievementId: await publish(),
        message: '希望合作转化这项成果。',
      }),
    ).result
    ok(await act(seller, 'deal', opened.dossierId, 'accept'))
    await propose(opened, mode)
    return opened as { id: string; dossierId: string }
  }
  const propose = async (deal: { id: string; dossierId: string }, mode: string) => {
    ok(await act(buyer, 'deal', deal.dossierId, 'propose', { ...terms, mode }))
    const { terms: versions } = ok(await seller.get(`/api/v1/deals/${deal.id}`))
    ok(await act(seller, 'deal', deal.dossierId, 'agree', { termsVersion: versions[0].version }))
  }
  const make = async (deal: { id: string }, by = seller) =>
    ok(await by.post(`/api/v1/deals/${deal.id}/contract`)).result
  const show = async (client: Client, id: string) => ok(await client.get(`/api/v1/contracts/${id}`))
  const consentBoth = async (made: { dossierId: string }, version = 1) => {
    for (const client of [seller, buyer])
      ok(await sign(client, made.dossierId, 'consentElectronic', { version, agreed: true }))
  }
  /** The code of the SMS just sent, as the demo banner shows it. */
  const giveFactor = async (client: Client, matter: string) => {
    ok(await client.post('/api/v1/session/code'))
    const { items } = ok(await client.get('/api/v1/demo/codes'))
    const code = /\d{6}/.exec(items.at(-1))?.[0]
    ok(await client.post('/api/v1/session/confirm', { code, matter }))
  }
  const tryConfirm = (client: Client, made: { dossierId: string; sha256: string }) =>
    sign(client, made.dossierId, 'confirm', { capacity: '主任（经授权）', documentHash: made.sha256 })
  const confirm = async (client: Client, made: { id: string; dossierId: string; sha256: string }) => {
    await giveFactor(client, `contract:${made.id}:${made.sha256}`)
    return tryConfirm(client, made)
  }

  it('is made, agreed to be electronic, confirmed by both by second factor, and signs the deal', async () => {
    const deal = await agreedDeal()
    const made = await make(deal)
    refused(await tryConfirm(seller, made), /请先同意电子确认条款/)
    ok(await sign(seller, made.dossierId, 'consentElectronic', { version: 1, agreed: true }))
    refused(await sign(seller, made.dossierId, 'consentElectronic', { version: 1, agreed: true }), /已同意/)
    refused(await tryConfirm(seller, made), /对方还没有同意/)
    ok(await sign(buyer, made.dossierId, 'consentElectronic', { version: 1, agreed: true }))

    ok(await confirm(seller, made))
    refused(await tryConfirm(seller, made), /已经确认/)
    assert.equal((await show(buyer, made.id)).state, 'drafted', 'one confirmation makes no contract')
    ok(await confirm(buyer, made))

    const contract = await show(buyer, made.publicId)
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
  })

  it('has a text whose bytes have the hash that is confirmed, for the parties and nobody else (P16)', async () => {
    const made = await make(await agreedDeal())
    const text = await bytesOf(seller, `/api/v1/contracts/${made.id}/pdf`)
    assert.equal(text.subarray(0, 5).toString(), '%PDF-')
    assert.equal(createHash('sha256').update(text).digest('hex'), made.sha256)
    for (const login of [STRANGER, 'xitong.shen', 'gaoxiao.zhuan', null]) {
      const other = await city.as(login)
      const { status } = await other.get(`/api/v1/contracts/${made.id}/pdf`)
      assert.ok(status >= 401 && status <= 404, `${login}: ${status}`)
    }
    const { fileId } = await fileOf(made.id)
    assert.equal((await (await city.as(STRANGER)).get(`/api/v1/files/${fileId}`)).status, 404)
    const auditor = await city.as('xitong.shen')
    assert.equal((await show(auditor, made.id)).documents[0].sha256, made.sha256, 'an auditor sees the hash')
  })

  it('is confirmed only with a second factor of the moment, on the very text, and never twice with one code', async () => {
    const made = await make(await agreedDeal())
    await consentBoth(made)
    const capacity = '主任'
    refused(
      await sign(seller, made.dossierId, 'confirm', { capacity, documentHash: made.sha256 }),
      /动态口令或短信验证码/,
    )
    await giveFactor(seller, `contract:${made.id}:${made.sha256}`)
    refused(
      await sign(seller, made.dossierId, 'confirm', { capacity, documentHash: 'a'.repeat(64) }),
      /摘要与现在的合同文本不符/,
    )
    refused(await sign(seller, made.dossierId, 'confirm', { documentHash: made.sha256 }), /需要更正/, 422)
    ok(await sign(seller, made.dossierId, 'confirm', { capacity, documentHash: made.sha256 }))
    const second = await make(await agreedDeal())
    await consentBoth(second)
    refused(
      await sign(seller, second.dossierId, 'confirm', { capacity, documentHash: second.sha256 }),
      /只能用一次/,
    )
  })

  it('has, once confirmed, a sheet with the same bytes whenever it is asked for', async () => {
    const made = await make(await agreedDeal())
    refused(await buyer.get(`/api/v1/contracts/${made.id}/confirmation-sheet`), /双方都确认后/)
    await consentBoth(made)
    ok(await confirm(seller, made))
    ok(await confirm(buyer, made))
    const first = await bytesOf(buyer, `/api/v1/contracts/${made.id}/confirmation-sheet`)
    await city.moveTo(new Date(Date.now() + 86_400_000).toISOString())
    const later = await bytesOf(seller, `/api/v1/contracts/${made.id}/confirmation-sheet`)
    assert.deepEqual(later, first)
    await city.moveTo('2000-01-01T00:00:00.000Z')
  })

  it('made again is a new version that voids every consent and confirmation of the old one', async () => {
    const made = await make(await agreedDeal())
    await consentBoth(made)
    ok(await confirm(seller, made))
    ok(await sign(buyer, made.dossierId, 'regenerate'))
    const contract = await show(seller, made.id)
    assert.deepEqual([contract.version, contract.consents, contract.confirmations], [2, [], []])
    assert.notEqual(contract.documents[0].sha256, made.sha256)
    refused(await sign(seller, made.dossierId, 'consentElectronic', { version: 1, agreed: true }), /重新生成/)
    await consentBoth(made, 2)
    refused(await tryConfirm(buyer, made), /摘要与现在的合同文本不符/)
    ok(await confirm(buyer, { ...made, sha256: contract.documents[0].sha256 }))
    assert.equal(
      (await bytesOf(seller, `/api/v1/contracts/${made.id}/pdf?version=1`)).length > 10_000,
      true,
      'the old text stays',
    )
  })

  it('rejected with a reason goes back to the terms; the next text is another contract', async () => {
    const deal = await agreedDeal()
    const made = await make(deal)
    ok(await sign(buyer, made.dossierId, 'reject', { reason: '付款时间要改为验收以后' }))
    const rejected = await show(seller, made.id)
    assert.deepEqual([rejected.state, rejected.rejection.reason], ['rejected', '付款时间要改为验收以后'])
    assert.equal(ok(await seller.get(`/api/v1/deals/${deal.id}`)).state, 'negotiating')
    refused(await seller.post(`/api/v1/deals/${deal.id}/contract`), /进入签约后/)
    await propose(deal, '转让')
    const next = await make(deal, buyer)
    assert.notEqual(next.id, made.id)
    assert.match((await show(buyer, next.id)).title, /^技术转让合同：示例·荔枝/)
  })

  it('no longer stands when the deal was reopened, and is voided by the next text', async () => {
    const deal = await agreedDeal()
    const made = await make(deal)
    await consentBoth(made)
    ok(await act(seller, 'deal', deal.dossierId, 'reopen', { explanation: '再谈价格' }))
    refused(await tryConfirm(buyer, made), /这份文本作废/)
    const offered = async () =>
      ok(await buyer.get(`/api/v1/dossiers/${made.dossierId}`)).next.map(
        (action: { name: string }) => action.name,
      )
    assert.deepEqual(await offered(), ['discard'])
    await propose(deal, '普通许可')
    refused(await tryConfirm(buyer, made), /这份文本作废/)
    const next = await make(deal)
    assert.equal((await show(buyer, made.id)).state, 'voided')
    refused(await sign(buyer, next.dossierId, 'discard'), /仍在签约/)
    ok(await act(seller, 'deal', deal.dossierId, 'reopen', { explanation: '再谈' }))
    ok(await sign(buyer, next.dossierId, 'discard'))
    assert.equal((await show(buyer, next.id)).state, 'voided')
  })

  it('is made by parties only, and for every mode a deal can have', async () => {
    const deal = await agreedDeal('技术服务')
    refused(await (await city.as(STRANGER)).post(`/api/v1/deals/${deal.id}/contract`), /没有找到/, 404)
    const titles: string[] = []
    for (const mode of Object.keys(DEAL_MODES)) {
      const made = await make(await agreedDeal(mode))
      titles.push((await show(seller, made.id)).title.split('：')[0])
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
    ])
  })

  it('leaves nothing that its invariants forbid', async () => {
    const { invariants = [] } = city.runtime.modules.find((module) => module.name === 'contracts') ?? {}
    assert.equal(invariants.length, 5)
    for (const { name, rows } of invariants)
      assert.deepEqual(await city.runtime.db.read('contracts', rows), [], name)
  })

  const fileOf = async (contractId: string): Promise<{ fileId: string }> => {
    const { rows } = await city.runtime.db.owner((client) =>
      client.query<{ fileId: string }>(
        'select file_id as "fileId" from contracts.document where contract_id = $1',
        [contractId],
      ),
    )
    assert.ok(rows[0])
    return rows[0]
  }
  /** Follows the way to the file as a browser does. */
  const bytesOf = async (client: Client, path: string): Promise<Buffer> => {
    const { cookie } = client
    const answer = await city.app.request(`http://localhost${path}`, { headers: { cookie } })
    const to = answer.headers.get('location')
    const file =
      to === null ? answer : await city.app.request(`http://localhost${to}`, { headers: { cookie } })
    assert.equal(file.status, 200, path)
    assert.match(file.headers.get('content-disposition') ?? '', /^attachment/)
    return Buffer.from(await file.arrayBuffer())
  }
})
