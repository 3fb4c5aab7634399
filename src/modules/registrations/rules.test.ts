import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { amountFault, amountFen } from '#platform/forms/amount.ts'
import { columnsOf, linesOf } from './export.ts'
import { around, soundRegistration } from './fixture.ts'
import { registerForm, registrationForm, type Draft, type Income, type Registration } from './forms.ts'
import { lint, LINT_RULES, type Around } from './lint.ts'
import { amountFaults, datesOf, flowOf, likenessOf, remindersOf } from './rules.ts'
import { suppressed } from './statistics.ts'
import { conditionsOf, taxYear, type EarnedBy } from './tax.ts'

const [seller, buyer] = soundRegistration().parties
assert.ok(seller && buyer)
const parties = (first: object, second: object = {}) => [
  { ...seller, ...first },
  { ...buyer, ...second },
]

interface Case {
  readonly rule: string
  readonly form: Partial<Registration> | Draft
  readonly around?: Partial<Around>
  readonly field: string
  readonly says: RegExp
  /** A remark is no reason to refuse. */
  readonly soft?: true
}

/** domain/contracts.md, bad input, and each reason of refusal of the list: a sentence, a field, a clause. */
const CASES: readonly Case[] = [
  { rule: 'party-missing', form: { parties: [seller, seller] }, field: 'parties', says: /没有写买方/ },
  {
    rule: 'party-twice',
    form: { parties: parties({}, { name: '示例 大学', sealName: '示例大学' }) },
    field: 'parties',
    says: /既是卖方又是买方/,
  },
  {
    rule: 'party-code',
    form: { parties: parties({}, { code: undefined }) },
    field: 'parties.1.code',
    says: /没有统一社会信用代码/,
  },
  {
    rule: 'seal-differs',
    form: { parties: parties({}, { sealName: '示例公司项目部' }) },
    field: 'parties.1.sealName',
    says: /“示例公司”与印章“示例公司项目部”不一致/,
  },
  {
    rule: 'not-here',
    form: { parties: parties({ region: '440300' }) },
    field: 'parties',
    says: /卖方不在本市：请到卖方所在地/,
  },
  {
    rule: 'not-here',
    form: { parties: parties({ abroad: true }) },
    field: 'parties',
    says: /境内买方.*买方不在本市/,
  },
  {
    rule: 'applicant-stranger',
    form: {},
    around: { applicant: '示例公司' },
    field: 'parties',
    says: /“示例公司”不在其中/,
  },
  {
    rule: 'shares',
    form: {
      type: '技术开发',
      subtype: '合作开发',
      contractName: '保鲜设备合作开发合同',
      parties: parties({ shareBp: 5_000 }, { shareBp: 4_000 }),
    },
    field: 'parties',
    says: /合计 90%，应为 100%/,
  },
  { rule: 'oral', form: { written: '口头约定' }, field: 'written', says: /口头合同不能登记/ },
  { rule: 'no-text', form: {}, around: { hasText: false }, field: 'fileIds', says: /没有合同文本/ },
  { rule: 'language', form: { language: '外文' }, field: 'chineseFileId', says: /要有中文文本/ },
  { rule: 'signed-later', form: { signedOn: '2026-04-02' }, field: 'signedOn', says: /还没有到/ },
  {
    rule: 'effect-before-signing',
    form: { effectiveOn: '2026-03-01' },
    field: 'effectiveOn',
    says: /早于签订日期/,
  },
  { rule: 'not-effective', form: { effectiveOn: '2026-05-01' }, field: 'effectiveOn', says: /才生效/ },
  { rule: 'term', form: { untilDay: '2026-03-01' }, field: 'untilDay', says: /早于开始的/ },
  {
    rule: 'after-its-term',
    form: { untilDay: '2026-03-31' },
    field: 'untilDay',
    says: /已于 2026-03-31 到期/,
    soft: true,
  },
  {
    rule: 'duplicate',
    form: {},
    around: { duplicates: ['旧合同（DJ-20260001）'] },
    field: 'contractName',
    says: /旧合同.*只登记一次/,
  },
  { rule: 'approval', form: { needsApproval: true }, field: 'approvalNo', says: /没有批准文件不能登记/ },
  {
    rule: 'abroad-without-approval',
    form: { parties: parties({}, { abroad: true, region: undefined }) },
    field: 'needsApproval',
    says: /出口许可/,
    soft: true,
  },
  {
    rule: 'subtype',
    form: { subtype: '委托开发' },
    field: 'subtype',
    says: /应为：独占许可、排他许可、普通许可/,
  },
  {
    rule: 'name-contradicts',
    form: { contractName: '低温保鲜工艺专利权转让合同' },
    field: 'contractName',
    says: /写“转让”，类别却是技术许可/,
  },
  {
    rule: 'transfer-as-licence',
    form: {
      type: '技术转让',
      subtype: '专利权转让',
      contractName: '专利合同',
      subject: '许可期限五年，到期不再使用，费用一次付清。',
    },
    field: 'subject',
    says: /写了“许可期限”/,
  },
  {
    rule: 'licence-as-transfer',
    form: { subject: '付清价款以后，专利权转移给买方，由买方办理登记手续。' },
    field: 'subject',
    says: /权利转移的是转让/,
  },
  {
    rule: 'goods-as-service',
    form: {
      type: '技术服务',
      subtype: '一般技术服务',
      contractName: '冷藏设备采购合同',
      subject: '提供十台冷藏机并负责送货到仓库，验收后付款。',
    },
    field: 'contractName',
    says: /“采购”：货物买卖.*不能登记/,
  },
  {
    rule: 'mixed',
    form: {
      nonTech: [],
      techFen: 60_000_000,
      subject: '许可工艺专利，并提供成套设备和安装调试，交付后验收。',
    },
    field: 'nonTech',
    says: /混合合同只登记技术部分/,
    soft: true,
  },
  { rule: 'no-right', form: { rights: [{ kind: '未涉及知识产权' }] }, field: 'rights', says: /标的不明确/ },
  {
    rule: 'right-number',
    form: { rights: [{ kind: '发明专利' }] },
    field: 'rights.0.number',
    says: /没有写号码/,
  },
  { rule: 'amounts', form: { techFen: 60_000_001 }, field: 'techFen', says: /大于成交额/ },
  { rule: 'amounts', form: { techFen: 60_000_000 }, field: 'techFen', says: /技术交易额应为 500,000\.00 元/ },
  {
    rule: 'amounts',
    form: { nonTech: [{ kind: '原材料', fen: 60_000_000 }] },
    field: 'nonTech',
    says: /没有技术交易额的合同不能登记/,
  },
  {
    rule: 'unit-doubt',
    form: { totalFen: 6_000, techFen: 6_000, nonTech: [] },
    field: 'totalFen',
    says: /可能把万元填成了元.*已核对金额单位/,
  },
  {
    rule: 'carrier-deducted',
    form: { nonTech: [{ kind: '标的载体（合理数量）', fen: 10_000_000 }] },
    field: 'nonTech.0.kind',
    says: /不扣除/,
    soft: true,
  },
  {
    rule: 'two-currencies',
    form: { paymentText: '预付人民币 20 万元，余款 5 万美元在交付后支付。' },
    field: 'paymentText',
    says: /同时有人民币和“美元”/,
  },
  {
    rule: 'royalty-unestimated',
    form: { payment: '提成支付' },
    field: 'estimated',
    says: /享受优惠以前要办变更/,
    soft: true,
  },
  {
    rule: 'monopoly-improvement',
    form: { clauses: '乙方不得对该工艺进行改进或者再开发。' },
    field: 'clauses',
    says: /非法垄断技术/,
  },
  {
    rule: 'monopoly-source',
    form: { clauses: '乙方不得从第三方引进类似技术。' },
    field: 'clauses',
    says: /非法垄断技术/,
  },
  {
    rule: 'owner-not-seller',
    form: { rights: [{ kind: '发明专利', number: 'ZL1', owner: '别家研究所' }] },
    field: 'rights',
    says: /“别家研究所”不是合同一方/,
  },
  {
    rule: 'right-dead',
    form: { rights: [{ kind: '发明专利', number: 'ZL1', endsOn: '2026-03-31' }] },
    field: 'rights',
    says: /已失效或届满/,
  },
  {
    rule: 'amount-differs',
    form: { clauses: '价款 600,000.00 元，大写：人民币伍拾万元整。' },
    field: 'clauses',
    says: /大写与小写不一致/,
  },
]

describe('linter of contract registration (issue 5, line 3)', () => {
  it('finds nothing in a sound application', () => {
    assert.ok(registrationForm.safeParse(soundRegistration()).success)
    assert.deepEqual(lint(soundRegistration(), around), [])
  })

  for (const { rule, form, around: more, field, says, soft } of CASES)
    it(`${rule} (${field}): a sentence with its field and clause`, () => {
      const found = lint({ ...soundRegistration(), ...form }, { ...around, ...more })
      const one = found.find((finding) => finding.rule === rule && finding.field === field)
      assert.ok(one, JSON.stringify(found))
      assert.match(one.says, says)
      assert.ok(one.basis.length > 3)
      assert.equal(one.hard, soft !== true)
      assert.equal(one.ground === null, soft === true)
    })

  it('every rule of its own is tried', () => {
    assert.deepEqual(
      LINT_RULES.filter((rule) => !CASES.some((one) => one.rule === rule)),
      [],
    )
  })

  it('says nothing about what is not typed yet', () => {
    assert.deepEqual(
      lint({ contractName: '合同' }, around).filter(({ hard }) => hard),
      [],
    )
  })
})

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
    assert.equal(number.parse(' 2026441500000123 '), '2026441500000123')
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
      ],
    )
    assert.deepEqual(
      remindersOf(dates, 60, '2026-04-20').map(({ on }) => on),
      ['2026-05-01'],
    )
    assert.deepEqual(datesOf(soundRegistration({ type: '技术转让', subtype: '专利权转让' }), 3), [])
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
    form: soundRegistration(form),
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
