import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { httpSms, recordingSms } from './sms.ts'

describe('SMS senders', () => {
  it('the recording one keeps the last messages of each phone', async () => {
    const sms = recordingSms()
    for (let i = 0; i < 150; i += 1) await sms.send(i % 2 === 0 ? 'a' : 'b', String(i))
    assert.equal(sms.sentTo('a').length, 50)
    assert.equal(sms.sentTo('a').at(-1)?.text, '148')
  })

  it('the HTTP one posts phone and text with its token, follows no redirect and fails on a refusal', async () => {
    const seen: { url: string; init: RequestInit | undefined }[] = []
    let status = 200
    const gateway: typeof fetch = async (url, init) => {
      seen.push({ url: url instanceof Request ? url.url : String(url), init })
      return new Response('', { status })
    }
    const sms = httpSms({ url: 'https://sms.example/send', token: 't1', fetch: gateway })
    await sms.send('13900000000', '验证码 123456')
    assert.equal(seen[0]?.init?.body, JSON.stringify({ phone: '13900000000', text: '验证码 123456' }))
    assert.equal(new Headers(seen[0]?.init?.headers).get('authorization'), 'Bearer t1')
    assert.equal(seen[0]?.init?.redirect, 'error')
    status = 502
    await assert.rejects(sms.send('13900000000', 'x'), /502/)
  })
})
