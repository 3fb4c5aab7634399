import { z } from 'zod'
import { amountFen } from '#platform/forms/amount.ts'
import { INDUSTRY_SECTIONS, INDUSTRY_TITLES } from '#platform/forms/classes.ts'
import { CONTRACT_SUBTYPES, CONTRACT_TYPES, MARKET_FIELDS } from '#platform/forms/contracts.ts'
import { draftOf } from '#platform/forms/form.ts'
import { dayText, line, prose, token } from '#platform/forms/text.ts'
import { vote } from '#platform/panel/rules.ts'

/** A contract with more than this belongs into an attached list. */
const ROWS_MAX = { parties: 20, rights: 50, nonTech: 30, files: 20, items: 30 } as const
/** Characters of clauses that are looked through while typing: some twenty printed pages. */
const CLAUSES_MAX = 20_000
const WHOLE_BP = 10_000

export const PARTY_KINDS = ['机关', '事业单位', '社会团体', '企业', '自然人', '其他'] as const
export const SIDES = { seller: '卖方（提供技术）', buyer: '买方（接受技术）' } as const
export const WRITTEN = ['纸质书面', '电子文本', '口头约定'] as const
export const LANGUAGES = ['中文', '中外文对照', '外文'] as const
export const PLANS = ['国家计划', '省计划', '市计划', '计划外'] as const
export const PAYMENTS = ['一次总付', '分期支付', '提成支付', '入门费加提成'] as const
/** Rights by which registers count; 技术秘密 has no number. */
export const RIGHT_KINDS = [
  '发明专利',
  '实用新型',
  '外观设计',
  '专利申请',
  '计算机软件著作权',
  '集成电路布图设计',
  '植物新品种',
  '生物医药新品种',
  '技术秘密',
  '未涉及知识产权',
] as const
/** 社会经济目标 in the words of the national sheet; to be held against the system when it can be read. */
export const GOALS = [
  '环境保护、生态建设及污染防治',
  '能源生产、分配和合理利用',
  '卫生事业发展',
  '教育事业发展',
  '基础设施以及城市和农村规划',
  '社会发展和社会服务',
  '农林牧渔业发展',
  '工商业发展',
  '非定向研究',
  '其他民用目标',
] as const
/** What a total may contain that is no price of technology; the last is the carrier of the technology itself. */
export const NON_TECH = [
  '设备和仪器',
  '零部件',
  '原材料',
  '加工和安装',
  '土建',
  '其他非技术费用',
  '标的载体（合理数量）',
] as const
export const RELATIONS = ['没有关联关系', '有关联关系，但不是全资', '直接或间接全资控股'] as const

/** Why a registration is refused (征求意见稿), by the words of the list. */
export const REASONS = {
  parties: '当事人不明确',
  subject: '合同标的不明确',
  price: '价款、报酬或使用费不明确',
  unlawful: '有非法垄断技术、妨碍技术进步或侵害他人技术成果的条款',
  evidence: '证明材料不全或者不符合要求',
  seal: '名称与印章不一致',
  void: '合同无效或者尚未生效',
  notTechnology: '不属于技术合同',
  approval: '依法需要批准而未经批准',
  name: '合同名称与内容不符，告知后没有改正',
  elsewhere: '不由本登记机构登记，或者已经登记',
} as const
export type Reason = keyof typeof REASONS
const reasonKeys = Object.keys(REASONS) as [Reason, ...Reason[]]

const contract = '一、合同'
const parties = '二、当事人'
const subject = '三、标的'
const amounts = '四、金额'
const facts = '五、其他'
const proof = '六、附件'

const partyRow = z.object({
  side: z.enum(['seller', 'buyer']).meta({ title: '哪一方', widget: 'select', options: SIDES }),
  name: line(100, 2).meta({ title: '名称', help: '与营业执照、法人证书或身份证件一致。' }),
  sealName: line(100, 2).meta({ title: '印章上的名称', help: '照合同上的印章抄；自然人填签名。' }),
  code: token(30).optional().meta({ title: '统一社会信用代码', help: '自然人和境外当事人不填。' }),
  kind: z.enum(PARTY_KINDS).meta({ title: '类别', widget: 'select' }),
  abroad: z.boolean().default(false).meta({ title: '在境外', widget: 'switch' }),
  region: token(20)
    .optional()
    .meta({ title: '所在地代码', help: '6 位行政区划代码或本市功能区；境外的不填。' }),
  resultBp: z.int().min(1).max(WHOLE_BP).optional().meta({
    title: '成果份额',
    widget: 'basisPoints',
    unit: '%',
    help: '合作开发共有成果的，各方合计 100%。',
  }),
})

const rightRow = z.object({
  kind: z.enum(RIGHT_KINDS).meta({ title: '种类', widget: 'select' }),
  number: token(60).optional().meta({ title: '号码' }),
  owner: line(100, 2).optional().meta({ title: '权利人' }),
  endsOn: dayText().optional().meta({ title: '届满日', widget: 'date' }),
  feeDueOn: dayText().optional().meta({ title: '下次年费期限', widget: 'date' }),
})

const nonTechRow = z.object({
  kind: z.enum(NON_TECH).meta({ title: '项目', widget: 'select' }),
  fen: amountFen(1).meta({ title: '金额', widget: 'money', unit: '元' }),
  note: line(200).optional().meta({ title: '说明', help: '数量、用途。' }),
})

/** 技术合同认定登记申请表, in the order of the national sheet as far as it is known (P26). */
export const registrationForm = z.object({
  contractName: line(200, 2).meta({ title: '合同名称', group: contract }),
  type: z.enum(CONTRACT_TYPES).meta({ title: '合同类别', widget: 'select', group: contract }),
  subtype: z
    .enum(Object.values(CONTRACT_SUBTYPES).flat() as [string, ...string[]])
    .meta({ title: '细分类别', widget: 'select', group: contract }),
  written: z.enum(WRITTEN).meta({ title: '合同形式', widget: 'select', group: contract }),
  language: z.enum(LANGUAGES).meta({ title: '合同文字', widget: 'select', group: contract }),
  signedOn: dayText().meta({ title: '签订日期', widget: 'date', group: contract }),
  effectiveOn: dayText().meta({ title: '生效日期', widget: 'date', group: contract }),
  fromDay: dayText().meta({ title: '履行期限自', widget: 'date', group: contract }),
  untilDay: dayText().meta({ title: '履行期限至', widget: 'date', group: contract }),
  parties: z
    .array(partyRow)
    .min(2)
    .max(ROWS_MAX.parties)
    .meta({ title: '当事人', widget: 'list', group: parties, help: '合同各方都列出，卖方在前。' }),
  relation: z.enum(RELATIONS).meta({ title: '双方的关联关系', widget: 'select', group: parties }),
  subject: prose(2000).min(10).meta({
    title: '标的和技术内容',
    widget: 'textarea',
    group: subject,
    help: '写明要研究、转让、许可的技术，或者要解决的技术问题；不要写技术秘密本身。',
  }),
  clauses: prose(CLAUSES_MAX).optional().meta({
    title: '合同主要条款',
    widget: 'textarea',
    group: subject,
    help: '粘贴权利义务、限制、归属等条款，平台随即检查有没有会使合同无效的内容；只有本单位和登记机构能看到。',
    publicity: '不予公开',
  }),
  rights: z
    .array(rightRow)
    .min(1)
    .max(ROWS_MAX.rights)
    .meta({ title: '知识产权', widget: 'list', group: subject }),
  techField: z.enum(MARKET_FIELDS).meta({ title: '技术领域', widget: 'select', group: subject }),
  industry: z
    .enum(INDUSTRY_SECTIONS)
    .meta({ title: '服务的国民经济行业', widget: 'select', options: INDUSTRY_TITLES, group: subject }),
  goal: z.enum(GOALS).meta({ title: '社会经济目标', widget: 'select', group: subject }),
  plan: z.enum(PLANS).meta({ title: '计划来源', widget: 'select', group: subject }),
  govFunded: z.boolean().meta({ title: '政府资金支持', widget: 'switch', group: subject }),
  totalFen: amountFen(1).meta({
    title: '合同成交额',
    widget: 'money',
    unit: '元',
    group: amounts,
    help: '合同约定的全部金额；提成没有确定的填估计数。',
  }),
  nonTech: z
    .array(nonTechRow)
    .max(ROWS_MAX.nonTech)
    .optional()
    .meta({ title: '成交额中的非技术费用', widget: 'list', group: amounts, help: '没有的不填。' }),
  techFen: amountFen().meta({
    title: '技术交易额',
    widget: 'money',
    unit: '元',
    group: amounts,
    help: '等于成交额减去各项非技术费用；合理数量的标的载体不扣除。',
  }),
  amountsConfirmed: z
    .boolean()
    .optional()
    .meta({ title: '已核对金额单位', widget: 'switch', group: amounts }),
  payment: z.enum(PAYMENTS).meta({ title: '支付方式', widget: 'select', group: amounts }),
  paymentText: prose(1000).meta({ title: '支付约定', widget: 'textarea', group: amounts }),
  estimated: z.boolean().default(false).meta({
    title: '金额中有估计数',
    widget: 'switch',
    group: amounts,
    help: '提成等尚未确定的，先按估计数登记；享受优惠以前须办理变更，改为实际数。',
  }),
  needsApproval: z.boolean().meta({
    title: '依法需要批准（出口管制、财政资助成果向境外、专门审批等）',
    widget: 'switch',
    group: facts,
  }),
  approvalNo: line(100)
    .optional()
    .meta({ title: '批准文件文号', group: facts, when: { field: 'needsApproval', in: [true] } }),
  contact: line(100).meta({ title: '联系人及电话', group: facts, personal: true, publicity: '不予公开' }),
  fileIds: z.array(z.uuid()).max(ROWS_MAX.files).optional().meta({
    title: '合同文本和证明材料',
    widget: 'file',
    group: proof,
    help: '在本平台签订的合同自动附上文本。',
    publicity: '不予公开',
  }),
  chineseFileId: z
    .uuid()
    .optional()
    .meta({
      title: '中文文本',
      widget: 'file',
      group: proof,
      when: { field: 'language', in: ['外文'] },
      publicity: '不予公开',
    }),
})

const draftRows = <F extends z.ZodRawShape>(list: z.ZodType, row: z.ZodObject<F>, most: number) =>
  z
    .array(draftOf(row))
    .max(most)
    .optional()
    .meta({ ...list.meta(), atSubmit: true })

const { contractName, parties: partyList, rights: rightList, nonTech: nonTechList } = registrationForm.shape

/** A draft may lack anything but the contract's name, within its rows too. */
export const draftForm = draftOf(registrationForm).extend({
  contractName,
  parties: draftRows(partyList, partyRow, ROWS_MAX.parties),
  rights: draftRows(rightList, rightRow, ROWS_MAX.rights),
  nonTech: z
    .array(draftOf(nonTechRow))
    .max(ROWS_MAX.nonTech)
    .optional()
    .meta(nonTechList.meta() ?? {}),
})

export type Registration = z.infer<typeof registrationForm>
export type Draft = z.infer<typeof draftForm>

const reason = (title: string, help?: string) =>
  prose(1000)
    .min(5)
    .meta({ title, widget: 'textarea', ...(help !== undefined && { help }) })

export const submitForm = z.object({
  honest: z
    .boolean()
    .refine((yes) => yes, '请先确认所填内容与合同原件一致。')
    .meta({ title: '所填内容与合同原件一致', widget: 'switch' }),
})

export const correctionForm = z.object({
  items: z
    .array(line(300, 2))
    .min(1)
    .max(ROWS_MAX.items)
    .meta({ title: '需要补正的内容', widget: 'tags', help: '一次列全；补正只能通知一次，每项写完按回车。' }),
})

export const expertForm = z.object({
  because: z.enum(['金额达到大额标准', '认定有争议']).meta({ title: '送专家评审的原因', widget: 'select' }),
  note: reason('说明'),
})

/** Older numbers have sixteen digits, newer ones letters and hyphens: kept as the national system gave them. */
export const registerForm = z.object({
  number: token(32)
    .toUpperCase()
    .regex(/^[0-9A-Z-]{8,32}$/, '登记编号是 8 至 32 位数字、大写字母或短横，请照登记系统给出的编号填写。')
    .meta({ title: '登记编号', help: '由全国技术合同登记系统给出，照抄。' }),
  fileId: z.uuid().optional().meta({
    title: '登记证明',
    widget: 'file',
    help: '登记系统出具的证明；本单位是指定登记机构的，可以不传。',
  }),
  opinion: reason('认定意见', '类别、成交额和技术交易额是怎样认定的。'),
})

export const refuseForm = z.object({
  ground: z.enum(reasonKeys).meta({ title: '不予登记的原因', widget: 'select', options: REASONS }),
  reason: reason('具体理由', '写明事实和依据；申请单位会收到书面决定。'),
})

export const ballotForm = z.object({
  technology: vote('是否属于技术合同并可以登记'),
  opinion: reason('评审意见', '类别是否正确，技术交易额是否合理。'),
})

export const CHANGES = { name: '合同名称', amount: '金额', term: '履行期限', other: '其他' } as const

export const changeForm = z.object({
  what: z
    .array(z.enum(['name', 'amount', 'term', 'other']))
    .min(1)
    .max(4)
    .meta({ title: '变更的内容', widget: 'multiselect', options: CHANGES }),
  newName: line(200, 2)
    .optional()
    .meta({ title: '新的合同名称', when: { field: 'what', in: ['name'] } }),
  newTotalFen: amountFen(1)
    .optional()
    .meta({ title: '新的成交额', widget: 'money', unit: '元', when: { field: 'what', in: ['amount'] } }),
  newTechFen: amountFen(1)
    .optional()
    .meta({ title: '新的技术交易额', widget: 'money', unit: '元', when: { field: 'what', in: ['amount'] } }),
  newUntilDay: dayText()
    .optional()
    .meta({ title: '新的履行期限至', widget: 'date', when: { field: 'what', in: ['term'] } }),
  benefitsUsed: z.boolean().meta({ title: '已经据此享受税收优惠或奖励', widget: 'switch' }),
  account: reason('变更的事实和原因'),
  fileIds: z.array(z.uuid()).max(ROWS_MAX.files).optional().meta({ title: '补充协议等材料', widget: 'file' }),
})
export type Change = z.infer<typeof changeForm>

export const cancellationForm = z.object({
  because: z
    .enum(['合同解除', '合同撤销或被宣告无效', '没有履行', '登记有误'])
    .meta({ title: '注销的原因', widget: 'select' }),
  benefitsUsed: z.boolean().meta({ title: '已经据此享受税收优惠或奖励', widget: 'switch' }),
  account: reason('事实'),
  fileIds: z.array(z.uuid()).max(ROWS_MAX.files).optional().meta({ title: '证明材料', widget: 'file' }),
})

export const objectionForm = z.object({
  against: z
    .enum(['类别', '成交额或技术交易额', '不应当登记', '其他'])
    .meta({ title: '对什么有异议', widget: 'select' }),
  account: reason('异议的事实和理由'),
  benefitsUsed: z.boolean().meta({ title: '已经据此享受税收优惠或奖励', widget: 'switch' }),
  fileIds: z.array(z.uuid()).max(ROWS_MAX.files).optional().meta({ title: '证明材料', widget: 'file' }),
})

/** How an objection is upheld: what the registration says is corrected, or it is cancelled. */
export const upholdForm = z.object({
  outcome: z.enum(['correct', 'cancel']).meta({
    title: '处理',
    widget: 'select',
    options: { correct: '更正登记', cancel: '注销登记' },
  }),
  type: z
    .enum(CONTRACT_TYPES)
    .optional()
    .meta({ title: '更正后的类别', widget: 'select', when: { field: 'outcome', in: ['correct'] } }),
  subtype: z
    .enum(Object.values(CONTRACT_SUBTYPES).flat() as [string, ...string[]])
    .optional()
    .meta({ title: '更正后的细分类别', widget: 'select', when: { field: 'outcome', in: ['correct'] } }),
  totalFen: amountFen(1)
    .optional()
    .meta({
      title: '更正后的成交额',
      widget: 'money',
      unit: '元',
      when: { field: 'outcome', in: ['correct'] },
    }),
  techFen: amountFen(1)
    .optional()
    .meta({
      title: '更正后的技术交易额',
      widget: 'money',
      unit: '元',
      when: { field: 'outcome', in: ['correct'] },
    }),
  reason: reason('理由'),
})
export type Upheld = z.infer<typeof upholdForm>

export const answerForm = z.object({ reason: reason('理由', '申请单位会收到。') })

/** What a seller earned by a registered contract in a tax year, for the explanation of income tax only. */
export const incomeForm = z.object({
  year: z.int().min(2000).max(2100).meta({ title: '纳税年度', widget: 'number' }),
  revenueFen: amountFen().meta({ title: '技术转让收入', widget: 'money', unit: '元' }),
  costFen: amountFen().meta({ title: '技术转让成本', widget: 'money', unit: '元', help: '无形资产的净值。' }),
  taxesFen: amountFen().meta({ title: '相关税费', widget: 'money', unit: '元' }),
  ownTechnology: z
    .enum(['是', '否', '不清楚'])
    .meta({ title: '许可的是自己有所有权的技术', widget: 'select', help: '转让所有权的填“是”。' }),
  exportLimited: z.enum(['是', '否', '不清楚']).meta({
    title: '属于禁止或限制出口的技术',
    widget: 'select',
    help: '只在跨境转让时有意义；境内转让填“否”。',
  }),
})
export type Income = z.infer<typeof incomeForm>
