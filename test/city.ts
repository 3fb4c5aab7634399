import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { readConfig } from '#app/config.ts'
import { found } from '#app/found.ts'
import { buildApp } from '#app/http.ts'
import { compose, type Runtime } from '#app/runtime.ts'
import { startLoops } from '#app/loops.ts'
import { listen, type Server } from '#app/server.ts'
import type { InstanceKind } from '#platform/instance/instance.ts'
import { seededDatabase, testDatabase, type TestDatabase } from './database.ts'

/** A whole city in this process, on a database of its own: what journeys and API tests work with. */
export interface TestCity {
  readonly runtime: Runtime
  readonly app: Hono
  /** A client signed in as a member of the cast by login name; null is a visitor. */
  as(login: string | null): Promise<Client>
  /** Moves the clock so that the database's time is this instant (rehearsal does the same by command). */
  moveTo(instant: string): Promise<void>
  /** Serves on a free loopback port with the loops running; closed by `close`. */
  serve(): Promise<Server>
  close(): Promise<void>
}

export interface Answer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- each test names the shape it looks at
  readonly body: any
}

export interface Client {
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown, key?: string): Promise<Answer>
  put(path: string, body?: unknown, key?: string): Promise<Answer>
  readonly cookie: string
}

const ORIGIN = 'http://localhost'
/** A pack without what is brought as an example: the city is founded first, and its clock moved. */
const noSamples = {
  achievements: [],
  demands: [],
  serviceBodies: [],
  instruments: [],
  brokers: [],
  experts: [],
  enterprises: [],
  acts: [],
}

interface CityOptions {
  mode?: InstanceKind
  city?: string
  packDir?: string
  workbench?: boolean
  /** The instant at which the samples are brought and the cast acts. */
  at?: string
  /** Environment of the operator: relays and the address of the site. */
  env?: Readonly<Record<string, string>>
}

export async function testCity(options: CityOptions = {}): Promise<TestCity> {
  const dataDir = mkdtempSync(join(tmpdir(), 'keqiao-city-'))
  const configOf = (folder: string, url: string) => ({
    ...readConfig({ ...options.env, KEQIAO_DATA: folder }),
    databaseUrl: url,
    mode: options.mode ?? 'rehearsal',
    ...(options.city !== undefined && { city: options.city }),
    ...(options.packDir !== undefined && { packDir: options.packDir }),
  })
  const run = Number(process.env['KEQIAO_TEST_RUN'] ?? 0)
  const { mode = 'rehearsal', city, packDir, at } = options
  const isUsual = mode === 'rehearsal' && city === undefined && packDir === undefined && at === undefined
  const test =
    isUsual && run > 0 ? await usualCity(run, dataDir, configOf) : await testDatabase({ poolSize: 12 })
  const runtime = compose(configOf(dataDir, test.url), test.db, test.url)
  const moveTo = async (instant: string): Promise<void> => {
    // The jump of the clock is no outage of the service (practice.md P24): both in one statement, for the loops run on.
    await test.db.owner((c) =>
      c.query(
        `with moved as (
           update platform.state set clock_offset_ms = greatest(0, (extract(epoch from $1::timestamptz - clock_timestamp()) * 1000)::bigint)
           returning clock_offset_ms)
         update auctions.uptime set until_at = clock_timestamp() + clock_offset_ms * interval '1 ms' from moved`,
        [instant],
      ),
    )
  }
  if (options.at !== undefined) {
    await found({ ...runtime, pack: { ...runtime.pack, ...noSamples } }, () => {})
    await moveTo(options.at)
  }
  await found(runtime, () => {})
  await runtime.drain()
  const app = await buildApp(runtime, () => {}, { workbench: options.workbench ?? false })
  const closers: (() => Promise<void>)[] = []
  return {
    runtime,
    app,
    as: (login) => client(app, login),
    moveTo,
    serve: async () => {
      const loops = startLoops(runtime)
      const server = await listen(app, '127.0.0.1', 0)
      closers.push(
        () => server.close(),
        () => loops.stop(),
      )
      return server
    },
    close: async () => {
      for (const close of closers) await close()
      await test.drop()
    },
  }
}

/** The city most tests use is founded once a run, with its keys and files, and cloned for each. */
async function usualCity(
  run: number,
  dataDir: string,
  configOf: (folder: string, url: string) => Parameters<typeof compose>[0],
): Promise<TestDatabase> {
  const folder = join(tmpdir(), `keqiao-usual-city-${run}`)
  const test = await seededDatabase({ run, poolSize: 12 }, async (db, url) => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    const runtime = compose(configOf(folder, url), db, url)
    await found(runtime, () => {})
    await runtime.drain()
  })
  cpSync(folder, dataDir, { recursive: true })
  return test
}

async function client(app: Hono, login: string | null): Promise<Client> {
  return clientOf(app, login === null ? '' : await signIn(app, login))
}

/** A client with a session it already has: after another seat was taken, say. */
export function clientOf(app: Hono, cookie: string): Client {
  const send = async (method: string, path: string, body?: unknown, key?: string): Promise<Answer> => {
    const headers: Record<string, string> = { cookie }
    if (method !== 'GET') {
      headers['content-type'] = 'application/json'
      headers['idempotency-key'] = key ?? randomUUID()
    }
    const init =
      method === 'GET' ? { method, headers } : { method, headers, body: JSON.stringify(body ?? {}) }
    const first = await app.request(`${ORIGIN}${path}`, init)
    const moved = method === 'GET' && first.status === 303 ? first.headers.get('location') : null
    const response = moved === null ? first : await app.request(new URL(moved, ORIGIN).href, init)
    const text = await response.text()
    const json = (response.headers.get('content-type') ?? '').includes('json')
    return { status: response.status, body: json ? JSON.parse(text) : text }
  }
  return {
    cookie,
    get: (path) => send('GET', path),
    post: (path, body, key) => send('POST', path, body, key),
    put: (path, body, key) => send('PUT', path, body, key),
  }
}

/** One-click sign-in takes any sample person of a demo or rehearsal. */
async function signIn(app: Hono, login: string): Promise<string> {
  const response = await app.request(`${ORIGIN}/demo/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', host: 'localhost' },
    body: new URLSearchParams({ login }).toString(),
  })
  const cookie = response.headers.get('set-cookie')?.split(';')[0]
  assert.ok(cookie, `signed in as ${login}: ${response.status} ${await response.text()}`)
  return cookie
}

/** The samples were signed a moment ago by people of the cast, whose codes would count against the limit of a test. */
export async function agedCodes({ runtime }: TestCity): Promise<void> {
  await runtime.db.owner((client) =>
    client.query(`update platform.one_time_code set created_at = created_at - interval '1 day'`),
  )
}

/** The same person in a seat lent to them. */
export async function inSeat(app: Hono, client: Client, delegationId: string): Promise<Client> {
  const taken = await app.request(`${ORIGIN}/api/v1/session/act-as`, {
    method: 'POST',
    headers: { cookie: client.cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ membershipId: null, delegationId }),
  })
  const [cookie = ''] = taken.headers.getSetCookie().map((one) => one.split(';')[0] ?? '')
  return clientOf(app, cookie)
}
