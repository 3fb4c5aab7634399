import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findingsIn, RULES, type Judged } from './rules.ts'
import { contractText } from './texts/contract.ts'
import { matter } from './texts/fixture.ts'
import { MODES } from './texts/matter.ts'

const base: Judged = {
  mode: '普通许可',
  texts: [],
  priceFen: undefined,
  termMonths: undefined,
  today: '2026-11-23',
  sellerName: '甲单位',
  coOwners: [],
  ip: [],
  abroad: false,
}
const found = (more: Partial<Judged>) => findingsIn({ ...base, ...more }).map(({ rule }) => rule)
const said = (text: string, more: Partial<Judged> = {}) =>
  found({ texts: [{ at: '违约责任', text }], ...more })
const patent = (more: object) => [{ type: '发明专利', number: 'ZL1', status: '已授权', ...more }]
const points = Object.fromEntries(
  [
    'name',
    'subject',
    'performance',
    'secrecy',
    'ownership',
    'acceptance',
    'terms',
    'documents',
    'patents',
  ].map((point) => [point, '第一条']),
)

/** Rule, what brings it out, and what is near and does not. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['monopoly-improvement (850)', said('乙方不得对该技术进行改进。'), said('乙方可以改进，改进归改进方。')],
  [
    'monopoly-improvement (850)',
    said('乙方后续改进的成果无偿归甲方所有。'),
    said('后续改进成果双方按投入比例分享。'),
  ],
  ['monopoly-source (850)', said('乙方不得从其他方获得类似技术。'), said('乙方不得向第三人披露技术资料。')],
  ['monopoly-market (850)', said('乙方不得向境外销售产品。'), said('乙方应当按照约定实施。')],
  ['monopoly-market (850)', said('产品的销售价格须经甲方同意。'), said('使用费按产品销售额计算。')],
  ['monopoly-tying (850)', said('乙方必须购买甲方指定的设备。'), said('乙方自行购买所需设备。')],
  ['monopoly-channel (850)', said('原料只能从甲方购买。'), said('原料可以从甲方购买。')],
  [
    'monopoly-challenge (850)',
    said('乙方不得对该专利的有效性提出异议。'),
    said('一方提出异议的，应当书面通知。'),
  ],
  [
    'owner-not-seller (870)',
    found({ ip: patent({ owners: ['丙公司'] }) }),
    found({ ip: patent({ owners: ['甲单位'] }) }),
  ],
  [
    'owner-not-seller (870)',
    found({ ip: patent({ owners: ['丙公司'] }) }),
    found({ ip: patent({ owners: ['丙公司'] }), coOwners: ['丙公司'] }),
  ],
  [
    'right-dead (865)',
    found({ ip: patent({ status: '失效' }) }),
    found({ ip: patent({ expiresOn: '2041-01-01' }) }),
  ],
  [
    'right-dead (865)',
    found({ ip: patent({ expiresOn: '2026-11-22' }) }),
    found({ ip: patent({ expiresOn: '2026-11-23' }) }),
  ],
  [
    'term-beyond-patent (865)',
    found({ termMonths: 13, ip: patent({ expiresOn: '2027-11-23' }) }),
    found({ termMonths: 12, ip: patent({ expiresOn: '2027-11-23' }) }),
  ],
  [
    'amount-differs (846)',
    said('价款 360,000.00 元，大写：人民币叁拾伍万元整。'),
    said('价款 360,000.00 元，大写：人民币叁拾陆万元整。'),
  ],
  [
    'amount-differs (846)',
    said('价款 36 万元（大写：叁佰陆拾万元整）。'),
    said('价款 36 万元（大写：叁拾陆万元整）。'),
  ],
  [
    'amount-not-agreed (846)',
    found({ texts: [{ at: '全文', text: '价款 10 元，大写：壹拾元整。' }], priceFen: 36_000_000 }),
    found({ texts: [{ at: '全文', text: '价款 36 万元，大写：叁拾陆万元整。' }], priceFen: 36_000_000 }),
  ],
  ['date-absent (200)', said('于 2026年2月30日 交付。'), said('于 2026年2月28日 交付，2027-03-01 验收。')],
  ['effect-before-signing (502)', said('本合同自2025年1月1日起生效。'), said('本合同自2027年1月1日起生效。')],
  ['transfer-as-licence (862)', said('许可期限三年。', { mode: '转让' }), said('许可期限三年。')],
  [
    'exclusive-but-licensor-may (862)',
    said('甲方仍可以自己实施。', { mode: '独占许可' }),
    said('甲方仍可以自己实施。', { mode: '排他许可' }),
  ],
  [
    'sole-but-licensor-may-not (862)',
    said('许可人不得实施该专利。', { mode: '排他许可' }),
    said('许可人不得实施该专利。', { mode: '独占许可' }),
  ],
  [
    'service-is-no-work (878)',
    said('提供设备安装调试和维修保养。', { mode: '技术服务' }),
    said('解决水质检测中的技术问题。', { mode: '技术服务' }),
  ],
  [
    'royalty-without-books (846)',
    said('按销售额 3% 提成。'),
    said('按销售额 3% 提成，甲方每年可查阅有关会计账目。'),
  ],
  [
    'points-missing (845)',
    found({ points: { ...points, subject: '无' } }),
    found({ points: { ...points, documents: '无' } }),
  ],
  [
    'abroad-language',
    found({
      abroad: true,
      texts: [{ at: '全文', text: 'This Agreement is made between the parties. '.repeat(10) }],
    }),
    found({
      abroad: true,
      texts: [{ at: '全文', text: '本协议由双方订立，共同遵守，不得违反。'.repeat(20) }],
    }),
  ],
]

describe('doubts about a text (民法典 850, 864, 865; bad input of domain/contracts.md)', () => {
  for (const [title, brings, spares] of CASES) {
    const rule = title.split(' ')[0] ?? ''
    it(`${title}: found where it is, not beside it`, () => {
      assert.ok(brings.includes(rule), `${rule} in ${brings.join()}`)
      assert.ok(!spares.includes(rule), `${rule} not in ${spares.join()}`)
    })
  }

  it('every rule has a case', () => {
    const tried = new Set(CASES.map(([title]) => title.split(' ')[0]))
    assert.deepEqual(
      RULES.map(({ id }) => id).filter((id) => !tried.has(id)),
      [],
    )
  })

  it('serious ones come first, each with place, sentence and basis', () => {
    const all = findingsIn({
      ...base,
      texts: [{ at: '支付方式', text: '按销售额提成，乙方不得改进。' }],
    })
    assert.deepEqual(
      all.map(({ level }) => level),
      ['serious', 'look'],
    )
    for (const { at, says, basis } of all) assert.ok(at !== '' && says !== '' && basis !== '')
  })

  it('our own standing texts raise none', () => {
    for (const mode of MODES) {
      const made = contractText({ ...matter, mode })
      const texts = made.clauses.map(({ number, text }) => ({ at: number, text }))
      const raised = findingsIn({ ...base, mode, texts, ip: matter.achievement.ip })
      // The text of a licence speaks of what a licensor must not do, and that of a transfer of licences given before.
      const serious = raised.filter(({ level }) => level === 'serious')
      assert.deepEqual(serious, [], mode)
    }
  })
})
