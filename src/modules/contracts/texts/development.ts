import { ref, stated, type Article } from './article.ts'
import * as common from './common.ts'
import type { ContractMatter } from './matter.ts'

/**
 * 技术开发合同（民法典 851–861）, commissioned or in cooperation. Commissioned: 甲方 is the commissioner, 乙方 the developer;
 * in cooperation both are developers.
 */

const risk: Article<ContractMatter> = {
  heading: '风险责任',
  clauses: [
    {
      id: 'risk.bearer',
      text: ({ terms }) =>
        `履行中因出现无法克服的技术困难，致使研究开发失败或者部分失败的，该风险由下列方式承担：${stated(terms.risk, '双方没有约定；依据民法典第五百一十条的规定仍不能确定的，由双方合理分担（民法典第八百五十八条）。')}`,
    },
    common.fixed(
      'risk.notice',
      '一方发现可能致使研究开发失败或者部分失败的情形时，应当及时通知另一方并采取适当措施减少损失；没有及时通知并采取适当措施，致使损失扩大的，应当就扩大的损失承担责任（民法典第八百五十八条）。',
    ),
    common.fixed(
      'risk.published',
      '作为标的的技术已经由他人公开，致使合同的履行没有意义的，任何一方可以解除合同（民法典第八百五十七条）。',
    ),
  ],
}

const terms = common.termsArticle([
  common.fixed(
    'terms.results',
    '“研究开发成果”指按照本合同研究开发所完成的新技术、新产品、新工艺、新品种或者新材料及其系统，包括发明创造、技术秘密、软件及记载它们的技术资料。',
  ),
  common.fixed('terms.background', '“背景技术”指各方在本合同订立以前已有的、为履行本合同提供使用的技术。'),
])

const background = common.fixed<ContractMatter>(
  'ownership.background',
  '各方的背景技术仍归各方所有；为履行本合同可以使用对方提供的背景技术，不得用于他处。',
)

const gains: Article<ContractMatter>['clauses'][number] = {
  id: 'ownership.gains',
  text: ({ terms: agreed }) =>
    `后续改进的成果及收益的分配办法：${stated(agreed.improvements, '双方没有约定的，各自后续改进的成果归改进方，实施所得的收益归实施方。')}`,
}

export const commissioned: readonly Article<ContractMatter>[] = [
  common.nameArticle(),
  common.subjectArticle([
    {
      id: 'subject.content',
      text: ({ terms: agreed }) =>
        `甲方委托乙方就前条所称项目进行研究开发。研究开发的内容、目标和应当交付的成果：${agreed.deliverables}`,
    },
    common.fixed(
      'subject.novelty',
      '双方确认：订立本合同时，乙方尚未掌握可以直接交付的解决方案，标的具有研究开发的内容（民法典第八百五十一条）。',
    ),
    {
      id: 'subject.term',
      text: ({ terms: agreed }) =>
        `研究开发期限：${agreed.termMonths} 个月，自本合同成立之日起算。成果使用的地域：${agreed.territory}。`,
    },
  ]),
  common.performanceArticle([
    {
      id: 'performance.commissioner',
      text: ({ terms: agreed }) =>
        `甲方应当按照约定支付研究开发经费和报酬，提供技术资料，提出研究开发要求，完成协作事项，接受研究开发成果（民法典第八百五十二条）。协作事项：${stated(agreed.cooperation, '无。')}`,
    },
    common.fixed(
      'performance.developer',
      '乙方应当按照约定制定和实施研究开发计划，合理使用研究开发经费，按期完成研究开发工作，交付研究开发成果，提供有关的技术资料和必要的技术指导，帮助甲方掌握研究开发成果（民法典第八百五十三条）。',
    ),
    common.fixed(
      'performance.self',
      '未经甲方同意，乙方不得将研究开发工作的主要部分转交第三人；在向甲方交付研究开发成果以前，不得将其转让给第三人（民法典第八百六十一条）。',
    ),
  ]),
  common.secrecyArticle(),
  common.ownershipArticle([
    background,
    {
      id: 'ownership.patent',
      text: ({ terms: agreed }) =>
        `完成的发明创造申请专利的权利和技术秘密成果的归属：${stated(agreed.results, '双方没有约定：申请专利的权利属于乙方，乙方取得专利权的，甲方可以依法实施该专利（民法典第八百五十九条）；技术秘密成果，在没有相同技术方案被授予专利权前，双方均有使用和转让的权利（民法典第八百六十一条）。')}`,
    },
    common.fixed(
      'ownership.priority',
      '申请专利的权利属于乙方的，乙方转让专利申请权时，甲方享有以同等条件优先受让的权利（民法典第八百五十九条）。',
    ),
    gains,
  ]),
  common.acceptanceArticle(),
  terms,
  common.documentsArticle,
  common.patentsArticle,
  common.priceArticle('研究开发经费和报酬及其支付方式', '研究开发经费和报酬', [
    common.fixed(
      'price.equipment',
      '研究开发经费应当专款专用，甲方可以查阅使用情况；以经费购置的设备、仪器和未用完的材料的归属，由双方另行约定。',
    ),
  ]),
  risk,
  common.liabilityArticle([
    common.fixed(
      'liability.law',
      '一方违反约定造成研究开发工作停滞、延误或者失败的，应当承担违约责任（民法典第八百五十四条）。',
    ),
  ]),
  common.electronicArticle(),
  common.closingArticle,
]

export const cooperative: readonly Article<ContractMatter>[] = [
  common.nameArticle(),
  common.subjectArticle([
    {
      id: 'subject.content',
      text: ({ terms: agreed }) =>
        `双方就前条所称项目共同进行研究开发。研究开发的内容、目标和应当完成的成果：${agreed.deliverables}`,
    },
    common.fixed(
      'subject.novelty',
      '双方确认：订立本合同时，任何一方都尚未掌握可以直接使用的解决方案，标的具有研究开发的内容（民法典第八百五十一条）。',
    ),
    {
      id: 'subject.term',
      text: ({ terms: agreed }) =>
        `研究开发期限：${agreed.termMonths} 个月，自本合同成立之日起算。成果使用的地域：${agreed.territory}。`,
    },
  ]),
  common.performanceArticle([
    {
      id: 'performance.contributions',
      text: ({ terms: agreed }) =>
        `双方的投资（包括以技术进行投资）和分工：${stated(agreed.contributions, `乙方投入${ref('price.sum')}所列的资金，甲方以技术和人员投入；双方按照${ref('subject.content')}分工。`)}`,
    },
    common.fixed(
      'performance.duties',
      '双方应当按照约定进行投资，分工参与研究开发工作，协作配合研究开发工作（民法典第八百五十五条）。只提供资金、设备、材料等物质条件或者承担辅助协作事项的，不为合作开发。',
    ),
  ]),
  common.secrecyArticle(),
  common.ownershipArticle([
    background,
    {
      id: 'ownership.patent',
      text: ({ terms: agreed }) =>
        `完成的发明创造申请专利的权利和技术秘密成果的归属：${stated(agreed.results, '双方没有约定：申请专利的权利属于双方共有（民法典第八百六十条）；技术秘密成果，在没有相同技术方案被授予专利权前，双方均有使用和转让的权利（民法典第八百六十一条）。')}`,
    },
    common.fixed(
      'ownership.priority',
      '申请专利的权利为双方共有的：一方转让其共有的专利申请权，另一方享有以同等条件优先受让的权利；一方声明放弃的，可以由另一方单独申请，取得专利权后放弃的一方可以免费实施；一方不同意申请专利的，另一方不得申请（民法典第八百六十条）。',
    ),
    common.fixed(
      'ownership.shared',
      '共有的专利，双方可以单独实施或者以普通许可方式许可他人实施，收取的使用费在双方之间分配；其他行使共有权利的行为应当取得双方同意（专利法第十四条）。',
    ),
    gains,
  ]),
  common.acceptanceArticle(),
  terms,
  common.documentsArticle,
  common.patentsArticle,
  common.priceArticle('资金投入及其支付方式', '乙方的资金投入'),
  risk,
  common.liabilityArticle([
    common.fixed(
      'liability.law',
      '一方违反约定造成研究开发工作停滞、延误或者失败的，应当承担违约责任（民法典第八百五十六条）。',
    ),
  ]),
  common.electronicArticle(),
  common.closingArticle,
]
