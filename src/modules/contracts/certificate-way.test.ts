import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { askAbout, bringRequests, pollRequests } from '#platform/signing/provider-work.ts'
import type { ProviderAnswer, SignatureProvider } from '#platform/signing/provider.ts'
import type { Client } from '#test/city.ts'
import { testCity } from '#test/city.ts'
import { contractDesk, ok, refused } from './fixture.ts'

describe('the licensed certificate service (P8 way c)', () => {
  let desk: Awaited<ReturnType<typeof contractDesk>>
  let seller: Client
  let buyer: Client

  before(async () => {
    desk = await contractDesk()
    ;({ seller, buyer } = desk)
  })
  after(() => desk.city.close())

  const ask = (client: Client, made: { dossierId: string; sha256: string }) =>
    desk.sign(client, made.dossierId, 'requestCertificate', { capacity: '主任', documentHash: made.sha256 })

  it('of a demo signs at once, keeps the facts of its certificate, and says that it certifies nothing', async () => {
    const made = await desk.make(await desk.agreedDeal())
    refused(await ask(seller, made), /请先同意电子确认条款/)
    await desk.consentBoth(made)
    ok(await ask(seller, made))
    refused(await ask(seller, made), /已提交电子认证服务的签署请求/)
    await desk.city.runtime.drain()
    const half = await desk.show(buyer, made.id)
    const [record] = half.confirmations
    assert.equal(record.way, 'c')
    assert.equal(record.evidence.isFake, true)
    assert.match(record.evidence.issuer, /不产生效力/)
    assert.match(record.evidence.serial, /^DEMO-/)
    assert.match(half.signingWays.find((way: { way: string }) => way.way === 'c').title, /不产生效力/)
    // The other side may use another way.
    ok(await desk.confirm(buyer, made))
    const contract = await desk.show(seller, made.id)
    assert.equal(contract.state, 'confirmed')
    await desk.bytesOf(seller, contract.sheet)
  })

  /** A service whose answers the test gives. */
  const service = (answer: () => ProviderAnswer) => {
    const provider: SignatureProvider = {
      name: '示例服务',
      isFake: false,
      request: async ({ requestId }) => ({ ref: `ref-${requestId}`, address: 'https://sign.example/s' }),
      status: async () => answer(),
    }
    return { ...desk.city.runtime.signing, provider }
  }
  /** The seller's request, taken by that service. */
  const asked = async (answer: () => ProviderAnswer) => {
    const made = await desk.make(await desk.agreedDeal())
    await desk.consentBoth(made)
    ok(await ask(seller, made))
    const { rows } = await desk.city.runtime.db.owner((client) =>
      client.query<{ id: string; created_at: string; payload: { requestId: string }; topic: string }>(
        `update platform.outbox set done_at = created_at where topic = 'signing.request' and done_at is null
          returning id, topic, payload, created_at`,
      ),
    )
    const parts = service(answer)
    await bringRequests(parts, rows)
    const { requests } = await desk.show(seller, made.id)
    assert.deepEqual([requests[0].state, requests[0].address], ['open', 'https://sign.example/s'])
    return { made, parts, ref: `ref-${rows[0]?.payload.requestId}` }
  }
  const signed = (sha256: string): ProviderAnswer => ({
    state: 'signed',
    sha256,
    issuer: '示例电子认证',
    serial: '5F01',
    stampedAt: '2026-11-26T03:00:00.000Z',
  })

  it('is asked what became of it, and only its own answer counts', async () => {
    let answer: ProviderAnswer = { state: 'open' }
    const { made, parts, ref } = await asked(() => answer)
    assert.equal(await pollRequests(parts), 0)
    await askAbout(parts, 'ref-of-nobody')
    answer = signed(made.sha256)
    await askAbout(parts, ref)
    await askAbout(parts, ref)
    const { confirmations } = await desk.show(seller, made.id)
    assert.deepEqual(
      confirmations.map((one: { way: string; evidence: { issuer: string; isFake: boolean } }) => [
        one.way,
        one.evidence.issuer,
        one.evidence.isFake,
      ]),
      [['c', '示例电子认证', false]],
    )
  })

  it('that signed another text is not believed', async () => {
    const { made, parts } = await asked(() => signed('b'.repeat(64)))
    assert.equal(await pollRequests(parts), 1)
    const { confirmations, requests } = await desk.show(seller, made.id)
    assert.deepEqual([confirmations.length, requests[0].state], [0, 'failed'])
    assert.match(requests[0].fault, /摘要与本文本不符/)
    assert.equal(
      (await desk.offered(seller, made.dossierId))['requestCertificate'],
      true,
      'one may ask again',
    )
  })

  it('that declines says why', async () => {
    const { made, parts } = await asked(() => ({ state: 'declined', reason: '本人取消' }))
    await pollRequests(parts)
    const { requests } = await desk.show(seller, made.id)
    assert.deepEqual([requests[0].state, requests[0].fault], ['declined', '本人取消'])
  })

  it('signs nothing when the deal fell meanwhile', async () => {
    let answer: ProviderAnswer = { state: 'open' }
    const { made, parts } = await asked(() => answer)
    ok(await desk.sign(buyer, made.dossierId, 'reject', { reason: '改条款' }))
    answer = signed(made.sha256)
    await pollRequests(parts)
    const { confirmations, requests } = await desk.show(seller, made.id)
    assert.deepEqual([confirmations.length, requests[0].state], [0, 'failed'])
  })

  it('takes a callback only from who knows the token, and a production without a service says 尚未接入', async () => {
    const answer = await desk.city.app.request('http://localhost/api/v1/signing-callback', {
      method: 'POST',
      headers: { authorization: 'Bearer guess' },
      body: JSON.stringify({ ref: 'x' }),
    })
    assert.equal(answer.status, 401)
    const production = await testCity({ mode: 'production' })
    try {
      const row = await production.runtime.db.owner(
        async (client) => (await client.query('select * from platform.signing_provider')).rows,
      )
      assert.deepEqual(row, [])
      assert.equal(production.runtime.signing.provider, undefined)
    } finally {
      await production.close()
    }
    await desk.city.runtime.db.owner((client) => client.query('delete from platform.signing_provider'))
    const made = await desk.make(await desk.agreedDeal())
    await desk.consentBoth(made)
    refused(await ask(seller, made), /尚未接入电子认证服务/)
    const ways = (await desk.show(seller, made.id)).signingWays
    assert.match(ways.find((way: { way: string }) => way.way === 'c').missing, /尚未接入/)
  })
})
