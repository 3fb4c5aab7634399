import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { achievementsModule } from '#modules/achievements/module.ts'
import { complete as achievement } from '#modules/achievements/fixture.ts'
import { visitor } from '#platform/access/access.ts'
import { indexRecords, sqlOfClient, upsert, type SearchDoc } from '#platform/search/index.ts'
import { openMarket, people, rules, type Market } from '#test/market.ts'
import { demandDraftForm } from '../forms.ts'
import { demandGaps } from '../rules.ts'
import { exchangeModule } from '../module.ts'
import { fieldWords, guessField } from './fields.ts'
import { bestKeywords, keywordCandidates, KEYWORDS_MAX } from './keywords.ts'
import { proposalFor, type Proposal } from './proposal.ts'
import { QUESTIONS_MAX } from './questions.ts'
import { TITLE_MAX, titleOf } from './title.ts'

const TODAY = '2026-11-23'
const LITCHI =
  '荔枝采后三天就褐变，想找常温保鲜一周以上、成本每斤五毛以内的办法，好果率不低于90%，每天处理 5 吨，预算50万左右，年底前能试用。'
/** Other records of the market, about something else. */
const others = [
  '锂电池回收',
  '防污涂料',
  '水下滑翔机',
  '智能分拣',
  '陶瓷釉料',
  '电缆附件',
  '茶叶杀青',
  '污水脱氮',
].map((name, i): SearchDoc => ({
  kind: 'achievement',
  id: `018f0000-0000-7000-8000-00000000000${String(i)}`,
  publicId: `other${String(i)}`,
  code: `O-${String(i)}`,
  name: `${name}技术`,
  summary: `${name}的成套办法，成本低，能大规模使用。`,
  text: '',
  keywords: [],
  facets: {},
  item: {},
  publishedAt: '2026-01-01T00:00:00.000Z',
  ownerName: '',
}))
const read = (text: string, aroundBp = 1_000) =>
  proposalFor(text, { today: TODAY, aroundBp, votes: [], rarity: (word) => word.length })
const shown = (proposal: Proposal, key: string) =>
  proposal.items
    .filter((item) => item.key === key || item.key.startsWith(`${key}.`))
    .map((item) => item.shown)

/** Text of demands and of none, in any mixture. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '荔枝保鲜',
        '需要',
        '，',
        '。',
        '\n',
        '我公司',
        '设备',
        '80%',
        '预算',
        '50万',
        '（',
        '”',
        '对虾',
        ' ',
        '🦐',
        '\ud800',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

describe('what a demand’s text says (features.md 1)', () => {
  it('questions say which answers a demand cannot do without, and no others', () => {
    const needed = new Set(demandGaps({ problem: '试一试' }).map(({ field }) => field))
    for (const text of [
      '想找办法。',
      '每天处理5吨，预算50，成活率80%',
      '目前靠人工，年底前解决，预算50万左右',
    ])
      for (const { field, asks } of read(text).questions)
        assert.equal(asks.includes('必填'), needed.has(field), asks)
  })

  it('title, field, figures, budget, day and questions of one paragraph, each with its words', () => {
    const proposal = read(LITCHI)
    assert.deepEqual(shown(proposal, 'name'), ['荔枝采后三天就褐变，想找常温保鲜一周以上'])
    assert.deepEqual(shown(proposal, 'techField'), ['生物与新医药'])
    assert.deepEqual(shown(proposal, 'targetMetrics'), [
      '常温保鲜 ≥1 周',
      '成本 ≤5 毛/斤',
      '好果率 ≥90 %',
      '每天处理 5 吨',
    ])
    assert.deepEqual(shown(proposal, 'budget'), ['45.00 万元 至 55.00 万元'])
    assert.deepEqual(shown(proposal, 'deadline'), ['2026-12-31'])
    assert.match(proposal.questions[0]?.asks ?? '', /每天处理 5 吨.*至少、至多还是正好/)
    for (const { words, why } of proposal.items) assert.ok(words.length > 0 || why !== undefined)
  })

  it('an amount that looks typed in the wrong unit is doubted, one without unit is asked about', () => {
    const odd = read('想买荔枝保鲜设备，预算 50 元').items.find(({ key }) => key === 'budget')
    assert.match(odd?.doubt ?? '', /如应为 500,000\.00 元/)
    const bare = read('想买荔枝保鲜设备，预算 50')
    assert.deepEqual(shown(bare, 'budget'), [])
    assert.ok(bare.questions.some(({ asks }) => asks.includes('元还是万元')))
  })

  it('the spread of 左右 is a rule with its badge, not a number in the code', () => {
    const rule = rules.rows.find(({ key }) => key === 'demand.proposal.aroundBp')
    assert.equal(rule?.status, 'proposed')
    assert.deepEqual(shown(read(LITCHI, 2_000), 'budget'), ['40.00 万元 至 60.00 万元'])
  })

  it('a kind and a way that no word speaks for say so', () => {
    const proposal = read('荔枝采后三天就褐变')
    const type = proposal.items.find(({ key }) => key === 'type')
    assert.deepEqual(type?.words, [])
    assert.match(type?.why ?? '', /没有提到/)
    assert.deepEqual(shown(read('委托检测荔枝农残，出具报告'), 'type'), ['检测'])
    assert.deepEqual(shown(read('希望合作开发荔枝保鲜工艺'), 'cooperationModes'), ['合作开发'])
  })

  it('a short first line is the title; an unbalanced bracket is none', () => {
    const text = '网箱网衣无毒防污处理\n网箱下水三个月后藤壶附着严重。'
    const span = titleOf(text)
    assert.equal(span && text.slice(span.from, span.to), '网箱网衣无毒防污处理')
    const odd = '提高去除率（达到一级A排放标准）的污水处理工艺'
    const found = titleOf(odd)
    assert.doesNotMatch(found ? odd.slice(found.from, found.to) : '', /^[^）]*（[^）]*$/u)
  })

  it('a longer word of the dictionary hides the shorter one in it, and records of the market vote', () => {
    assert.deepEqual(
      fieldWords('锂离子电池').map(({ word }) => word),
      ['锂离子电池'],
    )
    const vote = { field: '资源与环境', name: '尾水处理', weight: 1 } as const
    assert.equal(guessField('没有词', [vote])[0]?.field, '资源与环境')
    assert.deepEqual(guessField('没有词', []), [])
  })

  it('nothing throws; values fit the form, words and title stand in the text, limits are kept', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { items, questions } = read(text)
        assert.ok(questions.length <= QUESTIONS_MAX)
        for (const { fill, words, key } of items) {
          for (const one of words) assert.ok(text.includes(one), one)
          if (key === 'name') {
            const name = fill.name ?? ''
            assert.ok(text.includes(name) && Array.from(name).length <= TITLE_MAX)
          }
          for (const [field, value] of Object.entries(fill)) {
            if (text.isWellFormed() && !/\p{Cc}/u.test(text) && field !== 'name') {
              const parsed = demandDraftForm.shape[field as 'keywords'].safeParse(value)
              assert.ok(parsed.success, `${field}: ${JSON.stringify(value)}`)
            }
          }
        }
        assert.ok(bestKeywords(keywordCandidates(text), () => 1).length <= KEYWORDS_MAX)
      }),
      { numRuns: 300 },
    )
  })
})

describe('reading a text over the market', () => {
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule, exchangeModule])
    const { office, officer } = people
    const saved = await market.write<{ id: string; dossierId: string }>(
      office,
      'achievement.draft',
      achievement({
        name: '荔枝采后常温保鲜护色技术',
        techField: '生物与新医药',
        summary: '荔枝常温保鲜，延缓褐变。',
      }),
    )
    const review = { reviewedBy: '保密办 罗', reviewedOn: '2026-01-04', conclusion: '同意公开' }
    await market.write(office, 'achievement-listing.submit', {
      dossierId: saved.dossierId,
      visit: 1,
      ...review,
    })
    await market.write(officer, 'achievement-listing.approve', { dossierId: saved.dossierId, visit: 2 })
    const source = achievementsModule.search?.[0]
    assert.ok(source)
    await indexRecords(market.test.db, source, [saved.id])
    // What is near is told by how rare a word is, which takes a market of more than one record.
    await market.test.db.owner((client) => upsert(sqlOfClient(client), 'achievement', others))
  })
  after(() => market.drop())

  it('names what is near without storing anything', async () => {
    const counts = async () =>
      market.query<{ n: number }>(
        `select (select count(*) from platform.journal)::int + (select count(*) from platform.outbox)::int
           + (select count(*) from exchange.demand)::int as n`,
      )
    const [before] = await counts()
    const answer = await market.read<{ near: { total: number; top: { name: string; phrases: string[] }[] } }>(
      visitor,
      'demand.propose',
      { text: LITCHI },
    )
    assert.equal(answer.near.total, 1)
    assert.equal(answer.near.top[0]?.name, '荔枝采后常温保鲜护色技术')
    assert.ok(answer.near.top[0]?.phrases.every((phrase) => LITCHI.includes(phrase)))
    const [now] = await counts()
    assert.deepEqual(now, before)
  })

  it('and warns the firm of its own name while it types, a visitor of ways to reach it', async () => {
    const text = `示例公司的${LITCHI}请联系 138 0000 0001`
    const own = await market.read<{ telling: { what: string }[] }>(people.firm, 'demand.propose', { text })
    assert.ok(own.telling.some(({ what }) => what === '电话号码'))
    const other = await market.read<{ telling: { what: string }[] }>(visitor, 'demand.propose', { text })
    assert.deepEqual(
      other.telling.map(({ what }) => what),
      ['电话号码'],
    )
  })

  it('drafts and hands in by one act, or says all that is missing and keeps nothing', async () => {
    const form = { name: '荔枝采后保鲜需求', problem: LITCHI, secrecy: '公开', declaresOpen: true }
    await assert.rejects(
      market.write(people.firm, 'demand.post', form),
      (error: { kind: string; fields: { field: string }[] }) => {
        assert.equal(error.kind, 'invalid')
        assert.deepEqual(error.fields.map(({ field }) => field).toSorted(), [
          'budgetMaxFen',
          'cooperationModes',
          'techField',
          'type',
        ])
        return true
      },
    )
    assert.deepEqual(await market.query('select id from exchange.demand'), [])
    const whole = {
      ...form,
      type: '技术攻关',
      techField: '生物与新医药',
      cooperationModes: ['合作开发'],
      negotiable: true,
    }
    await assert.rejects(
      market.write(people.firm, 'demand.post', { ...whole, declaresOpen: false }),
      /国家秘密/,
    )
    await assert.rejects(market.write(people.newcomer, 'demand.post', whole), /核验/)
    const saved = await market.write<{ id: string }>(people.firm, 'demand.post', whole)
    const [row] = await market.query<{ state: string }>('select state from exchange.demand where id = $1', [
      saved.id,
    ])
    assert.equal(row?.state, 'reviewing')
  })
})
