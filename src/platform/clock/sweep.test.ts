import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Bus, Call } from '#platform/command/bus.ts'
import type { WriteRoute } from '#platform/command/command.ts'
import { Refusal } from '#platform/refusal.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { sweepDeadlines } from './sweep.ts'

/** More than one turn of the clock takes. */
const HELD = 250

describe('the clock over terms that are due', () => {
  let test: TestDatabase
  const told: string[] = []
  const asked = new Map<string, number>()
  const routes = [{ journal: 'held.remind' }, { journal: 'free.remind' }] as unknown as WriteRoute[]
  // Only what the sweep asks of the bus: one reminder is always refused, the other one done.
  const bus = (async ({ route, key = '' }: Call) => {
    if (route.journal === 'held.remind') {
      asked.set(key, (asked.get(key) ?? 0) + 1)
      throw new Refusal('conflict', '还有异议没有答复。')
    }
    told.push(route.journal)
  }) as unknown as Bus
  const sweep = () => sweepDeadlines(test.db, bus, routes, assert.ifError)
  const due = (performs: string, on: string, count: number) =>
    test.db.owner((client) =>
      client.query(
        `insert into platform.deadline (id, kind, subject_kind, subject_id, performs, term, starts_on, nominal_on, due_on,
           provisional, state)
         select gen_random_uuid(), 'reminder', 'test', gen_random_uuid(), $1, '{}', $2, $2, $2, false, 'open'
         from generate_series(1, $3)`,
        [performs, on, count],
      ),
    )

  before(async () => {
    test = await testDatabase()
    await test.db.owner((client) => client.query(`insert into platform.state values (true, 0, 'r', 'c')`))
  })
  after(() => test.drop())

  it('250 refused ones do not keep a later one from its turn', async () => {
    await due('held.remind', '2026-01-05', HELD)
    await due('free.remind', '2026-01-06', 1)
    assert.equal(await sweep(), 0)
    assert.deepEqual(told, [], 'older ones come first')
    assert.equal(await sweep(), 1)
    assert.deepEqual(told, ['free.remind'])
  })

  it('what is refused is asked again in its turn: nothing is given up', async () => {
    await sweep()
    await sweep()
    assert.equal(asked.size, HELD)
    assert.ok([...asked.values()].every((times) => times >= 2))
  })
})
