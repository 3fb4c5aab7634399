import assert from 'node:assert/strict'
import { v7 } from 'uuid'
import { z } from 'zod'
import { joinPermissions, mustReach, visitor, type Actor } from '#platform/access/access.ts'
import * as archive from '#platform/archive/routes.ts'
import { sweepDeadlines } from '#platform/clock/sweep.ts'
import { routesOf, type ReadRoute, type Route, type WriteRoute } from '#platform/command/command.ts'
import { keepFile, permissions as filePermissions } from '#platform/files/files.ts'
import { ADMINISTRATIVE_REMEDIES, plainLetter } from '#platform/letters/letter.ts'
import * as letters from '#platform/letters/routes.ts'
import { procedurePermissions, procedureRoutes } from '#platform/procedure/derive.ts'
import { openDossier, type Binding } from '#platform/procedure/perform.ts'
import { defineProcedure } from '#platform/procedure/procedure.ts'
import type { LayeredRow } from '#platform/ruleset/ruleset.ts'
import { loadCalendar } from '#platform/calendar/store.ts'
import { ownWork, workList } from '#platform/work/list.ts'
import { member, readAs, testCommands, type TestCommands } from './commands.ts'

const UNIT = '01920000-0000-7000-8000-0000000000b1'
const OTHER_UNIT = '01920000-0000-7000-8000-0000000000b2'
const ORG = '01920000-0000-7000-8000-0000000000a1'
const SEEDED_AT = '2026-01-01T00:00:00.000Z'

const reason = z.object({ reason: z.string().meta({ title: '原因' }) })

/** An application that is sent back, refused or granted, with a letter each. */
export const paperProcedure = defineProcedure<null>()({
  id: 'paper',
  module: 'platform',
  version: 1,
  title: '示例许可',
  basis: ['测试'],
  planItems: [],
  parts: {
    owner: { title: '申请人', hold: ['firm'], within: 'org' },
    officer: { title: '经办人', hold: ['officer', 'decider'], within: 'unit' },
  },
  guards: {},
  start: 'checking',
  states: {
    checking: { title: '审查中' },
    correcting: {
      title: '待补正',
      due: { term: { rule: 'paper.days', unit: 'days' }, performs: 'lapse', onReturn: 'restart' },
    },
    granted: { title: '已许可', end: 'granted' },
    refused: { title: '不予许可', end: 'refused' },
    lapsed: { title: '逾期未补正', end: 'lapsed' },
  },
  actions: {
    ask: {
      title: '要求补正',
      by: 'officer',
      from: 'checking',
      to: 'correcting',
      input: reason,
      letter: 'correction',
    },
    answer: { title: '补正', by: 'owner', from: 'correcting', to: 'checking' },
    lapse: { title: '逾期', by: 'clock', from: 'correcting', to: 'lapsed' },
    grant: { title: '许可', by: 'officer', from: 'checking', to: 'granted' },
    refuse: {
      title: '不予许可',
      by: 'officer',
      from: 'checking',
      to: 'refused',
      input: reason,
      letter: 'refusal',
    },
  },
})

/** What was filled in of a dossier beside its steps, as a module keeps it. */
export const applied = new Map<string, { readonly fileIds: readonly string[] }>()

export const paperBinding: Binding = {
  procedure: paperProcedure,
  application: {
    form: z.object({ fileIds: z.array(z.uuid()).meta({ title: '证明材料', widget: 'file' }) }),
    values: async (_tx, { id }) => applied.get(id),
  },
  facts: async () => null,
  effects: {},
  entered: async () => {},
  letters: {
    correction: plainLetter('补正通知书', {
      says: '你单位申请的“{title}”，请补正下列材料。',
      fields: ['reason'],
      startsTerm: true,
    }),
    refusal: plainLetter('不予许可决定书', {
      says: '你单位申请的“{title}”，决定不予许可，理由如下。',
      fields: ['reason'],
      adverse: { remedies: ADMINISTRATIVE_REMEDIES },
    }),
  },
}

const open = routesOf('platform').write({
  method: 'POST',
  path: '/paper',
  permission: 'paper.open',
  journal: 'paper.open',
  says: '{actor}申请',
  input: z.object({ title: z.string() }),
  gate: { none: '测试' },
  verb: async (tx, actor, { title }, now) => {
    const { orgId } = actor
    assert.ok(orgId)
    mustReach(actor, { orgId })
    const opening = { title, subject: { kind: 'paper', id: v7() }, orgId }
    return { dossierId: (await openDossier(tx, paperBinding, opening, actor, now)).id }
  },
})

const people = {
  firm: member('申请人', ORG, ['firm']),
  officer: member('经办人甲', UNIT, ['officer']),
  checker: member('经办人乙', UNIT, ['officer']),
  decider: member('局领导', UNIT, ['decider']),
  secondDecider: member('另一局领导', UNIT, ['decider']),
  admin: member('单位管理员', UNIT, ['orgAdmin']),
  other: member('别局经办人', OTHER_UNIT, ['officer']),
  auditor: member('审计员', null, ['auditor']),
  visitor,
}

export type LetterDesk = Awaited<ReturnType<typeof letterDesk>>
export interface OneLetter {
  readonly id: string
  readonly state: string
  readonly version: number
  readonly number: string | null
}

const bindings = [paperBinding]
const routes: readonly Route[] = [
  open,
  keepFile,
  ...procedureRoutes(bindings),
  ...letters.letterRoutes(bindings),
  ...archive.archiveRoutes(bindings),
]
const writes = routes.filter((route) => route.kind === 'write')
const permissions = joinPermissions([
  { 'paper.open': { firm: 'org' } },
  filePermissions,
  letters.permissions,
  archive.permissions,
  procedurePermissions([paperProcedure]),
])

/** How tests act, ask and look. */
function handsOf(city: TestCommands) {
  const owner = async <R extends object>(sql: string, values: readonly unknown[] = []) =>
    city.test.db.owner(async (client) => (await client.query<R>(sql, [...values])).rows)
  const call = async <R = OneLetter>(journal: string, actor: Actor, input: object): Promise<R> => {
    const route = routes.find((one): one is WriteRoute => one.kind === 'write' && one.journal === journal)
    assert.ok(route, journal)
    return (await city.run<R>(route, actor, input)).result
  }
  const ask = <R>(journal: string, actor: Actor, input: object = {}): Promise<R> => {
    const route = routes.find((one): one is ReadRoute => one.kind === 'read' && one.journal === journal)
    assert.ok(route, journal)
    return readAs<R>(city, route, actor, input)
  }
  const act = async (action: string, actor: Actor, dossierId: string, input: object = {}) => {
    const [row] = await owner<{ visit: number }>('select visit from platform.dossier where id = $1', [
      dossierId,
    ])
    return call<{ state: string }>(`paper.${action}`, actor, { dossierId, visit: row?.visit, ...input })
  }
  const letterOf = async (dossierId: string) => {
    const [row] = await owner<OneLetter>(
      'select id, state, version, number from platform.letter where dossier_id = $1 order by id desc limit 1',
      [dossierId],
    )
    assert.ok(row)
    return row
  }
  const at = (instant: string) =>
    owner(
      `update platform.state set clock_offset_ms = (extract(epoch from $1::timestamptz - clock_timestamp()) * 1000)::bigint`,
      [instant],
    )
  return { owner, call, ask, act, letterOf, at }
}

/** A unit that writes letters under `paperProcedure`; `steps` merges those of the life. */
export async function letterDesk(steps?: readonly (readonly string[])[]) {
  const city = await testCommands(permissions, 8, rulesOf(steps))
  const hands = handsOf(city)
  const { call, act, letterOf } = hands
  await seed(hands.owner)
  return {
    people,
    city,
    ...hands,
    /** A dossier whose refusal or correction was drafted by the officer. */
    drafted: async (action: 'ask' | 'refuse' = 'refuse', by: Actor = people.officer) => {
      const { dossierId } = await call<{ dossierId: string }>('paper.open', people.firm, {
        title: '一件申请',
      })
      await act(action, by, dossierId, { reason: '材料不齐' })
      return { dossierId, letter: await letterOf(dossierId) }
    },
    /** Brings a letter to the step, each by the right person. */
    upTo: async (letter: OneLetter, last: 'check' | 'issue' | 'number' | 'seal', number = newNumber()) => {
      let now = letter
      for (const [step, who, more] of [
        ['check', people.checker, {}],
        ['issue', people.decider, {}],
        ['number', people.officer, { number }],
        ['seal', people.officer, { sealName: '示例局（公章）', copies: 2 }],
      ] as const) {
        now = await call(`letter.${step}`, who, { id: now.id, version: now.version, ...more })
        if (step === last) break
      }
      return now
    },
    /** What of a dossier is on the work list of this person. */
    workOn: (dossierId: string, actor: Actor) =>
      city.test.db.read('platform', async (tx) => {
        const view = { bindings, calendar: await loadCalendar(tx), today: '2026-11-25' }
        const { items } = await workList(tx, ownWork(actor, view))
        return items.filter((item) => item.dossierId === dossierId)
      }),
    /** The days by which a letter has to be served: one, or none when nobody waits for it any more. */
    servedBy: async (id: string) => {
      const open = `select due_on from platform.deadline where kind = 'letter' and subject_id = $1 and state = 'open'`
      return (await hands.owner<{ due_on: string }>(open, [id])).map((row) => row.due_on)
    },
    receipt: async (by: Actor) => {
      const sha256 = city.files.write(Buffer.from(`receipt ${v7()}`))
      const file = { sha256, name: '回执.jpg', type: 'image/jpeg', size: 10 }
      return (await call<{ id: string }>('file.keep', by, file)).id
    },
    /** The clock's turn over what is due. */
    sweep: () =>
      sweepDeadlines(city.test.db, city.bus, writes, (error) => {
        throw error
      }),
    close: () => city.test.drop(),
  }
}

let numbers = 0
function newNumber(): string {
  return `示科字〔2026〕${(numbers += 1)}号`
}

function rulesOf(steps: readonly (readonly string[])[] | undefined): LayeredRow[] {
  const row = {
    from: '2020-01-01',
    until: null,
    unit: '天',
    status: 'proposed',
    source: '测试',
    note: '',
    layer: 'city',
  } as const
  return [
    { ...row, key: 'paper.days', title: '补正期限', value: 10 },
    ...(steps
      ? [{ ...row, key: 'letter.steps', title: '步骤', value: steps.map((group) => [...group]) }]
      : []),
  ]
}

async function seed(owner: (sql: string, values?: readonly unknown[]) => Promise<unknown>): Promise<void> {
  for (const [id, name] of [
    [UNIT, '示例局'],
    [OTHER_UNIT, '别的局'],
    [ORG, '示例公司'],
  ])
    await owner(
      `insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample, created_at)
       values ($1, $2, '政府', $2, $2, '', '', false, true, '${SEEDED_AT}')`,
      [id, name],
    )
  await owner(
    `insert into platform.competence (id, procedure, unit_org_id, basis, from_day, until_day, status)
     values (gen_random_uuid(), 'paper', $1, '测试', '2000-01-01', null, 'proposed')`,
    [UNIT],
  )
}
