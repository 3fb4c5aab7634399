import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { feeReading } from '../helpers/money.ts'
import { DaySpan } from '../parts/DaySpan.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

interface UseRow {
  readonly id: string
  readonly name: string
  readonly code: string
  readonly keeper: string
  readonly asked: number
  readonly used: number
  readonly minutes: number
  readonly samples: number
  readonly users: number
  readonly noShows: number
  readonly lateCancels: number
  readonly unrecorded: number
  readonly feeFen: number | null
}

interface Statistics {
  readonly from: string
  readonly until: string
  readonly items: readonly UseRow[]
}

const HOUR_MINUTES = 60
const hours = (minutes: number) => (minutes / HOUR_MINUTES).toFixed(1)

/** Hours that instruments were used by others: the keeper's own, for the bureau all. Only what was noted counts. */
export function InstrumentUse() {
  const [search, setSearch] = useSearchParams()
  const query = { from: search.get('from'), until: search.get('until') }
  const statistics = useQuery({
    queryKey: ['instrument-use', query],
    queryFn: () => get<Statistics>('/instrument-statistics', query),
  })
  return (
    <Page title="共享机时" lead="只计已登记的使用；未登记、未到和临近取消另列。">
      <Show query={statistics} rows={6}>
        {(found) => (
          <>
            <DaySpan
              key={`${found.from} ${found.until}`}
              from={found.from}
              until={found.until}
              choose={(from, until) => setSearch({ from, until })}
            />
            <Totals rows={found.items} />
            {found.items.length === 0 ? (
              <div className="card">
                <Empty title="这段时间没有记录">已发布的仪器会列在这里。</Empty>
              </div>
            ) : (
              <Rows rows={found.items} />
            )}
          </>
        )}
      </Show>
    </Page>
  )
}

function Totals({ rows }: { readonly rows: readonly UseRow[] }) {
  const sum = (pick: (row: UseRow) => number) => rows.reduce((total, row) => total + pick(row), 0)
  const tiles = [
    ['对外使用（小时）', hours(sum((row) => row.minutes))],
    ['使用次数', String(sum((row) => row.used))],
    ['样品数', String(sum((row) => row.samples))],
    ['未到', String(sum((row) => row.noShows))],
  ] as const
  return (
    <div className="tiles">
      {tiles.map(([title, value]) => (
        <div key={title} className="tile">
          <b>{value}</b>
          <span className="soft">{title}</span>
        </div>
      ))}
    </div>
  )
}

const HEADS = [
  '仪器',
  '管理单位',
  '预约',
  '使用',
  '小时',
  '样品',
  '使用单位',
  '未到',
  '临近取消',
  '未登记',
  '费用',
]

function Rows({ rows }: { readonly rows: readonly UseRow[] }) {
  const withFees = rows.some((row) => row.feeFen !== null)
  return (
    <div className="card flush scroll-x" role="region" aria-label="各仪器的共享机时" tabIndex={0}>
      <table className="list many">
        <thead>
          <tr>
            {HEADS.filter((title) => withFees || title !== '费用').map((title, i) => (
              <th key={title} scope="col" className={i > 1 ? 'right' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                {row.name} <span className="soft num">{row.code}</span>
              </td>
              <td>{row.keeper}</td>
              {[
                row.asked,
                row.used,
                hours(row.minutes),
                row.samples,
                row.users,
                row.noShows,
                row.lateCancels,
                row.unrecorded,
              ].map((value, i) => (
                <td key={HEADS[i + 2]} className="right num">
                  {value}
                </td>
              ))}
              {withFees && (
                <td className="right num">{row.feeFen === null ? '—' : feeReading(row.feeFen)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
