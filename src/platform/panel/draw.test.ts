import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isIncluded } from '../../verify/draw.ts'
import { proveDraw } from '../../proofs/draw.ts'
import { committedOrder, drawOf, entryLeaf, inclusionOf, rootOf, seedOf, selected } from './draw.ts'

describe('the draw (RFC 3797)', () => {
  it('the RFC’s example, by its own MD5, selects 17 7 2 16 25 23 8 24 19 13 22', () => {
    const key = ['9319', '2 5 12 8 10', '9 18 26 34 41 45'].map(seedOf).join('')
    assert.equal(key, '9319./2.5.8.10.12./9.18.26.34.41.45./')
    const pool = Array.from({ length: 25 }, (_, at) => at + 1)
    assert.deepEqual(selected(pool, key, 'md5', 11), [17, 7, 2, 16, 25, 23, 8, 24, 19, 13, 22])
  })

  it('10,000 draws equal a second implementation, and a changed pool or seed fails (small count)', () => {
    const { failures, seed } = proveDraw(200)
    assert.equal(failures, 0, `KEQIAO_SEED=${seed}`)
  })

  for (const [typed, seed] of [
    ['05 02，11、30', '2.5.11.30./'],
    ['３ １ 4', '1.3.4./'],
    ['7', '7./'],
    ['', undefined],
    ['3.5 4', undefined],
    ['-1 2', undefined],
    ['红球 1 2', undefined],
  ] as const)
    it(`a seed typed as “${typed}” is ${seed ?? 'refused'}`, () => assert.equal(seedOf(typed), seed))

  it('every candidate of every stratum stands in the order once, whatever the order of the rows', () => {
    const pool = Array.from({ length: 9 }, (_, at) => ({
      stratum: at % 2,
      leaf: entryLeaf(`salt${at}`, at % 2, `ZK${at}`),
    }))
    const order = drawOf(pool, '1.2./')
    assert.deepEqual(order, drawOf(pool.toReversed(), '1.2./'))
    assert.deepEqual(order.flat().toSorted(), pool.map(({ leaf }) => leaf).toSorted())
    assert.deepEqual(
      committedOrder(pool).map(({ stratum }) => stratum),
      [0, 0, 0, 0, 0, 1, 1, 1, 1],
    )
    for (const [at, { leaf, stratum }] of pool.entries()) {
      const path = inclusionOf(pool, leaf)?.path ?? []
      assert.ok(isIncluded({ salt: `salt${at}`, stratum, code: `ZK${at}`, path }, rootOf(pool)))
    }
    assert.equal(inclusionOf(pool, 'no leaf'), undefined)
  })
})
