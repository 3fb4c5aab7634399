import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { array, assert as forAll, integer, property } from 'fast-check'
import { NOT_PUBLIC } from '#platform/forms/text.ts'
import { rules } from '#test/market.ts'
import { complete } from './fixture.ts'
import { achievementForm, draftForm, type Achievement, type Ip } from './forms.ts'
import { publicView } from './publicity.ts'
import {
  expiryOf,
  faultsOf,
  gapsOf,
  ipFaults,
  ipNumbers,
  shareFaults,
  teaserReason,
  warningsOf,
} from './rules.ts'

const TODAY = '2026-11-23'
const form = (more: object = {}): Achievement => complete(more)
const says = (more: object) =>
  faultsOf(form(more), rules, TODAY).map((fault) => `${fault.field} ${fault.message}`)
const lacks = (more: object) => gapsOf(form(more), rules, TODAY).map((gap) => gap.field)
const patent = (more: Partial<Ip> = {}): Ip => ({
  type: '发明专利',
  number: 'ZL202110123456.7',
  status: '已授权',
  filedOn: '2021-05-06',
  publishedOn: '2021-11-06',
  grantedOn: '2023-05-06',
  ...more,
})
const owners = (...shares: number[]) =>
  shares.map((shareBp, i) => ({ name: `单位${i}`, shareBp, consent: true }))

describe('contradictions of an achievement (domain/achievements.md, Bad input)', () => {
  it('finds nothing wrong with, and nothing missing from, a complete form', () => {
    assert.deepEqual(says({}), [])
    assert.deepEqual(lacks({}), [])
  })

  const refused: readonly (readonly [string, object, RegExp])[] = [
    ['shares of 99.99 %', { coOwners: owners(6000, 3999) }, /合计为 99\.99%，应正好为 100%，请补足 0\.01%/],
    ['shares of 100.01 %', { coOwners: owners(6000, 4001) }, /合计为 100\.01%.*请扣减 0\.01%/],
    ['one co-owner alone', { coOwners: owners(10_000) }, /只有一个权利人/],
    [
      'price of 50 yuan where 500,000 was meant',
      { priceFen: 5000 },
      /现在是 50\.00 元.*如应为 500,000\.00 元/,
    ],
    [
      'price of 5 billion where 500,000 was meant',
      { priceFen: 500_000_000_000 },
      /把元填成了万元.*500,000\.00 元/,
    ],
    ['a price beside 面议', { negotiable: true }, /已选“价格面议”/],
    [
      '排他 with a licensor who may not use',
      { modes: ['排他许可'], licensorMayUse: '不可以' },
      /许可人不得实施的是独占许可/,
    ],
    [
      '独占 with a licensor who may use',
      { modes: ['独占许可'], licensorMayUse: '可以' },
      /许可人可以实施的是排他许可/,
    ],
    ['a division of another section', { industryDivision: '63' }, /大类 63 不属于门类 A/],
    ['a listing that has ended already', { validUntil: '2026-11-22' }, /已过/],
    [
      'a patent past its given last day as 已授权',
      { ip: [patent({ expiresOn: '2026-11-22' })] },
      /保护期已于 2026-11-22 届满，不能再按“已授权”/,
    ],
    [
      'an invention past twenty years from filing as 已授权',
      { ip: [patent({ filedOn: '2006-11-22', publishedOn: '2007-05-22', grantedOn: '2009-01-01' })] },
      /已于 2026-11-22 届满/,
    ],
    [
      'a computed end even when a later one was typed',
      {
        ip: [
          patent({
            filedOn: '2006-11-22',
            publishedOn: null,
            grantedOn: '2009-01-01',
            expiresOn: '2030-01-01',
          }),
        ],
      },
      /已于 2026-11-22 届满/,
    ],
    [
      'a utility model past ten years',
      {
        ip: [patent({ type: '实用新型', filedOn: '2016-11-22', publishedOn: null, grantedOn: '2017-01-01' })],
      },
      /已于 2026-11-22 届满/,
    ],
    ['granted before filed', { ip: [patent({ grantedOn: '2020-01-01' })] }, /授权日 2020-01-01 早于申请日/],
    [
      'published before filed',
      { ip: [patent({ publishedOn: '2020-01-01' })] },
      /公布日 2020-01-01 早于申请日/,
    ],
    [
      'filed tomorrow',
      { ip: [patent({ status: '申请中', filedOn: '2026-11-24', publishedOn: null, grantedOn: null })] },
      /还没有到/,
    ],
    ['申请中 with a grant day', { ip: [patent({ status: '申请中' })] }, /填了授权日/],
  ]
  for (const [name, more, sentence] of refused)
    it(`refuses ${name}`, () => {
      assert.match(says(more).join('\n'), sentence)
    })

  it('takes a right on its last day, and a confirmed unusual price', () => {
    assert.deepEqual(says({ ip: [patent({ expiresOn: TODAY })] }), [])
    assert.deepEqual(says({ priceFen: 5000, priceConfirmed: true }), [])
  })

  it('counts 10 years for a design filed until 2021-05-31 and 15 from 2021-06-01 (专利法 42)', () => {
    const design = (filedOn: string) => expiryOf(patent({ type: '外观设计', filedOn }), rules)
    assert.equal(design('2021-05-31'), '2031-05-31')
    assert.equal(design('2021-06-01'), '2036-06-01')
    assert.equal(expiryOf(patent({ type: '软件著作权' }), rules), undefined)
  })

  it('accepts any split of the whole into two to nine positive parts, and no other sum (property)', () => {
    const parts = array(integer({ min: 1, max: 9_999 }), { minLength: 2, maxLength: 9 })
    forAll(
      property(parts, (shares) => {
        const sum = shares.reduce((a, b) => a + b, 0)
        const faults = shareFaults({ coOwners: owners(...shares) })
        assert.equal(faults.length === 0, sum === 10_000)
      }),
    )
    forAll(
      property(integer({ min: 1, max: 9_999 }), (first) => {
        assert.deepEqual(shareFaults({ coOwners: owners(first, 10_000 - first) }), [])
      }),
    )
  })
})

describe('what is still missing (待补充)', () => {
  const missing: readonly (readonly [string, object, string])[] = [
    [
      'project number under fiscal funding',
      { fundingSource: '省财政', conversionDue: '2028-01-01' },
      'projectNo',
    ],
    [
      'conversion deadline under fiscal funding',
      { fundingSource: '县财政', projectNo: 'A1' },
      'conversionDue',
    ],
    ['evidence for readiness 4', { trl: 4 }, 'trlEvidence'],
    ['a price or 面议', { priceFen: undefined }, 'priceFen'],
    [
      'consent of a co-owner',
      { coOwners: [...owners(6000), { name: '乙', shareBp: 4000, consent: false }] },
      'coOwners.1.consent',
    ],
    ['number of a patent', { ip: [patent({ number: null })] }, 'ip.0.number'],
    ['a way of conversion', { modes: undefined }, 'modes'],
    ['a name of four characters', { name: '装置' }, 'name'],
  ]
  for (const [name, more, field] of missing)
    it(`names ${name}`, () => {
      assert.ok(lacks(more).includes(field), lacks(more).join())
    })

  it('asks no evidence below readiness 4 and no project of private money', () => {
    assert.deepEqual(lacks({ trl: 3, fundingSource: '企业' }), [])
  })
})

describe('the form', () => {
  const faultOf = (more: object) => {
    const parsed = achievementForm.safeParse(complete(more))
    return parsed.success ? '' : parsed.error.issues.map((issue) => issue.message).join('\n')
  }
  const bad: readonly (readonly [string, object, RegExp])[] = [
    ['price 0', { priceFen: 0 }, /价格应大于 0/],
    ['a NUL', { summary: 'a\u0000b' }, /控制字符/],
    ['a control character in a name', { name: '名称\u0007名称' }, /控制字符/],
    ['half a character', { name: '名称名称\ud800' }, /乱码/],
    ['2,001 characters of summary', { summary: '长'.repeat(2001) }, /最多 2000 个字/],
    ['an IPC without a class', { ipc: ['23L'] }, /IPC/],
    ['a field outside the eight', { techField: '玄学' }, /应为下列之一/],
    ['a day that does not exist', { validUntil: '2026-02-30' }, /确有这一天/],
    ['a share of zero', { coOwners: owners(0, 10_000) }, /份额应大于 0/],
    ['readiness 10', { trl: 10 }, /不能大于 9/],
    ['secrecy 秘密', { secrecy: '秘密' }, /平台只登记公开信息/],
    ['a secret marking inside a text', { benefits: '机密★10年 内容' }, /平台只登记公开信息/],
  ]
  for (const [name, more, sentence] of bad)
    it(`refuses ${name} in words`, () => {
      assert.match(faultOf(more), sentence)
    })

  it('folds full-width digits and letters of numbers, codes and classes', () => {
    const ip = [patent({ number: 'ＺＬ２０２１１０１２３４５６．７', filedOn: '２０２１－０５－０６' })]
    const parsed = achievementForm.parse(complete({ ip, ipc: ['ａ23l17/00'], code: 'Ａ－１' }))
    assert.equal(parsed.ip?.[0]?.number, 'ZL202110123456.7')
    assert.equal(parsed.ip?.[0]?.filedOn, '2021-05-06')
    assert.deepEqual([parsed.ipc, parsed.code], [['A23L17/00'], 'A-1'])
  })

  it('never repeats what was written when it refuses a secret (P17)', () => {
    const parsed = draftForm.safeParse({
      name: 'CANARY-NAME',
      secrecy: '机密',
      summary: 'CANARY-TEXT',
      trl: 'CANARY',
    })
    assert.ok(!parsed.success)
    assert.doesNotMatch(JSON.stringify(parsed.error.issues), /CANARY/)
    assert.ok(parsed.error.issues.some((issue) => issue.message === NOT_PUBLIC))
    assert.equal(draftForm.safeParse({ name: '没有写密级的草稿' }).success, false)
  })
})

describe('novelty and publicity (P12, P17; 专利法 22, 24)', () => {
  const hidden = '冷冻干燥曲线第三段升温每分钟零点三度'
  const cases: readonly (readonly [string, object, RegExp | undefined])[] = [
    ['技术秘密', { ip: [{ type: '技术秘密', status: '已授权' }] }, /技术秘密/],
    [
      'an invention not filed yet',
      { ip: [patent({ status: '申请中', number: null, filedOn: null, publishedOn: null, grantedOn: null })] },
      /尚未申请/,
    ],
    [
      'an unpublished application',
      { ip: [patent({ status: '申请中', publishedOn: null, grantedOn: null })] },
      /尚未公布/,
    ],
    [
      'an application published tomorrow',
      { ip: [patent({ status: '申请中', publishedOn: '2026-11-24', grantedOn: null })] },
      /尚未公布/,
    ],
    ['a published application', { ip: [patent({ status: '申请中', grantedOn: null })] }, undefined],
    ['a granted patent', { ip: [patent()] }, undefined],
    ['a technology under export control', { exportControl: '限制出口' }, /限制出口/],
  ]
  for (const [name, more, reason] of cases)
    it(`${reason ? 'shows only the teaser of' : 'shows all of'} ${name}`, () => {
      const record = form({
        ...more,
        summary: hidden,
        advantages: hidden,
        keywords: ['关键工艺'],
        teaser: '一种保鲜工艺。',
      })
      const { fields, withheld } = publicView(record, TODAY)
      assert.equal(teaserReason(record, TODAY) !== undefined, reason !== undefined)
      if (reason === undefined) assert.equal(fields['summary'], hidden)
      else {
        assert.match(withheld ?? '', reason)
        assert.equal(fields['summary'], '一种保鲜工艺。')
        assert.doesNotMatch(JSON.stringify(fields), /冷冻干燥|关键工艺/)
      }
    })

  it('never shows contact, evidence, confidential parts or consents to the public', () => {
    const record = form({
      confidentialParts: hidden,
      trlEvidence: ['01920000-0000-7000-8000-000000000001'],
      coOwners: owners(5000, 5000),
    })
    const text = JSON.stringify(publicView(record, TODAY))
    assert.doesNotMatch(text, /CANARY|冷冻干燥|trlEvidence|consent|priceConfirmed/)
  })

  it('shows which words of the confidential parts stand in the public ones, whatever the punctuation', () => {
    const warnings = warningsOf(
      form({
        confidentialParts: `要点：${hidden}。`,
        summary: '本工艺冷冻干燥曲线，第三段升温 每分钟零点三度，效果好。',
      }),
      TODAY,
    )
    assert.match(
      warnings.map((w) => `${w.field} ${w.message}`).join(),
      /summary .*冷冻干燥曲线第三段升温每分钟零点三度/,
    )
    assert.deepEqual(warningsOf(form({ confidentialParts: '完全不同的另一段内容说明' }), TODAY), [])
  })

  it('warns of a price on what is not 应用技术, and of a lapsed right', () => {
    assert.match(warningsOf(form({ kind: '软科学' }), TODAY)[0]?.message ?? '', /软科学成果一般不作价/)
    assert.match(warningsOf(form({ ip: [patent({ status: '失效' })] }), TODAY)[0]?.message ?? '', /已失效/)
  })

  it('compares numbers of rights without punctuation, width and the ZL before them', () => {
    const numbers = (number: string) => ipNumbers(form({ ip: [patent({ number })] }))
    assert.deepEqual(numbers('ZL 202110123456.7'), numbers('２０２１１０１２３４５６７'))
  })

  it('has no fault in a right for any day in order (property)', () => {
    const day = integer({ min: 0, max: 3_000 })
    forAll(
      property(day, day, (a, b) => {
        const at = (n: number) => new Date(Date.UTC(2016, 11, 1) + n * 86_400_000).toISOString().slice(0, 10)
        const [filedOn, grantedOn] = [at(Math.min(a, b)), at(Math.max(a, b))]
        assert.deepEqual(ipFaults(patent({ filedOn, publishedOn: null, grantedOn }), rules, TODAY), [])
      }),
    )
  })
})
