import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fold } from '#platform/search/fold.ts'
import { FIRM, people, UNIVERSITY, type Market } from '#test/market.ts'
import { LONG, openShop, type OwnList, type Saved, type Shop } from '#test/shop.ts'
import { publicMatches } from './public.ts'

const { firm, office, officer, newcomer } = people

describe('answers to matches', () => {
  let shop: Shop
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
    const published = await market.query<{ reason: string; count: number }>(
      'select reason, count(*)::int as count from matching.pub_refusal group by reason',
    )
    const standing = all.reasons.filter(({ count }) => count > 0)
    assert.deepEqual(
      new Map(published.map(({ reason, count }) => [reason, count])),
      new Map(standing.map(({ reason, count }) => [reason, count])),
      'the market page counts what stands, not what was taken back',
    )
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
  })
})

describe('no reason says what its reader may not read', () => {
  let shop: Shop
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
