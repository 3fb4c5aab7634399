import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get, urlOf } from '../api.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { ActButton, FormDialog } from '../parts/FormDialog.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

interface Raise {
  readonly id: string
  readonly achievementId: string
  readonly achievement: string
  readonly before: number
  readonly after: number
  readonly fileId: string
  readonly state: string
  readonly stateTitle: string
}

/** What accepted reports propose for the maturity of the own achievements. */
export function PilotRaises() {
  const raises = useQuery({
    queryKey: ['pilot-raises'],
    queryFn: () => get<{ readonly items: readonly Raise[] }>('/my/pilot-raises'),
  })
  return (
    <Page
      title="成熟度提议"
      lead="验收的中试报告提出提高成果的成熟度；由成果所有单位核对报告后确认，确认后随即公开。"
    >
      <Show query={raises} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card">
              <Empty title="没有提议">中试报告验收后，成熟度有提高的会列在这里。</Empty>
            </div>
          ) : (
            <ul className="plain worklist">
              {items.map((raise) => (
                <Line key={raise.id} raise={raise} />
              ))}
            </ul>
          )
        }
      </Show>
    </Page>
  )
}

function Line({ raise }: { readonly raise: Raise }) {
  const { id, achievement, before, after } = raise
  return (
    <li>
      <div className="grow stack-s">
        <Link to={`/achievements/${raise.achievementId}`}>{achievement}</Link>
        <span className="num">
          {before} 级 → {after} 级
        </span>
        <a href={urlOf(`/files/${raise.fileId}`)}>打开中试报告</a>
      </div>
      <StateTag title={raise.stateTitle} />
      {raise.state === 'proposed' && (
        <>
          <ActButton
            title="确认"
            label={`确认《${achievement}》`}
            path={`/pilot-raises/${id}/confirm`}
            primary
          />
          <FormDialog
            title="不采纳"
            label={`不采纳《${achievement}》`}
            form="pilot-raise-decline"
            path={`/pilot-raises/${id}/decline`}
          />
        </>
      )}
    </li>
  )
}
