import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import {
  remove,
  search,
  sqlOf,
  upsert,
  type SearchDoc,
  type SearchRequest,
  type SearchResult,
} from './index.ts'
import { lockKind } from './state.ts'

const KIND = 'achievement'
let database: TestDatabase

/** A public record; the number gives its id, code and day of publication. */
function record(number: number, name: string, more: Partial<SearchDoc> = {}): SearchDoc {
  const id = `id-${String(number).padStart(6, '0')}`
  const day = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString()
  const base = { kind: KIND, id, publicId: `p${number}`, code: `KQ-${number}`, name, summary: '', text: '' }
  return {
    ...base,
    keywords: [],
    facets: {},
    item: { summary: more.summary ?? '' },
    publishedAt: day,
    ownerName: '',
    ...more,
  }
}

async function index(docs: readonly SearchDoc[], kind = KIND): Promise<void> {
  await database.db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    await lockKind(sqlOf(tx), kind)
    await upsert(sqlOf(tx), kind, docs)
  })
}

async function unindex(ids: readonly string[], kind = KIND): Promise<void> {
  await database.db.transaction({ isolation: 'read committed', module: 'platform' }, (tx) =>
    remove(sqlOf(tx), kind, ids),
  )
}

function ask(q: string, more: Partial<SearchRequest> = {}): Promise<SearchResult> {
  return search(database.db.reader, { kind: KIND, q, ...more })
}

async function names(q: string, more: Partial<SearchRequest> = {}): Promise<string[]> {
  return (await ask(q, more)).items.map((item) => item.name)
}

const LISTED = [
  record(1, '海上风电基础防腐涂料', {
    summary: '用于海上风电单桩基础的长效防腐',
    facets: { region: '城区', trl: 7, modes: ['许可', '转让'] },
    ownerName: '鹏澄海洋研究院',
  }),
  record(2, '高韧性立方氮化硼CBN单晶', { facets: { region: '东埔', trl: 4, modes: ['转让'] } }),
  record(3, '荔枝保鲜与冷链运输', {
    summary: '果皮褐变率降低 50%，见 a_b 表',
    facets: { region: '鹭湾', trl: 9, modes: ['许可'] },
  }),
  record(4, 'Graphene heat-spreading films for cutting tools', { facets: { region: '城区', trl: 3 } }),
  record(5, '牡蛎吊养自动采收装备', {
    summary: '採收效率提升一倍；C++ 控制程序 🦪',
    facets: { region: '城区', trl: 6 },
  }),
  record(6, '风力发电机叶片除冰', { summary: '降低 500 次停机', facets: { region: '北岭', trl: 5 } }),
]

describe('public search', () => {
  before(async () => {
    database = await testDatabase()
    await index(LISTED)
  })
  after(() => database.drop())

  it('folds width, case and traditional characters on both sides', async () => {
    for (const q of ['ＣＢＮ', 'cbn', '立方氮化硼', '立​方氮化硼'])
      assert.deepEqual(await names(q), ['高韧性立方氮化硼CBN单晶'], q)
    for (const q of ['海上風電', '防腐塗料', '海\u200b上风电'])
      assert.deepEqual(await names(q), ['海上风电基础防腐涂料'], q)
    assert.deepEqual(await names('采收'), ['牡蛎吊养自动采收装备'])
  })

  it('finds words in any order', async () => {
    assert.deepEqual(await names('防腐 风电 海上'), ['海上风电基础防腐涂料'])
    assert.deepEqual(await names('涂料防腐海上'), ['海上风电基础防腐涂料'])
    assert.deepEqual(await names('tools graphene'), ['Graphene heat-spreading films for cutting tools'])
    assert.deepEqual(await names('tool cut'), ['Graphene heat-spreading films for cutting tools'])
  })

  it('finds a compound whose parts a text has apart, the one in one piece first', async () => {
    const apart = record(901, '锂离子 电池 保护 材料')
    const whole = record(900, '锂离子电池隔膜涂覆工艺')
    await index([apart, whole], 'compound')
    for (const q of ['锂离子电池', '鋰離子電池', '电池锂离子']) {
      const found = await ask(q, { kind: 'compound' })
      assert.equal(found.hint, undefined, q)
      assert.deepEqual(found.items.map(({ name }) => name).sort(), [apart.name, whole.name].sort(), q)
    }
    assert.equal((await names('锂离子电池', { kind: 'compound' }))[0], whole.name)
  })

  it('finds any part of a Chinese text, whatever the dictionary says', async () => {
    assert.deepEqual(await names('韧性立'), ['高韧性立方氮化硼CBN单晶'])
    assert.deepEqual(await names('鲜与冷'), ['荔枝保鲜与冷链运输'])
  })

  it('takes %, _ and + literally', async () => {
    assert.deepEqual(await names('50%'), ['荔枝保鲜与冷链运输'])
    assert.deepEqual(await names('a_b'), ['荔枝保鲜与冷链运输'])
    assert.deepEqual(await names('%'), ['荔枝保鲜与冷链运输'])
    assert.deepEqual(await names('_'), ['荔枝保鲜与冷链运输'])
    assert.deepEqual(await names('C++'), ['牡蛎吊养自动采收装备'])
    assert.equal((await ask('axb_')).total, 0)
  })

  it('takes a quoted phrase as it is written', async () => {
    assert.deepEqual(await names('"风电基础"'), ['海上风电基础防腐涂料'])
    assert.deepEqual(await names('“风电 基础”'), [])
    assert.deepEqual(await names('「heat-spreading films」'), [
      'Graphene heat-spreading films for cutting tools',
    ])
  })

  it('answers one character, punctuation, emoji, nothing and NUL', async () => {
    assert.deepEqual((await names('风')).sort(), ['海上风电基础防腐涂料', '风力发电机叶片除冰'].sort())
    assert.deepEqual(await names('；'), ['牡蛎吊养自动采收装备'])
    assert.deepEqual(await names('🦪'), ['牡蛎吊养自动采收装备'])
    const none = await ask('？？！')
    assert.equal(none.total, 0)
    assert.match(none.hint ?? '', /没有找到/)
    assert.equal((await ask(' \u200b ')).total, LISTED.length)
    assert.deepEqual(await names('荔枝\0保鲜'), ['荔枝保鲜与冷链运输'])
    assert.equal((await ask('\ud800')).total, 0)
  })

  it('cuts a query over 200 characters and says so', async () => {
    const result = await ask(`荔枝保鲜${' 荔枝'.repeat(2000)}`)
    assert.match(result.hint ?? '', /前 200 个字/)
    assert.deepEqual(
      result.items.map((item) => item.name),
      ['荔枝保鲜与冷链运输'],
    )
  })

  it('forgives a typing error in names of records and owners, and says so', async () => {
    for (const [q, name] of [
      ['海上丰电基础', '海上风电基础防腐涂料'],
      ['grafene', 'Graphene heat-spreading films for cutting tools'],
      ['牡蛎掉养自动采收', '牡蛎吊养自动采收装备'],
      ['鹏澄海羊研究院', '海上风电基础防腐涂料'],
    ] as const) {
      const result = await ask(q)
      assert.equal(result.items[0]?.name, name, q)
      assert.match(result.hint ?? '', /相近/)
    }
  })

  it('answers partial matches with a hint when nothing has all the words', async () => {
    const result = await ask('荔枝 冷链 区块链')
    assert.equal(result.items[0]?.name, '荔枝保鲜与冷链运输')
    assert.match(result.hint ?? '', /一部分/)
  })

  it('filters by facets: any value of one, all facets together, ranges of numbers', async () => {
    assert.deepEqual((await names('', { filters: { region: '城区' } })).length, 3)
    assert.deepEqual(await names('风电', { filters: { region: ['城区', '北岭'], trl: { min: 6 } } }), [
      '海上风电基础防腐涂料',
    ])
    assert.deepEqual((await names('', { filters: { trl: { min: 4, max: 6 } } })).length, 3)
    assert.deepEqual(await names('', { filters: { modes: '许可', trl: 9 } }), ['荔枝保鲜与冷链运输'])
    assert.equal((await ask('', { filters: { region: '不存在' } })).total, 0)
  })

  it('counts facets over the hits, a facet without its own filter', async () => {
    const { facets } = await ask('', { filters: { region: '城区' }, facets: ['region', 'modes'] })
    assert.deepEqual(facets?.['region']?.[0], { value: '城区', count: 3 })
    assert.equal(facets?.['region']?.length, 4)
    assert.deepEqual(facets?.['modes'], [
      { value: '许可', count: 1 },
      { value: '转让', count: 1 },
    ])
  })

  it('sorts by newest and by pinyin of the name', async () => {
    assert.deepEqual((await names('', { sort: 'newest' }))[0], '风力发电机叶片除冰')
    const sorted = await names('', { sort: 'name' })
    assert.deepEqual(sorted, [
      'Graphene heat-spreading films for cutting tools',
      '风力发电机叶片除冰',
      '高韧性立方氮化硼CBN单晶',
      '海上风电基础防腐涂料',
      '荔枝保鲜与冷链运输',
      '牡蛎吊养自动采收装备',
    ])
  })

  it('marks what was met in the text as it was written', async () => {
    const { items } = await ask('采收', { highlight: true })
    assert.deepEqual(
      items[0]?.marked?.summary.filter((part) => part.hit),
      [{ text: '採收', hit: true }],
    )
    assert.equal(items[0]?.marked?.name.map((part) => part.text).join(''), items[0]?.name)
  })

  it('refuses a wrong limit and a foreign cursor in a sentence', async () => {
    await assert.rejects(ask('', { limit: 0 }), /1 至 100/)
    await assert.rejects(ask('', { limit: 101 }), /1 至 100/)
    for (const cursor of ['x', 'W10', Buffer.from('["name","a",1]').toString('base64url')]) {
      await assert.rejects(ask('', { cursor }), /翻页标记/)
    }
  })

  it('shows updates and removals at once', async () => {
    await index([record(100, '海带苗种选育', { facets: { region: '鹭湾' } })])
    assert.deepEqual(await names('海带'), ['海带苗种选育'])
    await index([record(100, '紫菜苗种选育')])
    assert.deepEqual([await names('海带'), await names('紫菜')], [[], ['紫菜苗种选育']])
    assert.equal((await ask('紫菜')).total, 1)
    assert.equal((await ask('', { filters: { region: '鹭湾' } })).total, 1)
    await unindex(['id-000100', 'id-unknown'])
    assert.equal((await ask('紫菜')).total, 0)
    assert.equal((await ask('')).total, LISTED.length)
  })
})
