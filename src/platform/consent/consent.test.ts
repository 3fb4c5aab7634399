import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { v7 } from 'uuid'
import { visitor, type Actor, type Role } from '#platform/access/access.ts'
import { papersOf } from '#platform/archive/papers.ts'
import { consentStanding, isLate, remarkOf, silenceOf } from '#platform/consent/rules.ts'
import { opinionRoutes, permissions } from '#platform/consent/routes.ts'
import { findDossier } from '#platform/procedure/store.ts'
import type { DossierView } from '#platform/procedure/view.ts'
import { dossierRoutes, permissions as dossierPermissions } from '#platform/procedure/routes.ts'
import { permissions as workPermissions, workRoutes } from '#platform/work/routes.ts'
import { recognitionBinding, recognitionModule, reviewBinding } from '#test/engine-procedure.ts'
import { FIRM, openMarket, people, UNIVERSITY, type Market } from '#test/market.ts'

const def = {
  title: '会签',
  step: 'opinion',
  answer: { rule: 'x', unit: 'days' },
  silence: { means: 'noOpinion', basis: '某规定' },
} as const
const { silence: _, ...withoutSilence } = def

describe('opinions of other units (P31)', () => {
  const on = '2026-12-04'
  const table = [
    [
      'all have answered',
      def,
      [
        ['2026-12-03', '同意'],
        ['2026-12-03', '无意见'],
      ],
      [2, 2, 0, true],
    ],
    ['one is waited for within its term', def, [['2026-12-04', '同意'], ['2026-12-04']], [2, 1, 0, false]],
    [
      'silence after the last day has its meaning',
      def,
      [['2026-12-03', '同意'], ['2026-12-03']],
      [2, 1, 0, true],
    ],
    ['silence means nothing where no basis is named', withoutSilence, [['2026-12-03']], [1, 0, 0, false, 1]],
    ['a day not known for certain ends nothing (P1)', def, [[null]], [1, 0, 0, false]],
    ['the last word of a unit counts', def, [['2026-12-09', '不同意', '同意']], [1, 1, 0, true]],
    [
      'a dissent is counted',
      def,
      [
        ['2026-12-09', '不同意'],
        ['2026-12-09', '同意'],
      ],
      [2, 2, 1, true],
    ],
  ] as const
  for (const [title, declared, units, [asked, answered, dissents, complete, overdue = 0]] of table)
    it(title, () => {
      const rows = units.map(([dueOn, ...verdicts]) => ({ dueOn, verdicts }))
      assert.deepEqual(consentStanding(declared, rows, on), {
        asked,
        answered,
        dissents,
        overdue,
        complete,
      })
    })

  it('a word is late only where the end of the term has said something', () => {
    assert.equal(isLate(def, '2026-12-03', on), true)
    assert.equal(isLate(def, '2026-12-04', on), false)
    assert.equal(isLate(withoutSilence, '2026-12-03', on), false)
    assert.equal(isLate(undefined, '2026-12-09', on), true, 'the round is over')
  })

  it('a word after the last day of its term is marked as overdue, whether it counts or not', () => {
    assert.equal(remarkOf(false, '2026-12-04', on), null)
    assert.equal(remarkOf(false, null, on), null, 'a day not known for certain (P1)')
    assert.equal(remarkOf(false, '2026-12-03', on), '逾期提出', 'no silence declared: it counts')
    assert.equal(remarkOf(true, '2026-12-03', on), '逾期提出，仅供参考')
    assert.equal(remarkOf(true, '2026-12-09', on), '本轮结束后提出，仅供参考')
  })

  it('what silence came to names its meaning and its basis', () => {
    const silent = { dueOn: '2026-12-03', verdicts: [] }
    assert.equal(silenceOf(def.silence, silent, on), '逾期未答复，视为无意见（依据 某规定）')
    const consent = { means: 'consent', basis: '某规定' } as const
    assert.equal(silenceOf(consent, silent, on), '逾期未答复，视为同意（依据 某规定）')
    assert.equal(silenceOf(def.silence, { ...silent, dueOn: on }, on), undefined, 'it may still speak')
    assert.equal(silenceOf(def.silence, { ...silent, verdicts: ['同意'] }, on), undefined)
    assert.equal(silenceOf(null, silent, on), undefined)
  })
})

const COUNTY = '01920000-0000-7000-8000-0000000000c1'
const CITY = '01920000-0000-7000-8000-0000000000c2'
const REFORM = '01920000-0000-7000-8000-0000000000c3'
const INDUSTRY = '01920000-0000-7000-8000-0000000000c4'
const SILENT = '逾期未答复，视为无意见（依据 测试规定：逾期未复视为无意见）'
const actor = (n: number, orgId: string, roles: readonly Role[]): Actor => ({
  ...visitor,
  kind: 'person',
  personId: `01920000-0000-7000-8000-00000000d00${n}`,
  name: `示例${n}`,
  orgId,
  orgName: '示例单位',
  roles,
  orgVerified: true,
})
const county = actor(1, COUNTY, ['officer'])
const city = actor(2, CITY, ['officer'])
const reform = actor(3, REFORM, ['unitMember'])
const industry = actor(4, INDUSTRY, ['unitMember'])

describe('a second procedure, on the ground as it is', () => {
  let market: Market
  let dossierId = ''
  before(async () => {
    const bindings = [recognitionBinding, reviewBinding]
    market = await openMarket([
      recognitionModule,
      {
        name: 'ground',
        uses: [],
        permissions: { ...permissions, ...dossierPermissions, ...workPermissions },
        routes: [...opinionRoutes(bindings), ...dossierRoutes(bindings), ...workRoutes(bindings)],
      },
    ])
    await market.query(`delete from platform.competence where procedure = 'test-recognition'`)
    for (const [id, name] of [
      [COUNTY, '示例县'],
      [CITY, '示例市局'],
      [REFORM, '示例发改局'],
      [INDUSTRY, '示例工信局'],
    ])
      await market.query(
        `insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample, created_at)
         values ($1, $2, '政府', $3, $3, '', '', false, true, '2026-01-01')`,
        [id, name, name],
      )
    await market.query(`update platform.organisation set region = 'a-county' where id = $1`, [FIRM])
    for (const [n, who] of [county, city, reform, industry].entries())
      await market.query(
        `insert into platform.person (id, name, sample, created_at) values ($1, $2, true, '2026-01-01')`,
        [who.personId, `示例${n + 1}`],
      )
    for (const [step, region, place, unit] of [
      [null, null, null, CITY],
      ['county', 'a-county', null, COUNTY],
      // The plan's order, which is not that of the rows.
      ['opinion', null, 2, INDUSTRY],
      ['opinion', null, 1, REFORM],
    ])
      await market.query(
        `insert into platform.competence (id, procedure, step, region, opinion_order, unit_org_id, basis, from_day, until_day, status)
         values ($1, 'test-recognition', $2, $3, $4, $5, '测试', '2000-01-01', null, 'proposed')`,
        [v7(), step, region, place, unit],
      )
  })
  after(() => market.drop())

  const show = (who: Actor) => market.read<DossierView>(who, 'dossier.show', { id: dossierId })
  const opinions = (who: Actor) =>
    market.read<{
      rounds: {
        units: {
          unit: string
          silence: string | null
          opinions: { verdict: string; remark: string | null }[]
        }[]
      }[]
      hidden: boolean
      give: { visit: number } | null
    }>(who, 'opinion.list', { dossierId })
  const work = async (who: Actor) =>
    (
      await market.read<{
        items: { dossierId: string; dueOn: string | null; actions: { title: string }[] }[]
      }>(who, 'work.list', {})
    ).items.filter((item) => item.dossierId === dossierId)
  const give = async (who: Actor, verdict: string, words = '') => {
    const { give: open } = await opinions(who)
    return market.write(who, 'opinion.give', { dossierId, visit: open?.visit ?? 1, verdict, words })
  }
  const unitOf = async () =>
    (
      await market.query<{ unit_id: string }>('select unit_id from platform.dossier where id = $1', [
        dossierId,
      ])
    )[0]?.unit_id

  it('goes from the county of the applicant to the city: competence is data by step and region (P4)', async () => {
    const opened = await market.write(people.firm, 'test-recognition.open', { orgId: FIRM, subjectId: v7() })
    dossierId = String(opened['dossierId'])
    await market.act(people.firm, dossierId, 'test-recognition.submit')
    assert.equal(await unitOf(), COUNTY)
    const [waiting] = await work(county)
    const { overall } = await show(county)
    assert.notEqual(overall, null)
    assert.equal(waiting?.dueOn, overall?.dueOn, 'no term of the state: the term of the whole is due')
    await assert.rejects(market.act(city, dossierId, 'test-recognition.forward'), /没有找到|无权/)
    await market.act(county, dossierId, 'test-recognition.forward')
    assert.equal(await unitOf(), CITY)
  })

  it('an applicant of a region nobody is named for goes to the unit of the whole procedure', async () => {
    const opened = await market.write(people.firm, 'test-recognition.open', {
      orgId: UNIVERSITY,
      subjectId: v7(),
    })
    const [row] = await market.query<{ unit_id: string }>(
      'select unit_id from platform.dossier where id = $1',
      [opened['dossierId']],
    )
    assert.equal(row?.unit_id, CITY)
  })

  it('asks units in the plan’s order; asked units may read, others may not', async () => {
    const { rounds } = await opinions(city)
    assert.deepEqual(
      rounds[0]?.units.map(({ unit }) => unit),
      ['示例发改局', '示例工信局'],
    )
    assert.equal((await show(reform)).dossier.id, dossierId)
    await assert.rejects(show({ ...reform, orgId: UNIVERSITY }), /没有找到/)
    await assert.rejects(show({ ...reform, roles: ['finance'] }), /没有找到/)
    await assert.rejects(market.act(city, dossierId, 'test-recognition.close'), /会签意见还没有全部到齐/)
  })

  it('each asked unit has it on its work list with the last day of its own term; nobody else has work meanwhile', async () => {
    const [item] = await work(reform)
    assert.deepEqual(
      item?.actions.map(({ title }) => title),
      ['提出意见'],
    )
    assert.match(item?.dueOn ?? '', /^\d{4}-\d\d-\d\d$/)
    assert.deepEqual(await work(city), [])
    await market.query(
      `update platform.deadline set due_on = '2026-01-05' where kind = 'opinion' and dossier_id = $1`,
      [dossierId],
    )
    assert.equal((await work(city)).length, 1, 'a unit that is late has to be asked again')
    await market.query(
      `update platform.deadline set due_on = nominal_on where kind = 'opinion' and dossier_id = $1`,
      [dossierId],
    )
  })

  it('a dissent needs its reason, is seen, and stands in the way of what needs consent', async () => {
    await assert.rejects(give(industry, '不同意'), /不同意的，请写明理由/)
    await give(industry, '不同意', '场地不符合规划。')
    const reminded = await market.query<{ org: string }>(
      `select term ->> 'toOrg' as org from platform.deadline
       where dossier_id = $1 and kind = 'reminder' and state = 'open'`,
      [dossierId],
    )
    assert.deepEqual(
      reminded.map(({ org }) => org),
      [REFORM, REFORM],
      'before the last day and after it; whoever has spoken is not reminded',
    )
    assert.deepEqual(await work(industry), [])
    assert.equal((await work(reform)).length, 1)
    await give(reform, '同意')
    assert.equal((await work(city)).length, 1)
    await assert.rejects(market.act(city, dossierId, 'test-recognition.grantAtOnce'), /有单位不同意/)
    await market.act(city, dossierId, 'test-recognition.close')
  })

  it('who applied reads whom it was asked of, and what was said only when the matter is decided', async () => {
    const { rounds, hidden } = await opinions(people.firm)
    assert.equal(hidden, true)
    assert.deepEqual(
      rounds.flatMap(({ units }) => units.map((unit) => [unit.unit, unit.opinions])),
      [
        ['示例发改局', []],
        ['示例工信局', []],
      ],
    )
    assert.doesNotMatch(JSON.stringify(rounds), /不同意|场地不符合规划/)
    for (const who of [city, county, industry]) assert.equal((await opinions(who)).hidden, false)
  })

  it('a word after the round is late: kept, seen, not counted', async () => {
    assert.deepEqual(await give(reform, '不同意', '补充意见'), { late: true })
    const { rounds } = await opinions(city)
    assert.deepEqual(
      rounds[0]?.units[0]?.opinions.map(({ verdict, remark }) => [verdict, remark]),
      [
        ['同意', null],
        ['不同意', '本轮结束后提出，仅供参考'],
      ],
    )
  })

  it('a second round is a row of its own; silence to its end has its meaning, by its basis', async () => {
    await market.act(city, dossierId, 'test-recognition.again')
    const { rounds, give: open } = await opinions(industry)
    assert.equal(rounds.length, 2)
    assert.notEqual(open, null)
    await assert.rejects(market.act(city, dossierId, 'test-recognition.close'), /还没有全部到齐/)
    await market.pass(30)
    await market.sweep()
    const told = await market.query<{ org: string }>(
      `select payload ->> 'orgId' as org from platform.outbox
       where topic = 'message.org' and payload ->> 'template' like '%已经届满，请尽快提出%' order by 1`,
    )
    assert.deepEqual(
      told.map(({ org }) => org),
      [REFORM, INDUSTRY],
      'each unit that is waited for is reminded',
    )
    await market.act(city, dossierId, 'test-recognition.close')
    await market.act(city, dossierId, 'test-recognition.grant')
    const decided = await opinions(people.firm)
    assert.equal(decided.hidden, false)
    assert.deepEqual(
      decided.rounds.map(({ units }) => units.map(({ silence }) => silence)),
      [
        [null, null],
        [SILENT, SILENT],
      ],
      'kept after the round, with its basis (P31)',
    )
    assert.match(JSON.stringify(decided.rounds), /场地不符合规划/)
  })

  it('P11: the archive volume holds who was asked, in order, and every word, the late and the missing ones too', async () => {
    const papers = await market.test.db.read('platform', async (tx) => {
      const dossier = await findDossier(tx, 'platform', dossierId)
      assert.ok(dossier)
      return papersOf(tx, recognitionBinding, dossier)
    })
    assert.deepEqual(
      papers.map(({ name }) => name),
      ['意见/01-征求意见.pdf'],
    )
    const [table] = papers[0]?.paper.blocks.filter(({ kind }) => kind === 'table') ?? []
    assert.ok(table?.kind === 'table')
    assert.deepEqual(
      table.rows.map(([round, unit, , verdict, words, at]) => [
        round,
        unit,
        verdict,
        words,
        /（(.*)）/.exec(at ?? '')?.[1],
      ]),
      [
        ['1', '示例发改局', '同意', '', undefined],
        ['1', '示例发改局', '不同意', '补充意见', '本轮结束后提出，仅供参考'],
        ['1', '示例工信局', '不同意', '场地不符合规划。', undefined],
        ['2', '示例发改局', SILENT, '', undefined],
        ['2', '示例工信局', SILENT, '', undefined],
      ],
    )
  })

  it('a review must follow a recognition, and both show the other', async () => {
    const open = (follows?: string) =>
      market.write(people.officer, 'test-review.open', { orgId: FIRM, subjectId: v7(), follows })
    await assert.rejects(open(), /follows test-recognition/)
    const followed = String((await open(dossierId))['dossierId'])
    const { chain } = await show({ ...city, roles: ['auditor'] })
    assert.deepEqual(
      chain.map(({ id, relation }) => [id, relation]),
      [[followed, 'follows']],
    )
  })
})
