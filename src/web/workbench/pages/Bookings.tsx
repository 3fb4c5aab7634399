import { BookingList } from '../parts/BookingList.tsx'
import { useMe } from '../shell/session.tsx'

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

/** Bookings of instruments. */
export function Bookings() {
  const { may } = useMe()
  return (
    <BookingList<BookingRow>
      title="仪器预约"
      lead="预约、确认、使用登记和评价都在这里；费用由双方在平台外结清。"
      path="/my/bookings"
      page="/bookings"
      thing={{ title: '仪器', name: (row) => row.instrument.name }}
      sides={[
        { value: 'user', label: '我单位的预约', otherTitle: '管理单位', other: (row) => row.keeper },
        { value: 'keeper', label: '对我单位仪器的预约', otherTitle: '预约单位', other: (row) => row.user },
      ]}
      keeps={may.includes('booking.calendar')}
      states={STATES}
      empty={
        <p>
          在门户的<a href="/instruments">仪器设备</a>里找到仪器，打开预约日历选一个空闲时段。
        </p>
      }
    />
  )
}
