import { Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { sizeText, timeText } from '../helpers/format.ts'
import type { Opening, RoomItem } from '../parts/deal/types.ts'
import { ActButton, FormDialog } from '../parts/FormDialog.tsx'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

interface AchievementRoom {
  readonly name: string
  readonly items: readonly (RoomItem & { readonly withdrawnAt: string | null })[]
  readonly openings: readonly (Opening & { readonly dealId: string })[]
}

/** What the owner of an achievement shows in every deal about it, after the confidentiality agreement. */
export function RoomPage() {
  const { id = '' } = useParams()
  const room = useQuery({
    queryKey: ['achievement room', id],
    queryFn: () => get<AchievementRoom>(`/achievements/${id}/room`),
  })
  return (
    <Show query={room} rows={6} whole>
      {(found) => (
        <Page
          title={`资料室：${found.name}`}
          lead="放在这里的资料，签了保密协议的洽谈对方可以开启；每次开启都有回执。公众和搜索看不到。"
          extra={
            <FormDialog
              title="放一份资料"
              primary
              form="room-item"
              path={`/achievements/${id}/room`}
              warning="涉密和内部的内容不能放。资料名称和内容不出现在搜索、消息和日志里。"
            />
          }
        >
          <section className="card" aria-label="资料">
            <h2>资料</h2>
            {found.items.length === 0 && <Empty title="还没有资料">放中试报告、图纸、检测数据等。</Empty>}
            <ul className="plain stack-s">
              {found.items.map((item) => (
                <li key={item.id} className="listitem">
                  <Line item={item} />
                </li>
              ))}
            </ul>
          </section>
          <section className="card" aria-label="查阅记录">
            <h2>查阅记录</h2>
            {found.openings.length === 0 && <p className="soft">还没有人开启。</p>}
            <ol className="plain stack-s">
              {found.openings.map((one) => (
                <li key={one.id} className="listitem">
                  {one.org} {one.by} 开启“{one.title}”第 {one.version} 版{' '}
                  <span className="num soft">{timeText(one.at)}</span>{' '}
                  <Link to={`/deals/${one.dealId}`}>打开洽谈</Link>
                </li>
              ))}
            </ol>
          </section>
        </Page>
      )}
    </Show>
  )
}

function Line({ item }: { readonly item: AchievementRoom['items'][number] }) {
  return (
    <>
      <div className="row">
        <span className="grow">
          {item.title}{' '}
          <span className="soft small num">
            第 {item.version} 版 · {item.isText ? '文字' : sizeText(item.size)}
          </span>
        </span>
        {item.withdrawnAt === null ? (
          <>
            <FormDialog
              title="放新版本"
              small
              label={`放新版本：${item.title}`}
              form="room-version"
              method="PUT"
              path={`/room-items/${item.id}`}
              initial={{ title: item.title, kind: item.isText ? 'text' : 'file', mode: item.mode }}
            />
            <ActButton
              title="收回"
              small
              danger
              label={`收回：${item.title}`}
              path={`/room-items/${item.id}/withdraw`}
              warning="收回后任何一方都不能再看这份资料；看过的回执保留。"
            />
          </>
        ) : (
          <Tag>已收回 {timeText(item.withdrawnAt)}</Tag>
        )}
      </div>
      <div className="soft small">
        {item.levelTitle} · {item.modeTitle}
      </div>
      <div className="mono soft small">SHA-256 {item.sha256}</div>
    </>
  )
}
