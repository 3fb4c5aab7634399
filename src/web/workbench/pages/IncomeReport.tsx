import { Button, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { get, urlOf } from '../api.ts'
import { yuanReading } from '../helpers/money.ts'
import { Badges } from '../parts/income/Badges.tsx'
import type { Badge } from '../parts/income/types.ts'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'

interface Report {
  readonly year: number
  readonly unit: string
  readonly isBound: boolean
  readonly submitBy: string
  readonly forwardBy: string
  readonly badges: readonly Badge[]
  readonly lines: readonly {
    readonly title: string
    readonly achievements: number
    readonly receipts: number
    readonly partFen: number
    readonly netFen: number
    readonly poolFen: number
    readonly paidFen: number
    readonly unitFen: number
    readonly people: number
  }[]
}

/** Years that can be chosen before the newest. */
const YEARS_BACK = 5

/** The unit's yearly report of conversion: counts and sums by mode (转化法 21). */
export function IncomeReport() {
  const [search, setSearch] = useSearchParams()
  const year = search.get('year')
  const report = useQuery({
    queryKey: ['income-report', year],
    queryFn: () => get<Report>('/income/report', year === null ? {} : { year }),
  })
  return (
    <Show query={report} rows={6} whole>
      {(found) => (
        <Page
          title={`科技成果转化年度报告 ${String(found.year)}`}
          lead={`${found.unit}，按到账日统计；由平台上的分配记录汇总。`}
          extra={
            <Button href={urlOf('/income/report.xlsx', { year: found.year })} download>
              下载表格
            </Button>
          }
        >
          <div className="card stack-s">
            <div>
              <label htmlFor="report-year">年度</label>{' '}
              <Select
                id="report-year"
                value={found.year}
                onChange={(chosen: number) => setSearch({ year: String(chosen) })}
                options={yearsOf(found.year)}
              />
            </div>
            {found.isBound && (
              <p>
                国家设立的研究开发机构、高等院校应当在 <span className="num">{found.submitBy}</span>{' '}
                以前向主管部门报送，主管部门在 <span className="num">{found.forwardBy}</span>{' '}
                以前报送科技等行政部门（促进科技成果转化法第二十一条）。
              </p>
            )}
            <Lines lines={found.lines} />
            <Badges badges={found.badges} />
          </div>
        </Page>
      )}
    </Show>
  )
}

function yearsOf(year: number) {
  const now = new Date().getFullYear()
  const newest = Math.max(now, year)
  return Array.from({ length: YEARS_BACK + 1 }, (_, back) => ({
    value: newest - back,
    label: `${String(newest - back)} 年`,
  }))
}

function Lines({ lines }: Pick<Report, 'lines'>) {
  const heads = ['成果数', '收入笔数', '单位所得', '净收入', '奖励总额', '已发放', '留归单位', '奖励人次']
  return (
    <div className="scroll-x" role="region" aria-label="各种方式的收入和奖励" tabIndex={0}>
      <table className="list many">
        <thead>
          <tr>
            <th scope="col">转化方式</th>
            {heads.map((head) => (
              <th key={head} scope="col" className="right">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.title}>
              <th scope="row">{line.title}</th>
              <td className="right num">{line.achievements}</td>
              <td className="right num">{line.receipts}</td>
              {[line.partFen, line.netFen, line.poolFen, line.paidFen, line.unitFen].map((fen, at) => (
                <td key={heads[at + 2]} className="right num">
                  {yuanReading(fen)}
                </td>
              ))}
              <td className="right num">{line.people}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
