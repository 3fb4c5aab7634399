import { useQuery } from '@tanstack/react-query'
import { get } from '../api.ts'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'

interface Row {
  readonly reason: string
  readonly count: number
  readonly orgs: number
}

/** Why matches are refused, over the whole market: what the bureau can help with. */
export function Refusals() {
  const statistics = useQuery({
    queryKey: ['refusals'],
    queryFn: () => get<{ reasons: readonly Row[] }>('/matches/statistics'),
  })
  return (
    <Page title="谢绝原因" lead="需求方谢绝匹配时选的原因，按最近一次答复计。公开统计隐去单位少的格子。">
      <Show query={statistics}>
        {({ reasons }) => (
          <div className="card">
            <table className="list">
              <thead>
                <tr>
                  <th scope="col">原因</th>
                  <th scope="col" className="right">
                    次数
                  </th>
                  <th scope="col" className="right">
                    单位数
                  </th>
                </tr>
              </thead>
              <tbody>
                {reasons.map(({ reason, count, orgs }) => (
                  <tr key={reason}>
                    <th scope="row">{reason}</th>
                    <td className="right num">{count}</td>
                    <td className="right num">{orgs}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Show>
    </Page>
  )
}
