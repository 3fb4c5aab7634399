import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { followers } from '#app/consumers.ts'
import { writeRoutes } from '#app/runtime.ts'
import { sweepDaily } from '#platform/clock/daily.ts'
import type { Bus } from '#platform/command/bus.ts'
import type { WriteRoute } from '#platform/command/command.ts'
import type { ModuleDef } from '#platform/module.ts'
import { linkToken } from '#platform/links/links.ts'
import { Undeliverable, type Channel, type Outgoing } from '#platform/message/channels.ts'
import { digestConsumer } from '#platform/message/digest.ts'
import { platformSources } from '#platform/message/digest-sources.ts'
import { deliveryConsumer, type Desk } from '#platform/message/outgoing.ts'
import { sealedConsumer } from '#platform/message/sealed.ts'
import { emitMany } from '#platform/outbox/many.ts'
import { retryOutbox, sweepOutbox, type Consumer } from '#platform/outbox/outbox.ts'
import { testCity, type Client, type TestCity } from './city.ts'

const UNIVERSITY = 'gaoxiao.zhuan'
const OFFICER = 'ju.lin'
/** A working day soon after the samples are founded, in the morning; and later, when their validity runs out. */
const MORNING = (day: string) => `${day}T01:00:00.000Z`

describe('the daily digest and what leaves the house (practice.md P35)', () => {
  let city: TestCity
  let university: Client
  let sent: { to: string | null; message: Outgoing; key: string }[] = []
  /** What a robot wrote into its group. */
  const mentions: string[] = []
  let fault: Error | undefined
  let desk: Desk
  let consumers: readonly Consumer[]
  let day = ''

  before(async () => {
    city = await testCity()
    university = await city.as(UNIVERSITY)
    const fake: Channel = {
      name: 'sms',
      send: async ({ phone }, message, key) => {
        if (fault) throw fault
        sent.push({ to: phone, message, key })
      },
    }
    const { runtime } = city
    const robot: Channel = { name: 'wecom', send: async (_to, { text }) => void mentions.push(text) }
    desk = {
      channels: [robot, fake],
      keys: runtime.keys,
      origin: 'https://market.example',
      market: '示例市场',
    }
    const others = runtime.consumers.filter(({ name }) => !['digest', 'delivery', 'sealed'].includes(name))
    const digests = [
      ...platformSources(runtime.bindings),
      ...runtime.modules.flatMap((module) => module.digest ?? []),
    ]
    const { db } = runtime
    consumers = [
      ...others,
      digestConsumer(db, digests, desk),
      deliveryConsumer(db, desk),
      sealedConsumer(db, desk),
    ]
    const { body } = await university.get('/api/v1/me')
    day = (body as { today: string }).today
  })
  after(() => city.close())

  const query = async <R>(text: string, values: unknown[] = []) =>
    city.runtime.db.owner(async (client) => (await client.query(text, values)).rows as R[])
  const turn = async () => {
    while ((await sweepOutbox(city.runtime.db, consumers)) > 0);
  }
  const startDay = async () => {
    const count = await sweepDaily(
      city.runtime.db,
      city.runtime.bus,
      writeRoutes(city.runtime.routes).filter(({ journal }) => journal === 'digest.compile'),
      new Map(),
    )
    await turn()
    return count
  }
  const later = (days: number) => {
    const date = new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000)
    return date.toISOString().slice(0, 10)
  }
  const digest = async (client = university) =>
    (await client.get('/api/v1/my/digest')).body as {
      digest: boolean
      channels: string[]
      available: { name: string; address: string }[]
      latest: { day: string; groups: { source: string; count: number; items: { text: string }[] }[] } | null
    }

  it('is written once a day after its hour, for whoever has something, with the new records of saved searches', async () => {
    await university.post('/api/v1/my/searches', { kind: 'demand', query: 'q=养殖' })
    await query(`insert into subscriptions.hit (search_id, record_id, at, told_at)
      select s.id, d.id::uuid, '2020-01-01', null from subscriptions.search s
      join platform.search_doc d on d.kind = 'demand' limit 2`)
    await city.moveTo(`${later(1)}T00:10:00.000Z`)
    assert.equal(await startDay(), 0, '08:10, not yet')
    await city.moveTo(MORNING(later(1)))
    assert.equal(await startDay(), 1)
    const first = await digest()
    assert.equal(first.latest?.day, later(1))
    const news = first.latest?.groups.find(({ source }) => source === 'saved-search')
    assert.equal(news?.count, 2)
    assert.equal(await startDay(), 0, 'another process, the same day')
    const [messages] = await query<{ n: number }>(
      `select count(*)::int as n from platform.message m join platform.digest d on d.id = m.id`,
    )
    const [digests] = await query<{ n: number }>(`select count(*)::int as n from platform.digest`)
    assert.ok(digests?.n !== undefined && digests.n > 0)
    assert.equal(messages?.n, digests.n, 'one message a digest')
    await city.moveTo(MORNING(later(2)))
    await startDay()
    const [again] = await query<{ n: number }>(
      `select count(*)::int as n from platform.digest d join platform.account a on a.person_id = d.person_id
       where a.login = $1 and d.groups::text like '%saved-search%'`,
      [UNIVERSITY],
    )
    assert.equal(again?.n, 1, 'nothing twice')
  })

  it('tells administrators once of a calendar year that will be needed (P1)', async () => {
    const asked = () =>
      query<{ n: number }>(
        `select count(*)::int as n from platform.message where template like '{year} 年的节假日安排%' group by person_id`,
      )
    await city.moveTo(MORNING('2026-12-15'))
    await startDay()
    await city.moveTo(MORNING('2026-12-16'))
    await startDay()
    const told = await asked()
    assert.ok(told.length > 0 && told.every(({ n }) => n === 1))
  })

  it('offers only channels the city has, and takes only an address the person has', async () => {
    const { available, channels } = await digest()
    assert.deepEqual([available, channels], [[], []], 'this test’s city has set up none')
    const refused = await university.put('/api/v1/my/digest', { digest: true, channels: ['sms'] })
    assert.equal(refused.status, 409)
  })

  const prefer = (channels: readonly string[]) =>
    query(
      `insert into platform.message_preference (person_id, digest, channels, changed_at)
       select person_id, true, $2, now() from platform.account where login = $1
       on conflict (person_id) do update set channels = excluded.channels`,
      [UNIVERSITY, channels],
    )

  it('leaves the house with counts and links only, and not in the quiet hours', async () => {
    await prefer(['sms'])
    const [first] = await query<{ until: string }>(
      `select min(l.valid_until)::text as until from platform.listing l join platform.membership m on m.org_id = l.org_id
       join platform.account a on a.person_id = m.person_id where a.login = $1 and l.ended_on is null`,
      [UNIVERSITY],
    )
    const until = first?.until ?? ''
    day = new Date(Date.parse(`${until}T00:00:00Z`) - 5 * 86_400_000).toISOString().slice(0, 10)
    await city.moveTo(MORNING(later(0)))
    const before = await query<{ title: string }>(
      `select d.title from platform.listing l join platform.dossier d on d.id = l.dossier_id`,
    )
    sent = []
    await startDay()
    const own = sent.filter(({ message }) => message.text.includes('待确认的信息'))
    assert.ok(own.length > 0, 'somebody has listings to confirm')
    for (const { message } of sent)
      for (const { title } of before) assert.ok(!message.text.includes(title), title)
    await query(
      `update platform.outbox set done_at = null, next_at = created_at where topic = 'message.deliver'`,
    )
    await query(`update platform.delivery set state = 'waiting', settled_at = null`)
    await city.moveTo(`${later(0)}T14:30:00.000Z`)
    sent = []
    await turn()
    assert.equal(sent.length, 0, '22:30')
    await city.moveTo(`${later(1)}T00:01:00.000Z`)
    await turn()
    assert.ok(sent.length > 0, '08:01')
  })

  it('what follows fails alone; a row given up is counted by /healthz and tried again by command', async () => {
    const done: unknown[] = []
    let isMended = false
    const bus: unknown = async ({ input }: { input: Readonly<Record<string, unknown>> }) => {
      if (input['n'] === 'bad' && !isMended) throw new Error('这一行做不了')
      done.push(input['n'])
    }
    const topic = 'test.follow'
    const follower = followers(
      bus as Bus,
      [{ journal: topic }] as unknown as readonly WriteRoute[],
      [
        { name: 'test', follows: [{ topic, performs: topic, input: (payload: object) => payload }] },
      ] as unknown as readonly ModuleDef[],
    )
    const sweep = () => sweepOutbox(city.runtime.db, [...consumers, ...follower])
    const dead = async () => (await (await city.app.request('http://localhost/healthz')).json()).dead
    assert.equal(await dead(), 0)
    await query(
      `insert into platform.outbox (id, topic, payload, created_at, attempts, next_at)
       select gen_random_uuid(), $1, jsonb_build_object('n', n), '2020-01-01', 11, '2020-01-01'
       from unnest(array['bad', 'good']) n`,
      [topic],
    )
    await sweep()
    assert.deepEqual(done, ['good'])
    assert.equal(await dead(), 1)
    await sweep()
    isMended = true
    await sweep()
    assert.deepEqual(done, ['good'], 'nobody tries it')
    assert.equal(await retryOutbox(city.runtime.db), 1)
    await sweep()
    assert.deepEqual(done, ['good', 'bad'])
    assert.equal(await dead(), 0)
  })

  it('is tried again under the same key, each by itself; what cannot arrive is a phone list', async () => {
    await city.moveTo(MORNING(later(2)))
    fault = new Error('the gateway is down')
    sent = []
    await startDay()
    const [row] = await query<{ id: string; tries: number; state: string }>(
      `select id, tries, state from platform.delivery order by created_at desc limit 1`,
    )
    assert.equal(row?.state, 'waiting')
    assert.ok((row?.tries ?? 0) >= 1)
    fault = undefined
    await query(
      `update platform.outbox set next_at = created_at where topic = 'message.deliver' and done_at is null`,
    )
    await turn()
    assert.equal(sent[0]?.key, row?.id)
    await city.moveTo(MORNING(later(3)))
    fault = new Undeliverable('空号')
    await startDay()
    fault = undefined
    const officer = await city.as(OFFICER)
    const list = (await officer.get('/api/v1/undelivered')).body as {
      items: { phone: string; reason: string; channel: string }[]
    }
    assert.equal(list.items.length, 1)
    assert.deepEqual([list.items[0]?.reason, list.items[0]?.channel], ['空号', '短信'])
    const own = (await university.get('/api/v1/undelivered')).body as { items: unknown[] }
    assert.equal(own.items.length, 1, 'the unit’s own administrator')
    const researcher = await city.as('jiaoshou.lin')
    assert.equal((await researcher.get('/api/v1/undelivered')).status, 403)
    const [trace] = await query<{ n: number }>(
      `select count(*)::int as n from platform.access_log where route = 'message.undelivered'`,
    )
    assert.equal(trace?.n, 1, 'who looked is written down')
  })

  it('what is sealed is told at once by a text of its own, and the phone list does not change by it (P15, P35)', async () => {
    const phoneList = async () => {
      const { body } = await (await city.as(OFFICER)).get('/api/v1/undelivered')
      return (body as { items: { name: string; since: string }[] }).items
    }
    const [person] = await query<{ id: string; phone: string }>(
      `select p.id, p.phone from platform.person p join platform.account a on a.person_id = p.id where a.login = $1`,
      [UNIVERSITY],
    )
    assert.ok(person)
    const before = await phoneList()
    assert.equal(before.length, 1, 'the person’s digest did not arrive')
    const seals = ['01920000-0000-7000-8000-00000000e001', '01920000-0000-7000-8000-00000000e002']
    const told = async (seal: string, at: string, says: Error | undefined) => {
      await query(`insert into platform.seal (subject_id, name, sealed_at) values ($1, '一位', now())`, [
        seal,
      ])
      fault = says
      sent = []
      const until = `${later(5)}T02:00:00.000Z`
      const secret = { template: '您被抽取为评审专家', params: {}, link: `/app/my-panels/${seal}` }
      await city.runtime.db.transaction({ isolation: 'serializable', module: 'platform' }, (tx) =>
        emitMany(tx, 'platform', 'message.sealed', [{ personId: person.id, seal, until, ...secret }], at),
      )
      await turn()
      fault = undefined
    }
    await prefer(['wecom'])
    await city.moveTo(`${later(3)}T14:30:00.000Z`)
    await told(seals[0] ?? '', MORNING(later(3)), undefined)
    assert.equal(sent.length, 0, 'quiet hours')
    await city.moveTo(MORNING(later(4)))
    await turn()
    assert.deepEqual(
      sent.map(({ to }) => to),
      [person.phone],
    )
    const [{ message } = assert.fail('sent')] = sent
    assert.match(message.text, /请在 .* 10:00 前答复/)
    assert.doesNotMatch(message.text, /评审|专家|panel/)
    assert.deepEqual(mentions, [], 'not by a robot, which writes into a group')
    assert.deepEqual(await phoneList(), before, 'a text that arrived takes nobody off')
    await query(`update platform.delivery set state = 'sent' where state = 'failed'`)
    await told(seals[1] ?? '', MORNING(later(4)), new Undeliverable('空号'))
    assert.deepEqual(await phoneList(), [], 'one that did not arrive puts nobody on')
    await startDay()
    const { latest } = await digest()
    assert.equal(latest?.day, later(4))
    assert.doesNotMatch(JSON.stringify(latest), /评审专家/, 'nor does a digest count it')
    await query(`update platform.seal set lifted_at = now() where subject_id = any ($1)`, [seals])
    assert.equal((await phoneList()).length, 1, 'once it may be told')
    await prefer(['sms'])
  })

  it('a link confirms listings and stops a channel without signing in, and nothing else', async () => {
    const [person] = await query<{ id: string }>(
      `select person_id as id from platform.account where login = $1`,
      [UNIVERSITY],
    )
    const personId = person?.id ?? ''
    const until = MORNING(later(30))
    const post = (token: string, body: string) =>
      city.app.request(`http://localhost/l/${token}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      })
    const token = linkToken(city.runtime.keys, { purpose: 'confirm', personId, of: '', until })
    const html = await (await city.app.request(`http://localhost/l/${token}`)).text()
    const ids = [...html.matchAll(/name="item"[^>]* value="([0-9a-f-]+)"/g)].map(([, id]) => id ?? '')
    assert.ok(ids.length > 0)
    const chosen = ids[0] ?? ''
    const foreign = (
      await query<{ id: string }>(
        `select l.dossier_id as id from platform.listing l where l.org_id <> (select org_id from platform.listing
          where dossier_id = $1) and l.ended_on is null limit 1`,
        [chosen],
      )
    )[0]?.id
    const answer = await post(
      token,
      new URLSearchParams([
        ['item', chosen],
        ['item', foreign ?? ''],
      ]).toString(),
    )
    assert.equal(answer.status, 303)
    const [today] = await query<{ day: string }>(
      `select to_char((clock_timestamp() + clock_offset_ms * interval '1 millisecond') at time zone 'Asia/Shanghai',
        'YYYY-MM-DD') as day from platform.state`,
    )
    const confirmed = await query<{ id: string }>(
      `select dossier_id as id from platform.listing where confirmed_on = $1`,
      [today?.day],
    )
    assert.deepEqual(
      confirmed.map(({ id }) => id),
      [chosen],
    )
    for (const broken of [
      `${token}x`,
      token.replace('.', 'A.'),
      'x',
      linkToken(city.runtime.keys, {
        purpose: 'confirm',
        personId,
        of: '',
        until: '2020-01-01T00:00:00.000Z',
      }),
    ])
      assert.equal((await post(broken, `item=${chosen}`)).status, 404, broken)
    const stop = linkToken(city.runtime.keys, { purpose: 'stop', personId, of: 'sms', until: null })
    assert.equal((await post(stop, 'List-Unsubscribe=One-Click')).status, 303)
    assert.deepEqual((await digest()).channels, [])
  })
})
