import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { YearTable } from '#platform/calendar/calendar.ts'
import { addYear, deadlinesFrom, loadCalendar, moveDeadlines } from '#platform/calendar/store.ts'
import { previewYear } from '#platform/calendar/deadlines.ts'
import { joinPermissions, visitor, type Actor } from '#platform/access/access.ts'
import { sweepDeadlines } from '#platform/clock/sweep.ts'
import type { ReadRoute, Route, WriteRoute } from '#platform/command/command.ts'
import { keepFile, permissions as files } from '#platform/files/files.ts'
import { noticePermissions, noticeRoutes } from '#platform/notice/routes.ts'
import type { OwnNotice } from '#platform/notice/reading.ts'
import type { NoticeView } from '#platform/notice/view.ts'
import { procedurePermissions, procedureRoutes } from '#platform/procedure/derive.ts'
import type { Amend, NoticeField } from '#platform/procedure/facet.ts'
import type { Binding } from '#platform/procedure/perform.ts'
import { findDossier } from '#platform/procedure/store.ts'
import { member, readAs, testCommands, type TestCommands } from './commands.ts'
import { permissions as workPermissions, workRoutes } from '#platform/work/routes.ts'
import { openSecond, secondBinding, secondPermissions, type secondProcedure } from './second-procedure.ts'

const UNIT = '01920000-0000-7000-8000-0000000000b1'
const ORG = '01920000-0000-7000-8000-0000000000a1'
const OTHER = '01920000-0000-7000-8000-0000000000a2'

const people = {
  firm: member('申请人', ORG, ['firm']),
  member: member('本单位职工', ORG, ['researcher']),
  stranger: member('别的单位', OTHER, ['firm']),
  officer: member('经办人', UNIT, ['officer']),
  colleague: member('另一经办人', UNIT, ['officer']),
  secondColleague: member('第三位经办人', UNIT, ['officer']),
  foreignOfficer: member('别局经办人', OTHER, ['officer']),
  auditor: member('审计员', UNIT, ['auditor']),
  visitor,
}

async function seed(city: TestCommands, procedures: readonly string[]): Promise<void> {
  await city.test.db.owner(async (client) => {
    for (const [id, name] of [
      [UNIT, '示例局'],
      [ORG, '示例大学'],
    ])
      await client.query(
        `insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample, created_at)
         values ($1, $2, '政府', $2, $2, '', '', false, true, '2026-01-01')`,
        [id, name],
      )
    for (const id of procedures)
      await client.query(
        `insert into platform.competence (id, procedure, unit_org_id, basis, from_day, until_day, status)
         values (gen_random_uuid(), $2, $1, '测试', '2000-01-01', null, 'proposed')`,
        [UNIT, id],
      )
  })
}

/** Loads a year as the administrator's command does; answers how many deadlines moved. */
function loadYear(city: TestCommands, table: YearTable): Promise<number> {
  return city.test.db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) => {
    const deadlines = await deadlinesFrom(tx, `${table.year}-01-01`)
    const moves = previewYear(await loadCalendar(tx), table, deadlines)
    await addYear(tx, table, '2026-12-20T00:00:00.000Z', null)
    await moveDeadlines(tx, moves, randomUUID())
    return moves.length
  })
}

/** How tests act, ask and look. */
function handsOf(city: TestCommands, routes: readonly Route[]) {
  const writes = routes.filter((route): route is WriteRoute => route.kind === 'write')
  const call = async <R = unknown>(journal: string, actor: Actor, input: object) => {
    const route = writes.find((one) => one.journal === journal)
    assert.ok(route, journal)
    return (await city.run<R>(route, actor, input)).result
  }
  const ask = <R>(journal: string, actor: Actor, input: object = {}) => {
    const route = routes.find((one): one is ReadRoute => one.kind === 'read' && one.journal === journal)
    assert.ok(route, journal)
    return readAs<R>(city, route, actor, input)
  }
  const owner = async <R extends object>(sql: string, values: readonly unknown[] = []) =>
    city.test.db.owner(async (client) => (await client.query<R>(sql, [...values])).rows)
  const dossier = async (id: string) => {
    const found = await city.test.db.read('platform', (tx) => findDossier(tx, 'platform', id))
    assert.ok(found)
    return found
  }
  const at = (instant: string) =>
    owner(
      `update platform.state set clock_offset_ms = (extract(epoch from $1::timestamptz - clock_timestamp()) * 1000)::bigint`,
      [instant],
    )
  const act = async (procedure: string, action: string, actor: Actor, dossierId: string) =>
    call(`${procedure}.${action}`, actor, { dossierId, visit: (await dossier(dossierId)).visit })
  const newest = async (dossierId: string) => {
    const [row] = await owner<{ public_id: string }>(
      'select public_id from platform.notice where dossier_id = $1 order by visit desc limit 1',
      [dossierId],
    )
    assert.ok(row)
    return row.public_id
  }
  const object = async (id: string, actor: Actor, by: { name?: string; contact?: string } = {}) => {
    const code = randomUUID().replaceAll('-', '').slice(0, 20)
    const input = { publicId: id, words: '与事实不符。', code, ...by }
    return { kind: (await call<{ kind: string }>('notice.object', actor, input)).kind, code }
  }
  /** A file this person has uploaded. */
  const file = async (who: Actor) => {
    const input = { sha256: 'a'.repeat(64), name: '照片.jpg', type: 'image/jpeg', size: 9 }
    return (await city.run<{ id: string }>(keepFile, who, input)).result.id
  }
  return { call, ask, owner, dossier, at, writes, act, newest, object, file }
}

/** Lines that the record of the test lets be corrected. */
const AMENDABLE = ['名称', '价格', '完成人', '联系电话']

function amendsOf(said: { fields: readonly NoticeField[] }): Readonly<Record<string, Amend>> {
  const correct =
    (label: string): Amend =>
    async (_tx, _dossier, value) => {
      said.fields = said.fields.map((field) => (field.label === label ? { ...field, value } : field))
    }
  return Object.fromEntries(AMENDABLE.map((label) => [label, correct(label)]))
}

/** A unit that gives notices under procedures of the test, its people, and the clock. */
export async function noticeDesk(procedures: readonly ReturnType<typeof secondProcedure>[]) {
  const said: { fields: readonly NoticeField[] } = { fields: [] }
  const bindings: Binding[] = procedures.map((procedure) =>
    secondBinding(procedure, () => said, amendsOf(said)),
  )
  const routes = [
    ...bindings.map(openSecond),
    ...procedureRoutes(bindings),
    ...noticeRoutes(bindings),
    ...workRoutes(bindings),
  ]
  const city = await testCommands(
    joinPermissions([
      secondPermissions,
      files,
      noticePermissions,
      workPermissions,
      procedurePermissions(procedures),
    ]),
  )
  await seed(
    city,
    procedures.map(({ id }) => id),
  )
  const hands = handsOf(city, routes)
  const { call, ask, at, act, newest, writes } = hands
  /** A dossier whose notice begins at this instant. */
  const noticed = async (instant: string, fields: readonly NoticeField[], procedure = 'second') => {
    await at(instant)
    said.fields = fields
    const { dossierId } = await call<{ dossierId: string }>(`${procedure}.open`, people.firm, {
      title: '一件申请',
      orgId: ORG,
    })
    await act(procedure, 'announce', people.officer, dossierId)
    return { dossierId, id: await newest(dossierId) }
  }
  return {
    people,
    city,
    ...hands,
    noticed,
    /** What the record says from now on. */
    record: (fields: readonly NoticeField[]) => {
      said.fields = fields
    },
    show: (id: string, actor: Actor = visitor) => ask<NoticeView>('notice.show', actor, { id }),
    own: (id: string, actor: Actor) => ask<OwnNotice>('notice.own-show', actor, { id }),
    /** The clock's turn over what is due. */
    sweep: () =>
      sweepDeadlines(city.test.db, city.bus, writes, (error) => {
        throw error
      }),
    loadYear: (table: YearTable) => loadYear(city, table),
    close: () => city.test.drop(),
  }
}
