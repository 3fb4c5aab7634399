import { Link } from 'react-router'
import { dayText } from '../helpers/format.ts'
import { yuanReading } from '../helpers/money.ts'
import type { CommissionItem } from '../parts/commission/types.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ListPage, type Column } from '../parts/ListPage.tsx'
import { Empty } from '../shell/states.tsx'

const STATES = {
  proposed: '待付款方确认',
  agreed: '约定生效',
  raised: '待付款方答复',
  contested: '付款方未认可',
  claimed: '按到账应付',
  disputed: '争议处理中',
  settled: '已结清',
  dismissed: '佣金不成立',
  refused: '付款方不同意',
  lapsed: '逾期未确认',
  waived: '已撤回',
} as const

const columns: readonly Column<CommissionItem>[] = [
  {
    title: '引荐事项',
    draw: (row) => (
      <>
        <Link to={`/commissions/${row.id}`}>{row.title}</Link>
        <div className="soft small">{row.terms}</div>
      </>
    ),
  },
  { title: '经纪机构', draw: (row) => row.broker, width: 170 },
  { title: '付款方', draw: (row) => row.payer, width: 170 },
  { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 130 },
  { title: '应付', draw: (row) => yuanReading(row.dueFen), amount: true, width: 120 },
  { title: '已付', draw: (row) => yuanReading(row.paidFen), amount: true, width: 120 },
  { title: '提出', draw: (row) => <span className="num">{dayText(row.madeAt)}</span>, width: 110 },
]

/** What brokers are promised and paid, of the own organisation on either side. */
export function Commissions() {
  return (
    <ListPage<CommissionItem>
      title="经纪佣金"
      lead="佣金由经纪机构和付款方在签合同以前约定；合同签订后自动成立，每笔到账时应付，由双方在平台以外支付。"
      path="/commissions"
      idOf={(row) => row.id}
      filters={[
        {
          name: 'state',
          title: '状态',
          options: Object.entries(STATES).map(([value, label]) => ({ value, label })),
        },
      ]}
      columns={columns}
      empty={<Empty title="还没有佣金约定">引荐成立后，经纪人在引荐的页面提出佣金约定。</Empty>}
    />
  )
}
