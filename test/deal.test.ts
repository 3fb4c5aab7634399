import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { brokenInvariants } from '#app/invariants.ts'
import { complete } from '#modules/achievements/fixture.ts'
import { testCity, type Client, type TestCity } from './city.ts'

const terms = {
  mode: '普通许可',
  priceFen: 38_000_000,
  payment: '签约后 10 日内一次付清。',
  territory: '中华人民共和国境内',
  termMonths: 36,
  deliverables: '交付技术资料一套，现场指导两次。',
  acceptance: '按双方确认的检验大纲验收。',
  improvements: '各自改进归各自所有。',
  confidentiality: '无',
  liability: '逾期付款每日按未付款的万分之三支付违约金。',
  disputes: '协商不成的，向被告住所地人民法院起诉。',
  note: '可以再谈交付时间。',
}

describe('from an intent to a confirmed contract', () => {
  let city: TestCity
  let officer: Client
  let seller: Client
  let buyer: Client

  before(async () => {
    city = await testCity()
    officer = await city.as('ju.lin')
    seller = await city.as('cailiao.shen')
    buyer = await city.as('shuichan.cai')
  })
  after(() => city.close())

  const done = (answer: { status: number; body: { result?: unknown } }) => {
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    // oxlint-disable-next-line typescript/no-explicit-any -- each step names what it reads
    return answer.body.result as any
  }
  /** Performs an action of a dossier as its newest visit. */
  const act = async (who: Client, dossierId: string, action: string, input: object = {}) => {
    const { body } = await who.get(`/api/v1/dossiers/${dossierId}`)
    assert.ok(body.procedure, JSON.stringify(body))
    const path = `/api/v1/procedures/${body.procedure.id}/${dossierId}/${action}`
    return who.post(path, { visit: body.dossier.visit, ...input })
  }
  const next = async (who: Client, dossierId: string) => {
    const { body } = await who.get(`/api/v1/dossiers/${dossierId}`)
    return Object.fromEntries(
      (body.next as { name: string; allowed: boolean; reason?: string }[]).map((n) => [
        n.name,
        n.reason ?? n.allowed,
      ]),
    )
  }

  const publish = async (owner: Client, name: string) => {
    const record = done(await owner.post('/api/v1/achievements', complete({ name })))
    const shown = await owner.get(`/api/v1/my/achievements/${record.id}`)
    const dossierId = shown.body.dossierId as string
    const review = {
      reviewedBy: '示例保密员',
      reviewedOn: '2026-11-20',
      conclusion: '同意公开',
    }
    done(await act(owner, dossierId, 'submit', review))
    assert.match((await act(owner, dossierId, 'approve')).body.detail, /您的身份不能办理/)
    done(await act(officer, dossierId, 'approve'))
    await city.runtime.drain()
    return record.id as string
  }

  const confirmWithCode = async (who: Client, matter: string) => {
    const me = await who.get('/api/v1/session')
    if (me.body.factor === null) {
      const { factorId } = done(await who.post('/api/v1/session/factors', { kind: 'sms' }))
      done(await who.post('/api/v1/session/code'))
      done(await who.post(`/api/v1/session/factors/${factorId}/activate`, { code: await lastCode(who) }))
    }
    done(await who.post('/api/v1/session/code'))
    done(await who.post('/api/v1/session/confirm', { matter, code: await lastCode(who) }))
  }
  const lastCode = async (who: Client) => {
    const { body } = await who.get('/api/v1/demo/codes')
    const text = (body.items as string[]).at(-1) ?? ''
    return /\d{6}/.exec(text)?.[0] ?? assert.fail(`no code in "${text}"`)
  }

  it('firm and firm: intent, messages, terms in versions, contract, two confirmations, journalled', async () => {
    const achievementId = await publish(seller, '示例海产品冷链余氯在线检测装置')
    const found = await buyer.get(`/api/v1/achievements?q=${encodeURIComponent('余氯 冷链')}`)
    assert.equal(found.body.items[0].id, achievementId)

    const intent = { achievementId, message: '想用在我们的加工车间，希望先看现场。' }
    assert.match((await seller.post('/api/v1/deals', intent)).body.detail, /本单位的成果/)
    const { id, dossierId } = done(await buyer.post('/api/v1/deals', intent))
    assert.match((await buyer.post('/api/v1/deals', intent)).body.detail, /已就这项成果提出过意向/)
    const stranger = await city.as('yiyao.song')
    assert.equal((await stranger.get(`/api/v1/deals/${id}`)).status, 404)
    assert.equal((await act(buyer, dossierId, 'accept')).status, 403)

    done(await act(seller, dossierId, 'accept'))
    done(await seller.post(`/api/v1/deals/${id}/messages`, { body: '欢迎来看。' }))
    done(await act(buyer, dossierId, 'propose', terms))
    assert.match(String((await next(buyer, dossierId))['agree']), /等待对方同意/)
    done(await act(seller, dossierId, 'propose', { ...terms, priceFen: 36_000_000 }))
    assert.match((await act(buyer, dossierId, 'agree', { termsVersion: 1 })).body.detail, /最新版本/)
    done(await act(buyer, dossierId, 'agree', { termsVersion: 2 }))
    assert.equal((await next(buyer, dossierId))['agreeToPricing'], undefined)

    const contract = done(await buyer.post(`/api/v1/deals/${id}/contract`))
    const shown = await seller.get(`/api/v1/contracts/${contract.id}`)
    assert.equal(shown.status, 200, JSON.stringify(shown.body))
    const pdf = await seller.get(`/api/v1/contracts/${contract.id}/pdf`)
    assert.equal(pdf.status, 200)
    assert.match(String(pdf.body).slice(0, 8), /^%PDF-1/)
    const signing = shown.body.dossierId as string
    const [text] = shown.body.documents as { version: number; sha256: string; matter: string }[]
    assert.ok(text)
    const { version, sha256: documentHash, matter } = text
    assert.equal(matter, `contract:${contract.id}:${documentHash}`)

    const confirmation = { capacity: '示例总经理', documentHash }
    assert.match((await act(buyer, signing, 'confirm', confirmation)).body.detail, /电子确认条款/)
    for (const side of [buyer, seller])
      done(await act(side, signing, 'consentElectronic', { version, agreed: true }))
    assert.notEqual((await act(buyer, signing, 'confirm', confirmation)).status, 200, 'no second factor yet')
    await confirmWithCode(buyer, `contract:${contract.id}:${'0'.repeat(64)}`)
    assert.match((await act(buyer, signing, 'confirm', confirmation)).body.detail, /确认身份/)
    await confirmWithCode(buyer, matter)
    const wrong = { ...confirmation, documentHash: '0'.repeat(64) }
    assert.match((await act(buyer, signing, 'confirm', wrong)).body.detail, /摘要与现在的合同文本不符/)
    done(await act(buyer, signing, 'confirm', confirmation))
    await confirmWithCode(seller, matter)
    done(await act(seller, signing, 'confirm', confirmation))

    assert.equal((await buyer.get(`/api/v1/contracts/${contract.id}`)).body.state, 'confirmed')
    assert.equal((await buyer.get(`/api/v1/deals/${id}`)).body.state, 'signed')
    const auditor = await city.as('xitong.shen')
    const { body } = await auditor.get('/api/v1/journal?limit=100')
    const commands = (body.items as { command: string }[]).map((entry) => entry.command)
    for (const command of ['deal.open', 'deal.propose', 'deal.agree', 'contract-signing.confirm']) {
      assert.ok(commands.includes(command), command)
    }
    await city.runtime.drain()
    const messages = await buyer.get('/api/v1/messages')
    assert.ok(messages.body.items.length > 0)
  })

  it('转化法 18: a state-founded university’s agreed price waits for its price step and no contract can be made', async () => {
    const university = await city.as('gaoxiao.zhuan')
    const achievementId = await publish(university, '示例荔枝采后护色低温处理工艺')
    const { id, dossierId } = done(
      await buyer.post('/api/v1/deals', { achievementId, message: '想在荔枝季前试用这项工艺。' }),
    )
    done(await act(university, dossierId, 'accept'))
    done(await act(buyer, dossierId, 'propose', terms))
    const offered = await next(university, dossierId)
    assert.equal(offered['agree'], undefined)
    assert.equal(offered['agreeToPricing'], true)
    assert.match((await act(university, dossierId, 'agree', { termsVersion: 1 })).body.detail, /第十八条/)
    done(await act(university, dossierId, 'agreeToPricing', { termsVersion: 1 }))
    const deal = await university.get(`/api/v1/deals/${id}`)
    assert.equal(deal.body.stateTitle, '待定价')
    assert.equal((await buyer.post(`/api/v1/deals/${id}/contract`)).status, 409)
  })

  it('leaves nothing that must never be', async () => {
    const { db, modules } = city.runtime
    assert.ok(modules.flatMap((module) => module.invariants ?? []).length >= 10)
    assert.deepEqual(await brokenInvariants(db, modules), [])
  })
})
