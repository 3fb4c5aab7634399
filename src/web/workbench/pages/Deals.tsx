import { Link } from 'react-router'
import { dayText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { Empty } from '../shell/states.tsx'

interface DealRow {
  readonly id: string
  readonly name: string
  readonly seller: string
  readonly buyer: string
  readonly side: 'seller' | 'buyer'
  readonly state: string
  readonly stateTitle: string
  readonly openedAt: string
}

const STATES = {
  intent: '意向待回复',
  negotiating: '洽谈中',
  noticeRequired: '需公示',
  contracting: '签约中',
  signed: '已签约',
  ended: '已结束',
} as const

export function Deals() {
  return (
    <ListPage<DealRow>
      title="洽谈与签约"
      lead="从意向到合同都在这里办完；留言、条款的每一版都有记录，双方看到的一样。"
      path="/deals"
      idOf={(deal) => deal.id}
      filters={[
        {
          name: 'state',
          title: '状态',
          options: Object.entries(STATES).map(([value, label]) => ({ value, label })),
        },
      ]}
      columns={[
        { title: '成果', draw: (deal) => <Link to={`/deals/${deal.id}`}>{deal.name}</Link> },
        { title: '对方', draw: (deal) => (deal.side === 'seller' ? deal.buyer : deal.seller), width: 220 },
        { title: '我方', draw: (deal) => (deal.side === 'seller' ? '成果方' : '需求方'), width: 90 },
        { title: '状态', draw: (deal) => <StateTag title={deal.stateTitle} />, width: 120 },
        { title: '开始', draw: (deal) => <span className="num">{dayText(deal.openedAt)}</span>, width: 120 },
      ]}
      empty={
        <Empty title="还没有洽谈">
          <p>
            在<Link to="/matches">供需匹配</Link>里点“感兴趣”，或在搜索结果中打开一项成果，提出合作意向。
          </p>
        </Empty>
      }
    />
  )
}
