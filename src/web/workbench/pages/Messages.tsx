import { Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { get, send } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { Page } from '../shell/Page.tsx'
import { Empty, Show } from '../shell/states.tsx'

export interface Message {
  readonly id: string
  readonly text: string
  readonly link: string | null
  readonly at: string
  readonly read: boolean
}

export function Messages() {
  const client = useQueryClient()
  const messages = useQuery({
    queryKey: ['messages'],
    queryFn: () => get<{ items: readonly Message[]; unread: number }>('/messages'),
  })
  const markRead = async (ids: readonly string[]) => {
    await send('POST', '/messages/read', { ids })
    await client.invalidateQueries({ queryKey: ['messages'] })
  }
  const unread = (messages.data?.items ?? []).filter((message) => !message.read).map((message) => message.id)
  return (
    <Page
      title="消息"
      extra={unread.length > 0 && <Button onClick={() => void markRead(unread)}>全部标为已读</Button>}
    >
      <Show query={messages}>
        {({ items }) => (
          <div className="card">
            {items.length === 0 && <Empty title="还没有消息">办件有进展、对方有留言时会出现在这里。</Empty>}
            <ul className="plain worklist">
              {items.map((message) => (
                <li key={message.id}>
                  <div className="grow">
                    {!message.read && <b className="sum-bad">未读 </b>}
                    {message.link ? <a href={message.link}>{message.text}</a> : message.text}
                    <div className="soft small num">{timeText(message.at)}</div>
                  </div>
                  {!message.read && (
                    <Button
                      size="small"
                      onClick={() => void markRead([message.id])}
                      aria-label={`标为已读：${message.text}`}
                    >
                      标为已读
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </div>
        )}
      </Show>
    </Page>
  )
}
