import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { addDays } from '#platform/calendar/calendar.ts'
import { rules } from '#test/market.ts'
import { conditionsOf, faultsOf, staffKey } from './conditions.ts'
import { soundApplication } from './fixture.ts'
import { applicationForm, type Application, type Change, type Report } from './forms.ts'
import {
  barredUntil,
  changeFaults,
  changeIsLate,
  gradeOf,
  isMaterial,
  numbersOn,
  pointsText,
  renewalWindow,
  reportDays,
  reportFaults,
  scoreFaults,
  statusOn,
  totalOf,
  validUntil,
} from './rules.ts'

const today = '2026-03-02'
const numbers = numbersOn(rules, today)
const around = { today, validFrom: today, inCity: true, unitName: '示例公司' }
const unmet = (form: Partial<Application>, where: Partial<typeof around> = {}) =>
  conditionsOf(soundApplication(form), numbers, { ...around, ...where }).filter((one) => !one.met)

describe('conditions of recognition (domain/pilotbase.md, default numeric conditions)', () => {
  it('the sound application is one the form takes, and meets every condition', () => {
    assert.equal(applicationForm.safeParse(soundApplication()).success, true)
    assert.deepEqual(unmet({}), [])
    assert.deepEqual(faultsOf(soundApplication(), numbers, around), [])
  })

  it('every condition judged by a number names its rule, and none of those is confirmed but the operating time', () => {
    const keys = conditionsOf(
      soundApplication({ siteRight: '租赁', leaseUntil: '2031-01-01' }),
      numbers,
      around,
    )
    const badged = rules
      .badges(
        keys.flatMap((one) => one.rules),
        today,
      )
      .map((badge) => badge.key)
    assert.ok(badged.length >= 10)
    assert.ok(!badged.includes('pilotbase.minOperatingMonths'))
  })

  const staff = soundApplication().staff
  const items = soundApplication().pilotItems
  const cases: readonly (readonly [string, Partial<Application>, string, string])[] = [
    ['499 m² of 500', { siteM2: 499 }, 'site', '还差 1 平方米'],
    [
      'equipment of 1,999,999.99 yuan',
      { equipment: [{ ...soundApplication().equipment[0]!, originalFen: 199_999_999 }] },
      'equipment',
      '还差 0.01 元',
    ],
    ['seven full-time people', { staff: staff.slice(0, 7) }, 'staff', '还差 1 人'],
    [
      'part-time people do not count',
      { staff: staff.map((one, i) => ({ ...one, fullTime: i < 7 })) },
      'staff',
      '还差 1 人',
    ],
    [
      'administrative people do not count',
      { staff: staff.map((one, i) => ({ ...one, techn: i < 6 })) },
      'staff',
      '还差 2 人',
    ],
    [
      'four of eight qualified, 60 % is five',
      { staff: staff.map((one, i) => ({ ...one, degree: i < 4 ? '本科' : '大专及以下', title: '初级' })) },
      'qualified',
      '还差 1 人',
    ],
    ['two items', { pilotItems: items.slice(0, 2) }, 'items', '还差 1 项'],
    [
      'an item finished more than 24 months ago does not count',
      {
        pilotItems: items.map((one, i) => (i === 0 ? { ...one, from: '2023-01-01', to: '2024-03-01' } : one)),
      },
      'items',
      '还差 1 项',
    ],
    [
      'no external item',
      { pilotItems: items.map((one) => ({ ...one, external: false })) },
      'external',
      '还差 1 项',
    ],
    ['eleven months of operation', { operatingSince: '2025-04-02' }, 'operating', '到 2026-04-02 才满'],
    [
      'three of four rules',
      { ownRules: ['管理制度', '收费标准', '安全生产制度'] },
      'ownRules',
      '还缺 保密和知识产权制度',
    ],
    [
      'an accident declared',
      { accidents: true, accidentNote: '2024 年一起轻伤事故' },
      'accidents',
      '须满期限后再申报',
    ],
    [
      'a lease of less than three years',
      { siteRight: '租赁', leaseUntil: '2029-02-28' },
      'lease',
      '早了 1 天',
    ],
  ]
  for (const [name, form, key, gap] of cases)
    it(`${name}: missed, and by how much`, () => {
      const missed = unmet(form)
      assert.deepEqual(
        missed.map((one) => [one.key, one.gap]),
        [[key, gap]],
      )
    })

  it('an applicant outside the city is not met', () => {
    assert.deepEqual(
      unmet({}, { inCity: false }).map((one) => one.key),
      ['registered'],
    )
  })

  it('limits are inclusive: exactly 500 m², 2,000,000 yuan, a lease to the last day', () => {
    const form = {
      siteM2: 500,
      siteRight: '租赁',
      leaseUntil: '2029-03-01',
      equipment: [{ ...soundApplication().equipment[0]!, originalFen: 200_000_000 }],
    } as const
    assert.deepEqual(unmet({ ...form, equipment: [...form.equipment] }), [])
  })
})

describe('bad input (domain/pilotbase.md), each with its own sentence', () => {
  const { equipment, pilotItems, staff } = soundApplication()
  const [first] = equipment
  const cases: readonly (readonly [string, Partial<Application>, string, RegExp])[] = [
    [
      'leased site ends before validity',
      { siteRight: '租赁', leaseUntil: '2028-12-31' },
      'leaseUntil',
      /2028-12-31 到期，早于认定有效期届满日 2029-03-01/,
    ],
    ['leased site without a last day', { siteRight: '租赁' }, 'leaseUntil', /须填写租赁到期日/],
    [
      'equipment double-counted by partners',
      { equipment: [first!, { ...first!, owner: '示例合作公司', assetNo: 'a-001' }] },
      'equipment.1.assetNo',
      /合作单位之间不得重复计算同一台设备/,
    ],
    [
      'equipment listed twice',
      { equipment: [first!, first!] },
      'equipment.1.assetNo',
      /同一台设备只能列一次/,
    ],
    [
      'pilot items all for the applicant itself',
      { pilotItems: pilotItems.map((one) => ({ ...one, client: '示例公司', external: false })) },
      'pilotItems',
      /都是为申报单位自己做的/,
    ],
    [
      'an own item claimed as external',
      { pilotItems: pilotItems.map((one) => ({ ...one, external: true })) },
      'pilotItems.2.external',
      /不能算对外服务/,
    ],
    [
      'an item for a partner claimed as external',
      {
        joint: true,
        agreementId: '01920000-0000-7000-8000-000000000001',
        partners: [{ unit: '示例大学', role: '工艺研究' }],
      },
      'pilotItems.0.external',
      /不能算对外服务/,
    ],
    [
      'an item not finished',
      { pilotItems: [...pilotItems, { ...pilotItems[0]!, to: '2026-03-03' }] },
      'pilotItems.3.to',
      /只填已经完成/,
    ],
    [
      'an item that ends before it begins',
      { pilotItems: [...pilotItems, { ...pilotItems[0]!, from: '2025-09-01' }] },
      'pilotItems.3.to',
      /早于开始日期/,
    ],
    [
      'self-score above a part',
      { selfScore: { site: 2501, team: 0, service: 0, results: 0, management: 0 } },
      'selfScore.site',
      /“场地和设备”最高 25.00 分/,
    ],
    [
      'joint without agreement',
      { joint: true, partners: [{ unit: '示例研究院', role: '工艺研究' }] },
      'agreementId',
      /须附合作协议/,
    ],
    [
      'joint without partner',
      { joint: true, agreementId: '01920000-0000-7000-8000-000000000001' },
      'partners',
      /须填写合作单位/,
    ],
    [
      'a person listed twice',
      { staff: [...staff, { ...staff[0]!, name: '人员 甲' }] },
      'staff.8.name',
      /每人只列一次/,
    ],
  ]
  for (const [name, form, field, sentence] of cases)
    it(name, () => {
      const faults = faultsOf(soundApplication(form), numbers, around)
      assert.deepEqual(
        faults.map((one) => one.field),
        [field],
      )
      assert.match(faults[0]?.message ?? '', sentence)
    })

  it('people are told apart by name and number end, whatever spaces and case', () => {
    const row = { ...staff[0]!, name: '张 三', idTail: '123x' }
    assert.equal(staffKey(row), staffKey({ ...row, name: '张三', idTail: '123X' }))
    assert.notEqual(staffKey(row), staffKey({ ...row, idTail: '1231' }))
  })
})

describe('score sheet and grade, in hundredths', () => {
  it('the five parts of the rule are 25, 15, 30, 20 and 10 of 100', () => {
    assert.deepEqual(numbers.weights, {
      site: 2500,
      team: 1500,
      service: 3000,
      results: 2000,
      management: 1000,
    })
    assert.equal(totalOf(numbers.weights), 10_000)
    assert.deepEqual(scoreFaults(numbers.weights, numbers.weights, '', ''), [])
  })

  const bounds = rules.json('pilotbase.grade', today) as { 优秀: number; 合格: number }
  for (const [points, grade] of [
    ['100.00', '优秀'],
    ['85.01', '优秀'],
    ['85.00', '优秀'],
    ['84.99', '合格'],
    ['60.00', '合格'],
    ['59.99', '不合格'],
    ['0.00', '不合格'],
  ] as const)
    it(`${points} is ${grade}: 60 and 85 are inclusive`, () => {
      const hundredths = Number(points.replace('.', ''))
      assert.equal(gradeOf(hundredths, bounds), grade)
      assert.equal(pointsText(hundredths), points)
    })
})

describe('validity, bars, windows', () => {
  for (const [from, years, until] of [
    ['2026-03-01', 3, '2029-02-28'],
    ['2024-02-29', 3, '2027-02-27'],
    ['2025-03-01', 3, '2028-02-29'],
    ['2026-01-01', 3, '2028-12-31'],
    ['2026-12-31', 3, '2029-12-30'],
  ] as const)
    it(`valid ${years} years from ${from} is to ${until}`, () => assert.equal(validUntil(from, years), until))

  it('the day after the last day begins the next term without a gap, for any day', () => {
    const day = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays('2000-01-01', n))
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 10 }), (from, years) => {
        const until = validUntil(from, years)
        assert.ok(until > from)
        assert.ok(Number(until.slice(0, 4)) - Number(from.slice(0, 4)) >= years - 1)
      }),
      { numRuns: 300, seed: 4 },
    )
  })

  const years = {
    usual: rules.number('pilotbase.bar.years', today),
    fraud: rules.number('pilotbase.bar.fraudYears', today),
  }
  it('revoked: no application for 2 years, for 3 after fraud', () => {
    assert.equal(barredUntil('2026-05-10', 'failedTwice', years), '2028-05-10')
    assert.equal(barredUntil('2026-05-10', 'fraud', years), '2029-05-10')
  })

  it('renewal opens three months before the end and closes with it', () => {
    assert.deepEqual(renewalWindow('2029-02-28', rules.number('pilotbase.renewal.months', today)), {
      opens: '2028-11-28',
      closes: '2029-02-28',
    })
  })

  it('the report of a year is taken from January to 31 March of the next', () => {
    const opens = rules.text('pilotbase.report.opens', today)
    const by = rules.text('pilotbase.report.by', today)
    assert.deepEqual(reportDays('2027-02-01', opens, by), {
      year: 2026,
      opens: '2027-01-01',
      by: '2027-03-31',
    })
  })

  it('a change reported on the 30th day is in time, on the 31st late', () => {
    const days = rules.number('pilotbase.change.report.days', today)
    assert.equal(changeIsLate('2026-03-01', '2026-03-31', days), false)
    assert.equal(changeIsLate('2026-03-01', '2026-04-01', days), true)
  })

  it('a name is noted; site and body are material', () => {
    assert.equal(isMaterial(['name']), false)
    assert.equal(isMaterial(['name', 'site']), true)
    assert.equal(isMaterial(['body']), true)
  })

  it('a status on a day: revoked over all, expired the day after the last', () => {
    const base = { status: 'valid', until_day: '2029-02-28' }
    assert.equal(statusOn(base, '2029-02-28'), 'valid')
    assert.equal(statusOn(base, '2029-03-01'), 'expired')
    assert.equal(statusOn({ ...base, status: 'correcting' }, '2028-01-01'), 'correcting')
    assert.equal(statusOn({ ...base, status: 'revoked' }, '2028-01-01'), 'revoked')
  })
})

describe('reports', () => {
  const change: Change = {
    baseId: '01920000-0000-7000-8000-000000000001',
    what: ['name'],
    changedOn: '2026-03-01',
    newName: '新名称基地',
    account: '更名。',
  }
  it('a change says what it changes to', () => {
    assert.deepEqual(changeFaults(change, today), [])
    const { newName: _name, ...rest } = change
    assert.deepEqual(
      changeFaults(rest, today).map((one) => one.field),
      ['newName'],
    )
    assert.deepEqual(
      changeFaults({ ...rest, what: ['site'] }, today).map((one) => one.field),
      ['newAddress', 'newSiteM2'],
    )
    assert.deepEqual(
      changeFaults({ ...rest, what: ['body'] }, today).map((one) => one.field),
      ['newOrgId'],
    )
    const stray = { newAddress: '示例新址', newSiteM2: 900, newOrgId: change.baseId }
    assert.deepEqual(
      changeFaults({ ...change, ...stray }, today).map((one) => one.field),
      ['newAddress', 'newSiteM2', 'newOrgId'],
      'what is not ticked is not changed along with a name',
    )
    assert.deepEqual(
      changeFaults({ ...change, changedOn: '2026-03-03' }, today).map((one) => one.field),
      ['changedOn'],
    )
  })

  it('parts of a yearly report are not more than the whole', () => {
    const report = { items: 5, externalItems: 6, industrialised: 6 } as Report
    assert.deepEqual(
      reportFaults(report).map((one) => one.field),
      ['externalItems', 'industrialised'],
    )
    assert.deepEqual(reportFaults({ ...report, externalItems: 5, industrialised: 5 }), [])
  })
})
