import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkHistory, total, type Anomalies, type HistoryTransaction, type Step } from './history.ts'

const append = (key: string, item: number): Step => ({ kind: 'append', key, item })
const read = (key: string, ...items: number[]): Step => ({ kind: 'read', key, items })
const done = (...steps: Step[]): HistoryTransaction => ({ committed: true, steps })
const aborted = (...steps: Step[]): HistoryTransaction => ({ committed: false, steps })
const finals = (lists: Record<string, number[]>) => new Map(Object.entries(lists))

/** Anomaly names to the smallest history that has it and nothing else. */
const cases: readonly [keyof Anomalies, HistoryTransaction[], Record<string, number[]>][] = [
  ['lost', [done(append('x', 1))], { x: [] }],
  ['duplicate', [done(append('x', 1))], { x: [1, 1] }],
  ['incompatible', [done(append('x', 1)), done(append('x', 2)), done(read('x', 1, 2))], { x: [2, 1] }],
  ['internal', [done(read('x', 1), append('x', 2), read('x', 1)), done(append('x', 1))], { x: [1, 2] }],
  [
    'G0',
    [done(append('x', 1), append('y', 2)), done(append('x', 3), append('y', 4))],
    { x: [1, 3], y: [4, 2] },
  ],
  ['G1a', [aborted(append('x', 1)), done(read('x', 1))], { x: [1] }],
  ['G1b', [done(append('x', 1), append('x', 2)), done(append('y', 3), read('x', 1))], { x: [1, 2], y: [3] }],
  ['G1c', [done(append('x', 1), read('y', 2)), done(append('y', 2), read('x', 1))], { x: [1], y: [2] }],
  ['G-single', [done(append('x', 1), append('y', 2)), done(read('x'), read('y', 2))], { x: [1], y: [2] }],
  ['G2', [done(read('x'), append('y', 1)), done(read('y'), append('x', 2))], { x: [2], y: [1] }],
]

describe('the checker of list-append histories', () => {
  for (const [name, transactions, lists] of cases) {
    it(`finds ${name} in the smallest history that has it`, () => {
      const found = checkHistory(transactions, finals(lists))
      assert.equal(found[name], 1, JSON.stringify(found))
    })
  }

  it('finds cycles alone where nothing else is wrong', () => {
    for (const [name, transactions, lists] of cases.filter(([name]) =>
      ['G0', 'G1c', 'G-single', 'G2'].includes(name),
    ))
      assert.equal(total(checkHistory(transactions, finals(lists))), 1, name)
  })

  it('passes a serial history of thousands with reads of old and own versions', () => {
    const transactions: HistoryTransaction[] = []
    const lists: Record<string, number[]> = { x: [], y: [] }
    for (let item = 0; item < 5_000; item += 1) {
      const key = item % 3 === 0 ? 'x' : 'y'
      const steps = [read('x', ...(lists['x'] ?? []).slice(0)), append(key, item)]
      lists[key]?.push(item)
      transactions.push(
        item % 50 === 0 ? done(...steps, read(key, ...(lists[key] ?? []))) : done(append(key, item)),
      )
    }
    assert.equal(total(checkHistory(transactions, finals(lists))), 0)
  })

  it('finds a circle of three with two overwritten reads as G2, and does not call an abort lost', () => {
    const transactions = [
      done(append('y', 1)),
      done(read('y', 1), read('z')),
      done(append('z', 2), read('y')),
      aborted(append('z', 9)),
    ]
    const found = checkHistory(transactions, finals({ y: [1], z: [2] }))
    assert.deepEqual({ G2: found.G2, total: total(found) }, { G2: 1, total: 1 })
  })
})
