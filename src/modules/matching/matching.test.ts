import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { FIRM, people, UNIVERSITY, type Market } from '#test/market.ts'
import { markAll } from './consumers.ts'
import { LONG, openShop, type OwnList, type Shop } from '#test/shop.ts'

const { firm, office } = people
const WAN = 1_000_000

describe('stored matches', () => {
  let shop: Shop
  let market: Market
  before(async () => {
    shop = await openShop()
    market = shop.market
  })
  after(() => market.drop())

  const pump = { summary: '循环水养殖车间的亚硝酸盐在线监测与生物滤池联动。', techField: '资源与环境' }
  const wanted = {
    problem: '循环水养殖车间亚硝酸盐经常超标，想要在线监测和生物滤池。',
    budgetMaxFen: 50 * WAN,
    negotiable: false,
  }

  it('follow both sides: a demand finds what is listed, and what is listed later, and loses what is gone', async () => {
    const before = await shop.offered(pump)
    const need = await shop.asked(wanted)
    await market.settle()
    assert.deepEqual(
      (await shop.open(need.id)).map(({ id }) => id),
      [before.id],
    )
    const second = await shop.offered({ ...pump, modes: ['合作开发'] })
    await market.settle()
    assert.deepEqual(
      (await shop.open(need.id)).map(({ id }) => id),
      [second.id, before.id],
      'the mode that meets goes first',
    )
    await shop.act(office, second.dossierId, 'achievement-listing.withdraw', {
      outcome: '暂不转化',
      reason: '不再提供',
    })
    await market.settle()
    assert.deepEqual(
      (await shop.open(need.id)).map(({ id }) => id),
      [before.id],
    )
    await shop.act(firm, need.dossierId, 'demand-listing.close', {
      outcome: '不再需要',
      reason: '不再需要',
    })
    await market.settle()
    assert.deepEqual(await shop.open(need.id), [])
    assert.deepEqual(await market.query('select * from matching.list where demand_id = $1', [need.id]), [])
  })

  it('say why in plain Chinese, and what is shown adds up to the score', async () => {
    const supply = await shop.offered({ ...pump, priceFen: 80 * WAN, trl: 3 })
    const need = await shop.asked({ ...wanted, type: '成果引进', trlNeeded: 5 })
    await market.settle()
    const match = (await shop.open(need.id)).find(({ id }) => id === supply.id)
    assert.ok(match)
    const texts = [...match.reasons, ...match.gaps].map(({ text }) => text)
    assert.ok(texts.includes('双方都写到“循环水养殖车间”'), texts.join('\n'))
    assert.deepEqual(
      match.gaps.map(({ text }) => text),
      [
        '成熟度差 2 级：需求要 5 级，成果 3 级',
        '报价 80 万元，高于预算上限 50 万元，多 30 万元',
        '合作方式没有交集：需求希望合作开发，成果提供普通许可',
      ],
    )
    const sum = [...match.reasons, ...match.gaps].reduce((total, { points }) => total + points, 0)
    assert.ok(Math.abs(sum - match.score) < 1e-9, `${sum} ${match.score}`)
    const { phrases, singles, other, related, meaning } = match
    const text = phrases.reduce(
      (total, { weight }) => total + weight,
      singles.weight + other + related + meaning,
    )
    assert.ok(Math.abs(text - match.text) < 1e-9)
    const [mine] = (await shop.own(need.id)).items.filter(({ id }) => id === supply.id)
    assert.ok(mine?.raises.some((raise) => raise.text.startsWith('补充目标指标')))
    const theirs = await market.read<OwnList>(office, 'match.achievement', { id: supply.id })
    assert.match(theirs.items[0]?.raises[0]?.text ?? '', /把技术就绪度更新到 5 级/)
    assert.equal(theirs.items[0]?.score, match.score, 'one pair, one score')
  })

  it('change with the region of an owner', async () => {
    const supply = await shop.offered(pump)
    const need = await shop.asked(wanted)
    await market.settle()
    const scoreOf = async () => (await shop.open(need.id)).find(({ id }) => id === supply.id)?.score ?? 0
    const before = await scoreOf()
    await market.query('update platform.organisation set region = $1 where id = any ($2)', [
      '440104',
      [FIRM, UNIVERSITY],
    ])
    await market.query(
      `insert into platform.outbox (id, topic, payload, created_at, attempts, next_at)
       select gen_random_uuid(), 'record.changed', jsonb_build_object('kind', 'organisation', 'id', id), clock_timestamp(), 0, clock_timestamp()
       from unnest($1::uuid[]) as t(id)`,
      [[FIRM, UNIVERSITY]],
    )
    await market.settle()
    assert.equal(Math.round(((await scoreOf()) - before) * 10) / 10, 1)
  })

  it('are derived: computed again they are the same, and nothing but the consumers writes them', async () => {
    const rows = () => market.query('select * from matching.match order by demand_id, achievement_id')
    const before = await rows()
    assert.ok(before.length > 5)
    await market.query(
      'delete from matching.list where demand_id in (select demand_id from matching.list limit 3)',
    )
    await markAll(market.test.db)
    await market.settle()
    assert.deepEqual(await rows(), before)
    const writes = market.modules.flatMap(({ routes }) => routes).filter(({ kind }) => kind === 'write')
    assert.ok(writes.length > 5)
  })

  it('tell each owner once, in one message however many come at once', async () => {
    await market.query('update platform.outbox set done_at = clock_timestamp()')
    await market.query(`delete from platform.outbox where topic = 'message.org'`)
    const near = { ...pump, summary: LONG, modes: ['合作开发'] }
    for (const name of ['循环水养殖车间在线监测 1', '循环水养殖车间在线监测 2'])
      await shop.offered({ ...near, name })
    for (const name of ['荔枝去核', '鱼丸成型', '电镀废液', '玉石雕刻', '海水提溴', '红树林育苗'])
      await shop.offered({ name, summary: `${name}设备。` })
    await shop.asked({ ...wanted, problem: LONG, name: '循环水养殖车间在线监测甲' })
    await shop.asked({ ...wanted, problem: LONG, name: '循环水养殖车间在线监测乙' })
    await market.settle()
    const ofFirm = await shop.told('%新的匹配成果%')
    const ofUniversity = [...(await shop.told('%与技术需求%'))]
    assert.deepEqual([...new Set(ofFirm.map(({ org }) => org))], [FIRM])
    assert.deepEqual([...new Set(ofUniversity.map(({ org }) => org))], [UNIVERSITY])
    assert.equal(ofFirm.length, 1, ofFirm.map(({ text }) => text).join('\n'))
    assert.equal(ofUniversity.length, 1)
    assert.match(ofFirm[0]?.text ?? '', /"count": [2-9]/)
    await markAll(market.test.db)
    await market.settle()
    assert.equal((await shop.told('%新的匹配成果%')).length, 1, 'once')
  })

  it('one demand that cannot be computed holds up no other, and is tried again', async () => {
    const [broken, fine] = [await shop.asked(wanted), await shop.asked(wanted)]
    await market.settle()
    await market.query(
      `alter table matching.match add constraint broken check (demand_id <> '${broken.id}') not valid`,
    )
    await market.query('delete from matching.list where demand_id = any ($1)', [[broken.id, fine.id]])
    await markAll(market.test.db)
    for (let tries = 0; tries < 3; tries += 1) {
      await market.settle().catch(() => {})
      await market.query('update platform.outbox set next_at = clock_timestamp() where done_at is null')
    }
    assert.ok((await shop.open(fine.id)).length > 0)
    assert.deepEqual(await shop.open(broken.id), [])
    await market.query('alter table matching.match drop constraint broken')
    await market.query('update platform.outbox set error = null')
    await market.settle()
    assert.ok((await shop.open(broken.id)).length > 0)
  })
})
