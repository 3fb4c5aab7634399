import { dayOrMonth } from '#platform/bulk/cells.ts'
import {
  column,
  dayColumn,
  digitsColumn,
  moneyColumn,
  secrecyColumn,
  wordColumn,
  yesNoColumn,
} from '#platform/bulk/columns.ts'
import { CellFault, type BulkColumn } from '#platform/bulk/kind.ts'
import { foldWidth } from '#platform/forms/text.ts'
import { registerBulk } from '#platform/records/register-bulk.ts'
import { CONTRACT_SUBTYPES, CONTRACT_TYPES, MARKET_FIELDS } from '#platform/forms/contracts.ts'
import { pastContractKind } from './past-contracts.ts'
import { pastContractForm } from './past-forms.ts'

/** Short names of the five classes, as many lists write them. */
const SHORT: Readonly<Record<string, (typeof CONTRACT_TYPES)[number]>> = {
  开发: '技术开发',
  转让: '技术转让',
  许可: '技术许可',
  咨询: '技术咨询',
  服务: '技术服务',
}

const columns: readonly BulkColumn[] = [
  digitsColumn('code', '合同编号', {
    aliases: ['编号', '合同号'],
    help: '本单位自己的编号，再次导入时按它更新；不填也可以',
  }),
  column('name', '合同名称', {
    aliases: ['名称', '项目名称', '合同项目名称'],
    example: '水质监测技术服务合同',
  }),
  column('type', '合同类型', {
    read: typeOf,
    choices: CONTRACT_TYPES,
    aliases: ['合同类别', '类型', '技术合同类别'],
  }),
  wordColumn('subtype', '细分类型', Object.values(CONTRACT_SUBTYPES).flat(), ['合同子类', '子类型']),
  { ...dayColumn('signedOn', '签订日期', ['签订时间', '签约日期', '合同签订日期'], dayOrMonth) },
  wordColumn('techField', '技术领域', MARKET_FIELDS, ['领域']),
  digitsColumn('registrationNo', '认定登记编号', {
    aliases: ['登记编号', '合同登记编号', '技术合同登记号'],
    help: '照登记证明填写；没有登记的不填',
  }),
  column('seller', '卖方', {
    aliases: ['卖方（提供技术的一方）', '受托方', '转让方', '许可方', '乙方', '卖方名称'],
  }),
  column('buyer', '买方', {
    aliases: ['买方（接受技术的一方）', '委托方', '受让方', '被许可方', '甲方', '买方名称'],
  }),
  moneyColumn('totalFen', '合同成交额', ['成交额', '合同金额', '合同总金额', '合同成交金额']),
  moneyColumn('technologyFen', '技术交易额', ['技术交易金额', '技术合同交易额']),
  yesNoColumn('amountsConfirmed', '已核对金额单位'),
  column('note', '备注'),
  secrecyColumn,
]

export const pastContractBulk = registerBulk({
  name: 'past-contracts',
  kind: pastContractKind,
  columns,
  row: pastContractForm,
})

function typeOf(cell: string): string {
  const word = foldWidth(cell).replace(/\s|合同$/g, '')
  const found = CONTRACT_TYPES.find((type) => type === word) ?? SHORT[word]
  if (found === undefined) throw new CellFault(`应为下列之一：${CONTRACT_TYPES.join('、')}。`)
  return found
}
