import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Block } from '#platform/documents/blocks.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { ELECTRONIC_CLAUSE } from './forms.ts'
import {
  CONTRACT_TYPES,
  contractPaper,
  isContractType,
  type ContractMatter,
  type ContractType,
} from './paper.ts'

const matter: ContractMatter = {
  publicId: '0123456789ab',
  type: '独占许可',
  version: 1,
  termsVersion: 3,
  at: '2026-11-23T01:12:00.123Z',
  address: 'https://kq.example.cn/id/contract/0123456789ab',
  seller: { name: '甲单位', creditCode: '12999999MB2D12345X', address: '鹭湾市' },
  buyer: { name: '乙单位', creditCode: null, address: '' },
  achievement: {
    name: '示例成果',
    code: 'SW2026-0012',
    ip: [
      {
        type: '发明专利',
        number: 'ZL202110123456.7',
        status: '已授权',
        filedOn: '2021-02-03',
        grantedOn: '2023-05-06',
        expiresOn: '2041-02-03',
        owners: ['甲单位'],
      },
    ],
  },
  terms: {
    priceFen: 128_000_050,
    payment: '一次付清。',
    territory: '广东省',
    termMonths: 60,
    deliverables: '工艺规程一套。',
    acceptance: '三批检验合格。',
    improvements: '归改进方。',
    confidentiality: '保密三年。',
    liability: '按日万分之五。',
    disputes: '向鹭湾仲裁委员会申请仲裁。',
  },
}
const wordsOf = (blocks: readonly Block[]) => JSON.stringify(blocks)
const headings = (blocks: readonly Block[]) =>
  blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []))

describe('the text of a technology contract', () => {
  it('holds the matters of 民法典 845 in the order of the law, for every kind', () => {
    for (const type of Object.keys(CONTRACT_TYPES) as ContractType[]) {
      const { blocks, title } = contractPaper({ ...matter, type })
      assert.equal(title, CONTRACT_TYPES[type].title)
      assert.deepEqual(headings(blocks).slice(0, 8), [
        '第一条　项目的名称',
        '第二条　标的的内容、范围和要求',
        '第三条　履行的计划、地点和方式',
        '第四条　技术信息和资料的保密',
        '第五条　技术成果的归属和收益的分配办法',
        '第六条　验收标准和方法',
        '第七条　名词和术语的解释',
        '第八条　价款及其支付方式',
      ])
      assert.match(wordsOf(blocks), new RegExp(`甲方（${CONTRACT_TYPES[type].giver}）`))
    }
  })

  it('carries every agreed term word for word, and the price in figures and capitals', () => {
    const text = wordsOf(contractPaper(matter).blocks)
    const { priceFen: _price, termMonths: _months, ...words } = matter.terms
    for (const [field, word] of Object.entries(words)) assert.ok(text.includes(word), field)
    assert.match(text, /1,280,000\.50 元，大写：人民币壹佰贰拾捌万元伍角整/)
    assert.match(text, /60 个月/)
    assert.ok(text.includes(ELECTRONIC_CLAUSE), 'the clause both agree to stands in the contract')
  })

  it('names of a patent all that 845 III asks for', () => {
    const text = wordsOf(contractPaper(matter).blocks)
    for (const word of [
      'ZL202110123456.7',
      '2021-02-03',
      '2023-05-06',
      '2041-02-03',
      '甲单位',
      '发明创造的名称',
    ])
      assert.ok(text.includes(word), word)
    const none = wordsOf(contractPaper({ ...matter, achievement: { ...matter.achievement, ip: [] } }).blocks)
    assert.match(none, /不涉及已申请或者已登记的知识产权/)
  })

  it('never merges the three licences: who else may use the technology differs', () => {
    const scope = (type: ContractType) => wordsOf(contractPaper({ ...matter, type }).blocks)
    assert.match(scope('独占许可'), /甲方自己和任何第三方均不得实施/)
    assert.match(scope('排他许可'), /甲方自己可以实施，不再许可任何第三方/)
    assert.match(scope('普通许可'), /也可以许可第三方实施/)
    assert.match(scope('转让'), /专利法第十条/)
    assert.doesNotMatch(scope('转让'), /“独占许可”|第八百六十五条|第八百六十七条/)
    assert.match(scope('普通许可'), /存续期限内有效.*不得许可约定以外的第三人/)
  })

  it('says what the law says where nothing was agreed', () => {
    const terms = { ...matter.terms, improvements: '无', confidentiality: ' ' }
    const text = wordsOf(contractPaper({ ...matter, terms }).blocks)
    assert.match(text, /第八百七十五条/)
    assert.match(text, /负有保密义务/)
    assert.match(text, /——/, 'a party without a code shows a dash')
  })

  it('exists for transfer and licences, and for nothing that merely sounds like it', () => {
    for (const mode of ['转让', '独占许可', '排他许可', '普通许可']) assert.ok(isContractType(mode))
    for (const mode of ['技术服务', '委托开发', 'toString', '']) assert.ok(!isContractType(mode))
  })

  it('prints with the longest terms the form takes', async () => {
    const long = '条款'.repeat(1000)
    const terms = { ...matter.terms, payment: long, deliverables: long, acceptance: long, liability: long }
    const printed = await printPdf(contractPaper({ ...matter, terms, mark: '示例' }))
    assert.ok(printed.pages >= 6, `${printed.pages} pages`)
    assert.deepEqual(printed.missing, [])
  })
})
