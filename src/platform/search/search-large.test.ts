import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { bulkLoad } from './bulk.ts'
import {
  indexRecords,
  reindex,
  search,
  type SearchDoc,
  type SearchRequest,
  type SearchSource,
} from './index.ts'

const KIND = 'demand'
const COUNT = 3_000
let database: TestDatabase

/** Every document says 风电, every third 涂料; the last in the ranking of 风电 are the only ones of 北岭. */
function record(number: number): SearchDoc {
  const id = `id-${String(number).padStart(6, '0')}`
  const isRare = number % 600 === 599
  return {
    kind: KIND,
    id,
    publicId: id,
    code: `D${number}`,
    name: isRare ? '其他' : `风电需求${number % 3 === 0 ? '涂料' : '齿轮'}`,
    summary: isRare ? `很长的说明${'，别的事情'.repeat(40)}，提到风电和涂料一次，编号 ${number}%` : '',
    text: '',
    keywords: [],
    facets: { region: isRare ? '北岭' : '城区', trl: 1 + (number % 9) },
    item: { number },
    publishedAt: new Date(Date.UTC(2026, 0, 1) + (number % 50) * 1000).toISOString(),
    ownerName: '示例公司',
  }
}

function ask(request: Partial<SearchRequest>) {
  return search(database.db.reader, { kind: KIND, ...request })
}

/** Ids of all pages in order. */
async function walk(request: Partial<SearchRequest>): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | undefined; ;) {
    const page = await ask({ limit: 100, ...request, cursor })
    ids.push(...page.items.map((item) => item.id))
    if (page.next === null) return ids
    cursor = page.next
  }
}

describe('search over more hits than the cap', () => {
  before(async () => {
    database = await testDatabase()
    const docs = Array.from({ length: COUNT }, (_, i) => record(i))
    await database.db.copyAs('platform', (client) => bulkLoad(client, KIND, docs))
  })
  after(() => database.drop())

  it('counts to a thousand and says that there are more', async () => {
    const one = await ask({ q: '风电' })
    assert.deepEqual([one.total, one.totalIsCapped, one.items.length], [1000, true, 20])
    const few = await ask({ q: '风电 涂料' })
    assert.deepEqual([few.total, few.totalIsCapped], [1000, true])
    const exactly = await ask({ q: '别的事情' })
    assert.deepEqual([exactly.total, exactly.totalIsCapped], [5, false])
    assert.deepEqual((await ask({})).total, 1000)
  })

  it('does not lose filtered hits that stand beyond the cap', async () => {
    const found = await ask({ q: '风电', filters: { region: '北岭' } })
    assert.deepEqual([found.total, found.totalIsCapped, found.items.length], [5, false, 5])
    const ranged = await ask({ q: '风电', filters: { region: '北岭', trl: { min: 6, max: 6 } } })
    const expected = [599, 1199, 1799, 2399, 2999].filter((number) => 1 + (number % 9) === 6).length
    assert.equal(ranged.total, expected)
    const literal = await ask({ q: '"风电和涂料一次"' })
    assert.equal(literal.total, 5)
    const percent = await ask({ q: '599%' })
    assert.deepEqual(
      percent.items.map((item) => item.item),
      [{ number: 599 }],
    )
  })

  it('walks all hits by cursor once, in every order, beyond the cap too', async () => {
    const all = Array.from({ length: COUNT }, (_, i) => record(i))
    for (const sort of ['newest', 'name', 'code'] as const) {
      const ids = await walk({ sort })
      assert.deepEqual([ids.length, new Set(ids).size], [COUNT, COUNT], sort)
    }
    for (const request of [
      { q: '风电' },
      { q: '风电', sort: 'newest' as const },
      { filters: { region: '城区' } },
    ]) {
      const ids = await walk(request)
      const expected =
        'filters' in request ? all.filter((doc) => doc.facets['region'] === '城区').length : COUNT
      assert.deepEqual([ids.length, new Set(ids).size], [expected, expected])
    }
  })

  it('ranks the capped query like the exact one', async () => {
    for (const q of ['风电', '涂料', '需求涂料', '风电 齿轮']) {
      const capped = await ask({ q })
      const exact = await ask({ q, exact: true })
      assert.deepEqual(
        capped.items.map((item) => item.id),
        exact.items.map((item) => item.id),
        q,
      )
    }
  })

  it('counts facets over all hits', async () => {
    const { facets } = await ask({ q: '风电', facets: ['region'] })
    assert.deepEqual(facets?.['region'], [
      { value: '城区', count: 2995 },
      { value: '北岭', count: 5 },
    ])
  })
})

describe('the indexer', () => {
  const kind = 'achievement'
  const records = new Map<string, SearchDoc>()
  const source: SearchSource = {
    kind,
    load: async (_tx, ids) => ids.map((id) => records.get(id)).filter((doc) => doc !== undefined),
    ids: async (_tx, after, limit) =>
      [...records.keys()]
        .filter((id) => after === null || id > after)
        .sort()
        .slice(0, limit),
  }
  const put = (number: number, name: string): string => {
    const doc = { ...record(number), kind, name }
    records.set(doc.id, doc)
    return doc.id
  }
  let own: TestDatabase

  before(async () => {
    own = await testDatabase()
  })
  after(() => own.drop())

  const total = async (q: string): Promise<number> => (await search(own.db.reader, { kind, q })).total

  it('keeps counts true through many small changes, merges and removals', async () => {
    for (let i = 0; i < 40; i += 1) await indexRecords(own.db, source, [put(i % 25, `海带${i}号`)])
    assert.equal(await total('海带'), 25)
    assert.equal(await total('"海带3号"'), 0)
    assert.equal(await total('"海带39号"'), 1)
    records.delete('id-000000')
    await indexRecords(own.db, source, ['id-000000'])
    assert.equal(await total('海带'), 24)
    assert.equal(await total(''), 24)
    const [segments] = await own.db.reader.query<{ count: number }>(
      'select count(*)::int as count from platform.search_segment',
      [],
    )
    assert.ok((segments?.count ?? 99) <= 16)
    const lost = await own.db.reader.query(
      'select doc from platform.search_doc d where not exists (select from platform.search_segment s where s.kind = d.kind and s.first_doc <= d.doc)',
      [],
    )
    assert.deepEqual(lost, [])
  })

  it('lets several processes index at once, the newest state winning', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => put(100 + i, `紫菜${i}`))
    await Promise.all([0, 1, 2, 3].map(() => indexRecords(own.db, source, ids)))
    assert.equal(await total('紫菜'), 20)
    const [docs] = await own.db.reader.query<{ docs: number; counted: number }>(
      'select docs, (select count(*)::int from platform.search_doc d where d.kind = s.kind) as counted from platform.search_state s where kind = $1',
      [kind],
    )
    assert.equal(docs?.docs, docs?.counted)
  })

  it('indexes a source anew and forgets what it does not know any more', async () => {
    for (const id of [...records.keys()].slice(0, 10)) records.delete(id)
    assert.equal(await reindex(own.db, source), records.size)
    assert.equal(await total(''), records.size)
  })
})
