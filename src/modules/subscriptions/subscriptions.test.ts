import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Actor } from '#platform/access/access.ts'
import type { OutboxRow } from '#platform/outbox/outbox.ts'
import { indexRecords } from '#platform/search/index.ts'
import { openMarket, people, UNIVERSITY, type Market } from '#test/market.ts'
import { complete } from '../achievements/fixture.ts'
import { achievementsModule } from '../achievements/module.ts'
import { subscriptionConsumer } from './index.ts'
import { subscriptionsModule } from './module.ts'

const { office, officer, firm, newcomer } = people
const review = { reviewedBy: '保密办 罗', reviewedOn: '2026-01-04', conclusion: '同意公开' }
const SOURCES = achievementsModule.search ?? []

interface Listed {
  items: {
    id: string
    name: string
    link: string
    feed: string
    frequency: string
    paused: boolean
    news: number
    hits: { name: string; link: string }[]
  }[]
}

describe('saved searches', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule, subscriptionsModule(SOURCES)])
    for (const { personId, name } of [firm, newcomer])
      await market.query(
        `insert into platform.person (id, name, phone, email, sample, created_at) values ($1, $2, null, null, true, now())`,
        [personId, name],
      )
  })
  after(() => market.drop())

  /** What the outbox loop does: index and saved searches take the changed records. */
  const handled = new Set<string>()
  const turn = async () => {
    const rows = (
      await market.query<OutboxRow>(
        `select id, topic, payload, created_at::text from platform.outbox where topic = 'record.changed' order by created_at`,
      )
    ).filter(({ id }) => !handled.has(id))
    for (const { id } of rows) handled.add(id)
    const ids = [...new Set(rows.map((row) => String(row.payload['id'])))]
    for (const source of SOURCES) await indexRecords(market.test.db, source, ids)
    await subscriptionConsumer(market.test.db, SOURCES).handle(rows)
    return rows
  }
  const visit = async (id: string) =>
    (await market.query<{ visit: number }>('select visit from platform.dossier where id = $1', [id]))[0]
      ?.visit
  const act = async (actor: Actor, dossierId: string, action: string, input: object = {}) =>
    market.write(actor, `achievement-${action}`, { dossierId, visit: await visit(dossierId), ...input })
  const publish = async (more: object) => {
    const saved = await market.write<{ id: string; publicId: string; dossierId: string }>(
      office,
      'achievement.draft',
      complete(more),
    )
    await act(office, saved.dossierId, 'listing.submit', review)
    await act(officer, saved.dossierId, 'listing.approve')
    await turn()
    return saved
  }
  const save = (query: string, more: object = {}, actor: Actor = firm) =>
    market.write<{ id: string; name: string }>(actor, 'saved-search.save', {
      kind: 'achievement',
      query,
      ...more,
    })
  const mine = async (id: string, actor: Actor = firm) =>
    (await market.read<Listed>(actor, 'saved-search.list', {})).items.find((one) => one.id === id)
  const told = async () =>
    market.query<{ payload: { personId: string; template: string; params: object; link: string } }>(
      `select payload from platform.outbox where topic = 'message.person' order by created_at, id`,
    )

  it('keeps a question once, under a name made of it, and refuses one the list does not know', async () => {
    const first = await save('q=牡蛎&techField=新材料')
    const again = await save('techField=新材料&q=%20牡蛎%20&cursor=x&sort=name')
    assert.equal(again.id, first.id, 'another page of the same question')
    assert.equal(first.name, '科技成果：牡蛎、新材料')
    assert.equal(
      (await mine(first.id))?.link,
      '/achievements?q=%E7%89%A1%E8%9B%8E&techField=%E6%96%B0%E6%9D%90%E6%96%99',
    )
    await assert.rejects(save('nothing=1'), /没有名为 nothing 的查询条件/)
    await assert.rejects(save('techField=玄学'), { kind: 'invalid' })
    await assert.rejects(market.write(firm, 'saved-search.save', { kind: 'deal', query: '' }), /没有这个列表/)
    await assert.rejects(save('q=' + '长'.repeat(1_000)), { kind: 'invalid' })
  })

  it('finds what is new and what was changed, each once; a confirmation is no news', async () => {
    const search = await save('q=海参')
    const old = await publish({ name: '示例海参育苗的旧办法' })
    assert.deepEqual(
      (await mine(search.id))?.hits.map(({ name }) => name),
      ['示例海参育苗的旧办法'],
    )
    await publish({ name: '示例对虾育苗的新办法' })
    assert.equal((await mine(search.id))?.news, 1, 'what does not answer is not found')
    const told = () =>
      market.query<{ told_at: string | null }>('select told_at from subscriptions.hit where search_id = $1', [
        search.id,
      ])
    await market.query('update subscriptions.hit set told_at = at where search_id = $1', [search.id])
    await market.pass(30)
    await act(office, old.dossierId, 'listing.heartbeat')
    await turn()
    assert.notEqual((await told())[0]?.told_at, null, 'confirmed, not changed')
    const change = await market.write<{ dossierId: string }>(office, 'achievement.edit', {
      ...complete({ name: '示例海参育苗的旧办法', priceFen: 39_000_000 }),
      id: old.id,
      version: 1,
    })
    await turn()
    assert.notEqual((await told())[0]?.told_at, null, 'a change nobody has approved')
    await act(office, change.dossierId, 'revision.submit', review)
    await act(officer, change.dossierId, 'revision.approve')
    await turn()
    assert.deepEqual(await told(), [{ told_at: null }])
  })

  it('shows nothing that left the shelf; what comes back is news again', async () => {
    const search = await save('q=鲍鱼')
    const listed = await publish({ name: '示例鲍鱼深水养殖' })
    assert.equal((await mine(search.id))?.news, 1)
    await act(office, listed.dossierId, 'listing.withdraw', { outcome: '暂不转化', reason: '等中试。' })
    await turn()
    assert.equal((await mine(search.id))?.news, 0)
    await act(office, listed.dossierId, 'listing.relist')
    await act(office, listed.dossierId, 'listing.submit', review)
    await act(officer, listed.dossierId, 'listing.approve')
    await turn()
    assert.equal((await mine(search.id))?.news, 1)
  })

  it('tells at once who asked for it, once for many, also when the outbox hands a row over again', async () => {
    const search = await save('q=扇贝', { frequency: 'at_once' })
    const one = await publish({ name: '示例扇贝分级装置' })
    const messages = async () =>
      (await told()).filter(({ payload }) => JSON.stringify(payload.params).includes(search.name))
    const [first] = await messages()
    assert.equal(first?.payload.personId, firm.personId)
    assert.match(first?.payload.template ?? '', /有新信息：《/)
    assert.equal(first?.payload.link, `/achievements/${one.publicId}`)
    handled.clear()
    await turn()
    assert.equal((await messages()).length, 1)
    assert.equal((await mine(search.id))?.frequency, 'at_once')
  })

  it('is paused, renamed and removed by its owner, and by nobody else', async () => {
    const search = await save('q=海带')
    await assert.rejects(market.write(newcomer, 'saved-search.remove', { id: search.id }), { kind: 'absent' })
    await market.write(firm, 'saved-search.pause', { id: search.id })
    await publish({ name: '示例海带收割装备' })
    assert.equal((await mine(search.id))?.news, 0)
    await market.write(firm, 'saved-search.change', {
      id: search.id,
      name: '海带',
      frequency: 'daily',
      paused: false,
    })
    await publish({ name: '示例海带加工工艺' })
    const shown = await mine(search.id)
    assert.deepEqual([shown?.name, shown?.news], ['海带', 1])
    await market.write(firm, 'saved-search.remove', { id: search.id })
    assert.equal(await mine(search.id), undefined)
  })

  it('has a limit a person, and goes with the person', async () => {
    const kept = (await market.read<Listed>(newcomer, 'saved-search.list', {})).items.length
    for (let n = kept; n < 50; n += 1) await save(`q=词${String(n)}`, {}, newcomer)
    await assert.rejects(save('q=再来一个', {}, newcomer), /每人最多订阅 50 个/)
    const [forget] = subscriptionsModule(SOURCES).forgets ?? []
    assert.ok(forget)
    const person = {
      personId: newcomer.personId ?? '',
      name: newcomer.name,
      phone: null,
      email: null,
      orgIds: [UNIVERSITY],
    }
    const n = await market.test.db.transaction({ isolation: 'serializable', module: 'subscriptions' }, (tx) =>
      forget(tx as Parameters<typeof forget>[0], person, newcomer, '2026-12-01T00:00:00.000Z'),
    )
    assert.equal(n, 50)
  })
})
