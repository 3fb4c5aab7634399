import { Button, Tabs } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from 'react-router'
import { get } from '../api.ts'
import { timeText } from '../helpers/format.ts'
import { StateTag } from '../parts/DeadlineBadge.tsx'
import { EventPairs } from '../parts/event/Pairs.tsx'
import { EventPeople } from '../parts/event/People.tsx'
import { ActButton } from '../parts/FormDialog.tsx'
import { WithDossier } from '../parts/RecordPage.tsx'
import { Page } from '../shell/Page.tsx'
import { Show } from '../shell/states.tsx'
import type { EventView } from './Events.tsx'

interface Shown extends EventView {
  readonly organises: boolean
  readonly dossierId: string | null
  readonly ics: string
}

/** One event: for whoever comes, and with people and pairs for whoever holds it. */
export function EventPage() {
  const { id = '' } = useParams()
  const event = useQuery({ queryKey: ['event', id], queryFn: () => get<Shown>(`/events/${id}`) })
  return (
    <Show query={event} rows={8} whole>
      {(found) => <Body event={found} />}
    </Show>
  )
}

function Body({ event }: { readonly event: Shown }) {
  const navigate = useNavigate()
  const isOpen = event.state === 'published'
  const items = [
    { key: 'about', label: '概况', children: <About event={event} /> },
    {
      key: 'pairs',
      label: '一对一对接',
      children: (
        <EventPairs id={event.id} organises={event.organises} isOpen={isOpen} startsAt={event.startsAt} />
      ),
    },
    ...(event.organises
      ? [
          {
            key: 'people',
            label: '报名和签到',
            children: <EventPeople id={event.id} isOpen={isOpen} />,
          },
        ]
      : []),
  ]
  const tabs = (
    <div className="card">
      <Tabs items={items} destroyOnHidden />
    </div>
  )
  return (
    <Page
      title={event.title}
      lead={`${event.kind} · 主办 ${event.organiser}`}
      extra={
        <>
          <StateTag title={event.stateTitle} />
          {event.organises && (event.state === 'draft' || isOpen) && (
            <Button onClick={() => void navigate(`/events/${event.id}/edit`)}>修改</Button>
          )}
        </>
      }
    >
      {event.organises && event.dossierId !== null ? (
        <WithDossier id={event.dossierId} title="活动进度">
          {tabs}
        </WithDossier>
      ) : (
        tabs
      )}
    </Page>
  )
}

function About({ event }: { readonly event: Shown }) {
  const rows: readonly (readonly [string, string])[] = [
    ['时间', `${timeText(event.startsAt)} 至 ${timeText(event.endsAt)}`],
    ['地点', event.place],
    ['名额', `${String(event.capacity)} 人，已报名 ${String(event.registered)} 人`],
    ['参加方式', event.audience === 'public' ? '公开报名' : '只邀请'],
  ]
  return (
    <div className="stack">
      <dl className="facts">
        {rows.map(([title, text]) => (
          <div key={title} style={{ display: 'contents' }}>
            <dt>{title}</dt>
            <dd className="num">{text}</dd>
          </div>
        ))}
      </dl>
      <div className="pre">{event.agenda}</div>
      <div className="row">
        <Coming event={event} />
        <Button href={event.ics}>加入日历</Button>
        {event.audience === 'public' && event.state !== 'draft' && (
          <a href={`/events/${event.publicId}`}>门户页面</a>
        )}
      </div>
    </div>
  )
}

function Coming({ event }: { readonly event: Shown }) {
  if (event.isOver) return null
  if (event.mine === 'registered' || event.mine === 'waiting')
    return (
      <>
        <span>{event.mine === 'registered' ? '您已报名。' : '您在候补名单中，有空位时会通知您。'}</span>
        <ActButton title="取消报名" path={`/events/${event.id}/unregister`} danger />
      </>
    )
  return (
    <ActButton
      title="报名"
      primary
      path={`/events/${event.id}/register`}
      lead={
        event.registered >= event.capacity ? <p>名额已满，报名后列入候补。</p> : <p>报名参加这场活动。</p>
      }
      next={<Link to="/events">查看我的活动</Link>}
    />
  )
}
