import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filledBy, followed, isHeld, restored, signOf, without, type Proposed } from './reading.ts'

const item = (key: string, fill: Record<string, unknown>): Proposed => ({
  key,
  title: key,
  fill,
  shown: key,
  words: [],
})
const name = item('name', { name: '荔枝保鲜' })
const rate = item('targetMetrics.0', { targetMetrics: [{ name: '好果率', value: '≥90', unit: '%' }] })
const cost = item('targetMetrics.1', { targetMetrics: [{ name: '成本', value: '≤0.5', unit: '元/斤' }] })

describe('what was read fills the form, and leaves what a person wrote', () => {
  it('joins lists, without what was dropped', () => {
    assert.deepEqual(filledBy([name, rate, cost], new Set([signOf(cost)])), {
      name: '荔枝保鲜',
      targetMetrics: [{ name: '好果率', value: '≥90', unit: '%' }],
    })
    assert.equal((filledBy([rate, cost], new Set())['targetMetrics'] as object[]).length, 2)
  })

  it('a later reading changes only fields that still hold the earlier one', () => {
    assert.deepEqual(followed({ name: 'a' }, { name: 'a' }, { name: 'b' }), { name: 'b' })
    assert.deepEqual(followed({ name: '自己写的' }, { name: 'a' }, { name: 'b' }), {})
    assert.deepEqual(followed({}, {}, { name: 'b' }), { name: 'b' })
    assert.deepEqual(followed({ name: 'a' }, { name: 'a' }, {}), { name: undefined })
    assert.deepEqual(followed({ keywords: [] }, {}, { keywords: ['荔枝'] }), { keywords: ['荔枝'] })
  })

  it('one entry is taken out and put back; the order of its parts does not matter', () => {
    const values = filledBy([rate, cost], new Set())
    const rest = without(cost, values)
    assert.deepEqual(rest, { targetMetrics: [{ name: '好果率', value: '≥90', unit: '%' }] })
    assert.equal(isHeld(cost, rest), false)
    assert.equal(isHeld(cost, restored(cost, rest)), true)
    assert.equal(isHeld(rate, { targetMetrics: [{ unit: '%', value: '≥90', name: '好果率' }] }), true)
    assert.deepEqual(without(rate, without(cost, values)), { targetMetrics: undefined })
    assert.equal(
      isHeld(item('x', { targetMetrics: [{ name: 'a', value: '1' }] }), {
        targetMetrics: [{ name: 'a', value: '1', unit: '' }],
      }),
      true,
    )
  })
})
