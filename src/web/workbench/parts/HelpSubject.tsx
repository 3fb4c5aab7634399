import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { Show } from '../shell/states.tsx'

interface HelpView {
  readonly aboutKind: 'deal' | 'demand' | 'achievement' | 'match' | 'expert'
  readonly aboutId: string
  readonly otherId: string | null
  readonly aboutName: string
  readonly question: string
  readonly org: string
  readonly by: string
  readonly askedAt: string
  readonly deal: {
    readonly seller: string
    readonly buyer: string
    readonly stateTitle: string
  } | null
  readonly steps: readonly {
    readonly kind: 'assign' | 'answer'
    readonly body: string
    readonly helper: string | null
    readonly org: string
    readonly by: string
    readonly at: string
  }[]
}

/** What was asked, about what, and what was answered so far. */
export function HelpSubject({ id }: { readonly id: string }) {
  const help = useQuery({ queryKey: ['help', id], queryFn: () => get<HelpView>(`/help-requests/${id}`) })
  return (
    <Show query={help}>
      {(found) => (
        <div className="stack">
          <p className="pre">{found.question}</p>
          <dl className="facts">
            <dt>提出</dt>
            <dd>
              {found.org} {found.by} <span className="num">{timeText(found.askedAt)}</span>
            </dd>
            <dt>关于</dt>
            <dd>
              <About help={found} />
            </dd>
            {found.deal && (
              <>
                <dt>洽谈</dt>
                <dd>
                  {found.deal.seller} 与 {found.deal.buyer}，{found.deal.stateTitle}（看不到条款）
                </dd>
              </>
            )}
          </dl>
          {found.steps.map((step) => (
            <section key={step.at} aria-label={step.kind === 'answer' ? '答复' : '交办'}>
              <h2>{step.kind === 'answer' ? '答复' : `交给${step.helper ?? ''}`}</h2>
              <p className="pre">{step.body}</p>
              <p className="soft small">
                {step.org} {step.by} <span className="num">{timeText(step.at)}</span>
              </p>
            </section>
          ))}
        </div>
      )}
    </Show>
  )
}

function About({ help }: { readonly help: HelpView }) {
  const { aboutKind: kind, aboutId, otherId, aboutName } = help
  if (kind === 'deal') return <>{aboutName}</>
  if (kind === 'match')
    return (
      <>
        {aboutName}（<Link to={`/demands/${aboutId}?view=public`}>需求</Link>
        {otherId !== null && <Link to={`/achievements/${otherId}?view=public`}>成果</Link>}）
      </>
    )
  return <Link to={`/${kind}s/${aboutId}?view=public`}>{aboutName}</Link>
}
