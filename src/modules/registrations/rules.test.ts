import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rules } from '#test/market.ts'
import { amountFault, amountFen } from '#platform/forms/amount.ts'
import { ruleOn } from '#platform/procedure/terms.ts'
import { columnsOf, linesOf } from './export.ts'
import { around, soundRegistration } from './fixture.ts'
import { registerForm, type Income, type Registration } from './forms.ts'
import { LIMIT } from './procedure.ts'
import { amountFaults, datesOf, flowOf, likenessOf, nextFeeOn, remindersOf } from './rules.ts'
import { lastQuarterEnd, suppressed } from './statistics.ts'
import { conditionsOf, taxYear, type EarnedBy } from './tax.ts'

const [seller, buyer] = soundRegistration().parties
assert.ok(seller && buyer)
const parties = (first: object, second: object = {}) => [
  { ...seller, ...first },
  { ...buyer, ...second },
]

describe('amounts', () => {
  const cases: readonly [typed: unknown, says: RegExp][] = [
    ['123456789012345678901', /金额太大/],
    [123_456_789_012_345_680_000, /金额太大/],
    [-0, /不能写成 -0/],
    ['-5', /不能是负数/],
    [-1, /不能是负数/],
    ['1e3', /科学计数法/],
    [0.5, /0\.005 元.*不能填写/],
    ['100 元和 5 美元', /两种货币/],
    ['12万元', /不要带“万元”/],
    ['十二', /应填数字/],
  ]
  for (const [typed, says] of cases)
    it(`${Object.is(typed, -0) ? '-0' : String(typed)} has its own sentence`, () => {
      const parsed = amountFen().safeParse(typed)
      assert.ok(!parsed.success)
      assert.match(parsed.error.issues[0]?.message ?? '', says)
    })

  it('whole fen up to the largest amount pass', () => {
    assert.equal(amountFen(1).parse(1), 1)
    assert.equal(amountFault(1_000_000_000_000_000), undefined)
    assert.ok(!amountFen(1).safeParse(0).success)
  })

  it('rule 1: 技术交易额 is 成交额 less what is no price of technology, fen for fen', () => {
    for (let other = 0; other < 60_000_000; other += 999_983) {
      const nonTech = other === 0 ? [] : [{ kind: '原材料' as const, fen: other }]
      const form = { totalFen: 60_000_000, nonTech, techFen: 60_000_000 - other }
      assert.deepEqual(amountFaults(form), [])
      assert.equal(amountFaults({ ...form, techFen: form.techFen - 1 }).length, 1)
    }
  })
})

describe('number, flow, likeness, dates', () => {
  const number = registerForm.shape.number
  it('rule 7: the number is kept as the national system gave it', () => {
    assert.equal(number.parse(' 2026990000000123 '), '2026990000000123')
    assert.equal(number.parse('gd-2026-00001'), 'GD-2026-00001')
    for (const bad of ['1234567', '2026_0001', '登记12345678', '1'.repeat(33)])
      assert.ok(!number.safeParse(bad).success, bad)
  })

  it('flow is seen from the city', () => {
    const flow = (first: object, second: object) => flowOf({ parties: parties(first, second) }, around.inCity)
    assert.equal(flow({}, {}), 'out')
    assert.equal(flow({}, { region: 'R1' }), 'within')
    assert.equal(flow({}, { abroad: true }), 'abroadOut')
    assert.equal(flow({ abroad: true }, { region: 'R1' }), 'abroadIn')
  })

  it('the same parties, subject and amount are one contract, however it is spaced', () => {
    const one = soundRegistration()
    const again = soundRegistration({ subject: ` ${one.subject}`, parties: one.parties.toReversed() })
    assert.equal(likenessOf(one), likenessOf(again))
    assert.notEqual(likenessOf(one), likenessOf(soundRegistration({ totalFen: 60_000_100 })))
  })

  it('P23, 实施细则 15: a patent licence is filed within 3 months; yearly fees as typed', () => {
    const form = soundRegistration({ rights: [{ kind: '发明专利', number: 'ZL1', feeDueOn: '2026-06-30' }] })
    const dates = datesOf(form, 3)
    assert.deepEqual(
      dates.map(({ kind, on }) => [kind, on]),
      [
        ['filing', '2026-06-02'],
        ['fee', '2026-06-30'],
        ['fee', '2027-06-30'],
        ['fee', '2028-06-30'],
        ['fee', '2029-06-30'],
        ['fee', '2030-06-30'],
      ],
    )
    assert.deepEqual(
      remindersOf(dates, 60, '2026-04-20').map(({ on }) => on),
      ['2026-05-01', '2027-05-01', '2028-05-01', '2029-05-01', '2030-05-01'],
    )
    assert.deepEqual(datesOf(soundRegistration({ type: '技术转让', subtype: '专利权转让' }), 3), [])
  })

  it('P23, 实施细则 98: the fee falls due on each anniversary of the application, while contract and right last', () => {
    assert.equal(nextFeeOn('2021-02-03', '2026-03-02'), '2027-02-03')
    assert.equal(nextFeeOn('2021-03-02', '2026-03-02'), '2027-03-02')
    assert.equal(nextFeeOn('2020-02-29', '2026-03-02'), '2027-02-28')
    assert.equal(nextFeeOn('2005-01-01', '2026-03-02'), undefined)
    const right = { kind: '发明专利', number: 'ZL1', feeDueOn: '2027-02-03', endsOn: '2029-02-03' } as const
    const fees = datesOf(soundRegistration({ rights: [right] }), 3).filter(({ kind }) => kind === 'fee')
    assert.deepEqual(
      fees.map(({ on }) => on),
      ['2027-02-03', '2028-02-03'],
    )
  })
})

describe('the clock of the rule in force on the day of acceptance', () => {
  it('30 days until the rule of 2000 ended, 15 working days after', () => {
    assert.deepEqual(ruleOn(LIMIT, rules, '2026-01-22'), { rule: 'contract.old.limitDays', unit: 'days' })
    assert.equal(rules.number('contract.old.limitDays', '2026-01-22'), 30)
    assert.deepEqual(ruleOn(LIMIT, rules, '2026-01-23'), { rule: 'contract.limitWd', unit: 'workingDays' })
    assert.equal(rules.number('contract.limitWd', '2026-01-23'), 15)
  })
})

describe('P16 and P26: statistics and export', () => {
  it('a lone small cell takes the next one with it', () => {
    const cells = [
      { key: 'a', contracts: 9 },
      { key: 'b', contracts: 4 },
      { key: 'c', contracts: 2 },
    ]
    assert.deepEqual([...suppressed(cells, 3)], ['c', 'b'])
    assert.deepEqual([...suppressed([...cells, { key: 'd', contracts: 1 }], 3)], ['c', 'd'])
    assert.deepEqual([...suppressed(cells.slice(0, 2), 3)], [])
  })

  it('the running year ends with its last whole quarter (P16)', () => {
    const days = ['2026-01-01', '2026-03-31', '2026-04-01', '2026-11-27', '2027-02-28'].map(lastQuarterEnd)
    assert.deepEqual(days, ['2025-12-31', '2025-12-31', '2026-03-31', '2026-09-30', '2026-12-31'])
  })

  it('columns are a rule; a name nobody knows is told', () => {
    const columns = columnsOf([
      ['number', '编号'],
      ['totalYuan', '成交额'],
    ])
    assert.deepEqual(linesOf(columns, []), [])
    assert.throws(() => columnsOf([['nothing', '没有']]), /nothing/)
  })
})

describe('rule 4: income tax of transfers, as information', () => {
  const numbers = { exemptFen: 500_000_000, licenceYears: 5 }
  const income: Income = {
    year: 2026,
    revenueFen: 900_000_001,
    costFen: 100_000_000,
    taxesFen: 0,
    ownTechnology: '是',
    exportLimited: '否',
  }
  const earned = (form: Partial<Registration> = {}, more: Partial<Income> = {}): EarnedBy => ({
    form: soundRegistration({ parties: parties({ kind: '企业' }), ...form }),
    registered: true,
    income: { ...income, ...more },
  })

  it('the first 5,000,000 yuan of a year are exempt, the excess is taxed at half', () => {
    assert.deepEqual(taxYear([earned()], numbers), {
      incomeFen: 800_000_001,
      exemptFen: 500_000_000,
      halvedFen: 300_000_001,
      taxableFen: 150_000_001,
      unsure: false,
    })
    assert.equal(taxYear([earned({}, { revenueFen: 0 })], numbers).taxableFen, 0)
    assert.equal(taxYear([earned(), earned()], numbers).exemptFen, 500_000_000)
  })

  const cases: readonly [name: string, one: EarnedBy, counts: boolean][] = [
    ['a licence of five years to the day', earned({ fromDay: '2026-03-02', untilDay: '2031-03-01' }), true],
    ['a day less', earned({ untilDay: '2031-02-28' }), false],
    ['a service', earned({ type: '技术服务', subtype: '一般技术服务' }), false],
    ['a wholly owned party', earned({ relation: '直接或间接全资控股' }), false],
    ['a technology of others', earned({}, { ownTechnology: '否' }), false],
    ['a banned export', earned({}, { exportLimited: '是' }), false],
    ['a contract that is not registered', { ...earned(), registered: false }, false],
  ]
  for (const [name, one, counts] of cases)
    it(`${name} ${counts ? 'counts' : 'does not count'}`, () => {
      assert.equal(taxYear([one], numbers).incomeFen > 0, counts)
    })

  it('what nobody knows is said, not assumed', () => {
    const one = earned({}, { ownTechnology: '不清楚' })
    assert.equal(taxYear([one], numbers).unsure, true)
    assert.ok(conditionsOf(one, numbers).some(({ standing }) => standing === 'unknown'))
  })
})
