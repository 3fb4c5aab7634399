import { BookingList } from '../parts/BookingList.tsx'
import { useMe } from '../shell/session.tsx'

interface PilotRow {
  readonly id: string
  readonly service: { readonly name: string }
  readonly what: string
  readonly client: string
  readonly base: string
  readonly when: string
  readonly stateTitle: string
}

const STATES = {
  requested: '待可行性答复',
  feasible: '待报价',
  quoted: '待确认报价',
  contracting: '待签合同',
  contracted: '待核对合同',
  scheduled: '已排期',
  moving: '待答复改期',
  checked: '安全检查通过',
  running: '中试中',
  reported: '待验收',
  accepted: '已验收',
  rated: '已评价',
  declined: '未承接',
  cancelled: '已取消',
  lapsed: '逾期失效',
  missed: '未如期开展',
  failed: '中试未完成',
} as const

/** Bookings of pilot lines, from the request to the report. */
export function PilotBookings() {
  const { may } = useMe()
  return (
    <BookingList<PilotRow>
      title="中试预约"
      lead="从预约、报价、合同、排期到报告和验收都在这里；费用由双方在平台外结清。"
      path="/my/pilot-bookings"
      page="/pilot-bookings"
      thing={{ title: '产线', name: (row) => row.service.name }}
      more={[{ title: '项目', draw: (row) => row.what, width: 200 }]}
      sides={[
        { value: 'client', label: '我单位的预约', otherTitle: '中试基地', other: (row) => row.base },
        { value: 'base', label: '对本基地的预约', otherTitle: '客户单位', other: (row) => row.client },
      ]}
      keeps={may.includes('pilot-booking.calendar')}
      states={STATES}
      empty={
        <p>
          在门户的<a href="/pilot-services/find">谁能做</a>里找到产线，打开预约日历选一个空闲时段。
        </p>
      }
    />
  )
}
