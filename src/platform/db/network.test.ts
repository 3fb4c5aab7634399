import assert from 'node:assert/strict'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { isTransient, openDatabase, type Database, type Tx } from './database.ts'

let own: TestDatabase
let db: Database
let silent = false
const sockets = new Set<Socket>()

// A network between us and the database that can fall silent: bytes vanish, no connection is closed.
const network = createServer((client) => {
  const target = new URL(own.url)
  const server = connect(Number(target.port), target.hostname)
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    sockets.add(from)
    from.on('data', (bytes) => silent || to.write(bytes))
    from.on('error', () => {})
    from.on('close', () => to.destroy())
  }
})

before(async () => {
  own = await testDatabase()
  await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve))
  const url = new URL(own.url)
  const address = network.address()
  url.port = String(isAddress(address) ? address.port : 0)
  url.hostname = '127.0.0.1'
  db = await openDatabase({ url: url.href, statementMs: 300 })
})
after(async () => {
  await db.close()
  for (const socket of sockets) socket.destroy()
  network.close()
  await own.drop()
})

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}

const ask = (): Promise<unknown> => db.read('platform', (tx) => sql`SELECT 1`.execute(tx.as('platform')))

test('a network that falls silent costs a transient error within seconds, and the next request works', async () => {
  await ask()
  silent = true
  const from = performance.now()
  await assert.rejects(ask(), isTransient)
  assert.ok(performance.now() - from < 10_000)
  silent = false
  await ask()
})

test('both sides notice within half a minute that the other vanished, and no transaction stays open longer', async () => {
  // Whoever holds the lock of a queue or of a key would else hold it for two hours, the default of the system.
  const shown = await db.read('platform', (tx) =>
    sql<{ name: string; setting: string }>`SELECT name, setting FROM pg_settings WHERE name IN
      ('tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count', 'idle_in_transaction_session_timeout')
      ORDER BY name`.execute(tx.as('platform')),
  )
  const settings = new Map(shown.rows.map(({ name, setting }) => [name, Number(setting)]))
  const silence =
    (settings.get('tcp_keepalives_idle') ?? 0) +
    (settings.get('tcp_keepalives_interval') ?? 0) * (settings.get('tcp_keepalives_count') ?? 0)
  assert.ok(silence >= 10 && silence <= 30, `${silence} s`)
  // The 300 ms of a statement on this connection.
  assert.equal(settings.get('idle_in_transaction_session_timeout'), 300)
})

test('a server that dies in the moment it accepts a connection costs a transient error, not the process', async () => {
  const message = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(5)
    head.write(type)
    head.writeInt32BE(body.length + 4, 1)
    return Buffer.concat([head, body])
  }
  const accepted = message('R', Buffer.alloc(4))
  const ready = message('Z', Buffer.from('I'))
  const dying = message(
    'E',
    Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
  )
  // One packet: no turn of the event loop lies between "ready" and the end.
  const server = createServer((client) => {
    client.on('error', () => {})
    client.once('data', () => client.end(Buffer.concat([accepted, ready, dying])))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = isAddress(address) ? address.port : 0
  const dyingDb = await openDatabase({ url: `postgres://u:p@127.0.0.1:${port}/keqiao` })
  const one = (tx: Tx) => sql`SELECT 1`.execute(tx.as('platform'))
  await assert.rejects(dyingDb.read('platform', one), isTransient)
  await assert.rejects(dyingDb.reader.query('SELECT 1', []), isTransient)
  await assert.rejects(
    dyingDb.withAdvisoryLock('x', 100, async () => {}),
    isTransient,
  )
  await assert.rejects(
    dyingDb.copyAs('platform', (client) => client.query('SELECT 1')),
    isTransient,
  )
  await assert.rejects(
    dyingDb.owner((client) => client.query('SELECT 1')),
    isTransient,
  )
  await dyingDb.close()
  server.close()
})
