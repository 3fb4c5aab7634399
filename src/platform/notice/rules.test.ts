import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, calendarOf, dueDay, withYear, type Term } from '#platform/calendar/calendar.ts'
import { readYearTables } from '#platform/calendar/files.ts'
import { datesOf } from '#platform/calendar/deadlines.ts'
import { faultsOf } from '#platform/procedure/procedure.ts'
import { secondProcedure } from '#test/second-procedure.ts'
import {
  changedFields,
  closingDay,
  daysLeft,
  heldByNotice,
  kindOfWord,
  noticeDigest,
  showsNames,
  subjectOf,
  termWords,
  type NoticeStanding,
} from './rules.ts'

const loaded = calendarOf(readYearTables('packs/shanwei/calendar'))
/** A made-up arrangement for 2027: the real one was not published when this was written. */
const with2027 = withYear(loaded, {
  year: 2027,
  source: '示例',
  days: [
    ...['01', '02', '03'].map((day) => ({ day: `2027-01-${day}`, kind: '放假' as const, festival: '元旦' })),
    ...['05', '06', '07', '08', '09', '10', '11'].map((day) => ({
      day: `2027-02-${day}`,
      kind: '放假' as const,
      festival: '春节',
    })),
    { day: '2027-02-14', kind: '上班', festival: '春节' },
  ],
})

/** The three terms that are never mixed up: domain/README, warning 4. */
const agreedPrice: Term = { noticeDays: 15 }
const cashReward: Term = { noticeWorkingDays: 15 }
const smeList: Term = { noticeWorkingDays: 10 }

describe('terms of notices: first day excluded, last rest day rolls, act only on the next day', () => {
  const table: readonly [clause: string, term: Term, start: string, lastDay: string][] = [
    ['国发〔2016〕16号, over nothing', agreedPrice, '2026-11-02', '2026-11-17'],
    ['国发〔2016〕16号, over Spring Festival: calendar days run on', agreedPrice, '2026-02-10', '2026-02-25'],
    ['国发〔2016〕16号, last day in Spring Festival rolls past it', agreedPrice, '2026-02-03', '2026-02-24'],
    ['国发〔2016〕16号, last day in National Day rolls past it', agreedPrice, '2026-09-18', '2026-10-08'],
    ['国科发政〔2018〕103号, over Spring Festival', cashReward, '2026-02-10', '2026-03-09'],
    ['国科发政〔2018〕103号, over National Day', cashReward, '2026-09-21', '2026-10-19'],
    ['SME list, over National Day', smeList, '2026-09-24', '2026-10-15'],
  ]
  for (const [clause, term, start, lastDay] of table)
    it(`${clause}: ${start} to ${lastDay}`, () => {
      assert.deepEqual(dueDay(term, start, loaded), { lastDay, earliestAction: addDays(lastDay, 1) })
    })

  it('P1: over New Year the last day is provisional while 2027 is not loaded, then moves', () => {
    const kept = { term: smeList, suspensions: [] }
    assert.deepEqual(datesOf(kept, '2026-12-22', loaded), {
      nominalOn: '2027-01-05',
      dueOn: null,
      provisional: true,
    })
    assert.deepEqual(datesOf(kept, '2026-12-22', with2027), {
      nominalOn: '2027-01-06',
      dueOn: '2027-01-06',
      provisional: false,
    })
    const calendarDays = { term: agreedPrice, suspensions: [] }
    assert.equal(datesOf(calendarDays, '2026-12-18', loaded).dueOn, null)
    assert.equal(datesOf(calendarDays, '2026-12-18', with2027).dueOn, '2027-01-04')
  })

  it('the days left are counted in the kind of the term', () => {
    assert.deepEqual(termWords(agreedPrice), { kind: '自然日', days: 15 })
    assert.deepEqual(termWords(cashReward), { kind: '工作日', days: 15 })
    assert.throws(() => termWords({ workingDays: 5 }))
    assert.equal(daysLeft(loaded, '2026-09-30', agreedPrice, '2026-10-08'), 8)
    assert.equal(daysLeft(loaded, '2026-09-30', smeList, '2026-10-08'), 1)
    assert.equal(daysLeft(loaded, '2026-10-09', agreedPrice, '2026-10-08'), 0)
    assert.equal(daysLeft(loaded, '2026-12-30', smeList, null), null)
  })
})

describe('what leaves a notice, and when', () => {
  const procedure = secondProcedure()
  const ran: NoticeStanding = { state: 'open', dueOn: '2026-11-17', openObjections: 0, upheld: 0 }
  const table: readonly [
    says: string,
    action: string,
    standing: NoticeStanding,
    today: string,
    held: boolean,
  ][] = [
    ['the clock closes on the day after the last day', 'grant', ran, '2026-11-18', false],
    ['not on the last day', 'grant', ran, '2026-11-17', true],
    ['nor anybody else who would grant', 'grantEarly', ran, '2026-11-17', true],
    ['who may once it ran', 'grantEarly', ran, '2026-11-18', false],
    ['an open objection suspends', 'grant', { ...ran, openObjections: 1 }, '2026-12-01', true],
    ['for everybody', 'grantEarly', { ...ran, openObjections: 1 }, '2026-12-01', true],
    ['one upheld lets it only begin anew', 'grant', { ...ran, upheld: 1 }, '2026-12-01', true],
    ['P1: an unknown last day waits', 'grant', { ...ran, dueOn: null }, '2027-02-01', true],
    ['a withdrawn notice grants nothing', 'grant', { ...ran, state: 'withdrawn' }, '2026-12-01', true],
    ['refusing is always possible', 'refuse', { ...ran, openObjections: 1 }, '2026-11-03', false],
    ['so is what the procedure lets pass', 'sendBack', { ...ran, openObjections: 1 }, '2026-11-03', false],
  ]
  for (const [says, action, standing, today, held] of table)
    it(says, () => {
      assert.equal(heldByNotice(procedure, 'notice', action, standing, today) !== undefined, held)
    })

  it('elsewhere it holds nothing', () => {
    assert.equal(
      heldByNotice(procedure, 'application', 'announce', { ...ran, openObjections: 1 }, '2026-11-03'),
      undefined,
    )
  })
})

describe('a procedure whose notice could never close, or close too early, is not sound', () => {
  const sound = secondProcedure()
  const { notice } = sound.states
  const faultsWith = (state: object) =>
    faultsOf({ ...sound, states: { ...sound.states, notice: { ...notice, ...state } } })
  const table: readonly [fault: RegExp, state: object][] = [
    [/never closes/, { due: { ...notice.due, performs: undefined } }],
    [/never closes/, { due: undefined }],
    [/not one of a notice/, { due: { ...notice.due, term: { rule: 'r', unit: 'days' } } }],
    [/must restart/, { due: { ...notice.due, onReturn: 'resume' } }],
    [/does not leave it/, { notice: { ...notice.notice, passes: ['announce'] } }],
    [/must wait/, { notice: { ...notice.notice, passes: ['grant'] } }],
    [
      /no action/,
      { notice: { ...notice.notice, objections: { ...notice.notice?.objections, apartFrom: ['review'] } } },
    ],
    [/waits for others/, { consent: { title: '', step: '', answer: { rule: 'r', unit: 'days' } } }],
  ]
  for (const [fault, state] of table)
    it(String(fault), () => {
      assert.match(faultsWith(state).join('; '), fault)
    })

  it('the one of the tests is', () => {
    assert.deepEqual(faultsOf(sound), [])
  })
})

describe('P13: who objects', () => {
  const visitor = { personId: null, name: '', contact: '' }
  const table = [
    ['named', visitor, 'lead'],
    ['named', { ...visitor, name: '李示例' }, 'lead'],
    ['named', { ...visitor, contact: '138' }, 'lead'],
    ['named', { ...visitor, name: '李示例', contact: '138' }, 'objection'],
    ['named', { ...visitor, personId: 'p' }, 'objection'],
    ['any', visitor, 'lead'],
    ['any', { ...visitor, contact: '138' }, 'objection'],
  ] as const
  for (const [identity, by, kind] of table)
    it(`${identity}: ${JSON.stringify(by)} is ${kind === 'lead' ? 'a lead' : 'an objection'}`, () => {
      assert.equal(kindOfWord(identity, by), kind)
    })
})

describe('versions', () => {
  it('a change is material when its line is', () => {
    const fields = [
      { label: '价格', value: '1', material: true },
      { label: '电话', value: '2' },
    ]
    const [price, phone] = fields
    const after = (...lines: object[]) => changedFields(fields, lines as typeof fields)
    assert.deepEqual(after({ ...price }, { ...phone, value: '3' }), [{ label: '电话', material: false }])
    assert.deepEqual(after({ ...price, value: '2' }, { ...phone }), [{ label: '价格', material: true }])
    assert.deepEqual(after({ ...price }), [{ label: '电话', material: false }], 'a line that went')
    const came = { label: '面积', value: '4', material: true }
    assert.deepEqual(after(...fields, came), [{ label: '面积', material: true }], 'a line that came')
  })

  it('P2: what arrived before midnight is under way for five minutes; until then nothing is closed', () => {
    const table = [
      ['2026-11-16T15:59:59.999Z', '2026-11-16'],
      ['2026-11-16T16:00:00.000Z', '2026-11-16'],
      ['2026-11-16T16:04:59.999Z', '2026-11-16'],
      ['2026-11-16T16:05:00.000Z', '2026-11-17'],
    ] as const
    for (const [now, day] of table) assert.equal(closingDay(now), day, now)
  })

  it('the digest turns on every part of what was said', () => {
    const text = {
      id: 'a',
      version: 1,
      title: '公示',
      audience: 'public',
      opened: '2026-11-02T02:00:00.000Z',
      fields: [
        { label: '名称', value: '甲', commitment: null },
        { label: '完成人', value: null, commitment: 'c' },
      ],
    } as const
    const [name, person] = text.fields
    const others = [
      { ...text, id: 'b' },
      { ...text, version: 2 },
      { ...text, title: '公告' },
      { ...text, audience: 'both' as const },
      { ...text, opened: '2026-11-02T02:00:00.001Z' },
      { ...text, fields: [{ ...name, value: '乙' }, person] },
      { ...text, fields: [{ ...name, label: '题名' }, person] },
      { ...text, fields: [name, { ...person, commitment: 'd' }] },
      { ...text, fields: [person, name] },
      { ...text, fields: [name] },
    ]
    assert.equal(new Set([text, ...others].map(noticeDigest)).size, others.length + 1)
  })

  it('P14: a title that names a person of a personal line is not shown, since titles stay', () => {
    const fields = [
      { label: '完成人', value: '张示例、李示例', personal: true },
      { label: '单位', value: '示例大学' },
    ]
    assert.equal(subjectOf('示例大学的成果', fields), '示例大学的成果')
    for (const title of ['李示例入库', '张示例、李示例的成果']) assert.equal(subjectOf(title, fields), '')
  })

  it('P14: names are shown until their day, and not on it', () => {
    assert.equal(showsNames(null, '2026-11-18'), true)
    assert.equal(showsNames('2026-11-19', '2026-11-18'), true)
    assert.equal(showsNames('2026-11-18', '2026-11-18'), false)
  })
})
