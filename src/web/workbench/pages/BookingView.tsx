import { Alert, Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { get, urlOf } from '../api.ts'
import { feeReading } from '../helpers/money.ts'
import { RecordPage } from '../parts/RecordPage.tsx'
import { Show } from '../shell/states.tsx'

interface Booking {
  readonly id: string
  readonly dossierId: string
  readonly instrument: { readonly publicId: string; readonly name: string }
  readonly user: string
  readonly keeper: string
  readonly when: string
  readonly from: string
  readonly until: string
  readonly state: string
  readonly stateTitle: string
  readonly side: 'user' | 'keeper'
  readonly purpose: string
  readonly samples: number | null
  readonly lateCancel: boolean
  readonly usedMinutes: number | null
  readonly usedSamples: number | null
  readonly feeFen: number | null
  readonly useNote: string | null
  readonly stars: number | null
  readonly comment: string | null
  readonly noShows: number | null
}

const MINUTE_MS = 60_000

/** One booking as its two organisations see it. */
export function BookingView() {
  const { id = '' } = useParams()
  const booking = useQuery({ queryKey: ['booking', id], queryFn: () => get<Booking>(`/bookings/${id}`) })
  return (
    <Show query={booking} rows={8} whole>
      {(found) => <View booking={found} />}
    </Show>
  )
}

function View({ booking }: { readonly booking: Booking }) {
  const minutes = Math.round((Date.parse(booking.until) - Date.parse(booking.from)) / MINUTE_MS)
  return (
    <RecordPage
      title={`${booking.instrument.name} ${booking.when}`}
      state={booking.stateTitle}
      dossierId={booking.dossierId}
      notes={<NoShows booking={booking} />}
      extra={
        <Button href={urlOf(`/bookings/${booking.id}/ics`)} download>
          加入日历
        </Button>
      }
      prepare={(action) => (action === 'use' ? { initial: { usedMinutes: minutes } } : {})}
    >
      <div className="stack">
        <dl className="facts">
          {rowsOf(booking).map(([title, value]) => (
            <div key={title} style={{ display: 'contents' }}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p>
          <a href={`/instruments/${booking.instrument.publicId}`}>打开仪器页面</a>
        </p>
      </div>
    </RecordPage>
  )
}

/** The keeper decides knowing how often this organisation did not come. */
function NoShows({ booking }: { readonly booking: Booking }) {
  if (booking.state !== 'requested' || !booking.noShows) return null
  return (
    <Alert
      type="warning"
      showIcon
      role="note"
      title={`预约单位近一年有 ${String(booking.noShows)} 次被登记为未到。`}
    />
  )
}

function rowsOf(booking: Booking): readonly (readonly [string, string])[] {
  const all: readonly (readonly [string, string | null])[] = [
    ['预约单位', booking.user],
    ['管理单位', booking.keeper],
    ['时段', booking.when],
    ['用途', booking.purpose],
    ['样品数', booking.samples === null ? null : String(booking.samples)],
    ['取消', booking.lateCancel ? '临近取消（晚于免责取消时间）' : null],
    ['实际使用', booking.usedMinutes === null ? null : `${String(booking.usedMinutes)} 分钟`],
    ['实际样品数', booking.usedSamples === null ? null : String(booking.usedSamples)],
    ['费用（平台外结清）', booking.feeFen === null ? null : feeReading(booking.feeFen)],
    ['登记说明', booking.useNote],
    ['评价', booking.stars === null ? null : `${String(booking.stars)} 分（满分 5）`],
    ['评价说明', booking.comment],
  ]
  return all.flatMap(([title, value]) => (value === null ? [] : [[title, value] as const]))
}
