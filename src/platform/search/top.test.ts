import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { PostingList } from './postings.ts'
import { addBonus, best, intersect, type Weighted } from './sets.ts'
import { collectTop, countAll, Top } from './top.ts'

const WANTED = 21

/** A list over numbers up to 30,000, each in it with the given chance in 100; the same for the same seed. */
function listOf(seed: number, chance: number, from = 1): PostingList {
  const docs: number[] = []
  const impacts: number[] = []
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state >>> 8
  }
  for (let doc = from; doc < from + 30_000; doc += 1) {
    if (next() % 100 >= chance) continue
    docs.push(doc)
    impacts.push(1 + (next() % 255))
  }
  return { docs: Int32Array.from(docs), impacts: Uint8Array.from(impacts) }
}

describe('the best hits without scoring all', () => {
  const numbers = fc.tuple(
    fc.integer({ min: 1, max: 1e6 }),
    fc.integer({ min: 1, max: 60 }),
    fc.constantFrom(0, 0.5, 3),
  )
  it('are those of the full intersection, with its order, bonus and dead documents', () => {
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 2, maxLength: 4 }), numbers, (given, more) => {
        const lists = given.map(([seed, chance, weight]): Weighted => ({
          list: listOf(seed, chance),
          weight,
        }))
        const bonus = [{ list: listOf(more[0], more[1]), weight: 0.5 }]
        const all = intersect(lists, new Set())
        const dead = new Set([...all.docs].filter((_, i) => i % 3 === 0))
        const expected = intersect(lists, dead)
        for (const one of bonus) addBonus(expected, one)
        const top = new Top(WANTED)
        collectTop(top, lists, bonus, dead)
        assert.deepEqual(best(top.result(), WANTED, null), best(expected, WANTED, null))
        assert.equal(countAll(lists, dead, Infinity), expected.docs.length)
        assert.equal(countAll(lists, dead, 3), Math.min(4, expected.docs.length))
      }),
      { numRuns: 40 },
    )
  })

  it('come from all segments', () => {
    const top = new Top(WANTED)
    const segments = [1, 50_001].map((from) => [
      { list: listOf(from, 30, from), weight: 1 },
      { list: listOf(from + 1, 40, from), weight: 2 },
    ])
    for (const lists of segments) collectTop(top, lists, [], new Set())
    const parts = segments.map((lists) => best(intersect(lists, new Set()), WANTED, null))
    const expected = parts.flat().sort((a, b) => b.score - a.score || b.doc - a.doc)
    assert.deepEqual(best(top.result(), WANTED, null), expected.slice(0, WANTED))
    assert.ok(expected.slice(0, WANTED).some(({ doc }) => doc < 50_000))
    assert.ok(expected.slice(0, WANTED).some(({ doc }) => doc > 50_000))
  })
})
