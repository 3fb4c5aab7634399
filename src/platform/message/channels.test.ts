import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { emailChannel, smsChannel, Undeliverable, wecomChannel, type Outgoing } from './channels.ts'

const message: Outgoing = { title: '汇总', text: '待办 3。', stop: 'https://x.example/l/t' }
const person = { phone: '13800001111', email: 'a@example.cn' }
const NOW = 1_795_000_000_000

/** A relay that keeps what it was sent. */
function relay(status = 200, body = '{}') {
  const calls: { url: string; init: RequestInit & { body: string } }[] = []
  const call = (async (url: string, init: RequestInit & { body: string }) => {
    calls.push({ url, init })
    return new Response(body, { status })
  }) as typeof fetch
  return { calls, options: { url: 'https://relay.example/send', token: 'secret', fetch: call } }
}

describe('channels out of the house (practice.md P35)', () => {
  it('WeCom: a text that mentions the person, signed over time and body', async () => {
    const { calls, options } = relay(200, '{"errcode":0}')
    await wecomChannel(options, () => NOW).send(person, message, 'k1')
    const { init } = calls[0] ?? assert.fail('called')
    const headers = init.headers as Record<string, string>
    const timestamp = String(NOW / 1000)
    const signature = createHmac('sha256', 'secret').update(`${timestamp}.${init.body}`).digest('hex')
    assert.equal(headers['x-keqiao-signature'], signature)
    assert.equal(headers['idempotency-key'], 'k1')
    assert.deepEqual(JSON.parse(init.body), {
      msgtype: 'text',
      text: { content: '待办 3。', mentioned_mobile_list: ['13800001111'] },
    })
    const refusing = relay(200, '{"errcode":93000}')
    await assert.rejects(wecomChannel(refusing.options, () => NOW).send(person, message, 'k'), /93000/)
  })

  it('e-mail: with the one-click way out in its headers (RFC 8058)', async () => {
    const { calls, options } = relay()
    await emailChannel(options).send(person, message, 'k2')
    const sent = JSON.parse(calls[0]?.init.body ?? '') as { to: string; headers: Record<string, string> }
    assert.equal(sent.to, 'a@example.cn')
    assert.equal(sent.headers['List-Unsubscribe'], '<https://x.example/l/t>')
    assert.equal(sent.headers['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click')
  })

  it('follows no redirect and calls only the address it was made with (trust.md T38)', async () => {
    const { calls, options } = relay()
    await emailChannel(options).send({ phone: null, email: 'http://169.254.169.254/@x' }, message, 'k')
    assert.equal(calls[0]?.url, options.url)
    assert.equal(calls[0]?.init.redirect, 'error')
    assert.ok(calls[0]?.init.signal, 'a relay that hangs is given up')
  })

  it('tells what may be tried again from what may not', async () => {
    const nobody = { phone: null, email: null }
    for (const channel of [
      wecomChannel(relay().options, () => NOW),
      emailChannel(relay().options),
      smsChannel({ send: async () => {} }),
    ])
      await assert.rejects(channel.send(nobody, message, 'k'), Undeliverable)
    await assert.rejects(emailChannel(relay(404).options).send(person, message, 'k'), Undeliverable)
    for (const status of [429, 500, 503])
      await assert.rejects(
        emailChannel(relay(status).options).send(person, message, 'k'),
        (error: Error) => !(error instanceof Undeliverable),
      )
  })
})
