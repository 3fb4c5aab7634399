import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { complete as achievement } from '#modules/achievements/fixture.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { complete as demand } from '#modules/exchange/fixture.ts'
import { exchangeModule } from '#modules/exchange/module.ts'
import { openEmbeddings } from '#platform/embeddings/embeddings.ts'
import { openMarket, people, type Market } from '#test/market.ts'
import { matchingModule } from './module.ts'
import { cosine, meanOf } from './near.ts'
import { publicMatches } from './public.ts'

const { firm, office, officer } = people
const review = { reviewedBy: '保密办 罗', reviewedOn: '2026-01-04', conclusion: '同意公开' }
const CANARY = '钽铌共渗稀土助剂'
/** Two ways of saying the same, without a word in common. */
const MEANINGS: readonly (readonly string[])[] = [
  ['马铃薯', '土豆'],
  ['渗碳炉', '热处理'],
]

/** A model that knows which words mean the same, and nothing else. */
function vectorOf(text: string): number[] {
  return [0.1, ...MEANINGS.map((words) => (words.some((word) => text.includes(word)) ? 1 : 0))]
}

interface Saved {
  id: string
  dossierId: string
}

describe('nearness by meaning, through an endpoint', () => {
  let server: Server
  let market: Market
  let isDown = false
  const sent: string[] = []
  const listing = async (kind: 'demand' | 'achievement', form: object): Promise<Saved> => {
    const actor = kind === 'demand' ? firm : office
    const saved = await market.write<Saved>(actor, `${kind}.draft`, form)
    const visit = async () =>
      (
        await market.query<{ visit: number }>('select visit from platform.dossier where id = $1', [
          saved.dossierId,
        ])
      )[0]?.visit
    const input = kind === 'demand' ? { declaresOpen: true } : review
    const { dossierId } = saved
    await market.write(actor, `${kind}-listing.submit`, { dossierId, visit: await visit(), ...input })
    await market.write(officer, `${kind}-listing.approve`, { dossierId, visit: await visit() })
    return saved
  }
  const settle = async (): Promise<void> => {
    await market.settle()
    while ((await market.turn()) > 0);
    await market.settle()
  }
  const open = (id: string) =>
    market.test.db.read('matching', (tx) => publicMatches(tx, { kind: 'demand', id }, 20))

  before(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        if (isDown) {
          response.writeHead(503).end()
          return
        }
        const { input } = JSON.parse(body) as { input: string[] }
        sent.push(...input)
        const data = input.map((text, index) => ({ index, embedding: vectorOf(text) }))
        response.end(JSON.stringify({ data }))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    market = await openMarket([achievementsModule, exchangeModule, matchingModule], {
      embeddings: openEmbeddings({
        url,
        model: 'm',
        queryModel: 'm',
        key: '',
        queryPrefix: 'query: ',
        passagePrefix: 'passage: ',
      }),
    })
  })
  after(async () => {
    server.close()
    await market.drop()
  })

  it('adds what shares no word, says so as a reason of its own, and still adds up', async () => {
    const near = await listing('achievement', achievement({ name: '马铃薯贮藏抑芽', summary: '抑制发芽。' }))
    for (const name of ['荔枝去核设备', '鱼丸成型设备', '电镀液回收设备'])
      await listing('achievement', achievement({ name, summary: '设备。' }))
    const need = await listing(
      'demand',
      demand({ name: '土豆冬天烂得多', problem: '想要少烂一些，也想了解别的设备。' }),
    )
    await settle()
    const { items, meaning, hint } = await open(need.id)
    assert.deepEqual([meaning, hint], ['used', null])
    const found = items.find(({ id }) => id === near.id)
    assert.deepEqual(found?.phrases, [])
    assert.deepEqual(
      found?.reasons.filter(({ says }) => says === 'meaning.near').map(({ text }) => text),
      ['意思相近（语义模型）'],
    )
    for (const item of items) {
      const sum = [...item.reasons, ...item.gaps].reduce((total, { points }) => total + points, 0)
      assert.ok(Math.abs(sum - item.score) < 1e-9)
    }
  })

  it('sends the same text once, with its prefix', async () => {
    const before = sent.length
    assert.ok(sent.every((text) => /^(query|passage): /.test(text)))
    assert.equal(new Set(sent).size, sent.length)
    const [row] = await market.query<{ id: string }>('select id from achievements.achievement limit 1')
    await market.query(
      `insert into platform.outbox (id, topic, payload, created_at, attempts, next_at)
       values (gen_random_uuid(), 'record.changed', $1, clock_timestamp(), 0, clock_timestamp())`,
      [{ kind: 'achievement', id: row?.id }],
    )
    await settle()
    assert.equal(sent.length, before)
  })

  it('never sends what is not public: confidential parts, contacts, text behind a teaser, who is blind (P18)', async () => {
    const hidden = { confidentialParts: CANARY, contact: `${CANARY}办公室` }
    await listing('demand', demand({ name: '渗碳炉寿命短', problem: '渗层不耐热。', ...hidden }))
    await listing(
      'achievement',
      achievement({
        name: '渗碳炉渗层延寿',
        summary: `${CANARY}用于渗碳炉。`,
        advantages: CANARY,
        keywords: [CANARY],
        ip: [{ type: '技术秘密', status: '已授权' }],
        teaser: '渗碳炉渗层延寿，细节面谈。',
        ...hidden,
      }),
    )
    const blind = await listing('demand', demand({ name: '示例匿名土豆需求', problem: '冬天烂得多。' }))
    await market.query(
      `update exchange.demand_version set data = data || '{"blind": true}' where record_id = '${blind.id}'`,
    )
    const draft = await market.write<Saved>(
      office,
      'achievement.draft',
      achievement({ name: `草稿${CANARY}` }),
    )
    assert.ok(draft.id)
    await market.query(
      `insert into platform.outbox (id, topic, payload, created_at, attempts, next_at)
       select gen_random_uuid(), 'record.changed', jsonb_build_object('kind', k, 'id', $1::text), clock_timestamp(), 0, clock_timestamp()
       from unnest(array['demand']) k`,
      [blind.id],
    )
    await settle()
    const all = sent.join('\n')
    assert.ok(all.includes('渗碳炉渗层延寿') && all.includes('示例匿名土豆需求'))
    for (const secret of [CANARY, '示例公司', '示例大学', '办公室']) assert.ok(!all.includes(secret), secret)
  })

  it('goes on by words when the endpoint is down, says so, and comes back by itself', async () => {
    isDown = true
    const need = await listing('demand', demand({ name: '土豆发芽太早', problem: '想要抑制发芽。' }))
    await market.settle()
    assert.equal(await market.turn(), 0)
    const down = await open(need.id)
    assert.equal(down.meaning, 'missing')
    assert.match(down.hint ?? '', /语义模型暂不可用/)
    assert.ok(down.items.length > 0)
    isDown = false
    await settle()
    assert.equal((await open(need.id)).meaning, 'used')
  })

  it('compares only vectors of one length', () => {
    const of = (...numbers: number[]) => Float32Array.from(numbers)
    assert.equal(meanOf([of(1, 0), of(1, 0, 0)]), null)
    assert.equal(meanOf([]), null)
    assert.equal(meanOf([of(1, 0), of(-1, 0)]), null)
    const mean = meanOf([of(1, 0), of(0, 1)])
    assert.ok(mean && Math.abs(cosine(mean, of(1, 0)) - Math.SQRT1_2) < 1e-6)
  })
})
