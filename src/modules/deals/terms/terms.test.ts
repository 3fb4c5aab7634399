import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { licenceTerms } from '#test/deal-market.ts'
import { startingTerms } from '../rules.ts'
import { OF_MODE, whatModeAsks } from '#test/deal-terms.ts'
import { DEAL_MODES, termsForm } from './forms.ts'
import { PAYMENT_KINDS } from './payment/forms.ts'

const base = { ...licenceTerms }

const faults = (terms: object) => {
  const parsed = termsForm.safeParse(terms)
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'))
}
const wholeOf = (mode: string) => ({
  ...base,
  mode,
  ...whatModeAsks(mode),
})

describe('terms of a deal (民法典 845, 846, chapter 20)', () => {
  for (const mode of Object.keys(DEAL_MODES)) {
    it(`${mode}: what its rules ask for is enough`, () => assert.deepEqual(faults(wholeOf(mode)), []))
    for (const [field, , article] of OF_MODE[mode] ?? [])
      it(`${mode}: not without ${field} (Art. ${article})`, () => {
        assert.deepEqual(faults({ ...wholeOf(mode), [field]: undefined }), [field])
      })
  }

  it('a licence takes no R&D plan, a service no royalty base: a stored form says one thing', () => {
    assert.deepEqual(faults({ ...base, rdPlan: '研制样机。' }), ['rdPlan'])
    assert.deepEqual(faults({ ...base, royaltyBase: '产品销售额' }), ['royaltyBase'])
    assert.deepEqual(faults({ ...base, mode: '转让', sublicensable: true }), ['sublicensable'])
  })

  it('独占, 排他 and 普通 are three modes', () => {
    const licences = Object.keys(DEAL_MODES).filter((mode) => mode.endsWith('许可'))
    assert.deepEqual(licences, ['独占许可', '排他许可', '普通许可'])
  })
})

describe('payment (民法典 846)', () => {
  const royalty = {
    royaltyBase: '产品销售额',
    royaltyRate: '固定比例',
    royaltySteps: [{ year: 1, rateBp: 300 }],
    royaltyMonths: 60,
    audit: '每年一次，提前 10 日通知。',
  }
  const { priceFen: _price, ...unpriced } = base
  const good: Record<string, object> = {
    一次总付: base,
    分期支付: {
      ...base,
      paymentKind: '分期支付',
      instalments: [
        { condition: '签约后 10 日', amountFen: 18_000_000 },
        { condition: '验收后 10 日', amountFen: 20_000_000 },
      ],
    },
    提成支付: { ...unpriced, paymentKind: '提成支付', ...royalty },
    入门费加提成: { ...base, paymentKind: '入门费加提成', ...royalty },
  }
  for (const kind of PAYMENT_KINDS)
    it(`${kind} has all it needs`, () => assert.deepEqual(faults(good[kind] ?? {}), []))

  const refused: readonly (readonly [string, object, string])[] = [
    ['一次总付 without an amount', { ...unpriced }, 'priceFen'],
    ['a royalty beside a fixed total', { ...good['提成支付'], priceFen: 5_000_000 }, 'priceFen'],
    ['a royalty without its base', { ...good['提成支付'], royaltyBase: undefined }, 'royaltyBase'],
    ['a royalty without audit (846 III)', { ...good['提成支付'], audit: undefined }, 'audit'],
    ['instalments missing', { ...base, paymentKind: '分期支付' }, 'instalments'],
    ['50 yuan where 500,000 was meant', { ...base, priceFen: 5_000 }, 'priceFen'],
    [
      'rates that fall while 递增 was said',
      {
        ...good['提成支付'],
        royaltyRate: '逐年递增',
        royaltySteps: [
          { year: 1, rateBp: 300 },
          { year: 2, rateBp: 200 },
        ],
      },
      'royaltySteps.1',
    ],
    [
      'a first step after year 1',
      { ...good['提成支付'], royaltySteps: [{ year: 2, rateBp: 300 }] },
      'royaltySteps.0',
    ],
    [
      'two steps of a fixed rate',
      {
        ...good['提成支付'],
        royaltySteps: [
          { year: 1, rateBp: 300 },
          { year: 2, rateBp: 300 },
        ],
      },
      'royaltySteps.1',
    ],
  ]
  for (const [name, terms, field] of refused)
    it(`refuses ${name}`, () => assert.deepEqual(faults(terms), [field]))

  it('a small price counts once it was looked at', () => {
    assert.deepEqual(faults({ ...base, priceFen: 5_000, priceConfirmed: true }), [])
  })

  it('instalments sum to the price exactly, to the fen', () => {
    const amounts = fc.array(fc.integer({ min: 100_000, max: 1_000_000_000 }), {
      minLength: 1,
      maxLength: 50,
    })
    fc.assert(
      fc.property(amounts, fc.integer({ min: -1, max: 1 }), (parts, off) => {
        const sum = parts.reduce((total, part) => total + part, 0)
        const terms = {
          ...base,
          paymentKind: '分期支付',
          priceFen: sum + off,
          priceConfirmed: true,
          instalments: parts.map((amountFen) => ({ condition: '到期', amountFen })),
        }
        assert.deepEqual(faults(terms), off === 0 ? [] : ['instalments'])
      }),
      { numRuns: 200 },
    )
  })
})

describe('shares of co-owned results', () => {
  const common = { ...wholeOf('合作开发'), ownership: '双方共有' }
  it('are both sides’ and 100% together, in basis points', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: -1, max: 1 }), (bp, off) => {
        const ownershipShares = [
          { side: 'seller', shareBp: bp },
          { side: 'buyer', shareBp: Math.min(10_000, 10_000 - bp + off) },
        ]
        const sum = ownershipShares.reduce((total, one) => total + one.shareBp, 0)
        if (ownershipShares.some((one) => one.shareBp < 1)) return
        assert.deepEqual(faults({ ...common, ownershipShares }), sum === 10_000 ? [] : ['ownershipShares'])
      }),
      { numRuns: 200 },
    )
    const twice = [
      { side: 'seller', shareBp: 5_000 },
      { side: 'seller', shareBp: 5_000 },
    ]
    assert.deepEqual(faults({ ...common, ownershipShares: twice }), ['ownershipShares'])
  })
})

describe('the first proposal', () => {
  it('starts from the posted terms: a mode there is a contract for, price, territory, term', () => {
    const posted = {
      modes: ['作价入股', '排他许可', '转让'],
      priceFen: 30_000_000,
      territory: '广东省',
      licenceMonths: 60,
      sublicensable: false,
    }
    assert.deepEqual(startingTerms(posted), {
      mode: '排他许可',
      priceFen: 30_000_000,
      territory: '广东省',
      termMonths: 60,
      sublicensable: false,
    })
    assert.deepEqual(startingTerms({ modes: ['自行实施'] }), {})
  })
})
