import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { read, utils } from '@e965/xlsx'
import { v7 } from 'uuid'
import { visitor, type Actor } from '#platform/access/access.ts'
import { withYear, type Calendar } from '#platform/calendar/calendar.ts'
import { recognition, recognitionBinding, review } from '#test/engine-procedure.ts'
import { BUREAU, calendar as loaded, FIRM, openMarket, rules, UNIVERSITY, type Market } from '#test/market.ts'
import { overallOf } from './overall.ts'
import { median, overallFigures, termBook, termStatistics, type Case } from './statistics.ts'

/** Noon of a day, Beijing time. */
const at = (day: string) => `${day}T04:00:00.000Z`
const entries = (...moves: readonly (readonly [string, string])[]) =>
  moves.map(([to_state, day]) => ({ to_state, at: at(day) }))
const known = (year: number) => ({
  ...loaded,
  years: new Map([...loaded.years].filter(([loadedYear]) => loadedYear <= year)),
})
const run = (
  moves: readonly (readonly [string, string])[],
  today: string,
  closedOn: string | null = null,
  calendar: Calendar = known(2026),
) => overallOf(recognition, entries(...moves), closedOn && at(closedOn), { rules, calendar, today })

describe('the term of the whole (five working days here)', () => {
  it('has not begun before the state it counts from', () => {
    assert.equal(run([['draft', '2026-03-02']], '2026-03-09'), undefined)
  })

  it('counts working days from the day after', () => {
    const term = run(
      [
        ['draft', '2026-03-02'],
        ['county', '2026-03-02'],
      ],
      '2026-03-04',
    )
    assert.deepEqual([term?.dueOn, term?.workingDaysLeft, term?.late], ['2026-03-09', 3, false])
  })

  it('stands still while the applicant corrects, today included', () => {
    const moves = [
      ['county', '2026-03-02'],
      ['correcting', '2026-03-04'],
    ] as const
    const waiting = run(moves, '2026-03-06')
    assert.deepEqual([waiting?.stopped, waiting?.dueOn], [true, '2026-03-12'])
    const back = run([...moves, ['county', '2026-03-09']], '2026-03-10')
    assert.deepEqual([back?.stopped, back?.dueOn], [false, '2026-03-12'])
  })

  it('begins anew after a correction where that is declared, and only after that', () => {
    const { overall } = recognition
    assert.ok(overall)
    const anew = {
      ...recognition,
      overall: { ...overall, stopsIn: ['correcting', 'opinions'], restartsAfter: ['correcting'] },
    } as const
    const standing = (...moves: readonly (readonly [string, string])[]) =>
      overallOf(anew, entries(...moves), null, { rules, calendar: known(2026), today: '2026-03-10' })
    const moves = [
      ['county', '2026-03-02'],
      ['correcting', '2026-03-04'],
      ['county', '2026-03-09'],
    ] as const
    assert.deepEqual([standing(...moves)?.startsOn, standing(...moves)?.dueOn], ['2026-03-09', '2026-03-16'])
    const reviewed = standing(['county', '2026-03-02'], ['opinions', '2026-03-03'], ['city', '2026-03-05'])
    assert.equal(reviewed?.startsOn, '2026-03-02', 'a review is no correction')
  })

  it('over Spring Festival and National Day holidays do not count', () => {
    assert.equal(run([['county', '2026-02-12']], '2026-02-12')?.dueOn, '2026-02-26')
    assert.equal(run([['county', '2026-09-29']], '2026-09-29')?.dueOn, '2026-10-12')
  })

  it('over New Year with 2027 not loaded it is provisional, and moves when the year is loaded (P1)', () => {
    const before = run([['county', '2026-12-29']], '2026-12-29')
    assert.deepEqual([before?.provisional, before?.dueOn], [true, null])
    const year = {
      year: 2027,
      source: '测试',
      days: ['01', '02', '03'].map((d) => ({ day: `2027-01-${d}`, kind: '放假' as const, festival: '元旦' })),
    }
    const after = run([['county', '2026-12-29']], '2026-12-29', null, withYear(known(2026), year))
    assert.deepEqual([after?.provisional, after?.dueOn], [false, '2027-01-06'])
  })

  it('days used leave out rest days and days in which others acted; nothing is said of a year not loaded', () => {
    const moves = [
      ['county', '2026-03-02'],
      ['correcting', '2026-03-04'],
      ['county', '2026-03-09'],
    ] as const
    assert.equal(run(moves, '2026-03-09')?.usedDays, 2)
    assert.equal(run(moves, '2026-06-01', '2026-03-11')?.usedDays, 4)
    assert.equal(run([['county', '2026-12-29']], '2027-01-05')?.usedDays, null)
  })

  it('figures: how many ended within their term, the median of days used, and how many are late now', () => {
    const one = (closed: string | null, ...moves: readonly (readonly [string, string])[]): Case => ({
      procedure: 'test-recognition',
      closedAt: closed && at(closed),
      entries: entries(...moves),
    })
    const cases = [
      one('2026-03-04', ['county', '2026-03-02']),
      one('2026-03-09', ['county', '2026-03-02']),
      one('2026-03-11', ['county', '2026-03-02']),
      one(null, ['county', '2026-03-02']),
      one(null, ['county', '2026-03-13']),
      one(null, ['draft', '2026-03-02']),
      one('2026-02-13', ['county', '2026-02-12']),
    ]
    const law = { rules, calendar: known(2026), today: '2026-03-16' }
    const span = { from: '2026-03-01', until: '2026-03-31' }
    assert.deepEqual(overallFigures(recognition, cases, span, law), {
      promised: 5,
      kind: '工作日',
      cases: 5,
      ended: 3,
      kept: 2,
      medianDays: 5,
      lateNow: 1,
    })
    assert.equal(overallFigures(review, [], span, law), null)
    assert.deepEqual([median([]), median([3, 1]), median([4, 1, 2])], [null, 2, 2])
  })

  it('kept or not is told by the day it ended', () => {
    assert.equal(run([['county', '2026-03-02']], '2026-06-01', '2026-03-09')?.late, false)
    assert.equal(run([['county', '2026-03-02']], '2026-06-01', '2026-03-10')?.late, true)
  })
})

describe('terms kept, counted by the database (/statistics/terms)', () => {
  let market: Market
  before(async () => {
    market = await openMarket([])
  })
  after(() => market.drop())

  const span = { from: '2026-03-01', until: '2026-03-31' }
  /** A dossier of a unit that reached `county` on 2 March, its term with nominal day 9 March, and when both ended. */
  const dossier = async (
    unitId: string,
    closedAt: string | null,
    kind = 'term',
    performs: string | null = null,
  ) => {
    const id = v7()
    await market.query(
      `insert into platform.dossier (id, procedure, version, title, subject_kind, subject_id, org_id, party_org_ids,
         unit_id, opened_at, state, visit, entered_at, closed_at, of_person, asked_org_ids)
       values ($1, $2, 1, '示例', 'test', $1, $3, '{}', $4, $5, 'county', 2, $5, $6, false, '{}')`,
      [id, recognition.id, FIRM, unitId, at('2026-03-02'), closedAt],
    )
    await market.query(
      `insert into platform.dossier_entry (id, dossier_id, visit, action, from_state, to_state, actor_kind, input, at, journal_id)
       values (gen_random_uuid(), $1, 2, 'submit', 'draft', 'county', 'person', 'null', $2, gen_random_uuid())`,
      [id, at('2026-03-02')],
    )
    await market.query(
      `insert into platform.deadline (id, kind, subject_kind, subject_id, dossier_id, visit, performs, term, starts_on,
         nominal_on, due_on, provisional, state, closed_at)
       values ($1, $2, 'test', $1, $3, 2, $4, '{}', '2026-03-02', '2026-03-09', '2026-03-09', false, $5, $6)`,
      [v7(), kind, id, performs, closedAt === null ? 'open' : 'done', closedAt],
    )
  }
  const figures = (actor: Partial<Actor>) =>
    market.test.db.read('platform', (tx) =>
      termStatistics(tx, [recognitionBinding], { ...visitor, ...actor }, span, '2026-03-16'),
    )

  it('by the day in Beijing, of the own unit or of all; terms of the clock and reminders are nobody’s to keep', async () => {
    await dossier(BUREAU, '2026-03-09T15:59:59Z')
    await dossier(BUREAU, '2026-03-09T16:00:00Z')
    await dossier(BUREAU, null)
    await dossier(BUREAU, '2026-03-05T04:00:00Z', 'reminder')
    await dossier(BUREAU, '2026-03-05T04:00:00Z', 'term', 'lapse')
    await dossier(UNIVERSITY, '2026-03-05T04:00:00Z')
    const [own] = (await figures({ orgId: BUREAU, scopes: ['unit'] })).items
    assert.deepEqual(own?.steps, { ended: 2, kept: 1, lateNow: 1 })
    assert.deepEqual([own?.overall?.cases, own?.overall?.ended, own?.overall?.kept], [5, 4, 3])
    const all = await figures({ orgId: BUREAU, scopes: ['any'] })
    assert.deepEqual(all.items[0]?.steps, { ended: 3, kept: 2, lateNow: 1 })
    assert.deepEqual((await figures({ orgId: FIRM, scopes: ['unit'] })).items, [])
    const book = read(new Uint8Array(await (await termBook(all)).arrayBuffer()))
    const [sheet = ''] = book.SheetNames
    const rows = utils.sheet_to_json<readonly unknown[]>(book.Sheets[sheet] ?? {}, { header: 1 })
    assert.deepEqual(
      [rows.length, rows[1]?.slice(0, 6), rows[1]?.slice(8)],
      [2, [recognition.title, 5, '工作日', 6, 5, 4], [3, 2, 1]],
    )
  })
})
