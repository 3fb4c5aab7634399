import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { readCursor, writeCursor } from './cursor.ts'
import { withoutNul } from './indexer.ts'
import { fold, foldWithMap } from './fold.ts'
import { highlight, snippet } from './highlight.ts'
import { partDistance } from './loose.ts'
import { tailToMerge } from './merge.ts'
import { nameKey } from './name-key.ts'
import { planQuery } from './plan.ts'
import { decodeBlock, encodeList, FIRST_BLOCK, mergeLists, type PostingList } from './postings.ts'
import { best, byRank, countCommon, intersect, unite, uniteScored, within } from './sets.ts'
import { stem } from './stem.ts'
import { countTerms } from './tokens.ts'

const NONE: ReadonlySet<number> = new Set()

/** Lists of rising document numbers with impacts. */
const list: fc.Arbitrary<PostingList> = fc
  .uniqueArray(fc.integer({ min: 1, max: 3000 }), { maxLength: 400 })
  .chain((docs) =>
    fc
      .array(fc.integer({ min: 1, max: 255 }), { minLength: docs.length, maxLength: docs.length })
      .map((impacts) => ({
        docs: Int32Array.from(docs.toSorted((a, b) => a - b)),
        impacts: Uint8Array.from(impacts),
      })),
  )

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        '海上',
        '風電',
        'ＣＢＮ',
        '㎏',
        '１２',
        ' ',
        '，',
        'é',
        '\u200b',
        'Cutting',
        '𠮷',
        '🦪',
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join('')),
)

describe('folding', () => {
  it('gives one form to all ways of writing the same', () => {
    for (const [written, folded] of [
      ['ＡＢＣ１２３', 'abc123'],
      ['海上風電', '海上风电'],
      ['採收裝備與塗料', '采收装备与涂料'],
      ['立\u200b方\ufeff氮化硼', '立方氮化硼'],
      ['㎏ ℃ Ⅳ', 'kg °c iv'],
      ['Cafe\u0301', 'café'],
      ['ﾃｽﾄ', 'テスト'],
      ['a\0b\tc', 'a b c'],
      ['，！％', ',!%'],
    ])
      assert.equal(fold(written ?? ''), folded)
  })

  it('folds folded text to itself, and maps every unit back into the text', () => {
    fc.assert(
      fc.property(text, (written) => {
        const { folded, original, starts } = foldWithMap(written)
        assert.equal(folded, fold(written))
        assert.equal(starts.length, folded.length + 1)
        assert.equal(starts.at(-1), original.length)
        for (const [i, start] of starts.entries())
          assert.ok(start >= (starts[i - 1] ?? 0) && start <= original.length)
      }),
    )
  })

  it('meets English words in other forms', () => {
    for (const [one, other] of [
      ['tool', 'tools'],
      ['coating', 'coatings'],
      ['coated', 'coating'],
      ['property', 'properties'],
      ['running', 'run'],
      ['vibration', 'vibrate'],
    ]) {
      assert.equal(stem(one ?? ''), stem(other ?? ''), `${one} ${other}`)
    }
    for (const word of ['gas', 'cbn', 'fe2o3', 'class']) assert.equal(stem(word), word)
  })
})

describe('terms', () => {
  it('lists every character and pair of Chinese text, so that any part is found', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...Array.from('海上风电立方氮化硼，x 9')), { minLength: 1, maxLength: 30 }),
        (characters) => {
          const counts = new Map<string, number>()
          countTerms(characters.join(''), counts, 1)
          for (const [i, character] of characters.entries()) {
            const next = characters[i + 1] ?? ''
            if (/\p{Script=Han}/u.test(character)) assert.ok(counts.has(character))
            if (/\p{Script=Han}{2}/u.test(character + next)) assert.ok(counts.has(character + next))
          }
        },
      ),
    )
  })

  it('keeps Latin words apart from the Chinese around them', () => {
    const counts = new Map<string, number>()
    countTerms(fold('高韧性CBN单晶 2.5mm'), counts, 1)
    for (const term of ['cbn', '韧性', '单晶', '高韧性', '2.5mm']) assert.ok(counts.has(term), term)
  })

  it('answers any query with a bounded plan', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary', maxLength: 1000 })), (q) => {
        const plan = planQuery(q)
        assert.ok(plan.required.length <= 48 && plan.bonus.length <= 48 && plan.loose.length <= 96)
        assert.ok([...plan.required, ...plan.bonus, ...plan.literals].every((term) => !term.includes('\0')))
      }),
    )
  })
})

describe('posting lists', () => {
  it('come back from their blocks, the best first', () => {
    fc.assert(
      fc.property(list, (given) => {
        const blocks = encodeList(given)
        const decoded = mergeLists(blocks.map(({ data, count }) => decodeBlock(data, count)))
        assert.deepEqual(decoded, given)
      }),
    )
  })

  it('cut long lists at the best thousand', () => {
    const docs = Int32Array.from({ length: 5000 }, (_, i) => i * 300 + 7)
    const impacts = Uint8Array.from(docs, (doc) => doc % 251)
    const blocks = encodeList({ docs, impacts })
    const first = decodeBlock(blocks[0]?.data ?? Buffer.alloc(0), blocks[0]?.count ?? 0)
    const least = Math.min(...first.impacts)
    assert.equal(first.docs.length, FIRST_BLOCK)
    assert.ok([...impacts].filter((impact) => impact > least).length <= FIRST_BLOCK)
    assert.ok(blocks.every(({ data }) => data.length < 8000))
    assert.deepEqual(mergeLists(blocks.map(({ data, count }) => decodeBlock(data, count))), { docs, impacts })
  })

  it('intersect, unite and count like sets', () => {
    fc.assert(
      fc.property(list, list, list, fc.array(fc.integer({ min: 1, max: 3000 })), (a, b, c, gone) => {
        const dead = new Set(gone)
        const weight = (list: PostingList, doc: number): number => list.impacts[list.docs.indexOf(doc)] ?? 0
        const common = [...a.docs].filter(
          (doc) => b.docs.includes(doc) && c.docs.includes(doc) && !dead.has(doc),
        )
        const hits = intersect(
          [
            { list: a, weight: 1 },
            { list: b, weight: 2 },
            { list: c, weight: 0 },
          ],
          dead,
        )
        assert.deepEqual([...hits.docs], common)
        assert.deepEqual(
          [...hits.scores],
          common.map((doc) => weight(a, doc) + 2 * weight(b, doc)),
        )
        const any = [...new Set([...a.docs, ...b.docs])].sort((x, y) => x - y)
        assert.deepEqual([...unite([a, b]).docs], any)
        assert.equal(countCommon(a.docs, b.docs), [...a.docs].filter((doc) => b.docs.includes(doc)).length)
        const scored = uniteScored(
          [
            { list: a, weight: 1 },
            { list: b, weight: 1 },
          ],
          NONE,
        )
        assert.deepEqual([...scored.docs], any)
        assert.deepEqual(
          [...scored.scores],
          any.map((doc) => weight(a, doc) + weight(b, doc)),
        )
        assert.deepEqual(
          [...within(scored, [c]).docs],
          any.filter((doc) => c.docs.includes(doc)),
        )
      }),
      { numRuns: 50 },
    )
  })

  it('intersect long lists, held as bits, like short ones', () => {
    const every = (step: number): PostingList => {
      const docs = Int32Array.from({ length: 60_000 / step }, (_, i) => (i + 1) * step)
      return { docs, impacts: Uint8Array.from(docs, (doc) => 1 + (doc % 200)) }
    }
    for (const weight of [0, 2]) {
      const hits = intersect(
        [
          { list: every(7), weight: 1 },
          { list: every(3), weight },
        ],
        new Set([42]),
      )
      const expected = Array.from({ length: 2857 }, (_, i) => (i + 1) * 21).filter(
        (doc) => doc !== 42 && doc < 60_000,
      )
      assert.deepEqual([...hits.docs], expected)
      assert.deepEqual(
        [...hits.scores],
        expected.map((doc) => (1 + (doc % 200)) * (1 + weight)),
      )
    }
  })

  it('rank the best and go on after a cursor without gap or repeat', () => {
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 40 }), (given, size) => {
        const scored = { docs: given.docs, scores: Float64Array.from(given.impacts, (impact) => impact % 5) }
        const all = Array.from(scored.docs, (doc, i) => ({ doc, score: scored.scores[i] ?? 0 })).sort(byRank)
        const walked = []
        for (let after = null; ;) {
          const page = best(scored, size, after)
          walked.push(...page)
          after = page.at(-1) ?? null
          if (page.length < size || after === null) break
        }
        assert.deepEqual(walked, all)
      }),
    )
  })

  it('are merged when eight segments of one size or below stand at the end', () => {
    assert.deepEqual(tailToMerge(Array<number>(7).fill(1)), [])
    assert.deepEqual(tailToMerge([90_000, ...Array<number>(8).fill(1)]), [1, 2, 3, 4, 5, 6, 7, 8])
    assert.deepEqual(tailToMerge([500, 8, 8, 8, 8, 8, 8, 8, 1]), [1, 2, 3, 4, 5, 6, 7, 8])
    assert.deepEqual(tailToMerge(Array<number>(9).fill(1_000_000)), [])
  })
})

describe('highlights', () => {
  it('join to the text as it was written, each hit folding to what was asked', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('风电', '海上', 'cbn', 'kg', '1', '，'), (written, mark) => {
        const segments = highlight(written, [mark])
        assert.equal(segments.map((segment) => segment.text).join(''), written.normalize('NFC'))
        for (const segment of segments) if (segment.hit) assert.ok(fold(segment.text).includes(mark))
      }),
    )
  })

  it('show the part of a long text around the first hit', () => {
    const shown = snippet(`${'甲'.repeat(500)}海上風電${'乙'.repeat(500)}`, ['风电'])
    assert.deepEqual(
      shown.filter((segment) => segment.hit),
      [{ text: '風電', hit: true }],
    )
    assert.ok(shown.map((segment) => segment.text).join('').length < 200)
    assert.deepEqual([shown[0]?.text, shown.at(-1)?.text], ['…', '…'])
  })
})

describe('small parts of the index', () => {
  it('measure how far a query is from some part of a name', () => {
    for (const [wanted, name, distance] of [
      ['海上丰电', '广东海上风电基础', 1],
      ['grafene', 'graphene film', 2],
      ['abc', 'abc', 0],
      ['abc', '', 3],
    ] as const) {
      assert.equal(partDistance(Array.from(wanted), name), distance)
    }
  })

  it('sort names by pinyin', () => {
    const names = ['张江', '安徽', '重庆', '北京', '3D 打印', 'Zinc']
    assert.deepEqual(
      names.sort((a, b) => (nameKey(a) < nameKey(b) ? -1 : 1)),
      ['3D 打印', 'Zinc', '安徽', '北京', '张江', '重庆'],
    )
  })

  it('read their own cursors and refuse others', () => {
    const cursor = { sort: 'newest', key: '2026-01-01T00:00:00.000Z', id: 'abc123' }
    assert.deepEqual(readCursor(writeCursor(cursor), 'newest'), cursor)
    assert.equal(readCursor(undefined, 'newest'), null)
    for (const wrong of [
      'a',
      'bnVsbA',
      writeCursor({ ...cursor, key: 'x' }),
      writeCursor({ ...cursor, sort: 'name' }),
    ]) {
      assert.throws(() => readCursor(wrong, 'newest'), /翻页标记/)
    }
  })

  it('take NUL out of JSON and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\0', '\\', 'u', '0', 'a', '"') }), (given) => {
        assert.equal(JSON.parse(withoutNul(JSON.stringify(given))), given.replaceAll('\0', ' '))
      }),
    )
  })
})
