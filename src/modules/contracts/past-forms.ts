import { z } from 'zod'
import { CONTRACT_SUBTYPES, CONTRACT_TYPES, MARKET_FIELDS } from '#platform/forms/contracts.ts'
import { FEN_MAX } from '#platform/forms/money.ts'
import { dayOrMonthText, line, openOnly, prose, token } from '#platform/forms/text.ts'

const contract = '合同'
const parties = '当事人'
const amounts = '金额'

const amount = () => z.int().min(1, '金额应大于 0；不清楚的请留空。').max(FEN_MAX).nullish()

/** A technology contract of the past, as data: for the unit's own statistics, and later to compare prices with. */
export const pastContractForm = z.object({
  code: token(64)
    .nullish()
    .meta({ title: '合同编号', group: contract, help: '本单位自己的编号；不填也可以' }),
  name: line(200, 2).meta({ title: '合同名称', group: contract }),
  type: z.enum(CONTRACT_TYPES).meta({ title: '合同类型', widget: 'select', group: contract }),
  subtype: z
    .enum(Object.values(CONTRACT_SUBTYPES).flat() as [string, ...string[]])
    .nullish()
    .meta({ title: '细分类型', widget: 'select', group: contract }),
  signedOn: dayOrMonthText().meta({
    title: '签订日期',
    group: contract,
    help: '写作 2023-06-15；只知道月份的写作 2023-06',
  }),
  techField: z.enum(MARKET_FIELDS).nullish().meta({ title: '技术领域', widget: 'select', group: contract }),
  registrationNo: token(32)
    .toUpperCase()
    .regex(/^[0-9A-Z-]{8,32}$/, '认定登记编号应是 8 至 32 位数字、大写字母或短横，请按登记证明照抄。')
    .nullish()
    .meta({ title: '认定登记编号', group: contract, help: '由登记机构给出，照登记证明填写；没有登记的不填' }),
  seller: line(100).meta({ title: '卖方（提供技术的一方）', group: parties }),
  buyer: line(100).meta({ title: '买方（接受技术的一方）', group: parties }),
  totalFen: amount().meta({ title: '合同成交额', widget: 'money', unit: '元', group: amounts }),
  technologyFen: amount().meta({
    title: '技术交易额',
    widget: 'money',
    unit: '元',
    group: amounts,
    help: '成交额中扣除设备、原材料等非技术性费用的部分',
  }),
  amountsConfirmed: z.boolean().nullish().meta({ title: '已核对金额单位', widget: 'switch', group: amounts }),
  note: prose(500).nullish().meta({ title: '备注', widget: 'textarea', group: amounts }),
  secrecy: openOnly().nullish().meta({
    title: '密级',
    widget: 'select',
    group: contract,
    help: '涉密合同不得在本平台登记',
  }),
})

export type PastContractForm = z.infer<typeof pastContractForm>
/** What an entry holds; fields are never null, only absent. */
export type PastContract = Partial<{
  [Field in keyof PastContractForm]: NonNullable<PastContractForm[Field]>
}>
