import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { get, urlOf } from '../api.ts'
import { feeReading } from '../helpers/money.ts'
import { RecordPage } from '../parts/RecordPage.tsx'
import { Show } from '../shell/states.tsx'

interface Booking {
  readonly id: string
  readonly dossierId: string
  readonly service: { readonly publicId: string; readonly name: string }
  readonly client: string
  readonly base: string
  readonly when: string
  readonly from: string
  readonly until: string
  readonly stateTitle: string
  readonly side: 'client' | 'base'
  readonly process: string
  readonly material: string
  readonly batch: string
  readonly hazard: string
  readonly confidential: boolean
  readonly note: string | null
  readonly opinion: string | null
  readonly feeFen: number | null
  readonly covers: string | null
  readonly leadDays: number | null
  readonly contract: {
    readonly signedOn: string
    readonly contractNo?: string | null
    readonly fileId: string
    readonly silenceAccepts?: boolean
  } | null
  readonly move: { readonly when: string; readonly reason: string | null } | null
  readonly safety: { readonly checks: string } | null
  readonly report: {
    readonly summary: string
    readonly trlBefore: number
    readonly trlAfter: number
    readonly feeFen: number
    readonly industrialised: boolean
    readonly fileId: string
  } | null
  readonly acceptNote: string | null
  readonly lateCancel: boolean
  readonly stars: number | null
  readonly comment: string | null
  readonly raise: { readonly state: string; readonly before: number; readonly after: number } | null
}

const RAISES: Readonly<Record<string, string>> = {
  proposed: '已提请成果所有单位确认',
  confirmed: '成果所有单位已确认',
  declined: '成果所有单位没有采纳',
}

/** One pilot run as its two organisations see it. */
export function PilotBooking() {
  const { id = '' } = useParams()
  const booking = useQuery({
    queryKey: ['pilot-booking', id],
    queryFn: () => get<Booking>(`/pilot-bookings/${id}`),
  })
  return (
    <Show query={booking} rows={10} whole>
      {(found) => <View booking={found} />}
    </Show>
  )
}

function View({ booking }: { readonly booking: Booking }) {
  const { contract, report } = booking
  const paper = (name: string) => urlOf(`/pilot-bookings/${booking.id}/${name}?as=docx`)
  return (
    <RecordPage
      title={`${booking.service.name} ${booking.when}`}
      state={booking.stateTitle}
      dossierId={booking.dossierId}
      extra={
        <>
          {booking.feeFen !== null && (
            <Button href={paper('contract')} download>
              服务合同文本
            </Button>
          )}
          {report && (
            <Button href={paper('report')} download>
              中试报告
            </Button>
          )}
        </>
      }
      prepare={(action) => preparation(action, booking)}
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
        {contract && <a href={urlOf(`/files/${contract.fileId}`)}>打开双方签字盖章的合同</a>}
        {report && <a href={urlOf(`/files/${report.fileId}`)}>打开中试报告附件</a>}
        <p>
          <a href={`/pilot-services/${booking.service.publicId}/calendar`}>看产线日历</a>
        </p>
      </div>
    </RecordPage>
  )
}

/** What a dialog may already know. */
function preparation(action: string, booking: Booking) {
  const { from, until, feeFen } = booking
  if (action === 'askMove' || action === 'reschedule') return { initial: { from, until } }
  if (action === 'report' && feeFen !== null) return { initial: { feeFen } }
  return {}
}

function rowsOf(booking: Booking): readonly (readonly [string, string])[] {
  const { report, contract, move, raise } = booking
  const all: readonly (readonly [string, string | null])[] = [
    ['客户单位', booking.client],
    ['中试基地', booking.base],
    ['时段', booking.when],
    ['提出改到', move && `${move.when}：${move.reason ?? ''}`],
    ['工艺', booking.process],
    ['物料', booking.material],
    ['批量', booking.batch],
    ['危险类别', booking.hazard],
    ['保密', booking.confidential ? '是：别人看不到项目名称' : null],
    ['补充说明', booking.note],
    ['可行性答复', booking.opinion],
    ['报价', booking.feeFen === null ? null : feeReading(booking.feeFen)],
    ['报价包含', booking.covers],
    ['交付周期', booking.leadDays === null ? null : `${String(booking.leadDays)} 天`],
    ['合同签订', contract && `${contract.signedOn} ${contract.contractNo ?? ''}`],
    ['报告逾期未答复', contract && (contract.silenceAccepts === true ? '按合同视为验收' : '合同没有约定')],
    ['安全检查', booking.safety?.checks ?? null],
    ['中试结果', report?.summary ?? null],
    ['成熟度', report && `${String(report.trlBefore)} 级 → ${String(report.trlAfter)} 级`],
    ['成果成熟度', raise && (RAISES[raise.state] ?? raise.state)],
    ['转入产业化', report && (report.industrialised ? '是' : '否')],
    ['实际费用（平台外结清）', report && feeReading(report.feeFen)],
    ['验收意见', booking.acceptNote],
    ['取消', booking.lateCancel ? '临近取消（晚于免责期限）' : null],
    ['评价', booking.stars === null ? null : `${String(booking.stars)} 分（满分 5）`],
    ['评价说明', booking.comment],
  ]
  return all.flatMap(([title, value]) => (value === null ? [] : [[title, value] as const]))
}
