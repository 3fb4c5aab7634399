import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Hono } from 'hono'
import { z } from 'zod'
import { visitor } from '#platform/access/access.ts'
import type { Bus, Call } from '#platform/command/bus.ts'
import { routesOf } from '#platform/command/command.ts'
import { Refusal } from '#platform/refusal.ts'
import { mountPlainForms } from './plain-forms.ts'
import { openRateLimit } from './rate.ts'

const { write } = routesOf('platform')
const route = write({
  method: 'POST',
  path: '/things',
  permission: 'thing.make',
  journal: 'thing.make',
  says: '{actor}做了一件事',
  input: z.object({ a: z.string() }),
  gate: { none: '测试' },
  verb: async () => ({}),
})

function appWith(answer: (call: Call) => unknown): { app: Hono; calls: Call[] } {
  const app = new Hono()
  const calls: Call[] = []
  const bus = (async (call: Call) => {
    calls.push(call)
    return { result: answer(call) }
  }) as unknown as Bus
  mountPlainForms(app, {
    bus,
    routes: [route],
    actorOf: async () => visitor,
    rate: openRateLimit(),
    source: () => 'test',
    refused: async (context, refusal, values) => context.text(`${refusal.message} ${values['a'] ?? ''}`, 422),
  })
  return { app, calls }
}

const post = (
  app: Hono,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) => app.request(path, { method: 'POST', headers, body: new URLSearchParams(fields) })

it('runs the command with its key and goes back to the page, which can tell that it worked', async () => {
  const { app, calls } = appWith(() => ({ location: '/app/things/1' }))
  const answer = await post(app, '/do/thing.make', {
    _key: 'k',
    _back: '/x?q=1#f',
    a: '甲',
    'ip.0.number': '7',
    b: '',
  })
  assert.equal(answer.status, 303)
  assert.equal(answer.headers.get('location'), '/x?q=1&done=thing.make#f')
  assert.deepEqual(calls[0]?.input, { a: '甲', ip: { '0': { number: '7' } } })
  assert.equal(calls[0]?.key, 'k')
  const without = await post(app, '/do/thing.make', { _key: 'k', a: '甲' })
  assert.equal(without.headers.get('location'), '/app/things/1')
})

it('shows the page again with sentence and typed values when refused', async () => {
  const { app } = appWith(() => {
    throw new Refusal('conflict', '不行。')
  })
  const answer = await post(app, '/do/thing.make', { _key: 'k', a: '甲' })
  assert.equal(answer.status, 422)
  assert.equal(await answer.text(), '不行。 甲')
})

it('never leads to another site, and takes no form of one', async () => {
  const { app, calls } = appWith(() => ({}))
  for (const back of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const answer = await post(app, '/do/thing.make', { _key: 'k', _back: back, a: '甲' })
    assert.equal(answer.headers.get('location'), '/?done=thing.make', back)
  }
  const before = calls.length
  const foreign = await post(
    app,
    '/do/thing.make',
    { _key: 'k', a: '甲' },
    { origin: 'https://evil.example', host: 'localhost' },
  )
  assert.equal(foreign.status, 500, 'the app’s error handler answers the refusal; none is mounted here')
  assert.equal(calls.length, before)
})

it('knows only the routes it was given', async () => {
  const { app, calls } = appWith(() => ({}))
  await post(app, '/do/session.open', { _key: 'k' })
  assert.equal(calls.length, 0)
})

it('an object path cannot reach the prototype', async () => {
  const { app, calls } = appWith(() => ({}))
  await post(app, '/do/thing.make', { _key: 'k', '__proto__.polluted': '1', a: '甲' })
  assert.deepEqual(calls[0]?.input, {})
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})
