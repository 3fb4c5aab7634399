import { z } from 'zod'
import { FEN_MAX } from '#platform/forms/money.ts'
import { dayText, line, prose } from '#platform/forms/text.ts'

const FILES_MAX = 10
const WHOLE_BP = 10_000

export const PAYERS = { buyer: '需求方', seller: '成果方', both: '双方各付' } as const

const money = '佣金约定（可不填，只作记录；由双方在平台外支付）'

/** Who is introduced to whom: by records, or by organisations. */
export const introductionForm = z.object({
  achievementId: z.uuid().optional().meta({ title: '介绍哪项成果', widget: 'text' }),
  demandId: z.uuid().optional().meta({ title: '为哪项需求', widget: 'text' }),
  sellerOrgId: z.uuid().optional().meta({ title: '成果方单位', widget: 'org', help: '已选成果的不用填。' }),
  buyerOrgId: z.uuid().optional().meta({ title: '需求方单位', widget: 'org', help: '已选需求的不用填。' }),
  reason: prose(1000).min(5).meta({
    title: '引荐理由',
    widget: 'textarea',
    help: '双方都会看到：为什么值得谈、各自能得到什么。不要写技术秘密。',
  }),
  payer: z.enum(['buyer', 'seller', 'both']).optional().meta({
    title: '由谁支付佣金',
    widget: 'select',
    options: PAYERS,
    group: money,
    help: '只有经纪人和支付方看得到佣金约定。',
  }),
  commissionBp: z
    .int()
    .min(1)
    .max(WHOLE_BP)
    .optional()
    .meta({
      title: '按成交额的比例',
      widget: 'basisPoints',
      unit: '%',
      group: money,
      when: { field: 'payer', in: Object.keys(PAYERS) },
      help: '比例和定额填一项。',
    }),
  commissionFen: z
    .int()
    .min(1)
    .max(FEN_MAX)
    .optional()
    .meta({
      title: '定额',
      widget: 'money',
      unit: '元',
      group: money,
      when: { field: 'payer', in: Object.keys(PAYERS) },
    }),
  commissionConfirmed: z
    .boolean()
    .optional()
    .meta({
      title: '已核对金额单位',
      widget: 'switch',
      group: money,
      when: { field: 'payer', in: Object.keys(PAYERS) },
    }),
  commissionNote: line(500)
    .optional()
    .meta({
      title: '支付条件',
      group: money,
      when: { field: 'payer', in: Object.keys(PAYERS) },
      help: '例如：合同成立后 10 日内。',
    }),
})

export interface Commission {
  readonly payer: keyof typeof PAYERS
  readonly bp: number | null
  readonly fen: number | null
  readonly note: string
}

export const confirmForm = z.object({
  agrees: z
    .boolean()
    .refine((agrees) => agrees, '确认被引荐就是同意让对方和经纪人看到本单位名称；不同意的请提出异议。')
    .meta({ title: '确认由该经纪人引荐，并同意对方看到本单位名称', widget: 'switch' }),
})

/** 早已相识: an objection needs a date and something that shows it. */
export const objectForm = z.object({
  knownSince: dayText().meta({ title: '何时起已经相识或接洽', widget: 'date' }),
  proof: prose(1000).min(5).meta({
    title: '凭什么证明',
    widget: 'textarea',
    help: '合同、邮件、会议记录的名称和日期；经纪人会看到。',
  }),
  fileIds: z.array(z.uuid()).max(FILES_MAX).optional().meta({ title: '证明材料', widget: 'file' }),
})

export const insistForm = z.object({
  reason: prose(1000)
    .min(5)
    .meta({ title: '坚持的理由', widget: 'textarea', help: '双方都会看到；争议留待日后按证据处理。' }),
})
