import { ref, stated, type Article } from './article.ts'
import * as common from './common.ts'
import { isPatent, rightKinds, TRANSFERS, type ContractMatter, type TransferKind } from './matter.ts'

/** 技术转让合同（民法典 862, 863, 867–877; 专利法 10, 14）: the rights move. 甲方 is the transferor. */

const has = (matter: ContractMatter, kind: TransferKind) => rightKinds(matter.achievement.ip).includes(kind)
const only = (kind: TransferKind, text: string) => (matter: ContractMatter) =>
  has(matter, kind) ? text : null

export function transferTitle({ achievement }: ContractMatter): string {
  const [kind, ...others] = rightKinds(achievement.ip)
  return kind === undefined || others.length > 0 ? '技术转让合同' : `技术转让（${kind}）合同`
}

export const transfer: readonly Article<ContractMatter>[] = [
  common.nameArticle(),
  common.subjectArticle([
    {
      id: 'subject.content',
      text: ({ terms }) => `标的为前条所称技术成果，技术内容与交付的资料如下：${terms.deliverables}`,
    },
    {
      id: 'subject.kinds',
      text: ({ achievement }) =>
        `转让的权利：${rightKinds(achievement.ip)
          .map((kind) => TRANSFERS[kind])
          .join('、')}。甲方将上述技术成果的权利转让给乙方。`,
    },
    {
      id: 'subject.patent',
      text: (matter) =>
        has(matter, '专利权') || has(matter, '专利申请权')
          ? '专利申请权或者专利权的转让自国务院专利行政部门登记之日起生效（专利法第十条），双方应当自本合同生效之日起共同办理登记；登记前，乙方可以按照本合同使用该技术。'
          : null,
    },
    {
      id: 'subject.application',
      text: only(
        '专利申请权',
        '专利申请转让后被驳回、视为撤回或者授权后被宣告无效的，价款是否返还由双方约定；没有约定的，依照法律处理。',
      ),
    },
    {
      id: 'subject.secret',
      text: only(
        '技术秘密',
        '转让的技术秘密为不为公众所知悉、具有商业价值并经甲方采取保密措施的技术信息；转让后甲方不得自行使用或者向第三人披露、转让，但双方另有约定的除外。',
      ),
    },
    {
      id: 'subject.software',
      text: only(
        '计算机软件著作权',
        '转让的计算机软件著作权包括复制、发行、出租、信息网络传播、翻译、修改等财产权；署名等人身权依法不转让。',
      ),
    },
    {
      id: 'subject.other',
      text: only(
        '其他知识产权',
        '集成电路布图设计专有权、植物新品种权等其他知识产权的转让，参照技术转让合同的规定，并依法办理登记、公告（民法典第八百七十六条）。',
      ),
    },
    {
      id: 'subject.scope',
      text: ({ terms }) =>
        `转让不附限制技术竞争和技术发展的条件（民法典第八百六十四条）。转让涉及的地域：${terms.territory}。`,
    },
    {
      id: 'subject.term',
      text: ({ terms }) =>
        `双方履行交付、指导和付款义务的期限：${terms.termMonths} 个月，自本合同成立之日起算；转让的权利本身不因此届满。`,
    },
    {
      id: 'subject.earlier',
      text: ({ terms }) =>
        `甲方在本合同订立以前已经许可他人实施或者设定质押等负担的：${stated(terms.earlierLicences, '无。')}本合同不影响此前依法订立的实施许可合同的效力。`,
    },
  ]),
  common.performanceArticle([
    common.fixed(
      'performance.hand',
      `甲方应当按照${ref('subject.content')}约定的内容、时间和地点，向乙方交付技术资料，进行技术指导，保证技术的实用性、可靠性（民法典第八百六十八条）。`,
    ),
    common.fixed(
      'performance.warranty',
      '甲方应当保证自己是所提供技术的合法拥有者，并保证所提供的技术完整、无误、有效，能够达到约定的目标（民法典第八百七十条）。',
    ),
    common.fixed(
      'performance.pay',
      '乙方应当按照约定使用技术，支付转让费，承担保密义务（民法典第八百六十九条）。',
    ),
    {
      id: 'performance.fees',
      text: ({ achievement }) =>
        achievement.ip.some(isPatent)
          ? '登记以前的专利申请费、年费由甲方缴纳，登记以后的由乙方缴纳；因一方没有缴纳致使权利终止的，由该方承担责任。'
          : null,
    },
    {
      id: 'performance.completers',
      text: ({ jobRelated }) =>
        jobRelated
          ? '标的为职务技术成果：其完成人享有以同等条件优先受让的权利（民法典第八百四十七条），甲方保证已经依法征询。'
          : null,
    },
  ]),
  common.secrecyArticle([
    common.fixed(
      'secrecy.hidden',
      '乙方应当按照约定的范围和期限，对甲方提供的技术中尚未公开的秘密部分承担保密义务（民法典第八百七十一条）；甲方对已转让的技术秘密承担同样的义务。',
    ),
  ]),
  common.ownershipArticle([
    {
      id: 'ownership.title',
      text: () =>
        `标的的权利按照${ref('subject.kinds')}归乙方；完成人在有关技术成果文件上写明自己是完成者的权利和取得荣誉、奖励的权利不变（民法典第八百四十九条）。`,
    },
    {
      id: 'ownership.improvements',
      text: ({ terms }) =>
        `后续改进的技术成果的归属和分享：${stated(terms.improvements, '双方没有约定；依据民法典第五百一十条的规定仍不能确定的，按照第八百七十五条，一方后续改进的技术成果，其他各方无权分享。')}`,
    },
    {
      id: 'ownership.gains',
      text: ({ terms }) =>
        `收益的分配办法：${stated(terms.results, '转让后实施标的所得的收益归乙方，甲方取得约定的价款。')}`,
    },
  ]),
  common.acceptanceArticle(),
  common.termsArticle([
    common.fixed(
      'terms.technology',
      `“技术成果”指第一条所称项目的全部技术内容及${ref('patents.list')}、${ref('patents.other')}所列知识产权；“技术资料”指记载该技术内容的图纸、文件、数据、样品和程序。`,
    ),
  ]),
  common.documentsArticle,
  common.patentsArticle,
  common.priceArticle('价款及其支付方式', '转让价款'),
  common.liabilityArticle([
    common.fixed(
      'liability.law',
      '甲方未按照约定转让技术的，应当返还部分或者全部价款并承担违约责任；乙方未按照约定支付价款的，应当补交并支付违约金（参照民法典第八百七十二条、第八百七十三条）。',
    ),
    common.fixed(
      'liability.infringement',
      '乙方按照约定实施专利、使用技术秘密侵害他人合法权益的，由甲方承担责任（民法典第八百七十四条）。',
    ),
  ]),
  common.electronicArticle(),
  common.closingArticle,
]
