import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import { FormPage } from '../parts/FormPage.tsx'
import { Show } from '../shell/states.tsx'
import type { EventView } from './Events.tsx'

/** A new event, as a draft. */
export function EventNew() {
  return (
    <FormPage<{ id: string }>
      title="举办活动"
      lead="先存草稿；发布后公众在门户看得到，可以报名。"
      form="event"
      draft="event-new"
      path="/events"
      submitTitle="存为草稿"
      done={(result) => ({
        title: '草稿已保存',
        next: <Link to={`/events/${result.id}`}>打开活动，核对后发布</Link>,
      })}
    />
  )
}

/** Changes time, place, capacity or agenda; whoever registered is told. */
export function EventEdit() {
  const { id = '' } = useParams()
  const event = useQuery({ queryKey: ['event', id], queryFn: () => get<EventView>(`/events/${id}`) })
  return (
    <Show query={event} rows={8} whole>
      {(found) => (
        <FormPage<{ id: string }>
          title={`修改：${found.title}`}
          lead="改了时间或地点，报名和受邀的单位会收到消息。"
          form="event"
          method="PUT"
          path={`/events/${found.id}`}
          draft={`event-${found.id}`}
          initial={{
            title: found.title,
            kind: found.kind,
            startsAt: wallOf(found.startsAt),
            endsAt: wallOf(found.endsAt),
            place: found.place,
            capacity: found.capacity,
            audience: found.audience,
            agenda: found.agenda,
          }}
          submitTitle="保存"
          done={(result) => ({
            title: '已保存',
            next: <Link to={`/events/${result.id}`}>回到活动</Link>,
          })}
        />
      )}
    </Show>
  )
}

const SHANGHAI_MS = 8 * 3_600_000

/** An instant as the wall time a field of the browser takes. */
function wallOf(instant: string): string {
  return new Date(Date.parse(instant) + SHANGHAI_MS).toISOString().slice(0, 16)
}
