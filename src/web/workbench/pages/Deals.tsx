import { Button, Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { get, urlOf } from '../api.ts'
import { dayText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { Empty } from '../shell/states.tsx'
import type { Page } from '../types.ts'

interface DealRow {
  readonly id: string
  readonly name: string
  readonly seller: string
  readonly buyer: string
  readonly side: 'seller' | 'buyer'
  readonly state: string
  readonly stateTitle: string
  readonly isOver: boolean
  readonly waiting: 'me' | 'other' | 'both'
  readonly openedAt: string
}

const STATES = {
  intent: '意向待回复',
  offered: '方案待答复',
  negotiating: '洽谈中',
  pricing: '待定价',
  priceProposed: '价格待审批',
  noticing: '价格公示中',
  trial: '试用中',
  contracting: '签约中',
  signed: '已签约',
  ended: '已结束',
} as const
const SIDES = { seller: '成果方', buyer: '需求方' } as const
const TURNS = { me: '等我方', other: '等对方' } as const

const optionsOf = (titles: Readonly<Record<string, string>>) =>
  Object.entries(titles).map(([value, label]) => ({ value, label }))

export function Deals() {
  const [search] = useSearchParams()
  const asked = Object.fromEntries([...search].filter(([name]) => name !== 'cursor'))
  return (
    <ListPage<DealRow>
      title="洽谈与签约"
      lead="从意向、方案到合同都在这里办完；留言、条款的每一版都有记录，双方看到的一样。"
      path="/deals"
      idOf={(deal) => deal.id}
      searches="查找成果或对方单位"
      extra={<Button href={urlOf('/deals/export.csv', asked)}>导出 CSV</Button>}
      filters={[
        { name: 'waiting', title: '等谁', options: optionsOf(TURNS) },
        { name: 'state', title: '状态', options: optionsOf(STATES) },
        { name: 'side', title: '我方是', options: optionsOf(SIDES) },
      ]}
      columns={[
        { title: '成果', draw: (deal) => <Link to={`/deals/${deal.id}`}>{deal.name}</Link> },
        { title: '对方', draw: (deal) => (deal.side === 'seller' ? deal.buyer : deal.seller), width: 220 },
        { title: '我方', draw: (deal) => SIDES[deal.side], width: 90 },
        { title: '状态', draw: (deal) => <StateTag title={deal.stateTitle} />, width: 120 },
        { title: '等谁', draw: (deal) => <Turn deal={deal} />, width: 100 },
        { title: '开始', draw: (deal) => <span className="num">{dayText(deal.openedAt)}</span>, width: 120 },
      ]}
      above={<Reasons />}
      empty={
        <Empty title="还没有洽谈">
          <p>
            在<Link to="/matches">供需匹配</Link>
            里点“感兴趣”，在搜索结果中打开一项成果提出合作意向，或打开一项需求点“我能解决”。
          </p>
        </Empty>
      }
    />
  )
}

function Turn({ deal }: { readonly deal: DealRow }) {
  if (deal.isOver) return <>—</>
  if (deal.waiting === 'me') return <Tag color="processing">等我方</Tag>
  return <>{deal.waiting === 'other' ? '等对方' : '双方'}</>
}

interface ReasonCount {
  readonly reason: string
  readonly side: 'seller' | 'buyer'
  readonly by: 'own' | 'other' | 'clock'
  readonly count: number
}

const BY = { own: '我方提出', other: '对方提出', clock: '系统' } as const

/** Why talks ended, counted: what stands in the way shows here. */
function Reasons() {
  const reasons = useQuery({
    queryKey: ['deal', 'reasons'],
    queryFn: () => get<Page<ReasonCount>>('/deals/reasons'),
  })
  const items = reasons.data?.items ?? []
  if (items.length === 0) return null
  return (
    <details className="card">
      <summary>结束的原因（{items.reduce((sum, one) => sum + one.count, 0)} 次）</summary>
      <ul className="plain stack-s">
        {items.map((one) => (
          <li key={`${one.reason} ${one.side} ${one.by}`}>
            {one.reason}：{one.count} 次{' '}
            <span className="soft small">
              我方为{SIDES[one.side]}，{BY[one.by]}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
