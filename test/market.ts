import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { admit, joinPermissions, visitor, type Actor, type Role } from '#platform/access/access.ts'
import { calendarOf, type Calendar } from '#platform/calendar/calendar.ts'
import { readYearTables } from '#platform/calendar/files.ts'
import { seedCalendar } from '#platform/calendar/store.ts'
import * as clock from '#platform/clock/routes.ts'
import { sweepDeadlines } from '#platform/clock/sweep.ts'
import { sweepTicks } from '#platform/clock/ticks.ts'
import { followers, systemConsumers } from '#app/consumers.ts'
import * as bulk from '#platform/bulk/routes.ts'
import { openBus, type Bus } from '#platform/command/bus.ts'
import type { Route, WriteRoute } from '#platform/command/command.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { keepFile, permissions as filePermissions } from '#platform/files/files.ts'
import { XLSX } from '#platform/files/respond.ts'
import { openFileStore, type FileStore } from '#platform/files/store.ts'
import { gateWithoutModule } from '#platform/gate/gate.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { openKeys, type Keys } from '#platform/keys/keys.ts'
import type { ModuleDef } from '#platform/module.ts'
import { noticePermissions, noticeRoutes } from '#platform/notice/routes.ts'
import { sweepOutbox, type Consumer } from '#platform/outbox/outbox.ts'
import { loadPack, packDirectory } from '#platform/pack/pack.ts'
import { procedurePermissions, procedureRoutes } from '#platform/procedure/derive.ts'
import type { Embeddings } from '#platform/embeddings/embeddings.ts'
import type { Binding } from '#platform/procedure/perform.ts'
import { shelfPermissions, shelfRoutes } from '#platform/records/confirm.ts'
import { readRuleFiles } from '#platform/ruleset/files.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { seedRules } from '#platform/ruleset/store.ts'
import { testDatabase, type TestDatabase } from './database.ts'

const ROOT = join(import.meta.dirname, '..')
const FOUNDED = '2026-01-05T01:00:00.000Z'
const id = (n: number) => `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`

export const UNIVERSITY = id(101)
export const FIRM = id(102)
export const BUREAU = id(103)
export const UNVERIFIED = id(104)
export const AGENCY = id(105)
const SECOND_FIRM = id(106)

/** The rules of the release, as data. */
export const rules = new Ruleset(readRuleFiles(join(ROOT, 'rulesets')).map((row) => ({ ...row })))
/** The loaded years, and two later ones without holidays so that terms of a year end on a certain day (P1). */
export const calendar = calendarOf([
  ...readYearTables(join(ROOT, 'packs/shanwei/calendar')),
  ...[2027, 2028].map((year) => ({
    year,
    source: '测试',
    days: [{ day: `${year}-01-01`, kind: '放假', festival: '元旦' } as const],
  })),
])

function member(n: number, name: string, orgId: string, orgName: string, roles: readonly Role[]): Actor {
  const orgVerified = orgId !== UNVERIFIED
  return { ...visitor, kind: 'person', personId: id(n), name, orgId, orgName, roles, orgVerified }
}

export const people = {
  office: member(1, '甲一', UNIVERSITY, '示例大学', ['tto']),
  secondOffice: member(2, '甲二', UNIVERSITY, '示例大学', ['tto', 'researcher']),
  firm: member(3, '乙一', FIRM, '示例公司', ['firm']),
  officer: member(4, '丙一', BUREAU, '示例局', ['officer']),
  officerAndOffice: member(5, '丙二', UNIVERSITY, '示例大学', ['tto', 'officer']),
  foreignOfficer: member(6, '丁一', FIRM, '示例公司', ['officer']),
  newcomer: member(7, '戊一', UNVERIFIED, '未核验公司', ['firm', 'tto']),
  leader: member(9, '甲三', UNIVERSITY, '示例大学', ['leader']),
  leaderAndOffice: member(10, '甲四', UNIVERSITY, '示例大学', ['tto', 'leader']),
  firmTwo: member(11, '庚一', SECOND_FIRM, '示例第二公司', ['firm']),
  broker: member(8, '己一', AGENCY, '示例服务机构', ['broker', 'serviceBody']),
} as const

export interface Market {
  readonly test: TestDatabase
  readonly bus: Bus
  readonly modules: readonly ModuleDef[]
  /** Runs a write by its journal name with a new key; answers the result. */
  readonly write: <R = Record<string, unknown>>(actor: Actor, journal: string, input: unknown) => Promise<R>
  /** Runs a read by its journal name at the database's time. */
  readonly read: <R = Record<string, unknown>>(actor: Actor, journal: string, input: unknown) => Promise<R>
  /** Performs an action of a dossier as its newest visit. */
  readonly act: (
    actor: Actor,
    dossierId: string,
    command: string,
    input?: object,
  ) => Promise<Record<string, unknown>>
  readonly query: <R>(text: string, values?: unknown[]) => Promise<R[]>
  /** Moves the clock forward. */
  readonly pass: (days: number) => Promise<void>
  /** Keeps a file of the actor's, a workbook where its bytes matter; answers its identifier. */
  readonly file: (actor: Actor, book?: Buffer) => Promise<string>
  /** One turn of the clock over instants; answers how many commands did something. */
  readonly tick: () => Promise<number>
  /** One turn of the clock over the deadlines. */
  readonly sweep: () => Promise<number>
  /** Handles the outbox until nothing is left: index, derived state, messages. */
  readonly settle: () => Promise<void>
  /** One turn of every work with the outside; answers how much was done. */
  readonly turn: () => Promise<number>
  drop(): Promise<void>
}

interface Law {
  readonly rules: Ruleset
  readonly calendar: Calendar
}

/** A small market on a database of its own: one university, one firm, one bureau, the rules of the release. */
export async function openMarket(
  modules: readonly ModuleDef[],
  given: { readonly law?: Law; readonly embeddings?: Embeddings } = {},
): Promise<Market> {
  const { law = { rules, calendar }, embeddings } = given
  const test = await testDatabase({ poolSize: 12 })
  const bindings = modules.flatMap((module) => module.bindings ?? [])
  const procedures = bindings.map(({ procedure }) => procedure.id)
  await found(test, procedures)
  const { permissions, routes } = declared(modules, bindings)
  const writes = routes.filter((route): route is WriteRoute => route.kind === 'write')
  const dir = mkdtempSync(join(tmpdir(), 'keqiao-market-'))
  const cityKeys = openKeys(join(dir, 'keys'))
  const files = openFileStore(join(dir, 'files'))
  const bus = openBus({
    db: test.db,
    keys: cityKeys,
    files,
    permissions,
    gate: gateWithoutModule,
    law: async () => law,
  })
  let keys = 0
  const query = async <R>(text: string, values: unknown[] = []) =>
    test.db.owner(async (client) => (await client.query(text, values)).rows as R[])
  const write = async <R>(actor: Actor, journal: string, input: unknown) => {
    const route = writes.find((r) => r.journal === journal)
    if (!route) throw new Error(`no route writes ${journal}`)
    const reply = await bus<R>({ route, actor, input, key: `test-${(keys += 1)}` })
    return reply.result
  }
  return {
    test,
    bus,
    modules,
    query,
    write,
    act: async (actor, dossierId, command, input = {}) => {
      const [row] = await query<{ visit: number }>('select visit from platform.dossier where id = $1', [
        dossierId,
      ])
      return write(actor, command, { dossierId, visit: row?.visit, ...input })
    },
    read: async <R>(actor: Actor, journal: string, input: unknown) => {
      const route = routes.find((r) => r.kind === 'read' && r.journal === journal)
      if (route?.kind !== 'read') throw new Error(`no route reads ${journal}`)
      const admitted = admit(permissions, route.permission, actor)
      const answer = await test.db.read(route.module, async (tx) =>
        route.verb(tx, admitted, route.input.parse(input), await databaseNow(tx)),
      )
      return answer as R
    },
    ...clockOf(test, bus, writes, modules),
    file: async (actor, book) =>
      (await write<{ id: string }>(actor, 'file.keep', fileToKeep(files, book))).id,
    ...behind(test.db, cityKeys, modules, embeddings, followers(bus, writes, modules)),
    drop: () => test.drop(),
  }
}

/** A workbook with its bytes, else a file by its digest whose bytes are nobody's concern here. */
function fileToKeep(files: FileStore, book?: Buffer) {
  if (book) return { sha256: files.write(book), name: '示例.xlsx', type: XLSX, size: book.length }
  return { sha256: randomBytes(32).toString('hex'), name: '示例.pdf', type: 'application/pdf', size: 10 }
}

function clockOf(test: TestDatabase, bus: Bus, writes: readonly WriteRoute[], modules: readonly ModuleDef[]) {
  const ticks = modules.flatMap((module) => module.ticks ?? [])
  return {
    pass: async (days: number) => {
      await test.db.owner((client) =>
        client.query('update platform.state set clock_offset_ms = clock_offset_ms + $1', [days * 86_400_000]),
      )
    },
    sweep: () => sweepDeadlines(test.db, bus, writes, failLoudly),
    tick: () => sweepTicks(test.db, bus, writes, ticks, failLoudly),
  }
}

function declared(modules: readonly ModuleDef[], bindings: readonly Binding[]) {
  const permissions = joinPermissions([
    bulk.permissions,
    clock.permissions,
    ...modules.map((module) => module.permissions),
    filePermissions,
    noticePermissions,
    procedurePermissions(bindings.map((binding) => binding.procedure)),
    shelfPermissions(bindings),
  ])
  const routes: Route[] = [
    ...bulk.routes,
    ...clock.routes,
    keepFile,
    ...noticeRoutes(bindings),
    ...modules.flatMap((module) => module.routes),
    ...procedureRoutes(bindings),
    ...shelfRoutes(bindings),
  ]
  return { permissions, routes }
}

/** What runs behind the commands, as the application composes it. */
function behind(
  db: Database,
  keys: Keys,
  modules: readonly ModuleDef[],
  embeddings: Embeddings | undefined,
  following: readonly Consumer[],
) {
  const parts = { db, pack: loadPack(packDirectory('shanwei')), embeddings }
  const consumers = [
    ...systemConsumers(db, modules, { channels: [], keys, origin: '', market: '' }),
    ...modules.flatMap((module) => module.consumers?.(parts) ?? []),
    ...following,
  ]
  const background = modules.flatMap((module) => module.background?.(parts) ?? [])
  return {
    settle: async () => {
      while ((await sweepOutbox(db, consumers)) > 0);
      const stuck = await db.owner(async (client) =>
        client.query('select topic, error from platform.outbox where error is not null'),
      )
      if (stuck.rows.length > 0) throw new Error(JSON.stringify(stuck.rows))
    },
    turn: async () => {
      let done = 0
      for (const { turn } of background) done += await turn()
      return done
    },
  }
}

function failLoudly(error: unknown): never {
  throw error
}

async function found(test: TestDatabase, procedures: readonly string[]): Promise<void> {
  const versions = await test.db.transaction(
    { isolation: 'serializable', module: 'platform' },
    async (tx: Tx) => ({
      ruleset: await seedRules(tx, rules.rows, FOUNDED),
      calendar: await seedCalendar(tx, [...calendar.years.values()], FOUNDED),
    }),
  )
  await test.db.owner(async (client) => {
    await client.query(`insert into platform.state values (true, 0, $1, $2)`, [
      versions.ruleset,
      versions.calendar,
    ])
    await client.query(
      `insert into platform.instance (one, kind, city, origin, created_at) values (true, 'rehearsal', 'test', 'test.example/test', $1)`,
      [FOUNDED],
    )
    const orgs = [
      [UNIVERSITY, '国家设立高校', '示例大学', true],
      [FIRM, '民企', '示例公司', true],
      [BUREAU, '政府', '示例局', true],
      [UNVERIFIED, '民企', '未核验公司', false],
      [AGENCY, '服务机构', '示例服务机构', true],
      [SECOND_FIRM, '民企', '示例第二公司', true],
    ] as const
    for (const [org, kind, name, isVerified] of orgs)
      await client.query(
        `insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample, created_at, verified_at)
         values ($1, $7, $2, $3, $3, '', '', $4, true, $5, $6)`,
        [org, kind, name, kind === '国家设立高校', FOUNDED, isVerified ? FOUNDED : null, org],
      )
    for (const procedure of procedures)
      await client.query(
        `insert into platform.competence (id, procedure, step, unit_org_id, basis, from_day, until_day, status)
         values (gen_random_uuid(), $1, null, $2, '测试', '2020-01-01', null, 'proposed')`,
        [procedure, BUREAU],
      )
  })
}
