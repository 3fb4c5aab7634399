import { z } from 'zod'
import { FEN_MAX } from '#platform/forms/money.ts'
import { dayText, line, prose, token } from '#platform/forms/text.ts'

const COSTS_MAX = 50

export const COST_KINDS = ['知识产权维护费', '评估费', '交易服务费', '税费', '其他'] as const

/** Direct costs of this receipt, with their receipts: what is taken off before division. */
export const costsForm = z.object({
  costs: z
    .array(
      z.object({
        kind: z.enum(COST_KINDS).meta({ title: '费用', widget: 'select' }),
        fen: z
          .int()
          .min(1, '金额应大于 0。')
          .max(FEN_MAX)
          .meta({ title: '金额', widget: 'money', unit: '元' }),
        voucher: line(100).meta({ title: '凭证号' }),
      }),
    )
    .max(COSTS_MAX)
    .optional()
    .meta({ title: '直接费用', widget: 'list', help: '没有的不填；每一笔都要有凭证。' }),
})
export type Cost = NonNullable<z.infer<typeof costsForm>['costs']>[number]

/** Operating profit of a year of own or joint use; a loss is negative. */
export const profitForm = z.object({
  year: z.int().min(2015).max(2100).meta({ title: '年度', widget: 'number' }),
  profitFen: z
    .int()
    .min(-FEN_MAX)
    .max(FEN_MAX)
    .meta({ title: '该成果的营业利润', widget: 'money', unit: '元', help: '亏损的填负数，当年不提取。' }),
  fileId: z.uuid().meta({ title: '审计报告或财务核算表', widget: 'file' }),
})

/** Shares formed by contributing the achievement, at the value agreed. */
export const equityForm = z.object({
  company: line(100, 2).meta({ title: '被投资公司' }),
  valuationFen: z
    .int()
    .min(1, '作价金额应大于 0。')
    .max(FEN_MAX)
    .meta({ title: '作价金额', widget: 'money', unit: '元' }),
  agreedOn: dayText().meta({ title: '作价投资协议日期', widget: 'date' }),
  fileId: z.uuid().meta({ title: '作价投资协议', widget: 'file' }),
})

/** What the unit owned on a day whose record did not name it. */
export const ownedDayForm = z.object({
  onDay: dayText().meta({ title: '到账日期', widget: 'date' }),
  unitBp: z
    .int()
    .min(1, '份额应大于 0。')
    .max(10_000)
    .meta({ title: '本单位当日的份额', widget: 'basisPoints', unit: '%' }),
  reason: prose(500)
    .min(2)
    .meta({ title: '理由', widget: 'textarea', help: '共有协议等依据的名称、日期；审批分配的人会看到。' }),
})

/** A share paid by the unit's own account, or entered in the company's register (practice.md P25). */
export const paymentForm = z.object({
  member: line(60).meta({ title: '成员', widget: 'select' }),
  paidOn: dayText().meta({ title: '发放或登记日期', widget: 'date' }),
  account: line(100).meta({ title: '付款账户', help: '从哪个账户付出；股权填被投资公司名称' }),
  voucher: token(60).meta({ title: '凭证号', help: '付款凭证号；股权填登记文件号' }),
  fileId: z.uuid().optional().meta({ title: '凭证', widget: 'file' }),
})
