import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { routesOf } from '#platform/command/command.ts'
import type { Client } from '#test/city.ts'
import { contractDesk, ok, refused } from './fixture.ts'
import { concludedText, prepareText } from './index.ts'

const { write } = routesOf('contracts')
const trial = {
  scope: '乙方二号车间一条生产线',
  trialDays: 90,
  meter: '按流量计读数，每周抄录一次。',
  trialFeeFen: 0,
  conversion: { mode: '普通许可', priceFen: 36_000_000, payment: '分两期', termMonths: 36 },
  answerDays: 15,
  objectionDays: 5,
  lapse: '',
  deliverables: '菌剂和操作规程。',
  acceptance: '水质达标。',
  improvements: '',
  confidentiality: '',
  liability: '按日万分之三。',
  disputes: '向被告住所地人民法院起诉。',
}
/** What another module does through the door: makes a trial agreement for a deal. */
const makeTrial = write({
  method: 'POST',
  path: '/trial',
  permission: 'contract.make',
  journal: 'contract.trial',
  says: '{actor}生成试用协议',
  input: z.object({ id: z.uuid() }),
  gate: { none: '测试' },
  verb: (tx, actor, { id }, now) => prepareText(tx, actor, id, { purpose: 'trial', terms: trial }, now),
})

describe('what is signed on the way to a contract and after it', () => {
  let desk: Awaited<ReturnType<typeof contractDesk>>
  let seller: Client
  let buyer: Client

  before(async () => {
    desk = await contractDesk()
    ;({ seller, buyer } = desk)
  })
  after(() => desk.city.close())

  const concluded = (dealId: string, purpose: 'contract' | 'nda' | 'trial' | 'supplement') =>
    desk.city.runtime.db.read('contracts', (tx) => concludedText(tx, dealId, purpose))
  const signBoth = async (made: { id: string; dossierId: string; sha256: string }) => {
    await desk.consentBoth(made)
    for (const client of [seller, buyer]) ok(await desk.confirm(client, made))
  }

  it('保密协议 is signed while the deal is talked about, once, and leaves the deal where it is', async () => {
    const deal = await desk.openDeal()
    const nda = { subject: '工艺参数', termMonths: 24 }
    const made = ok(await buyer.post(`/api/v1/deals/${deal.id}/nda`, nda)).result
    assert.equal(await concluded(deal.id, 'nda'), undefined)
    await signBoth(made)
    const known = await concluded(deal.id, 'nda')
    assert.deepEqual([known?.contractId, known?.sha256, known?.purpose], [made.id, made.sha256, 'nda'])
    assert.match(known?.signedOn ?? '', /^\d{4}-\d{2}-\d{2}$/)
    assert.equal(ok(await seller.get(`/api/v1/deals/${deal.id}`)).state, 'negotiating')
    refused(await seller.post(`/api/v1/deals/${deal.id}/nda`, nda), /不必再签/)
    const { items } = ok(await seller.get(`/api/v1/contracts?deal=${deal.id}&purpose=nda`))
    assert.equal(items.length, 1)
  })

  it('not signed, it sends nothing back to its terms', async () => {
    const deal = await desk.openDeal()
    const made = ok(await buyer.post(`/api/v1/deals/${deal.id}/nda`, {})).result
    ok(await desk.sign(seller, made.dossierId, 'reject', { reason: '范围太宽' }))
    assert.equal(ok(await seller.get(`/api/v1/deals/${deal.id}`)).state, 'negotiating')
    const offered = Object.keys(await desk.offered(seller, made.dossierId))
    assert.deepEqual(offered, [])
    const next = ok(await buyer.post(`/api/v1/deals/${deal.id}/nda`, {})).result
    assert.notEqual(next.id, made.id)
    assert.ok(!Object.keys(await desk.offered(seller, next.dossierId)).includes('useOwnText'))
  })

  it('试用协议 is made through the door with its matter, which the door tells again once it is concluded', async () => {
    const deal = await desk.openDeal()
    const { actor } = await actorOf(seller)
    const reply = await desk.city.runtime.bus<{ id: string; dossierId: string; sha256: string }>({
      route: makeTrial,
      actor,
      input: { id: deal.id },
      key: randomUUID(),
    })
    await signBoth(reply.result)
    const known = await concluded(deal.id, 'trial')
    assert.deepEqual(known?.matter, { purpose: 'trial', terms: trial })
    assert.match(known?.title ?? '', /^先用后付试用协议/)
  })

  it('补充协议 follows a concluded contract, names it, and may follow another', async () => {
    const deal = await desk.agreedDeal()
    const changes = { changes: '第八条第一款的价款改为 10 万元。' }
    refused(await seller.post(`/api/v1/deals/${deal.id}/supplement`, changes), /合同成立以后/)
    const contract = await desk.make(deal)
    await signBoth(contract)
    for (const n of [1, 2]) {
      const made = ok(await seller.post(`/api/v1/deals/${deal.id}/supplement`, changes)).result
      await signBoth(made)
      assert.equal((await concluded(deal.id, 'supplement'))?.contractId, made.id, `supplement ${n}`)
    }
    assert.equal((await concluded(deal.id, 'contract'))?.contractId, contract.id)
  })

  it('only contracts are stage 签约 of the funnel, each with achievement and deal', async () => {
    const rows = await desk.city.runtime.db.owner(
      async (client) =>
        (
          await client.query<{ deal_id: string; stage: string; achievement_id: string; at: unknown }>(
            'select * from contracts.pub_stage order by deal_id',
          )
        ).rows,
    )
    const contracts = ok(await seller.get('/api/v1/contracts?purpose=contract&limit=100')).items
    const signed = contracts
      .filter((one: { state: string }) => one.state === 'confirmed')
      .toSorted((a: { dealId: string }, b: { dealId: string }) => (a.dealId < b.dealId ? -1 : 1))
    assert.deepEqual(
      rows.map((row) => [row.deal_id, row.stage]),
      signed.map((one: { dealId: string }) => [one.dealId, 'signed']),
    )
    assert.ok(rows.length > 0 && rows.every((row) => row.achievement_id !== null && row.at !== null))
  })

  const actorOf = async (client: Client) => {
    const { body } = await client.get('/api/v1/me')
    const me = body as {
      person: { id: string; name: string }
      org: { id: string; name: string; verified: boolean }
      roles: string[]
    }
    const { visitor } = await import('#platform/access/access.ts')
    const actor = {
      ...visitor,
      kind: 'person' as const,
      personId: me.person.id,
      name: me.person.name,
      orgId: me.org.id,
      orgName: me.org.name,
      roles: me.roles as never[],
      orgVerified: true,
    }
    return { actor }
  }
})
