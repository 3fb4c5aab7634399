import { stated, type Article } from './article.ts'
import * as common from './common.ts'
import type { ContractMatter, Mode } from './matter.ts'

/** 技术服务合同（民法典 878, 882–887）: 普通服务, 培训, 中介. 甲方 commissions, 乙方 serves. */

const CONTENT = {
  技术服务:
    '乙方以技术知识为甲方解决前条所称项目中的特定技术问题（民法典第八百七十八条）；本合同不是承揽合同、建设工程合同，不以简单加工、安装、维修、检验为内容。服务的内容、要求和应当达到的指标：',
  技术培训:
    '乙方对甲方指定的人员进行前条所称项目的特定技术培训和训练。培训的内容、计划、人数、师资和应当达到的水平：',
  技术中介:
    '乙方以知识、技术、经验和信息为甲方与第三人订立前条所称项目的技术合同进行联系、介绍，并协助解决履行中的问题。中介的内容和要求：',
} as const

const modeOf = (mode: Mode): keyof typeof CONTENT =>
  mode === '技术培训' || mode === '技术中介' ? mode : '技术服务'
const onlyFor = (wanted: keyof typeof CONTENT, text: string) => (matter: ContractMatter) =>
  modeOf(matter.mode) === wanted ? text : null

export const service: readonly Article<ContractMatter>[] = [
  common.nameArticle(),
  common.subjectArticle([
    { id: 'subject.content', text: ({ mode, terms }) => `${CONTENT[modeOf(mode)]}${terms.deliverables}` },
    {
      id: 'subject.term',
      text: ({ terms }) =>
        `服务期限：${terms.termMonths} 个月，自本合同成立之日起算。服务所涉的地域：${terms.territory}。`,
    },
    {
      id: 'subject.special',
      text: ({ mode }) =>
        modeOf(mode) === '技术服务'
          ? null
          : '法律、行政法规对技术中介合同、技术培训合同另有规定的，依照其规定（民法典第八百八十七条）。',
    },
  ]),
  common.performanceArticle([
    {
      id: 'performance.commissioner',
      text: ({ terms }) =>
        `甲方应当按照约定提供工作条件，完成配合事项，接受工作成果并支付报酬（民法典第八百八十二条）。工作条件和配合事项：${stated(terms.cooperation, '无。')}`,
    },
    common.fixed(
      'performance.server',
      '乙方应当按照约定完成服务项目，解决技术问题，保证工作质量，并传授解决技术问题的知识（民法典第八百八十三条）。',
    ),
    {
      id: 'performance.training',
      text: onlyFor(
        '技术培训',
        '乙方应当提供合格的教师，按照计划和标准进行培训；甲方应当按照约定派出合格的学员，提供约定的场地和设备。',
      ),
    },
    {
      id: 'performance.brokerage',
      text: onlyFor(
        '技术中介',
        '乙方应当如实反映委托方、第三人的技术水平、资信和履约能力，不得隐瞒与订立合同有关的重要事实；促成合同成立的，依约取得报酬，未促成的，只能请求支付从事中介活动支出的必要费用。',
      ),
    },
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
        `收益的分配办法及后续改进：${stated(terms.improvements, '甲方使用工作成果所得的收益归甲方，乙方取得约定的报酬。')}`,
    },
  ]),
  common.acceptanceArticle(),
  common.termsArticle([
    common.fixed(
      'terms.work',
      '“工作成果”指乙方完成服务项目所交付的文件、数据、程序、样品和对问题的解决；“配合事项”指甲方为乙方开展工作应当完成的事项。',
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
      '甲方不履行合同义务或者履行合同义务不符合约定，影响工作进度和质量，不接受或者逾期接受工作成果的，支付的报酬不得追回，未支付的报酬应当支付；乙方未按照约定完成服务工作的，应当承担免收报酬等违约责任（民法典第八百八十四条）。',
    ),
  ]),
  common.electronicArticle(),
  common.closingArticle,
]
