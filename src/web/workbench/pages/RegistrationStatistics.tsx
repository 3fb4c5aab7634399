import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { get, urlOf } from '../api.ts'
import { yuanReading } from '../helpers/money.ts'
import { DaySpan } from '../parts/DaySpan.tsx'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'

interface Line {
  readonly title: string
  readonly contracts: number
  readonly totalFen: number
  readonly techFen: number
}

interface Figures {
  readonly from: string
  readonly until: string
  readonly groups: readonly { readonly title: string; readonly lines: readonly Line[] }[]
  readonly refusals: readonly { readonly title: string; readonly contracts: number }[]
  readonly decisions: number
  readonly medianDays: number | null
}

/** Registrations counted along the dimensions of the register, for the office; the public's figures are on the portal. */
export function RegistrationStatistics() {
  const me = useMe()
  const [search, setSearch] = useSearchParams()
  const query = { from: search.get('from'), until: search.get('until') }
  const figures = useQuery({
    queryKey: ['registration-figures', query],
    queryFn: () => get<Figures>('/contract-registration-figures', query),
  })
  return (
    <Page
      title="技术合同登记统计"
      lead="按登记日期统计，已注销的不计。"
      extra={
        <>
          <Button href={urlOf('/contract-registration-figures.xlsx', query)} download>
            导出统计（Excel）
          </Button>
          {holds(me, ['registration.export']) && (
            <>
              <Button href={urlOf('/contract-registration-export', query)} download>
                按全国系统列次导出（Excel）
              </Button>
              <Button href={urlOf('/contract-registration-export', { ...query, as: 'csv' })} download>
                导出 csv
              </Button>
            </>
          )}
        </>
      }
    >
      <Show query={figures} rows={8}>
        {(found) => (
          <>
            <DaySpan
              key={`${found.from} ${found.until}`}
              from={found.from}
              until={found.until}
              choose={(from, until) => setSearch({ from, until })}
            />
            {found.groups.length === 0 ? (
              <div className="card">
                <Empty title="这段时间没有登记">登记的合同会按类别、领域和流向列在这里。</Empty>
              </div>
            ) : (
              <Groups found={found} />
            )}
            <Decisions found={found} />
          </>
        )}
      </Show>
    </Page>
  )
}

function Groups({ found }: { readonly found: Figures }) {
  return (
    <div className="card scroll-x" role="region" aria-label="登记统计" tabIndex={0}>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">分组</th>
            <th scope="col">项目</th>
            <th scope="col" className="right">
              合同数
            </th>
            <th scope="col" className="right">
              成交额
            </th>
            <th scope="col" className="right">
              技术交易额
            </th>
          </tr>
        </thead>
        <tbody>
          {found.groups.flatMap((group) =>
            group.lines.map((line) => (
              <tr key={group.title + line.title}>
                <td>{group.title}</td>
                <td>{line.title}</td>
                <td className="right num">{line.contracts}</td>
                <td className="right num">{yuanReading(line.totalFen)}</td>
                <td className="right num">{yuanReading(line.techFen)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  )
}

function Decisions({ found }: { readonly found: Figures }) {
  return (
    <section className="card">
      <h2>办理</h2>
      <p>
        作出决定 <span className="num">{found.decisions}</span> 件；从受理到决定的天数中位数{' '}
        <span className="num">{found.medianDays ?? '—'}</span>。
      </p>
      {found.refusals.length > 0 && (
        <>
          <h3>不予登记的原因</h3>
          <ul>
            {found.refusals.map((one) => (
              <li key={one.title}>
                {one.title}：<span className="num">{one.contracts}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
