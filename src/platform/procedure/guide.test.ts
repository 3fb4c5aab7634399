import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { recognition } from '#test/engine-procedure.ts'
import { rules } from '#test/market.ts'
import { secondProcedure } from '#test/second-procedure.ts'
import { ADMINISTRATIVE_REMEDIES, plainLetter } from '#platform/letters/letter.ts'
import { guideHead, guideOf } from './guide.ts'

const seat = (unit: string, more: object = {}) => ({ step: null, region: null, place: null, unit, ...more })
const seats = [
  seat('市局'),
  seat('甲县局', { step: 'county', region: 'a' }),
  seat('乙县局', { step: 'county', region: 'b' }),
  // The order of the pack, which is not that of the names.
  seat('发改局', { step: 'opinion', place: 1 }),
  seat('工信局', { step: 'opinion', place: 2 }),
  seat('财政局', { step: 'other', place: 3 }),
]
const remedies = { adverse: { remedies: ADMINISTRATIVE_REMEDIES }, says: '《{title}》' } as const
const letters = {
  granted: plainLetter('认定通知书', { says: '《{title}》' }),
  refused: plainLetter('不予认定通知书', remedies),
  revoked: plainLetter('撤销认定通知书', remedies),
}
const basis = { basis: 'b', title: '某办法', number: '某规〔2022〕1号', from: null } as const
const bases = [{ ...basis, state: '现行', until: '2026-10-07' }] as const
const law = { rules, today: '2026-11-23', seats } as const
const form = z.object({
  name: z.string().meta({ title: '名称' }),
  note: z.string().optional().meta({ title: '说明' }),
  proofs: z.array(z.uuid().meta({ title: '一份', widget: 'file' })).meta({ title: '证明材料' }),
})

describe("the citizen's guide 办事指南", () => {
  const guide = guideOf(recognition, { form, letters, bases }, law)
  const step = (title: string) => guide.steps.find((one) => one.title === title)

  it('says basis, who may bring it, and the term of the whole with its badge', () => {
    assert.deepEqual(guide.basis, recognition.basis)
    assert.deepEqual(guide.restsOn, [{ title: '某办法', number: '某规〔2022〕1号', state: '已失效' }])
    assert.deepEqual(
      guide.who.map(({ title }) => title),
      ['申请单位'],
    )
    assert.equal(guide.overall?.n, rules.number('help.answer.workingDays', law.today))
    assert.equal(guide.overall?.badge?.status, 'proposed')
  })

  it('names materials from the form: what is required, what is a file', () => {
    assert.deepEqual(guide.fields, [
      { title: '名称', isFile: false, isRequired: true },
      { title: '说明', isFile: false, isRequired: false },
      { title: '证明材料', isFile: true, isRequired: true },
    ])
  })

  it('names the unit of each step: by region in the county, one in the city, opinions in the order of the pack', () => {
    const units = (title: string) => step(title)?.acts.find(({ by }) => by === '审核人')?.units
    assert.deepEqual(units('县级审核'), { names: ['甲县局', '乙县局'], byRegion: true })
    assert.deepEqual(units('市级审核'), { names: ['市局'], byRegion: false })
    assert.deepEqual(step('会签')?.opinions, ['发改局', '工信局'])
    assert.match(step('会签')?.silence ?? '', /逾期未复视为无意见/)
  })

  it('says which days do not count, and lists ends as results, not as steps', () => {
    assert.deepEqual(
      guide.steps.filter(({ stops }) => stops).map(({ title }) => title),
      ['待补正'],
    )
    assert.deepEqual(guide.results, ['已认定', '不予认定'])
    assert.equal(step('已认定'), undefined)
  })

  it('names the documents given out, and each remedy once with body and term (P9)', () => {
    assert.deepEqual(guide.letters, ['认定通知书', '不予认定通知书', '撤销认定通知书'])
    assert.deepEqual(
      guide.remedies.map(({ title, term: { n, unit } }) => [title, n, unit]),
      [
        ['申请行政复议', rules.number('remedy.reconsideration.days', law.today), 'days'],
        ['提起行政诉讼', rules.number('remedy.litigation.months', law.today), 'months'],
      ],
    )
  })

  it('of a notice says its term, what follows, and when objections are answered', () => {
    const noticed = guideOf(
      secondProcedure(),
      { form: undefined, letters: {}, bases: [] },
      { ...law, seats: [] },
    )
    const notice = noticed.steps.find(({ title }) => title === '公示中')
    assert.equal(notice?.notice, '示例事项公示')
    assert.equal(notice?.performs, '公示期满同意')
    assert.equal(notice?.term?.unit, 'noticeDays')
    assert.equal(noticed.objections?.n, rules.number('notice.objection.workingDays', law.today))
    assert.deepEqual(noticed.fields, [])
    assert.deepEqual(noticed.units, { names: [], byRegion: false }, 'nobody is competent yet')
  })

  it('between the parties alone names no unit', () => {
    const parts = { owner: recognition.parts.applicant }
    assert.equal(guideHead({ ...recognition, parts }, law).units, null)
  })
})
