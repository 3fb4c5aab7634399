import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Block } from '#platform/documents/blocks.ts'
import { writeDocx } from '#platform/documents/docx.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { docxText } from '#platform/files/office.ts'
import { pdfTexts } from '#platform/files/raster.ts'
import { ELECTRONIC_CLAUSE } from '#platform/signing/ways.ts'
import { numeral, POINTS, type Point } from './article.ts'
import { CLASSES, CONTRACT_TEXTS, contractText } from './contract.ts'
import { matter, PATENT } from './fixture.ts'
import { MODES, rightKinds, type ContractMatter, type Mode } from './matter.ts'
import { nda, ndaText, supplementText, trial, trialText } from './other.ts'

const wordsOf = (blocks: readonly Block[]) => JSON.stringify(blocks)
const text = (more: Partial<ContractMatter> = {}) =>
  wordsOf(contractText({ ...matter, ...more }).paper.blocks)
/** Without spaces and line ends, which both kinds of file set as they like. */
const dense = (words: string) => words.replace(/\s+/gu, '')
const points = Object.keys(POINTS) as Point[]

describe('the texts of technology contracts', () => {
  it('exist for the five classes of 民法典 843, each licence and each kind of service on its own', () => {
    const made = new Set(MODES.map((mode) => CONTRACT_TEXTS[mode].class))
    assert.deepEqual([...made].sort(), [...CLASSES].sort())
    const titles = MODES.map((mode) => contractText({ ...matter, mode }).paper.title)
    assert.equal(new Set(titles).size, MODES.length, titles.join())
  })

  it('declare the nine points of 845, each once and in the order of the law', () => {
    assert.equal(points.length, 9)
    for (const mode of MODES) {
      const declared = CONTRACT_TEXTS[mode].articles.flatMap(({ point }) => point ?? [])
      assert.deepEqual(declared, points, mode)
    }
  })

  for (const mode of MODES)
    it(`${mode}: each of the nine points of 845 stands in PDF and docx, or expressly 无`, async () => {
      for (const bare of [false, true]) {
        const given = { ...matter, mode, ...(bare && { achievement: { ...matter.achievement, ip: [] } }) }
        const { paper, clauses } = contractText(given)
        const pages = await pdfTexts((await printPdf(paper)).bytes, 40)
        // Header and footer stand behind the text of each page.
        const frame = /第1版第\d+页\/共\d+页文本标记[0-9a-f]{12}$/
        const bodies = pages.map((page) =>
          dense(page).replace(frame, '').slice(0, -dense(paper.title).length),
        )
        const pdf = bodies.join('')
        const docx = dense(await docxText((await writeDocx(paper)).bytes))
        for (const [n, point] of points.entries()) {
          const heading = `第${numeral(n + 1)}条　${POINTS[point]}`
          const own = clauses.filter((clause) => clause.heading === heading)
          assert.ok(own.length > 0, `${mode} ${heading}`)
          const words = dense(own.map((clause) => clause.text.split('\n')[0]).join(''))
          assert.ok(words.length >= 4 || words.includes('无'), `${heading}: ${words}`)
          for (const [kind, file] of [
            ['pdf', pdf],
            ['docx', docx],
          ] as const) {
            assert.ok(file.includes(dense(heading)), `${kind} has ${heading}`)
            for (const { number, text: said } of own)
              assert.ok(
                file.includes(dense(said.split('\n')[0] ?? '')),
                `${kind} has ${number} of ${heading}`,
              )
          }
        }
        if (bare) assert.match(pdf, /标的不涉及专利：无/)
        assert.match(pdf, /为本合同的组成部分：无。/)
      }
    })

  it('carry every agreed term word for word, and the price in figures and capitals', () => {
    for (const mode of MODES) {
      const { priceFen: _price, termMonths: _months, ...words } = matter.terms
      for (const [field, word] of Object.entries(words))
        assert.ok(text({ mode }).includes(word), `${mode} ${field}`)
      assert.match(text({ mode }), /1,280,000\.50 元，大写：人民币壹佰贰拾捌万元伍角整/)
      assert.match(text({ mode }), /60 个月/)
      assert.ok(text({ mode }).includes(ELECTRONIC_CLAUSE), 'the clause both agree to stands in the contract')
    }
  })

  it('name of a patent all that 845 III asks for', () => {
    const words = ['ZL202110123456.7', '2021-02-03', '2023-05-06', '2041-02-03', '甲单位', '示例成果']
    for (const word of words) assert.ok(text().includes(word), word)
    assert.match(text(), /发明创造的名称/)
  })

  it('never merge the three licences: who else may use the technology differs', () => {
    assert.match(text({ mode: '独占许可' }), /甲方自己和任何第三方均不得实施/)
    assert.match(text({ mode: '排他许可' }), /甲方自己可以实施，不再许可任何第三方/)
    assert.match(text({ mode: '普通许可' }), /也可以许可第三方实施/)
    assert.match(text({ mode: '转让' }), /专利法第十条/)
    assert.doesNotMatch(text({ mode: '转让' }), /“独占许可”|第八百六十五条|第八百六十七条/)
    assert.match(text({ mode: '普通许可' }), /存续期限内有效.*不得许可约定以外的第三人/)
  })

  it('say what the law says where nothing was agreed', () => {
    const terms = { ...matter.terms, improvements: '无', confidentiality: ' ' }
    const said = text({ terms })
    assert.match(said, /第八百七十五条/)
    assert.match(said, /负有保密义务/)
    assert.match(said, /——/, 'a party without a code shows a dash')
  })

  /** Clause of the law, mode and what the text must say because of it. */
  const LAW: readonly (readonly [string, Mode, RegExp])[] = [
    ['851 development has something yet to be found', '委托开发', /尚未掌握可以直接交付的解决方案/],
    ['852, 853 duties of commissioner and developer', '委托开发', /第八百五十二条.*第八百五十三条/],
    ['854 stopped by breach', '委托开发', /第八百五十四条/],
    ['855 contributions, 856 breach', '合作开发', /第八百五十五条.*第八百五十六条/],
    ['857 published by others', '合作开发', /第八百五十七条/],
    ['858 risk of failure', '委托开发', /由双方合理分担（民法典第八百五十八条）/],
    ['858 notice and mitigation', '合作开发', /及时通知另一方并采取适当措施减少损失/],
    ['859 patent of a commission, free use, priority', '委托开发', /依法实施该专利.*同等条件优先受让/],
    [
      '860 patent of a cooperation, priority, waiver, veto',
      '合作开发',
      /双方共有.*优先受让.*免费实施.*不得申请/,
    ],
    ['861 know-how', '委托开发', /均有使用和转让的权利（民法典第八百六十一条）/],
    ['864 no limits on competition', '转让', /第八百六十四条/],
    ['865 only while the patent lives', '独占许可', /第八百六十五条/],
    ['866, 867 duties of licensor and licensee', '排他许可', /第八百六十六条.*第八百六十七条/],
    ['867 sublicence only as agreed', '普通许可', /没有再许可的权利.*第八百六十七条/],
    ['868 know-how is practical and reliable', '转让', /实用性、可靠性（民法典第八百六十八条）/],
    ['870 warranty of ownership and soundness', '转让', /合法拥有者.*第八百七十条/],
    ['870 warranty of ownership and soundness', '普通许可', /合法拥有者.*第八百七十条/],
    ['871 secrecy of what is not published', '独占许可', /第八百七十一条/],
    ['872, 873 breach of a licence', '普通许可', /第八百七十二条.*第八百七十三条/],
    ['874 infringement of others', '转让', /由甲方承担责任（民法典第八百七十四条）/],
    ['847 completers come first on a transfer', '转让', /同等条件优先受让的权利（民法典第八百四十七条）/],
    ['849 completers are named', '转让', /第八百四十九条/],
    ['850 no monopoly, no infringement', '技术服务', /第八百五十条/],
    ['878 kinds of consulting', '技术咨询', /可行性论证、技术预测、专题技术调查、分析评价报告/],
    ['879, 880 duties of consulting', '技术咨询', /第八百七十九条.*第八百八十条/],
    ['881 decisions on the report', '技术咨询', /作出决策所造成的损失，由甲方承担/],
    ['882, 883 duties of service', '技术服务', /第八百八十二条.*第八百八十三条/],
    ['884 breach of service', '技术服务', /第八百八十四条/],
    ['885 new results', '技术服务', /第八百八十五条/],
    ['885 new results', '技术咨询', /第八百八十五条/],
    ['886 costs', '技术咨询', /由乙方负担（民法典第八百八十六条）/],
    ['886 costs', '技术培训', /由乙方负担（民法典第八百八十六条）/],
    ['887 training and brokerage', '技术培训', /第八百八十七条/],
    ['887 training and brokerage', '技术中介', /第八百八十七条/],
    ['专利法 14 co-owned patents', '合作开发', /专利法第十四条/],
    ['专利法实施细则 15 filing within three months', '独占许可', /三个月内.*备案/],
  ]
  for (const [law, mode, words] of LAW) it(`${mode}: ${law}`, () => assert.match(text({ mode }), words))

  it('877: a party abroad brings permits, Chinese text and, for fiscal results, the approval of 科技进步法 34', () => {
    const abroad = { ...matter.buyer, abroad: '德国' }
    for (const mode of MODES) {
      assert.doesNotMatch(text({ mode }), /第八百七十七条/)
      assert.match(text({ mode, buyer: abroad }), /德国.*第八百七十七条.*以中文文本为准/)
      const needs = mode === '转让' || mode === '独占许可'
      assert.equal(/第三十四条/.test(text({ mode, buyer: abroad, isFiscal: true })), needs, mode)
    }
  })

  it('of a transfer name the rights that move: patent, application, know-how, software, others', () => {
    const right = (type: string, status = '已授权') => ({ type, status })
    const titled = (ip: ContractMatter['achievement']['ip']) =>
      contractText({ ...matter, mode: '转让', achievement: { ...matter.achievement, ip } }).paper.title
    assert.equal(titled([PATENT]), '技术转让（专利权）合同')
    assert.equal(titled([right('实用新型', '申请中')]), '技术转让（专利申请权）合同')
    assert.equal(titled([]), '技术转让（技术秘密）合同')
    assert.equal(titled([right('软件著作权')]), '技术转让（计算机软件著作权）合同')
    assert.equal(titled([right('植物新品种权')]), '技术转让（其他知识产权）合同')
    assert.equal(titled([PATENT, right('技术秘密')]), '技术转让合同')
    assert.deepEqual(rightKinds([right('发明专利', '失效')]), ['技术秘密'])
    const software = text({ mode: '转让', achievement: { ...matter.achievement, ip: [right('软件著作权')] } })
    assert.match(software, /署名等人身权依法不转让/)
    assert.doesNotMatch(software, /专利法第十条/)
  })

  it('call the sides by what they do, the commissioning side first where there is one', () => {
    assert.match(text({ mode: '委托开发' }), /甲方（委托人）","乙单位/)
    assert.match(text({ mode: '普通许可' }), /甲方（许可人）","甲单位/)
    assert.match(text({ mode: '技术中介' }), /乙方（中介人）","甲单位/)
  })

  it('have a place to sign for everybody who signs', () => {
    const signers = [{ id: 's', name: '丙某', role: '项目负责人' }]
    const places = contractText({ ...matter, signers }).paper.blocks.flatMap((block) =>
      block.kind === 'signatures' ? block.parties : [],
    )
    assert.deepEqual(
      places.map(({ name }) => name),
      ['甲单位', '乙单位', '丙某'],
    )
  })

  it('print with the longest terms the form takes', async () => {
    const long = '条款'.repeat(1000)
    const terms = { ...matter.terms, payment: long, deliverables: long, acceptance: long, liability: long }
    for (const mode of MODES) {
      const printed = await printPdf(contractText({ ...matter, mode, terms, mark: '示例' }).paper)
      assert.ok(printed.pages >= 6, `${printed.pages} pages`)
      assert.deepEqual(printed.missing, [])
    }
  })

  it('cannot be made to point elsewhere by what is typed', () => {
    const terms = { ...matter.terms, improvements: '见\ue000nothing\ue001' }
    assert.match(text({ terms }), /见nothing/)
  })
})

describe('texts that are no technology contract', () => {
  const { terms: _, mode: __, ...base } = matter
  it('保密协议: what is confidential, for what, how long, and that nothing is licensed', () => {
    const terms = { use: '', subject: '菌种和培养参数', termMonths: 24, mutual: false }
    const said = wordsOf(ndaText({ ...base, terms }).paper.blocks)
    for (const words of [
      /菌种和培养参数/,
      /24 个月/,
      /不得反向工程/,
      /不构成许可/,
      /十日内返还或者销毁/,
      /第五百零一条/,
    ])
      assert.match(said, words)
    assert.equal(nda.length, 6)
  })

  it('先用后付试用协议: trial, meter, conversion and lapse, and the nine points', () => {
    const terms = {
      scope: '乙方二号车间一条生产线',
      trialDays: 90,
      meter: '按流量计读数，每周抄录一次。',
      trialFeeFen: 0,
      conversion: { mode: '普通许可', priceFen: 36_000_000, payment: '分两期', termMonths: 36 },
      answerDays: 15,
      objectionDays: 5,
      lapse: '',
      deliverables: '菌剂和操作规程。',
      acceptance: '水质达标。',
      improvements: '',
      confidentiality: '',
      liability: '按日万分之三。',
      disputes: '向被告住所地人民法院起诉。',
    }
    const said = wordsOf(trialText({ ...base, terms }).paper.blocks)
    for (const words of [
      /90 天/,
      /流量计/,
      /试用免费/,
      /15 天以内/,
      /360,000\.00 元，大写：人民币叁拾陆万元整/,
      /停止使用该技术，十日内返还/,
    ])
      assert.match(said, words)
    const paid = wordsOf(trialText({ ...base, terms: { ...terms, trialFeeFen: 500_000 } }).paper.blocks)
    assert.match(paid, /试用费：5,000\.00 元，大写：人民币伍仟元整/)
    assert.deepEqual(
      trial.flatMap(({ point }) => point ?? []),
      points,
    )
  })

  it('补充协议: names the contract by number and hash, and what changes', () => {
    const terms = {
      contractTitle: '技术许可合同（普通许可）',
      contractPublicId: 'abcdefghjkmn',
      contractSha256: 'a'.repeat(64),
      concludedOn: '2026-11-23',
      changes: '第八条第一款的价款改为 30 万元。',
      reason: '',
    }
    const said = wordsOf(supplementText({ ...base, terms }).paper.blocks)
    for (const words of [/ABCDEFGHJKMN/, /a{64}/, /改为 30 万元/, /第五百四十四条/]) assert.match(said, words)
  })
})
