import { Link } from 'react-router'
import { dayText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import type { TrialRow } from '../parts/licence/types.ts'
import { ListPage } from '../parts/ListPage.tsx'
import { Empty } from '../shell/states.tsx'

const STATES = {
  applied: '待许可方答复',
  signing: '待签试用协议',
  delivering: '待交付签收',
  running: '试用中',
  deciding: '试用期满，待答复',
  converting: '转正签约中',
  awaitingPayment: '待付款',
  paymentShown: '待确认收款',
  converted: '已转正，款已付清',
  stopping: '已失效，待确认停用',
  feeDue: '已停用，待付试用费',
  feeShown: '已停用，待确认试用费',
  lapsed: '已失效，已停用',
  waived: '已失效，试用费不再收取',
  unconfirmed: '已失效，未确认停用',
} as const

/** Trials the organisation gives or makes. */
export function Trials() {
  return (
    <ListPage<TrialRow>
      title="试用"
      lead="先用后付：试用、计量、转正付款，或者停用。"
      path="/licence-trials"
      idOf={(row) => row.id}
      filters={[
        {
          name: 'side',
          title: '我方',
          options: [
            { value: 'seller', label: '许可方' },
            { value: 'buyer', label: '试用方' },
          ],
        },
        {
          name: 'state',
          title: '状态',
          options: Object.entries(STATES).map(([value, label]) => ({ value, label })),
        },
      ]}
      columns={[
        { title: '成果', draw: (row) => <Link to={`/trials/${row.id}`}>{row.name}</Link> },
        { title: '许可方', draw: (row) => row.seller, width: 180 },
        { title: '试用方', draw: (row) => row.buyer, width: 180 },
        { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 150 },
        { title: '试用到', draw: (row) => <span className="num">{row.endsOn ?? '—'}</span>, width: 120 },
        { title: '申请', draw: (row) => <span className="num">{dayText(row.appliedAt)}</span>, width: 120 },
      ]}
      empty={
        <Empty title="还没有试用">
          <Link to="/licences?kind=trial">看看哪些成果可以先用后付</Link>
        </Empty>
      }
    />
  )
}
