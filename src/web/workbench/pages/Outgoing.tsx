import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Tag } from 'antd'
import { send } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { ListPage } from '../parts/ListPage.tsx'
import { Empty } from '../shell/states.tsx'

interface Sent {
  readonly id: string
  readonly kind: 'message' | 'webhook'
  readonly channel: string
  readonly state: 'waiting' | 'sent' | 'failed'
  readonly tries: number
  readonly error: string | null
  readonly createdAt: string
  readonly nextAt: string | null
  readonly settledAt: string | null
  readonly next: readonly { readonly name: string; readonly title: string }[]
}

const STATES = {
  waiting: { title: '等待发送', colour: 'processing' },
  sent: { title: '已送达', colour: 'success' },
  failed: { title: '未送达', colour: 'error' },
} as const

/** 外发记录: what left the house or waits to, how often it was tried and why it failed. */
export function Outgoing() {
  return (
    <ListPage<Sent>
      title="外发记录"
      lead="短信、企业微信、邮件和向外通知的发送情况。失败的会自动再试，间隔越来越长；仍未送达的可以重新发送。没有送到的人见“未送达名单”。"
      path="/outgoing"
      idOf={(item) => item.id}
      filters={[
        {
          name: 'state',
          title: '状态',
          options: Object.entries(STATES).map(([value, { title }]) => ({ value, label: title })),
        },
        {
          name: 'kind',
          title: '种类',
          options: [
            { value: 'message', label: '提醒' },
            { value: 'webhook', label: '向外通知' },
          ],
        },
      ]}
      empty={<Empty title="还没有向外发送过" />}
      columns={[
        { title: '去向', draw: (item) => item.channel },
        {
          title: '状态',
          draw: ({ state }) => <Tag color={STATES[state].colour}>{STATES[state].title}</Tag>,
        },
        { title: '次数', draw: (item) => item.tries, amount: true },
        { title: '产生时间', draw: (item) => <span className="num">{timeText(item.createdAt)}</span> },
        {
          title: '下次或完成',
          draw: (item) => <span className="num">{timeText(item.nextAt ?? item.settledAt)}</span>,
        },
        { title: '原因', draw: (item) => item.error ?? '—' },
        { title: '办理', draw: (item) => <Resend item={item} /> },
      ]}
    />
  )
}

function Resend({ item }: { readonly item: Sent }) {
  const client = useQueryClient()
  const { message } = App.useApp()
  const again = async () => {
    try {
      await send('POST', `/outgoing/${item.id}/resend`, {})
      await client.invalidateQueries({ queryKey: ['list', '/outgoing'] })
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有办成，请重试')
    }
  }
  return item.next.map(({ name, title }) => (
    <Button key={name} size="small" aria-label={`${title}：${item.channel}`} onClick={() => void again()}>
      {title}
    </Button>
  ))
}
