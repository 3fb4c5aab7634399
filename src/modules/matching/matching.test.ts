import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { complete as achievement } from '#modules/achievements/fixture.ts'
import { achievementsModule } from '#modules/achievements/module.ts'
import { complete as demand } from '#modules/exchange/fixture.ts'
import { exchangeModule } from '#modules/exchange/module.ts'
import { fold } from '#platform/search/fold.ts'
import { BUREAU, FIRM, openMarket, people, UNIVERSITY, type Market } from '#test/market.ts'
import { markAll } from './consumers.ts'
import { matchingModule } from './module.ts'
import { publicMatches, type PublicMatch } from './public.ts'

const { firm, office, officer, newcomer } = people
const review = { reviewedBy: '保密办 罗', reviewedOn: '2026-01-04', conclusion: '同意公开' }
const WAN = 1_000_000
/** Long enough that a pair of it is a good match. */
const LONG =
  '循环水养殖车间亚硝酸盐经常超标，想要溶解氧、氨氮三参数在线监测，联动生物滤池和纳米曝气，日换水率降到一成，传感器自清洗，能在现有水池上改造。'

interface Saved {
  id: string
  dossierId: string
  version: number
}
interface OwnMatch extends PublicMatch {
  state: string
  note: string | null
  lowered: { text: string; points: number }[]
  raises: { text: string; points: number | null }[]
  next: string[]
}
interface OwnList {
  items: OwnMatch[]
  counts: Record<string, number>
  paused: boolean
}

/** Records as they come on the market, and what is told of them. */
async function openShop() {
  const market = await openMarket([achievementsModule, exchangeModule, matchingModule])
  let n = 0
  const act = async (actor: typeof firm, dossierId: string, step: string, input: object = {}) => {
    const [row] = await market.query<{ visit: number }>('select visit from platform.dossier where id = $1', [
      dossierId,
    ])
    await market.write(actor, step, { dossierId, visit: row?.visit, ...input })
  }
  const asked = async (more: object = {}): Promise<Saved> => {
    const saved = await market.write<Saved>(
      firm,
      'demand.draft',
      demand({ name: `示例需求 ${(n += 1)}`, ...more }),
    )
    await act(firm, saved.dossierId, 'demand-listing.submit', { declaresOpen: true })
    await act(officer, saved.dossierId, 'demand-listing.approve')
    return saved
  }
  const offered = async (more: object = {}): Promise<Saved> => {
    const form = achievement({ name: `示例成果 ${(n += 1)}`, ...more })
    const saved = await market.write<Saved>(office, 'achievement.draft', form)
    await act(office, saved.dossierId, 'achievement-listing.submit', review)
    await act(officer, saved.dossierId, 'achievement-listing.approve')
    return saved
  }
  const revised = async (saved: Saved, more: object): Promise<void> => {
    const form = achievement({ ...more, id: saved.id, version: saved.version })
    const { dossierId } = await market.write<Saved>(office, 'achievement.edit', form)
    await act(office, dossierId, 'achievement-revision.submit', review)
    await act(officer, dossierId, 'achievement-revision.approve')
  }
  return {
    market,
    act,
    asked,
    offered,
    revised,
    own: (id: string, more: object = {}) => market.read<OwnList>(firm, 'match.demand', { id, ...more }),
    open: (id: string) =>
      market.test.db.read(
        'matching',
        async (tx) => (await publicMatches(tx, { kind: 'demand', id }, 20)).items,
      ),
    answer: (pair: object, more: object) => market.write(firm, 'match.answer', { ...pair, ...more }),
    told: (like: string) =>
      market.query<{ org: string; text: string }>(
        `select payload->>'orgId' as org, payload::text as text from platform.outbox
         where topic = 'message.org' and payload->>'template' like $1 order by created_at`,
        [like],
      ),
  }
}

describe('stored matches', () => {
  let shop: Awaited<ReturnType<typeof openShop>>
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
    await shop.act(firm, need.dossierId, 'demand-listing.close', { reason: '不再需要' })
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
      '441521',
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
})

describe('answers to matches', () => {
  let shop: Awaited<ReturnType<typeof openShop>>
  let market: Market
  before(async () => {
    shop = await openShop()
    market = shop.market
  })
  after(() => market.drop())

  const text = { summary: '对虾尾水亚硝酸盐低成本处理，生物膜脱氮。', techField: '资源与环境' }
  const listed = async (more: object = {}) => {
    const saved = await shop.offered({ ...text, ...more })
    await market.settle()
    return saved
  }
  const pairOf = (need: Saved, supply: Saved) => ({ demandId: need.id, achievementId: supply.id })

  it('need a reason for a “no”, and are given for one’s own record only', async () => {
    const [need, supply] = [await shop.asked(), await listed()]
    const pair = pairOf(need, supply)
    await assert.rejects(shop.answer(pair, { answer: 'no' }), /请选择不合适的原因/)
    await assert.rejects(market.write(newcomer, 'match.answer', { ...pair, answer: 'later' }), {
      kind: 'absent',
    })
    await assert.rejects(market.read(newcomer, 'match.demand', { id: need.id }), { kind: 'absent' })
    await assert.rejects(market.read(firm, 'match.achievement', { id: supply.id }), { kind: 'absent' })
    await assert.rejects(shop.answer(pair, { answer: 'undone' }), /还没有答复/)
  })

  it('bring a “no” to the owner with its reason and what to do, and lower the like for the demander alone', async () => {
    const early = await listed({ trl: 3, name: '示例早期成果甲' })
    const like = await listed({ trl: 2, name: '示例早期成果乙' })
    const need = await shop.asked({ name: '示例需求早期' })
    await market.settle()
    const before = await shop.own(need.id)
    await shop.answer(pairOf(need, early), { answer: 'no', reason: '太早期', note: '只有实验室数据' })
    await market.settle()
    const [message] = await shop.told('%不合适%')
    assert.equal(message?.org, UNIVERSITY)
    assert.match(message?.text ?? '', /补充中试.*太早期/)
    assert.doesNotMatch(message?.text ?? '', /只有实验室数据/, 'nothing written by hand in a message')
    const now = await shop.own(need.id)
    const of = (list: OwnList, id: string) => list.items.find((item) => item.id === id)
    assert.equal(of(now, early.id)?.state, 'no')
    assert.deepEqual(
      of(now, like.id)?.lowered.map((reason) => [reason.text, reason.points]),
      [['您曾以“太早期”谢绝 3 级成果，3 级及以下的排后', -4]],
    )
    assert.equal(Math.round(((of(before, like.id)?.score ?? 0) - (of(now, like.id)?.score ?? 0)) * 10), 40)
    const open = await shop.open(need.id)
    assert.equal(
      open.find(({ id }) => id === like.id)?.score,
      of(before, like.id)?.score,
      'others see no answer',
    )
    assert.doesNotMatch(JSON.stringify(open), /谢绝/)
    const answers = await market.read<{
      items: { org: string; note: string; advice: string }[]
      reasons: { reason: string; count: number }[]
    }>(office, 'match.answers-of-achievement', { id: early.id })
    assert.deepEqual(answers.items[0] && [answers.items[0].org, answers.items[0].note], [
      '示例公司',
      '只有实验室数据',
    ])
    assert.deepEqual(
      answers.reasons.filter(({ count }) => count > 0).map(({ reason, count }) => [reason, count]),
      [['太早期', 1]],
    )
    await shop.answer(pairOf(need, like), { answer: 'interested' })
    await market.settle()
    assert.deepEqual(
      (await shop.own(need.id)).items.flatMap(({ lowered }) => lowered),
      [],
      'interest undoes it',
    )
  })

  it('bring a refused achievement back, higher, when it has become what was asked for', async () => {
    const near = { summary: LONG, modes: ['合作开发'], techField: '资源与环境' }
    const supply = await listed({ ...near, trl: 2, name: '对虾养殖尾水处理' })
    const need = await shop.asked({ name: '对虾养殖尾水处理', type: '技术攻关', problem: LONG })
    await market.settle()
    const of = async () => (await shop.own(need.id)).items.find(({ id }) => id === supply.id)
    const refused = await of()
    await shop.answer(pairOf(need, supply), { answer: 'no', reason: '太早期' })
    await shop.revised(supply, { ...near, name: '对虾养殖尾水处理', trl: 3 })
    await market.settle()
    const back = await of()
    assert.equal(back?.state, 'unanswered')
    assert.match(back?.note ?? '', /曾以“太早期”谢绝；此后成果的技术就绪度已从 2 级到 3 级/)
    assert.ok((back?.score ?? 0) > (refused?.score ?? 0), `${back?.score} > ${refused?.score}`)
    assert.equal((await shop.told('%改进，重新推荐%')).length, 1)
  })

  it('lower what was found unclear a little for everybody, until its text changes', async () => {
    const supply = await listed({ name: '示例含糊成果' })
    const need = await shop.asked({ name: '示例需求含糊' })
    await market.settle()
    const of = async () => (await shop.open(need.id)).find(({ id }) => id === supply.id)
    const before = await of()
    await shop.answer(pairOf(need, supply), { answer: 'no', reason: '描述含糊' })
    await market.settle()
    const lowered = await of()
    assert.ok(before && lowered)
    assert.equal(Math.round((before.score - lowered.score) * 10), 10)
    assert.ok(lowered.gaps.some(({ says }) => says === 'unclear'))
    await shop.revised(supply, { ...text, name: '示例含糊成果', advantages: '脱氮率 92%，每吨水 0.3 元。' })
    await market.settle()
    assert.ok(!(await of())?.gaps.some(({ says }) => says === 'unclear'))
    assert.equal((await shop.own(need.id)).items.find(({ id }) => id === supply.id)?.state, 'unanswered')
  })

  it('pause a demand that has a solution, ask whether it is solved, and go on when that is taken back', async () => {
    const supply = await listed({ name: '示例已有方案成果' })
    const need = await shop.asked({ name: '示例需求已有方案' })
    await market.settle()
    await shop.answer(pairOf(need, supply), { answer: 'no', reason: '已有方案' })
    assert.equal((await shop.told('%请标记“已解决”%'))[0]?.org, FIRM)
    const before = (await shop.told('%匹配成果%')).length
    await shop.offered({ ...text, name: '示例已有方案后的成果' })
    await market.settle()
    assert.equal((await shop.own(need.id)).paused, true)
    const asked = (await shop.told('%匹配成果%'))
      .slice(before)
      .filter(({ text }) => text.includes('示例需求已有方案'))
    assert.deepEqual(asked, [])
    await shop.answer(pairOf(need, supply), { answer: 'undone' })
    assert.equal((await shop.own(need.id)).paused, false)
  })

  it('put off come back after the days of the rule: one reminder a day, and unanswered again', async () => {
    const [one, two] = [await listed({ name: '示例以后甲' }), await listed({ name: '示例以后乙' })]
    const need = await shop.asked({ name: '示例需求以后' })
    await market.settle()
    for (const supply of [one, two]) await shop.answer(pairOf(need, supply), { answer: 'later' })
    const state = async () => (await shop.own(need.id)).items.find(({ id }) => id === one.id)?.state
    assert.equal(await state(), 'later')
    await market.pass(29)
    await market.sweep()
    assert.equal((await shop.told('%以后再看%到了%')).length, 0)
    await market.pass(1)
    await market.sweep()
    await market.sweep()
    const reminders = await shop.told('%以后再看%到了%')
    assert.equal(reminders.length, 1)
    assert.match(reminders[0]?.text ?? '', /"count": 2/)
    assert.equal(await state(), 'unanswered')
  })

  it('are counted: for the owner its own, for the bureau all, for the public without small numbers', async () => {
    const all = await market.read<{ reasons: { reason: string; count: number; orgs: number }[] }>(
      officer,
      'match.statistics',
      {},
    )
    const early = all.reasons.find(({ reason }) => reason === '太早期')
    assert.ok(early && early.count >= 1 && early.orgs === 1)
    assert.equal(all.reasons.length, 8)
    const open = await market.read<{ reasons: { reason: string; count: number | null }[] }>(
      newcomer,
      'match.refusals',
      {},
    )
    assert.equal(open.reasons.find(({ reason }) => reason === '太早期')?.count, null)
    assert.equal(open.reasons.find(({ reason }) => reason === '其他')?.count, 0)
    await assert.rejects(market.read(firm, 'match.statistics', {}), { kind: 'forbidden' })
  })

  it('move a demand to 对接中 when its owner is interested', async () => {
    const supply = await listed({ name: '示例意向成果' })
    const need = await shop.asked({ name: '示例需求意向' })
    await shop.answer(pairOf(need, supply), { answer: 'interested' })
    const [row] = await market.query<{ state: string }>('select state from exchange.demand where id = $1', [
      need.id,
    ])
    assert.equal(row?.state, 'matching')
    await shop.act(firm, need.dossierId, 'demand-listing.heartbeatMatching')
    assert.ok(BUREAU)
  })
})

describe('no reason says what its reader may not read', () => {
  let shop: Awaited<ReturnType<typeof openShop>>
  let market: Market
  before(async () => {
    shop = await openShop()
    market = shop.market
  })
  after(() => market.drop())

  const SECRET = '钽铌共渗稀土助剂'
  /** Everything strangers and the other side read of a pair: public rows, own lists, messages. */
  const readOf = async (need: Saved, supply: Saved) => {
    const open = await shop.open(need.id)
    const back = await market.test.db.read('matching', (tx) =>
      publicMatches(tx, { kind: 'achievement', id: supply.id }, 20),
    )
    const theirs = await market.read(office, 'match.achievement', { id: supply.id })
    const told = await market.query(`select payload from platform.outbox where topic like 'message.%'`)
    const stored = await market.query('select * from matching.match')
    return { open, text: JSON.stringify({ open, back, theirs, told, stored }) }
  }

  it('whether confidential parts, contact, or technical text behind a teaser have the same words', async () => {
    const hidden = { confidentialParts: `核心是${SECRET}`, contact: `${SECRET}办公室` }
    const need = await shop.asked({ problem: '渗碳炉寿命短，想要更耐热的渗层。', ...hidden })
    const secret = [{ type: '技术秘密', status: '已授权' }]
    const supply = await shop.offered({
      summary: `${SECRET}用于渗碳炉，渗层更耐热。`,
      advantages: SECRET,
      keywords: [SECRET],
      ip: secret,
      teaser: '渗碳炉渗层延寿，细节在签订保密协议后提供。',
      ...hidden,
    })
    await market.settle()
    const { open, text } = await readOf(need, supply)
    assert.equal(open.length, 1)
    assert.ok(open[0]?.phrases.some(({ phrase }) => phrase.includes('渗碳炉')))
    for (const piece of [SECRET, '钽铌', '稀土助剂']) assert.ok(!fold(text).includes(piece), piece)
  })

  it('nor who stands behind a blind demand, in rows, messages and answers', async () => {
    const need = await shop.asked({ problem: '渗碳炉寿命短，想要更耐热的渗层。', name: '示例匿名需求' })
    await market.query(
      `alter table exchange.demand_version disable trigger all;
       update exchange.demand_version set data = data || '{"blind": true}' where record_id = '${need.id}'`,
    )
    await market.query(
      `insert into platform.outbox (id, topic, payload, created_at, attempts, next_at)
       values (gen_random_uuid(), 'record.changed', $1, clock_timestamp(), 0, clock_timestamp())`,
      [{ kind: 'demand', id: need.id }],
    )
    const supply = await shop.offered({ summary: '渗碳炉更耐热的渗层，寿命加倍。' })
    await market.settle()
    await market.query(`delete from platform.outbox where topic like 'message.%'`)
    await shop.answer({ demandId: need.id, achievementId: supply.id }, { answer: 'no', reason: '价格' })
    await shop.answer({ demandId: need.id, achievementId: supply.id }, { answer: 'interested' })
    await market.settle()
    const answers = await market.read(office, 'match.answers-of-achievement', { id: supply.id })
    const { open, text } = await readOf(need, supply)
    assert.ok(open.length > 0)
    const read = text + JSON.stringify(answers)
    assert.ok(read.includes('匿名需求方'))
    const told = (await shop.told('%')).filter(({ org }) => org === UNIVERSITY)
    assert.ok(told.filter(({ text: message }) => message.includes('示例匿名需求')).length >= 2)
    const { items } = await market.read<OwnList>(office, 'match.achievement', { id: supply.id })
    const theirs = JSON.stringify(items.filter(({ id }) => id === need.id))
    assert.match(theirs, /匿名需求方/)
    for (const said of [JSON.stringify(answers), theirs, ...told.map((one) => one.text)])
      assert.doesNotMatch(said, /示例公司/)
  })
})
