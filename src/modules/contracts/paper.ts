import type { Block, PaperDocument, SampleMark } from '#platform/documents/blocks.ts'
import { capitalsOf } from '#platform/documents/capitals.ts'
import { yuanText } from '#platform/forms/money.ts'
import { ELECTRONIC_CLAUSE } from './forms.ts'

/** Kinds of contract this module has a text for, by the deal's mode of cooperation (民法典 862, 864; 专利法实施细则 on licences). */
export const CONTRACT_TYPES = {
  转让: { title: '技术转让合同', giver: '让与人', taker: '受让人' },
  独占许可: { title: '技术许可合同（独占许可）', giver: '许可人', taker: '被许可人' },
  排他许可: { title: '技术许可合同（排他许可）', giver: '许可人', taker: '被许可人' },
  普通许可: { title: '技术许可合同（普通许可）', giver: '许可人', taker: '被许可人' },
} as const

export type ContractType = keyof typeof CONTRACT_TYPES

/** Whether there is a contract text for a deal's mode. */
export function isContractType(mode: string): mode is ContractType {
  return Object.hasOwn(CONTRACT_TYPES, mode)
}

export interface ContractParty {
  readonly name: string
  readonly creditCode: string | null
  readonly address: string
}

/** A right the contract is about; 民法典 845 III asks for all of these where it is a patent. */
export interface ContractRight {
  readonly type: string
  readonly number?: string | null | undefined
  readonly status?: string | undefined
  readonly filedOn?: string | null | undefined
  readonly grantedOn?: string | null | undefined
  readonly expiresOn?: string | null | undefined
  readonly owners?: readonly string[] | null | undefined
}

/** The agreed terms, as the deals module keeps them. */
export interface ContractTerms {
  readonly priceFen: number
  readonly payment: string
  readonly territory: string
  readonly termMonths: number
  readonly deliverables: string
  readonly acceptance: string
  readonly improvements: string
  readonly confidentiality: string
  readonly liability: string
  readonly disputes: string
}

export interface ContractMatter {
  readonly publicId: string
  readonly type: ContractType
  readonly version: number
  readonly termsVersion: number
  readonly seller: ContractParty
  readonly buyer: ContractParty
  readonly achievement: {
    readonly name: string
    readonly code: string
    readonly ip: readonly ContractRight[]
  }
  readonly terms: ContractTerms
  readonly at: string
  readonly mark?: SampleMark
  readonly address: string
}

const PATENTS: readonly string[] = ['发明专利', '实用新型', '外观设计']
const NOT_FILLED = '——'

/** The contract as a document: the seven matters of 民法典 845 in its own order, price by 846, liability, then how it is confirmed. */
export function contractPaper(matter: ContractMatter): PaperDocument {
  const { title } = CONTRACT_TYPES[matter.type]
  return {
    title,
    version: `第 ${matter.version} 版`,
    at: matter.at,
    ...(matter.mark !== undefined && { mark: matter.mark }),
    address: { url: matter.address, caption: '扫码核对本合同' },
    blocks: [
      { kind: 'title', text: title, subtitle: `合同编号 ${matter.publicId.toUpperCase()}` },
      ...openingOf(matter),
      ...subjectOf(matter),
      ...performanceOf(matter),
      ...priceOf(matter),
      ...closingOf(matter),
    ],
  }
}

function openingOf(matter: ContractMatter): Block[] {
  const { giver, taker } = CONTRACT_TYPES[matter.type]
  const party = (
    role: string,
    { name, creditCode, address }: ContractParty,
  ): (readonly [string, string])[] => [
    [role, name],
    ['统一社会信用代码', creditCode ?? NOT_FILLED],
    ['住所', address || NOT_FILLED],
  ]
  return [
    {
      kind: 'pairs',
      rows: [...party(`甲方（${giver}）`, matter.seller), ...party(`乙方（${taker}）`, matter.buyer)],
    },
    {
      kind: 'paragraph',
      text: '依据《中华人民共和国民法典》第三编第二十章（技术合同）的规定，甲乙双方经平等协商，就下列技术成果订立本合同，共同遵守。',
    },
  ]
}

function subjectOf(matter: ContractMatter): Block[] {
  const { achievement, terms, type } = matter
  const scope = {
    转让: `甲方将上述技术成果的权利转让给乙方。涉及专利的，专利申请权或者专利权的转让自国务院专利行政部门登记之日起生效（专利法第十条），双方应当自本合同生效之日起共同办理登记。`,
    独占许可: `甲方许可乙方在约定的地域和期限内独占实施上述技术成果：在此范围内，甲方自己和任何第三方均不得实施。`,
    排他许可: `甲方许可乙方在约定的地域和期限内排他实施上述技术成果：在此范围内，甲方自己可以实施，不再许可任何第三方实施。`,
    普通许可: `甲方许可乙方在约定的地域和期限内实施上述技术成果；甲方自己可以实施，也可以许可第三方实施。`,
  }[type]
  return [
    heading(1, '项目的名称'),
    clause('1.1', `项目名称：${achievement.name}（平台成果编号 ${achievement.code}）。`),
    heading(2, '标的的内容、范围和要求'),
    clause('2.1', `标的为前条所称技术成果，技术内容与交付的资料如下：${terms.deliverables}`),
    clause('2.2', scope),
    clause('2.3', `地域范围：${terms.territory}。`),
    clause('2.4', `合同期限：${terms.termMonths} 个月，自本合同成立之日起算。${termLimit(matter)}`),
    ...rightsOf(achievement),
  ]
}

/** A licence lives no longer than its patent (民法典 865). */
function termLimit({ type, achievement }: ContractMatter): string {
  const hasPatent = achievement.ip.some((right) => PATENTS.includes(right.type))
  if (type === '转让' || !hasPatent) return ''
  return '其中专利实施许可仅在该专利权的存续期限内有效（民法典第八百六十五条）。'
}

/** 民法典 845 III: name, applicant and patentee, filing date, application and patent number, term of a patent. */
function rightsOf(achievement: ContractMatter['achievement']): Block[] {
  if (achievement.ip.length === 0) return [clause('2.5', '标的不涉及已申请或者已登记的知识产权。')]
  const rows = achievement.ip.map((right) => [
    right.type,
    right.number ?? NOT_FILLED,
    right.owners?.join('、') || NOT_FILLED,
    right.filedOn ?? NOT_FILLED,
    right.grantedOn ?? NOT_FILLED,
    right.expiresOn ?? NOT_FILLED,
    right.status ?? NOT_FILLED,
  ])
  const hasPatent = achievement.ip.some((right) => PATENTS.includes(right.type))
  const note = hasPatent ? '（发明创造的名称同项目名称）' : ''
  return [
    clause('2.5', `标的涉及的知识产权${note}：`),
    {
      kind: 'table',
      head: ['类型', '申请号、专利号或登记号', '申请人、权利人', '申请日', '授权日', '有效期至', '状态'],
      widths: [14, 22, 19, 15, 15, 15, 11],
      rows,
    },
  ]
}

function performanceOf({ terms, type }: ContractMatter): Block[] {
  return [
    heading(3, '履行的计划、地点和方式'),
    clause('3.1', '甲方应当按照第二条第一款约定的内容、时间和地点，向乙方交付技术资料并提供必要的技术指导。'),
    clause(
      '3.2',
      '甲方应当保证自己是所提供技术的合法拥有者，并保证所提供的技术完整、无误、有效，能够达到约定的目标。',
    ),
    ...(type === '转让'
      ? []
      : [clause('3.3', '乙方应当按照约定实施，不得许可约定以外的第三人实施（民法典第八百六十七条）。')]),
    heading(4, '技术信息和资料的保密'),
    clause(
      '4.1',
      stated(
        terms.confidentiality,
        '双方对因订立和履行本合同知悉的对方技术信息和资料，负有保密义务；本合同终止不影响此项义务。',
      ),
    ),
    heading(5, '技术成果的归属和收益的分配办法'),
    clause('5.1', '本合同不改变标的在订立以前的权利归属，但第二条约定转让的除外。'),
    clause(
      '5.2',
      `后续改进的技术成果的归属和分享：${stated(terms.improvements, '双方没有约定；依据民法典第五百一十条的规定仍不能确定的，按照第八百七十五条，一方后续改进的技术成果，其他各方无权分享。')}`,
    ),
    heading(6, '验收标准和方法'),
    clause('6.1', terms.acceptance),
    heading(7, '名词和术语的解释'),
    clause(
      '7.1',
      '“技术成果”指第一条所称项目的全部技术内容及第二条第五款所列知识产权；“技术资料”指记载该技术内容的图纸、文件、数据、样品和程序。',
    ),
    ...(type === '转让'
      ? []
      : [clause('7.2', '“独占许可”“排他许可”“普通许可”的含义，以第二条第二款的文字为准。')]),
  ]
}

function priceOf({ terms }: ContractMatter): Block[] {
  return [
    heading(8, '价款及其支付方式'),
    clause(
      '8.1',
      `价款（含税）总额：${yuanText(terms.priceFen)}，大写：${capitalsOf(terms.priceFen)}。大小写不一致的，以大写为准。`,
    ),
    clause('8.2', `支付方式：${terms.payment}`),
    clause('8.3', '款项由双方直接支付，不经过订立本合同所用的平台。'),
    heading(9, '违约责任和争议的解决'),
    clause('9.1', terms.liability),
    clause('9.2', terms.disputes),
  ]
}

function closingOf(matter: ContractMatter): Block[] {
  const { giver, taker } = CONTRACT_TYPES[matter.type]
  const lines = ['授权代表（签字）及职务：', '单位（盖章）：', '日期：　　　　年　　月　　日']
  return [
    heading(10, '电子确认的约定'),
    clause('10.1', ELECTRONIC_CLAUSE),
    heading(11, '其他'),
    clause(
      '11.1',
      `本合同文本由平台按双方同意的第 ${matter.termsVersion} 版条款生成。以电子方式确认的，自双方都确认时成立并生效；以书面签订的，自双方签字并盖章时成立并生效。法律、行政法规规定应当办理批准等手续的，依照其规定。`,
    ),
    clause('11.2', '本合同未尽事宜，双方另行签订补充协议。'),
    {
      kind: 'signatures',
      parties: [
        { role: `甲方（${giver}）`, name: matter.seller.name, lines },
        { role: `乙方（${taker}）`, name: matter.buyer.name, lines },
      ],
    },
  ]
}

const NUMERALS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一']

function heading(n: number, text: string): Block {
  return { kind: 'heading', text: `第${NUMERALS[n] ?? String(n)}条　${text}` }
}

function clause(number: string, text: string): Block {
  return { kind: 'clause', number, text }
}

/** What was agreed, or what the law says where nothing was. */
function stated(agreed: string, otherwise: string): string {
  const text = agreed.trim()
  return text === '' || text === '无' ? otherwise : text
}
