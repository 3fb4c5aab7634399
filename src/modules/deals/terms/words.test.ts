import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { licenceTerms } from '#test/deal-market.ts'
import { whatModeAsks } from '#test/deal-terms.ts'
import { DEAL_MODES, termsForm } from './forms.ts'
import { termsInWords } from './words.ts'

const names = { seller: '乙方', buyer: '甲方' }
const words = (more: object) => termsInWords(termsForm.parse({ ...licenceTerms, ...more }), names)
const all = (more: object) => Object.values(words(more)).join('\n')

/** What a contract takes as it is, without these sentences; the note is for the other side alone. */
const TAKEN_AS_IS = [
  'mode',
  'territory',
  'acceptance',
  'improvements',
  'confidentiality',
  'liability',
  'disputes',
  'note',
  // Said with the sides as they are called in the contract, below.
  'side',
  'ownership',
  'rdRisk',
]

function texts(value: unknown, key = ''): string[] {
  if (TAKEN_AS_IS.includes(key)) return []
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return []
  const inner = Array.isArray(value)
    ? value.map((one) => ['', one] as const)
    : Object.entries(value as Record<string, unknown>)
  return inner.flatMap(([name, one]) => texts(one, name))
}

describe('agreed terms as the sentences of a contract', () => {
  it('lose nothing that was agreed, in any kind of contract', () => {
    const milestones = [{ title: '样机', dueOn: '2027-03-01', result: '样机一台' }]
    const more = { background: '可行性论证报告', glossary: '“样机”指小批试制品。', milestones }
    for (const mode of Object.keys(DEAL_MODES)) {
      const agreed = { ...licenceTerms, mode, ...more, ...whatModeAsks(mode) }
      const said = all(agreed)
      for (const text of texts(agreed)) assert.ok(said.includes(text), `${mode}: ${text}`)
    }
  })

  it('say a royalty with base, rates over the years, how long, and inspection of the books (846)', () => {
    const { royalty, payment } = words({
      paymentKind: '入门费加提成',
      royaltyBase: '产品销售额',
      royaltyRate: '逐年递减',
      royaltySteps: [
        { year: 1, rateBp: 500 },
        { year: 3, rateBp: 333 },
      ],
      royaltyMonths: 60,
      audit: '每年四月提供经审计的账目。',
    })
    assert.match(payment, /^入门费加提成。/)
    assert.equal(
      royalty,
      '按产品销售额提成，逐年递减：第1年起 5%，第3年起 3.33%。提成年限 60 个月。' +
        '查阅有关会计账目的办法：每年四月提供经审计的账目。',
    )
  })

  it('say rates exactly, whatever the basis points', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (rateBp) => {
        const royalty = {
          paymentKind: '提成支付',
          priceFen: undefined,
          royaltyBase: '产品价格',
          royaltyRate: '固定比例',
          royaltySteps: [{ year: 1, rateBp }],
          royaltyMonths: 12,
          audit: '无',
        }
        const said = /第1年起 (\d+)(?:\.(\d{1,2}))?%/.exec(words(royalty).royalty ?? '')
        assert.ok(said)
        assert.equal(Number(said[1]) * 100 + Number((said[2] ?? '').padEnd(2, '0')), rateBp)
      }),
    )
  })

  it('call the sides as the contract does: risk, shares and investments (855, 858, 859, 860)', () => {
    const joint = whatModeAsks('合作开发')
    const development = words({
      mode: '合作开发',
      ...joint,
      rdRisk: '需求方承担',
      ownership: '双方共有',
      ownershipShares: [
        { side: 'seller', shareBp: 3333 },
        { side: 'buyer', shareBp: 6667 },
      ],
    })
    assert.equal(development.risk, '由甲方承担。')
    assert.equal(development.results, '申请专利的权利由双方共有，份额为乙方 33.33%、甲方 66.67%。')
    assert.match(development.contributions ?? '', /^甲方以资金投资，折价/)
    const ordered = words({ mode: '委托开发', ...whatModeAsks('委托开发'), ownership: '归研究开发人' })
    assert.equal(ordered.results, '申请专利的权利归研究开发人乙方。')
  })

  it('say whether others may be licensed only where that was settled', () => {
    assert.equal(words({}).sublicence, undefined)
    assert.match(words({ sublicensable: true }).sublicence ?? '', /甲方可以再许可/)
    assert.match(words({ sublicensable: false }).sublicence ?? '', /甲方不得再许可/)
  })
})
