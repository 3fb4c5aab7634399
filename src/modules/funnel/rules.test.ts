import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { determined, withheld, type Sum } from './rules.ts'

const BELOW = 3
const table = (rows: readonly (readonly number[])[]) => {
  const cells = new Map<string, number>()
  const sums: Sum[] = []
  const add = (name: string, n: number) => cells.set(name, n)
  const width = rows[0]?.length ?? 0
  rows.forEach((row, r) => {
    row.forEach((n, c) => add(`${r},${c}`, n))
    add(
      `${r},all`,
      row.reduce((a, b) => a + b, 0),
    )
    sums.push({ total: `${r},all`, parts: row.map((_, c) => `${r},${c}`) })
  })
  for (const c of [...Array.from({ length: width }, (_, i) => String(i)), 'all']) {
    const parts = rows.map((_, r) => `${r},${c}`)
    add(
      `all,${c}`,
      parts.reduce((sum, name) => sum + (cells.get(name) ?? 0), 0),
    )
    sums.push({ total: `all,${c}`, parts })
  }
  return { cells, sums }
}

const hide = (cells: ReadonlyMap<string, number>, sums: readonly Sum[]) => {
  const hidden = withheld(cells, sums, BELOW)
  assert.ok(hidden, 'without open counts there is always a way')
  return hidden
}

describe('small counts are withheld, and no total gives one away (practice.md P16)', () => {
  it('withholds counts below the threshold and shows zeros', () => {
    const { cells, sums } = table([[0, 7, 9, 5]])
    assert.deepEqual([...hide(cells, sums)], [])
    const small = table([[0, 2, 9, 1]])
    const hidden = hide(small.cells, small.sums)
    assert.ok(hidden.has('0,1') && hidden.has('0,3') && !hidden.has('0,0'))
  })

  it('withholds a second count when one alone would follow from the total', () => {
    const { cells, sums } = table([
      [2, 7, 9],
      [5, 6, 8],
    ])
    const hidden = hide(cells, sums)
    assert.ok(hidden.has('0,0') && hidden.has('0,1'), 'the smallest other count of the row')
    assert.ok(hidden.has('1,0') && hidden.has('1,1'), 'and of the column')
  })

  it('withholds a third when two that are 1 each would follow from their sum', () => {
    const { cells, sums } = table([[1, 1, 9, 5]])
    const hidden = hide(cells, sums)
    assert.ok(hidden.size > 2)
  })

  it('finds what only several sums together give away', () => {
    // a+b, b+c and a+c are shown: each of the three follows.
    const sums = [
      { total: 'x', parts: ['a', 'b'] },
      { total: 'y', parts: ['b', 'c'] },
      { total: 'z', parts: ['a', 'c'] },
    ]
    assert.notEqual(determined(new Set(['a', 'b', 'c']), sums), undefined)
    assert.equal(
      determined(
        new Set(['a', 'b', 'c', 'z']),
        [sums[0], sums[1]].filter((s) => s !== undefined),
      ),
      undefined,
    )
  })

  it('never withholds an open count; says so when nothing can hide a small one behind it', () => {
    const cells = new Map([
      ['all', 9],
      ['未说明', 1],
      ['其他', 2],
      ['重复', 6],
    ])
    const sums = [{ total: 'all', parts: ['未说明', '其他', '重复'] }]
    const hidden = withheld(cells, sums, BELOW, new Set(['未说明', 'all']))
    assert.deepEqual([...(hidden ?? [])], ['其他', '重复'])
    const alone = [{ total: 'all', parts: ['未说明', '其他'] }]
    assert.equal(withheld(cells, alone, BELOW, new Set(['未说明', 'all'])), undefined)
  })

  it('property: whoever knows every shown count and every sum can compute no withheld one', () => {
    const cell = fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 2, arbitrary: fc.nat(40) })
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })).chain(([height, width]) =>
          fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
            minLength: height,
            maxLength: height,
          }),
        ),
        (rows) => {
          const { cells, sums } = table(rows)
          const hidden = hide(cells, sums)
          for (const [name, n] of cells) if (n > 0 && n < BELOW) assert.ok(hidden.has(name), name)
          for (const name of hidden) assert.ok((cells.get(name) ?? 0) > 0, 'zeros are shown')
          assert.equal(bySubstitution(hidden, sums), undefined, 'one sum after another')
          assert.equal(byTwoSolutions(hidden, sums), undefined, 'all sums together')
        },
      ),
      { numRuns: 400 },
    )
  })
})

/** The naive reader: fills in any sum with one unknown, again and again. */
function bySubstitution(hidden: ReadonlySet<string>, sums: readonly Sum[]): string | undefined {
  for (const { total, parts } of sums) {
    const unknown = [total, ...parts].filter((name) => hidden.has(name))
    if (unknown.length === 1) return unknown[0]
  }
  return undefined
}

/**
 * The thorough reader, by another method than the product's: projects every unit vector onto the row space with
 * orthogonalised floating-point rows; a cell is known when its vector lies within.
 */
function byTwoSolutions(hidden: ReadonlySet<string>, sums: readonly Sum[]): string | undefined {
  const names = [...hidden]
  const basis: number[][] = []
  for (const { total, parts } of sums) {
    let row: number[] = names.map((name) => (name === total ? -1 : parts.includes(name) ? 1 : 0))
    for (const b of basis) row = minus(row, b, dot(row, b))
    const length = Math.sqrt(dot(row, row))
    if (length > 1e-9) basis.push(row.map((x) => x / length))
  }
  return names.find((_, i) => basis.reduce((sum, b) => sum + (b[i] ?? 0) ** 2, 0) > 1 - 1e-9)
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0)
const minus = (a: readonly number[], b: readonly number[], k: number) => a.map((x, i) => x - k * (b[i] ?? 0))
