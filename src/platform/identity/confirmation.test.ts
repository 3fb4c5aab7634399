import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { visitor, type Actor } from '../access/access.ts'
import { routesOf } from '../command/command.ts'
import { useConfirmation } from './factor-commands.ts'
import { ownPerson } from './session-commands.ts'
import { testCity, type Client, type TestCity } from './testing.ts'

let city: TestCity

before(async () => {
  city = await testCity()
})
after(() => city.test.drop())

/** An act that needs fresh proof, as the signing of a contract does. */
const act = routesOf('platform').write({
  method: 'POST',
  path: '/confirmed-act',
  permission: 'session.use',
  journal: 'test.confirmed-act',
  says: '{actor}确认',
  input: z.object({ matter: z.string(), fails: z.boolean().default(false) }),
  gate: { none: '测试' },
  verb: async (tx, actor, input) => {
    ownPerson(actor)
    const proof = await useConfirmation(tx, actor, input.matter, city.now())
    if (input.fails) throw new Error('the act failed after the proof was taken')
    return proof
  },
})

let keys = 0
const MATTER = 'test:1:aaaa'
const perform = (actor: Actor, fails = false, matter = MATTER) =>
  city.bus<{ way: string }>({ route: act, actor, input: { matter, fails }, key: `act-${(keys += 1)}` })

async function person(login: string): Promise<{ actor: Actor; client: Client }> {
  const password = 'jiulong shan xia de yu'
  await city.run('account.register', visitor, { login, name: '确认人', phone: '13900000088', password })
  const client = city.client(login)
  await client.call('POST', '/api/v1/session', { login, password })
  return { actor: await city.actor(login), client }
}

async function newCode(client: Client): Promise<string | undefined> {
  await client.call('POST', '/api/v1/session/code')
  const shown = await client.call('GET', '/api/v1/demo/codes')
  return /\d{6}/.exec(String((shown.body['items'] as string[]).at(-1)))?.[0]
}

async function confirm(client: Client, matter = MATTER): Promise<void> {
  const code = await newCode(client)
  assert.equal((await client.call('POST', '/api/v1/session/confirm', { code, matter })).status, 200)
}

describe('a confirmation by second factor (P8 b)', () => {
  it('is asked for, works once, and stays when the act itself failed', async () => {
    const { actor, client } = await person('confirm.one')
    await assert.rejects(perform(actor), { kind: 'conflict', message: /确认身份/ })
    await confirm(client)
    await assert.rejects(perform(actor, true), /failed after/)
    const { result, journalId } = await perform(actor)
    assert.equal(result.way, 'sms')
    const used = await city.rows('select journal_id from platform.confirmation where person_id = $1', [
      actor.personId,
    ])
    assert.deepEqual(used, [{ journal_id: journalId }])
    await assert.rejects(perform(actor), { kind: 'conflict' })
  })

  it('serves only the matter it was given for: not another contract, not another text', async () => {
    const { actor, client } = await person('confirm.five')
    await confirm(client)
    await assert.rejects(perform(actor, false, 'test:2:aaaa'), { kind: 'conflict' })
    await assert.rejects(perform(actor, false, 'test:1:bbbb'), { kind: 'conflict' })
    assert.equal((await perform(actor)).result.way, 'sms')
  })

  it('is not given for nothing in particular', async () => {
    const { client } = await person('confirm.six')
    const code = await newCode(client)
    for (const matter of [undefined, '', '合同', 'contract', `contract:${'x'.repeat(300)}`]) {
      const answer = await client.call('POST', '/api/v1/session/confirm', { code, matter })
      assert.equal(answer.status, 422, String(matter))
    }
    assert.equal((await client.call('POST', '/api/v1/session/confirm', { code, matter: MATTER })).status, 200)
  })

  it('is the person’s own, and only for a few minutes', async () => {
    const one = await person('confirm.two')
    const other = await person('confirm.three')
    await confirm(one.client)
    await assert.rejects(perform(other.actor), { kind: 'conflict' })
    city.pass(6 * 60)
    await assert.rejects(perform(one.actor), { kind: 'conflict' })
  })

  it('two acts at once cannot share one', async () => {
    const { actor, client } = await person('confirm.four')
    await confirm(client)
    const results = await Promise.allSettled([perform(actor), perform(actor), perform(actor)])
    assert.equal(results.filter((r) => r.status === 'fulfilled').length, 1)
  })
})
