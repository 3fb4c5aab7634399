import { Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { Empty, Show } from '../shell/states.tsx'

interface ReasonCount {
  readonly reason: string
  readonly count: number
}

interface Received {
  readonly demandId: string
  readonly demand: string
  readonly org: string
  readonly answer: 'interested' | 'later' | 'no'
  readonly reason: string | null
  readonly note: string | null
  readonly advice: string | null
  readonly at: string
}

const SAYS = { interested: '有意向', later: '以后再看', no: '不合适' } as const
const COLORS = { interested: 'success', later: 'default', no: 'warning' } as const

/** What demanders said of an own achievement, each with what to do about it. */
export function Answers({ id }: { readonly id: string }) {
  const answers = useQuery({
    queryKey: ['matches', 'received', id],
    queryFn: () =>
      get<{ items: readonly Received[]; reasons: readonly ReasonCount[] }>(`/my/achievements/${id}/answers`),
  })
  return (
    <Show query={answers}>
      {({ items, reasons }) =>
        items.length === 0 ? (
          <Empty title="还没有单位答复">需求方对匹配的答复会列在这里，“不合适”的附原因和改进办法。</Empty>
        ) : (
          <div className="stack">
            <ReasonCounts reasons={reasons} />
            <ul className="plain worklist">
              {items.map((one) => (
                <li key={one.demandId}>
                  <div className="grow">
                    <Tag color={COLORS[one.answer]}>
                      {SAYS[one.answer]}
                      {one.reason && `：${one.reason}`}
                    </Tag>{' '}
                    {one.org} · 需求《{one.demand}》{one.note && <p>补充说明：{one.note}</p>}
                    {one.advice && <p className="soft">{one.advice}</p>}
                    <div className="soft small num">{timeText(one.at)}</div>
                  </div>
                </li>
              ))}
            </ul>
          </div>
        )
      }
    </Show>
  )
}

/** How often each reason was given; those never given are left out. */
export function ReasonCounts({ reasons }: { readonly reasons: readonly ReasonCount[] }) {
  const given = reasons.filter(({ count }) => count > 0)
  if (given.length === 0) return <p className="soft">还没有“不合适”的答复。</p>
  return (
    <p className="chips">
      不合适的原因：
      {given.map(({ reason, count }) => (
        <Tag key={reason}>
          {reason} <span className="num">{count}</span>
        </Tag>
      ))}
    </p>
  )
}
