import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import '../forms/form.ts'
import { openRateLimit } from './rate.ts'
import { plainValues } from './plain-values.ts'

const form = z.object({
  name: z.string(),
  blind: z.boolean().nullish(),
  count: z.int().nullish(),
  budgetFen: z.int().nullish().meta({ title: '预算', widget: 'money' }),
  words: z.array(z.string()).nullish(),
  metrics: z.array(z.object({ name: z.string(), value: z.string(), unit: z.string().nullish() })).nullish(),
  inner: z.object({ days: z.int() }).nullish(),
})

describe('a plain form’s texts as its schema takes them', () => {
  it('reads yes and no, numbers, money with its unit, lists and entries of lists', () => {
    assert.deepEqual(
      form.parse(
        plainValues(form, {
          name: '12',
          blind: 'true',
          count: '3',
          budgetFen: '45万元',
          words: { 2: '荔枝', 10: '保鲜' },
          metrics: { 0: '{"name":"好果率","value":"≥90"}', 3: { name: '成本', value: '5', unit: '元' } },
          inner: { days: '7' },
        }),
      ),
      {
        name: '12',
        blind: true,
        count: 3,
        budgetFen: 45_000_000,
        words: ['荔枝', '保鲜'],
        metrics: [
          { name: '好果率', value: '≥90' },
          { name: '成本', value: '5', unit: '元' },
        ],
        inner: { days: 7 },
      },
    )
    assert.deepEqual(plainValues(form, { words: '荔枝' }), { words: ['荔枝'] })
    assert.deepEqual(plainValues(form, { blind: 'false', budgetFen: '450000元' }), {
      blind: false,
      budgetFen: 45_000_000,
    })
  })

  it('what does not fit stays text, and the schema says why', () => {
    for (const odd of [
      { blind: 'vielleicht' },
      { count: '1e3' },
      { budgetFen: '50' },
      { metrics: { 0: '{"name"' } },
    ]) {
      const read = plainValues(form, { name: 'x', ...odd })
      assert.equal(form.safeParse(read).success, false, JSON.stringify(odd))
    }
    assert.deepEqual(plainValues(form, { unknown: '1' }), { unknown: '1' })
    assert.equal(plainValues(form, 'no object'), 'no object')
  })
})

describe('a rate limit', () => {
  it('lets a minute’s worth through at once, then one as each becomes due, for each source and question apart', () => {
    let now = 0
    const ask = openRateLimit(() => now)
    for (let i = 0; i < 60; i += 1) ask('propose', 'a', 60)
    assert.throws(() => ask('propose', 'a', 60), { kind: 'tooMany' })
    ask('propose', 'b', 60)
    ask('other', 'a', 60)
    now = 999
    assert.throws(() => ask('propose', 'a', 60), { kind: 'tooMany' })
    now = 1_000
    ask('propose', 'a', 60)
    assert.throws(() => ask('propose', 'a', 60), { kind: 'tooMany' })
  })

  it('forgets the oldest source, never grows without end', () => {
    const ask = openRateLimit(() => 0)
    ask('propose', 'first', 1)
    for (let i = 0; i < 10_000; i += 1) ask('propose', `source ${i}`, 1)
    ask('propose', 'first', 1)
    assert.throws(() => ask('propose', 'source 9999', 1), { kind: 'tooMany' })
  })
})
