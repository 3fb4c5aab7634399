import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { Queue } from './queue.ts'

describe('the queue before a hot object (design.md 5)', () => {
  let own: TestDatabase
  before(async () => {
    own = await testDatabase()
  })
  after(() => own.drop())

  it('runs the bodies of one name in the order they came, those of another name beside them', async () => {
    const queue = new Queue(own.db)
    const seen: string[] = []
    const slow = (name: string, ms: number) =>
      queue.run(name[0], async () => {
        seen.push(`${name}+`)
        await sleep(ms)
        seen.push(`${name}-`)
      })
    await Promise.all([slow('a1', 150), slow('a2', 1), slow('a3', 1), slow('b1', 1)])
    assert.deepEqual(
      seen.filter((entry) => entry.startsWith('a')),
      ['a1+', 'a1-', 'a2+', 'a2-', 'a3+', 'a3-'],
    )
    assert.ok(seen.indexOf('b1-') < seen.indexOf('a1-'))
  })

  it('answers 503 to whoever does not get a turn in time, also behind others of the same process', async () => {
    const queue = new Queue(own.db, 300)
    const from = performance.now()
    const settled = await Promise.allSettled(
      Array.from({ length: 8 }, () => queue.run('lot:1', () => sleep(120, 'done'))),
    )
    const kinds = settled.map((s) =>
      s.status === 'fulfilled' ? s.value : (s.reason as { kind: string }).kind,
    )
    const done = kinds.filter((kind) => kind === 'done').length
    assert.ok(done >= 1 && done < 8, kinds.join())
    assert.deepEqual(
      kinds.slice(done),
      Array.from({ length: 8 - done }, () => 'busy'),
    )
    assert.ok(performance.now() - from < 800, 'the last was told before the first eight would have ended')
    assert.equal(await queue.run('lot:1', async () => 'next'), 'next')
  })

  it('goes on after a body that threw', async () => {
    const queue = new Queue(own.db)
    const failing = queue.run('lot:2', async () => {
      throw new Error('broken')
    })
    const next = queue.run('lot:2', async () => 'next')
    await assert.rejects(failing, /broken/)
    assert.equal(await next, 'next')
  })
})
