import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { offerForm, openForm, trialForm } from './forms.ts'
import { open, posted, trialTerms } from '#test/licence-desk.ts'
import { licenceTerms } from './offer/terms.ts'
import {
  amountDue,
  countedMilli,
  openLicenceFault,
  paymentIs,
  priceRoute,
  quantityText,
  readingFault,
} from './rules.ts'

const ID = '01920000-0000-7000-8000-000000000001'
const faults = (form: typeof offerForm | typeof openForm | typeof trialForm, terms: object) => {
  const parsed = form.safeParse({ achievementId: ID, ...terms })
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'))
}
const royalty = { paymentKind: '提成支付', royaltyBase: '产品销售额', royaltyBp: 300, audit: '每年一次。' }
const { priceFen: _price, ...unpriced } = posted

describe('posted terms', () => {
  const table: readonly (readonly [string, object, string[]])[] = [
    ['a fixed price at once', posted, []],
    ['a royalty alone (民法典 846)', { ...unpriced, ...royalty }, []],
    ['an entry fee and a royalty (846)', { ...posted, ...royalty, paymentKind: '入门费加提成' }, []],
    ['no amount', unpriced, ['priceFen']],
    ['a royalty beside a fixed total', { ...posted, ...royalty }, ['priceFen']],
    [
      'a royalty without inspection of books (846 III)',
      { ...unpriced, ...royalty, audit: undefined },
      ['audit'],
    ],
    ['50 yuan where 500,000 was meant', { ...posted, priceFen: 5_000 }, ['priceFen']],
    ['50 yuan, looked at', { ...posted, priceFen: 5_000, priceConfirmed: true }, []],
    ['half a fen', { ...posted, priceFen: 100_000.5 }, ['priceFen']],
    ['an exclusive licence for two', { ...posted, mode: '独占许可', places: 2 }, ['places']],
    ['a sole licence for one', { ...posted, mode: '排他许可', places: 1 }, []],
    ['secret content (P17)', { ...posted, deliverables: '机密★10年 工艺' }, ['deliverables']],
    ['no last day', { ...posted, validUntil: undefined }, ['validUntil']],
  ]
  for (const [name, terms, expected] of table)
    it(`${expected.length === 0 ? 'takes' : 'refuses'} ${name}`, () =>
      assert.deepEqual(faults(offerForm, terms), expected))

  it('an open licence has no mode to choose, and says that nothing stands against it (实施细则 86)', () => {
    assert.deepEqual(faults(openForm, open), [])
    assert.deepEqual(faults(openForm, { ...open, noObstacle: false }), ['noObstacle'])
    assert.ok(!('mode' in openForm.shape) && !('places' in openForm.shape))
  })

  it('name the offer and the declaration among the documents of the contract (民法典 845 II)', () => {
    const parsed = openForm.parse({ achievementId: ID, ...open })
    const terms = licenceTerms('普通许可', parsed, { publicId: 'abcd', madeOn: '2026-03-05' })
    assert.match((terms as { background: string }).background, /编号 ABCD，2026-03-05 公布.*KF2026-00001/)
  })
})

describe('terms of a trial', () => {
  const { priceFen: _fixed, unitFen: _unit, capFen: _cap, ...free } = trialTerms
  const table: readonly (readonly [string, object, string[]])[] = [
    ['a fixed price, a price by the meter and a cap', trialTerms, []],
    ['a price by the meter alone', { ...free, unitFen: 20_050 }, []],
    ['a fixed price alone', { ...free, priceFen: 5_000_000 }, []],
    ['no price at all', free, ['priceFen']],
    ['a cap below the fixed price', { ...trialTerms, capFen: 4_000_000 }, ['capFen']],
    ['a cap on a fixed price', { ...free, priceFen: 5_000_000, capFen: 6_000_000 }, ['capFen']],
  ]
  for (const [name, terms, expected] of table)
    it(`${expected.length === 0 ? 'takes' : 'refuses'} ${name}`, () =>
      assert.deepEqual(faults(trialForm, terms), expected))
})

describe('what a trial costs once it converts', () => {
  const fen = fc.integer({ min: 1, max: 1_000_000_000_000 })
  const price = fc.record({
    priceFen: fc.option(fen, { nil: undefined }),
    unitFen: fc.option(fen, { nil: undefined }),
  })
  const milli = fc.integer({ min: 0, max: 1_000_000_000 })

  it('is whole fen, never less for more use, never above the cap, and the fixed price where nothing is metered', () => {
    fc.assert(
      fc.property(price, milli, milli, fc.option(fen, { nil: undefined }), (of, a, more, capFen) => {
        const one = { ...of, capFen: capFen === undefined ? undefined : Math.max(capFen, of.priceFen ?? 1) }
        const due = amountDue(one, a)
        if (!Number.isSafeInteger(due)) return
        assert.ok(due >= 1 && due <= amountDue(one, a + more))
        if (one.capFen !== undefined) assert.ok(due <= one.capFen)
        if (of.unitFen === undefined) assert.equal(due, Math.min(of.priceFen ?? 1, one.capFen ?? Infinity))
      }),
      { numRuns: 500 },
    )
  })

  it('rounds half a fen up, once, over the whole quantity', () => {
    assert.equal(amountDue({ unitFen: 1 }, 1_500), 2)
    assert.equal(amountDue({ unitFen: 1 }, 1_499), 1)
    assert.equal(amountDue({ priceFen: 5_000_000, unitFen: 20_050 }, 12_500), 5_250_625)
  })

  it('counts the user’s own figures, disputed or not, and none it replaced', () => {
    const reading = { id: '', fromOn: '', toOn: '', quantityMilli: 1_000 }
    const words = ['confirm', 'dispute', 'replace', null] as const
    assert.equal(countedMilli(words.map((word) => ({ ...reading, word }))), 3_000)
    assert.deepEqual([quantityText(12_500), quantityText(3_000), quantityText(7)], ['12.5', '3', '0.007'])
  })

  it('is paid whole, in parts, or not more than it is', () => {
    assert.equal(paymentIs(60, 40, 100), 'whole')
    assert.equal(paymentIs(60, 0, 100), 'part')
    assert.equal(paymentIs(61, 40, 100), 'more')
  })
})

describe('a reading', () => {
  const trial = { beganOn: '2026-03-01', endsOn: '2026-04-30', today: '2026-03-20' }
  const standing = [
    { fromOn: '2026-03-08', toOn: '2026-03-14', word: null },
    { fromOn: '2026-03-01', toOn: '2026-03-07', word: 'replace' },
  ] as const
  const table: readonly (readonly [string, string, RegExp | undefined])[] = [
    ['2026-03-15', '2026-03-20', undefined],
    ['2026-03-01', '2026-03-07', undefined],
    ['2026-03-14', '2026-03-20', /重叠/],
    ['2026-03-20', '2026-03-15', /不能早于/],
    ['2026-02-28', '2026-03-02', /试用期/],
    ['2026-03-15', '2026-05-01', /试用期/],
    ['2026-03-15', '2026-03-21', /预先/],
  ]
  for (const [fromOn, toOn, expected] of table)
    it(`from ${fromOn} to ${toOn} ${expected ? `is refused: ${expected.source}` : 'is taken'}`, () => {
      const fault = readingFault({ fromOn, toOn }, standing, trial)
      if (expected) assert.match(fault ?? '', expected)
      else assert.equal(fault, undefined)
    })
})

describe('how the price is set (促进科技成果转化法 18)', () => {
  const table = [
    ['posted', { kind: '国家设立高校', stateFounded: true }, '挂牌'],
    ['trial', { kind: '国家设立研发机构', stateFounded: true }, '挂牌'],
    ['open', { kind: '国家设立高校', stateFounded: true }, '开放许可公告'],
    ['open', { kind: '民企', stateFounded: false }, '开放许可公告'],
    ['posted', { kind: '民企', stateFounded: false }, '标价'],
    ['trial', { kind: '事业单位', stateFounded: false }, '标价'],
  ] as const
  for (const [kind, seller, route] of table)
    it(`${kind} of a ${seller.kind}: ${route}, with the reason`, () => {
      const chosen = priceRoute(kind, seller, true)
      assert.equal(chosen.route, route)
      assert.match(chosen.reason, /第十八条|第五十条/)
      assert.equal(/尚未确认/.test(chosen.reason), kind === 'open' && seller.stateFounded)
    })
  it('the rule says that an open licence is listed first after all: a university’s is', () => {
    assert.equal(priceRoute('open', { kind: '国家设立高校', stateFounded: true }, false).route, '挂牌')
    assert.equal(priceRoute('open', { kind: '民企', stateFounded: false }, false).route, '开放许可公告')
  })
})

describe('what may be under open licence', () => {
  const today = '2026-11-26'
  const patent = { type: '发明专利', number: '1', status: '已授权', grantedOn: '2023-05-06' }
  const declared = { patentNumber: '1', announcedOn: '2026-03-02', evaluationFileId: undefined }
  const table: readonly (readonly [string, object | undefined, object, RegExp | undefined])[] = [
    ['a granted patent', patent, {}, undefined],
    ['实施细则 85: an application', { ...patent, status: '申请中' }, {}, /第八十五条/],
    ['a patent the record does not name', undefined, {}, /核对专利号/],
    ['know-how', { ...patent, type: '技术秘密' }, {}, /核对专利号/],
    ['an expired patent', { ...patent, expiresOn: '2025-01-01' }, {}, /届满/],
    ['专利法 50: a utility model without evaluation report', { ...patent, type: '实用新型' }, {}, /评价报告/],
    ['专利法 50: a design without evaluation report', { ...patent, type: '外观设计' }, {}, /评价报告/],
    ['a utility model with its report', { ...patent, type: '实用新型' }, { evaluationFileId: ID }, undefined],
    ['a declaration not yet announced', patent, { announcedOn: '2026-12-01' }, /今天以后/],
    ['a declaration before the grant', patent, { announcedOn: '2023-05-05' }, /早于授权日/],
  ]
  for (const [name, right, more, expected] of table)
    it(`${expected ? 'not ' : ''}${name}`, () => {
      const fault = openLicenceFault({ ...declared, ...more }, right as typeof patent | undefined, today)
      if (expected) assert.match(fault?.message ?? '', expected)
      else assert.equal(fault, undefined)
    })
})
