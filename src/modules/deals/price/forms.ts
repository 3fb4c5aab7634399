import { z } from 'zod'
import { decisionFields, minutesFields } from '#platform/forms/decision.ts'
import { askWhatApplies } from '#platform/forms/form.ts'
import { FEN_MAX } from '#platform/forms/money.ts'
import { dayText, line, prose } from '#platform/forms/text.ts'

const FILES_MAX = 10
/** A team is named whole; more people than this are no team. */
const COMPLETERS_MAX = 30

/** What a price can be founded on; a valuation is one of them, never the only one (财政部令第100号). */
export const PRICE_BASES = ['双方协商', '资产评估', '同类交易比较', '投入成本', '预期收益'] as const

const valuationFields = {
  valuation: z.enum(['没有评估', '已经评估']).meta({
    title: '资产评估',
    widget: 'select',
    help: '国家设立的研究开发机构、高等院校可以自行决定是否评估；与关联方交易的应当评估。',
  }),
  valuer: line(100)
    .optional()
    .meta({ title: '评估机构', when: { field: 'valuation', in: ['已经评估'] }, needed: true }),
  valuationFen: z
    .int()
    .min(1)
    .max(FEN_MAX)
    .optional()
    .meta({
      title: '评估值',
      widget: 'money',
      unit: '元',
      when: { field: 'valuation', in: ['已经评估'] },
      needed: true,
    }),
  valuedOn: dayText()
    .optional()
    .meta({
      title: '评估基准日',
      widget: 'date',
      when: { field: 'valuation', in: ['已经评估'] },
      needed: true,
    }),
  valuationFileId: z
    .uuid()
    .optional()
    .meta({ title: '评估报告', widget: 'file', when: { field: 'valuation', in: ['已经评估'] } }),
  lowReason: prose(500).optional().meta({
    title: '拟交易价格低于评估值的说明',
    widget: 'textarea',
    help: '低于评估值规定比例的须说明；其他情形不填。',
  }),
}

const relationFields = {
  completers: z.array(line(40, 2)).min(1, '请写明成果完成人。').max(COMPLETERS_MAX).meta({
    title: '成果完成人',
    widget: 'tags',
    help: '一人一项；用来核对与受让方有无关联，只在本单位内显示。',
  }),
  completersNote: prose(500).optional().meta({
    title: '完成人变化的说明',
    widget: 'textarea',
    help: '比本单位以前为这项成果拟定价格时少列了人的填写；没有变化的不填。',
  }),
  related: z.enum(['没有关联关系', '有关联关系']).meta({
    title: '成果方及其完成人与受让方的关联关系',
    widget: 'select',
    help: '包括持股、任职、近亲属和雇佣；公示时写明。',
  }),
  relatedNote: prose(500)
    .optional()
    .meta({
      title: '关联关系说明',
      widget: 'textarea',
      when: { field: 'related', in: ['有关联关系'] },
      needed: true,
    }),
}

const signFields = {
  signWord: prose(500).optional().meta({
    title: '对提示的关联线索的说明',
    widget: 'textarea',
    help: '系统提示了可能的关联（例如同名）时填写；没有提示的不填。',
  }),
}

const priceShape = z.object({
  routeReason: prose(500).min(5).meta({
    title: '采用协议定价的理由',
    widget: 'textarea',
    help: '为什么不挂牌、不拍卖：例如受让方特定、需要持续技术支持。',
  }),
  bases: z
    .array(z.enum(PRICE_BASES))
    .min(1)
    .max(PRICE_BASES.length)
    .meta({ title: '定价依据', widget: 'multiselect' }),
  basisNote: prose(1000).min(5).meta({ title: '定价依据说明', widget: 'textarea' }),
  ...valuationFields,
  ...relationFields,
  ...signFields,
  fileIds: z.array(z.uuid()).max(FILES_MAX).optional().meta({ title: '附件', widget: 'file' }),
})

/** 拟交易价格 of an agreed price: why this route, what the price is founded on, who is related (转化法 18). */
export const priceForm = priceShape.superRefine((price, context) =>
  askWhatApplies(priceShape, price, context),
)

export type Price = z.infer<typeof priceShape>

/** The unit's decision on a price; collective where the unit's own rules say so. */
export const approvalForm = z.object({
  ...decisionFields,
  free: z
    .boolean()
    .refine((free) => free, '与受让方或成果有利害关系的不能审批，请由本单位其他负责人审批。')
    .meta({ title: '本人与受让方没有利害关系，也不是成果完成人', widget: 'switch' }),
  ...minutesFields,
})

export const returnForm = z.object({
  reason: prose(500).min(2).meta({ title: '退回的原因', widget: 'textarea', help: '拟定价格的人会看到。' }),
})

/** What state-owned assets law asks of a state-owned enterprise before it transfers (practice.md P29). */
export const filingForm = z.object({
  way: z.enum(['非公开协议转让', '进场交易']).meta({
    title: '国资监管单位核定的转让方式',
    widget: 'select',
    help: '核定进场交易的，不能协议转让，请到“成果交易”的“场外交易”办理，由产权交易机构公开转让，结果录入平台。',
  }),
  opinionBy: line(100).meta({ title: '出具意见的国资监管单位或所出资企业' }),
  opinionNo: line(60).meta({ title: '意见文号' }),
  opinionOn: dayText().meta({ title: '意见日期', widget: 'date' }),
  opinionFileId: z.uuid().meta({ title: '意见文件', widget: 'file' }),
  filingNo: line(60).meta({ title: '评估备案编号' }),
  valuer: line(100).meta({ title: '评估机构' }),
  valuationFen: z.int().min(1).max(FEN_MAX).meta({ title: '备案的评估值', widget: 'money', unit: '元' }),
  filingFileId: z.uuid().meta({ title: '评估备案表', widget: 'file' }),
})

export type Filing = z.infer<typeof filingForm>
