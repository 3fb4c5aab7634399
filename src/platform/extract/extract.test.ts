import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { budgetOf } from './amounts.ts'
import { deadlineOf } from './days.ts'
import { figuresOf } from './metrics.ts'
import { chineseDigits, numbersOf } from './numerals.ts'
import { quantitiesOf, valueText } from './quantity.ts'
import { clausesOf, sentencesOf } from './span.ts'

/** Text as demands have it: figures, units, comparing words, punctuation of both widths. */
const demandText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '成活率',
        '≥',
        '80',
        '%',
        '不低于',
        '每天',
        '每公斤',
        '吨',
        '元',
        '万',
        '三',
        '十',
        '百',
        '半',
        '年',
        '底',
        '前',
        '个月',
        '以内',
        '预算',
        '左右',
        '~',
        '-',
        '±',
        '到',
        '，',
        '。',
        '；',
        '：',
        '（',
        '）',
        '\n',
        ' ',
        '需要',
        '目前',
        '1,000',
        'mg/L',
        '℃',
        'kWh',
        '８０',
        '％',
        '的',
        '和',
        '成',
        '月',
        '日',
        '2027',
        '.',
        '5',
      ),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''))

describe('numbers as people write them', () => {
  const written: readonly (readonly [string, string, string])[] = [
    ['80', '80', ''],
    ['1,200', '1200', ''],
    ['0.4', '0.4', ''],
    ['5000万', '5000', '万'],
    ['3千', '3000', ''],
    ['三百五十', '350', ''],
    ['两万', '2', '万'],
    ['十五', '15', ''],
    ['一点五', '1.5', ''],
    ['二〇二七', '2027', ''],
    ['半', '0.5', ''],
    ['一千零八', '1008', ''],
  ]
  for (const [text, digits, times] of written)
    it(`${text} is ${digits}${times}`, () => {
      assert.deepEqual(
        numbersOf(text).map((number) => [number.digits, number.times]),
        [[digits, times]],
      )
    })

  it('百分之八十 and 八成 are per cent; 成本 is no tenth', () => {
    assert.deepEqual(
      numbersOf('百分之八十').map(({ digits, unit }) => digits + unit),
      ['80%'],
    )
    assert.deepEqual(
      numbersOf('八成').map(({ digits, unit }) => digits + unit),
      ['80%'],
    )
    assert.deepEqual(
      numbersOf('三成本').map(({ digits, unit }) => digits + unit),
      ['3'],
    )
  })

  it('what is no number is none', () => {
    for (const text of ['百千', '十百', '千十', '']) assert.equal(chineseDigits(text), undefined, text)
  })
})

describe('quantities: number, unit, comparison', () => {
  const read = (text: string) => quantitiesOf(text).map((one) => `${valueText(one)} ${one.unit}`.trim())
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['成活率≥80%', ['≥80 %']],
    ['成活率不低于８０％', ['≥80 %']],
    ['耐盐雾 1000 h', ['1000 h']],
    ['成本降到 3 元/kg 以下', ['≤3 元/kg']],
    ['成本每斤不超过0.4元', ['≤0.4 元/斤']],
    ['成本每吨控制在三百五十元以内', ['≤350 元/吨']],
    ['效率达到每分钟30件', ['≥30 件/分钟']],
    ['每天 5 吨', ['5 吨/天']],
    ['80%~90%', ['80–90 %']],
    ['粒径3到5毫米', ['3–5 毫米']],
    ['温度-40°C到40°C', ['-40–40 °C']],
    ['误差±0.5℃', ['±0.5 ℃']],
    ['25±2℃', ['25±2 ℃']],
    ['30万~50万元', ['30–50 万元']],
    ['5000万粒', ['5000 万粒']],
    ['约3吨', ['约 3 吨']],
    ['保质期一年半以上', ['≥1.5 年']],
    ['饵料系数不高于1.35', ['≤1.35']],
    ['百分之八十以上', ['≥80 %']],
    ['功率不大于2.2KW', ['≤2.2 KW']],
    ['导热系数≤0.2W/m·K', ['≤0.2 W/m·K']],
    ['不到2000公斤', ['<2000 公斤']],
  ]
  for (const [text, expected] of cases)
    it(text, () => {
      assert.deepEqual(read(text), expected)
    })

  it('names, years, codes and compounds are none', () => {
    for (const text of [
      'IP67',
      '第60天',
      '2018年度',
      '42CrMo',
      '5G基站',
      '三倍体牡蛎',
      'GB/T 31485-2015',
      '一种',
      '5号楼',
      'PM2.5',
      '13800000000',
    ])
      assert.deepEqual(read(text), [], text)
  })
})

describe('figures a text asks for', () => {
  const read = (text: string) =>
    figuresOf(text, []).map(({ name, value, unit }) => `${name} ${value} ${unit}`.trim())

  it('take the name from the words before, and leave grammar out', () => {
    assert.deepEqual(read('要求好果率不低于90%，并且气调包装成本每斤不超过0.4元'), [
      '好果率 ≥90 %',
      '气调包装成本 ≤0.4 元/斤',
    ])
    assert.deepEqual(read('寻求耐中性盐雾5000小时以上的重防腐涂料'), ['耐中性盐雾 ≥5000 小时'])
    assert.deepEqual(read('降低耗能，由原来的每天600度电降至450度以下'), ['降低耗能 ≤450 度'])
    assert.deepEqual(read('快速检测产品，半小时内出结果'), ['出结果 ≤0.5 小时'])
    assert.deepEqual(read('每天 5 吨'), ['每天 5 吨'])
  })

  it('a step of the work within a time is no figure; what comes out within it is', () => {
    for (const text of ['三个月内先试一个池', '希望三个月内先试一个池，再推广', '两周内试用一条线'])
      assert.deepEqual(read(text), [], text)
    assert.deepEqual(read('要求十分钟内试剂显色'), ['试剂显色 ≤10 分钟'])
  })

  it('leave out how things are now, what is counted, and what belongs to a thing', () => {
    for (const text of [
      '亚硝酸盐经常超过2 mg/L，只能大换水',
      '公司年加工马鲛鱼1200吨，想改进',
      '需要适配35米运维船的栈桥',
      '冬季浪高超过1.5米人员就不能登塔，需要办法',
      '目前合格率只有85%，希望改进',
      '我国矿山90%以上都是井下开采',
    ])
      assert.deepEqual(read(text), [], text)
  })
})

describe('days from today by the calendar (民法典 200–202)', () => {
  const TODAY = '2026-11-23'
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['年底前解决', '2026-12-31'],
    ['明年年底前建成', '2027-12-31'],
    ['三个月内完成', '2027-02-23'],
    ['半年内投产', '2027-05-23'],
    ['一年半内交付', '2028-05-23'],
    ['十天内给出方案', '2026-12-03'],
    ['两周内出样机', '2026-12-07'],
    ['明年6月前', '2027-05-31'],
    ['明年6月底前上线', '2027-06-30'],
    ['6月底前', '2027-06-30'],
    ['12月15日前', '2026-12-15'],
    ['下个月底前', '2026-12-31'],
    ['截止日期：2027-05-31', '2027-05-31'],
    ['2027年2月底前', '2027-02-28'],
    ['明年上半年投产', '2027-06-30'],
    ['2018年底完成', undefined],
    ['保鲜30天以内', undefined],
    ['半小时内出结果', undefined],
    ['货架期六个月内', undefined],
    ['5月底统计数据', undefined],
    ['2027年2月30日前', undefined],
  ]
  for (const [text, day] of cases)
    it(`${text} → ${day ?? 'no day'}`, () => {
      assert.equal(deadlineOf(text, TODAY)?.day, day)
    })

  it('three months from the last day of November end on the last of February', () => {
    assert.equal(deadlineOf('三个月内完成', '2026-11-30')?.day, '2027-02-28')
  })
})

describe('budgets, in fen', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['预算 50 万左右', '50000000..50000000 about'],
    ['预算30-50万元', '30000000..50000000'],
    ['预算30万~50万', '30000000..50000000'],
    ['经费不超过20万', '..20000000'],
    ['预算最多五十万元', '..50000000'],
    ['预算20万以上', '20000000..'],
    ['预算１００万元', '100000000..100000000'],
    ['预算 0.5 元', '50..50'],
    ['预算两百万', '200000000..200000000'],
    ['预算面议', 'negotiable'],
    ['预算50', 'unitMissing'],
    ['气调包装成本每斤不超过0.4元', 'none'],
    ['公司年收入5000万元', 'none'],
    ['每年投入近1000万元研发经费', 'none'],
    ['预算 3 个月后确定', 'none'],
  ]
  for (const [text, expected] of cases)
    it(text, () => {
      const read = budgetOf(text)
      const shown =
        read?.kind !== 'amount'
          ? (read?.kind ?? 'none')
          : `${read.said.minFen ?? ''}..${read.said.maxFen ?? ''}${read.said.isAbout ? ' about' : ''}`
      assert.equal(shown, expected)
    })
})

describe('of an amount that stands before its word', () => {
  it('the place of one without unit is the amount', () => {
    const text = '请给个50以内的预算'
    const said = budgetOf(text)?.said
    assert.equal(text.slice(said?.from, said?.to), '50以内')
  })
})

describe('of any text whatever', () => {
  it('nothing throws, and every place lies in the text, without overlap of quantities', () => {
    fc.assert(
      fc.property(demandText, (text) => {
        const quantities = quantitiesOf(text)
        let end = 0
        for (const { from, to, nameEnds } of quantities) {
          assert.ok(from >= end && to > from && to <= text.length && nameEnds <= to)
          end = to
        }
        const budget = budgetOf(text)
        const day = deadlineOf(text, '2026-11-23')
        const figures = figuresOf(text, [])
        for (const span of [budget?.said, day, ...figures.map((figure) => figure.span)]) {
          if (span) assert.ok(span.from >= 0 && span.to > span.from && span.to <= text.length)
        }
        for (const { name } of figures) assert.ok(text.includes(name), name)
        if (day) assert.ok(day.day >= '2026-11-23' && day.day <= '2036-11-23')
        if (budget?.kind === 'amount')
          assert.ok((budget.said.minFen ?? 1) <= (budget.said.maxFen ?? Infinity))
      }),
      { numRuns: 300 },
    )
  })

  it('clauses lie inside sentences, and neither is empty', () => {
    fc.assert(
      fc.property(demandText, (text) => {
        const sentences = sentencesOf(text)
        for (const { from, to } of [...sentences, ...clausesOf(text)]) {
          assert.ok(to > from && text.slice(from, to).trim() === text.slice(from, to))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('long texts of one kind are read in linear time', () => {
    for (const text of [
      '1'.repeat(20_000),
      '一'.repeat(20_000),
      '≥'.repeat(20_000),
      '预算'.repeat(10_000),
      '年底前'.repeat(7_000),
    ]) {
      const started = performance.now()
      quantitiesOf(text)
      budgetOf(text)
      deadlineOf(text, '2026-11-23')
      assert.ok(performance.now() - started < 5_000, text.slice(0, 3))
    }
  })
})
