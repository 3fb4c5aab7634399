import { useQuery } from '@tanstack/react-query'
import { get } from '../../api.ts'
import { timeText } from '../../helpers/format.ts'
import { feeReading } from '../../helpers/money.ts'
import { Show } from '../../shell/states.tsx'
import type { DossierView } from '../../types.ts'
import { RecordPage } from '../RecordPage.tsx'
import { PilotMatter } from './Matter.tsx'

interface Figures {
  readonly from: string
  readonly until: string
  readonly runs: number
  readonly external: number
  readonly externalBp: number
  readonly clients: number
  readonly incomeFen: number
  readonly industrialised: number
  readonly raised: number
  readonly utilisationBp: number
  readonly starsHundredths: number | null
}

interface FiguresReply extends Figures {
  /** As they were when the report was handed in. */
  readonly kept: { readonly figures: Figures; readonly at: string } | null
}

const HUNDRED = 100

/** A yearly assessment: its report begins with what the platform's own bookings say of the year, and stands beside it. */
export function PilotAssessment({ view }: { readonly view: DossierView }) {
  const { id, org_id: orgId, opened_at: openedAt, title } = view.dossier
  const year = Number(openedAt.slice(0, 4)) - 1
  const span = { from: `${String(year)}-01-01`, until: `${String(year)}-12-31`, orgId, dossierId: id }
  const figures = useQuery({
    queryKey: ['pilot-figures', span],
    queryFn: () => get<FiguresReply>('/pilot-service-figures', span),
  })
  const initial = figures.data && {
    items: figures.data.runs,
    externalItems: figures.data.external,
    incomeFen: figures.data.incomeFen,
    industrialised: figures.data.industrialised,
  }
  return (
    <RecordPage
      title={title}
      state={view.stateTitle}
      dossierId={id}
      prepare={(action) => (action === 'report' && initial ? { initial } : {})}
    >
      <div className="stack">
        <Show query={figures}>
          {({ kept, ...now }) =>
            kept === null ? (
              <FromBookings found={now} title="平台预约记录统计" />
            ) : (
              <FromBookings
                found={kept.figures}
                title={`提交报告时的平台预约记录统计，留存于 ${timeText(kept.at)}`}
              />
            )
          }
        </Show>
        <PilotMatter dossierId={id} />
      </div>
    </RecordPage>
  )
}

function FromBookings({ found, title }: { readonly found: Figures; readonly title: string }) {
  const percent = (bp: number) => `${(bp / HUNDRED).toFixed(1)}%`
  const rows: readonly (readonly [string, string])[] = [
    ['已验收项目', String(found.runs)],
    ['其中对外', `${String(found.external)}（${percent(found.externalBp)}）`],
    ['客户单位', String(found.clients)],
    ['服务收入', feeReading(found.incomeFen)],
    ['转入产业化', String(found.industrialised)],
    ['经确认提高成熟度的成果', String(found.raised)],
    ['产线利用率', percent(found.utilisationBp)],
    ['平均评价', found.starsHundredths === null ? '没有评价' : (found.starsHundredths / HUNDRED).toFixed(2)],
  ]
  return (
    <section>
      <h2>
        {title}（{found.from} 至 {found.until}）
      </h2>
      <dl className="facts">
        {rows.map(([title, value]) => (
          <div key={title} style={{ display: 'contents' }}>
            <dt>{title}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
