import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { get } from '../api.ts'
import { dayText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty } from '../shell/states.tsx'

interface Row {
  readonly id: string
  readonly title: string
  readonly broker: string
  readonly seller: string
  readonly buyer: string
  readonly state: string
  readonly stateTitle: string
  readonly madeAt: string
  readonly protectedUntil: string | null
}

const STATES = {
  proposed: '待双方答复',
  confirmedByOne: '一方已确认',
  protected: '保护期内',
  objected: '有异议',
  disputed: '有争议',
  refused: '引荐不成立',
  expired: '保护期已满',
} as const

export function Introductions() {
  const me = useMe()
  const navigate = useNavigate()
  const isBroker = holds(me, ['introduction.make'])
  return (
    <ListPage<Row>
      title="引荐"
      lead={
        isBroker
          ? '把成果方和需求方介绍给对方；双方确认后有保护期和回执，之后的洽谈自动与引荐关联。'
          : '技术经纪人把贵单位介绍给别的单位；请确认，或说明早已相识。'
      }
      path="/introductions"
      idOf={(row) => row.id}
      extra={
        isBroker && (
          <Button type="primary" onClick={() => void navigate('/introductions/new')}>
            引荐双方
          </Button>
        )
      }
      above={isBroker && <Record />}
      filters={[
        {
          name: 'state',
          title: '状态',
          options: Object.entries(STATES).map(([value, label]) => ({ value, label })),
        },
      ]}
      columns={[
        { title: '事项', draw: (row) => <Link to={`/introductions/${row.id}`}>{row.title}</Link> },
        { title: '成果方', draw: (row) => row.seller, width: 200 },
        { title: '需求方', draw: (row) => row.buyer, width: 200 },
        { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 130 },
        {
          title: '保护期到',
          draw: (row) => <span className="num">{row.protectedUntil ?? '—'}</span>,
          width: 120,
        },
        { title: '引荐', draw: (row) => <span className="num">{dayText(row.madeAt)}</span>, width: 120 },
      ]}
      empty={
        <Empty title="还没有引荐">
          {isBroker ? <Link to="/introductions/new">引荐第一对</Link> : '经纪人引荐贵单位时会出现在这里。'}
        </Empty>
      }
    />
  )
}

interface Counts {
  readonly introduced: number
  readonly established: number
  readonly met: number
  readonly signed: number
}

/** The broker's record as the public sees it: counts. */
function Record() {
  const list = useQuery({
    queryKey: ['introductions', 'record'],
    queryFn: () => get<{ record: Counts | null }>('/introductions', { limit: 1 }),
  })
  const record = list.data?.record
  if (!record) return null
  const tiles = [
    ['引荐', record.introduced],
    ['成立', record.established],
    ['开始洽谈', record.met],
    ['签约', record.signed],
  ] as const
  return (
    <div className="tiles" aria-label="本机构的引荐记录" role="group">
      {tiles.map(([title, n]) => (
        <div key={title} className="tile">
          <span className="soft">{title}</span>
          <b>{n}</b>
        </div>
      ))}
    </div>
  )
}
