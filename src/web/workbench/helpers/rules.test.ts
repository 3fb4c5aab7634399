import assert from 'node:assert/strict'
import { test } from 'node:test'
import { areaOf, groupsOfRules, readParts, ruleText, spanText, type Rule } from './rules.ts'

function rule(more: Partial<Rule>): Rule {
  return {
    key: 'listing.days',
    layer: 'national',
    title: '挂牌公告期',
    from: '2024-01-01',
    until: null,
    value: 15,
    unit: '个工作日',
    status: 'verified',
    source: '文件一',
    note: '',
    inUse: true,
    badge: null,
    ...more,
  }
}

test('a value is read in the unit people use: basis points as per cent, fen as 万元, bytes as MB', () => {
  assert.equal(ruleText({ key: 'auction.deposit.maxBp', value: 2000, unit: '基点' }), '20%')
  assert.equal(ruleText({ key: 'reward.floorBp.selfImplement', value: 500, unit: '基点/年' }), '5%/年')
  assert.equal(ruleText({ key: 'contract.largeThresholdFen', value: 500_000_000, unit: '分' }), '500 万元')
  assert.equal(
    ruleText({ key: 'graduation.investGtFen', value: 500_000_000, unit: '分（须大于）' }),
    '500 万元（须大于）',
  )
  assert.equal(ruleText({ key: 'file.maxBytes', value: 20_971_520, unit: '字节' }), '20 MB')
  assert.equal(ruleText({ key: 'x', value: 15, unit: '个工作日' }), '15 个工作日')
})

test('minutes and scores are not taken for money because their units begin with 分', () => {
  assert.equal(ruleText({ key: 'login.lockMinutes', value: 15, unit: '分钟' }), '15 分钟')
  assert.equal(ruleText({ key: 'sme.minScore', value: 60, unit: '分值' }), '60 分值')
})

test('lists, bands and named parts are read without brackets', () => {
  assert.equal(ruleText({ key: 'competition.weightsCompany', value: [30, 25], unit: '%' }), '30、25%')
  assert.equal(
    ruleText({
      key: 'sme.bands',
      value: [
        [30, 20],
        [25, 16],
      ],
      unit: '分值',
    }),
    '30 → 20；25 → 16 分值',
  )
  assert.equal(
    ruleText({ key: 'pilotbase.grade', value: { 优秀: 8500, 合格: 6000 }, unit: '百分之一分（含）' }),
    '优秀：85；合格：60 分（含）',
  )
  assert.equal(ruleText({ key: 'city.pilots', value: [], unit: '单位' }), '未填写')
  assert.equal(ruleText({ key: 'rights.staged', value: false, unit: '是否' }), '否')
})

test('rules are found by every word, by status and by area', () => {
  const rules = [
    rule({}),
    rule({
      key: 'notice.days',
      title: '协议定价公示期',
      status: 'draft',
      badge: { text: '未确认规则', statusText: '' },
    }),
    rule({ key: 'unheard.of', title: '新规则' }),
  ]
  const found = (filter: Partial<{ q: string; status: string; area: string }>) =>
    groupsOfRules(rules, { q: '', status: '', area: '', ...filter }).map(({ area }) => area)
  assert.deepEqual(found({}), ['信息发布与审核', '交易与公示', '其他'])
  assert.deepEqual(found({ q: '公示 NOTICE' }), ['交易与公示'])
  assert.deepEqual(found({ status: 'unconfirmed' }), ['交易与公示'])
  assert.deepEqual(found({ status: 'verified', area: '其他' }), ['其他'])
  assert.deepEqual(found({ q: '没有' }), [])
})

test('an area is known by the first word of the key', () => {
  assert.equal(areaOf('integrity.banYears'), '科研诚信')
  assert.equal(areaOf('somethingNew.days'), '其他')
})

test('a span says that its first day is not known instead of naming 1900', () => {
  assert.equal(spanText('1900-01-01', null), '起始日未查明')
  assert.equal(spanText('2024-07-01', null), '2024-07-01 起')
  assert.equal(spanText('2024-07-01', '2026-12-31'), '2024-07-01 至 2026-12-31')
})

test('parts typed as text are taken only when they are a list or several parts', () => {
  assert.deepEqual(readParts('[1, 2]'), [1, 2])
  assert.equal(readParts('七天'), undefined)
  assert.equal(readParts('7'), undefined)
})
