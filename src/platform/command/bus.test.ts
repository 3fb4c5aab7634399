import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { z } from 'zod'
import { visitor, type Actor } from '#platform/access/access.ts'
import { calendarOf } from '#platform/calendar/calendar.ts'
import { openBus, type Bus } from '#platform/command/bus.ts'
import { routesOf, type WriteRoute } from '#platform/command/command.ts'
import type { Statement } from '#platform/db/database.ts'
import { commitmentHash, leafHash, receiptText } from '#platform/evidence/leaf.ts'
import { openFileStore } from '#platform/files/store.ts'
import { gateWithoutModule } from '#platform/gate/gate.ts'
import { openKeys } from '#platform/keys/keys.ts'
import { Refusal } from '#platform/refusal.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'

const officer: Actor = {
  ...visitor,
  kind: 'person',
  personId: '01920000-0000-7000-8000-000000000001',
  name: '示例甲',
  orgId: '01920000-0000-7000-8000-0000000000aa',
  roles: ['officer'],
}

const noCalendar = calendarOf([])
const { write } = routesOf('platform')
let runs = 0

const note = write({
  method: 'POST',
  path: '/notes',
  permission: 'note.write',
  journal: 'note.write',
  says: '{actor}记下“{text}”',
  input: z.object({
    text: z.string().max(50),
    price: z.string().optional().meta({ title: '底价', secret: true }),
    password: z.string().optional().meta({ title: '密码', transient: true }),
    phone: z.string().optional().meta({ title: '电话', personal: true }),
  }),
  gate: { subjects: 'actor' },
  verb: async (tx, _actor, input) => {
    runs += 1
    await sql`insert into platform.message (id, person_id, template, params, created_at)
      values (gen_random_uuid(), ${officer.personId}, ${input.text}, '{}', ${tx.arrivedAt})`.execute(
      tx.as('platform'),
    )
    if (input.text === '出错') throw new Refusal('conflict', '这里故意拒绝。')
    tx.about('note', '01920000-0000-7000-8000-0000000000bb', { text: input.text })
    await tx.emit('note.written', { text: input.text })
    return { text: input.text, opened: input.price ? await tx.openSecret(input.price) : null }
  },
})

const hot = write({
  method: 'POST',
  path: '/hot',
  permission: 'note.write',
  journal: 'note.hot',
  says: '{actor}加一',
  input: z.object({ queued: z.boolean() }),
  gate: { none: '测试' },
  queue: (input) => (input.queued ? 'note:hot' : undefined),
  verb: async (tx) => {
    runs += 1
    const { rows } = await sql<{ n: number }>`select clock_offset_ms::int as n from platform.state`.execute(
      tx.as('platform'),
    )
    await new Promise((resolve) => setTimeout(resolve, 5))
    await sql`update platform.state set clock_offset_ms = ${(rows[0]?.n ?? 0) + 1}`.execute(tx.as('platform'))
    return {}
  },
})

describe('the command path (design.md 5)', () => {
  let test: TestDatabase
  let bus: Bus
  const keys = openKeys(mkdtempSync(join(tmpdir(), 'keqiao-keys-')))

  before(async () => {
    test = await testDatabase({ poolSize: 16 })
    await test.db.owner((client) => client.query(`insert into platform.state values (true, 0, 'r1', 'c1')`))
    bus = openBus({
      db: test.db,
      keys,
      permissions: { 'note.write': { officer: 'any' } },
      gate: gateWithoutModule,
      files: openFileStore(mkdtempSync(join(tmpdir(), 'keqiao-files-'))),
      law: async () => ({ rules: new Ruleset([]), calendar: noCalendar }),
    })
  })
  after(() => test.drop())

  const call = (route: WriteRoute, input: unknown, key: string | undefined, actor = officer) =>
    bus({ route, actor, input, key })
  const count = async (table: string) => {
    const rows = await test.db.owner((client) =>
      client.query<{ n: number }>(`select count(*)::int as n from ${table}`),
    )
    return rows.rows[0]?.n
  }

  it('refuses a missing key with 400, a stranger with 401 and another role with 403, before any statement', async () => {
    const seen: Statement[] = []
    const stop = test.db.onStatement((s) => seen.push(s))
    await assert.rejects(call(note, { text: 'a' }, undefined), { kind: 'badRequest' })
    await assert.rejects(call(note, { text: 'a' }, 'k'.repeat(201)), { kind: 'badRequest' })
    await assert.rejects(call(note, { text: 'a' }, 'k', visitor), { kind: 'unsigned' })
    await assert.rejects(call(note, { text: 'a' }, 'k', { ...officer, roles: ['firm'] }), {
      kind: 'forbidden',
    })
    await assert.rejects(call(note, { text: 'x'.repeat(51) }, 'k'), { kind: 'invalid' })
    stop()
    assert.equal(seen.length, 0)
  })

  it('writes the key first, no SELECT before it, and touches no counter, head row or max()+1', async () => {
    const seen: string[] = []
    const stop = test.db.onStatement((s) => seen.push(s.sql.trim().toLowerCase()))
    await call(note, { text: '一' }, 'order')
    stop()
    const work = seen.filter((s) => !/^(begin|commit|set |start )/.test(s))
    assert.match(work[0] ?? '', /^insert into platform\.idempotency/)
    assert.ok(work.length >= 4, 'the recorder saw the command')
    for (const text of work) assert.doesNotMatch(text, /nextval|max\(|head|for update/)
    assert.ok(seen.some((s) => s.includes('isolation level serializable')))
  })

  it('writes journal, leaf, salts and outbox in the same transaction, and nothing on refusal', async () => {
    const tables = ['journal', 'evidence_leaf', 'evidence_salt', 'outbox', 'message', 'idempotency']
    const counts = () => Promise.all(tables.map((t) => count(`platform.${t}`)))
    const before = await counts()
    await assert.rejects(call(note, { text: '出错' }, 'refused'), { kind: 'conflict' })
    assert.deepEqual(await counts(), before)
    await call(note, { text: '成' }, 'accepted')
    assert.deepEqual(
      await counts(),
      [1, 1, 4, 1, 1, 1].map((n, i) => (before[i] ?? 0) + n),
    )
  })

  it('answers a retry with the same reply and one effect; another payload under the key is 422', async () => {
    const first = await call(note, { text: '二' }, 'again')
    const n = runs
    const second = await call(note, { text: '二' }, 'again')
    assert.equal(runs, n)
    assert.deepEqual(second, { ...first, repeated: true })
    await assert.rejects(call(note, { text: '三' }, 'again'), { kind: 'invalid' })
  })

  it('gives one effect to 20 keys sent 5 times each at once', async () => {
    const before = (await count('platform.message')) ?? 0
    const calls = Array.from({ length: 100 }, (_, i) =>
      call(note, { text: `并发${i % 20}` }, `burst-${i % 20}`),
    )
    const replies = await Promise.all(calls)
    assert.equal(await count('platform.message'), before + 20)
    for (const [i, reply] of replies.entries())
      assert.equal(reply.receipt.leaf, replies[i % 20]?.receipt.leaf)
  })

  it('signs a receipt over leaf hash, time and key id that opens with the public key', async () => {
    const { receipt } = await call(note, { text: '四' }, 'receipt')
    const text = receiptText(receipt.leaf, receipt.at, receipt.keyId)
    assert.equal(keys.verify('receipt', text, receipt.keyId, receipt.signature), true)
    assert.equal(keys.verify('receipt', `${text} `, receipt.keyId, receipt.signature), false)
    const { rows } = await test.db.owner((client) =>
      client.query<{ body: string }>('select body from platform.evidence_leaf where hash = $1', [
        receipt.leaf,
      ]),
    )
    assert.equal(leafHash(rows[0]?.body ?? ''), receipt.leaf)
  })

  it('stores the gate answer 未核验 while there is no integrity module, and commits to it in the leaf', async () => {
    const { journalId, receipt } = await call(note, { text: '五' }, 'gate')
    const { rows } = await test.db.owner((client) =>
      client.query<{ gate: { verdict: string }; body: string; salt: string }>(
        `select j.gate, l.body, s.salt from platform.journal j join platform.evidence_leaf l on l.id = j.leaf_id
         join platform.evidence_salt s on s.leaf_id = l.id and s.field = 'gate' where j.id = $1`,
        [journalId],
      ),
    )
    assert.equal(rows[0]?.gate.verdict, '未核验')
    const leaf = JSON.parse(rows[0]?.body ?? '{}') as { gate: string }
    assert.equal(leaf.gate, commitmentHash(rows[0]?.gate, rows[0]?.salt ?? ''))
    assert.equal(leafHash(rows[0]?.body ?? ''), receipt.leaf)
  })

  it('keeps secrets only sealed, passwords not at all, phones only as commitments', async () => {
    const input = { text: '六', price: 'CANARY-PRICE', password: 'CANARY-PASS', phone: 'CANARY-PHONE' }
    const reply = await bus<{ opened: string }>({ route: note, actor: officer, input, key: 'secret' })
    assert.equal(reply.result.opened, 'CANARY-PRICE', 'the verb may open it')
    const dump = await test.db.owner(async (client) => {
      const parts: string[] = []
      for (const table of ['journal', 'evidence_leaf', 'evidence_salt', 'outbox', 'secret']) {
        const { rows } = await client.query<{ t: string }>(`select x::text as t from platform.${table} x`)
        parts.push(...rows.map((row) => row.t))
      }
      return parts.join('\n')
    })
    assert.ok(dump.includes('六'), 'the dump holds the command')
    assert.doesNotMatch(dump, /CANARY/)
  })

  it('runs queued commands on a hot row one after another, without a retry', async () => {
    runs = 0
    await Promise.all(Array.from({ length: 12 }, (_, i) => call(hot, { queued: true }, `hot-${i}`)))
    assert.equal(runs, 12)
  })

  it('retries serialization failures and loses no update', async () => {
    const offset = async () =>
      Number(
        (await test.db.owner((c) => c.query(`select clock_offset_ms as n from platform.state`))).rows[0]?.n,
      )
    const before = await offset()
    runs = 0
    const settled = await Promise.allSettled(
      Array.from({ length: 4 }, (_, i) => call(hot, { queued: false }, `cold-${i}`)),
    )
    const done = settled.filter((s) => s.status === 'fulfilled').length
    for (const s of settled) if (s.status === 'rejected') assert.equal((s.reason as Refusal).kind, 'busy')
    assert.equal(await offset(), before + done)
    assert.ok(runs >= done)
  })

  it('takes now from the database with the rehearsal offset', async () => {
    await test.db.owner((client) => client.query(`update platform.state set clock_offset_ms = 86400000`))
    const { receipt } = await call(note, { text: '七' }, 'offset')
    assert.ok(Date.parse(receipt.at) - Date.now() > 86_000_000)
  })

  it('treats a verb that forgets to ask whom the object belongs to as a bug', async () => {
    const narrow = openBus({
      db: test.db,
      keys,
      permissions: { 'note.write': { officer: 'org' } },
      gate: gateWithoutModule,
      files: openFileStore(mkdtempSync(join(tmpdir(), 'keqiao-files-'))),
      law: async () => ({ rules: new Ruleset([]), calendar: noCalendar }),
    })
    await assert.rejects(
      narrow({ route: note, actor: officer, input: { text: '八' }, key: 'forgot' }),
      /did not check/,
    )
  })
})
