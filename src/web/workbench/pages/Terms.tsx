import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { get, urlOf } from '../api.ts'
import { DaySpan } from '../parts/DaySpan.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

interface Row {
  readonly procedure: string
  readonly title: string
  readonly steps: { readonly ended: number; readonly kept: number; readonly lateNow: number }
  readonly overall: {
    readonly promised: number
    readonly kind: string
    readonly cases: number
    readonly ended: number
    readonly kept: number
    readonly medianDays: number | null
    readonly lateNow: number
  } | null
}

interface Statistics {
  readonly from: string
  readonly until: string
  readonly items: readonly Row[]
}

/** How the terms of each procedure were kept: the whole and its steps, for the own unit or for all. */
export function Terms() {
  const [search, setSearch] = useSearchParams()
  const query = { from: search.get('from'), until: search.get('until') }
  const statistics = useQuery({
    queryKey: ['terms', query],
    queryFn: () => get<Statistics>('/statistics/terms', query),
  })
  return (
    <Page
      title="办理时限统计"
      lead="按期限开始的日期统计。申请人补正、征求意见、专家评审和公示的天数不计入全程用时。"
      extra={
        <Button href={urlOf('/statistics/terms.xlsx', query)} download>
          导出 Excel
        </Button>
      }
    >
      <Show query={statistics} rows={6}>
        {(found) => (
          <>
            <DaySpan
              key={`${found.from} ${found.until}`}
              from={found.from}
              until={found.until}
              choose={(from, until) => setSearch({ from, until })}
            />
            {found.items.length === 0 ? (
              <div className="card">
                <Empty title="这段时间没有办件">有期限的办件会按事项列在这里。</Empty>
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

const HEADS = [
  '事项',
  '承诺时限',
  '受理',
  '已办结',
  '按期办结',
  '用时中位数',
  '全程超期',
  '环节按期',
  '环节超期',
]

function Rows({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <div className="card scroll-x" role="region" aria-label="各事项的时限" tabIndex={0}>
      <table className="list">
        <thead>
          <tr>
            {HEADS.map((title, at) => (
              <th key={title} scope="col" className={at === 0 ? '' : 'right'}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.procedure}>
              <td>{row.title}</td>
              {cellsOf(row).map((text, at) => (
                <td key={HEADS[at + 1]} className="right num">
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function cellsOf({ steps, overall }: Row): string[] {
  const own = [`${String(steps.kept)} / ${String(steps.ended)}`, String(steps.lateNow)]
  if (overall === null) return ['—', '—', '—', '—', '—', '—', ...own]
  const { promised, kind, cases, ended, kept, medianDays, lateNow } = overall
  return [
    `${String(promised)} ${unitOf(kind)}`,
    ...[cases, ended, kept].map(String),
    medianDays === null ? '—' : `${String(medianDays)} ${unitOf(kind)}`,
    String(lateNow),
    ...own,
  ]
}

function unitOf(kind: string): string {
  return kind === '工作日' ? '个工作日' : kind
}
