import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { evalMatching, ndcg10, readEvalSet } from '#app/eval-matching.ts'
import { paired } from '#app/eval-paired.ts'
import type { Embeddings } from '#platform/embeddings/embeddings.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'

const CORPUS = [
  { _id: 'd1', title: '海上风电防腐涂料', text: '长效防腐' },
  { _id: 'd2', title: '荔枝保鲜', text: '冷链运输' },
  { _id: 'd3', title: '风电齿轮箱', text: '故障诊断' },
]
const QUERIES = [
  { _id: 'q1', title: '海上风电防腐', text: '' },
  { _id: 'q2', title: '荔枝', text: '' },
  { _id: 'q3', title: '没有人判过', text: '' },
]

describe('eval-matching', () => {
  let database: TestDatabase
  let dir = ''
  before(async () => {
    database = await testDatabase()
    dir = mkdtempSync(join(tmpdir(), 'keqiao-eval-'))
    const lines = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n')
    writeFileSync(join(dir, 'corpus.jsonl'), lines(CORPUS))
    writeFileSync(join(dir, 'queries.jsonl'), `${lines(QUERIES)}\r\n`)
    writeFileSync(
      join(dir, 'qrels.tsv'),
      'query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td3\t1\nq2\td2\t1\nq2\td1\t0\n',
    )
  })
  after(async () => {
    rmSync(dir, { recursive: true })
    await database.drop()
  })

  it('measures the matching that serves users, and leaves nothing in the index', async () => {
    for (const pooled of [false, true]) {
      const result = await evalMatching(database.db, dir, { pooled })
      assert.deepEqual([result.queries, result.ndcg10, result.mrr, result.recall10], [2, 1, 1, 1])
      assert.ok(result.baselineNdcg10 > 0.9)
      assert.ok(result.gainLow <= result.gain && result.gain <= result.gainHigh)
      assert.equal(result.offlineNdcg10, undefined)
    }
    const left = await database.db.reader.query('select kind from platform.search_state', [])
    assert.deepEqual(left, [])
  })

  it('measures with an endpoint and without in the same run, and says when it does not answer', async () => {
    const embeddings = (embed: Embeddings['embed']): Embeddings => ({ space: 's', embed })
    // A model that finds everything alike but for one word.
    const fake = embeddings(async (texts) =>
      texts.map((text) => Float32Array.from(text.includes('荔枝') ? [0.6, 0.8] : [1, 0])),
    )
    const result = await evalMatching(database.db, dir, { pooled: false, embeddings: fake })
    assert.deepEqual([result.ndcg10, result.offlineNdcg10, result.denseGain], [1, 1, 0])
    await assert.rejects(
      evalMatching(database.db, dir, { pooled: false, embeddings: embeddings(async () => null) }),
      /没有按约定应答/,
    )
  })

  it('says how sure a difference is, the same in every run', () => {
    const ours = Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? 0.9 : 0.5))
    const theirs = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 0.6 : 0.5))
    const first = paired(ours, theirs)
    assert.deepEqual(first, paired(ours, theirs))
    assert.ok(first.low < first.mean && first.mean < first.high)
    assert.deepEqual(paired(ours, ours), { mean: 0, low: 0, high: 0 })
  })

  it('counts gains of 2^grade - 1, and 0 for a query without relevant documents', () => {
    const grades = new Map([
      ['a', 3],
      ['b', 0],
      ['c', 1],
    ])
    const gain = (grade: number): number => 2 ** grade - 1
    const ideal = 7 + 1 / Math.log2(3)
    assert.equal(ndcg10(gain)(['a', 'c', 'b'], grades), 1)
    assert.equal(ndcg10(gain)(['b', 'a', 'c'], grades), (7 / Math.log2(3) + 1 / 2) / ideal)
    assert.equal(ndcg10(gain)(['b'], new Map([['b', 0]])), 0)
  })

  it('says which file and line it cannot read', async () => {
    writeFileSync(join(dir, 'qrels.tsv'), 'q1\td1\n')
    assert.throws(() => readEvalSet(dir), /qrels.tsv line 1/)
    writeFileSync(join(dir, 'qrels.tsv'), 'q1\td1\t1\n')
    writeFileSync(join(dir, 'corpus.jsonl'), 'not json\n')
    assert.throws(() => readEvalSet(dir), /corpus.jsonl line 1/)
    await assert.rejects(evalMatching(database.db, join(dir, 'absent'), { pooled: false }), /qrels.tsv/)
  })
})
