import assert from 'node:assert/strict'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { isTransient, openDatabase, type Database } from './database.ts'

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
