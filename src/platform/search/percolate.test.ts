import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { BENCH_KIND, benchMisses, benchQueries, listings } from '#app/bench-search-data.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { search, sqlOf, upsert, type SearchDoc } from './index.ts'
import { Percolator } from './percolate.ts'
import { questionOf, type Question } from './question.ts'
import { lockKind } from './state.ts'

const DOCS = 600
/** The list's filters, as a module would declare them. */
const form = z.object({
  techField: z.string(),
  region: z.string(),
  trl: z.coerce.number().int(),
  modes: z.string(),
})
const asked = (address: string): Question => questionOf(form, new URLSearchParams(address)).question

describe('one document against many kept questions', () => {
  let database: TestDatabase
  let docs: readonly SearchDoc[]
  before(async () => {
    database = await testDatabase()
    docs = [...listings(0, DOCS)]
    await database.db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
      await lockKind(sqlOf(tx), BENCH_KIND)
      await upsert(sqlOf(tx), BENCH_KIND, docs)
    })
  })
  after(() => database.drop())

  it('meets exactly what an exact search of the index finds', async () => {
    const filters = [
      {},
      { techField: ['海洋'] },
      { region: ['城区', '高新区'], modes: ['许可'] },
      { trl: { min: 4, max: 6 } },
      { trl: { min: 8 }, techField: ['农业', '食品'] },
    ]
    const words = ['', '"关键技术"', 'C++', '%', ...benchQueries(120), ...benchMisses(10)]
    const questions = words.flatMap((q, i) =>
      filters
        .filter((_, place) => q === '' || place === i % filters.length)
        .map((filter) => ({ q, filters: filter })),
    )
    const percolator = new Percolator(questions.map((question) => ({ key: question, question })))
    const met = new Map<Question, string[]>(questions.map((question) => [question, []]))
    for (const doc of docs) for (const question of percolator.meeting(doc)) met.get(question)?.push(doc.id)
    let answers = 0
    for (const question of questions) {
      const found: string[] = []
      let cursor: string | undefined
      do {
        const page = await search(database.db.reader, {
          kind: BENCH_KIND,
          ...question,
          sort: 'code',
          limit: 100,
          ...(cursor !== undefined && { cursor }),
        })
        // A hint says that the answer is inexact: nobody is told of those.
        if (page.hint === undefined) found.push(...page.items.map(({ id }) => id))
        cursor = page.next ?? undefined
      } while (cursor !== undefined)
      assert.deepEqual(met.get(question)?.toSorted(), found.toSorted(), JSON.stringify(question))
      answers += found.length
    }
    assert.ok(answers > 1_000, `${String(answers)} answers compared`)
  })

  it('has one text for every address that asks the same', () => {
    const text = (address: string) => questionOf(form, new URLSearchParams(address)).text
    const same = [
      'q=海上 风电&techField=海洋&region=b&region=a',
      'region=a&cursor=x&limit=5&sort=name&q=%20海上%20%20风电 &region=b&techField=海洋&region=a',
    ]
    assert.equal(text(same[0] ?? ''), text(same[1] ?? ''))
    assert.equal(text('trlMax=6&trlMin=4'), 'trlMin=4&trlMax=6')
    assert.throws(() => text('nothing=1'), /没有名为 nothing 的查询条件/)
    assert.deepEqual(asked(text('trlMin=4&trlMax=6&q=x')), { q: 'x', filters: { trl: { min: 4, max: 6 } } })
  })
})
