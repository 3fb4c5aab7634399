import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import { Link, Navigate } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { WorkList } from '../parts/WorkList.tsx'
import { menu } from '../shell/menu.ts'
import { Page } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import type { WorkPage } from '../parts/work/types.ts'
import { useWorkSummary } from '../shell/Shell.tsx'
import { Show } from '../shell/states.tsx'
import type { Me } from '../types.ts'
import type { Shelf } from './Listings.tsx'
import type { Message } from './Messages.tsx'
import type { OwnPanel } from './MyPanels.tsx'

/** Entries of the work list shown here; the whole list is one click away. */
const SHOWN = 8

/** Where the work of the day begins; from the seat of a paper application that is the application. */
export function Home() {
  return useMe().atCounter ? <Navigate to="/counter" replace /> : <Desk />
}

function Desk() {
  const me = useMe()
  const summary = useWorkSummary()
  const work = useQuery({
    queryKey: ['work', 'first'],
    queryFn: () => get<WorkPage>('/work', { limit: SHOWN }),
    refetchInterval: 60_000,
  })
  const messages = useQuery({
    queryKey: ['messages'],
    queryFn: () => get<{ items: readonly Message[]; unread: number }>('/messages'),
  })
  return (
    <Page title={`${me.person?.name ?? ''}，您好`} lead={whoText(me)}>
      {me.session?.secondFactor === 'enrol' && (
        <Alert
          type="warning"
          showIcon
          title="请先启用第二因素"
          description={
            <>
              您的管理、经办或审批身份须用动态口令或短信验证码登录，启用前暂不能办理。
              <Link to="/security">现在启用</Link>
            </>
          }
        />
      )}
      <div className="tiles">
        <Tile to="/review" n={summary.data?.total ?? null} title="待我办理" />
        <Tile to="/review?due=late" n={summary.data?.due.late ?? null} title="已经超期" />
        <ToConfirm me={me} />
        <ToReview me={me} />
        <Tile to="/messages" n={messages.data ? messages.data.unread : null} title="未读消息" />
      </div>
      <div className="grid-2">
        <section className="card" aria-label="待办">
          <h2>待办</h2>
          <Show query={work}>
            {({ items, total }) => (
              <>
                <WorkList items={items} none="没有等您办理的事项" />
                {total > SHOWN && <Link to="/review">查看全部 {total} 件</Link>}
              </>
            )}
          </Show>
        </section>
        <div className="stack">
          <Shortcuts me={me} />
          <section className="card" aria-label="最新消息">
            <h2>最新消息</h2>
            <Show query={messages} rows={2}>
              {(data) => <Latest messages={data.items.slice(0, 5)} />}
            </Show>
          </section>
        </div>
      </div>
    </Page>
  )
}

/** Listings that end soon, for whoever may confirm them. */
function ToConfirm({ me }: { readonly me: Me }) {
  const may = holds(me, ['listing.confirm'])
  const shelf = useQuery({
    queryKey: ['listings', 'due'],
    queryFn: () => get<Shelf>('/my/listings', { set: 'due' }),
    enabled: may,
  })
  return may ? <Tile to="/listings" n={shelf.data?.counts.due ?? null} title="待确认的信息" /> : null
}

/** Panels that wait for an expert; an invitation is open for hours only. */
function ToReview({ me }: { readonly me: Me }) {
  const panels = useQuery({
    queryKey: ['my-panels'],
    queryFn: () => get<{ items: readonly OwnPanel[] }>('/my/panels'),
    enabled: holds(me, ['pool-expert.apply']),
  })
  const n = panels.data?.items.filter(({ waits }) => waits).length ?? 0
  return n > 0 ? <Tile to="/my-panels" n={n} title="专家评审待办" /> : null
}

function whoText(me: Me): string {
  const { org, today } = me
  if (!org) return `今天是 ${today}。您以个人身份办理，尚未加入单位。`
  const name = `${org.name}${org.verified ? '' : '（单位尚未核验，暂不能发布和签约）'}`
  return `今天是 ${today}。您代表 ${name} 办理。`
}

function Tile({ to, n, title }: { readonly to: string; readonly n: number | null; readonly title: string }) {
  return (
    <Link to={to} className="tile">
      <span className="soft">{title}</span>
      <b>{n ?? '…'}</b>
    </Link>
  )
}

/** Starting points by what the person may do, the most frequent jobs of users.md first. */
const SHORTCUTS = [
  { to: '/demands/new', title: '发布需求', text: '一句话说清要解决的问题', needs: ['demand.draft'] },
  { to: '/achievements/new', title: '登记成果', text: '先存草稿，慢慢补全', needs: ['achievement.draft'] },
  {
    to: '/import',
    title: '批量导入',
    text: '用现成的表格，先试后存',
    needs: ['bulk.import'],
  },
  { to: '/matches', title: '看匹配', text: '谁能解决，依据哪些词', needs: ['match.answer'] },
  { to: '/journal', title: '查日志', text: '谁在何时做了什么', needs: ['journal.read'] },
  { to: '/go-live', title: '上线检查', text: '还差哪些才能正式运行', needs: ['go-live.read'] },
] as const

function Shortcuts({ me }: { readonly me: Me }) {
  const own = SHORTCUTS.filter((one) => holds(me, one.needs))
  const shown =
    own.length > 0
      ? own
      : (menu[0]?.entries ?? []).map((entry) => ({ to: entry.path, title: entry.title, text: '' }))
  return (
    <section className="card" aria-label="常用">
      <h2>常用</h2>
      <ul className="plain stack-s">
        {shown.map((one) => (
          <li key={one.to}>
            <Link to={one.to}>{one.title}</Link> <span className="soft">{one.text}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Latest({ messages }: { readonly messages: readonly Message[] }) {
  if (messages.length === 0) return <p className="soft">还没有消息。</p>
  return (
    <ul className="plain stack-s">
      {messages.map((message) => (
        <li key={message.id}>
          <Link to="/messages">{message.text}</Link>
          <div className="soft small num">{timeText(message.at)}</div>
        </li>
      ))}
    </ul>
  )
}
