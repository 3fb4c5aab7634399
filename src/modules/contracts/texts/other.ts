import { capitalsOf } from '#platform/forms/capitals.ts'
import { yuanText } from '#platform/forms/money.ts'
import { POINTS, ref, stated, type Article } from './article.ts'
import { electronicArticle, fixed, nameArticle } from './common.ts'
import { madeText, type MadeText } from './contract.ts'
import type { TextMatter } from './matter.ts'

/** What a standing confidentiality agreement leaves open; everything has words of its own when it is empty. */
export interface NdaTerms {
  /** What the confidential information is shown for. */
  readonly use: string
  /** What is confidential, beyond what is marked so. */
  readonly subject: string
  readonly termMonths: number
  /** Whether both sides disclose, or only the side with the technology. */
  readonly mutual: boolean
}

/** 保密协议: before the data room is opened (民法典 501: 订立合同过程中知悉的商业秘密). 甲方 discloses. */
export const nda: readonly Article<TextMatter & { readonly terms: NdaTerms }>[] = [
  nameArticle(),
  {
    heading: '保密信息',
    clauses: [
      {
        id: 'subject.what',
        text: ({ terms }) =>
          `保密信息指为商谈前条所称项目，一方以书面、数据电文、口头、样品或者现场展示等方式提供的、未公开的技术信息、经营信息和资料。其中特别包括：${stated(terms.subject, '标明“保密”的全部资料及其复制件、摘要和由此得出的数据。')}`,
      },
      {
        id: 'subject.sides',
        text: ({ terms }) =>
          terms.mutual
            ? '双方都可能提供保密信息；提供的一方为披露方，接收的一方为接收方。'
            : '甲方为披露方，乙方为接收方；乙方提供的未公开信息，甲方承担同样的义务。',
      },
      fixed(
        'subject.except',
        '下列信息不是保密信息：提供以前已经公开，或者不因接收方的过错而公开的；接收方在提供以前已经合法取得的；从不负保密义务的第三人合法取得的；接收方独立研究开发取得的。主张例外的一方负举证责任。',
      ),
    ],
  },
  {
    heading: '使用和保管',
    clauses: [
      {
        id: 'use.purpose',
        text: ({ terms }) =>
          `接收方只能为下列目的使用保密信息：${stated(terms.use, '评估前条所称项目，商谈合作条件。')}`,
      },
      fixed(
        'use.hands',
        '接收方只让为上述目的确有需要并承担同等保密义务的人员接触，不得向第三人提供，不得反向工程，不得据以申请专利或者其他权利。',
      ),
      fixed('use.records', '平台的资料室对每次查看留有记录（何人、何时、看了什么），双方都认可其作为证据。'),
      fixed(
        'use.return',
        '商谈结束或者披露方要求时，接收方应当在十日内返还或者销毁保密信息及其复制件，并书面确认。依法应当保存的除外。',
      ),
    ],
  },
  {
    heading: '期限',
    clauses: [
      {
        id: 'term.months',
        text: ({ terms }) =>
          `保密义务自本协议成立之日起 ${terms.termMonths} 个月；其中的技术秘密，在其公开以前义务继续。合作谈成与否，不影响此项义务。`,
      },
    ],
  },
  {
    heading: '权利和责任',
    clauses: [
      fixed('rights.none', '提供保密信息不构成许可、转让或者对其真实、完整的保证，也不产生订立合同的义务。'),
      fixed(
        'rights.liability',
        `违反${ref('use.hands')}或者不正当使用造成对方损失的，应当承担赔偿责任（民法典第五百零一条）。因诉讼、主管机关依法要求而提供的，应当事先通知对方。`,
      ),
      fixed('rights.disputes', '因本协议发生争议，协商不成的，向被告住所地人民法院起诉。'),
    ],
  },
  electronicArticle(),
]

export function ndaText(matter: TextMatter & { readonly terms: NdaTerms }): MadeText {
  return madeText(matter, {
    title: '保密协议',
    first: 'seller',
    roles: ['披露方', '接收方'],
    opening: '甲乙双方就下列项目商谈合作，为保护商谈中提供的未公开信息，订立本协议，共同遵守。',
    articles: nda,
  })
}

/** What a 先用后付 trial is agreed on; the module of licences fills it in. */
export interface TrialTerms {
  /** What is tried, where and by whom. */
  readonly scope: string
  readonly trialDays: number
  /** What is measured, with which device or record, and read by whom. */
  readonly meter: string
  /** Fee of the trial itself, 0 when it is free. */
  readonly trialFeeFen: number
  /** What the trial turns into: mode, price and payment of the licence that follows. */
  readonly conversion: {
    readonly mode: string
    readonly priceFen: number
    readonly payment: string
    readonly termMonths: number
    /** Added to the price for every unit the meter counted in the trial, up to a total. */
    readonly perUnit?: { readonly fen: number; readonly unit: string; readonly capFen: number | undefined }
  }
  /** Days in which a reading may be disputed; silence lets it stand. */
  readonly objectionDays: number
  /** By how many days after the end the user must say whether it goes on. */
  readonly answerDays: number
  /** What must be done when it lapses. */
  readonly lapse: string
  readonly deliverables: string
  readonly acceptance: string
  readonly improvements: string
  readonly confidentiality: string
  readonly liability: string
  readonly disputes: string
}

type TrialMatter = TextMatter & { readonly terms: TrialTerms }

/** 先用后付试用协议: trial, meter, conversion, lapse. A short ordinary licence with a way on; 甲方 is the licensor. */
export const trial: readonly Article<TrialMatter>[] = [
  nameArticle(),
  {
    heading: POINTS.subject,
    point: 'subject',
    clauses: [
      { id: 'subject.content', text: ({ terms }) => `试用的技术内容与交付的资料：${terms.deliverables}` },
      {
        id: 'subject.scope',
        text: ({ terms }) =>
          `甲方以普通许可的方式许可乙方试用，范围：${terms.scope}。乙方不得许可第三人使用。`,
      },
      {
        id: 'subject.days',
        text: ({ terms }) => `试用期：${terms.trialDays} 天，自甲方完成交付、乙方签收的次日起算。`,
      },
    ],
  },
  {
    heading: POINTS.performance,
    point: 'performance',
    clauses: [
      fixed(
        'performance.hand',
        '甲方应当在本协议成立后十日内交付资料并提供必要的技术指导；乙方应当按照约定试用并如实记录。',
      ),
      {
        id: 'performance.meter',
        text: ({ terms }) =>
          `用量或者效果的计量：${terms.meter}。计量记录由双方在平台上确认；一方在收到之日起 ${terms.objectionDays} 日内没有提出异议的，以记录为准。`,
      },
    ],
  },
  {
    heading: POINTS.secrecy,
    point: 'secrecy',
    clauses: [
      {
        id: 'secrecy.agreed',
        text: ({ terms }) =>
          stated(
            terms.confidentiality,
            '双方对试用中知悉的对方技术信息和资料负有保密义务；试用结束不影响此项义务。',
          ),
      },
    ],
  },
  {
    heading: POINTS.ownership,
    point: 'ownership',
    clauses: [
      fixed(
        'ownership.title',
        '试用不改变技术的权利归属；试用产生的生产数据归乙方，甲方可以为改进技术使用双方确认的计量记录。',
      ),
      {
        id: 'ownership.improvements',
        text: ({ terms }) =>
          `后续改进的成果的归属和收益的分配：${stated(terms.improvements, '一方后续改进的技术成果，另一方无权分享（民法典第八百七十五条）。')}`,
      },
    ],
  },
  {
    heading: POINTS.acceptance,
    point: 'acceptance',
    clauses: [{ id: 'acceptance.agreed', text: ({ terms }) => terms.acceptance }],
  },
  {
    heading: POINTS.terms,
    point: 'terms',
    clauses: [
      fixed(
        'terms.words',
        '“试用”指在约定的范围和期限内为判断是否正式使用而进行的实施；“转正”指试用转为正式许可；“失效”指试用期满没有转正。',
      ),
    ],
  },
  {
    heading: POINTS.documents,
    point: 'documents',
    clauses: [
      fixed('documents.list', '作为本协议组成部分的技术文档：交付清单和双方确认的计量记录；此外无。'),
    ],
  },
  {
    heading: POINTS.patents,
    point: 'patents',
    clauses: [
      {
        id: 'patents.list',
        text: ({ achievement }) =>
          achievement.ip.length === 0 ? '不涉及专利：无。' : '涉及的专利和其他知识产权如下。',
        table: ({ achievement }) =>
          achievement.ip.length === 0
            ? null
            : {
                kind: 'table',
                head: ['类型', '名称', '号码', '申请人、权利人', '申请日', '有效期至', '状态'],
                widths: [12, 18, 18, 17, 13, 13, 10],
                rows: achievement.ip.map((right) => [
                  right.type,
                  achievement.name,
                  right.number ?? '——',
                  right.owners?.join('、') || '——',
                  right.filedOn ?? '——',
                  right.expiresOn ?? '——',
                  right.status ?? '——',
                ]),
              },
      },
    ],
  },
  {
    heading: '试用费、转正和付款',
    clauses: [
      {
        id: 'fee.trial',
        text: ({ terms }) =>
          terms.trialFeeFen === 0
            ? '试用免费。'
            : `试用费：${yuanText(terms.trialFeeFen)}，大写：${capitalsOf(terms.trialFeeFen)}，试用期满后十日内支付；转正的，抵作使用费。`,
      },
      {
        id: 'fee.conversion',
        text: ({ terms }) =>
          `乙方应当在试用期满后 ${terms.answerDays} 天以内书面答复是否转正。转正的，双方按下列条件订立许可合同：${terms.conversion.mode}，期限 ${terms.conversion.termMonths} 个月，使用费（含税）${priceOf(terms.conversion)}；支付方式：${terms.conversion.payment}`,
      },
      fixed('fee.direct', '款项由双方直接支付，不经过订立本协议所用的平台；付款凭证由付款方上传备查。'),
    ],
  },
  {
    heading: '失效',
    clauses: [
      fixed(
        'lapse.when',
        `乙方答复不转正，或者逾期没有按照${ref('fee.conversion')}答复的，试用失效，本协议终止。`,
      ),
      {
        id: 'lapse.duties',
        text: ({ terms }) =>
          `失效后乙方应当：${stated(terms.lapse, '停止使用该技术，十日内返还或者销毁技术资料并书面确认，结清试用费；已生产的产品可以继续销售。')}`,
      },
    ],
  },
  {
    heading: '违约责任和争议的解决',
    clauses: [
      { id: 'liability.agreed', text: ({ terms }) => terms.liability },
      fixed(
        'liability.after',
        '失效后继续使用的，应当停止使用，并按照转正的使用费支付使用期间的费用，承担违约责任（民法典第八百七十三条）。',
      ),
      { id: 'liability.disputes', text: ({ terms }) => terms.disputes },
    ],
  },
  electronicArticle(),
]

/** A fixed price in figures and capitals, and what the metered use adds to it. */
function priceOf({ priceFen, perUnit }: TrialTerms['conversion']): string {
  const fixedPart = priceFen === 0 ? '' : `${yuanText(priceFen)}，大写：${capitalsOf(priceFen)}`
  if (!perUnit) return fixedPart
  const cap = perUnit.capFen === undefined ? '' : `，合计不超过 ${yuanText(perUnit.capFen)}`
  const metered = `试用期内双方确认的用量每${perUnit.unit} ${yuanText(perUnit.fen)}`
  return `${fixedPart === '' ? '按' : `${fixedPart}，另加`}${metered}${cap}`
}

export function trialText(matter: TrialMatter): MadeText {
  return madeText(matter, {
    title: '先用后付试用协议',
    first: 'seller',
    roles: ['许可人', '试用人'],
    opening:
      '依据《中华人民共和国民法典》第三编第二十章（技术合同）的规定，甲乙双方就下列技术成果先试用、后付费，订立本协议，共同遵守。',
    articles: trial,
  })
}

/** What a supplement changes in a contract that is concluded. */
export interface SupplementTerms {
  readonly contractTitle: string
  readonly contractPublicId: string
  readonly contractSha256: string
  readonly concludedOn: string
  /** What is changed or added, in the words of the parties. */
  readonly changes: string
  readonly reason: string
}

type SupplementMatter = TextMatter & { readonly terms: SupplementTerms }

/** 补充协议 to a concluded contract (民法典 543: 当事人协商一致可以变更合同). */
export const supplement: readonly Article<SupplementMatter>[] = [
  {
    heading: '原合同',
    clauses: [
      {
        id: 'contract.which',
        text: ({ terms }) =>
          `原合同：${terms.contractTitle}，合同编号 ${terms.contractPublicId.toUpperCase()}，${terms.concludedOn} 成立，文本摘要（SHA-256）${terms.contractSha256}。`,
      },
    ],
  },
  {
    heading: '变更和补充',
    clauses: [
      { id: 'changes.text', text: ({ terms }) => terms.changes },
      { id: 'changes.reason', text: ({ terms }) => `原因：${stated(terms.reason, '双方协商一致。')}` },
      fixed(
        'changes.rest',
        '本协议没有涉及的，仍按照原合同履行；本协议与原合同不一致的，以本协议为准。变更的内容约定不明确的，推定为未变更（民法典第五百四十四条）。',
      ),
    ],
  },
  {
    heading: '手续',
    clauses: [fixed('steps.registration', '原合同已经认定登记、备案或者批准的，双方应当依法办理变更手续。')],
  },
  electronicArticle(),
]

export function supplementText(matter: SupplementMatter): MadeText {
  return madeText(matter, {
    title: '补充协议',
    first: 'seller',
    roles: ['原合同一方', '原合同另一方'],
    opening: '甲乙双方经协商一致，就下列原合同的变更和补充订立本协议。',
    articles: supplement,
  })
}
