import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'

/** `npm start` as people run it: npm, a shell and node between the signal and the server. */
const ROOT = join(import.meta.dirname, '..')
/** A first start founds a city and builds the workbench, on a machine that may be busy. */
const START_MS = 120_000
const STOP_MS = 30_000

interface Started {
  readonly npm: ChildProcess
  readonly dataDir: string
  readonly said: () => string
  readonly ended: Promise<number | null>
}

const groups: number[] = []
after(() => {
  // A test that failed half-way must not leave its server to the next one.
  for (const group of groups) {
    try {
      process.kill(-group, 'SIGKILL')
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH')
    }
  }
})

function start(env: Record<string, string>, dataDir = mkdtempSync(join(tmpdir(), 'keqiao-start-'))): Started {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|DATABASE_URL|NODE_TEST)/.test(name)),
  )
  const npm = spawn('npm', ['start'], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, KEQIAO_DATA: dataDir, PORT: '0', ...env },
  })
  let text = ''
  npm.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  npm.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
  groups.push(npm.pid ?? 0)
  const ended = new Promise<number | null>((resolve) => npm.on('exit', resolve))
  return { npm, dataDir, said: () => text, ended }
}

async function until(what: string, ms: number, test: () => boolean, said: () => string): Promise<void> {
  const end = performance.now() + ms
  while (!test()) {
    assert.ok(performance.now() < end, `${what}: ${said()}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Process id of the database server of a data folder, or 0 when it is not there. */
function databaseOf(dataDir: string): number {
  const file = join(dataDir, 'server.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid : 0
}

async function leavesNothing({ dataDir, said, ended }: Started, database: number): Promise<void> {
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_MS))])
  await until('the database ends', STOP_MS, () => database === 0 || !isAlive(database), said)
  const left = databaseOf(dataDir)
  assert.ok(left === 0 || !isAlive(left), `a database is left: ${said()}`)
}

describe('npm start', () => {
  /** The city that the first start founds; the next one finds it. */
  let founded: string | undefined

  it('stops cleanly on SIGTERM to npm alone: no process is left and the address is free', async () => {
    const run = start({})
    founded = run.dataDir
    await until('it serves', START_MS, () => run.said().includes('科桥已启动'), run.said)
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(run.said())?.[0] ?? ''
    // Ready once the index has the samples, which the first start has just listed.
    let status = 0
    for (const end = performance.now() + START_MS; status !== 200 && performance.now() < end;) {
      status = (await fetch(`${url}/healthz`)).status
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    assert.equal(status, 200)
    const database = databaseOf(run.dataDir)
    assert.ok(isAlive(database))
    process.kill(run.npm.pid ?? 0, 'SIGTERM')
    await leavesNothing(run, database)
    await assert.rejects(fetch(`${url}/healthz`))
  })

  it('stops cleanly on Ctrl-C, which reaches the whole group and npm passes on once more', async () => {
    const run = start({}, founded)
    await until('it serves', START_MS, () => run.said().includes('科桥已启动'), run.said)
    const database = databaseOf(run.dataDir)
    process.kill(-(run.npm.pid ?? 0), 'SIGINT')
    await leavesNothing(run, database)
  })

  it('a taken port is one sentence, exit code 1, and leaves nothing running', async () => {
    const holder = createServer()
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
    const address = holder.address()
    assert.ok(address !== null && typeof address === 'object')
    const run = start({ PORT: String(address.port) })
    assert.notEqual(await run.ended, 0)
    assert.match(run.said(), /端口 \d+ 已被占用/)
    await leavesNothing(run, databaseOf(run.dataDir))
    holder.close()
  })

  it('a city that is not there is one sentence, and no database was started for it', async () => {
    const run = start({ KEQIAO_CITY: 'nosuch' })
    assert.notEqual(await run.ended, 0)
    assert.match(run.said(), /nosuch/)
    assert.equal(existsSync(join(run.dataDir, 'server.json')), false)
  })
})
