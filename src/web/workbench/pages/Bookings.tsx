import { Segmented } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ListPage } from '../parts/ListPage.tsx'
import { useMe } from '../shell/session.tsx'
import { Empty } from '../shell/states.tsx'

interface BookingRow {
  readonly id: string
  readonly instrument: { readonly name: string }
  readonly user: string
  readonly keeper: string
  readonly when: string
  readonly stateTitle: string
}

const STATES = {
  requested: '待确认',
  confirmed: '已确认',
  concluded: '待登记使用',
  used: '已使用',
  rated: '已评价',
  declined: '未接受',
  cancelled: '已取消',
  lapsed: '逾期未答复',
  noShow: '未到',
  unrecorded: '未登记',
} as const

/** What the organisation has booked of others, and what others have booked of it. */
export function Bookings() {
  const [search, setSearch] = useSearchParams()
  const { may } = useMe()
  const keeps = may.includes('booking.calendar')
  const side = search.get('side') ?? 'user'
  const isKeeper = side === 'keeper'
  return (
    <ListPage<BookingRow>
      key={side}
      title="仪器预约"
      lead="预约、确认、使用登记和评价都在这里；费用由双方在平台外结清。"
      above={
        keeps && (
          <div className="row">
            <Segmented
              aria-label="哪一边"
              options={[
                { value: 'user', label: '我单位的预约' },
                { value: 'keeper', label: '对我单位仪器的预约' },
              ]}
              value={side}
              onChange={(value) => setSearch({ side: value })}
            />
          </div>
        )
      }
      path="/my/bookings"
      fixed={{ side }}
      idOf={(row) => row.id}
      filters={[
        {
          name: 'state',
          title: '状态',
          options: Object.entries(STATES).map(([value, label]) => ({ value, label })),
        },
      ]}
      columns={[
        { title: '仪器', draw: (row) => <Link to={`/bookings/${row.id}`}>{row.instrument.name}</Link> },
        { title: '时段', draw: (row) => <span className="num">{row.when}</span>, width: 220 },
        {
          title: isKeeper ? '预约单位' : '管理单位',
          draw: (row) => (isKeeper ? row.user : row.keeper),
          width: 220,
        },
        { title: '状态', draw: (row) => <StateTag title={row.stateTitle} />, width: 120 },
      ]}
      empty={
        <Empty title="还没有预约">
          <p>
            在门户的<a href="/instruments">仪器设备</a>里找到仪器，打开预约日历选一个空闲时段。
          </p>
        </Empty>
      }
    />
  )
}
