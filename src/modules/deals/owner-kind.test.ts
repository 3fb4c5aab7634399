import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { complete } from '#modules/achievements/fixture.ts'
import { testCity, type Answer, type Client, type TestCity } from '#test/city.ts'

const terms = {
  mode: '普通许可',
  priceFen: 38_000_000,
  payment: '签约后 10 日内一次付清。',
  termMonths: 36,
  deliverables: '交付技术资料一套。',
  acceptance: '按双方确认的大纲验收。',
  liability: '逾期付款每日按未付款的万分之三支付违约金。',
}

describe('an owner whose kind nobody has settled (转化法 18)', () => {
  let city: TestCity
  let seller: Client
  let buyer: Client
  let admin: Client
  let orgId: string
  let ownerName: string

  before(async () => {
    city = await testCity()
    seller = await city.as('nongye.zhuan')
    buyer = await city.as('shuichan.cai')
    admin = await city.as('xitong.guan')
    const { org } = done(await seller.get('/api/v1/me'))
    orgId = org.id
    ownerName = org.name
  })
  after(() => city.close())

  const done = (answer: Answer) => {
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body.result ?? answer.body
  }
  const act = async (who: Client, dossierId: string, action: string, input: object = {}) => {
    const { procedure, dossier } = done(await who.get(`/api/v1/dossiers/${dossierId}`))
    return who.post(`/api/v1/procedures/${procedure.id}/${dossierId}/${action}`, {
      visit: dossier.visit,
      ...input,
    })
  }
  const offered = async (who: Client, dossierId: string): Promise<Record<string, unknown>> => {
    const { next } = done(await who.get(`/api/v1/dossiers/${dossierId}`))
    return Object.fromEntries(
      next.map((n: { name: string; reason?: string; allowed: boolean }) => [n.name, n.reason ?? n.allowed]),
    )
  }
  const setKind = (kind: string) =>
    admin.post(`/api/v1/organisations/${orgId}/kind`, { kind, reason: '据法人证书更正（测试）' })
  /** What an import leaves behind: no command leads back to it. */
  const unsettle = () =>
    city.runtime.db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
      await sql`update platform.organisation set kind = '待核定', state_founded = false where id = ${orgId}`.execute(
        tx.as('platform'),
      )
    })

  const proposed = async (name: string) => {
    const record = done(await seller.post('/api/v1/achievements', complete({ name })))
    const { dossierId: listing } = done(await seller.get(`/api/v1/my/achievements/${record.id}`))
    const review = { reviewedBy: '保密员', reviewedOn: '2026-11-20', conclusion: '同意公开' }
    done(await act(seller, listing, 'submit', review))
    done(await act(await city.as('ju.lin'), listing, 'approve'))
    const message = '想在我们的加工车间试用。'
    const deal = done(await buyer.post('/api/v1/deals', { achievementId: record.id, message }))
    done(await act(seller, deal.dossierId, 'accept'))
    done(await act(buyer, deal.dossierId, 'propose', terms))
    return deal as { id: string; dossierId: string }
  }

  it('agrees to no price until the kind is settled; then the kind as it is now decides', async () => {
    const deal = await proposed('示例荔枝采后冷藏工艺')
    await unsettle()
    assert.match(String((await offered(seller, deal.dossierId))['agree']), /单位性质尚未核定/)
    const refused = await act(seller, deal.dossierId, 'agree', { termsVersion: 1 })
    assert.equal(refused.status, 409)
    assert.match(refused.body.detail, /单位性质尚未核定.*第十八条/)

    done(await setKind('国家设立研发机构'))
    assert.equal((await offered(seller, deal.dossierId))['agree'], undefined)
    done(await act(seller, deal.dossierId, 'agreeToPricing', { termsVersion: 1 }))
    const shown = done(await seller.get(`/api/v1/deals/${deal.id}`))
    assert.deepEqual([shown.stateTitle, shown.sellerIsStateFounded], ['待定价', true])
    done(await setKind('事业单位'))
  })

  it('changed after the agreement, sends the deal back to the terms instead of signing without notice', async () => {
    const deal = await proposed('示例荔枝果汁护色工艺')
    done(await act(seller, deal.dossierId, 'agree', { termsVersion: 1 }))
    done(await setKind('国家设立研发机构'))
    const refused = await buyer.post(`/api/v1/deals/${deal.id}/contract`)
    assert.equal(refused.status, 409)
    assert.match(refused.body.detail, /单位类型已更改为“国家设立研发机构”.*退回洽谈/)
    done(await setKind('事业单位'))
  })

  it('is shown in the owner class of the public list as soon as it is settled', async () => {
    const classes = async () => {
      await city.runtime.drain()
      const q = encodeURIComponent('荔枝采后冷藏')
      const { items } = done(await buyer.get(`/api/v1/achievements?q=${q}`))
      return items
        .filter((item: { owner: { name: string } }) => item.owner.name === ownerName)
        .map((item: { owner: { class: string } }) => item.owner.class)
    }
    assert.ok((await classes()).includes('事业单位'))
    done(await setKind('国家设立研发机构'))
    assert.deepEqual([...new Set(await classes())], ['国家设立研发机构'])
    const facet = encodeURIComponent('国家设立研发机构')
    const filtered = done(await buyer.get(`/api/v1/achievements?ownerClass=${facet}&limit=100`))
    assert.ok(filtered.items.some((item: { owner: { name: string } }) => item.owner.name === ownerName))
    done(await setKind('事业单位'))
  })

  it('is changed by the platform’s administrator only, with a reason', async () => {
    const change = { kind: '民企', reason: '自己改' }
    assert.equal((await seller.post(`/api/v1/organisations/${orgId}/kind`, change)).status, 403)
    const path = `/api/v1/organisations/${orgId}/kind`
    assert.equal((await admin.post(path, { kind: '民企' })).status, 422)
    assert.equal((await admin.post(path, { kind: '政府', reason: '不行的' })).status, 403)
  })
})
