import type { Block } from '#platform/documents/blocks.ts'
import { capitalsOf } from '#platform/forms/capitals.ts'
import { yuanText } from '#platform/forms/money.ts'
import { ELECTRONIC_CLAUSE } from '#platform/signing/ways.ts'
import { POINTS, ref, stated, type Article, type Clause } from './article.ts'
import { isPatent, type ContractMatter, type Right, type TextMatter } from './matter.ts'

type Articles = Article<ContractMatter>
type Clauses = readonly Clause<ContractMatter>[]

const NOT_FILLED = '——'

/** A clause whose text does not depend on the matter. */
export function fixed<M>(id: string, text: string): Clause<M> {
  return { id, text: () => text }
}

export function nameArticle<M extends TextMatter>(): Article<M> {
  return {
    heading: POINTS.name,
    point: 'name',
    clauses: [
      {
        id: 'name.project',
        text: ({ achievement }) => `项目名称：${achievement.name}（平台成果编号 ${achievement.code}）。`,
      },
    ],
  }
}

export function subjectArticle(clauses: Clauses): Articles {
  return { heading: POINTS.subject, point: 'subject', clauses }
}

/** Plan first, as agreed; then the duties the law names for the type. */
export function performanceArticle(clauses: Clauses): Articles {
  const plan: Clause<ContractMatter> = {
    id: 'performance.plan',
    text: ({ terms }) =>
      `履行的计划、地点和方式：${stated(terms.plan, `按${ref('subject.content')}约定的内容、时间和地点履行；未写明地点的，依照民法典第五百一十一条确定。`)}`,
  }
  return { heading: POINTS.performance, point: 'performance', clauses: [plan, ...clauses] }
}

export function secrecyArticle(clauses: Clauses = []): Articles {
  const agreed: Clause<ContractMatter> = {
    id: 'secrecy.agreed',
    text: ({ terms }) =>
      stated(
        terms.confidentiality,
        '双方对因订立和履行本合同知悉的对方技术信息和资料，负有保密义务；本合同终止不影响此项义务。',
      ),
  }
  return { heading: POINTS.secrecy, point: 'secrecy', clauses: [agreed, ...clauses] }
}

export function ownershipArticle(clauses: Clauses): Articles {
  return { heading: POINTS.ownership, point: 'ownership', clauses }
}

export function acceptanceArticle(clauses: Clauses = []): Articles {
  const agreed: Clause<ContractMatter> = { id: 'acceptance.agreed', text: ({ terms }) => terms.acceptance }
  return { heading: POINTS.acceptance, point: 'acceptance', clauses: [agreed, ...clauses] }
}

export function termsArticle(clauses: Clauses): Articles {
  const agreed: Clause<ContractMatter> = {
    id: 'terms.agreed',
    text: ({ terms }) => `双方另行约定的解释：${stated(terms.terms, '无。')}`,
  }
  return { heading: POINTS.terms, point: 'terms', clauses: [...clauses, agreed] }
}

/** 845 II: what the parties make part of the contract, or expressly nothing. */
export const documentsArticle: Articles = {
  heading: POINTS.documents,
  point: 'documents',
  clauses: [
    {
      id: 'documents.list',
      text: ({ terms }) =>
        `双方约定下列技术背景资料、可行性论证和技术评价报告、项目任务书和计划书、技术标准、技术规范、原始设计和工艺文件以及其他技术文档为本合同的组成部分：${stated(terms.documents, '无。')}`,
    },
  ],
}

/** 845 III: all particulars of a patent, or expressly none. */
export const patentsArticle: Articles = {
  heading: POINTS.patents,
  point: 'patents',
  clauses: [
    {
      id: 'patents.list',
      text: ({ achievement }) =>
        achievement.ip.some(isPatent)
          ? `标的涉及的专利如下。发明创造的名称与项目名称不同的，以专利文件为准；“${NOT_FILLED}”表示没有或者尚未取得。`
          : '本合同的标的不涉及专利：无。',
      table: ({ achievement }) => rightsTable(achievement, achievement.ip.filter(isPatent)),
    },
    {
      id: 'patents.other',
      text: ({ achievement }) =>
        achievement.ip.some((right) => !isPatent(right))
          ? '标的涉及的其他知识产权：'
          : '标的涉及的其他知识产权：无。',
      table: ({ achievement }) =>
        rightsTable(
          achievement,
          achievement.ip.filter((right) => !isPatent(right)),
        ),
    },
  ],
}

function rightsTable({ name }: ContractMatter['achievement'], rights: readonly Right[]): Block | null {
  if (rights.length === 0) return null
  return {
    kind: 'table',
    head: [
      '类型',
      '名称',
      '申请号、专利号或登记号',
      '申请人、权利人',
      '申请日',
      '授权日',
      '有效期至',
      '状态',
    ],
    widths: [12, 17, 18, 17, 13, 13, 13, 10],
    rows: rights.map((right) => [
      right.type,
      name,
      right.number ?? NOT_FILLED,
      right.owners?.join('、') || NOT_FILLED,
      right.filedOn ?? NOT_FILLED,
      right.grantedOn ?? NOT_FILLED,
      right.expiresOn ?? NOT_FILLED,
      right.status ?? NOT_FILLED,
    ]),
  }
}

/** 846: amount in figures and capitals, manner of payment, share of sales with inspection of books. */
export function priceArticle(heading: string, word: string, clauses: Clauses = []): Articles {
  return {
    heading,
    clauses: [
      {
        id: 'price.sum',
        text: ({ terms }) =>
          terms.priceFen === undefined
            ? `${word}采取提成支付的方式，不约定总额，按照本条下列约定计算。`
            : `${word}（含税）总额：${yuanText(terms.priceFen)}，大写：${capitalsOf(terms.priceFen)}。大小写不一致的，以大写为准。`,
      },
      { id: 'price.payment', text: ({ terms }) => `支付方式：${terms.payment}` },
      {
        id: 'price.royalty',
        text: ({ terms }) => `提成及查阅有关会计账目的办法：${stated(terms.royalty, '无。')}`,
      },
      ...clauses,
      fixed('price.direct', '款项由双方直接支付，不经过订立本合同所用的平台。'),
    ],
  }
}

export function liabilityArticle(clauses: Clauses = []): Articles {
  return {
    heading: '违约责任和争议的解决',
    clauses: [
      { id: 'liability.agreed', text: ({ terms }) => terms.liability },
      ...clauses,
      { id: 'liability.disputes', text: ({ terms }) => terms.disputes },
    ],
  }
}

export function electronicArticle<M>(): Article<M> {
  return { heading: '电子确认的约定', clauses: [fixed('electronic.clause', ELECTRONIC_CLAUSE)] }
}

/** When it takes effect, what permits it needs, foreign parties, what else. */
export const closingArticle: Articles = {
  heading: '其他',
  clauses: [
    {
      id: 'closing.effect',
      text: ({ termsVersion }) =>
        `本合同文本由平台按双方同意的第 ${termsVersion} 版条款生成。以电子方式确认的，自双方都确认时成立并生效；以书面签订的，自双方签字并盖章时成立并生效；一方以电子方式、另一方以书面方式签署的，自后签署的一方签署时成立并生效。法律、行政法规规定应当办理批准等手续的，依照其规定。`,
    },
    {
      id: 'closing.lawful',
      text: () =>
        '双方确认：本合同没有非法垄断技术、妨碍技术进步的约定，履行本合同不侵害他人技术成果（民法典第八百五十条）。',
    },
    { id: 'closing.abroad', text: abroad },
    {
      id: 'closing.language',
      text: ({ seller, buyer }) =>
        (seller.abroad ?? buyer.abroad) === null
          ? null
          : '本合同以中文写成；另有其他文本的，以中文文本为准。',
    },
    fixed('closing.supplement', '本合同未尽事宜，双方另行签订补充协议。'),
  ],
}

/** Import and export of technology (民法典 877; 专利法 10 II; 科技进步法 34). */
function abroad({ seller, buyer, mode, isFiscal }: ContractMatter): string | null {
  const where = seller.abroad ?? buyer.abroad
  if (where === null) return null
  const approved =
    buyer.abroad !== null && isFiscal && (mode === '转让' || mode === '独占许可')
      ? '标的由利用财政性资金设立的科学技术计划项目形成，向境外转让或者许可境外独占实施，应当先经项目管理机构批准（科学技术进步法第三十四条）。'
      : ''
  return `当事人一方在${where}，本合同的订立和履行应当遵守技术进出口、出口管制和外汇管理的法律、行政法规；依法应当取得许可的，取得许可前不生效，应当登记的，由双方配合办理（民法典第八百七十七条、专利法第十条第二款）。${approved}`
}
