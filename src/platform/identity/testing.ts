import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { defaultPackDirectory } from '#test/pack.ts'
import { joinPermissions, visitor, type Actor, type Role } from '../access/access.ts'
import { readYearTables } from '../calendar/files.ts'
import { calendarOf } from '../calendar/calendar.ts'
import { openBus, type Bus } from '../command/bus.ts'
import type { Route, WriteRoute } from '../command/command.ts'
import { openFileStore } from '../files/store.ts'
import { gateWithoutModule } from '../gate/gate.ts'
import { problemResponse } from '../http/api.ts'
import type { InstanceKind } from '../instance/instance.ts'
import { openKeys, type Keys } from '../keys/keys.ts'
import { loadPack, type Pack } from '../pack/pack.ts'
import { procedurePermissions, procedureRoutes } from '../procedure/derive.ts'
import { readRuleFiles } from '../ruleset/files.ts'
import { Ruleset } from '../ruleset/ruleset.ts'
import { foundCity } from './found.ts'
import type { Forgotten } from './forget.ts'
import { openIdentity, type Identity } from './http.ts'
import { eraseRoute } from './my-data-commands.ts'
import { bindings, handledRoutes, permissions, routes } from './routes.ts'
import { recordingSms } from './sms.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** A founded city with identity over HTTP and a clock of its own, for the tests of this folder. */
export interface TestCity {
  readonly test: TestDatabase
  readonly bus: Bus
  readonly keys: Keys
  readonly pack: Pack
  readonly identity: Identity
  readonly sms: ReturnType<typeof recordingSms>
  /** Moves the machine's clock as sign-in sees it. */
  pass(seconds: number): void
  now(): string
  /** Runs a command by its journal name. */
  run<R>(journal: string, actor: Actor, input: unknown, key?: string): Promise<R>
  rows<R>(sql: string, values?: readonly unknown[]): Promise<R[]>
  /** A cast member as an actor in the first membership. */
  actor(login: string): Promise<Actor>
  client(source?: string): Client
}

/** A browser: keeps the cookie. */
export interface Client {
  cookie: string | undefined
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: Record<string, unknown> }>
  form(path: string, fields: Record<string, string>): Promise<Response>
}

let keyCount = 0

/** A founded city over the bus, without HTTP. */
async function openGround(kind: InstanceKind) {
  const test = await testDatabase()
  const keys = openKeys(mkdtempSync(join(tmpdir(), 'keqiao-keys-')))
  const pack = loadPack(defaultPackDirectory)
  const rules = new Ruleset(readRuleFiles(join(ROOT, 'rulesets')))
  const calendar = calendarOf(readYearTables(join(defaultPackDirectory, 'calendar')))
  const law = async () => ({ rules, calendar })
  const matrix = joinPermissions([permissions, procedurePermissions(bindings.map((b) => b.procedure))])
  const files = openFileStore(mkdtempSync(join(tmpdir(), 'keqiao-files-')))
  const bus = openBus({ db: test.db, keys, files, permissions: matrix, gate: gateWithoutModule, law })
  await foundCity(test.db, pack, kind, { ruleset: rules.version, calendar: 'c1' })
  return { test, keys, pack, law, permissions: matrix, bus }
}

/** A founded city of this kind on its own database; the test drops `test` at its end. */
export async function testCity(kind: InstanceKind = 'demo'): Promise<TestCity> {
  const ground = await openGround(kind)
  const { test, bus, keys, pack } = ground
  const sms = recordingSms()
  let offset = 0
  const clock = () => new Date(Date.now() + offset).toISOString()
  const identity = openIdentity({
    ...ground,
    db: test.db,
    counterSeat: ['session.use'],
    sms,
    sentTo: (phone) => sms.sentTo(phone),
    oneClick: pack.cast.oneClick.map(({ key, label, person }) => {
      const found = pack.cast.persons.find((member) => member.id === person)
      return { key, label, login: found?.login ?? null, name: found?.name ?? '' }
    }),
    issuer: '科桥',
    source: (context) => context.req.header('x-test-source') ?? 'test',
    isHttps: () => false,
    clock,
  })
  const app = new Hono()
  app.onError((error, context) => problemResponse(context, error).response)
  identity.mount(app)
  const rows: TestCity['rows'] = (text, values = []) =>
    test.db.owner(async (client) => (await client.query(text, [...values])).rows)
  return {
    test,
    bus,
    keys,
    pack,
    identity,
    sms,
    rows,
    now: clock,
    pass: (seconds) => {
      offset += seconds * 1000
    },
    run: (journal, actor, input, key) => runByName(bus, journal, actor, input, key),
    actor: (login) => actorOf(rows, login),
    client: (source) => clientOf(app, source),
  }
}

/** Whom an erasure asked the modules to forget, latest last. */
export const forgotten: Forgotten[] = []

const allRoutes: readonly Route[] = [
  ...routes,
  ...handledRoutes,
  ...procedureRoutes(bindings),
  eraseRoute([async (_tx, person) => forgotten.push(person)]),
]

async function runByName<R>(
  bus: Bus,
  journal: string,
  actor: Actor,
  input: unknown,
  key?: string,
): Promise<R> {
  const route = allRoutes.find(
    (candidate): candidate is WriteRoute => candidate.kind === 'write' && candidate.journal === journal,
  )
  if (!route) throw new Error(`no route ${journal}`)
  const reply = await bus<R>({ route, actor, input, key: key ?? `key-${(keyCount += 1)}` })
  return reply.result
}

async function actorOf(rows: TestCity['rows'], login: string): Promise<Actor> {
  const [row] = await rows<{
    id: string
    name: string
    org_id: string
    org: string
    roles: Role[]
    verified: boolean
  }>(
    `select p.id, p.name, m.org_id, o.name as org, m.roles, o.verified_at is not null as verified
     from platform.account a join platform.person p on p.id = a.person_id
     left join platform.membership m on m.person_id = p.id and m.until_day is null
     left join platform.organisation o on o.id = m.org_id
     where a.login = $1 order by m.created_at limit 1`,
    [login],
  )
  if (!row) throw new Error(`no ${login}`)
  return {
    ...visitor,
    kind: 'person',
    personId: row.id,
    name: row.name,
    orgId: row.org_id,
    orgName: row.org,
    roles: row.roles ?? [],
    orgVerified: row.verified,
  }
}

function clientOf(app: Hono, source = 'test'): Client {
  const client: Client = {
    cookie: undefined,
    call: async (method, path, body, headers = {}) => {
      const response = await app.request(path, {
        method,
        headers: {
          'x-test-source': source,
          ...(client.cookie !== undefined && { cookie: `keqiao_session=${client.cookie}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      keep(client, response)
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    },
    form: async (path, fields) => {
      const response = await app.request(path, {
        method: 'POST',
        headers: {
          'x-test-source': source,
          'content-type': 'application/x-www-form-urlencoded',
          ...(client.cookie !== undefined && { cookie: `keqiao_session=${client.cookie}` }),
        },
        body: new URLSearchParams(fields).toString(),
      })
      keep(client, response)
      return response
    },
  }
  return client
}

function keep(client: Client, response: Response): void {
  const found = /keqiao_session=([^;]*)/.exec(response.headers.get('set-cookie') ?? '')
  if (found) client.cookie = found[1] === '' ? undefined : found[1]
}

/** What a write answered. */
export function result(answer: { readonly body: Record<string, unknown> }): Record<string, unknown> {
  return (answer.body['result'] ?? {}) as Record<string, unknown>
}
