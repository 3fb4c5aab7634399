import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { serve, type ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { z } from 'zod'
import { routesOf, type Reply } from '#platform/command/command.ts'
import { member, testCommands, type TestCommands } from '#test/commands.ts'
import { isConsistent, leafHash } from '../../verify/merkle.ts'
import { witnessKey } from '../../verify/note.ts'
import { verify } from '../../verify/verify.ts'
import { witnessOnce } from '../../verify/watch.ts'
import { openRateLimit } from '../http/rate.ts'
import { exportBundle } from './bundle.ts'
import { logHttp } from './http.ts'
import { invariants } from './invariants.ts'
import { sequence } from './sequencer.ts'
import { logState } from './store.ts'

const officer = member('示例甲', v7(), ['officer'])
const note = routesOf('platform').write({
  method: 'POST',
  path: '/notes',
  permission: 'note.write',
  journal: 'note.write',
  says: '{actor}记下“{text}”',
  input: z.object({ text: z.string(), phone: z.string().optional().meta({ title: '电话', personal: true }) }),
  gate: { subjects: 'actor' },
  verb: async (tx, _actor, { text }) => {
    tx.about('note', v7(), { text })
    return { text }
  },
})

const folder = mkdtempSync(join(tmpdir(), 'keqiao-log-'))
const file = (name: string) => join(folder, name)
const { privateKey } = generateKeyPairSync('ed25519')
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
let city: TestCommands
let server: ServerType
let url: string

before(async () => {
  city = await testCommands({ 'note.write': { officer: 'any' } })
  writeFileSync(file('witness.pem'), pem)
  const app = new Hono()
  const { keys, test } = city
  const witnesses = [witnessKey('witness.example', pem).text]
  logHttp(app, { db: test.db, keys, rate: openRateLimit(), source: () => 'test', witnesses })
  url = await new Promise((resolve) => {
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    )
  })
})
after(async () => {
  server.close()
  await city.test.drop()
})

const write = (text: string): Promise<Reply<unknown>> =>
  city.run(note, officer, { text, phone: '13800000000' })
const settle = async () => {
  while ((await sequence({ db: city.test.db, keys: city.keys })) > 0);
}
const owner = (text: string, values: unknown[] = []) =>
  city.test.db.owner((client) => client.query(text, values))
const get = async (path: string) => {
  const response = await fetch(`${url}/log/${path}`)
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
}
const witness = () =>
  witnessOnce({ url, state: file('witness.json'), keyFile: file('witness.pem'), name: 'witness.example' })

describe('the sequencer (design.md 5)', () => {
  it('numbers every leaf once, also one that commits after later ones were numbered', async () => {
    const { db } = city.test
    const early = await write('一')
    // A command still open while the sequencer works: its leaf is older than the ones numbered meanwhile.
    const open = Promise.withResolvers<void>()
    const isOpen = Promise.withResolvers<void>()
    const late = v7()
    const slow = db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) => {
      const body = '{"at":"2026-01-02T00:00:00.000Z","rows":[],"v":2}'
      await sql`with leaf as (insert into platform.evidence_leaf (id, at, body, hash)
        values (${late}, '2026-01-02T00:00:00.000Z', ${body}, ${leafHash(body).toString('hex')}))
        insert into platform.evidence_due (leaf_id) values (${late})`.execute(tx.as('platform'))
      isOpen.resolve()
      await open.promise
    })
    await isOpen.promise
    await write('二')
    await settle()
    const before = await db.read('platform', logState)
    open.resolve()
    await slow
    await settle()
    const { rows } = await owner(`select e.index from platform.log_entry e where e.leaf_id = '${late}'`)
    assert.deepEqual(rows, [{ index: before.size }])
    const state = await db.read('platform', logState)
    assert.deepEqual([state.waiting, state.checkpoint?.size], [0, state.size])
    assert.equal((await get(`proof?leaf=${early.receipt.leaf}`)).status, 200)
    for (const { name, rows: broken } of invariants)
      assert.deepEqual(await db.read('platform', broken), [], name)
  })

  it('two at once number nothing twice', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => write(`并发 ${i}`)))
    await Promise.all(Array.from({ length: 4 }, settle))
    await settle()
    const { rows } = await owner(
      `select count(*)::int as n, count(distinct leaf_id)::int as leaves, max(index)::int + 1 as size from platform.log_entry`,
    )
    assert.deepEqual(new Set(Object.values(rows[0] as object)).size, 1)
  })
})

describe('what the public sees under /log (C2SP)', () => {
  it('an outsider rebuilds the tree from the entries and finds the checkpoint of the log', async () => {
    const report = await verify(url, {})
    assert.deepEqual(report.faults, [])
    assert.ok(report.ok)
  })

  it('entries tell nothing but time, identifiers and commitments', async () => {
    await write('CANARY')
    await settle()
    const { size } = await city.test.db.read('platform', logState)
    const entries = await get(`tile/entries/000.p/${size}`)
    assert.equal(entries.status, 200)
    const text = entries.bytes.toString('utf8')
    for (const secret of [
      'CANARY',
      'note',
      officer.personId,
      officer.orgId,
      '13800000000',
      '示例甲',
      'journal."',
    ])
      assert.ok(!text.includes(String(secret)), String(secret))
  })

  it('a tile is the hashes of its entries; a width the log does not have yet is absent', async () => {
    const { size } = await city.test.db.read('platform', logState)
    assert.equal((await get(`tile/0/000.p/${size}`)).bytes.length, size * 32)
    for (const path of [
      `tile/0/000.p/${size + 1}`,
      'tile/0/000',
      'tile/0/000.p/0',
      'tile/0/1',
      'tile/9/000',
      'tile/x',
    ])
      assert.equal((await get(path)).status, 404, path)
  })

  it('a receipt is in the log: signature, inclusion, and another leaf is not', async () => {
    const { receipt } = await write('三')
    writeFileSync(file('receipt.json'), JSON.stringify({ receipt }))
    const early = await verify(file('receipt.json'), { url })
    assert.match(early.faults[0]?.why ?? '', /还没有编入/)
    await settle()
    assert.deepEqual((await verify(file('receipt.json'), { url })).faults, [])
    writeFileSync(file('other.json'), JSON.stringify({ ...receipt, leaf: '0'.repeat(64) }))
    assert.equal((await verify(file('other.json'), { url })).faults.length, 2)
    const proof = (await get(`proof?leaf=${receipt.leaf}`)).bytes.toString('utf8')
    writeFileSync(file('proof.json'), proof)
    assert.ok((await verify(file('proof.json'), {})).ok)
    writeFileSync(file('proof.json'), proof.replace('"index":', '"index":1'))
    assert.ok(!(await verify(file('proof.json'), {})).ok)
    assert.equal((await get('proof?leaf=zz')).status, 422)
    assert.equal((await get(`proof?leaf=${'0'.repeat(64)}`)).status, 404)
  })

  it('consistency between two sizes', async () => {
    const answer = JSON.parse((await get('consistency?from=3')).bytes.toString('utf8')) as {
      to: number
      path: string[]
    }
    const leaves = (await get(`tile/0/000.p/${answer.to}`)).bytes
    const hashes = Array.from({ length: answer.to }, (_, i) => leaves.subarray(i * 32, (i + 1) * 32))
    const { rootOf } = await import('../../verify/merkle.ts')
    const path = answer.path.map((hex) => Buffer.from(hex, 'hex'))
    const roots = { earlierRoot: rootOf(hashes, 0, 3), root: rootOf(hashes) }
    assert.ok(isConsistent({ earlier: 3, size: answer.to, path, ...roots }))
  })
})

describe('the witness (A8, A9)', () => {
  it('cosigns what it saw grow, and the site shows its line', async () => {
    assert.deepEqual(await witness().then(({ ok, cosigned, faults }) => ({ ok, cosigned, faults })), {
      ok: true,
      cosigned: true,
      faults: [],
    })
    await write('四')
    await settle()
    assert.ok((await witness()).cosigned)
    const { bytes } = await get('cosigned')
    assert.match(bytes.toString('utf8'), /^— witness\.example \S+$/m)
    const { witnesses } = await city.test.db.read('platform', logState)
    assert.deepEqual(witnesses, ['witness.example'])
  })

  it('whose key the outsider brings is believed; one out of the evidence is said to be (A9)', async () => {
    const { receipt } = await write('见证')
    await settle()
    await witness()
    await write('之后')
    await settle()
    writeFileSync(file('proof.json'), (await get(`proof?leaf=${receipt.leaf}`)).bytes)
    await exportBundle({ db: city.test.db, keys: city.keys, witnesses: [] }, file('cosigned.jsonl'))
    const own = witnessKey('witness.example', pem).text
    const stranger = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    const other = witnessKey('witness.example', stranger.toString()).text
    for (const target of [file('proof.json'), file('cosigned.jsonl'), url]) {
      const brought = await verify(target, { witnesses: [own, other] })
      assert.deepEqual(brought.faults, [], target)
      assert.match(brought.checked.join(), /公钥由核验者提供）：witness\.example/, target)
      const { faults } = await verify(target, { witnesses: [other] })
      assert.match(faults.map(({ why }) => why).join(), /没有核验者指定的见证人的副署/, target)
      if (target !== url)
        assert.match((await verify(target, {})).checked.join(), /取自被核验的材料本身，没有另行核对/, target)
    }
  })

  it('a witness nobody registered is not taken', async () => {
    const seen = await witnessOnce({
      url,
      state: file('stranger.json'),
      keyFile: file('stranger.pem'),
      name: 'stranger',
    })
    assert.deepEqual([seen.ok, seen.cosigned], [true, false])
    assert.match(seen.refused ?? '', /登记的见证人/)
  })
})

describe("the auditor's bundle", () => {
  const check = async () => {
    await exportBundle({ db: city.test.db, keys: city.keys, witnesses: [] }, file('bundle.jsonl'))
    return verify(file('bundle.jsonl'), { state: file('witness.json') })
  }
  it('holds when nobody touched anything', async () => {
    const report = await check()
    assert.deepEqual(report.faults, [])
    assert.match(report.checked.join(), /\d{2,} 行数据/)
  })

  it('names a journal entry whose sentence was edited', async () => {
    const { journalId } = await write('五')
    await settle()
    await owner(`update platform.journal set sentence = '改了' where id = $1`, [journalId])
    const { ok, faults } = await check()
    assert.equal(ok, false)
    assert.deepEqual(
      faults.map(({ record }) => record),
      [`platform.journal/${journalId}`],
    )
  })

  it('names a journal entry that has no leaf of its own, or shares one (A17)', async () => {
    const [one, two] = [await write('六'), await write('七')]
    await settle()
    const copy = `insert into platform.journal select (jsonb_populate_record(j, jsonb_build_object('id', gen_random_uuid(),
      'leaf_id', $2::uuid))).* from platform.journal j where j.id = $1 returning id`
    const { rows: leaves } = await owner('select leaf_id from platform.journal where id = $1', [
      two.journalId,
    ])
    const shared = await owner(copy, [one.journalId, (leaves[0] as { leaf_id: string }).leaf_id])
    const free = await owner(copy, [one.journalId, v7()])
    // The triggers see what a console writes: both rows are logged, and still are no entries of commands.
    await settle()
    const { faults } = await check()
    const named = faults.map(({ record }) => record)
    for (const { id } of [...shared.rows, ...free.rows] as { id: string }[])
      assert.ok(named.includes(`platform.journal/${id}`), id)
    assert.ok(!named.includes(`platform.journal/${one.journalId}`))
    assert.ok(!named.includes(`platform.journal/${two.journalId}`))
  })

  it('is one JSON object a line, whose first names the log', () => {
    const [first] = readFileSync(file('bundle.jsonl'), 'utf8').split('\n')
    assert.equal((JSON.parse(first ?? '') as { origin: string }).origin, 'test.example')
  })
})
