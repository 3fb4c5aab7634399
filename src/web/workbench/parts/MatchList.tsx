import { Alert, Segmented } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import { Link } from 'react-router'
import { ApiError, get } from '../api.ts'
import { byFit } from '../helpers/match.ts'
import type { RecordKind } from '../records.ts'
import { Empty, Show } from '../shell/states.tsx'
import { MATCH_STATES, MatchRow, type Match, type MatchState } from './MatchRow.tsx'

/** A list of matches as the API gives it; counts and pause only for an own record. */
interface Matches {
  readonly items: readonly Match[]
  readonly counts?: Readonly<Record<MatchState, number>>
  readonly paused?: boolean
  /** Why nearness by meaning did not count, when it should have. */
  readonly hint?: string | null
}

interface Props {
  readonly kind: RecordKind
  readonly id: string
  readonly own: boolean
  /** Further buttons of a match, for example to offer an achievement. */
  readonly actions?: (match: Match) => ReactNode
}

/** What was matched with a record, each with its reasons; own ones are answered in place. */
export function MatchList(props: Props) {
  const { kind, id, own } = props
  const matches = useQuery({
    queryKey: ['matches', kind.kind, id],
    queryFn: () => matchesOf(kind, id, own),
  })
  return (
    <Show query={matches}>
      {(found) => (
        <div className="stack">
          {found.paused && <Paused id={id} />}
          {found.hint && <Alert type="warning" showIcon title={found.hint} />}
          {found.items.length === 0 ? <NoMatches {...props} /> : <Found {...props} found={found} />}
        </div>
      )}
    </Show>
  )
}

/** A record that is not public is not in the index: it has no matches yet. */
async function matchesOf(kind: RecordKind, id: string, own: boolean): Promise<Matches> {
  try {
    return await get<Matches>(`${own ? '/my' : ''}/${kind.path}/${id}/matches`)
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { items: [] }
    throw error
  }
}

/** The answer 已有方案 stops proposals; the way out and the way on. */
function Paused({ id }: { readonly id: string }) {
  return (
    <Alert
      type="info"
      showIcon
      title="您答复“已有方案”，已暂停为这项需求推荐新的成果。"
      description={
        <>
          需求解决了，请到<Link to={`/demands/${id}`}>需求页面</Link>
          标记“已解决”并写明怎样解决的；还需要的，在“不合适”里收回那条答复，就会继续推荐。
        </>
      }
    />
  )
}

const FILTERS: Readonly<Record<MatchState, string>> = {
  unanswered: '未答复',
  interested: '有意向',
  later: '以后',
  no: '不合适',
}

function Found({ found, ...props }: Props & { readonly found: Matches }) {
  const [state, setState] = useState<MatchState>('unanswered')
  const { counts } = found
  const items = counts ? found.items.filter((match) => match.state === state) : found.items
  const { first, rest } = byFit(items)
  return (
    <>
      {counts && (
        <Segmented
          aria-label="按答复筛选"
          value={state}
          onChange={(value) => setState(value)}
          options={MATCH_STATES.map((value) => ({
            value,
            label: `${FILTERS[value]} ${String(counts[value])}`,
          }))}
        />
      )}
      <p className="soft small">
        满分约 100：双方写明的用语越多相同、越少见，分越高；领域、成熟度、价格、合作方式、地区再加减几分。
        {props.own && '键盘：↑ ↓ 换一项，1 感兴趣，2 以后再看，3 不合适。'}
      </p>
      {items.length === 0 && <p className="soft">没有“{FILTERS[state]}”的匹配。</p>}
      <Rows {...props} items={first} />
      {rest.length > 0 && (
        <details>
          <summary>另有 {rest.length} 项相合程度低</summary>
          <Rows {...props} items={rest} />
        </details>
      )}
    </>
  )
}

function Rows({ items, ...props }: Props & { readonly items: readonly Match[] }) {
  return (
    <ul className="plain worklist matches" onKeyDown={byKey}>
      {items.map((match) => (
        <MatchRow key={match.id} match={match} {...props} />
      ))}
    </ul>
  )
}

/** Keys while a button or link of the list has the focus: arrows go from match to match, figures answer it. */
function byKey(event: KeyboardEvent<HTMLUListElement>): void {
  const { target, key, currentTarget } = event
  if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return
  const row = target.closest<HTMLElement>('[data-match]')
  if (row === null || target.closest('[role=dialog]') !== null) return
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
  if (step !== 0) {
    const rows = Array.from(currentTarget.querySelectorAll<HTMLElement>('[data-match]'))
    rows[rows.indexOf(row) + step]?.querySelector<HTMLElement>('a, button')?.focus()
    event.preventDefault()
    return
  }
  const button = row.querySelector<HTMLElement>(`[data-key="${key}"]`)
  if (/^[1-3]$/.test(key) && button !== null) {
    button.click()
    event.preventDefault()
  }
}

/** Why nothing was found, and what would help. */
function NoMatches({ kind, id, own }: Props) {
  return (
    <Empty title={`还没有匹配的${kind.other}`}>
      <p>公开发布后几秒内开始匹配；草稿和审核中的{kind.title}不参加匹配。</p>
      <p>已经发布的，写明下面这些，匹配会更准：</p>
      <ul className="plain">
        <li>{kind.kind === 'demand' ? '要解决的具体问题和用在哪里' : '能解决什么问题、用在哪些产品上'}</li>
        <li>数字指标，例如“误差小于 5%”“日处理 10 吨”</li>
        <li>行业里通用的叫法，写进关键词</li>
      </ul>
      {own && <Link to={`/${kind.path}/${id}`}>去补充这项{kind.title}</Link>}
    </Empty>
  )
}
