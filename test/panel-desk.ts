import assert from 'node:assert/strict'
import { v7 } from 'uuid'
import { expertsModule } from '#modules/experts/module.ts'
import { joinPermissions, visitor, type Actor } from '#platform/access/access.ts'
import { keepFile, permissions as filePermissions } from '#platform/files/files.ts'
import type { ModuleDef } from '#platform/module.ts'
import type { LayeredRow } from '#platform/ruleset/ruleset.ts'
import type { ReadRoute, WriteRoute } from '#platform/command/command.ts'
import { eraseRoute } from '#platform/identity/my-data-commands.ts'
import { permissions as identityPermissions } from '#platform/identity/routes.ts'
import { panelPermissions, panelRoutes } from '#platform/panel/routes.ts'
import type { OwnSeatView } from '#platform/panel/view-seat.ts'
import type { PanelView } from '#platform/panel/view.ts'
import type { PublicDraw } from '#platform/panel/view-public.ts'
import { permissions as journalPermissions, routes as journalRoutes } from '#platform/journal/routes.ts'
import { procedurePermissions, procedureRoutes } from '#platform/procedure/derive.ts'
import type { Binding } from '#platform/procedure/perform.ts'
import { findDossier } from '#platform/procedure/store.ts'
import { addRule, ruleHistory } from '#platform/ruleset/store.ts'
import { member, readAs, testCommands } from './commands.ts'
import { openPanelled, panelBinding, panelledPermissions, type panelProcedure } from './panel-procedure.ts'

export const UNIT = '01920000-0000-7000-8000-0000000000b1'
export const ORG = '01920000-0000-7000-8000-0000000000a1'
export const RIVAL = '01920000-0000-7000-8000-0000000000a2'
const ORGS: readonly (readonly [string, string])[] = [
  [UNIT, '示例局'],
  [ORG, '示例申报企业'],
  [RIVAL, '示例竞争企业'],
]
/** Every name of an expert in the tests; a leak is found by it. */
export const CANARY = '金丝雀'
/** Wednesday: the meeting. */
export const MEETING = '2026-12-30'

/** An expert of the test pool. */
export interface TestExpert {
  readonly type?: string
  readonly place?: '本市' | '本市以外'
  readonly unit?: string
  readonly fields?: readonly string[]
  readonly employers?: readonly { unit: string; kind: string; until?: string }[]
}

export const CRITERIA = {
  rows: [
    { type: '技术', place: '不限', fields: [], seats: 4 },
    { type: '财务', place: '不限', fields: [], seats: 1 },
  ],
  meetingOn: MEETING,
  meetingPlace: '示例会议室',
}

type Procedures = readonly ReturnType<typeof panelProcedure>[]

/** A module whose own procedure has a panel, with the rules of a city it reads. */
interface OfModules {
  readonly modules?: readonly ModuleDef[]
  readonly rules?: readonly LayeredRow[]
}

const pooled: readonly TestExpert[] = [
  ...Array.from({ length: 14 }, () => ({})),
  ...Array.from({ length: 4 }, () => ({ type: '财务' })),
]

/** A unit that runs panels under procedures of the test, an applicant, a pool of experts, and the clock. */
export async function panelDesk(
  procedures: Procedures,
  pool: readonly TestExpert[] = pooled,
  more: OfModules = {},
) {
  const base = await openCity(procedures, more)
  const people = await peopleOf(base)
  const experts = await expertsOf(base, people.operator, pool)
  const steps = stepsOf({ ...base, people, experts, procedure: procedures[0]?.id ?? '' })
  return { ...base, experts, ...steps, ...meetingOf(steps, base) }
}

const accountRoutes = [...journalRoutes, keepFile, eraseRoute(expertsModule.forgets ?? [])]

async function openCity(procedures: Procedures, { modules = [], rules = [] }: OfModules) {
  const own = procedures.map(panelBinding)
  const bindings = [...own, ...modules.flatMap((module) => module.bindings ?? [])]
  const admissions = expertsModule.bindings ?? []
  const { pool } = expertsModule
  assert.ok(pool)
  const routes = [
    ...own.map(openPanelled),
    ...procedureRoutes([...bindings, ...admissions]),
    ...panelRoutes({ bindings, pool }),
    ...expertsModule.routes,
    ...modules.flatMap((module) => module.routes),
    ...accountRoutes,
  ]
  const city = await testCommands(
    joinPermissions([
      panelledPermissions,
      panelPermissions,
      expertsModule.permissions,
      journalPermissions,
      identityPermissions,
      filePermissions,
      ...modules.map((module) => module.permissions),
      procedurePermissions([...bindings, ...admissions].map((one) => one.procedure)),
    ]),
    undefined,
    rules,
  )
  const owner = async <R extends object>(sql: string, values: readonly unknown[] = []) =>
    city.test.db.owner(async (client) => (await client.query<R>(sql, [...values])).rows)
  const at = (instant: string) =>
    owner(
      `update platform.state set clock_offset_ms = (extract(epoch from $1::timestamptz - clock_timestamp()) * 1000)::bigint`,
      [instant],
    )
  await found(owner, [...bindings, ...admissions])
  /** Sets a number of the rules. */
  const rule = (key: string, value: number) =>
    city.test.db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) => {
      const [row] = (await ruleHistory(tx, key)).filter(({ replacedAt }) => replacedAt === null)
      assert.ok(row, key)
      await addRule(tx, { ...row, value }, '2026-12-25T01:00:00Z', v7())
    })
  const call = async <R = Record<string, unknown>>(journal: string, actor: Actor, input: object) => {
    const route = routes.find((one): one is WriteRoute => one.kind === 'write' && one.journal === journal)
    assert.ok(route, journal)
    return (await city.run<R>(route, actor, input)).result
  }
  const ask = <R>(journal: string, actor: Actor, input: object = {}) => {
    const route = routes.find((one): one is ReadRoute => one.kind === 'read' && one.journal === journal)
    assert.ok(route, journal)
    return readAs<R>(city, route, actor, input)
  }
  return { city, owner, at, rule, call, ask, close: () => city.test.drop() }
}

/** Units and firms of the test, and who is competent. */
async function found(
  owner: (sql: string, values: readonly unknown[]) => Promise<readonly object[]>,
  bindings: readonly Binding[],
) {
  for (const [id, name] of ORGS)
    await owner(
      `insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample, created_at)
       values ($1, $2, '政府', $2, $2, '', '', false, true, '2026-01-01')`,
      [id, name],
    )
  for (const { procedure } of bindings)
    await owner(
      `insert into platform.competence (id, procedure, unit_org_id, basis, from_day, until_day, status)
       values (gen_random_uuid(), $2, $1, '测试', '2000-01-01', null, 'proposed')`,
      [UNIT, procedure.id],
    )
}

type Base = Awaited<ReturnType<typeof openCity>>

async function enrol({ owner }: Pick<Base, 'owner'>, actor: Actor, login: string): Promise<Actor> {
  await owner(
    `insert into platform.person (id, name, phone, sample, created_at) values ($1, $2, null, true, '2026-01-01')`,
    [actor.personId, actor.name],
  )
  await owner(`insert into platform.account (person_id, login) values ($1, $2)`, [actor.personId, login])
  return actor
}

async function peopleOf(base: Base) {
  return {
    firm: await enrol(base, member('申请人', ORG, ['firm']), 'firm'),
    rival: await enrol(base, member('竞争者', RIVAL, ['firm']), 'rival'),
    manager: await enrol(base, member('项目管理人', UNIT, ['officer']), 'manager'),
    operator: await enrol(base, member('抽取操作人', UNIT, ['officer']), 'operator'),
    witness: await enrol(base, member('核对人', UNIT, ['decider']), 'witness'),
    auditor: await enrol(base, member('审计员', null, ['auditor']), 'auditor'),
  }
}

/** The pool as the unit kept it before, brought over by command. */
async function expertsOf(base: Base, operator: Actor, pool: readonly TestExpert[]) {
  const experts = new Map<string, Actor>()
  for (const index of pool.keys()) {
    const actor = await enrol(base, member(`${CANARY}${index}`, null, ['expert']), `expert${index}`)
    experts.set(actor.personId ?? '', actor)
  }
  await base.at('2026-12-25T01:00:00Z')
  await base.call('pool-expert.carry-over', operator, {
    basis: '测试',
    experts: pool.map((expert, index) => ({
      login: `expert${index}`,
      unit: expert.unit ?? `示例单位${index}`,
      title: '教授',
      level: '正高级',
      degree: '博士',
      type: expert.type ?? '技术',
      fields: expert.fields ?? ['新材料'],
      place: expert.place ?? '本市',
      region: '示例市',
      employers: expert.employers ?? [],
    })),
  })
  return experts
}

type Ready = Base & {
  readonly people: Awaited<ReturnType<typeof peopleOf>>
  readonly experts: ReadonlyMap<string, Actor>
  readonly procedure: string
}

/** The unit's steps until experts answer. */
function stepsOf({ city, owner, at, call, ask, people, experts, procedure: usual }: Ready) {
  const act = async (action: string, actor: Actor, dossierId: string, input: object = {}) => {
    const dossier = await city.test.db.read('platform', (tx) => findDossier(tx, 'platform', dossierId))
    assert.ok(dossier)
    return call(`${dossier.procedure}.${action}`, actor, { dossierId, visit: dossier.visit, ...input })
  }
  /** A dossier whose panel is to be made. */
  const opened = async ({ procedure = usual }: { readonly procedure?: string } = {}) => {
    const title = { title: '一件申请' }
    const { dossierId } = await call<{ dossierId: string }>(`${procedure}.open`, people.firm, title)
    await act('bring', people.manager, dossierId)
    const [row] = await owner<{ id: string }>(
      'select id from platform.panel where dossier_id = $1 order by visit desc limit 1',
      [dossierId],
    )
    assert.ok(row)
    return { dossierId, panelId: row.id }
  }
  const freeze = async (panelId: string, criteria: object = CRITERIA) => {
    await call('panel.criteria', people.manager, { panelId, ...criteria })
    return call<{ root: string; counts: number[] }>('panel.freeze', people.operator, {
      panelId,
      seedName: '示例彩票第1期开奖号码',
      seedAt: '2026-12-29T01:00:00Z',
    })
  }
  const seed = (actor: Actor, panelId: string, typed = '3 1 4 15 9') =>
    call<{ drawn: boolean; matches: boolean }>('panel.seed', actor, {
      panelId,
      seed: typed,
      source: 'https://example.test/1',
    })
  const drawn = async (panelId: string) => {
    await freeze(panelId)
    await at('2026-12-29T02:00:00Z')
    await seed(people.operator, panelId)
    await seed(people.witness, panelId)
  }
  /** Proposed by the manager, agreed to by somebody else. */
  const agreed = async (journal: 'panel.remove' | 'panel.redraw', input: object) => {
    const { proposalId } = await call<{ proposalId: string }>(journal, people.manager, input)
    return call('panel.answer', people.operator, { proposalId, agrees: true, words: '核对属实。' })
  }
  const show = (panelId: string, actor: Actor = people.manager) =>
    ask<PanelView>('panel.show', actor, { panelId })
  /** The expert who holds a seat, whom only the test can look up. */
  const holder = async (seatId: string) => {
    const sql = 'select person_id from platform.panel_seat where id = $1'
    const [row] = await owner<{ person_id: string }>(sql, [seatId])
    const found = experts.get(row?.person_id ?? '')
    assert.ok(found, 'the seat is an expert’s')
    return found
  }
  return { people, act, opened, freeze, seed, drawn, agreed, show, holder }
}

type Steps = ReturnType<typeof stepsOf>

/** What experts do, up to the decision. */
function meetingOf({ people, show, holder }: Steps, { at, call, ask }: Base) {
  const reply = async (seatId: string, input: object = { accepts: true }) =>
    call<{ state: string }>('panel.reply', await holder(seatId), { seatId, ...input })
  const commit = async (seatId: string) =>
    call('panel.commit', await holder(seatId), { seatId, confidential: true, noConflict: true })
  /** Everybody who is asked accepts and signs. */
  const gather = async (panelId: string) => {
    for (const { id, state } of (await show(panelId)).seats) {
      if (state === 'invited') await reply(id)
      if (state === 'invited' || state === 'accepted') await commit(id)
    }
  }
  const members = async (panelId: string) =>
    (await show(panelId)).seats.filter(({ state }) => ['reviewing', 'submitted', 'confirmed'].includes(state))
  const elect = async (panelId: string) => {
    const seats = await members(panelId)
    const chair = seats.find(({ type }) => type === '技术')
    assert.ok(chair)
    for (const { id } of seats) {
      if ((await show(panelId)).seats.some(({ isChair }) => isChair)) break
      await call('panel.chair', await holder(id), { mine: id, seatId: chair.id })
    }
    return { seats, chair }
  }
  /** The meeting is open and has a chair. */
  const sitting = async (panelId: string) => {
    await gather(panelId)
    await at(`${MEETING}T02:00:00Z`)
    await call('panel.open', people.manager, { panelId })
    return elect(panelId)
  }
  const ballot = async (seatId: string, values: object) =>
    call('panel.ballot', await holder(seatId), { seatId, ballot: values })
  const concluded = async (panelId: string, values: readonly object[]) => {
    const { seats, chair } = await sitting(panelId)
    for (const [index, { id }] of seats.entries()) await ballot(id, values[index] ?? {})
    await call('panel.opinion', await holder(chair.id), { seatId: chair.id, opinion: '专家组意见。' })
    for (const { id } of seats) await call('panel.confirm', await holder(id), { seatId: id, agrees: true })
    return { seats, chair }
  }
  const own = async (seatId: string) =>
    ask<OwnSeatView>('panel.own-show', await holder(seatId), { id: seatId })
  const draw = (id: string) => ask<PublicDraw>('draw.show', visitor, { id })
  return { reply, commit, gather, members, elect, sitting, ballot, concluded, own, draw }
}
