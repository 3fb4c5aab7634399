import { ref, stated, type Article } from './article.ts'
import * as common from './common.ts'
import { isPatent, rightKinds, type ContractMatter } from './matter.ts'

/** 技术许可合同（民法典 862–877; 专利法实施细则 15）: the right stays, its use is permitted. 甲方 is the licensor. */

/** 独占, 排他 and 普通 differ in who else may use the technology, and are never merged. */
const SCOPES = {
  独占许可:
    '甲方许可乙方在约定的地域和期限内独占实施上述技术成果：在此范围内，甲方自己和任何第三方均不得实施。',
  排他许可:
    '甲方许可乙方在约定的地域和期限内排他实施上述技术成果：在此范围内，甲方自己可以实施，不再许可任何第三方实施。',
  普通许可: '甲方许可乙方在约定的地域和期限内实施上述技术成果；甲方自己可以实施，也可以许可第三方实施。',
} as const
type LicenceMode = keyof typeof SCOPES

const hasPatent = ({ achievement }: ContractMatter) => achievement.ip.some(isPatent)
const hasSecret = ({ achievement }: ContractMatter) => rightKinds(achievement.ip).includes('技术秘密')

export const licence: readonly Article<ContractMatter>[] = [
  common.nameArticle(),
  common.subjectArticle([
    {
      id: 'subject.content',
      text: ({ terms }) => `标的为前条所称技术成果，技术内容与交付的资料如下：${terms.deliverables}`,
    },
    { id: 'subject.scope', text: ({ mode }) => SCOPES[mode as LicenceMode] },
    {
      id: 'subject.kinds',
      text: (matter) =>
        `许可的种类：${[
          hasPatent(matter) ? '专利实施许可' : '',
          hasSecret(matter) ? '技术秘密使用许可' : '',
          otherKinds(matter),
        ]
          .filter((kind) => kind !== '')
          .join('、')}。约定的实施范围不得限制技术竞争和技术发展（民法典第八百六十四条）。`,
    },
    { id: 'subject.territory', text: ({ terms }) => `地域范围：${terms.territory}。` },
    { id: 'subject.field', text: ({ terms }) => `使用领域：${stated(terms.fieldOfUse, '不限。')}` },
    {
      id: 'subject.term',
      text: (matter) =>
        `合同期限：${matter.terms.termMonths} 个月，自本合同成立之日起算。${
          hasPatent(matter)
            ? '其中专利实施许可仅在该专利权的存续期限内有效；专利权有效期限届满或者被宣告无效的，许可随之终止（民法典第八百六十五条）。'
            : ''
        }`,
    },
    {
      id: 'subject.sublicence',
      text: ({ terms }) =>
        `再许可（分许可）：${stated(terms.sublicence, '乙方没有再许可的权利。')}乙方不得许可约定以外的第三人实施（民法典第八百六十七条）。`,
    },
    {
      id: 'subject.earlier',
      text: ({ terms }) => `甲方在本合同订立以前已经许可他人实施的：${stated(terms.earlierLicences, '无。')}`,
    },
  ]),
  common.performanceArticle([
    common.fixed(
      'performance.hand',
      `甲方应当按照约定许可乙方实施，按照${ref('subject.content')}交付实施有关的技术资料，提供必要的技术指导（民法典第八百六十六条）。`,
    ),
    {
      id: 'performance.secret',
      text: (matter) =>
        hasSecret(matter)
          ? '甲方应当保证技术秘密的实用性、可靠性，承担保密义务；此项义务不限制甲方申请专利，但双方另有约定的除外（民法典第八百六十八条）。'
          : null,
    },
    common.fixed(
      'performance.warranty',
      '甲方应当保证自己是所提供技术的合法拥有者，并保证所提供的技术完整、无误、有效，能够达到约定的目标（民法典第八百七十条）。',
    ),
    common.fixed(
      'performance.use',
      '乙方应当按照约定实施，不得许可约定以外的第三人实施，并按照约定支付使用费（民法典第八百六十七条）。',
    ),
    {
      id: 'performance.file',
      text: (matter) =>
        hasPatent(matter)
          ? '专利实施许可合同应当自生效之日起三个月内向国务院专利行政部门备案（专利法实施细则第十五条），由双方配合办理；许可期间的专利年费由甲方缴纳，甲方应当维持专利权有效。'
          : null,
    },
  ]),
  common.secrecyArticle([
    common.fixed(
      'secrecy.hidden',
      '乙方应当按照约定的范围和期限，对甲方提供的技术中尚未公开的秘密部分承担保密义务（民法典第八百七十一条）。',
    ),
  ]),
  common.ownershipArticle([
    common.fixed('ownership.title', '本合同不改变标的的权利归属；乙方取得的是约定范围内的实施权。'),
    {
      id: 'ownership.improvements',
      text: ({ terms }) =>
        `后续改进的技术成果的归属和分享：${stated(terms.improvements, '双方没有约定；依据民法典第五百一十条的规定仍不能确定的，按照第八百七十五条，一方后续改进的技术成果，其他各方无权分享。')}`,
    },
    {
      id: 'ownership.gains',
      text: ({ terms }) =>
        `收益的分配办法：${stated(terms.results, '乙方实施所得的收益归乙方，甲方取得约定的使用费。')}`,
    },
  ]),
  common.acceptanceArticle(),
  common.termsArticle([
    common.fixed(
      'terms.technology',
      `“技术成果”指第一条所称项目的全部技术内容及${ref('patents.list')}、${ref('patents.other')}所列知识产权；“技术资料”指记载该技术内容的图纸、文件、数据、样品和程序。`,
    ),
    common.fixed(
      'terms.licences',
      `“独占许可”“排他许可”“普通许可”的含义，以${ref('subject.scope')}的文字为准。`,
    ),
  ]),
  common.documentsArticle,
  common.patentsArticle,
  common.priceArticle('使用费及其支付方式', '使用费'),
  common.liabilityArticle([
    common.fixed(
      'liability.licensor',
      '甲方未按照约定许可技术的，应当返还部分或者全部使用费并承担违约责任；实施或者使用超越约定的范围、违反约定擅自许可第三人的，应当停止违约行为并承担违约责任（民法典第八百七十二条）。',
    ),
    common.fixed(
      'liability.licensee',
      '乙方未按照约定支付使用费的，应当补交并支付违约金；不补交或者不支付违约金的，应当停止实施，交还技术资料，承担违约责任（民法典第八百七十三条）。',
    ),
    common.fixed(
      'liability.infringement',
      '乙方按照约定实施专利、使用技术秘密侵害他人合法权益的，由甲方承担责任（民法典第八百七十四条）。',
    ),
  ]),
  common.electronicArticle(),
  common.closingArticle,
]

function otherKinds({ achievement }: ContractMatter): string {
  const kinds = rightKinds(achievement.ip)
  const named = kinds.filter((kind) => kind === '计算机软件著作权' || kind === '其他知识产权')
  return named.map((kind) => `${kind}使用许可`).join('、')
}
