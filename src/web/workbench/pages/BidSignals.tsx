import { Link } from 'react-router'
import { timeText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { Empty } from '../shell/states.tsx'

interface Row {
  readonly id: string
  readonly dossierId: string
  readonly name: string
  readonly stateTitle: string
  readonly at: string
  readonly weightBp: number
  readonly bidders: number
}

const STATES = [
  { value: 'found', label: '待核查' },
  { value: 'confirming', label: '待负责人决定移送' },
  { value: 'cleared', label: '未发现问题' },
  { value: 'warned', label: '已提醒' },
  { value: 'reported', label: '已移送' },
]

/** Finished biddings with signals that bidders acted together, for the competent unit. */
export function BidSignals() {
  return (
    <ListPage<Row>
      title="竞买线索核查"
      lead="竞价结束后，系统核对各竞买人的办理人、联系方式、账户、材料、登录来源和报价。线索只供核查：不影响报价，也不改变成交。"
      path="/bid-signals"
      idOf={(row) => row.id}
      filters={[{ name: 'state', title: '状态', options: STATES }]}
      columns={[
        { title: '竞价', draw: (row) => <Link to={`/dossiers/${row.dossierId}`}>{row.name}</Link> },
        { title: '涉及', draw: (row) => `${String(row.bidders)} 家`, width: 90 },
        {
          title: '线索分量',
          draw: (row) => <span className="num">{weightText(row.weightBp)}</span>,
          width: 110,
        },
        { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 170 },
        { title: '发现时间', draw: (row) => <span className="num">{timeText(row.at)}</span>, width: 170 },
      ]}
      empty={<Empty title="没有需要核查的竞买线索" />}
    />
  )
}

/** Basis points as a whole percentage. */
function weightText(bp: number): string {
  return `${String(Math.round(bp / 100))}%`
}
