import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { dataFolders, query, startApp, stopApp } from '#test/embedded-app.ts'
import { readServerFile, serverRuns } from './cluster.ts'
import { openEmbedded } from './embedded.ts'
import { processState } from './process.ts'

const { base, folder, clean } = dataFolders()
after(clean)

/** Kills the server and all of its children; a child that died with its parent in between is as good. */
function killServer(pid: number): void {
  for (const id of serverProcesses(pid)) {
    try {
      process.kill(id, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** Process ids of the server and all its children. */
function serverProcesses(pid: number): number[] {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((candidate) => {
      if (!processState(candidate)) return false
      return readFileSync(`/proc/${candidate}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1] === String(pid)
    })
  return [pid, ...children]
}

test('starts from nothing, keeps its data over a clean stop, and is the last user to stop it', async () => {
  const dataDir = folder('fresh')
  const first = await openEmbedded({ dataDir })
  await query(first.url, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)')
  const second = await openEmbedded({ dataDir })
  assert.equal(second.pid(), first.pid())
  const pid = first.pid()
  await first.release()
  assert.ok(serverRuns(dataDir, pid), 'another registration still uses it')
  await second.release()
  assert.equal(processState(pid), null)
  const third = await openEmbedded({ dataDir })
  assert.deepEqual(await query(third.url, 'SELECT id FROM kept'), [{ id: 7 }])
  await third.release()
})

test('listens on loopback only, with a password only its files know', async () => {
  const dataDir = folder('listen')
  const server = await openEmbedded({ dataDir })
  const rows = await query(
    server.url,
    `SELECT name, setting FROM pg_settings WHERE name IN
    ('listen_addresses', 'unix_socket_directories', 'fsync', 'server_encoding', 'lc_collate') ORDER BY name`,
  )
  assert.deepEqual(
    rows.map((row) => JSON.stringify(row)),
    [
      '{"name":"fsync","setting":"on"}',
      '{"name":"listen_addresses","setting":"127.0.0.1"}',
      '{"name":"server_encoding","setting":"UTF8"}',
      '{"name":"unix_socket_directories","setting":""}',
    ],
  )
  const wrong = new URL(server.url)
  wrong.password = 'guess'
  await assert.rejects(query(wrong.href, 'SELECT 1'), /password authentication failed/)
  const { mode } = statSync(join(dataDir, 'server.json'))
  assert.equal(mode & 0o077, 0)
  await server.release()
})

test('what citizens typed does not reach the log, even when the statement fails', async () => {
  const dataDir = folder('log')
  const server = await openEmbedded({ dataDir })
  await query(server.url, 'CREATE TABLE t (v text CHECK (length(v) < 3))')
  await assert.rejects(query(server.url, `INSERT INTO t VALUES ('canary-canary')`))
  await assert.rejects(query(server.url, `SELECT 'canary-canary' FROM nowhere`))
  const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8')
  assert.match(log, /violates check constraint/)
  assert.doesNotMatch(log, /canary/)
  await server.release()
})

test('an app process killed with -9 leaves a server that the next process takes over', async () => {
  const dataDir = folder('orphan')
  const app = await startApp(dataDir)
  await query(app.url, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)')
  await stopApp(app, 'SIGKILL')
  assert.ok(serverRuns(dataDir, app.pid))
  const next = await startApp(dataDir)
  assert.equal(next.pid, app.pid)
  assert.deepEqual(await query(next.url, 'SELECT id FROM kept'), [{ id: 7 }])
  await stopApp(next, 'SIGTERM')
  assert.equal(processState(app.pid), null, 'a clean stop leaves no process')
  assert.deepEqual(readdirSync(join(dataDir, 'users')), [])
})

test('two app processes started at the same moment share one server', async () => {
  const dataDir = folder('two')
  const [one, two] = await Promise.all([startApp(dataDir), startApp(dataDir)])
  assert.equal(one.pid, two.pid)
  assert.equal(one.url, two.url)
  const commandLine = await openEmbedded({ dataDir })
  assert.equal(commandLine.url, one.url)
  await commandLine.release()
  await stopApp(one, 'SIGTERM')
  assert.deepEqual(await query(two.url, 'SELECT 1 one'), [{ one: 1 }], 'the other app still has its server')
  await stopApp(two, 'SIGTERM')
  assert.equal(processState(one.pid), null)
})

test('kill -9 of the server and its children loses no acknowledged row, and the app restarts it on its port', async () => {
  const dataDir = folder('killed')
  const server = await openEmbedded({ dataDir })
  await query(server.url, 'CREATE TABLE kept (id int PRIMARY KEY)')
  for (let round = 0; round < 3; round += 1) {
    const acknowledged = await writeUntilKilled(server.url, round * 100_000, server.pid())
    let rows: unknown[] = []
    for (let i = 0; i < 100 && rows.length === 0; i += 1) {
      await sleep(100)
      rows = await query(server.url, `SELECT id FROM kept WHERE id >= ${round * 100_000}`).catch(() => [])
    }
    assert.ok(acknowledged > 0)
    assert.ok(rows.length >= acknowledged, `${rows.length} rows found, ${acknowledged} acknowledged`)
  }
  await server.release()
})

/** Inserts rows one by one, kills the whole server meanwhile, returns how many were acknowledged. */
async function writeUntilKilled(url: string, from: number, pid: number): Promise<number> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  setTimeout(() => {
    // Only the parent at times: its children must notice by themselves.
    if (from === 100_000) process.kill(pid, 'SIGKILL')
    else killServer(pid)
  }, 150)
  let acknowledged = 0
  try {
    for (;;) {
      await client.query('INSERT INTO kept VALUES ($1)', [from + acknowledged])
      acknowledged += 1
    }
  } catch {
    return acknowledged
  }
}

test('a pid file whose number now belongs to a living stranger does not keep the server from starting', async () => {
  const dataDir = folder('stale')
  const app = await startApp(dataDir)
  await stopApp(app, 'SIGKILL')
  killServer(app.pid)
  while (processState(app.pid)) await sleep(10)
  const stranger = spawn('sleep', ['60'])
  const pidFile = join(dataDir, 'pg', 'postmaster.pid')
  writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(stranger.pid)))
  const known = readServerFile(dataDir)
  assert.ok(known)
  writeFileSync(join(dataDir, 'server.json'), JSON.stringify({ ...known, pid: stranger.pid }))
  const server = await openEmbedded({ dataDir })
  assert.deepEqual(await query(server.url, 'SELECT 1 one'), [{ one: 1 }])
  await server.release()
  stranger.kill()
})

test('a lost server.json costs a new password, not the data', async () => {
  const dataDir = folder('lost')
  const first = await openEmbedded({ dataDir })
  await query(first.url, 'CREATE TABLE kept (id int)')
  await first.release()
  rmSync(join(dataDir, 'server.json'))
  const second = await openEmbedded({ dataDir })
  assert.deepEqual(await query(second.url, 'SELECT id FROM kept'), [])
  await second.release()
})

test('a creation that was interrupted is begun anew', async () => {
  const dataDir = folder('half')
  mkdirSync(join(dataDir, 'pg.new'), { recursive: true })
  writeFileSync(join(dataDir, 'pg.new', 'half'), '')
  const server = await openEmbedded({ dataDir })
  await server.release()
  assert.ok(!existsSync(join(dataDir, 'pg.new')))
})

test('a cluster of another major version is refused with the way out', async () => {
  const dataDir = folder('version')
  const server = await openEmbedded({ dataDir })
  await server.release()
  writeFileSync(join(dataDir, 'pg', 'PG_VERSION'), '14\n')
  await assert.rejects(openEmbedded({ dataDir }), /PostgreSQL 14，.*backup/)
})

test('a folder that cannot be written is refused with the setting to change', async () => {
  const file = join(base, 'file')
  writeFileSync(file, '')
  await assert.rejects(openEmbedded({ dataDir: join(file, 'data') }), /KEQIAO_DATA/)
})
