import assert from 'node:assert/strict'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { after, before, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { isPublicAddress, webhookUrl } from './address.ts'
import { CallFailed, dial, post, type Caller, type Dialled } from './call.ts'
import { signedHeaders, type Signed } from './signature.ts'

/** 127.0.0.1 as people who mean harm write it. */
const LOOPBACK = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0x7F.0x0.0x0.0x1',
  '017700000001',
  '0177.0.0.1',
  '0177.1',
  '127.0.0.1.',
  '１２７.0.0.1',
  '127。0。0。1',
  '0',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[2002:7f00:1::]',
]
const INSIDE = [
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.100.100.200',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[fc00::1]',
  '[::ffff:169.254.169.254]',
  '[::ffff:10.0.0.1]',
  '224.0.0.1',
  '255.255.255.255',
  '[ff02::1]',
  '198.18.0.1',
  '[2001:db8::1]',
]
const NAMES = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'db.internal',
  'intranet',
  'printer.local',
]

describe('where a webhook may go (trust.md T38)', () => {
  let trap: Server
  let port = 0
  let connections = 0

  before(async () => {
    trap = createServer((socket) => {
      connections += 1
      socket.end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n')
    })
    await new Promise<void>((resolve) => trap.listen(0, '::', resolve))
    const at = trap.address()
    port = typeof at === 'object' && at ? at.port : 0
  })
  after(() => trap.close())

  const callerTo = (answers: readonly string[], permits = isPublicAddress): Caller => ({
    resolve: async () => answers,
    permits,
    dial,
  })
  const send = (caller: Caller, host: string) => post(caller, new URL(`http://${host}:${port}/x`), '{}', {})

  it('the trap listens: a caller that permits everything reaches it', async () => {
    await send(
      callerTo([], () => true),
      '127.0.0.1',
    )
    await send(
      callerTo(['127.0.0.1'], () => true),
      'hooks.example.com',
    )
    assert.equal(connections, 2)
    connections = 0
  })

  for (const host of [...LOOPBACK, ...INSIDE])
    it(`is not sent to ${host}, nor accepted as an address`, async () => {
      assert.throws(() => webhookUrl(`https://${host}/x`), { kind: 'invalid' })
      await assert.rejects(send(callerTo([]), host), CallFailed)
      assert.equal(connections, 0)
    })

  for (const host of NAMES)
    it(`does not accept the name ${host}`, () => {
      assert.throws(() => webhookUrl(`https://${host}/x`), { kind: 'invalid' })
    })

  it('a public name is not sent to when any of its addresses is inside', async () => {
    const plain = [
      ...LOOPBACK.slice(0, 1),
      '::1',
      '::ffff:127.0.0.1',
      '169.254.169.254',
      '10.1.2.3',
      'fe80::1%lo',
    ]
    for (const address of plain) {
      await assert.rejects(send(callerTo([address]), 'hooks.example.com'), CallFailed)
      await assert.rejects(send(callerTo(['93.184.216.34', address]), 'hooks.example.com'), CallFailed)
    }
    await assert.rejects(send(callerTo([]), 'hooks.example.com'), /没有地址/)
    assert.equal(connections, 0)
  })

  it('rebinding: the name is looked up once and the connection goes to the address that was checked', async () => {
    const dialled: Dialled[] = []
    let looks = 0
    const rebinding: Caller = {
      resolve: async () => [looks++ === 0 ? '93.184.216.34' : '127.0.0.1'],
      permits: isPublicAddress,
      dial: async (call) => {
        dialled.push(call)
        return 200
      },
    }
    await send(rebinding, 'hooks.example.com')
    assert.deepEqual([looks, dialled.map(({ address }) => address)], [1, ['93.184.216.34']])
    await assert.rejects(send(rebinding, 'hooks.example.com'), CallFailed)
    assert.equal(dialled.length, 1)
  })

  it('follows no redirect and carries no user; 410 ends it, other answers are tried again', async () => {
    for (const [status, final] of [
      [301, false],
      [302, false],
      [307, false],
      [308, false],
      [400, false],
      [410, true],
      [500, false],
    ] as const) {
      const caller: Caller = { ...callerTo(['93.184.216.34']), dial: async () => status }
      await assert.rejects(
        send(caller, 'hooks.example.com'),
        (error: unknown) => error instanceof CallFailed && error.final === final,
      )
    }
    await assert.rejects(post(callerTo([]), new URL('https://a:b@hooks.example.com/'), '', {}), CallFailed)
    assert.equal(connections, 0)
  })

  it('addresses of four numbers: the property holds for every private block, and public ones pass', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    const block = fc.constantFrom(
      [10],
      [127],
      [0],
      [169, 254],
      [192, 168],
      [172, 20],
      [100, 64],
      [224],
      [255],
    )
    fc.assert(
      fc.property(block, byte, byte, byte, (head, ...rest) => {
        const address = [...head, ...rest].slice(0, 4).join('.')
        assert.equal(isPublicAddress(address), false, address)
        assert.equal(isPublicAddress(`::ffff:${address}`), false, address)
      }),
      { seed: 38, numRuns: 200 },
    )
    for (const open of ['93.184.216.34', '114.114.114.114', '172.15.0.1', '172.32.0.1', '2400:3200::1'])
      assert.equal(isPublicAddress(open), true, open)
    for (const none of ['', 'x', '1.2.3', '1.2.3.4.5', '::g'])
      assert.equal(isPublicAddress(none), false, none)
  })

  const REFUSED_URLS = [
    'http://hooks.example.com/x',
    'ftp://hooks.example.com/x',
    'file:///etc/passwd',
    'gopher://hooks.example.com/',
    'https://user:pass@hooks.example.com/',
    'https://user@hooks.example.com/',
    'https://hooks.example.com@127.0.0.1/',
    'https://hooks.example.com:22/',
    'https://hooks.example.com:25/',
    'hooks.example.com',
    '',
    `https://hooks.example.com/${'x'.repeat(600)}`,
  ]
  for (const url of REFUSED_URLS)
    it(`refuses ${url.slice(0, 60) || 'nothing'} with a sentence`, () => {
      assert.throws(() => webhookUrl(url), { kind: 'invalid' })
    })

  it('accepts a public https address', () => {
    for (const url of [
      'https://hooks.example.com/a?b=c',
      'https://hooks.example.com:8443/',
      'https://接收.example.cn/',
    ])
      assert.ok(webhookUrl(url))
  })
})

/** A receiver takes a call as replayed when its time is further than this from its own clock (docs/webhooks.md). */
const REPLAY_SECONDS = 300

/** What docs/webhooks.md tells a receiver to do. */
function isAuthentic(secret: string, headers: Signed, body: string, nowSeconds: number): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = headers
  if (Math.abs(nowSeconds - Number(time)) > REPLAY_SECONDS) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const wanted = Buffer.from(
    `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`,
  )
  const given = Buffer.from(signature)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

describe('signature of a webhook', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const id = 'msg_1'
  const body = '{"type":"dossier.moved"}'
  const headers = signedHeaders(secret, id, 1_795_000_000, body)

  it('agrees with the published example of Standard Webhooks', () => {
    const known = signedHeaders(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1_614_265_330,
      '{"test": 2432232314}',
    )
    assert.equal(known['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  it('a receiver takes it as it is, and not with another body, id, time, key or an old one', () => {
    const now = 1_795_000_000
    assert.ok(isAuthentic(secret, headers, body, now))
    assert.ok(isAuthentic(secret, headers, body, now + REPLAY_SECONDS))
    assert.ok(!isAuthentic(secret, headers, body, now + REPLAY_SECONDS + 1), 'replayed')
    assert.ok(!isAuthentic(secret, headers, `${body} `, now))
    assert.ok(!isAuthentic(secret, { ...headers, 'webhook-id': 'msg_2' }, body, now))
    assert.ok(!isAuthentic(secret, { ...headers, 'webhook-timestamp': '1795000001' }, body, now))
    assert.ok(!isAuthentic(`whsec_${Buffer.alloc(32, 8).toString('base64')}`, headers, body, now))
  })
})
