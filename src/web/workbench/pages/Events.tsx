import { Button, Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { FormDialog } from '../parts/FormDialog.tsx'
import { Page as PageFrame } from '../shell/Page.tsx'
import { holds, useMe } from '../shell/session.tsx'
import { Empty, Show } from '../shell/states.tsx'
import type { Page } from '../types.ts'

export interface EventView {
  readonly id: string
  readonly publicId: string
  readonly title: string
  readonly kind: string
  readonly audience: 'public' | 'invited'
  readonly organiser: string
  readonly startsAt: string
  readonly endsAt: string
  readonly place: string
  readonly capacity: number
  readonly registered: number
  readonly agenda: string
  readonly state: string
  readonly stateTitle: string
  readonly isOver: boolean
  readonly sample: boolean
  readonly mine: 'registered' | 'waiting' | 'cancelled' | null
}

/** Events one may come to, and those one's own unit holds. */
export function Events() {
  const me = useMe()
  const navigate = useNavigate()
  const organises = holds(me, ['event.organise'])
  return (
    <PageFrame
      title="对接活动"
      lead="对接会、路演：报名、扫码签到、一对一洽谈；见过面的可以一键开始洽谈。"
      extra={
        organises && (
          <Button type="primary" onClick={() => void navigate('/events/new')}>
            举办活动
          </Button>
        )
      }
    >
      {organises && <List title="本单位举办的活动" path="/events/own" none="还没有举办过活动" />}
      <List title="可以参加的活动" path="/events" none="目前没有可以参加的活动" />
      {holds(me, ['event.designate']) && <Organisers />}
    </PageFrame>
  )
}

function List({
  title,
  path,
  none,
}: {
  readonly title: string
  readonly path: string
  readonly none: string
}) {
  const list = useQuery({
    queryKey: ['events', path],
    queryFn: () => get<Page<EventView>>(path, { limit: 100 }),
  })
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      <Show query={list} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={none} />
          ) : (
            <ul className="plain stack-s">
              {items.map((event) => (
                <li key={event.id} className="listitem">
                  <Line event={event} />
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </section>
  )
}

const MINE = { registered: '已报名', waiting: '候补中', cancelled: '已取消报名' } as const

function Line({ event }: { readonly event: EventView }) {
  return (
    <>
      <div className="row">
        <Link to={`/events/${event.id}`} className="grow">
          {event.title}
        </Link>
        {event.mine !== null && event.mine !== 'cancelled' && <Tag color="success">{MINE[event.mine]}</Tag>}
        <Tag>{event.state === 'published' && event.isOver ? '已过' : event.stateTitle}</Tag>
      </div>
      <div className="soft small num">
        {event.kind} · {timeText(event.startsAt)} · {event.place} · {event.organiser} · 报名{' '}
        {event.registered}/{event.capacity}
      </div>
    </>
  )
}

/** Service bodies the competent unit lets hold events. */
function Organisers() {
  const list = useQuery({
    queryKey: ['events', 'organisers'],
    queryFn: () => get<Page<{ orgId: string; name: string; at: string }>>('/events/organisers'),
  })
  return (
    <section className="card stack-s" aria-label="可以举办活动的服务机构">
      <div className="row">
        <h2 className="grow">可以举办活动的服务机构</h2>
        <FormDialog
          title="指定或收回"
          form={{
            type: 'object',
            required: ['orgId', 'allowed'],
            properties: {
              orgId: { type: 'string', title: '服务机构', widget: 'org' },
              allowed: { type: 'boolean', title: '可以举办活动' },
            },
          }}
          path="/events/organisers"
        />
      </div>
      <Show query={list} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">还没有指定服务机构；政府单位可以直接举办。</p>
          ) : (
            <ul className="plain">
              {items.map((one) => (
                <li key={one.orgId}>
                  {one.name} <span className="soft small num">{timeText(one.at)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </section>
  )
}
