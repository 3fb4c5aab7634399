import { Tag } from 'antd'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { FormDialog } from '../parts/FormDialog.tsx'
import { Page } from '../shell/Page.tsx'
import { useMe } from '../shell/session.tsx'
import { Show } from '../shell/states.tsx'

interface Numbers {
  readonly items: readonly {
    readonly number: string
    readonly letterId: string
    readonly title: string
    readonly lent: boolean
    readonly at: string
    readonly void: { readonly at: string; readonly reason: string } | null
  }[]
  readonly series: readonly { readonly id: string; readonly title: string; readonly next: number | null }[]
}

interface Seals {
  readonly items: readonly {
    readonly id: string
    readonly letterId: string
    readonly title: string
    readonly sealName: string
    readonly copies: number
    readonly by: string
    readonly at: string
  }[]
  readonly picture: { readonly name: string; readonly at: string } | null
}

/** The unit's registers: numbers with the void ones, runs lent by its office, use of seals. */
export function LetterRegisters() {
  const { may } = useMe()
  const numbers = useQuery({ queryKey: ['letter-numbers'], queryFn: () => get<Numbers>('/letter-numbers') })
  const seals = useQuery({ queryKey: ['seal-uses'], queryFn: () => get<Seals>('/seal-uses') })
  return (
    <Page
      title="文号和用印登记簿"
      lead="文号由办公室给出后填写，或从借给平台的号段中取；作废的文号一直可见。"
      extra={
        <>
          {may.includes('letter-series.lend') && (
            <FormDialog title="登记号段" form="letter-series" path="/letter-series" primary />
          )}
          {may.includes('seal-picture.put') && (
            <FormDialog title="印章图样" form="seal-picture" path="/seal-pictures" />
          )}
          <Link to="/letters">文书</Link>
        </>
      }
    >
      <div className="grid-2">
        <NumberRegister query={numbers} />
        <SealRegister query={seals} />
      </div>
    </Page>
  )
}

/** Numbers given, the void ones too, and runs the office lent. */
function NumberRegister({ query }: { readonly query: UseQueryResult<Numbers> }) {
  return (
    <section className="card stack" aria-label="文号">
      <h2>文号</h2>
      <Show query={query}>
        {({ items }) => (
          <Lines none="还没有编过号。">
            {items.map((row) => (
              <li key={row.number}>
                <strong className="num">{row.number}</strong> {row.void && <Tag color="error">作废</Tag>}
                <div>
                  <Link to={`/letters/${row.letterId}`}>{row.title}</Link>
                </div>
                <div className="soft small num">
                  {timeText(row.at)} · {row.lent ? '从号段取号' : '填写'}
                  {row.void && ` · ${timeText(row.void.at)} 作废：${row.void.reason}`}
                </div>
              </li>
            ))}
          </Lines>
        )}
      </Show>
      <h2>号段</h2>
      <Show query={query}>
        {({ series }) => (
          <Lines none="办公室还没有借出号段。">
            {series.map((row) => (
              <li key={row.id} className="num">
                {row.title} · {row.next === null ? '已用完' : `下一个 ${String(row.next)}`}
              </li>
            ))}
          </Lines>
        )}
      </Show>
    </section>
  )
}

/** Uses of the seal. */
function SealRegister({ query }: { readonly query: UseQueryResult<Seals> }) {
  return (
    <section className="card stack" aria-label="用印">
      <h2>用印</h2>
      <Show query={query}>
        {({ items, picture }) => (
          <>
            <p className="soft small">
              {picture
                ? `文书上印“${picture.name}”的图样（${timeText(picture.at)} 起）。`
                : '没有印章图样：文书上在盖章处印“（印章）”框。'}
            </p>
            <Lines none="还没有用过印。">
              {items.map((row) => (
                <li key={row.id}>
                  {row.sealName} · {row.copies} 份 · <Link to={`/letters/${row.letterId}`}>{row.title}</Link>
                  <div className="soft small num">
                    {row.by} · {timeText(row.at)}
                  </div>
                </li>
              ))}
            </Lines>
          </>
        )}
      </Show>
    </section>
  )
}

function Lines({ none, children }: { readonly none: string; readonly children: readonly ReactNode[] }) {
  return children.length === 0 ? (
    <p className="soft">{none}</p>
  ) : (
    <ul className="plain stack-s">{children}</ul>
  )
}
