import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Client } from '#test/city.ts'
import { contractDesk, ok, refused } from './fixture.ts'

const PHONE = '13912345678'

describe('people without an account (P8: one-time link)', () => {
  let desk: Awaited<ReturnType<typeof contractDesk>>
  let seller: Client
  let buyer: Client

  before(async () => {
    desk = await contractDesk()
    ;({ seller, buyer } = desk)
  })
  after(() => desk.city.close())

  interface Made {
    readonly id: string
    readonly dossierId: string
    readonly sha256: string
  }
  const signatoryOf = async (made: Made, key: string) => {
    const { signatories } = await desk.show(seller, made.id)
    const found = signatories.find(
      (one: { key: string; name: string }) => one.key === key || one.name === key,
    )
    assert.ok(found, key)
    return found as { id: string; name: string }
  }
  const invite = async (by: Client, made: Made, key: string, more: object = {}) =>
    desk.sign(by, made.dossierId, 'inviteSigner', {
      signatoryId: (await signatoryOf(made, key)).id,
      personName: '钟某人',
      phone: PHONE,
      capacity: '法定代表人',
      ...more,
    })
  const linksOf = async (client: Client, made: Made) =>
    ok(await client.get(`/api/v1/signing-links/contract/${made.id}`)).items as {
      address: string | null
      state: string
      personName: string | null
    }[]
  const agreedText = async (): Promise<Made> => {
    const made = await desk.make(await desk.agreedDeal())
    await desk.consentBoth(made)
    return made
  }

  /** A browser without JavaScript that follows where it is sent. */
  const browser = () => {
    let cookie = ''
    const ask = async (path: string, fields?: Record<string, string>) => {
      const answer = await desk.city.app.request(`http://localhost${path}`, {
        method: fields ? 'POST' : 'GET',
        headers: { cookie, ...(fields && { 'content-type': 'application/x-www-form-urlencoded' }) },
        ...(fields && { body: new URLSearchParams(fields).toString() }),
      })
      cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
      const to = answer.status === 303 ? answer.headers.get('location') : null
      if (to !== null) return ask(to)
      return {
        status: answer.status,
        text: await answer.text(),
        type: answer.headers.get('content-type') ?? '',
      }
    }
    return { get: (path: string) => ask(path), post: ask }
  }
  const codeIn = (html: string) => /验证码 (\d{6})/.exec(html)?.[1] ?? ''

  it('the representative of an organisation names himself, reads, and confirms by the code, once', async () => {
    const made = await agreedText()
    ok(await invite(seller, made, 'seller'))
    const [link] = await linksOf(seller, made)
    assert.ok(link?.address)
    assert.deepEqual(await linksOf(buyer, made), [], 'the other side does not get the address')

    const page = browser()
    const first = await page.get(link.address)
    assert.equal(first.status, 200)
    assert.doesNotMatch(first.text, /保鲜工艺|技术许可合同|钟某人|139/, 'nothing of text or person before')
    assert.equal((await page.get(`${link.address}/text`)).status, 404)

    const wrong = await page.post(link.address, { name: '钟某人', last4: '0000' })
    assert.equal(wrong.status, 422)
    assert.match(wrong.text, /还可以试 4 次/)
    const named = await page.post(link.address, { name: ' 钟某人', last4: '5678' })
    assert.match(named.text, /技术许可合同/)
    assert.match(named.text, new RegExp(made.sha256))
    assert.match(named.text, /证明力弱于/)
    assert.equal((await page.get(`${link.address}/text`)).type, 'application/pdf')
    const elsewhere = await browser().get(link.address)
    assert.doesNotMatch(elsewhere.text, /技术许可合同/, 'another browser must name itself too')

    const code = codeIn(named.text)
    const unread = await page.post(`${link.address}/confirm`, { code, documentHash: made.sha256 })
    assert.match(unread.text, /勾选同意后再确认/)
    const confirm = { code, documentHash: made.sha256, agreed: 'yes' }
    const other = await page.post(`${link.address}/confirm`, { ...confirm, documentHash: 'a'.repeat(64) })
    assert.match(other.text, /文本与您打开的不同/)
    const done = await page.post(`${link.address}/confirm`, confirm)
    assert.match(done.text, /您已于 .* 确认/)
    assert.match(done.text, /<dd class="mono">[0-9a-f]{64}<\/dd>/)
    assert.equal((await browser().get(link.address)).status, 404, 'used up')
    assert.equal((await page.post(`${link.address}/confirm`, confirm)).status, 409)

    const contract = await desk.show(buyer, made.id)
    const [record] = contract.confirmations
    assert.deepEqual(
      [record.way, record.person, record.capacity, record.evidence.phone],
      ['b', '钟某人', '法定代表人', '139****5678'],
    )
    ok(await desk.confirm(buyer, made))
    assert.equal((await desk.show(buyer, made.id)).state, 'confirmed')
    assert.equal((await linksOf(seller, made))[0]?.state, 'signed')
  })

  it('a natural person added as signatory agrees and signs as the last, which concludes the contract', async () => {
    const made = await desk.make(await desk.agreedDeal())
    ok(await desk.sign(seller, made.dossierId, 'addSigner', { name: '何荔生', role: '项目负责人' }))
    const contract = await desk.show(seller, made.id)
    const text = { ...made, sha256: contract.documents[0].sha256 }
    assert.equal(contract.version, 2)
    await desk.consentBoth(made, 2)
    for (const client of [seller, buyer]) ok(await desk.confirm(client, text))
    assert.equal((await desk.show(seller, made.id)).state, 'drafted', 'somebody is still to sign')
    refused(await invite(buyer, made, '何荔生', { personName: '别人' }), /姓名须与文本一致/, 422)
    ok(await invite(buyer, made, '何荔生', { personName: '何荔生', capacity: '项目负责人' }))
    const [link] = await linksOf(buyer, made)
    const page = browser()
    const named = await page.post(link?.address ?? '', { name: '何荔生', last4: '5678' })
    const fields = { code: codeIn(named.text), documentHash: text.sha256, agreed: 'yes' }
    assert.match((await page.post(`${link?.address}/confirm`, fields)).text, /您已于/)
    const signed = await desk.show(buyer, made.id)
    assert.equal(signed.state, 'confirmed')
    assert.equal(signed.consents.length, 3)
    refused(await desk.sign(seller, made.dossierId, 'addSigner', { name: '王某', role: '担保人' }), /已成立/)
  })

  it('nobody invites for the other side, nor before both agreed to electronic form', async () => {
    const made = await desk.make(await desk.agreedDeal())
    refused(await invite(seller, made, 'seller'), /请先同意电子确认条款/)
    await desk.consentBoth(made)
    refused(await invite(seller, made, 'buyer'), /由对方填写/, 403)
  })

  it('too many wrong tries lock it for good, a new one replaces it, and telephone and name are gone', async () => {
    const made = await agreedText()
    ok(await invite(seller, made, 'seller'))
    const [link] = await linksOf(seller, made)
    for (let n = 0; n < 4; n += 1) await browser().post(link?.address ?? '', { name: '别人', last4: '5678' })
    const last = await browser().post(link?.address ?? '', { name: '别人', last4: '5678' })
    assert.equal(last.status, 429)
    assert.match(last.text, /链接已作废/)
    assert.equal((await browser().get(link?.address ?? '')).status, 404)
    ok(await invite(seller, made, 'seller'))
    ok(await invite(seller, made, 'seller', { personName: '另一人' }))
    const all = await linksOf(seller, made)
    assert.deepEqual(
      all.map(({ state, personName, address }) => [state, personName, address !== null]),
      [
        ['open', '另一人', true],
        ['revoked', null, false],
        ['locked', null, false],
      ],
    )
    const rows = await desk.city.runtime.db.owner(
      async (client) =>
        (
          await client.query<{ phone: string | null }>(
            `select phone from platform.signing_link where ended is not null`,
          )
        ).rows,
    )
    assert.ok(rows.every(({ phone }) => phone === null))
  })

  it('its telephone and name are nowhere in dossier, journal and outbox (P18)', async () => {
    const canary = '13987654321'
    const made = await agreedText()
    ok(await invite(seller, made, 'seller', { phone: canary, personName: '金丝雀' }))
    const { rows } = await desk.city.runtime.db.owner((client) =>
      client.query<{ n: number }>(
        `select (select count(*) from platform.dossier_entry where input::text ~ $1)
          + (select count(*) from platform.journal where input::text ~ $1 or params::text ~ $1)
          + (select count(*) from platform.outbox where payload::text ~ $1)
          + (select count(*) from platform.idempotency where reply::text ~ $1) as n`,
        [`${canary}|金丝雀`],
      ),
    )
    assert.equal(Number(rows[0]?.n), 0)
  })

  it('shows what is typed as text and never runs it (trust.md T34)', async () => {
    const made = await agreedText()
    const hostile = `<script>alert(1)</script>"'>`
    ok(await invite(seller, made, 'seller', { personName: hostile, capacity: hostile }))
    const [link] = await linksOf(seller, made)
    const page = browser()
    const wrong = await page.post(link?.address ?? '', { name: `${hostile}?`, last4: '5678' })
    const named = await page.post(link?.address ?? '', { name: hostile, last4: '5678' })
    assert.match(named.text, /&lt;script&gt;/)
    for (const { text } of [wrong, named]) assert.doesNotMatch(text, /<script>alert/)
  })

  it('is no link when somebody made it up', async () => {
    const made = await agreedText()
    ok(await invite(seller, made, 'seller'))
    const [link] = await linksOf(seller, made)
    const address = link?.address ?? ''
    const flipped = address.slice(0, -1) + (address.endsWith('0') ? '1' : '0')
    for (const path of [flipped, '/sign/x', `/sign/${'A'.repeat(54)}`, '/sign/..%2f..%2fetc'])
      assert.equal((await browser().get(path)).status, 404, path)
    assert.equal((await browser().post(flipped, { name: '钟某人', last4: '5678' })).status, 404)
  })

  it('ends when the text is made anew: what it was for no longer counts', async () => {
    const made = await agreedText()
    ok(await invite(seller, made, 'seller'))
    const [link] = await linksOf(seller, made)
    ok(await desk.sign(buyer, made.dossierId, 'regenerate'))
    assert.equal((await browser().get(link?.address ?? '')).status, 404)
    assert.equal((await linksOf(seller, made))[0]?.state, 'revoked')
    const { documents } = await desk.show(seller, made.id)
    assert.equal(documents.length, 2)
  })

  it('is over after its days, and telephone and name go with the next one', async () => {
    const made = await agreedText()
    ok(await invite(seller, made, 'seller'))
    const [link] = await linksOf(seller, made)
    // Links live by the machine's clock, which no test may move.
    await desk.city.runtime.db.owner((client) =>
      client.query(
        `update platform.signing_link set expires_at = expires_at - interval '7 days' where ended is null`,
      ),
    )
    assert.equal((await browser().get(link?.address ?? '')).status, 404)
    const late = await browser().post(link?.address ?? '', { name: '钟某人', last4: '5678' })
    assert.equal(late.status, 404)
    ok(await invite(seller, made, 'seller'))
    assert.deepEqual(
      (await linksOf(seller, made)).map(({ state, personName }) => [state, personName]),
      [
        ['open', '钟某人'],
        ['expired', null],
      ],
    )
  })
})
