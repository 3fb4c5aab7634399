import { stated, type Article } from './article.ts'
import * as common from './common.ts'
import type { ContractMatter } from './matter.ts'

/** 技术咨询合同（民法典 878–881, 885, 886）. 甲方 commissions, 乙方 advises. */
export const consulting: readonly Article<ContractMatter>[] = [
  common.nameArticle(),
  common.subjectArticle([
    {
      id: 'subject.content',
      text: ({ terms }) =>
        `乙方以技术知识为甲方就前条所称特定技术项目提供可行性论证、技术预测、专题技术调查、分析评价报告等（民法典第八百七十八条）。咨询的问题、要求和应当提交的报告：${terms.deliverables}`,
    },
    {
      id: 'subject.term',
      text: ({ terms }) =>
        `咨询期限：${terms.termMonths} 个月，自本合同成立之日起算。咨询所涉的地域：${terms.territory}。`,
    },
  ]),
  common.performanceArticle([
    {
      id: 'performance.commissioner',
      text: ({ terms }) =>
        `甲方应当按照约定阐明咨询的问题，提供技术背景材料及有关技术资料，接受乙方的工作成果，支付报酬（民法典第八百七十九条）。甲方提供的材料和条件：${stated(terms.cooperation, '无。')}`,
    },
    common.fixed(
      'performance.adviser',
      '乙方应当按照约定的期限完成咨询报告或者解答问题，提出的咨询报告应当达到约定的要求（民法典第八百八十条）。',
    ),
  ]),
  common.secrecyArticle(),
  common.ownershipArticle([
    {
      id: 'ownership.new',
      text: ({ terms }) =>
        `履行中完成的新的技术成果的归属：${stated(terms.results, '乙方利用甲方提供的技术资料和工作条件完成的新的技术成果，属于乙方；甲方利用乙方的工作成果完成的新的技术成果，属于甲方（民法典第八百八十五条）。')}`,
    },
    {
      id: 'ownership.gains',
      text: ({ terms }) =>
        `收益的分配办法及后续改进：${stated(terms.improvements, '甲方可以使用咨询报告；由此取得的收益归甲方。')}`,
    },
  ]),
  common.acceptanceArticle(),
  common.termsArticle([
    common.fixed(
      'terms.report',
      '“咨询报告”指乙方就特定技术项目提出的书面意见及所附的数据、图表和依据；“工作成果”包括咨询报告和对问题的解答。',
    ),
  ]),
  common.documentsArticle,
  common.patentsArticle,
  common.priceArticle('报酬及其支付方式', '报酬', [
    {
      id: 'price.costs',
      text: ({ terms }) =>
        `乙方正常开展工作所需费用的负担：${stated(terms.costs, '双方没有约定，由乙方负担（民法典第八百八十六条）。')}`,
    },
  ]),
  common.liabilityArticle([
    common.fixed(
      'liability.law',
      '甲方未按照约定提供必要的资料，影响工作进度和质量，不接受或者逾期接受工作成果的，支付的报酬不得追回，未支付的报酬应当支付；乙方未按期提出咨询报告或者提出的咨询报告不符合约定的，应当承担减收或者免收报酬等违约责任（民法典第八百八十一条）。',
    ),
    common.fixed(
      'liability.decisions',
      '甲方按照乙方符合约定要求的咨询报告和意见作出决策所造成的损失，由甲方承担（民法典第八百八十一条）。',
    ),
  ]),
  common.electronicArticle(),
  common.closingArticle,
]
