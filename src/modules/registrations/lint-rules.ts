import { CONTRACT_SUBTYPES } from '#platform/forms/contracts.ts'
import { unitDoubt } from '#platform/forms/money.ts'
import type { Draft } from './forms.ts'
import { PARTIES } from './lint-parties.ts'
import { DRAFT_RULES, type Rule } from './lint-rule.ts'
import { amountFaults } from './rules.ts'

const ROYALTIES: readonly string[] = ['提成支付', '入门费加提成']
const GRANTS: readonly string[] = ['技术转让', '技术许可']
const GOODS = /买卖|购销|采购|供货|销售合同|施工|装修|物业|保洁|印刷/u
const GOODS_PART = /设备|仪器|原材料|零部件|安装|土建|施工|供货/u
const FOREIGN_MONEY = /美元|欧元|港元|港币|日元|英镑|USD|EUR|HKD/iu

const TEXT: readonly Rule[] = [
  {
    id: 'oral',
    basis: '民法典 第八百五十一条、第八百六十三条',
    ground: 'evidence',
    find: ({ written }) =>
      written === '口头约定'
        ? [['written', '口头合同不能登记：请双方签订书面合同（数据电文也是书面形式）以后再申请。']]
        : [],
  },
  {
    id: 'no-text',
    basis: DRAFT_RULES,
    ground: 'evidence',
    find: (_form, { hasText }) => (hasText ? [] : [['fileIds', '没有合同文本：请上传双方盖章的合同。']]),
  },
  {
    id: 'language',
    basis: DRAFT_RULES,
    ground: 'evidence',
    find: ({ language, chineseFileId }) =>
      language === '外文' && chineseFileId === undefined
        ? [['chineseFileId', '外文合同要有中文文本：请上传中文文本，登记以中文文本为准。']]
        : [],
  },
  {
    id: 'signed-later',
    basis: '民法典 第四百九十条',
    ground: 'void',
    find: ({ signedOn }, { today }) =>
      signedOn !== undefined && signedOn > today
        ? [['signedOn', `签订日期 ${signedOn} 还没有到，请核对。`]]
        : [],
  },
  {
    id: 'effect-before-signing',
    basis: '民法典 第五百零二条',
    ground: 'void',
    find: ({ signedOn, effectiveOn }) =>
      signedOn !== undefined && effectiveOn !== undefined && effectiveOn < signedOn
        ? [
            [
              'effectiveOn',
              `生效日期 ${effectiveOn} 早于签订日期 ${signedOn}：请核对，倒签的合同应由双方重新约定。`,
            ],
          ]
        : [],
  },
  {
    id: 'not-effective',
    basis: '民法典 第五百零二条',
    ground: 'void',
    find: ({ effectiveOn }, { today }) =>
      effectiveOn !== undefined && effectiveOn > today
        ? [['effectiveOn', `合同到 ${effectiveOn} 才生效：请在生效以后申请登记。`]]
        : [],
  },
  {
    id: 'term',
    basis: '民法典 第八百四十五条',
    ground: 'subject',
    find: ({ fromDay, untilDay }) =>
      fromDay !== undefined && untilDay !== undefined && untilDay < fromDay
        ? [['untilDay', `履行期限到 ${untilDay}，早于开始的 ${fromDay}，请核对。`]]
        : [],
  },
  {
    id: 'after-its-term',
    basis: `${DRAFT_RULES}：在合同有效期内申请，期限长短待核对`,
    ground: null,
    find: ({ untilDay }, { today }) =>
      untilDay !== undefined && untilDay < today
        ? [['untilDay', `合同已于 ${untilDay} 到期：应在合同有效期内申请登记，请先问登记机构是否受理。`]]
        : [],
  },
  {
    id: 'duplicate',
    basis: DRAFT_RULES,
    ground: 'elsewhere',
    find: (_form, { duplicates }) =>
      duplicates.map((name) => [
        'contractName',
        `已有当事人、标的和金额都相同的登记“${name}”：一份合同只登记一次。`,
      ]),
  },
  {
    id: 'approval',
    basis: '民法典 第五百零二条第二款、第八百七十七条',
    ground: 'approval',
    find: ({ needsApproval, approvalNo }) =>
      needsApproval === true && approvalNo === undefined
        ? [['approvalNo', '依法需要批准的合同，没有批准文件不能登记：请填批准文号并上传批准文件。']]
        : [],
  },
  {
    id: 'abroad-without-approval',
    basis: '科学技术进步法 第三十四条；民法典 第八百七十七条',
    ground: null,
    find: ({ type, parties = [], needsApproval }) =>
      type !== undefined &&
      GRANTS.includes(type) &&
      parties.some(({ abroad }) => abroad === true) &&
      needsApproval === false
        ? [['needsApproval', '向境外转让或许可技术可能要出口许可或项目管理机构批准，请核对。']]
        : [],
  },
]

const CLASS: readonly Rule[] = [
  {
    id: 'subtype',
    basis: '民法典 第八百四十三条',
    ground: 'name',
    find: ({ type, subtype }) =>
      type !== undefined && subtype !== undefined && !CONTRACT_SUBTYPES[type].includes(subtype)
        ? [['subtype', `“${subtype}”不是${type}的细分类别；应为：${CONTRACT_SUBTYPES[type].join('、')}。`]]
        : [],
  },
  {
    id: 'name-contradicts',
    basis: DRAFT_RULES,
    ground: 'name',
    find: ({ contractName, type }) => {
      const named = (['转让', '许可'] as const).find((word) => contractName.includes(word))
      return named !== undefined && type !== undefined && type !== `技术${named}`
        ? [['contractName', `合同名称写“${named}”，类别却是${type}：名称和内容不符的，改正以前不能登记。`]]
        : []
    },
  },
  {
    id: 'transfer-as-licence',
    basis: '民法典 第八百六十二条',
    ground: 'name',
    find: (form) =>
      form.type === '技术转让'
        ? wordIn(form, /许可期限|许可使用|独占许可|排他许可|普通许可|许可费|使用费/u).map(([field, word]) => [
            field,
            `转让合同里写了“${word}”：所有权没有转移的是许可，请改类别，或者由双方改正合同。`,
          ])
        : [],
  },
  {
    id: 'licence-as-transfer',
    basis: '民法典 第八百六十二条',
    ground: 'name',
    find: (form) =>
      form.type === '技术许可'
        ? wordIn(form, /(?:专利权|所有权|权利)(?:转让给|转移给|归买方|归受让)/u).map(([field, word]) => [
            field,
            `许可合同里写了“${word}”：权利转移的是转让，请改类别，或者由双方改正合同。`,
          ])
        : [],
  },
  {
    id: 'goods-as-service',
    basis: '民法典 第八百七十八条',
    ground: 'notTechnology',
    find: ({ contractName, type }) => {
      const found = GOODS.exec(contractName)?.[0]
      return found !== undefined && (type === '技术服务' || type === '技术咨询')
        ? [['contractName', `“${found}”：货物买卖、工程施工和一般劳务不是${type}，不能登记。`]]
        : []
    },
  },
  {
    id: 'mixed',
    basis: `${DRAFT_RULES}：混合合同技术部分的金额能分开的，登记技术部分`,
    ground: null,
    find: ({ subject = '', clauses = '', nonTech }) => {
      const found = GOODS_PART.exec(`${subject}\n${clauses}`)?.[0]
      return found !== undefined && (nonTech ?? []).length === 0
        ? [
            [
              'nonTech',
              `内容提到“${found}”，没有列非技术费用：混合合同只登记技术部分，请把其他金额分开列出。`,
            ],
          ]
        : []
    },
  },
  {
    id: 'no-right',
    basis: '民法典 第八百六十二条',
    ground: 'subject',
    find: ({ type, rights = [] }) =>
      type !== undefined &&
      GRANTS.includes(type) &&
      rights.length > 0 &&
      rights.every(({ kind }) => kind === '未涉及知识产权')
        ? [['rights', `${type}合同要写明是哪项权利或技术秘密，现在选的是“未涉及知识产权”：标的不明确。`]]
        : [],
  },
  {
    id: 'term-beyond-right',
    basis: '民法典 第八百六十五条',
    ground: null,
    find: ({ type, untilDay, rights = [] }) =>
      rights.flatMap(({ kind, endsOn }) =>
        type === '技术许可' && endsOn !== undefined && untilDay !== undefined && untilDay > endsOn
          ? [
              [
                'untilDay',
                `许可到 ${untilDay}，长过${kind ?? '权利'}的有效期（至 ${endsOn}）：超过的部分不生效。`,
              ],
            ]
          : [],
      ),
  },
  {
    id: 'right-number',
    basis: '民法典 第八百四十五条',
    ground: 'evidence',
    find: ({ type, rights = [] }) =>
      rights.flatMap(({ kind, number }, at) =>
        type !== undefined &&
        GRANTS.includes(type) &&
        kind !== undefined &&
        kind !== '技术秘密' &&
        kind !== '未涉及知识产权' &&
        number === undefined
          ? [[`rights.${at}.number`, `${kind}没有写号码：请照证书填写。`]]
          : [],
      ),
  },
]

const MONEY: readonly Rule[] = [
  {
    id: 'amounts',
    basis: '认定规则：技术交易额等于成交总额减去非技术性费用',
    ground: 'price',
    find: (form) => amountFaults(form).map(({ field, message }) => [field, message]),
  },
  {
    id: 'unit-doubt',
    basis: '金额单位核对',
    ground: 'price',
    find: ({ totalFen, amountsConfirmed }) => {
      const doubt = totalFen === undefined || amountsConfirmed === true ? undefined : unitDoubt(totalFen)
      return doubt === undefined ? [] : [['totalFen', doubt.replace('已核对价格单位', '已核对金额单位')]]
    },
  },
  {
    id: 'carrier-deducted',
    basis: '认定规则：合理数量标的物的直接成本不扣除',
    ground: null,
    find: ({ nonTech = [] }) =>
      nonTech.flatMap(({ kind }, at) =>
        kind === '标的载体（合理数量）'
          ? [
              [
                `nonTech.${at}.kind`,
                '合理数量的图纸、软件载体、样机等不扣除，仍算技术交易额；超出合理数量的列入设备或材料。',
              ],
            ]
          : [],
      ),
  },
  {
    id: 'two-currencies',
    basis: DRAFT_RULES,
    ground: 'price',
    find: ({ paymentText = '' }) => {
      const foreign = FOREIGN_MONEY.exec(paymentText)?.[0]
      return foreign !== undefined && /人民币|(?<![美欧港日])元/u.test(paymentText.replaceAll(foreign, ''))
        ? [
            [
              'paymentText',
              `支付约定里同时有人民币和“${foreign}”：价款不明确，请写明各是多少、按什么汇率折算，再分别核对。`,
            ],
          ]
        : []
    },
  },
  {
    id: 'royalty-unestimated',
    basis: '认定规则：金额未定的先登记估计数，享受优惠前变更',
    ground: null,
    find: ({ payment, estimated }) =>
      payment !== undefined && ROYALTIES.includes(payment) && estimated !== true
        ? [['estimated', '提成还没有确定的，请勾选“金额中有估计数”；享受优惠以前要办变更，改为实际数。']]
        : [],
  },
]

/** Rules on the application itself; those on contract texts are module contracts'. */
export const RULES: readonly Rule[] = [...PARTIES, ...TEXT, ...CLASS, ...MONEY]

/** The first place of name, subject and clauses that holds such words. */
function wordIn(form: Draft, pattern: RegExp): (readonly [field: string, word: string])[] {
  for (const field of ['contractName', 'subject', 'clauses'] as const) {
    const found = pattern.exec(form[field] ?? '')?.[0]
    if (found !== undefined) return [[field, found]]
  }
  return []
}
