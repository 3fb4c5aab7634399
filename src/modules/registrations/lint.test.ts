import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { around, soundRegistration } from './fixture.ts'
import { registrationForm, type Draft, type Registration } from './forms.ts'
import type { Around } from './lint-rule.ts'
import { RULES } from './lint-rules.ts'
import { lint } from './lint.ts'

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
      parties: parties({ resultBp: 5_000 }, { resultBp: 4_000 }),
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
    rule: 'term-beyond-right',
    form: { rights: [{ kind: '发明专利', number: 'ZL1', endsOn: '2030-01-01' }] },
    field: 'untilDay',
    says: /超过的部分不生效/,
    soft: true,
  },
  {
    rule: 'monopoly-tying',
    form: {},
    around: {
      inText: [
        {
          rule: 'monopoly-tying',
          level: 'serious',
          at: '第九条',
          says: '可能属于非法垄断技术。',
          basis: '民法典 第八百五十条',
        },
      ],
    },
    field: 'clauses',
    says: /^合同文本：/,
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
      RULES.filter(({ id }) => !CASES.some(({ rule }) => rule === id)).map(({ id }) => id),
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
